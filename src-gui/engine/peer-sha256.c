/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-sha256.h"

#include <string.h>

#define BLOCK_BYTES 64u

static gboolean is_by_software;

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

/* FIPS 180-4, 4.2.2 */
static const guint32 round_constants[64] __attribute__ ((aligned (16))) = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static gboolean
peer_sha256_has_instructions (void)
{
  unsigned int a, b, c, d;

  /* SSSE3 and SSE4.1 of leaf 1, SHA of leaf 7. */
  if (!__get_cpuid (1, &a, &b, &c, &d) || (c & bit_SSSE3) == 0 || (c & bit_SSE4_1) == 0)
    return FALSE;
  return __get_cpuid_count (7, 0, &a, &b, &c, &d) && (b & bit_SHA) != 0;
}

/* The instructions keep the eight words as ABEF and CDGH; four rounds are two instructions and the next four words of the
 * message three more. */
__attribute__ ((target ("sha,sse4.1,ssse3"))) static void
peer_sha256_compress (guint32 *state, const guint8 *bytes, gsize n_blocks)
{
  const __m128i swap = _mm_set_epi64x (0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i dcba = _mm_shuffle_epi32 (_mm_loadu_si128 ((const __m128i *) (const void *) state), 0xb1);
  __m128i hgfe = _mm_shuffle_epi32 (_mm_loadu_si128 ((const __m128i *) (const void *) (state + 4)), 0x1b);
  __m128i abef = _mm_alignr_epi8 (dcba, hgfe, 8);
  __m128i cdgh = _mm_blend_epi16 (hgfe, dcba, 0xf0);

  for (; n_blocks > 0; n_blocks--, bytes += BLOCK_BYTES)
    {
      const __m128i abef_before = abef;
      const __m128i cdgh_before = cdgh;
      __m128i words[4];

#pragma GCC unroll 16
      for (guint i = 0; i < 16; i++)
        {
          __m128i sum;

          if (i < 4)
            words[i] = _mm_shuffle_epi8 (_mm_loadu_si128 ((const __m128i *) (const void *) (bytes + 16 * i)), swap);
          else
            words[i % 4] = _mm_sha256msg2_epu32 (
                _mm_add_epi32 (_mm_sha256msg1_epu32 (words[i % 4], words[(i + 1) % 4]),
                               _mm_alignr_epi8 (words[(i + 3) % 4], words[(i + 2) % 4], 4)),
                words[(i + 3) % 4]);
          sum = _mm_add_epi32 (words[i % 4],
                               _mm_load_si128 ((const __m128i *) (const void *) (round_constants + 4 * i)));
          cdgh = _mm_sha256rnds2_epu32 (cdgh, abef, sum);
          abef = _mm_sha256rnds2_epu32 (abef, cdgh, _mm_shuffle_epi32 (sum, 0x0e));
        }
      abef = _mm_add_epi32 (abef, abef_before);
      cdgh = _mm_add_epi32 (cdgh, cdgh_before);
    }

  abef = _mm_shuffle_epi32 (abef, 0x1b);
  cdgh = _mm_shuffle_epi32 (cdgh, 0xb1);
  _mm_storeu_si128 ((__m128i *) (void *) state, _mm_blend_epi16 (abef, cdgh, 0xf0));
  _mm_storeu_si128 ((__m128i *) (void *) (state + 4), _mm_alignr_epi8 (cdgh, abef, 8));
}

#else

static gboolean
peer_sha256_has_instructions (void)
{
  return FALSE;
}

static void
peer_sha256_compress (guint32 *state, const guint8 *bytes, gsize n_blocks)
{
  g_assert_not_reached ();
}

#endif

gboolean
peer_sha256_is_by_processor (void)
{
  static gsize answer;

  if (g_once_init_enter (&answer))
    g_once_init_leave (&answer, peer_sha256_has_instructions () ? 2 : 1);
  return answer == 2 && !is_by_software;
}

void
peer_sha256_set_by_software (gboolean by_software)
{
  is_by_software = by_software;
}

void
peer_sha256_init (PeerSha256 *sha)
{
  static const guint32 first_state[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                          0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

  sha->checksum = peer_sha256_is_by_processor () ? NULL : g_checksum_new (G_CHECKSUM_SHA256);
  sha->length_bytes = 0;
  memcpy (sha->state, first_state, sizeof first_state);
}

void
peer_sha256_update (PeerSha256 *sha, const void *bytes, gsize length)
{
  const guint8 *next = bytes;
  gsize n_kept = sha->length_bytes % BLOCK_BYTES;
  gsize n_filling = n_kept > 0 ? MIN (length, BLOCK_BYTES - n_kept) : 0;

  if (sha->checksum != NULL)
    {
      g_checksum_update (sha->checksum, bytes, (gssize) length);
      return;
    }

  sha->length_bytes += length;
  if (n_filling > 0)
    {
      memcpy (sha->block + n_kept, next, n_filling);
      next += n_filling;
      length -= n_filling;
      if (n_kept + n_filling < BLOCK_BYTES)
        return;
      peer_sha256_compress (sha->state, sha->block, 1);
    }
  peer_sha256_compress (sha->state, next, length / BLOCK_BYTES);
  if (length % BLOCK_BYTES > 0)
    memcpy (sha->block, next + length - length % BLOCK_BYTES, length % BLOCK_BYTES);
}

/* A one bit, zeros, and the length in bits, so that the last block is full. */
static void
peer_sha256_pad (PeerSha256 *sha)
{
  const guint64 n_bits = GUINT64_TO_BE (sha->length_bytes * 8);
  guint8 padding[2 * BLOCK_BYTES] = { 0x80 };
  gsize n_kept = sha->length_bytes % BLOCK_BYTES;
  gsize n_padding = (n_kept < 56 ? 56 : 56 + BLOCK_BYTES) - n_kept;

  memcpy (padding + n_padding, &n_bits, sizeof n_bits);
  peer_sha256_update (sha, padding, n_padding + sizeof n_bits);
}

void
peer_sha256_finish (PeerSha256 *sha, WireDigest *digest)
{
  gsize length = sizeof digest->bytes;

  digest->is_known = TRUE;
  if (sha->checksum != NULL)
    {
      g_checksum_get_digest (sha->checksum, digest->bytes, &length);
      peer_sha256_clear (sha);
      return;
    }

  peer_sha256_pad (sha);
  for (guint i = 0; i < G_N_ELEMENTS (sha->state); i++)
    {
      const guint32 word = GUINT32_TO_BE (sha->state[i]);

      memcpy (digest->bytes + 4 * i, &word, sizeof word);
    }
}

void
peer_sha256_clear (PeerSha256 *sha)
{
  g_clear_pointer (&sha->checksum, g_checksum_free);
}
