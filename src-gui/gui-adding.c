/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-adding.h"

#include "gui-candidate-entry.h"
#include "gui-review-dialog.h"
#include "gui-toast.h"

#include <glib/gi18n-lib.h>

/* Fewer files than this are read before a person could cancel. */
#define PROGRESS_MIN_FILES 20u
#define SLOW_MS 400 /* reading that takes longer is shown, and can be cancelled */

typedef struct
{
  GtkWidget *widget;
  PeerLibrary *library;
  GListModel *rows; /* candidates, then documents */
  GCancellable *cancellable;
  AdwToast *progress; /* may be NULL */
  guint slow_source;
  guint n_already_held;
} GuiAdding;

static void
gui_adding_free (GuiAdding *self)
{
  g_clear_handle_id (&self->slow_source, g_source_remove);
  if (self->progress != NULL)
    adw_toast_dismiss (self->progress);
  g_clear_object (&self->progress);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->rows);
  g_clear_object (&self->library);
  g_clear_object (&self->widget);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuiAdding, gui_adding_free)

static GuiAdding *
gui_adding_new (GtkWidget *widget, PeerLibrary *library)
{
  GuiAdding *self = g_new0 (GuiAdding, 1);

  self->widget = g_object_ref (widget);
  self->library = g_object_ref (library);
  return self;
}

static void
gui_adding_undo_cb (GuiAdding *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->rows); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (self->rows, i);

      peer_library_trash_async (self->library, document, NULL, NULL, NULL);
    }
}

static void
gui_adding_tell (GuiAdding *self)
{
  guint n_documents = g_list_model_get_n_items (self->rows);
  g_autoptr (PeerDocument) first = g_list_model_get_item (self->rows, 0);
  g_autofree char *text = NULL;

  if (n_documents == 0)
    return;
  text = n_documents == 1
             ? g_strdup_printf (_ ("RFC %u is now shared"), peer_document_get_number (first))
             : g_strdup_printf (
                 g_dngettext (GETTEXT_PACKAGE, "%u document is now shared", "%u documents are now shared", n_documents),
                 n_documents);
  gui_toast_show_with_button (self->widget,
                              text,
                              _ ("_Undo"),
                              G_CALLBACK (gui_adding_undo_cb),
                              self,
                              (GClosureNotify) (void (*) (void)) gui_adding_free);
}

/* What was to be added and has a problem now: the disk was full, or the file has changed meanwhile. */
static GListModel *
gui_adding_find_left (GListModel *candidates)
{
  GListStore *left = g_list_store_new (PEER_TYPE_CANDIDATE);

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PeerCandidate) candidate = g_list_model_get_item (candidates, i);

      if (peer_candidate_get_is_chosen (candidate)
          && gui_candidate_entry_is_hopeless (peer_candidate_get_problem (candidate)))
        g_list_store_append (left, candidate);
    }
  return G_LIST_MODEL (left);
}

static void
gui_adding_shared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiAdding) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) documents = peer_library_add_finish (PEER_LIBRARY (object), result, &error);
  g_autoptr (GListModel) left = gui_adding_find_left (self->rows);

  if (g_list_model_get_n_items (left) > 0)
    gtk_window_present (GTK_WINDOW (gui_review_dialog_new (self->widget, self->library, left)));
  if (documents == NULL)
    {
      gui_toast_show (self->widget, error->message);
      return;
    }
  g_set_object (&self->rows, documents);
  if (g_list_model_get_n_items (documents) > 0)
    gui_adding_tell (g_steal_pointer (&self));
}

static void
gui_adding_begin (GuiAdding *self)
{
  peer_library_add_async (self->library, self->rows, NULL, gui_adding_shared_cb, self);
}

static void
gui_adding_replace_response_cb (GuiAdding *self, const char *response)
{
  if (!g_str_equal (response, "replace"))
    for (guint i = 0; i < g_list_model_get_n_items (self->rows); i++)
      {
        g_autoptr (PeerCandidate) candidate = g_list_model_get_item (self->rows, i);

        if (peer_candidate_get_problem (candidate) == PEER_PROBLEM_DIFFERENT_TEXT)
          peer_candidate_set_is_chosen (candidate, FALSE);
      }
  gui_adding_begin (self);
}

static char *
gui_adding_format_time (GFileInfo *info)
{
  g_autoptr (GDateTime) time = info != NULL ? g_file_info_get_modification_date_time (info) : NULL;
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  /* Translators: when a file was changed, as for strftime(3). */
  return local != NULL ? g_date_time_format (local, _ ("%-d %B %Y")) : g_strdup ("–");
}

static void
gui_adding_dated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GtkLabel *label = user_data;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, NULL);
  g_autofree char *date = gui_adding_format_time (info);
  g_autofree char *text = g_strdup_printf ("%s, %s", gtk_label_get_text (label), date);

  gtk_label_set_text (label, text);
  g_object_unref (label);
}

/* "Yours: 12 kB, 4 March 2025": the date comes when the disk has told it. */
static GtkWidget *
gui_adding_make_fact (const char *format_result, GFile *file)
{
  GtkWidget *label = gtk_label_new (format_result);

  gtk_widget_add_css_class (label, "numeric");
  g_file_query_info_async (file,
                           G_FILE_ATTRIBUTE_TIME_MODIFIED,
                           G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT,
                           NULL,
                           gui_adding_dated_cb,
                           g_object_ref (label));
  return label;
}

static GtkWidget *
gui_adding_compare (GuiAdding *self, PeerCandidate *candidate)
{
  PeerDocument *held = peer_library_find (self->library, peer_candidate_get_number (candidate));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  guint64 size;
  g_autofree char *held_size = held != NULL ? g_format_size (peer_document_get_size (held)) : NULL;
  g_autofree char *new_size = NULL;
  g_autofree char *yours = NULL;
  g_autofree char *other = NULL;

  g_object_get (candidate, "size", &size, NULL);
  new_size = g_format_size (size);
  /* Translators: the document that is shared, and the size of its file. */
  yours = g_strdup_printf (_ ("Shared now: %s"), held_size != NULL ? held_size : "–");
  /* Translators: the file that is to replace it, and its size. */
  other = g_strdup_printf (_ ("This file: %s"), new_size);
  if (held != NULL)
    gtk_box_append (GTK_BOX (box), gui_adding_make_fact (yours, peer_document_get_file (held)));
  gtk_box_append (GTK_BOX (box), gui_adding_make_fact (other, peer_candidate_get_file (candidate)));
  return box;
}

/* What is held with other content is never replaced without a question. */
static void
gui_adding_ask_replace (GuiAdding *self, PeerCandidate *first, guint n_replaced)
{
  g_autofree char *heading
      = n_replaced == 1 ? g_strdup_printf (_ ("Replace RFC %u?"), peer_candidate_get_number (first))
                        : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Replace %u Document?", "Replace %u Documents?", n_replaced),
                                           n_replaced);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (self->widget)),
                                              heading,
                                              n_replaced == 1 ? _ ("The file differs from the one that you share.")
                                                              : _ ("The files differ from those that you share."));

  if (n_replaced == 1)
    adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), gui_adding_compare (self, first));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep"), "replace", _ ("_Replace"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "replace", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (gui_adding_replace_response_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
gui_adding_share (GtkWidget *widget, PeerLibrary *library, GListModel *candidates)
{
  GuiAdding *self = gui_adding_new (widget, library);
  g_autoptr (PeerCandidate) first = NULL;
  guint n_replaced = 0;

  self->rows = g_object_ref (candidates);
  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PeerCandidate) candidate = g_list_model_get_item (candidates, i);

      if (peer_candidate_get_problem (candidate) != PEER_PROBLEM_DIFFERENT_TEXT || !peer_candidate_get_is_chosen (candidate)
          || peer_library_find (library, peer_candidate_get_number (candidate)) == NULL)
        continue;
      if (n_replaced++ == 0)
        g_set_object (&first, candidate);
    }
  if (n_replaced > 0)
    gui_adding_ask_replace (self, first, n_replaced);
  else
    gui_adding_begin (self);
}

/* What only says that it is there already is no question. */
static gboolean
gui_adding_is_in_doubt (GListModel *candidates, guint *n_new, guint *n_held)
{
  gboolean is_in_doubt = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PeerCandidate) candidate = g_list_model_get_item (candidates, i);

      if (peer_candidate_get_problem (candidate) == PEER_PROBLEM_NONE)
        *n_new += 1;
      else if (peer_candidate_get_problem (candidate) == PEER_PROBLEM_ALREADY_HELD)
        *n_held += 1;
      else
        is_in_doubt = TRUE;
    }
  return is_in_doubt;
}

static void
gui_adding_tell_held (GuiAdding *self, GListModel *candidates, guint n_held)
{
  g_autoptr (PeerCandidate) first = g_list_model_get_item (candidates, 0);
  g_autofree char *text = NULL;

  if (n_held == 0)
    text = g_strdup (_ ("There is no file in there"));
  else if (n_held == 1)
    text = g_strdup_printf (_ ("RFC %u is already in your library"), peer_candidate_get_number (first));
  else
    text = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE,
                     "%u document is already in your library",
                     "%u documents are already in your library",
                     n_held),
        n_held);
  gui_toast_show (self->widget, text);
}

static void
gui_adding_inspected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiAdding) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) candidates = peer_library_inspect_finish (PEER_LIBRARY (object), result, &error);
  guint n_new = 0, n_held = 0;
  GtkWidget *dialog;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (candidates == NULL)
    {
      gui_toast_show (self->widget, error->message);
      return;
    }
  if (gui_adding_is_in_doubt (candidates, &n_new, &n_held))
    {
      dialog = gui_review_dialog_new (self->widget, self->library, candidates);
      gtk_window_present (GTK_WINDOW (dialog));
    }
  else if (n_new > 0)
    gui_adding_share (self->widget, self->library, candidates);
  else
    gui_adding_tell_held (self, candidates, n_held);
}

static void
gui_adding_show_progress (GuiAdding *self)
{
  self->progress = gui_toast_show_lasting (self->widget, _ ("Reading the files…"), _ ("_Cancel"));
  g_signal_connect_object (self->progress,
                           "button-clicked",
                           G_CALLBACK (g_cancellable_cancel),
                           self->cancellable,
                           G_CONNECT_SWAPPED);
}

static gboolean
gui_adding_slow_cb (gpointer user_data)
{
  GuiAdding *self = user_data;

  self->slow_source = 0;
  gui_adding_show_progress (self);
  return G_SOURCE_REMOVE;
}

void
gui_adding_start (GtkWidget *widget, PeerLibrary *library, GListModel *files)
{
  GuiAdding *self = gui_adding_new (widget, library);

  self->cancellable = g_cancellable_new ();
  /* Many files take long for sure; of a folder nobody knows without looking, so that it is seen by the clock. */
  if (g_list_model_get_n_items (files) >= PROGRESS_MIN_FILES)
    gui_adding_show_progress (self);
  else
    self->slow_source = g_timeout_add (SLOW_MS, gui_adding_slow_cb, self);
  peer_library_inspect_async (library, files, self->cancellable, gui_adding_inspected_cb, self);
}
