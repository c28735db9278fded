/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-details-dialog.h"

#include "gui-document.h"
#include "gui-format.h"
#include "gui-text.h"
#include "gui-toast.h"

#include <glib/gi18n-lib.h>

struct _GuiDetailsDialog
{
  AdwWindow parent_instance;
  PeerLibrary *library;
  PeerDocument *document; /* NULL when it is not held */

  AdwEntryRow *title_row;
  AdwPreferencesGroup *facts;
};

G_DEFINE_FINAL_TYPE (GuiDetailsDialog, gui_details_dialog, ADW_TYPE_WINDOW)

static void
gui_details_dialog_changed_cb (GuiDetailsDialog *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->title_row), "error");
}

static void
gui_details_dialog_apply_cb (GuiDetailsDialog *self)
{
  g_autoptr (GError) error = NULL;

  if (self->document == NULL
      || peer_library_set_title (self->library,
                                 self->document,
                                 gtk_editable_get_text (GTK_EDITABLE (self->title_row)),
                                 &error))
    return;
  gtk_widget_add_css_class (GTK_WIDGET (self->title_row), "error");
  gui_toast_show (GTK_WIDGET (self->title_row), error->message);
}

/* Nothing is said of what is not known. */
static void
gui_details_dialog_add (GuiDetailsDialog *self, const char *name, const char *value)
{
  GtkWidget *row;

  if (value == NULL || value[0] == '\0')
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  /* What it is stands above, small; what it says below. */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_add_css_class (row, "fact");
  adw_preferences_group_add (self->facts, row);
}

static void
gui_details_dialog_add_index (GuiDetailsDialog *self, PeerEntry *entry)
{
  guint n_holders = peer_entry_get_n_holders (entry);
  guint n_agreeing;
  g_autofree char *holders = gui_format_holders (NULL, n_holders);
  g_autofree char *agreeing = NULL;

  g_object_get (entry, "n-agreeing", &n_agreeing, NULL);
  gui_details_dialog_add (self, _ ("Held by"), holders);
  if (n_agreeing == 0 || n_holders < 2)
    return;
  agreeing = gui_format_agreeing (n_agreeing, n_holders);
  gui_details_dialog_add (self, _ ("Content"), agreeing);
}

/* With the way out: only the file's name can be made to say what is right. */
static void
gui_details_dialog_add_doubt (GuiDetailsDialog *self)
{
  g_autofree char *sentence = NULL;

  if (!gui_document_is_doubtful (self->document))
    return;
  sentence = g_strdup_printf (_ ("The text says %u, the file name says %u and is believed. Rename the file if it is wrong."),
                              peer_document_get_text_number (self->document),
                              peer_document_get_number (self->document));
  gui_details_dialog_add (self, _ ("Number"), sentence);
}

static void
gui_details_dialog_add_document (GuiDetailsDialog *self)
{
  g_autofree char *date = gui_format_document_date (NULL, peer_document_get_date (self->document));
  g_autofree char *authors = gui_text_filter (peer_document_get_authors (self->document));
  g_autofree char *size = gui_format_size (NULL, peer_document_get_size (self->document));
  g_autofree char *path = gui_format_folder (peer_document_get_file (self->document));
  g_autofree char *obsoletes = NULL;
  g_autofree char *updates = NULL;
  g_autofree char *raw_sentence = NULL;
  g_autofree char *sentence = NULL;

  g_object_get (self->document, "obsoletes", &obsoletes, "updates", &updates, "state-text", &raw_sentence, NULL);
  sentence = gui_text_filter (raw_sentence);
  gui_details_dialog_add_doubt (self);
  gui_details_dialog_add (self, _ ("Date"), date);
  gui_details_dialog_add (self, _ ("Authors"), authors);
  gui_details_dialog_add (self, _ ("Replaces"), obsoletes);
  gui_details_dialog_add (self, _ ("Updates"), updates);
  gui_details_dialog_add (self, _ ("Size"), size);
  gui_details_dialog_add (self, _ ("File"), path);
  gui_details_dialog_add (self, _ ("Sharing"), sentence);
}

static void
gui_details_dialog_fill (GuiDetailsDialog *self, PeerEntry *entry, guint number, const char *successors)
{
  const char *title = self->document != NULL ? peer_document_get_title (self->document) : peer_entry_get_title (entry);
  g_autofree char *name = gui_format_name (NULL, number);
  g_autofree char *shown_title = gui_text_filter (title);

  gtk_window_set_title (GTK_WINDOW (self), name);
  gtk_widget_set_visible (GTK_WIDGET (self->title_row), self->document != NULL);
  if (self->document != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->title_row), title);
  else
    gui_details_dialog_add (self, _ ("Title"), shown_title);
  gui_details_dialog_add (self, _ ("Obsolete, replaced by"), successors);
  if (self->document != NULL)
    gui_details_dialog_add_document (self);
  if (entry != NULL)
    gui_details_dialog_add_index (self, entry);
}

static void
gui_details_dialog_dispose (GObject *object)
{
  GuiDetailsDialog *self = GUI_DETAILS_DIALOG (object);

  g_clear_object (&self->document);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (gui_details_dialog_parent_class)->dispose (object);
}

static void
gui_details_dialog_class_init (GuiDetailsDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gui_details_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/p2pci/Peer/gui-details-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, GuiDetailsDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, GuiDetailsDialog, facts);
  gtk_widget_class_bind_template_callback (widget_class, gui_details_dialog_apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, gui_details_dialog_changed_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
gui_details_dialog_init (GuiDetailsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gui_details_dialog_new (PeerEngine *engine, guint number, const char *successors)
{
  PeerLibrary *library = peer_engine_get_library (engine);
  PeerEntry *entry = peer_catalogue_find (peer_engine_get_catalogue (engine), number);
  PeerDocument *document = peer_library_find (library, number);
  GuiDetailsDialog *self;

  if (entry == NULL && document == NULL)
    return NULL;
  self = g_object_new (GUI_TYPE_DETAILS_DIALOG, NULL);
  self->library = g_object_ref (library);
  g_set_object (&self->document, document);
  gui_details_dialog_fill (self, entry, number, successors);
  return GTK_WIDGET (self);
}
