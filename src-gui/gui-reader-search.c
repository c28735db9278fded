/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-reader-search.h"

#include "gui-reader.h"
#include "gui-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _GuiReaderSearch
{
  AdwApplicationWindow parent_instance;
  PeerEngine *engine;
  PeerSearch *search;

  GtkSearchEntry *entry;
  GtkLabel *status;
  GtkStack *stack;
  GtkListView *view;
  GtkSingleSelection *selection;
  AdwStatusPage *nothing;
};

G_DEFINE_FINAL_TYPE (GuiReaderSearch, gui_reader_search, ADW_TYPE_APPLICATION_WINDOW)

static char *
gui_reader_search_format_status (GuiReaderSearch *self, guint n_documents)
{
  const guint n_to_index = peer_search_get_n_to_index (self->search);

  if (peer_search_get_is_full (self->search))
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The first %u document", "The first %u documents", n_documents), n_documents);
  if (n_documents == 0 && peer_search_get_is_searching (self->search))
    return g_strdup (_("Searching…"));
  if (n_documents == 0 && n_to_index > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u document is still being read", "%u documents are still being read", n_to_index),
                            n_to_index);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u document", "%u documents", n_documents), n_documents);
}

static const char *
gui_reader_search_choose (GuiReaderSearch *self, guint n_documents)
{
  if (strlen (peer_search_get_words (self->search)) < PEER_SEARCH_MIN_BYTES)
    return "start";
  if (n_documents == 0 && !peer_search_get_is_searching (self->search))
    return "nothing";
  return "list";
}

static void
gui_reader_search_update (GuiReaderSearch *self)
{
  const char *words = peer_search_get_words (self->search);
  const guint n_documents = g_list_model_get_n_items (G_LIST_MODEL (self->search));
  g_autofree char *status = gui_reader_search_format_status (self, n_documents);
  g_autofree char *shown = gui_text_filter_markup (words);
  g_autofree char *description = g_strdup_printf (_("No document of yours holds “%s”."), shown);

  gtk_label_set_text (self->status, words[0] != '\0' ? status : "");
  adw_status_page_set_description (self->nothing, description);
  gtk_stack_set_visible_child_name (self->stack, gui_reader_search_choose (self, n_documents));
}

static void
gui_reader_search_changed_cb (GuiReaderSearch *self)
{
  peer_search_set_words (self->search, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
gui_reader_search_activated_cb (GuiReaderSearch *self, guint position)
{
  g_autoptr (PeerSearchResult) result = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (result != NULL)
    gui_reader_open_at (gtk_window_get_application (GTK_WINDOW (self)), self->engine, peer_search_result_get_document (result),
                        peer_search_result_get_line (result, 0)->source, peer_search_get_words (self->search));
}

/* Enter in the entry: to the results. */
static void
gui_reader_search_entered_cb (GuiReaderSearch *self)
{
  gui_reader_search_changed_cb (self);
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
gui_reader_search_make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
gui_reader_search_setup_cb (GuiReaderSearch *self, GtkListItem *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gui_reader_search_make_label ("heading");
  GtkWidget *count = gui_reader_search_make_label ("dim-label");

  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (count), PANGO_ELLIPSIZE_NONE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), count);
  gtk_box_append (GTK_BOX (row), head);
  for (guint i = 0; i < PEER_SEARCH_MAX_LINES; i++)
    gtk_box_append (GTK_BOX (row), gui_reader_search_make_label ("search-line"));
  gtk_widget_add_css_class (row, "search-row");
  gtk_list_item_set_child (item, row);
}

/* What was found is bold by attributes: the line itself is never markup. */
static void
gui_reader_search_show_line (GtkLabel *label, const PeerSearchLine *line)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  bold->start_index = line->start;
  bold->end_index = line->end;
  pango_attr_list_insert (attributes, bold);
  gtk_label_set_text (label, line->text);
  gtk_label_set_attributes (label, attributes);
}

static void
gui_reader_search_bind_cb (GuiReaderSearch *self, GtkListItem *item)
{
  PeerSearchResult *result = gtk_list_item_get_item (item);
  PeerDocument *document = peer_search_result_get_document (result);
  GtkWidget *head = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *title = gtk_widget_get_first_child (head);
  GtkWidget *label = gtk_widget_get_next_sibling (head);
  const guint n_hits = peer_search_result_get_n_hits (result);
  g_autofree char *shown = gui_text_filter (peer_document_get_title (document));
  g_autofree char *name = g_strdup_printf ("RFC %u  %s", peer_document_get_number (document), shown);
  g_autofree char *hits = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u hit", "%u hits", n_hits), n_hits);

  gtk_label_set_text (GTK_LABEL (title), name);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (title)), hits);
  for (guint i = 0; i < PEER_SEARCH_MAX_LINES; i++, label = gtk_widget_get_next_sibling (label))
    {
      const gboolean is_there = i < peer_search_result_get_n_lines (result);

      gtk_widget_set_visible (label, is_there);
      if (is_there)
        gui_reader_search_show_line (GTK_LABEL (label), peer_search_result_get_line (result, i));
    }
}

static void
gui_reader_search_stop_cb (GuiReaderSearch *self)
{
  if (gtk_editable_get_text (GTK_EDITABLE (self->entry))[0] == '\0')
    gtk_window_close (GTK_WINDOW (self));
  else
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
gui_reader_search_dispose (GObject *object)
{
  GuiReaderSearch *self = GUI_READER_SEARCH (object);

  if (self->search != NULL)
    peer_search_set_words (self->search, "");
  g_clear_object (&self->search);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (gui_reader_search_parent_class)->dispose (object);
}

static void
gui_reader_search_class_init (GuiReaderSearchClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_reader_search_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-reader-search.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiReaderSearch, entry);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderSearch, status);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderSearch, stack);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderSearch, view);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderSearch, selection);
  gtk_widget_class_bind_template_child (widget_class, GuiReaderSearch, nothing);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_search_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_search_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_search_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_reader_search_stop_cb);
}

static void
gui_reader_search_init (GuiReaderSearch *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->entry, GTK_WIDGET (self));
}

static void
gui_reader_search_set_engine (GuiReaderSearch *self, PeerEngine *engine)
{
  self->engine = g_object_ref (engine);
  self->search = peer_search_new (G_LIST_MODEL (peer_engine_get_library (engine)), NULL);
  peer_search_prepare (self->search);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->search));
  g_signal_connect_object (self->search, "items-changed", G_CALLBACK (gui_reader_search_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "notify", G_CALLBACK (gui_reader_search_update), self, G_CONNECT_SWAPPED);
  gui_reader_search_update (self);
}

GuiReaderSearch *
gui_reader_search_open (GtkApplication *application, PeerEngine *engine)
{
  GuiReaderSearch *self = NULL;

  for (GList *window = gtk_application_get_windows (application); window != NULL && self == NULL; window = window->next)
    if (GUI_IS_READER_SEARCH (window->data) && GUI_READER_SEARCH (window->data)->engine == engine)
      self = window->data;
  if (self == NULL)
    {
      self = g_object_new (GUI_TYPE_READER_SEARCH, "application", application, NULL);
      gui_reader_search_set_engine (self, engine);
    }
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  return self;
}
