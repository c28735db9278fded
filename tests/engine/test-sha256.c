/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-sha256.h"

#include <string.h>

static void
assert_digest (const WireDigest *digest, const char *hex)
{
  g_autoptr (GString) found = g_string_new (NULL);

  wire_digest_append_hex (digest, found);
  g_assert_cmpstr (found->str, ==, hex);
}

typedef struct
{
  const char *text;
  const char *hex; /* FIPS 180-4 examples */
} Row;

static const Row rows[] = {
  { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
  { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void
test_published_examples (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      PeerSha256 sha;
      WireDigest digest;

      peer_sha256_init (&sha);
      peer_sha256_update (&sha, rows[i].text, strlen (rows[i].text));
      peer_sha256_finish (&sha, &digest);
      g_assert_true (digest.is_known);
      assert_digest (&digest, rows[i].hex);
    }
}

/* Every length around the block's, fed in pieces of every size: the same as GLib says. */
static void
test_any_cut (void)
{
  guint8 bytes[300];

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (i * 151 + 7);

  for (gsize length = 0; length <= sizeof bytes; length++)
    {
      g_autofree char *expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, length);

      for (gsize piece = 1; piece <= 130; piece++)
        {
          PeerSha256 sha;
          WireDigest digest;

          peer_sha256_init (&sha);
          for (gsize at = 0; at < length; at += piece)
            peer_sha256_update (&sha, bytes + at, MIN (piece, length - at));
          peer_sha256_finish (&sha, &digest);
          assert_digest (&digest, expected);
        }
    }
}

static void
test_by_software (void)
{
  peer_sha256_set_by_software (TRUE);
  g_assert_false (peer_sha256_is_by_processor ());
  test_published_examples ();
  peer_sha256_set_by_software (FALSE);
}

static void
test_unfinished (void)
{
  PeerSha256 sha;

  peer_sha256_set_by_software (TRUE);
  peer_sha256_init (&sha);
  peer_sha256_update (&sha, "abc", 3);
  peer_sha256_clear (&sha);
  peer_sha256_set_by_software (FALSE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_message ("by the processor: %s", peer_sha256_is_by_processor () ? "yes" : "no");
  g_test_add_func ("/sha256/published-examples", test_published_examples);
  g_test_add_func ("/sha256/any-cut", test_any_cut);
  g_test_add_func ("/sha256/by-software", test_by_software);
  g_test_add_func ("/sha256/unfinished", test_unfinished);

  return g_test_run ();
}
