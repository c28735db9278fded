/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-page-source.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "peer-library.h"
#include "peer-text-gzip.h"

static GBytes *
peer_page_source_fail (GError **error)
{
  const int saved_errno = errno;

  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), g_strerror (saved_errno));
  return NULL;
}

/* A search reads thousands of files: a stream of GIO's would cost more than the reading. */
static GBytes *
peer_page_source_read (int descriptor, GError **error)
{
  struct stat status;
  g_autofree char *bytes = NULL;
  gsize n_read = 0;
  gssize n;

  if (fstat (descriptor, &status) != 0)
    return peer_page_source_fail (error);
  if (status.st_size > PEER_LIBRARY_FILE_MAX_BYTES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, _("it is larger than %u MiB"),
                   PEER_LIBRARY_FILE_MAX_BYTES >> 20);
      return NULL;
    }
  bytes = g_malloc (MAX (status.st_size, 1));
  while (n_read < (gsize) status.st_size && (n = read (descriptor, bytes + n_read, status.st_size - n_read)) != 0)
    {
      if (n < 0)
        return peer_page_source_fail (error);
      n_read += n;
    }
  return g_bytes_new_take (g_steal_pointer (&bytes), n_read);
}

static GBytes *
peer_page_source_open (GFile *file, GError **error)
{
  const char *path = g_file_peek_path (file);
  /* What is no ordinary file (a pipe) must not be waited for. */
  const int descriptor = path != NULL ? g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0) : (errno = ENOENT, -1);
  GBytes *bytes;

  if (descriptor < 0)
    return peer_page_source_fail (error);
  bytes = peer_page_source_read (descriptor, error);
  g_close (descriptor, NULL);
  return bytes;
}

GBytes *
peer_page_source_load (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *base_name = g_file_get_basename (file);
  GBytes *bytes = g_cancellable_set_error_if_cancelled (cancellable, error) ? NULL : peer_page_source_open (file, error);

  if (bytes != NULL && base_name != NULL && peer_text_gzip_is_name (base_name))
    {
      g_autoptr (GBytes) packed = g_steal_pointer (&bytes);

      bytes = peer_text_gzip_unpack (packed, PEER_LIBRARY_FILE_MAX_BYTES, error);
    }

  if (bytes == NULL && !g_cancellable_is_cancelled (cancellable))
    {
      g_autofree char *name = g_file_get_parse_name (file);

      g_prefix_error (error, _("Cannot read %s: "), name);
    }
  return bytes;
}
