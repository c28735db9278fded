/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fake-peer.h"
#include "gui-application.h"
#include "gui-window.h"

G_BEGIN_DECLS

/* The application over the fake engine, its window on the screen. */
typedef struct
{
  GuiApplication *application;
  GuiWindow *window;
  PeerEngine *engine;
  GSettings *settings;
} GuiTest;

void gui_test_init (int *argc, char ***argv);
void gui_test_start (GuiTest *test);
void gui_test_end (GuiTest *test);

/* Index, library and transfers as on a good day. The titles are those of real RFCs. */
void gui_test_fill (GuiTest *test);

/* Iterates until two more frames of @window are drawn and nothing is left to do at once. */
void gui_test_settle (GtkWindow *window);
void gui_test_resize (GtkWindow *window, int width, int height);

/* The first widget within @root, mapped, that is of this type and (when @name is not NULL) has this accessible
 * name, label, text or tooltip. */
GtkWidget *gui_test_find (GtkWidget *root, GType type, const char *name);
GtkWindow *gui_test_find_dialog (GType type);
GtkWidget *gui_test_get_template_child (gpointer widget, const char *name);

/* What @widget looks like, in a PNG of this name in the folder that P2PCI_PICTURES names, or in the build folder's
 * tests/gui/pictures. None of its buttons may be cut off. */
void gui_test_save_picture (GtkWidget *widget, const char *name);

G_END_DECLS
