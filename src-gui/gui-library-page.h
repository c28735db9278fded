/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* What this computer holds, and whether it is shared.
 *
 * Properties: query (string), is-snug and is-narrow (booleans: less room, little room), n-results (uint, read-only)
 * Actions, with the number as parameter: library.open, library.show-in-folder, library.copy-reference,
 *   library.toggle-shared, library.trash, library.menu */
#define GUI_TYPE_LIBRARY_PAGE (gui_library_page_get_type ())
G_DECLARE_FINAL_TYPE (GuiLibraryPage, gui_library_page, GUI, LIBRARY_PAGE, AdwBin)

void gui_library_page_set_engine (GuiLibraryPage *self, PeerEngine *engine);
void gui_library_page_focus_list (GuiLibraryPage *self);

/* Sorts as it was sorted last, and remembers. */
void gui_library_page_keep_sort (GuiLibraryPage *self, GSettings *settings);

G_END_DECLS
