/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-library.h"

G_BEGIN_DECLS

/* The documents in the library, for the desktop's search: org.gnome.Shell.SearchProvider2. */
#define GUI_TYPE_SEARCH_PROVIDER (gui_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (GuiSearchProvider, gui_search_provider, GUI, SEARCH_PROVIDER, GObject)

#define GUI_SEARCH_PROVIDER_MAX_RESULTS 20u /* a desktop shows five */

typedef struct
{
  PeerLibrary *(*get_library) (gpointer user_data); /* lent; NULL when it cannot be opened */
  void (*open) (guint number, gpointer user_data);
  void (*search) (const char *words, gpointer user_data); /* "in the application" */
} GuiSearchProviderHandler;

/* @application is held while it answers. Both are lent. */
GuiSearchProvider *gui_search_provider_new (GApplication *application,
                                            const GuiSearchProviderHandler *handler,
                                            gpointer user_data);

gboolean gui_search_provider_export (GuiSearchProvider *self, GDBusConnection *bus, const char *path, GError **error);
void gui_search_provider_unexport (GuiSearchProvider *self);

G_END_DECLS
