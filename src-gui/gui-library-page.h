/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "gui-page.h"

G_BEGIN_DECLS

/* What this computer holds, and whether it is shared.
 *
 * Properties: those of a page
 * Actions, with the number as parameter: library.toggle-shared, library.menu; without one: library.stop-selected */
#define GUI_TYPE_LIBRARY_PAGE (gui_library_page_get_type ())
G_DECLARE_FINAL_TYPE (GuiLibraryPage, gui_library_page, GUI, LIBRARY_PAGE, GuiPage)

void gui_library_page_set_engine (GuiLibraryPage *self, PeerEngine *engine);

/* The rows, or what the empty page offers. */
void gui_library_page_focus_list (GuiLibraryPage *self);

G_END_DECLS
