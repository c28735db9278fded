/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz-target.h"
#include "wire-digest.h"

#include <string.h>

static void
fuzz_digest_check_field (WireSlice text)
{
  static const WireDigest untouched = { .bytes = { [0 ... WIRE_DIGEST_BYTES - 1] = 0x5a } };
  g_autoptr (GString) written = g_string_new (NULL);
  WireDigest digest = untouched;
  WireDigest again = { 0 };

  if (!wire_digest_parse_field (text, &digest))
    {
      g_assert_cmpmem (&digest, sizeof digest, &untouched, sizeof untouched);
      return;
    }
  g_assert_true (digest.is_known);
  wire_digest_append_field (&digest, written);
  g_assert_true (wire_digest_parse_field ((WireSlice) { written->str, written->len }, &again));
  g_assert_true (wire_digest_equal (&digest, &again));
  /* One digest has one text: what was read contains what is written. */
  g_assert_nonnull (memmem (text.data, text.length, written->str, written->len));
}

static void
fuzz_digest_check_hex (WireSlice text)
{
  g_autoptr (GString) written = g_string_new (NULL);
  WireDigest digest = { 0 };

  if (!wire_digest_parse_hex (text, &digest))
    return;
  wire_digest_append_hex (&digest, written);
  g_assert_true (wire_slice_equal_word (text, written->str));
}

/* Any 32 bytes can be written and read again. */
static void
fuzz_digest_check_bytes (WireSlice text)
{
  g_autoptr (GString) field = g_string_new (NULL);
  g_autoptr (GString) hex = g_string_new (NULL);
  WireDigest digest = { .is_known = TRUE };
  WireDigest from_field = { 0 };
  WireDigest from_hex = { 0 };

  if (text.length < WIRE_DIGEST_BYTES)
    return;
  memcpy (digest.bytes, text.data, WIRE_DIGEST_BYTES);
  wire_digest_append_field (&digest, field);
  wire_digest_append_hex (&digest, hex);
  g_assert_true (wire_digest_parse_field ((WireSlice) { field->str, field->len }, &from_field));
  g_assert_true (wire_digest_parse_hex ((WireSlice) { hex->str, hex->len }, &from_hex));
  g_assert_true (wire_digest_equal (&digest, &from_field));
  g_assert_true (wire_digest_equal (&digest, &from_hex));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  WireSlice text = { (const char *) data, size };

  fuzz_digest_check_field (text);
  fuzz_digest_check_hex (text);
  fuzz_digest_check_bytes (text);
  return 0;
}
