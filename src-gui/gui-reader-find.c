/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-reader-find.h"

#include <glib/gi18n-lib.h>

struct _GuiReaderFind
{
  AdwBin parent_instance;
  GuiReaderView *view; /* not owned: both are children of one window */

  GtkSearchBar *bar;
  GtkSearchEntry *entry;
  GtkLabel *count;
  GtkWidget *previous;
  GtkWidget *next;
  GtkToggleButton *case_button;
};

enum
{
  PROP_IS_OPEN = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiReaderFind, gui_reader_find, ADW_TYPE_BIN)

static void
gui_reader_find_update_count (GuiReaderFind *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  const guint n_hits = self->view != NULL ? gui_reader_view_get_n_hits (self->view) : 0;
  g_autofree char *text = NULL;

  if (n_hits > 0)
    /* Translators: the hit that is shown, and how many there are. */
    text = g_strdup_printf (_("%d of %u"), gui_reader_view_get_hit (self->view) + 1, n_hits);
  else
    text = g_strdup (words[0] != '\0' ? _("Not found") : "");
  gtk_label_set_text (self->count, text);
  gtk_widget_set_sensitive (self->previous, n_hits > 0);
  gtk_widget_set_sensitive (self->next, n_hits > 0);
  if (n_hits == 0 && words[0] != '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

static void
gui_reader_find_changed_cb (GuiReaderFind *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (self->view != NULL)
    gui_reader_view_find (self->view, peer_page_find_new (words, gtk_toggle_button_get_active (self->case_button)));
  gui_reader_find_update_count (self);
}

void
gui_reader_find_step (GuiReaderFind *self, gboolean is_forward)
{
  if (gtk_editable_get_text (GTK_EDITABLE (self->entry))[0] == '\0')
    {
      gui_reader_find_open (self);
      return;
    }
  gtk_search_bar_set_search_mode (self->bar, TRUE);
  gui_reader_view_step (self->view, is_forward);
  gui_reader_find_update_count (self);
}

static void
gui_reader_find_next_cb (GuiReaderFind *self)
{
  gui_reader_find_step (self, TRUE);
}

static void
gui_reader_find_previous_cb (GuiReaderFind *self)
{
  gui_reader_find_step (self, FALSE);
}

/* Closed: the marks go, and reading goes on where the hit was. */
static void
gui_reader_find_mode_cb (GuiReaderFind *self)
{
  if (!gtk_search_bar_get_search_mode (self->bar) && self->view != NULL)
    {
      gui_reader_view_find (self->view, NULL);
      gui_reader_find_update_count (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->view));
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_OPEN]);
}

void
gui_reader_find_open (GuiReaderFind *self)
{
  gtk_search_bar_set_search_mode (self->bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

void
gui_reader_find_set_words (GuiReaderFind *self, const char *words)
{
  gtk_search_bar_set_search_mode (self->bar, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), words);
  /* Without the entry's delay. */
  gui_reader_find_changed_cb (self);
}

void
gui_reader_find_update (GuiReaderFind *self)
{
  gui_reader_find_update_count (self);
}

void
gui_reader_find_connect (GuiReaderFind *self, GuiReaderView *view, GtkWidget *window)
{
  self->view = view;
  gtk_search_bar_set_key_capture_widget (self->bar, window);
}

static void
gui_reader_find_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, gtk_search_bar_get_search_mode (GUI_READER_FIND (object)->bar));
}

static void
gui_reader_find_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GuiReaderFind *self = GUI_READER_FIND (object);

  if (g_value_get_boolean (value) == gtk_search_bar_get_search_mode (self->bar))
    return;
  if (g_value_get_boolean (value))
    gui_reader_find_open (self);
  else
    gtk_search_bar_set_search_mode (self->bar, FALSE);
}

static void
gui_reader_find_class_init (GuiReaderFindClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = gui_reader_find_get_property;
  object_class->set_property = gui_reader_find_set_property;
  properties[PROP_IS_OPEN] = g_param_spec_boolean ("is-open", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-reader-find.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFind, bar);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFind, entry);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFind, count);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFind, previous);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFind, next);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderFind, case_button);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_find_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_find_next_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_find_previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_find_mode_cb);
}

static void
gui_reader_find_init (GuiReaderFind *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, GTK_EDITABLE (self->entry));
}
