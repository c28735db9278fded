/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "state-versions.h"

#include "index-state-private.h"

#include <string.h>

GBytes *
state_with_right_head (const guint8 *bytes, gsize length)
{
  guint8 *copy = g_memdup2 (bytes, length);
  guint64 body_length = GUINT64_TO_LE (length - INDEX_STATE_HEAD_BYTES);
  guint64 sum;

  memcpy (copy + 16, &body_length, 8);
  sum = GUINT64_TO_LE (index_state_sum_all (copy, copy + INDEX_STATE_HEAD_BYTES, length - INDEX_STATE_HEAD_BYTES));
  memcpy (copy + 24, &sum, 8);
  return g_bytes_new_take (copy, length);
}

void
state_set_versions (guint8 *bytes, guint32 version, guint32 oldest)
{
  guint32 words[] = { GUINT32_TO_LE (version), GUINT32_TO_LE (oldest) };

  memcpy (bytes + 8, words, sizeof words);
}

static void
append_item (GByteArray *bytes, guint8 kind, const guint8 *fields, guint32 length, const char *more)
{
  guint32 length_le = GUINT32_TO_LE (length + strlen (more));

  g_byte_array_append (bytes, &kind, 1);
  g_byte_array_append (bytes, (const guint8 *) &length_le, sizeof length_le);
  g_byte_array_append (bytes, fields, length);
  g_byte_array_append (bytes, (const guint8 *) more, strlen (more));
}

GBytes *
state_as_a_later_version (GBytes *whole, guint32 version, const char *more, gboolean has_new_kind)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (whole, &length);
  g_autoptr (GByteArray) later = g_byte_array_new ();

  g_byte_array_append (later, bytes, INDEX_STATE_HEAD_BYTES);
  state_set_versions (later->data, version, INDEX_STATE_OLDEST_VERSION);
  for (gsize at = INDEX_STATE_HEAD_BYTES; at < length;)
    {
      guint32 fields_length;

      memcpy (&fields_length, bytes + at + 1, sizeof fields_length);
      fields_length = GUINT32_FROM_LE (fields_length);
      if (has_new_kind)
        append_item (later, INDEX_STATE_CONNECTION + 1, NULL, 0, "what nobody knows yet");
      append_item (later, bytes[at], bytes + at + INDEX_STATE_ITEM_HEAD_BYTES, fields_length, more);
      at += INDEX_STATE_ITEM_HEAD_BYTES + fields_length;
    }
  return state_with_right_head (later->data, later->len);
}
