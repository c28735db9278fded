/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A document's text, open: found by its number -> its file opened -> unpacked where it lies packed. */

#include "config.h"

#include "peer-library-private.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "peer-text-gzip.h"

/* On its way through a worker thread. */
typedef struct
{
  guint number;
  PeerTextFile *text;
  int descriptor; /* of the file, then of the text; -1 for none */
} PeerOpening;

static void
peer_opening_free (gpointer data)
{
  PeerOpening *opening = data;

  if (opening->descriptor >= 0)
    g_close (opening->descriptor, NULL);
  peer_text_file_unref (opening->text);
  g_free (opening);
}

/* The file is the one that was read, so what is unpacked of it is what was hashed. */
static gboolean
peer_opening_unpack (PeerOpening *opening, GError **error)
{
  g_autoptr (GBytes) bytes =
      peer_text_file_load (opening->descriptor, opening->text->name, &opening->text->identity, error);

  g_close (opening->descriptor, NULL);
  opening->descriptor =
      bytes != NULL ? peer_text_gzip_open_copy (bytes, opening->text->identity.mtime_nanoseconds, error) : -1;
  if (opening->descriptor >= 0)
    return TRUE;
  g_prefix_error (error, _("RFC %u cannot be opened: "), opening->number);
  return FALSE;
}

/* With the file open, still packed; NULL and @error otherwise. */
static PeerOpening *
peer_library_begin_opening (PeerLibrary *self, guint number, GError **error)
{
  PeerFolder *folder = NULL;
  const PeerTextFile *text = peer_library_choose_shared (self, number, &folder);
  PeerOpening *opening;
  int descriptor;

  if (text == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("RFC %u is not shared here."), number);
      return NULL;
    }
  descriptor = peer_folder_open (folder, text, error);
  if (descriptor < 0)
    {
      g_prefix_error (error, _("RFC %u cannot be opened: "), number);
      return NULL;
    }
  opening = g_new0 (PeerOpening, 1);
  opening->number = number;
  opening->text = peer_text_file_ref ((PeerTextFile *) text);
  opening->descriptor = descriptor;
  return opening;
}

int
peer_library_open (PeerLibrary *self, guint number, PeerDocument **document, GError **error)
{
  PeerOpening *opening = peer_library_begin_opening (self, number, error);
  int descriptor = -1;

  if (opening == NULL)
    return -1;
  if (!peer_text_gzip_is_name (opening->text->name) || peer_opening_unpack (opening, error))
    descriptor = g_steal_fd (&opening->descriptor);
  if (descriptor >= 0 && document != NULL)
    *document = peer_library_find (self, number);
  peer_opening_free (opening);
  return descriptor;
}

gboolean
peer_library_is_packed (PeerLibrary *self, guint number)
{
  PeerFolder *folder = NULL;
  const PeerTextFile *text = peer_library_choose_shared (self, number, &folder);

  return text != NULL && peer_text_gzip_is_name (text->name);
}

static void
peer_library_open_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (!peer_text_gzip_is_name (((PeerOpening *) data)->text->name) || peer_opening_unpack (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Without the library as its source: the thread may be the last to let go of the task, and a library ends where it began. */
void
peer_library_open_async (
    PeerLibrary *self, guint number, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;
  PeerOpening *opening = peer_library_begin_opening (self, number, &error);

  g_task_set_source_tag (task, peer_library_open_async);
  if (opening == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, opening, peer_opening_free);
  g_task_run_in_thread (task, peer_library_open_func);
}

int
peer_library_open_finish (PeerLibrary *self, GAsyncResult *result, PeerDocument **document, GError **error)
{
  PeerOpening *opening = g_task_get_task_data (G_TASK (result));
  PeerFolder *folder = NULL;
  const PeerTextFile *text;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return -1;
  text = peer_library_choose_shared (self, opening->number, &folder);
  if (text == NULL || !wire_digest_equal (&text->digest, &opening->text->digest))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, _("it has changed and is being read"));
      g_prefix_error (error, _("RFC %u cannot be opened: "), opening->number);
      return -1;
    }
  if (document != NULL)
    *document = peer_library_find (self, opening->number);
  return g_steal_fd (&opening->descriptor);
}
