/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-text-gzip.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_ROOM_BYTES 65536u

gboolean
peer_text_gzip_is_name (const char *name)
{
  const gsize length = strlen (name);

  return length > 3 && g_ascii_strcasecmp (name + length - 3, ".gz") == 0;
}

static gboolean
peer_text_gzip_set_damaged (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("it is no gzip file, or a damaged one"));
  return FALSE;
}

static gboolean
peer_text_gzip_make_room (GByteArray *text, gsize max_bytes, GError **error)
{
  if (text->len > max_bytes)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, _("it is larger than %u MiB"),
                   (guint) (max_bytes / 1024 / 1024));
      return FALSE;
    }
  return TRUE;
}

/* One byte more than may be, so that too much is told from just enough. */
static gboolean
peer_text_gzip_unpack_member (GConverter *converter,
                              const guint8 **packed,
                              gsize *n_packed,
                              GByteArray *text,
                              gsize max_bytes,
                              GError **error)
{
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result != G_CONVERTER_FINISHED)
    {
      const gsize length = text->len;
      const gsize room = MIN (MAX (length, FIRST_ROOM_BYTES), max_bytes + 1 - length);
      gsize n_read = 0;
      gsize n_written = 0;

      g_byte_array_set_size (text, length + room);
      result = g_converter_convert (converter, *packed, *n_packed, text->data + length, room, G_CONVERTER_INPUT_AT_END,
                                    &n_read, &n_written, NULL);
      g_byte_array_set_size (text, length + n_written);
      if (result == G_CONVERTER_ERROR)
        return peer_text_gzip_set_damaged (error);
      *packed += n_read;
      *n_packed -= n_read;
      if (!peer_text_gzip_make_room (text, max_bytes, error))
        return FALSE;
    }
  return TRUE;
}

GBytes *
peer_text_gzip_unpack (GBytes *bytes, gsize max_bytes, GError **error)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GByteArray) text = g_byte_array_new ();
  gsize n_packed = 0;
  const guint8 *packed = g_bytes_get_data (bytes, &n_packed);

  do
    {
      g_converter_reset (converter);
      if (n_packed == 0)
        {
          peer_text_gzip_set_damaged (error);
          return NULL;
        }
      if (!peer_text_gzip_unpack_member (converter, &packed, &n_packed, text, max_bytes, error))
        return NULL;
    }
  while (n_packed > 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&text));
}

static gboolean
peer_text_gzip_write_all (int descriptor, GBytes *text)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (text, &length);

  while (length > 0)
    {
      const ssize_t n = write (descriptor, data, length);

      if (n < 0)
        return FALSE;
      data += n;
      length -= n;
    }
  return TRUE;
}

int
peer_text_gzip_open_copy (GBytes *text, gint64 mtime_nanoseconds, GError **error)
{
  const gint64 second = G_GINT64_CONSTANT (1000000000);
  const struct timespec times[] = { { mtime_nanoseconds / second, mtime_nanoseconds % second },
                                    { mtime_nanoseconds / second, mtime_nanoseconds % second } };
  const int descriptor = memfd_create ("rfc", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (descriptor >= 0 && peer_text_gzip_write_all (descriptor, text) &&
      lseek (descriptor, 0, SEEK_SET) == 0 && futimens (descriptor, times) == 0 &&
      fcntl (descriptor, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
    return descriptor;

  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  if (descriptor >= 0)
    g_close (descriptor, NULL);
  return -1;
}
