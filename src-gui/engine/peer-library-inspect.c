/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-candidate-private.h"
#include "peer-library-private.h"
#include "peer-reader.h"

/* walk folders -> read files (both on worker threads) -> the library is loaded -> candidates */

typedef struct
{
  GPtrArray *offered; /* of GFile, as the user gave them */
  GPtrArray *found;   /* of GFile: folders walked */
  GPtrArray *texts;   /* of PeerTextFile, one for each found */
} PeerInspection;

static void
peer_inspection_free (gpointer data)
{
  PeerInspection *inspection = data;

  g_ptr_array_unref (inspection->offered);
  g_ptr_array_unref (inspection->found);
  g_clear_pointer (&inspection->texts, g_ptr_array_unref);
  g_free (inspection);
}

static gboolean
peer_inspection_add (PeerInspection *inspection, GFile *file, GError **error)
{
  if (inspection->found->len >= PEER_LIBRARY_DROP_MAX_FILES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _("These are more than %u files. Add them in smaller portions, or let the library be their folder."),
                   PEER_LIBRARY_DROP_MAX_FILES);
      return FALSE;
    }
  g_ptr_array_add (inspection->found, g_object_ref (file));
  return TRUE;
}

static gboolean peer_inspection_walk (PeerInspection *inspection, GFile *file, guint depth, GCancellable *cancellable, GError **error);

#define WALK_MAX_DEPTH 32u

static int
peer_inspection_compare (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (g_file_peek_path (*(GFile *const *) a), g_file_peek_path (*(GFile *const *) b));
}

static gboolean
peer_inspection_walk_folder (PeerInspection *inspection, GFile *folder, guint depth, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileEnumerator) children =
      g_file_enumerate_children (folder, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable, NULL);
  g_autoptr (GPtrArray) inside = g_ptr_array_new_with_free_func (g_object_unref);
  GFileInfo *info = NULL;
  GFile *child = NULL;

  if (children == NULL || depth >= WALK_MAX_DEPTH)
    return peer_inspection_add (inspection, folder, error); /* and reading it tells why not */
  while (g_file_enumerator_iterate (children, &info, &child, cancellable, NULL) && info != NULL &&
         inside->len <= PEER_LIBRARY_DROP_MAX_FILES)
    if (*g_file_info_get_name (info) != '.')
      g_ptr_array_add (inside, g_object_ref (child));
  g_ptr_array_sort (inside, peer_inspection_compare);
  for (guint i = 0; i < inside->len; i++)
    if (!peer_inspection_walk (inspection, g_ptr_array_index (inside, i), depth + 1, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
peer_inspection_walk (PeerInspection *inspection, GFile *file, guint depth, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable) == G_FILE_TYPE_DIRECTORY)
    return peer_inspection_walk_folder (inspection, file, depth, cancellable, error);
  return peer_inspection_add (inspection, file, error);
}

static void
peer_inspection_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PeerInspection *inspection = data;
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  GError *error = NULL;

  for (guint i = 0; i < inspection->offered->len; i++)
    if (!peer_inspection_walk (inspection, g_ptr_array_index (inspection->offered, i), 0, cancellable, &error))
      {
        g_task_return_error (task, error);
        return;
      }
  for (guint i = 0; i < inspection->found->len; i++)
    {
      const char *path = g_file_peek_path (g_ptr_array_index (inspection->found, i));

      g_ptr_array_add (paths, (gpointer) (path != NULL ? path : "")); /* no file of this computer: it cannot be read */
    }
  inspection->texts = peer_reader_read_paths (paths, cancellable);
  g_task_return_boolean (task, TRUE);
}

/* Of two files for one number, the later one is in doubt. */
static void
peer_inspection_find_twins (GListModel *candidates)
{
  g_autoptr (GHashTable) first = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PeerCandidate) candidate = g_list_model_get_item (candidates, i);
      gpointer key = GUINT_TO_POINTER (peer_candidate_get_number (candidate));
      PeerCandidate *twin = key != NULL ? g_hash_table_lookup (first, key) : NULL;

      if (twin != NULL)
        peer_candidate_set_twin (candidate, twin);
      else if (key != NULL)
        g_hash_table_insert (first, key, candidate);
    }
}

/* Takes the task. */
static void
peer_inspection_finish (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PeerLibrary *library = g_task_get_source_object (task);
  const PeerInspection *inspection = g_task_get_task_data (task);
  GListStore *candidates = g_list_store_new (PEER_TYPE_CANDIDATE);

  for (guint i = 0; i < inspection->found->len; i++)
    {
      g_autoptr (PeerCandidate) candidate = peer_candidate_new (g_ptr_array_index (inspection->found, i));

      peer_candidate_take_text (candidate, library, g_ptr_array_index (inspection->texts, i));
      g_list_store_append (candidates, candidate);
    }
  peer_inspection_find_twins (G_LIST_MODEL (candidates));
  g_task_return_pointer (task, candidates, g_object_unref);
}

static void
peer_inspection_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  peer_library_when_loaded (g_task_get_source_object (task), peer_inspection_finish, task);
  g_steal_pointer (&task);
}

void
peer_library_inspect_async (PeerLibrary *self,
                            GListModel *files,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  PeerInspection *inspection = g_new0 (PeerInspection, 1);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  /* Without the library: the worker thread may be the last to let go of its task. */
  g_autoptr (GTask) reading = g_task_new (NULL, cancellable, peer_inspection_read_cb, task);

  inspection->offered = g_ptr_array_new_with_free_func (g_object_unref);
  inspection->found = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    g_ptr_array_add (inspection->offered, g_list_model_get_item (files, i));
  g_task_set_source_tag (task, peer_library_inspect_async);
  g_task_set_task_data (task, inspection, peer_inspection_free);
  g_task_set_task_data (reading, inspection, NULL);
  g_task_run_in_thread (reading, peer_inspection_func);
}

GListModel *
peer_library_inspect_finish (PeerLibrary *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
