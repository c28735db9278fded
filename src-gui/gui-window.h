/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* The main window. Its size and view are kept in @settings.
 *
 * Actions: win.view (s: "index", "library", "transfers"), win.next-view, win.previous-view, win.search, win.switch-focus,
 *   win.refresh, win.add-files, win.add-folder, win.add-document, win.paste */
#define GUI_TYPE_WINDOW (gui_window_get_type ())
G_DECLARE_FINAL_TYPE (GuiWindow, gui_window, GUI, WINDOW, AdwApplicationWindow)

GuiWindow *gui_window_new (GtkApplication *application, GSettings *settings);

/* What it shows; may be changed for another. */
void gui_window_set_engine (GuiWindow *self, PeerEngine *engine);
PeerEngine *gui_window_get_engine (GuiWindow *self);

/* Says @sentence in a toast. */
void gui_window_tell (GuiWindow *self, const char *sentence);

/* Shows the index with @words in the search. */
void gui_window_search_for (GuiWindow *self, const char *words);

/* Reads @files (a GListModel of GFile, folders walked), and shares them or asks about them. */
void gui_window_add_files (GuiWindow *self, GListModel *files);

G_END_DECLS
