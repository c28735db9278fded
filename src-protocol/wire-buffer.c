/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-buffer.h"

#include <string.h>

void
wire_buffer_clear (WireBuffer *buffer)
{
  g_clear_pointer (&buffer->kept, g_byte_array_unref);
  *buffer = (WireBuffer) { 0 };
}

WireSlice
wire_buffer_get_bytes (const WireBuffer *buffer)
{
  if (buffer->kept != NULL)
    return (WireSlice) { (const char *) buffer->kept->data + buffer->kept_start,
                         buffer->kept->len - buffer->kept_start };
  return (WireSlice) { buffer->lent, buffer->lent_length };
}

gboolean
wire_buffer_is_in_one_piece (const WireBuffer *buffer)
{
  return buffer->kept == NULL || buffer->lent_length == 0;
}

void
wire_buffer_drop (WireBuffer *buffer, gsize length)
{
  if (buffer->kept != NULL)
    {
      buffer->kept_start += length;
      if (buffer->kept_start < buffer->kept->len)
        return;
      g_clear_pointer (&buffer->kept, g_byte_array_unref);
      buffer->kept_start = 0;
    }
  else if (length > 0)
    {
      buffer->lent += length;
      buffer->lent_length -= length;
    }
}

void
wire_buffer_use (WireBuffer *buffer, gsize length)
{
  buffer->used = length;
}

void
wire_buffer_release (WireBuffer *buffer)
{
  if (buffer->used == 0)
    return;
  wire_buffer_drop (buffer, buffer->used);
  buffer->used = 0;
}

/* What is kept is a half message by now, so moving it to the front costs little, and happens once a feed. */
static void
wire_buffer_copy (WireBuffer *buffer, gsize length)
{
  if (buffer->kept == NULL)
    buffer->kept = g_byte_array_sized_new ((guint) length);
  if (buffer->kept_start > 0)
    {
      g_byte_array_remove_range (buffer->kept, 0, (guint) buffer->kept_start);
      buffer->kept_start = 0;
    }
  g_byte_array_append (buffer->kept, (const guint8 *) buffer->lent, (guint) length);
  buffer->lent += length;
  buffer->lent_length -= length;
}

void
wire_buffer_keep (WireBuffer *buffer)
{
  wire_buffer_release (buffer);
  if (buffer->lent_length > 0)
    wire_buffer_copy (buffer, buffer->lent_length);
}

void
wire_buffer_feed (WireBuffer *buffer, const char *bytes, gsize length)
{
  wire_buffer_keep (buffer);
  buffer->lent = bytes;
  buffer->lent_length = length;
}

gboolean
wire_buffer_gather (WireBuffer *buffer, gsize max_bytes)
{
  const char *newline;
  gsize length;

  if (buffer->lent_length == 0)
    return FALSE;
  if (buffer->kept == NULL)
    {
      wire_buffer_copy (buffer, buffer->lent_length);
      return FALSE;
    }

  /* No more than a line, so that no message is copied that lies whole in what is lent. */
  newline = memchr (buffer->lent, '\n', buffer->lent_length);
  length = newline != NULL ? (gsize) (newline - buffer->lent) + 1 : buffer->lent_length;
  wire_buffer_copy (buffer, MIN (length, max_bytes));
  return TRUE;
}
