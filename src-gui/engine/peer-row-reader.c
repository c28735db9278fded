/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-row-reader.h"
#include "wire-limits.h"
#include "wire-status.h"

#include <string.h>

static void
peer_row_reader_hand_out (const char *line, gsize length, PeerRowFunc func, gpointer user_data)
{
  if (length > 0 && line[length - 1] == '\r')
    length--;
  if (length > 0)
    func (line, length, user_data);
}

static gboolean
peer_row_reader_keep (PeerRowReader *reader, const char *bytes, gsize length, GError **error)
{
  if (reader->half == NULL)
    reader->half = g_string_new (NULL);

  if (reader->half->len + length > WIRE_LINE_MAX_BYTES)
    {
      g_set_error (error, WIRE_ERROR, WIRE_ERROR_TOO_LARGE, "A row is longer than %u bytes", WIRE_LINE_MAX_BYTES);
      return FALSE;
    }

  g_string_append_len (reader->half, bytes, (gssize) length);
  return TRUE;
}

gboolean
peer_row_reader_feed (PeerRowReader *reader,
                      const char *bytes,
                      gsize length,
                      PeerRowFunc func,
                      gpointer user_data,
                      GError **error)
{
  reader->total_bytes += length;
  if (reader->total_bytes > WIRE_REPLY_MAX_BYTES)
    {
      g_set_error (error, WIRE_ERROR, WIRE_ERROR_TOO_LARGE, "The answer is longer than %u bytes", WIRE_REPLY_MAX_BYTES);
      return FALSE;
    }

  while (length > 0)
    {
      const char *end = memchr (bytes, '\n', length);
      gsize piece = end != NULL ? (gsize) (end - bytes) : length;

      if ((end == NULL || reader->half != NULL || piece > WIRE_LINE_MAX_BYTES)
          && !peer_row_reader_keep (reader, bytes, piece, error))
        return FALSE;
      if (end == NULL)
        return TRUE;

      if (reader->half != NULL)
        peer_row_reader_finish (reader, func, user_data);
      else
        peer_row_reader_hand_out (bytes, piece, func, user_data);
      bytes += piece + 1;
      length -= piece + 1;
    }

  return TRUE;
}

void
peer_row_reader_finish (PeerRowReader *reader, PeerRowFunc func, gpointer user_data)
{
  GString *line = g_steal_pointer (&reader->half);

  if (line == NULL)
    return;

  peer_row_reader_hand_out (line->str, line->len, func, user_data);
  g_string_free (line, TRUE);
}

void
peer_row_reader_clear (PeerRowReader *reader)
{
  if (reader->half != NULL)
    g_string_free (g_steal_pointer (&reader->half), TRUE);
  reader->total_bytes = 0;
}
