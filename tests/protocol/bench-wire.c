/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-reader.h"
#include "wire-record.h"
#include "wire-response.h"

#include <string.h>

/* Nanoseconds a message, the best of some rounds: what the grammar alone costs, next to which a system call costs
 * thousands. Nothing is asserted: times are for people to compare. */

#define ROUNDS 9
#define MESSAGES_A_ROUND 100000
#define MESSAGES_A_FEED 64

static const struct
{
  const char *name;
  WireDoor door;
  const char *bytes;
} requests[] = {
  { "LOOKUP", WIRE_TO_INDEX, "LOOKUP RFC 2616 P2P-CI/1.1\r\n\r\n" },
  { "LOOKUP with 2 headers", WIRE_TO_INDEX, "LOOKUP RFC 2616 P2P-CI/1.1\r\nLimit: 5\r\nX-Later: something\r\n\r\n" },
  { "ADD", WIRE_TO_INDEX,
    "ADD RFC 2616 P2P-CI/1.1\r\nTitle: Hypertext Transfer Protocol -- HTTP/1.1\r\nSize: 422317\r\n"
    "Repr-Digest: sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:\r\n\r\n" },
  { "LIST RFCS", WIRE_TO_INDEX, "LIST RFCS P2P-CI/1.1\r\nMatch: transfer pro\r\nLimit: 50\r\n\r\n" },
  { "GET", WIRE_TO_PEER, "GET RFC 2616 P2P-CI/1.1\r\nHost: hostA\r\nOS: Linux 6.1\r\n\r\n" },
  { "1.0 LOOKUP", WIRE_TO_INDEX,
    "LOOKUP RFC 2616 P2P-CI/1.0\r\nHost: hostA\r\nPort: 6001\r\nTitle: Hypertext\r\n\r\n" },
};

static void
bench_request (gsize index)
{
  g_autoptr (GString) bytes = g_string_new (NULL);
  gint64 best_usec = G_MAXINT64;
  WireReader reader;

  for (guint i = 0; i < MESSAGES_A_FEED; i++)
    g_string_append (bytes, requests[index].bytes);
  wire_reader_init (&reader, requests[index].door);
  for (guint round = 0; round < ROUNDS; round++)
    {
      gint64 start_usec = g_get_monotonic_time ();

      for (guint n = 0; n < MESSAGES_A_ROUND; n += MESSAGES_A_FEED)
        {
          WireRequest request;

          wire_reader_feed (&reader, bytes->str, bytes->len);
          while (wire_reader_next (&reader, &request) == WIRE_READER_REQUEST)
            g_assert_cmpint (request.refusal, ==, WIRE_STATUS_NONE);
        }
      best_usec = MIN (best_usec, g_get_monotonic_time () - start_usec);
    }
  g_print ("%-24s %7.1f ns\n", requests[index].name, 1000.0 * (double) best_usec / MESSAGES_A_ROUND);
}

static void
bench_rows (void)
{
  static const char line[] = "2616\tHypertext Transfer Protocol -- HTTP/1.1\t192.168.1.7\t6001\thostA\t422317\t"
                             "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  g_autoptr (GString) output = g_string_new (NULL);
  gint64 best_read_usec = G_MAXINT64;
  gint64 best_write_usec = G_MAXINT64;
  WireRecord record = { 0 };

  for (guint round = 0; round < ROUNDS; round++)
    {
      gint64 start_usec = g_get_monotonic_time ();

      for (guint n = 0; n < MESSAGES_A_ROUND; n++)
        g_assert_true (wire_record_parse (line, sizeof line - 1, &record));
      best_read_usec = MIN (best_read_usec, g_get_monotonic_time () - start_usec);

      start_usec = g_get_monotonic_time ();
      for (guint n = 0; n < MESSAGES_A_ROUND; n++)
        {
          g_string_truncate (output, 0);
          wire_record_append (&record, output);
        }
      best_write_usec = MIN (best_write_usec, g_get_monotonic_time () - start_usec);
    }
  g_print ("%-24s %7.1f ns\n", "row read", 1000.0 * (double) best_read_usec / MESSAGES_A_ROUND);
  g_print ("%-24s %7.1f ns\n", "row written", 1000.0 * (double) best_write_usec / MESSAGES_A_ROUND);
}

int
main (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    bench_request (i);
  bench_rows ();
  return 0;
}
