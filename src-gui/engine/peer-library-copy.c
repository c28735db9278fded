/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Hidden, so that no scan takes it for a document; locked while its program lives, so that another can tell a leftover. */
#define PART_PREFIX ".adding-rfc"
#define PART_SUFFIX ".part"

PeerLibraryCopy *
peer_library_copy_new (const char *path, guint number, const WireDigest *digest, gboolean may_replace)
{
  PeerLibraryCopy *copy = g_new0 (PeerLibraryCopy, 1);

  copy->path = g_strdup (path);
  copy->number = number;
  copy->digest = *digest;
  copy->may_replace = may_replace;
  return copy;
}

void
peer_library_copy_free (gpointer data)
{
  PeerLibraryCopy *copy = data;

  g_free (copy->path);
  g_free (copy->problem_text);
  g_clear_pointer (&copy->file, peer_text_file_unref);
  g_free (copy);
}

static void
peer_library_copy_set_errno (GError **error, int code)
{
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));
}

static gboolean
peer_library_copy_write_all (int descriptor, GBytes *bytes, GError **error)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);

  while (length > 0)
    {
      const ssize_t n = write (descriptor, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          peer_library_copy_set_errno (error, errno);
          return FALSE;
        }
      data += n;
      length -= n;
    }
  if (fsync (descriptor) == 0)
    return TRUE;
  peer_library_copy_set_errno (error, errno);
  return FALSE;
}

static int
peer_library_copy_open_part (int folder, guint number, char **part, GError **error)
{
  int descriptor;

  do
    {
      g_free (*part);
      *part = g_strdup_printf (PART_PREFIX "%u-%08x" PART_SUFFIX, number, g_random_int ());
      descriptor = openat (folder, *part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    }
  while (descriptor < 0 && errno == EEXIST);

  if (descriptor < 0)
    peer_library_copy_set_errno (error, errno);
  else
    flock (descriptor, LOCK_EX | LOCK_NB);
  return descriptor;
}

/* The name is taken: by the same text, which is as good, or by another, which goes only when the user said so. */
static gboolean
peer_library_copy_meet_existing (PeerLibraryCopy *copy, int folder, const char *part, const char *name, GError **error)
{
  g_autoptr (PeerTextFile) existing = peer_text_file_read (folder, name);

  if (wire_digest_equal (&existing->digest, &copy->digest))
    {
      unlinkat (folder, part, 0);
      copy->file = g_steal_pointer (&existing);
      return TRUE;
    }
  if (!copy->may_replace)
    {
      copy->problem = PEER_PROBLEM_DIFFERENT_TEXT;
      copy->problem_text = g_strdup_printf (_("RFC %u is already held with other content. Choose this file to replace it."), copy->number);
      return FALSE;
    }
  if (renameat (folder, part, folder, name) == 0)
    return TRUE;
  peer_library_copy_set_errno (error, errno);
  return FALSE;
}

static gboolean
peer_library_copy_put_in_place (PeerLibraryCopy *copy, int folder, const char *part, const char *name, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (peer_beneath_rename_new (folder, part, name, &failure))
    return TRUE;
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_EXISTS))
    return peer_library_copy_meet_existing (copy, folder, part, name, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
peer_library_copy_bytes (PeerLibraryCopy *copy, int folder, GBytes *bytes, GError **error)
{
  g_autofree char *name = g_strdup_printf ("rfc%u.txt", copy->number);
  g_autofree char *part = NULL;
  const int descriptor = peer_library_copy_open_part (folder, copy->number, &part, error);
  gboolean is_done;

  if (descriptor < 0)
    return FALSE;
  is_done = peer_library_copy_write_all (descriptor, bytes, error) && peer_library_copy_put_in_place (copy, folder, part, name, error);
  if (!is_done)
    unlinkat (folder, part, 0);
  else if (copy->file == NULL)
    {
      struct stat status;

      copy->file = peer_text_file_new_for_bytes (name, bytes);
      if (fstat (descriptor, &status) == 0)
        peer_file_identity_init (&copy->file->identity, &status);
    }
  g_close (descriptor, NULL);
  return is_done;
}

static GBytes *
peer_library_copy_load (PeerLibraryCopy *copy, GError **error)
{
  PeerFileIdentity identity;
  const int descriptor = peer_beneath_open_path (copy->path, &identity, error);
  GBytes *bytes = descriptor >= 0 ? peer_text_file_load (descriptor, copy->path, &identity, error) : NULL;

  if (descriptor >= 0)
    g_close (descriptor, NULL);
  return bytes;
}

static gboolean
peer_library_copy_is_what_was_seen (PeerLibraryCopy *copy, GBytes *bytes, GError **error)
{
  g_autoptr (PeerTextFile) now = peer_text_file_new_for_bytes ("", bytes);

  if (wire_digest_equal (&now->digest, &copy->digest))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, _("it has changed since it was looked at"));
  return FALSE;
}

static void
peer_library_copy_run (PeerLibraryCopy *copy, int folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = peer_library_copy_load (copy, &error);

  if (bytes != NULL && peer_library_copy_is_what_was_seen (copy, bytes, &error) &&
      peer_library_copy_bytes (copy, folder, bytes, &error))
    return;
  if (copy->problem_text != NULL)
    return;
  copy->problem = PEER_PROBLEM_UNREADABLE;
  copy->problem_text = g_strdup_printf (_("This file could not be added: %s."), error->message);
}

void
peer_library_copy_all (GPtrArray *copies, const char *path, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  const int folder = peer_beneath_open_folder (path, &error);

  for (guint i = 0; i < copies->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      PeerLibraryCopy *copy = g_ptr_array_index (copies, i);

      if (copy->is_needless)
        continue;
      if (folder >= 0)
        {
          peer_library_copy_run (copy, folder);
          continue;
        }
      copy->problem = PEER_PROBLEM_UNREADABLE;
      copy->problem_text = g_strdup_printf (_("The folder “%s” cannot be opened: %s."), path, error->message);
    }
  if (folder < 0)
    return;
  fsync (folder);
  g_close (folder, NULL);
}

static void
peer_library_copy_clean_one (int folder, const char *name)
{
  const int descriptor = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (descriptor < 0)
    return;
  if (flock (descriptor, LOCK_EX | LOCK_NB) == 0)
    unlinkat (folder, name, 0);
  g_close (descriptor, NULL);
}

void
peer_library_copy_clean (const char *path)
{
  DIR *folder = opendir (path);
  struct dirent *item;

  while (folder != NULL && (item = readdir (folder)) != NULL)
    if (g_str_has_prefix (item->d_name, PART_PREFIX) && g_str_has_suffix (item->d_name, PART_SUFFIX))
      peer_library_copy_clean_one (dirfd (folder), item->d_name);
  g_clear_pointer (&folder, closedir);
}
