/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-sort.h"

/* Rows that are equal in the column do not tell its direction; after so many that are, it is left as it was. */
#define MAX_PROBED_ROWS 200u

typedef struct
{
  GuiSort *sort;
  GtkColumnViewColumn *column;
  GtkSorter *sorter;
  const char *name;
} GuiSortColumn;

struct _GuiSort
{
  GtkColumnView *view;
  GListModel *items;
  GPtrArray *columns; /* of GuiSortColumn */
  GuiSortColumn *first_asked;
  GSettings *settings;
  char *key;
  gulong changed_handler;
};

static void
gui_sort_column_free (GuiSortColumn *column)
{
  g_clear_object (&column->sorter);
  g_free (column);
}

static int
gui_sort_compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  GuiSortColumn *column = user_data;

  if (column->sort->first_asked == NULL)
    column->sort->first_asked = column;
  return gtk_sorter_compare (column->sorter, (gpointer) a, (gpointer) b);
}

void
gui_sort_add_column (GuiSort *self, GtkColumnViewColumn *column, const char *name)
{
  GuiSortColumn *kept = g_new0 (GuiSortColumn, 1);
  g_autoptr (GtkCustomSorter) watched = gtk_custom_sorter_new (gui_sort_compare, kept, NULL);

  kept->sort = self;
  kept->column = column;
  kept->sorter = g_object_ref (gtk_column_view_column_get_sorter (column));
  kept->name = name;
  g_ptr_array_add (self->columns, kept);
  gtk_column_view_column_set_sorter (column, GTK_SORTER (watched));
}

/* The column that decides, and its direction; FALSE when the rows do not tell. */
static gboolean
gui_sort_probe (GuiSort *self, const char **name, gboolean *is_descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  g_autoptr (GObject) a = g_list_model_get_item (self->items, 0);
  guint n_items = MIN (g_list_model_get_n_items (self->items), MAX_PROBED_ROWS);

  for (guint i = 1; i < n_items; i++)
    {
      g_autoptr (GObject) b = g_list_model_get_item (self->items, i);
      GtkOrdering of_view, of_column;

      self->first_asked = NULL;
      of_view = gtk_sorter_compare (sorter, a, b);
      if (self->first_asked == NULL)
        {
          *name = "";
          *is_descending = FALSE;
          return TRUE;
        }
      of_column = gtk_sorter_compare (self->first_asked->sorter, a, b);
      if (of_column == GTK_ORDERING_EQUAL)
        continue;
      *name = self->first_asked->name;
      *is_descending = of_view != of_column;
      return TRUE;
    }
  return FALSE;
}

static void
gui_sort_changed_cb (GuiSort *self)
{
  const char *name;
  gboolean is_descending;

  if (gui_sort_probe (self, &name, &is_descending))
    g_settings_set (self->settings, self->key, "(sb)", name, is_descending);
}

static void
gui_sort_apply (GuiSort *self)
{
  g_autofree char *name = NULL;
  gboolean is_descending;
  GtkColumnViewColumn *column = NULL;

  g_settings_get (self->settings, self->key, "(sb)", &name, &is_descending);
  for (guint i = 0; i < self->columns->len; i++)
    {
      GuiSortColumn *kept = g_ptr_array_index (self->columns, i);

      if (g_str_equal (kept->name, name))
        column = kept->column;
    }
  gtk_column_view_sort_by_column (self->view, column, is_descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

void
gui_sort_keep (GuiSort *self, GSettings *settings, const char *key)
{
  g_set_object (&self->settings, settings);
  self->key = g_strdup (key);
  gui_sort_apply (self);
  self->changed_handler
      = g_signal_connect_swapped (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (gui_sort_changed_cb), self);
}

GuiSort *
gui_sort_new (GtkColumnView *view, GListModel *items)
{
  GuiSort *self = g_new0 (GuiSort, 1);

  self->view = view;
  self->items = items;
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) gui_sort_column_free);
  return self;
}

void
gui_sort_free (GuiSort *self)
{
  if (self->changed_handler != 0)
    g_signal_handler_disconnect (gtk_column_view_get_sorter (self->view), self->changed_handler);
  /* The columns may outlive this: they get their own sorters back. */
  for (guint i = 0; i < self->columns->len; i++)
    {
      GuiSortColumn *kept = g_ptr_array_index (self->columns, i);

      gtk_column_view_column_set_sorter (kept->column, kept->sorter);
    }
  g_ptr_array_unref (self->columns);
  g_clear_object (&self->settings);
  g_free (self->key);
  g_free (self);
}
