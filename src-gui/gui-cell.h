/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What stands in one cell of a column view and knows its row, so that a click anywhere in a row finds it.
 *
 * Properties: item (GObject) */
#define GUI_TYPE_CELL (gui_cell_get_type ())
G_DECLARE_FINAL_TYPE (GuiCell, gui_cell, GUI, CELL, AdwBin)

/* The row's item at this place of @widget, which holds cells somewhere within; lent, NULL when there is none. */
gpointer gui_cell_pick_item (GtkWidget *widget, double x, double y);

/* For "query-tooltip" of a label: its text, when that is cut off. */
gboolean gui_cell_query_tooltip_cb (GtkLabel *label, int x, int y, gboolean is_keyboard, GtkTooltip *tooltip);

/* The cells of this item within @widget that are on the screen; the last one found, NULL when there is none. */
GtkWidget *gui_cell_find (GtkWidget *widget, gpointer item);

G_END_DECLS
