/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "gui-page.h"
#include "gui-standings.h"

G_BEGIN_DECLS

/* What the index knows: one row per RFC, found as one types, each with its one button.
 *
 * Properties: held-filter (uint, see below), status-filter (uint), has-statuses (boolean, read-only: something is known to
 *   filter by), and those of a page
 * Actions, with the number as parameter: index.act, index.holders; without one: index.look-up, index.get-selected,
 *   index.details-selected, index.show-all */
#define GUI_TYPE_INDEX_PAGE (gui_index_page_get_type ())
G_DECLARE_FINAL_TYPE (GuiIndexPage, gui_index_page, GUI, INDEX_PAGE, GuiPage)

/* In the order of what the window offers. */
typedef enum
{
  GUI_HELD_ALL,
  GUI_HELD_HERE,
  GUI_HELD_ELSEWHERE,
} GuiHeldFilter;

typedef enum
{
  GUI_STATUS_ANY,
  GUI_STATUS_OBSOLETE,
  GUI_STATUS_NOT_OBSOLETE,
} GuiStatusFilter;

/* What it knows of documents' standing; lent. */
GuiStandings *gui_index_page_get_standings (GuiIndexPage *self);

void gui_index_page_set_engine (GuiIndexPage *self, PeerEngine *engine);

/* Where the keyboard is of use: the rows, or at first the server's address. */
void gui_index_page_focus_list (GuiIndexPage *self);

G_END_DECLS
