/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "classic-requests.h"
#include "fuzz-targets.h"

#include <string.h>

/* The fuzz targets over damaged messages, the same in every run: whoever finds one that breaks can run it again. The
 * fuzzers proper look further; this looks at every build. */

#define ROUNDS 200000u
#define SEED 20261122u

static const char *const strict_seeds[] = {
  "LOOKUP RFC 123 P2P-CI/1.1\r\nLimit: 5\r\n\r\nPING P2P-CI/1.1\r\n\r\n",
  "ADD RFC 1 P2P-CI/1.1\r\nHost: h\r\nPort: 6001\r\nTitle: A title\r\nSize: 9\r\n"
  "Repr-Digest: sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:\r\n\r\n",
  "LIST RFCS P2P-CI/1.1\r\nMatch: tcp\r\nSort: title\r\nLimit: 5\r\nAfter: c\r\n\r\n",
  "LIST P2P-CI/1.0\nHost: h\n!!!!!!!!!!\nQUIT~~~~~~~~~~\nLIST\nEND\n\nEND P2P-CI/1.0 Host: h Port: 1\n",
  "GET RFC 1 P2P-CI/1.1\r\nHost: h\r\nOS: x\r\nRange: bytes=1-5\r\n\r\nGET RFC 2 P2P-CI/1.1\r\n\r\n",
};

static const char *const answer_seeds[] = {
  "P2P-CI/1.1 200 OK\r\nTotal: 5\r\nNext: c\r\nContent-Length: 4\r\n\r\nrow\nP2P-CI/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
  "P2P-CI/1.1 206 Partial Content\r\nContent-Length: 3\r\nContent-Range: bytes 50-52/53\r\n\r\nnd\n",
  "NOTIFY RFCS P2P-CI/1.1\r\nContent-Length: 4\r\n\r\nrow\n",
  "P2P-CI/1.0 200 OK\r\nDate: D OS: O\r\nLast-Modified: L\r\nContent-Length: 4\r\nContent-Type: t\r\n RFC Data: body",
  "P2P-CI/1.0 200 OK\nDate: D\n\nOS: O\nLast Modified: L\n\nContent-Length: 4\nContent-Type: t\nbody",
  "P2P-CI/1.0 200 OK\r\n\r\nRFC 1 a h 1\r\nRFC 2 b h 1\r\n\r\nP2P-CI/1.0 404 Not Found\r\n\r\n\r\n",
};

static const char *const row_seeds[] = {
  "123\tA Title\t192.168.1.7\t6001\thostA\t51423\t00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
  "123\tA Title\t4\t51423\t00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\t3",
  "RFC 123 A Proferred Official ICP hostA 6001",
};

static void
insert_again (GRand *rand, GByteArray *bytes)
{
  guint start = (guint) g_rand_int_range (rand, 0, (gint32) bytes->len);
  guint length = (guint) g_rand_int_range (rand, 0, (gint32) MIN (bytes->len - start, 64) + 1);
  g_autofree guint8 *copy = g_memdup2 (bytes->data + start, length);

  g_byte_array_append (bytes, copy, length);
}

static void
mutate (GRand *rand, GByteArray *bytes)
{
  static const char strange[] = "\r\n\r\n \t:!~/\0\177\200\374=-0199";

  for (int n = g_rand_int_range (rand, 0, 6); n > 0 && bytes->len > 0; n--)
    {
      guint place = (guint) g_rand_int_range (rand, 0, (gint32) bytes->len);

      switch (g_rand_int_range (rand, 0, 5))
        {
        case 0:
          bytes->data[place] = (guint8) strange[g_rand_int_range (rand, 0, sizeof strange - 1)];
          break;
        case 1:
          bytes->data[place] = (guint8) g_rand_int_range (rand, 0, 256);
          break;
        case 2:
          g_byte_array_remove_index (bytes, place);
          break;
        case 3:
          g_byte_array_set_size (bytes, place);
          break;
        default:
          insert_again (rand, bytes);
          break;
        }
    }
}

static void
run (int (*target) (const guint8 *data, gsize size), const char *const *seeds, gsize n_seeds)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  guint rounds = g_test_thorough () ? 10 * ROUNDS : ROUNDS;

  for (guint i = 0; i < rounds; i++)
    {
      const char *seed = seeds[g_rand_int_range (rand, 0, (gint32) n_seeds)];
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      guint8 choice = (guint8) g_rand_int_range (rand, 0, 256);

      g_byte_array_append (bytes, &choice, 1);
      g_byte_array_append (bytes, (const guint8 *) seed, (guint) strlen (seed));
      mutate (rand, bytes);
      target (bytes->data, bytes->len);
    }
}

static void
test_requests (void)
{
  const char *seeds[G_N_ELEMENTS (classic_requests) + G_N_ELEMENTS (strict_seeds)];
  gsize n_seeds = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (classic_requests); i++)
    seeds[n_seeds++] = classic_requests[i].bytes;
  for (gsize i = 0; i < G_N_ELEMENTS (strict_seeds); i++)
    seeds[n_seeds++] = strict_seeds[i];
  run (fuzz_request, seeds, n_seeds);
}

static void
test_answers (void)
{
  run (fuzz_response, answer_seeds, G_N_ELEMENTS (answer_seeds));
}

static void
test_rows (void)
{
  run (fuzz_record, row_seeds, G_N_ELEMENTS (row_seeds));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire-mutation/damaged-requests-end", test_requests);
  g_test_add_func ("/wire-mutation/damaged-answers-end", test_answers);
  g_test_add_func ("/wire-mutation/damaged-rows-end", test_rows);

  return g_test_run ();
}
