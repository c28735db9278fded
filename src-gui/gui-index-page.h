/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* What the index knows: one row per RFC, found as one types, each with its one button.
 *
 * Properties: query (string, what is searched for), is-narrow (boolean), n-results (uint, read-only)
 * Actions, with the number as parameter: index.act, index.get, index.open, index.show-in-folder, index.copy-reference,
 *   index.stop-sharing, index.holders; without one: index.look-up, index.connect */
#define GUI_TYPE_INDEX_PAGE (gui_index_page_get_type ())
G_DECLARE_FINAL_TYPE (GuiIndexPage, gui_index_page, GUI, INDEX_PAGE, AdwBin)

void gui_index_page_set_engine (GuiIndexPage *self, PeerEngine *engine);

/* Where the keyboard is of use: the rows, or at first the server's address. */
void gui_index_page_focus_list (GuiIndexPage *self);

/* Sorts as it was sorted last, and remembers. */
void gui_index_page_keep_sort (GuiIndexPage *self, GSettings *settings);

G_END_DECLS
