/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-reader-contents.h"

#define LEVEL_INDENT 14

struct _GuiReaderContents
{
  AdwBin parent_instance;
  PeerPage *page;

  GtkStack *stack;
  GtkListView *view;
  GtkSingleSelection *selection;
  GtkStringList *names;
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuiReaderContents, gui_reader_contents, ADW_TYPE_BIN)

static const PeerPageHeading *
gui_reader_contents_get_heading (GuiReaderContents *self, guint position)
{
  return self->page != NULL && position < self->page->headings->len ? g_ptr_array_index (self->page->headings, position) : NULL;
}

static void
gui_reader_contents_setup_cb (GuiReaderContents *self, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
gui_reader_contents_bind_cb (GuiReaderContents *self, GtkListItem *item)
{
  const PeerPageHeading *heading = gui_reader_contents_get_heading (self, gtk_list_item_get_position (item));
  GtkWidget *label = gtk_list_item_get_child (item);
  const char *name = gtk_string_object_get_string (gtk_list_item_get_item (item));

  gtk_label_set_text (GTK_LABEL (label), name);
  gtk_widget_set_tooltip_text (label, name);
  gtk_widget_set_margin_start (label, heading != NULL ? (int) MIN (heading->level, 5) * LEVEL_INDENT : 0);
}

static void
gui_reader_contents_activate_cb (GuiReaderContents *self, guint position)
{
  const PeerPageHeading *heading = gui_reader_contents_get_heading (self, position);

  if (heading != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, heading->line);
}

void
gui_reader_contents_set_page (GuiReaderContents *self, PeerPage *page)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;

  if (page != NULL)
    peer_page_ref (page);
  g_clear_pointer (&self->page, peer_page_unref);
  self->page = page;
  for (guint i = 0; page != NULL && i < page->headings->len; i++)
    {
      const PeerPageHeading *heading = g_ptr_array_index (page->headings, i);
      g_autofree char *name = g_strdup_printf ("%s%s%s", heading->number, heading->number[0] != '\0' ? "  " : "", heading->title);

      g_strv_builder_add (builder, name);
    }
  names = g_strv_builder_end (builder);
  gtk_string_list_splice (self->names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names)), (const char *const *) names);
  gtk_stack_set_visible_child_name (self->stack, page == NULL || page->headings->len > 0 ? "list" : "empty");
}

void
gui_reader_contents_follow (GuiReaderContents *self, guint line)
{
  int position = self->page != NULL ? peer_page_headings_find_above (self->page->headings, line) : -1;
  const guint selected = position >= 0 ? (guint) position : GTK_INVALID_LIST_POSITION;

  if (gtk_single_selection_get_selected (self->selection) == selected)
    return;
  gtk_single_selection_set_selected (self->selection, selected);
  if (position >= 0 && !gtk_widget_get_focus_child (GTK_WIDGET (self->view)))
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", selected);
}

static void
gui_reader_contents_dispose (GObject *object)
{
  GuiReaderContents *self = GUI_READER_CONTENTS (object);

  g_clear_pointer (&self->page, peer_page_unref);
  G_OBJECT_CLASS (gui_reader_contents_parent_class)->dispose (object);
}

static void
gui_reader_contents_class_init (GuiReaderContentsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_reader_contents_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", GUI_TYPE_READER_CONTENTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-reader-contents.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiReaderContents, stack);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderContents, view);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderContents, selection);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderContents, names);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_contents_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_contents_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_contents_activate_cb);
}

static void
gui_reader_contents_init (GuiReaderContents *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
