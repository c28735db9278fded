/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-cell.h"

struct _GuiCell
{
  AdwBin parent_instance;
  GObject *item;
};

enum
{
  PROP_ITEM = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiCell, gui_cell, ADW_TYPE_BIN)

static void
gui_cell_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, GUI_CELL (object)->item);
}

static void
gui_cell_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (g_set_object (&GUI_CELL (object)->item, g_value_get_object (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
gui_cell_dispose (GObject *object)
{
  g_clear_object (&GUI_CELL (object)->item);
  G_OBJECT_CLASS (gui_cell_parent_class)->dispose (object);
}

static void
gui_cell_class_init (GuiCellClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = gui_cell_get_property;
  object_class->set_property = gui_cell_set_property;
  object_class->dispose = gui_cell_dispose;

  properties[PROP_ITEM] = g_param_spec_object ("item",
                                               NULL,
                                               NULL,
                                               G_TYPE_OBJECT,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "documentcell");
}

static void
gui_cell_init (GuiCell *self)
{
}

gpointer
gui_cell_pick_item (GtkWidget *widget, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (widget, x, y, GTK_PICK_DEFAULT);
  GtkWidget *cell = picked != NULL ? gtk_widget_get_ancestor (picked, GUI_TYPE_CELL) : NULL;

  return cell != NULL ? GUI_CELL (cell)->item : NULL;
}

GtkWidget *
gui_cell_find (GtkWidget *widget, gpointer item)
{
  GtkWidget *found = NULL;

  if (GUI_IS_CELL (widget))
    return GUI_CELL (widget)->item == item && gtk_widget_get_mapped (widget) ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *cell = gui_cell_find (child, item);

      if (cell != NULL)
        found = cell;
    }
  return found;
}

gboolean
gui_cell_query_tooltip_cb (GtkLabel *label, int x, int y, gboolean is_keyboard, GtkTooltip *tooltip)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;

  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return TRUE;
}
