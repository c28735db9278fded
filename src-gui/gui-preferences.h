/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* Applied as they are changed; a key that the administrator has locked makes its row insensitive. */
#define GUI_TYPE_PREFERENCES (gui_preferences_get_type ())
G_DECLARE_FINAL_TYPE (GuiPreferences, gui_preferences, GUI, PREFERENCES, AdwPreferencesWindow)

/* @server is the one in use, which the command line may have set for this run. */
GtkWidget *gui_preferences_new (GSettings *settings, const char *server, PeerEngine *engine);

/* Says @sentence in a toast. */
void gui_preferences_tell (GuiPreferences *self, const char *sentence);

G_END_DECLS
