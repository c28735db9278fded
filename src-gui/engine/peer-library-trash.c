/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-private.h"

#include <glib/gi18n-lib.h>

static void
peer_library_trashed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  PeerLibrary *self = g_task_get_source_object (task);

  if (!g_file_trash_finish (G_FILE (object), result, &error))
    {
      g_prefix_error (&error, _("RFC %u cannot be moved to the trash: "), GPOINTER_TO_UINT (g_task_get_task_data (task)));
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  peer_library_look_soon (self);
  g_task_return_boolean (task, TRUE);
}

void
peer_library_trash_async (PeerLibrary *self,
                          PeerDocument *document,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, peer_library_trash_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (peer_document_get_number (document)), NULL);
  g_file_trash_async (peer_document_get_file (document), G_PRIORITY_DEFAULT, cancellable, peer_library_trashed_cb, task);
}

gboolean
peer_library_trash_finish (PeerLibrary *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
