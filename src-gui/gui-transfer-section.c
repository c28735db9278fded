/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-transfer-section.h"

#include "gui-transfer-row.h"

#include <glib/gi18n-lib.h>

/* Rows of a list box are all there at once, so only the newest get one. */
#define MAX_SHOWN 200u

struct _GuiTransferSection
{
  GtkBox parent_instance;
  GtkFilterListModel *filtered; /* NULL until there are lists */
  GuiTransferTest test;
  gpointer user_data;

  GtkLabel *title;
  GtkListBox *list;
  GtkLabel *more;
};

enum
{
  PROP_TITLE = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiTransferSection, gui_transfer_section, GTK_TYPE_BOX)

static gboolean
gui_transfer_section_filter_func (gpointer item, gpointer user_data)
{
  GuiTransferSection *self = user_data;

  return self->test (item, self->user_data);
}

static GtkWidget *
gui_transfer_section_create_row (gpointer item, gpointer user_data)
{
  return gui_transfer_row_new (item);
}

static void
gui_transfer_section_update_more (GuiTransferSection *self)
{
  guint n_items = gui_transfer_section_get_n_transfers (self);
  guint n_more = n_items > MAX_SHOWN ? n_items - MAX_SHOWN : 0;
  g_autofree char *text
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u older one", "and %u older ones", n_more), n_more);

  gtk_label_set_text (self->more, text);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n_more > 0);
}

void
gui_transfer_section_set_lists (GuiTransferSection *self, GListModel *lists, GuiTransferTest test, gpointer user_data)
{
  GtkFlattenListModel *all = gtk_flatten_list_model_new (g_object_ref (lists));
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (gui_transfer_section_filter_func, self, NULL));
  g_autoptr (GtkSliceListModel) newest = NULL;

  self->test = test;
  self->user_data = user_data;
  g_clear_object (&self->filtered);
  self->filtered = gtk_filter_list_model_new (G_LIST_MODEL (all), filter);
  newest = gtk_slice_list_model_new (G_LIST_MODEL (g_object_ref (self->filtered)), 0, MAX_SHOWN);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (newest), gui_transfer_section_create_row, NULL, NULL);
  gui_transfer_section_update_more (self);
}

void
gui_transfer_section_update (GuiTransferSection *self)
{
  if (self->filtered == NULL)
    return;
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->filtered), GTK_FILTER_CHANGE_DIFFERENT);
  gui_transfer_section_update_more (self);
}

guint
gui_transfer_section_get_n_transfers (GuiTransferSection *self)
{
  return self->filtered != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) : 0;
}

void
gui_transfer_section_set_title (GuiTransferSection *self, const char *title)
{
  gtk_label_set_text (self->title, title != NULL ? title : "");
  gtk_widget_set_visible (GTK_WIDGET (self->title), title != NULL && title[0] != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title != NULL ? title : "", -1);
}

static void
gui_transfer_section_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, gtk_label_get_text (GUI_TRANSFER_SECTION (object)->title));
}

static void
gui_transfer_section_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  gui_transfer_section_set_title (GUI_TRANSFER_SECTION (object), g_value_get_string (value));
}

/* The lists may live on: nothing of them calls back any more. */
static void
gui_transfer_section_dispose (GObject *object)
{
  GuiTransferSection *self = GUI_TRANSFER_SECTION (object);

  if (self->filtered != NULL)
    {
      gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
      gtk_filter_list_model_set_filter (self->filtered, NULL);
    }
  g_clear_object (&self->filtered);
  G_OBJECT_CLASS (gui_transfer_section_parent_class)->dispose (object);
}

static void
gui_transfer_section_class_init (GuiTransferSectionClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = gui_transfer_section_get_property;
  object_class->set_property = gui_transfer_section_set_property;
  object_class->dispose = gui_transfer_section_dispose;
  properties[PROP_TITLE]
      = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
gui_transfer_section_init (GuiTransferSection *self)
{
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *more = gtk_label_new (NULL);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (more, "dim-label");
  gtk_box_append (GTK_BOX (self), title);
  gtk_box_append (GTK_BOX (self), list);
  gtk_box_append (GTK_BOX (self), more);
  self->title = GTK_LABEL (title);
  self->list = GTK_LIST_BOX (list);
  self->more = GTK_LABEL (more);
}
