/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-digest.h"

#include <string.h>

/* SHA-256 of "hello" */
#define HELLO_HEX "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define HELLO_BASE64 "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="

static void
test_field (void)
{
  static const struct
  {
    const char *field;
    gboolean is_known;
  } rows[] = {
    { "sha-256=:" HELLO_BASE64 ":", TRUE },
    { " sha-256=:" HELLO_BASE64 ": ", TRUE },
    { "sha-512=:AAAA:, sha-256=:" HELLO_BASE64 ":", TRUE },
    { "sha-256=:" HELLO_BASE64 ":,sha-512=:AAAA:", TRUE },
    { "", FALSE },
    { "sha-512=:AAAA:", FALSE },
    { "sha-256=" HELLO_BASE64, FALSE },
    { "sha-256=:" HELLO_BASE64, FALSE },
    { "SHA-256=:" HELLO_BASE64 ":", FALSE },
    { "sha-256=::", FALSE },
    { "sha-256", FALSE },
    { "sha-256=:" HELLO_BASE64 ":, sha-256=:" HELLO_BASE64 ":", FALSE },
    { "sha-256=:" HELLO_BASE64 ":,", FALSE },
    /* the same bytes, but loose bits at the end */
    { "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCR=:", FALSE },
    /* no padding, too short, too long, the other alphabet, a blank inside */
    { "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ:", FALSE },
    { "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmA==:", FALSE },
    { "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQA:", FALSE },
    { "sha-256=:LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:", FALSE },
    { "sha-256=:LPJNul wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:", FALSE },
  };
  WireDigest expected = { 0 };

  g_assert_true (wire_digest_parse_hex (wire_slice_from_string (HELLO_HEX), &expected));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      WireDigest digest = { 0 };

      g_test_message ("%s", rows[i].field);
      g_assert_cmpint (wire_digest_parse_field (wire_slice_from_string (rows[i].field), &digest), ==, rows[i].is_known);
      g_assert_cmpint (wire_digest_equal (&digest, &expected), ==, rows[i].is_known);
      g_assert_cmpint (digest.is_known, ==, rows[i].is_known);
    }
}

static void
test_hex (void)
{
  static const char *const malformed[] = {
    "", HELLO_HEX "0", "2cf2", "gcf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b982 ",
  };
  WireDigest digest = { 0 };
  g_autoptr (GString) output = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    g_assert_false (wire_digest_parse_hex (wire_slice_from_string (malformed[i]), &digest));
  g_assert_false (digest.is_known);

  g_assert_true (wire_digest_parse_hex (wire_slice_from_string (HELLO_HEX), &digest));
  wire_digest_append_hex (&digest, output);
  g_assert_cmpstr (output->str, ==, HELLO_HEX);
  g_string_truncate (output, 0);
  wire_digest_append_field (&digest, output);
  g_assert_cmpstr (output->str, ==, "sha-256=:" HELLO_BASE64 ":");
}

static void
test_round_trip (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      WireDigest digest = { .is_known = TRUE };
      WireDigest from_field = { 0 };
      WireDigest from_hex = { 0 };
      g_autoptr (GString) field = g_string_new (NULL);
      g_autoptr (GString) hex = g_string_new (NULL);
      g_autofree char *base64 = NULL;

      for (guint n = 0; n < WIRE_DIGEST_BYTES; n++)
        digest.bytes[n] = (guint8) g_test_rand_int_range (0, 256);
      wire_digest_append_field (&digest, field);
      wire_digest_append_hex (&digest, hex);
      base64 = g_base64_encode (digest.bytes, WIRE_DIGEST_BYTES);
      g_assert_nonnull (strstr (field->str, base64));
      g_assert_true (wire_digest_parse_field ((WireSlice) { field->str, field->len }, &from_field));
      g_assert_true (wire_digest_parse_hex ((WireSlice) { hex->str, hex->len }, &from_hex));
      g_assert_true (wire_digest_equal (&digest, &from_field));
      g_assert_true (wire_digest_equal (&digest, &from_hex));
    }
}

static void
test_unknown (void)
{
  WireDigest unknown = { 0 };
  WireDigest zeroes = { .is_known = TRUE };

  g_assert_false (wire_digest_equal (&unknown, &unknown));
  g_assert_false (wire_digest_equal (&unknown, &zeroes));
  g_assert_true (wire_digest_equal (&zeroes, &zeroes));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire-digest/one-text-for-one-digest", test_field);
  g_test_add_func ("/wire-digest/hex-is-64-digits", test_hex);
  g_test_add_func ("/wire-digest/what-is-written-is-read", test_round_trip);
  g_test_add_func ("/wire-digest/unknown-equals-nothing", test_unknown);

  return g_test_run ();
}
