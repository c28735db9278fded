/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-search.h"

#include "gui-format.h"

struct _GuiSearch
{
  AdwBin parent_instance;
  GuiIndexPage *index_page;
  GuiLibraryPage *library_page;
  GuiPage *page; /* the one that is seen; NULL when it has nothing to search */
  gboolean is_narrow;

  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkLabel *results;
  GtkBox *box;
  GtkWidget *filters;
  GtkDropDown *status_filter;
  GtkDropDown *held_filter;
};

enum
{
  PROP_IS_SHOWN = 1,
  PROP_IS_NARROW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint entered_signal;

G_DEFINE_FINAL_TYPE (GuiSearch, gui_search, ADW_TYPE_BIN)

static const char *
gui_search_get_text (GuiSearch *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
}

static void
gui_search_update_results (GuiSearch *self)
{
  g_autofree char *words = NULL;

  if (self->page == NULL)
    return;
  words = gui_format_results (NULL, gui_page_get_n_results (self->page));
  gtk_label_set_text (self->results, gui_search_get_text (self)[0] != '\0' ? words : "");
}

static void
gui_search_changed_cb (GuiSearch *self)
{
  g_object_set (self->index_page, "query", gui_search_get_text (self), NULL);
  g_object_set (self->library_page, "query", gui_search_get_text (self), NULL);
  gui_search_update_results (self);
}

static void
gui_search_entered_cb (GuiSearch *self)
{
  g_signal_emit (self, entered_signal, 0);
}

/* Escape wipes out what was typed, and only then closes. */
static gboolean
gui_search_key_pressed_cb (GuiSearch *self, guint key, guint code, GdkModifierType modifiers)
{
  if (key == GDK_KEY_Escape && gui_search_get_text (self)[0] != '\0')
    {
      gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
      return GDK_EVENT_STOP;
    }
  if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, entered_signal, 0);
  return GDK_EVENT_STOP;
}

static void
gui_search_shown_cb (GuiSearch *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SHOWN]);
}

void
gui_search_begin (GuiSearch *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
gui_search_begin_with (GuiSearch *self, const char *words)
{
  gui_search_begin (self);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), words);
}

gboolean
gui_search_has_focus (GuiSearch *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

void
gui_search_set_page (GuiSearch *self, GuiPage *page, GtkWidget *window)
{
  self->page = page;
  gtk_widget_set_visible (GTK_WIDGET (self), page != NULL);
  gtk_widget_set_visible (self->filters, GUI_IS_INDEX_PAGE (page));
  gtk_search_bar_set_key_capture_widget (self->search_bar, page != NULL ? window : NULL);
  gui_search_update_results (self);
}

void
gui_search_set_up (GuiSearch *self, GuiIndexPage *index_page, GuiLibraryPage *library_page, GSettings *settings)
{
  static const GBindingFlags both = G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL;

  self->index_page = index_page;
  self->library_page = library_page;
  g_settings_bind (settings, "held-filter", index_page, "held-filter", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "status-filter", index_page, "status-filter", G_SETTINGS_BIND_DEFAULT);
  g_object_bind_property (index_page, "held-filter", self->held_filter, "selected", both);
  g_object_bind_property (index_page, "status-filter", self->status_filter, "selected", both);
  g_object_bind_property (index_page, "has-statuses", self->status_filter, "visible", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (index_page, "notify::n-results", G_CALLBACK (gui_search_update_results), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library_page, "notify::n-results", G_CALLBACK (gui_search_update_results), self, G_CONNECT_SWAPPED);
  /* Not all is shown, and this is where that is said. */
  if (g_settings_get_uint (settings, "held-filter") + g_settings_get_uint (settings, "status-filter") > 0)
    gtk_search_bar_set_search_mode (self->search_bar, TRUE);
}

static void
gui_search_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GuiSearch *self = GUI_SEARCH (object);

  g_value_set_boolean (value,
                       id == PROP_IS_SHOWN ? gtk_search_bar_get_search_mode (self->search_bar) : self->is_narrow);
}

static void
gui_search_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GuiSearch *self = GUI_SEARCH (object);

  if (id == PROP_IS_SHOWN)
    {
      gtk_search_bar_set_search_mode (self->search_bar, g_value_get_boolean (value));
      return;
    }
  self->is_narrow = g_value_get_boolean (value);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box),
                                  self->is_narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->box, self->is_narrow ? 6 : 12);
}

static void
gui_search_class_init (GuiSearchClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = gui_search_get_property;
  object_class->set_property = gui_search_set_property;
  properties[PROP_IS_SHOWN] = g_param_spec_boolean ("is-shown", NULL, NULL, FALSE, flags);
  properties[PROP_IS_NARROW] = g_param_spec_boolean ("is-narrow", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  entered_signal = g_signal_new ("entered", GUI_TYPE_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-search.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiSearch, search_bar);
  gtk_widget_class_bind_template_child (widget_class, GuiSearch, search_entry);
  gtk_widget_class_bind_template_child (widget_class, GuiSearch, results);
  gtk_widget_class_bind_template_child (widget_class, GuiSearch, box);
  gtk_widget_class_bind_template_child (widget_class, GuiSearch, filters);
  gtk_widget_class_bind_template_child (widget_class, GuiSearch, status_filter);
  gtk_widget_class_bind_template_child (widget_class, GuiSearch, held_filter);
  gtk_widget_class_bind_template_callback (widget_class, gui_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_search_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_search_key_pressed_cb);
}

static void
gui_search_init (GuiSearch *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  g_signal_connect_object (self->search_bar,
                           "notify::search-mode-enabled",
                           G_CALLBACK (gui_search_shown_cb),
                           self,
                           G_CONNECT_SWAPPED);
}
