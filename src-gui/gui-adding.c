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

typedef struct
{
  GtkWidget *widget;
  PeerLibrary *library;
  GListModel *rows; /* candidates, then documents */
  GCancellable *cancellable;
  AdwToast *progress; /* may be NULL */
  guint n_already_held;
} GuiAdding;

static void
gui_adding_free (GuiAdding *self)
{
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

void
gui_adding_share (GtkWidget *widget, PeerLibrary *library, GListModel *candidates)
{
  GuiAdding *self = gui_adding_new (widget, library);

  self->rows = g_object_ref (candidates);
  peer_library_add_async (library, candidates, NULL, gui_adding_shared_cb, self);
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

static gboolean
gui_adding_is_long (GListModel *files)
{
  if (g_list_model_get_n_items (files) >= PROGRESS_MIN_FILES)
    return TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL) == G_FILE_TYPE_DIRECTORY)
        return TRUE;
    }
  return FALSE;
}

void
gui_adding_start (GtkWidget *widget, PeerLibrary *library, GListModel *files)
{
  GuiAdding *self = gui_adding_new (widget, library);

  self->cancellable = g_cancellable_new ();
  if (gui_adding_is_long (files))
    {
      self->progress = gui_toast_show_lasting (widget, _ ("Reading the files…"), _ ("_Cancel"));
      g_signal_connect_object (self->progress,
                               "button-clicked",
                               G_CALLBACK (g_cancellable_cancel),
                               self->cancellable,
                               G_CONNECT_SWAPPED);
    }
  peer_library_inspect_async (library, files, self->cancellable, gui_adding_inspected_cb, self);
}
