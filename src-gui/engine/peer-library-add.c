/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-candidate-private.h"
#include "peer-library-private.h"

/* choose -> copy (on a worker thread) -> take into the library -> documents */

typedef struct
{
  GPtrArray *candidates; /* of PeerCandidate: those that are added */
  GPtrArray *copies;     /* of PeerLibraryCopy, one for each */
  char *folder;
} PeerAddition;

static void
peer_addition_free (gpointer data)
{
  PeerAddition *addition = data;

  g_ptr_array_unref (addition->candidates);
  g_ptr_array_unref (addition->copies);
  g_free (addition->folder);
  g_free (addition);
}

static void
peer_addition_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PeerAddition *addition = data;

  peer_library_copy_all (addition->copies, addition->folder, cancellable);
  g_task_return_boolean (task, TRUE);
}

/* The document that is held already with these bytes needs no copy. */
static gboolean
peer_addition_is_held (PeerLibrary *library, const PeerLibraryCopy *copy)
{
  PeerDocument *held = peer_library_find (library, copy->number);

  return held != NULL && wire_digest_equal (peer_document_get_digest (held), &copy->digest);
}

static void
peer_addition_tell_failures (PeerAddition *addition, GError **error)
{
  for (guint i = 0; i < addition->copies->len; i++)
    {
      const PeerLibraryCopy *copy = g_ptr_array_index (addition->copies, i);

      if (copy->problem == PEER_PROBLEM_NONE)
        continue;
      peer_candidate_set_obstacle (g_ptr_array_index (addition->candidates, i), copy->problem, copy->problem_text);
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, copy->problem_text);
    }
}

static GListStore *
peer_addition_list_documents (PeerAddition *addition, PeerLibrary *library)
{
  GListStore *documents = g_list_store_new (PEER_TYPE_DOCUMENT);

  for (guint i = 0; i < addition->copies->len; i++)
    {
      const PeerLibraryCopy *copy = g_ptr_array_index (addition->copies, i);
      PeerCandidate *candidate = g_ptr_array_index (addition->candidates, i);
      PeerDocument *document;

      if (copy->file == NULL && !peer_addition_is_held (library, copy))
        continue;
      peer_library_keep (library, copy->number,
                         peer_candidate_has_own_title (candidate) ? peer_candidate_get_title (candidate) : NULL);
      document = peer_library_find (library, copy->number);
      if (document != NULL)
        g_list_store_append (documents, document);
    }
  return documents;
}

static void
peer_addition_copied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PeerLibrary *library = g_task_get_source_object (task);
  PeerAddition *addition = g_task_get_task_data (task);
  g_autoptr (GListStore) documents = NULL;
  GError *error = NULL;

  if (!peer_library_take_copies (library, addition->folder, addition->copies))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               _("The library is in another folder now. Add the files again."));
      return;
    }
  documents = peer_addition_list_documents (addition, library);
  peer_addition_tell_failures (addition, &error);
  if (g_list_model_get_n_items (G_LIST_MODEL (documents)) > 0)
    {
      g_clear_error (&error);
      g_task_return_pointer (task, g_steal_pointer (&documents), g_object_unref);
    }
  else if (error != NULL)
    g_task_return_error (task, error);
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("No file was chosen that can be added."));
}

static void
peer_addition_take (PeerAddition *addition, PeerLibrary *library, PeerCandidate *candidate)
{
  const PeerTextFile *text = peer_candidate_get_text (candidate);
  const char *path = g_file_peek_path (peer_candidate_get_file (candidate));
  PeerLibraryCopy *copy;

  if (!peer_candidate_get_is_chosen (candidate) || !peer_candidate_get_can_add (candidate) || text == NULL || path == NULL)
    return;
  g_ptr_array_add (addition->candidates, g_object_ref (candidate));
  copy = peer_library_copy_new (path, peer_candidate_get_number (candidate), &text->digest,
                                peer_candidate_get_problem (candidate) == PEER_PROBLEM_DIFFERENT_TEXT);
  copy->is_needless = peer_addition_is_held (library, copy);
  g_ptr_array_add (addition->copies, copy);
}

void
peer_library_add_async (PeerLibrary *self,
                        GListModel *candidates,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  PeerAddition *addition = g_new0 (PeerAddition, 1);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  /* Without the library: the worker thread may be the last to let go of its task. */
  g_autoptr (GTask) copying = g_task_new (NULL, cancellable, peer_addition_copied_cb, task);

  addition->candidates = g_ptr_array_new_with_free_func (g_object_unref);
  addition->copies = g_ptr_array_new_with_free_func (peer_library_copy_free);
  addition->folder = g_file_get_path (peer_library_get_folder (self));
  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PeerCandidate) candidate = g_list_model_get_item (candidates, i);

      peer_candidate_judge (candidate);
      peer_addition_take (addition, self, candidate);
    }
  g_task_set_source_tag (task, peer_library_add_async);
  g_task_set_task_data (task, addition, peer_addition_free);
  g_task_set_task_data (copying, addition, NULL);
  g_task_run_in_thread (copying, peer_addition_func);
}

GListModel *
peer_library_add_finish (PeerLibrary *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
