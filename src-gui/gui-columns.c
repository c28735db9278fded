/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-columns.h"

#include "gui-sort.h"

#include <glib/gi18n-lib.h>

#define USUAL_DPI (96 * 1024) /* as gtk-xft-dpi counts */
#define MIN_WIDTH 24

typedef struct
{
  GuiColumns *columns;
  const GuiColumn *what;
  GtkColumnViewColumn *column;
  int kept_width; /* by the user, at the usual size of text; 0: none */
  gboolean is_wanted;
} GuiColumnState;

struct _GuiColumns
{
  GtkColumnView *view;
  GPtrArray *states;   /* of GuiColumnState */
  GHashTable *cells;   /* cell: its state, while it has an item */
  GuiSort *sort;       /* NULL until they are kept */
  GSettings *settings; /* the same */
  char *widths_key;
  gpointer page;
  GuiRoom room;
  gboolean is_fitting; /* widths change, and not by the user */
};

static GQuark
gui_columns_item_quark (void)
{
  return g_quark_from_static_string ("gui-columns-item");
}

static void
gui_columns_show_cell (GtkWidget *cell, GuiColumnState *state)
{
  state->what->show (cell, g_object_get_qdata (G_OBJECT (cell), gui_columns_item_quark ()), state->columns->page);
}

static void
gui_columns_item_changed_cb (GObject *item, GParamSpec *pspec, GtkWidget *cell)
{
  GuiColumnState *state = g_object_get_data (G_OBJECT (cell), "gui-column");

  gui_columns_show_cell (cell, state);
}

static void
gui_columns_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GuiColumnState *state)
{
  GtkWidget *cell = state->what->make ();

  g_object_set_data (G_OBJECT (cell), "gui-column", state);
  gtk_list_item_set_child (list_item, cell);
}

/* A row may stand for something of another kind, which has nothing to follow. */
static void
gui_columns_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GuiColumnState *state)
{
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  GObject *item = gtk_list_item_get_item (list_item);

  g_object_set_qdata (G_OBJECT (cell), gui_columns_item_quark (), item);
  g_hash_table_insert (state->columns->cells, cell, state);
  for (guint i = 0; i < G_N_ELEMENTS (state->what->watched) && state->what->watched[i] != NULL; i++)
    if (g_object_class_find_property (G_OBJECT_GET_CLASS (item), state->what->watched[i]) != NULL)
      {
        char signal_name[64];

        g_snprintf (signal_name, sizeof signal_name, "notify::%s", state->what->watched[i]);
        g_signal_connect (item, signal_name, G_CALLBACK (gui_columns_item_changed_cb), cell);
      }
  gui_columns_show_cell (cell, state);
}

static void
gui_columns_unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GuiColumnState *state)
{
  GtkWidget *cell = gtk_list_item_get_child (list_item);

  if (state->what->watched[0] != NULL)
    g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (list_item), cell);
  g_object_set_qdata (G_OBJECT (cell), gui_columns_item_quark (), NULL);
  g_hash_table_remove (state->columns->cells, cell);
}

static GtkSorter *
gui_columns_make_sorter (GType item_type, const char *property)
{
  GtkExpression *expression = gtk_property_expression_new (item_type, NULL, property);

  if (gtk_expression_get_value_type (expression) == G_TYPE_STRING)
    return GTK_SORTER (gtk_string_sorter_new (expression));
  return GTK_SORTER (gtk_numeric_sorter_new (expression));
}

double
gui_columns_get_text_scale (GtkWidget *widget)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? (double) dpi / USUAL_DPI : 1;
}

static void
gui_columns_save_widths (GuiColumns *self)
{
  GVariantBuilder widths;

  g_variant_builder_init (&widths, G_VARIANT_TYPE ("a{si}"));
  for (guint i = 0; i < self->states->len; i++)
    {
      GuiColumnState *state = g_ptr_array_index (self->states, i);

      if (state->kept_width > 0)
        g_variant_builder_add (&widths, "{si}", state->what->name, state->kept_width);
    }
  g_settings_set_value (self->settings, self->widths_key, g_variant_builder_end (&widths));
}

/* What is dragged where there is little room is for now, not for ever. */
static void
gui_columns_resized_cb (GuiColumnState *state)
{
  GuiColumns *self = state->columns;
  int width = gtk_column_view_column_get_fixed_width (state->column);

  if (self->is_fitting || self->settings == NULL || self->room == GUI_ROOM_NARROW || state->what->width == 0)
    return;
  state->kept_width = MAX (MIN_WIDTH, (int) (width / gui_columns_get_text_scale (GTK_WIDGET (self->view))));
  gui_columns_save_widths (self);
}

static gboolean
gui_columns_is_there (GuiColumns *self, GuiColumnState *state)
{
  return state->is_wanted && self->room >= state->what->least_room;
}

/* Taken out and put back: a column that is only invisible keeps its width in GTK 4.8. */
static void
gui_columns_place (GuiColumns *self)
{
  guint position = 0;

  for (guint i = 0; i < self->states->len; i++)
    {
      GuiColumnState *state = g_ptr_array_index (self->states, i);
      gboolean was_there = gtk_column_view_column_get_column_view (state->column) != NULL;
      gboolean is_there = gui_columns_is_there (self, state);

      if (is_there && !was_there)
        gtk_column_view_insert_column (self->view, position, state->column);
      else if (!is_there && was_there)
        gtk_column_view_remove_column (self->view, state->column);
      position += is_there ? 1 : 0;
    }
}

static void
gui_columns_fit (GuiColumns *self)
{
  double scale = gui_columns_get_text_scale (GTK_WIDGET (self->view));

  self->is_fitting = TRUE;
  gui_columns_place (self);
  for (guint i = 0; i < self->states->len; i++)
    {
      GuiColumnState *state = g_ptr_array_index (self->states, i);
      int usual = state->kept_width > 0 ? state->kept_width : state->what->width;
      int width = self->room == GUI_ROOM_NARROW ? state->what->narrow_width : usual;

      if (width > 0)
        gtk_column_view_column_set_fixed_width (state->column, (int) (width * scale));
    }
  self->is_fitting = FALSE;
}

static void
gui_columns_add (GuiColumns *self, GType item_type, const GuiColumn *what)
{
  GuiColumnState *state = g_new0 (GuiColumnState, 1);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  state->columns = self;
  state->what = what;
  state->is_wanted = TRUE;
  g_signal_connect (factory, "setup", G_CALLBACK (gui_columns_setup_cb), state);
  g_signal_connect (factory, "bind", G_CALLBACK (gui_columns_bind_cb), state);
  g_signal_connect (factory, "unbind", G_CALLBACK (gui_columns_unbind_cb), state);
  state->column = gtk_column_view_column_new (what->title != NULL ? _ (what->title) : NULL, factory);
  gtk_column_view_column_set_expand (state->column, what->width == 0);
  gtk_column_view_column_set_resizable (state->column, what->width > 0 && what->title != NULL);
  if (what->sorted_by != NULL)
    {
      g_autoptr (GtkSorter) sorter = gui_columns_make_sorter (item_type, what->sorted_by);

      gtk_column_view_column_set_sorter (state->column, sorter);
    }
  g_signal_connect_swapped (state->column, "notify::fixed-width", G_CALLBACK (gui_columns_resized_cb), state);
  g_ptr_array_add (self->states, state);
}

/* The view may live on for a while: nothing of it calls back any more. */
static void
gui_columns_free_state (GuiColumnState *state)
{
  GtkListItemFactory *factory = gtk_column_view_column_get_factory (state->column);

  g_signal_handlers_disconnect_by_data (factory, state);
  g_signal_handlers_disconnect_by_data (state->column, state);
  g_object_unref (state->column);
  g_free (state);
}

GuiColumns *
gui_columns_new (GtkColumnView *view, GType item_type, const GuiColumn *columns, guint n_columns, gpointer page)
{
  GuiColumns *self = g_new0 (GuiColumns, 1);

  self->view = view;
  self->page = page;
  self->room = GUI_ROOM_ROOMY;
  self->cells = g_hash_table_new (NULL, NULL);
  self->states = g_ptr_array_new_with_free_func ((GDestroyNotify) gui_columns_free_state);
  /* Their order says what matters; taken out and put back, they stand in it. */
  gtk_column_view_set_reorderable (view, FALSE);
  for (guint i = 0; i < n_columns; i++)
    gui_columns_add (self, item_type, &columns[i]);
  gui_columns_fit (self);
  g_signal_connect_swapped (gtk_widget_get_settings (GTK_WIDGET (view)), "notify::gtk-xft-dpi", G_CALLBACK (gui_columns_fit), self);
  return self;
}

void
gui_columns_free (GuiColumns *self)
{
  GHashTableIter iter;
  gpointer cell;

  g_signal_handlers_disconnect_by_data (gtk_widget_get_settings (GTK_WIDGET (self->view)), self);
  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &cell, NULL))
    g_signal_handlers_disconnect_by_data (g_object_get_qdata (cell, gui_columns_item_quark ()), cell);
  g_clear_pointer (&self->sort, gui_sort_free);
  g_hash_table_unref (self->cells);
  g_ptr_array_unref (self->states);
  g_clear_object (&self->settings);
  g_free (self->widths_key);
  g_free (self);
}

void
gui_columns_set_room (GuiColumns *self, GuiRoom room)
{
  self->room = room;
  gui_columns_fit (self);
}

void
gui_columns_set_has_column (GuiColumns *self, const char *name, gboolean has_column)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      GuiColumnState *state = g_ptr_array_index (self->states, i);

      if (g_str_equal (state->what->name, name) && state->is_wanted != has_column)
        {
          state->is_wanted = has_column;
          gui_columns_fit (self);
        }
    }
}

static void
gui_columns_load_widths (GuiColumns *self)
{
  g_autoptr (GVariant) widths = g_settings_get_value (self->settings, self->widths_key);

  for (guint i = 0; i < self->states->len; i++)
    {
      GuiColumnState *state = g_ptr_array_index (self->states, i);
      gint32 width = 0;

      if (state->what->width > 0 && g_variant_lookup (widths, state->what->name, "i", &width))
        state->kept_width = CLAMP (width, MIN_WIDTH, 2000);
    }
  gui_columns_fit (self);
}

void
gui_columns_keep (GuiColumns *self, GListModel *items, GSettings *settings, const char *prefix)
{
  g_autofree char *sort_key = g_strconcat (prefix, "-sort", NULL);

  self->settings = g_object_ref (settings);
  self->widths_key = g_strconcat (prefix, "-widths", NULL);
  gui_columns_load_widths (self);
  self->sort = gui_sort_new (self->view, items);
  for (guint i = 0; i < self->states->len; i++)
    {
      GuiColumnState *state = g_ptr_array_index (self->states, i);

      if (state->what->sorted_by != NULL)
        gui_sort_add_column (self->sort, state->column, state->what->name);
    }
  gui_sort_keep (self->sort, settings, sort_key);
}

void
gui_columns_show_again (GuiColumns *self)
{
  GHashTableIter iter;
  gpointer cell, state;

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &cell, &state))
    gui_columns_show_cell (cell, state);
}

/* A row holds cells of the view's own, and these hold ours. */
gpointer
gui_columns_get_item (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      GtkWidget *within = widget;

      for (guint depth = 0; depth < 3 && within != NULL; depth++)
        {
          gpointer item = g_object_get_qdata (G_OBJECT (within), gui_columns_item_quark ());

          if (item != NULL)
            return item;
          within = gtk_widget_get_first_child (within);
        }
    }
  return NULL;
}

gpointer
gui_columns_pick (GuiColumns *self, double x, double y)
{
  return gui_columns_get_item (gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT));
}

GtkWidget *
gui_columns_find_cell (GuiColumns *self, gpointer item, const char *column_name)
{
  GHashTableIter iter;
  gpointer cell, key;

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &cell, &key))
    {
      GuiColumnState *state = key;

      if (gui_columns_get_item (cell) == item && gtk_widget_get_mapped (cell) && g_str_equal (state->what->name, column_name))
        return cell;
    }
  return NULL;
}
