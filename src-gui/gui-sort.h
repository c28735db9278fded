/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Which column a view is sorted by, kept in a setting of type (sb): the column's name, "" for none, and whether descending.
 * GTK tells it only since 4.10, so it is found out here by comparing two rows and watching which column is asked first. */
typedef struct _GuiSort GuiSort;

/* @items: the rows, in whatever order. Free with gui_sort_free() before the view goes. */
GuiSort *gui_sort_new (GtkColumnView *view, GListModel *items);
void gui_sort_free (GuiSort *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuiSort, gui_sort_free)

/* Every column that can be sorted by, before gui_sort_keep(). @name must outlive the sort. */
void gui_sort_add_column (GuiSort *self, GtkColumnViewColumn *column, const char *name);

/* Sorts as @key says, and writes down each change from now on. */
void gui_sort_keep (GuiSort *self, GSettings *settings, const char *key);

G_END_DECLS
