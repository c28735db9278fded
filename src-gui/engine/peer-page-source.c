/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-page-source.h"

#include <glib/gi18n-lib.h>

#include "peer-library.h"
#include "peer-text-gzip.h"

/* A file is read until it ends: what stat says of its size may be old. */
static GBytes *
peer_page_source_read (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 piece[65536];
  gssize n_read;

  while ((n_read = g_input_stream_read (stream, piece, sizeof piece, cancellable, error)) > 0)
    {
      g_byte_array_append (bytes, piece, n_read);
      if (bytes->len > PEER_LIBRARY_FILE_MAX_BYTES)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, _("it is larger than %u MiB"),
                       PEER_LIBRARY_FILE_MAX_BYTES >> 20);
          return NULL;
        }
    }
  return n_read < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

GBytes *
peer_page_source_load (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *base_name = g_file_get_basename (file);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  GBytes *bytes = stream != NULL ? peer_page_source_read (G_INPUT_STREAM (stream), cancellable, error) : NULL;

  if (bytes != NULL && base_name != NULL && peer_text_gzip_is_name (base_name))
    {
      g_autoptr (GBytes) packed = g_steal_pointer (&bytes);

      bytes = peer_text_gzip_unpack (packed, PEER_LIBRARY_FILE_MAX_BYTES, error);
    }

  if (bytes == NULL)
    {
      g_autofree char *name = g_file_get_parse_name (file);

      g_prefix_error (error, _("Cannot read %s: "), name);
    }
  return bytes;
}
