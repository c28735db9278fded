/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-digest.h"

#include <string.h>

#define BASE64_LENGTH 44u /* of 32 bytes, one '=' at the end */
#define HEX_LENGTH (2u * WIRE_DIGEST_BYTES)

static const char base64_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

gboolean
wire_digest_equal (const WireDigest *a, const WireDigest *b)
{
  return a->is_known && b->is_known && memcmp (a->bytes, b->bytes, WIRE_DIGEST_BYTES) == 0;
}

static inline int
wire_base64_get_value (char letter)
{
  if (letter >= 'A' && letter <= 'Z')
    return letter - 'A';
  if (letter >= 'a' && letter <= 'z')
    return letter - 'a' + 26;
  if (letter >= '0' && letter <= '9')
    return letter - '0' + 52;
  if (letter == '+')
    return 62;
  return letter == '/' ? 63 : -1;
}

/* g_ascii_xdigit_value() is a call a digit, and 64 of them are half the cost of a row. */
static inline int
wire_hex_get_value (char digit)
{
  if (digit >= '0' && digit <= '9')
    return digit - '0';
  if (digit >= 'a' && digit <= 'f')
    return digit - 'a' + 10;
  return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

/* One text for one digest: g_base64_decode() would skip what is not base64 and take loose bits at the end. */
static gboolean
wire_digest_parse_base64 (WireSlice text, WireDigest *digest)
{
  WireDigest parsed = { .is_known = TRUE };
  guint32 bits = 0;
  gsize n_bytes = 0;

  if (text.length != BASE64_LENGTH || text.data[BASE64_LENGTH - 1] != '=')
    return FALSE;
  for (gsize i = 0; i < BASE64_LENGTH - 1; i++)
    {
      int value = wire_base64_get_value (text.data[i]);

      if (value < 0)
        return FALSE;
      bits = bits << 6 | (guint32) value;
      if (i % 4 != 0)
        parsed.bytes[n_bytes++] = (guint8) (bits >> (6 - 2 * (i % 4)));
    }
  if ((bits & 3) != 0)
    return FALSE;
  *digest = parsed;
  return TRUE;
}

gboolean
wire_digest_parse_field (WireSlice field, WireDigest *digest)
{
  WireDigest found = { 0 };
  WireSlice member;

  while (wire_slice_split (&field, ',', &member))
    {
      WireSlice value = wire_slice_trim (member);
      WireSlice name;

      if (!wire_slice_split (&value, '=', &name) || value.data == NULL)
        return FALSE;
      if (!wire_slice_equal_string (name, "sha-256"))
        continue;
      if (found.is_known || value.length != BASE64_LENGTH + 2 || value.data[0] != ':'
          || value.data[BASE64_LENGTH + 1] != ':'
          || !wire_digest_parse_base64 ((WireSlice) { value.data + 1, BASE64_LENGTH }, &found))
        return FALSE;
    }
  if (found.is_known)
    *digest = found;
  return found.is_known;
}

void
wire_digest_append_field (const WireDigest *digest, GString *output)
{
  guint32 bits = 0;

  g_string_append (output, "sha-256=:");
  for (gsize i = 0; i < WIRE_DIGEST_BYTES; i++)
    {
      bits = bits << 8 | digest->bytes[i];
      g_string_append_c (output, base64_alphabet[bits >> (2 + 2 * (i % 3)) & 63]);
      if (i % 3 == 2)
        g_string_append_c (output, base64_alphabet[bits & 63]);
    }
  g_string_append_c (output, base64_alphabet[bits << 2 & 63]);
  g_string_append (output, "=:");
}

gboolean
wire_digest_parse_hex (WireSlice hex, WireDigest *digest)
{
  WireDigest parsed = { .is_known = TRUE };

  if (hex.length != HEX_LENGTH)
    return FALSE;
  for (gsize i = 0; i < WIRE_DIGEST_BYTES; i++)
    {
      int high = wire_hex_get_value (hex.data[2 * i]);
      int low = wire_hex_get_value (hex.data[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      parsed.bytes[i] = (guint8) (high << 4 | low);
    }
  *digest = parsed;
  return TRUE;
}

void
wire_digest_append_hex (const WireDigest *digest, GString *output)
{
  static const char hex_digits[] = "0123456789abcdef";
  char hex[HEX_LENGTH];

  for (gsize i = 0; i < WIRE_DIGEST_BYTES; i++)
    {
      hex[2 * i] = hex_digits[digest->bytes[i] >> 4];
      hex[2 * i + 1] = hex_digits[digest->bytes[i] & 15];
    }
  g_string_append_len (output, hex, HEX_LENGTH);
}
