/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How much room there is for columns. */
typedef enum
{
  GUI_ROOM_NARROW,
  GUI_ROOM_SNUG,
  GUI_ROOM_ROOMY,
} GuiRoom;

/* One column of a view. Cells are made and filled here and not by expressions of a .ui file: a list view fills 200 rows at each
 * key that is typed, and an expression for each of their cells costs ten times as much. */
typedef struct
{
  const char *name;  /* as settings call it */
  const char *title; /* marked for translation; NULL for none */
  int width;         /* in pixels at the usual size of text; 0: what the others leave */
  int narrow_width;  /* the same where there is little room */
  GuiRoom least_room;
  GtkWidget *(*make) (void);
  void (*show) (GtkWidget *cell, gpointer item, gpointer page); /* writes what the cell says */
  const char *watched[4];                                       /* the item's properties that it follows */
  const char *sorted_by;                                        /* the property; NULL: it cannot be sorted by */
} GuiColumn;

/* The columns of one view: made, fitted to the room, found by their rows, and kept as the user left them. */
typedef struct _GuiColumns GuiColumns;

/* @columns must outlive it; @page is what show () gets. */
GuiColumns *gui_columns_new (GtkColumnView *view, GType item_type, const GuiColumn *columns, guint n_columns, gpointer page);
void gui_columns_free (GuiColumns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuiColumns, gui_columns_free)

void gui_columns_set_room (GuiColumns *self, GuiRoom room);

/* A column may have nothing to say at all; it is taken out then. */
void gui_columns_set_has_column (GuiColumns *self, const char *name, gboolean has_column);

/* Sorts and is as wide as it was last, and remembers: PREFIX-sort of type (sb) and PREFIX-widths of type a{si}. @items are the
 * rows in whatever order. */
void gui_columns_keep (GuiColumns *self, GListModel *items, GSettings *settings, const char *prefix);

/* Writes all cells anew that stand somewhere in the view. */
void gui_columns_show_again (GuiColumns *self);

/* The row's item at this place of the view, and its cell of a column that is on the screen; lent, NULL when there is none. */
gpointer gui_columns_pick (GuiColumns *self, double x, double y);
GtkWidget *gui_columns_find_cell (GuiColumns *self, gpointer item, const char *column_name);

/* The item of the row that @widget stands in; lent. */
gpointer gui_columns_get_item (GtkWidget *widget);

/* How large text is: 1 at the usual size, 2 at twice that. */
double gui_columns_get_text_scale (GtkWidget *widget);

G_END_DECLS
