/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-limits.h"
#include "wire-reader.h"
#include "wire-support.h"

#include <string.h>

#define LOOKUP "LOOKUP RFC 123 P2P-CI/1.1\r\nHost: hostA\r\n\r\n"
#define CLASSIC "LIST ALL P2P-CI/1.0\nHost: hostA\n Port: 6001"

static void
test_no_copies (void)
{
  g_autoptr (GString) bytes = g_string_new (NULL);
  WireReader reader;
  WireRequest request;

  for (guint i = 0; i < 100; i++)
    g_string_append (bytes, LOOKUP);
  wire_reader_init (&reader, WIRE_TO_INDEX);
  wire_reader_feed (&reader, bytes->str, bytes->len);
  for (gsize i = 0; i < 100; i++)
    {
      g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_REQUEST);
      g_assert_true (request.raw.data == bytes->str + i * strlen (LOOKUP));
      g_assert_cmpuint (request.raw.length, ==, strlen (LOOKUP));
      g_assert_true (request.host.data > request.raw.data);
      g_assert_null (reader.buffer.kept);
      g_assert_cmpuint (wire_reader_get_pending (&reader, NULL), ==, (99 - i) * strlen (LOOKUP));
    }
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_EMPTY);
  wire_reader_clear (&reader);
}

/* The message that lies in two feeds is copied, those after it are not. */
static void
test_only_the_half_is_kept (void)
{
  static const char second[] = ": hostA\r\n\r\n" LOOKUP LOOKUP;
  WireReader reader;
  WireRequest request;
  const char *pending;

  wire_reader_init (&reader, WIRE_TO_INDEX);
  wire_reader_feed (&reader, "LOOKUP RFC 1 P2P-CI/1.1\r\nHost", 29);
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_PARTIAL);
  g_assert_cmpuint (wire_reader_get_pending (&reader, &pending), ==, 29);
  g_assert_cmpmem (pending, 29, "LOOKUP RFC 1 P2P-CI/1.1\r\nHost", 29);

  wire_reader_feed (&reader, second, strlen (second));
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_REQUEST);
  g_assert_cmpuint (request.number, ==, 1);
  g_assert_true (wire_slice_equal_string (request.host, "hostA"));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_REQUEST);
      g_assert_cmpuint (request.number, ==, 123);
      g_assert_true (request.raw.data >= second && request.raw.data < second + sizeof second);
      g_assert_null (reader.buffer.kept);
    }
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_EMPTY);
  g_assert_cmpuint (wire_reader_get_pending (&reader, &pending), ==, 0);
  g_assert_null (pending);
}

/* A caller stops after each number of messages, keeps the rest, and goes on: itself, or another process with what was
 * pending. */
static void
test_stop_and_go_on (void)
{
  g_autoptr (GString) bytes = g_string_new (NULL);
  g_autofree char *expected = NULL;

  for (guint i = 0; i < 10; i++)
    g_string_append_printf (bytes, "LOOKUP RFC %u P2P-CI/1.1\r\n\r\n", i + 1);
  g_string_append (bytes, CLASSIC);
  expected = wire_support_read (WIRE_TO_INDEX, bytes->str, bytes->len, NULL, 0);

  for (guint n_first = 0; n_first <= 11; n_first++)
    for (guint n_ways = 0; n_ways < 2; n_ways++)
      {
        g_autofree char *lent = g_memdup2 (bytes->str, bytes->len);
        g_autoptr (GString) text = g_string_new (NULL);
        WireReader reader;
        WireReader other;
        WireReader *rest = &reader;
        WireRequest request;
        const char *pending;
        gsize n_pending;

        wire_reader_init (&reader, WIRE_TO_INDEX);
        wire_reader_init (&other, WIRE_TO_INDEX);
        wire_reader_feed (&reader, lent, bytes->len);
        for (guint i = 0; i < n_first; i++)
          if (wire_reader_next (&reader, &request) == WIRE_READER_REQUEST)
            wire_support_describe (&request, text);
        wire_reader_keep (&reader);
        memset (lent, 'x', bytes->len);

        n_pending = wire_reader_get_pending (&reader, &pending);
        if (n_ways == 1)
          {
            wire_reader_feed (&other, pending, n_pending);
            rest = &other;
          }
        while (wire_reader_next (rest, &request) == WIRE_READER_REQUEST)
          wire_support_describe (&request, text);
        wire_reader_end_message (rest);
        while (wire_reader_next (rest, &request) == WIRE_READER_REQUEST)
          wire_support_describe (&request, text);
        g_assert_cmpstr (text->str, ==, expected);
        wire_reader_clear (&reader);
        wire_reader_clear (&other);
      }
}

/* Feeding on without having pulled loses nothing. */
static void
test_feed_without_pulling (void)
{
  g_autofree char *expected = wire_support_read (WIRE_TO_INDEX, LOOKUP LOOKUP LOOKUP, 3 * strlen (LOOKUP), NULL, 0);
  g_autoptr (GString) text = g_string_new (NULL);
  WireReader reader;
  WireRequest request;

  wire_reader_init (&reader, WIRE_TO_INDEX);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *lent = g_strdup (LOOKUP);

      wire_reader_feed (&reader, lent, strlen (lent));
      wire_reader_keep (&reader);
    }
  while (wire_reader_next (&reader, &request) == WIRE_READER_REQUEST)
    wire_support_describe (&request, text);
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_null (reader.buffer.kept);
}

static void
test_late_timer (void)
{
  WireReader reader;
  WireRequest request;

  wire_reader_init (&reader, WIRE_TO_INDEX);
  wire_reader_end_message (&reader);
  wire_reader_feed (&reader, CLASSIC, strlen (CLASSIC));
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_QUIET);
  wire_reader_end_message (&reader);
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_REQUEST);
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_EMPTY);
  wire_reader_feed (&reader, CLASSIC, strlen (CLASSIC));
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_QUIET);
  wire_reader_clear (&reader);
}

/* Silence ends what is there; its own late empty line is no message. */
static void
test_after_silence (void)
{
  WireReader reader;
  WireRequest request;

  wire_reader_init (&reader, WIRE_TO_INDEX);
  wire_reader_feed (&reader, CLASSIC, strlen (CLASSIC));
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_QUIET);
  wire_reader_end_message (&reader);
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_REQUEST);
  g_assert_false (request.dialect.has_closing_line);
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_EMPTY);
  wire_reader_feed (&reader, "\n\n", 2);
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_EMPTY);
  g_assert_cmpuint (wire_reader_get_pending (&reader, NULL), ==, 0);
  wire_reader_clear (&reader);
}

static void
test_endless_gap (void)
{
  g_autofree char *gap = g_strnfill (65536, '\n');
  WireReader reader;
  WireRequest request;

  wire_reader_init (&reader, WIRE_TO_INDEX);
  for (guint i = 0; i < 16; i++)
    {
      wire_reader_feed (&reader, gap, 65536);
      g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_EMPTY);
      g_assert_null (reader.buffer.kept);
    }
}

/* What is lent in one piece is refused at the limit too, however much follows. */
static void
test_flood (void)
{
  g_autofree char *flood = g_strnfill (4 * 1024 * 1024, 'x');
  WireReader reader;
  WireRequest request;

  wire_reader_init (&reader, WIRE_TO_INDEX);
  wire_reader_feed (&reader, flood, 4 * 1024 * 1024);
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_REQUEST);
  g_assert_cmpint (request.refusal, ==, WIRE_STATUS_HEAD_TOO_LARGE);
  g_assert_true (request.is_fatal);
  g_assert_cmpuint (request.raw.length, <=, WIRE_HEAD_MAX_BYTES);
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_EMPTY);
  g_assert_null (reader.buffer.kept);
}

static void
assert_same_whole_and_bytewise (const char *bytes, gsize length)
{
  g_autofree char *whole = wire_support_read (WIRE_TO_INDEX, bytes, length, NULL, 0);
  g_autofree char *bytewise = wire_support_read_bytewise (WIRE_TO_INDEX, bytes, length);

  g_assert_cmpstr (whole, ==, bytewise);
}

/* A plain lookup that comes whole is read on a shorter way than one that comes in pieces. */
static void
test_plain_lookups (void)
{
  static const char plain[] = "LOOKUP RFC 2616 P2P-CI/1.1\r\n\r\nLOOKUP RFC 791 P2P-CI/1.1\r\n\r\n";
  static const char *const numbers[] = { "0", "1", "01", "999999", "1000000", "9999999", "4294967297", "", "1 ", "-1" };
  const gsize length = strlen (plain);

  for (gsize i = 0; i < length; i++)
    {
      char changed[sizeof plain];

      for (guint value = 0; value < 256; value++)
        {
          memcpy (changed, plain, length);
          changed[i] = (char) value;
          assert_same_whole_and_bytewise (changed, length);
        }
      memcpy (changed, plain, i);
      memcpy (changed + i, plain + i + 1, length - i - 1);
      assert_same_whole_and_bytewise (changed, length - 1);
      assert_same_whole_and_bytewise (plain, i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *bytes = g_strdup_printf ("LOOKUP RFC %s P2P-CI/1.1\r\n\r\n", numbers[i]);

      assert_same_whole_and_bytewise (bytes, strlen (bytes));
    }
}

static void
test_peek (void)
{
  static const char bytes[] = "PING P2P-CI/1.1\r\n\r\nLOOKUP RFC 791 P2P-CI/1.1\r\nLimit: 1\r\n\r\n"
                              "LOOKUP RFC 2616 P2P-CI/1.1\r\n\r\nLOOKUP RFC 12345678 P2P-CI/1.1\r\n\r\nLOOKUP RFC ";
  guint32 numbers[3] = { 0 };
  WireRequest request;
  WireReader reader;

  wire_reader_init (&reader, WIRE_TO_INDEX);
  g_assert_cmpuint (wire_reader_peek_lookups (&reader, numbers, 3), ==, 0);
  wire_reader_feed (&reader, bytes, strlen (bytes));
  g_assert_cmpuint (wire_reader_peek_lookups (&reader, numbers, 2), ==, 2);
  g_assert_cmpuint (numbers[0], ==, 791);
  g_assert_cmpuint (numbers[1], ==, 2616);
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_REQUEST);
  g_assert_cmpint (wire_reader_next (&reader, &request), ==, WIRE_READER_REQUEST);
  g_assert_cmpuint (request.number, ==, 791);
  g_assert_cmpuint (wire_reader_peek_lookups (&reader, numbers, 3), ==, 2);
  g_assert_cmpuint (numbers[0], ==, 2616);
  wire_reader_clear (&reader);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire-reader/whole-messages-are-not-copied", test_no_copies);
  g_test_add_func ("/wire-reader/only-the-half-message-is-kept", test_only_the_half_is_kept);
  g_test_add_func ("/wire-reader/a-caller-may-stop-and-go-on", test_stop_and_go_on);
  g_test_add_func ("/wire-reader/feeding-without-pulling-loses-nothing", test_feed_without_pulling);
  g_test_add_func ("/wire-reader/a-late-timer-ends-nothing", test_late_timer);
  g_test_add_func ("/wire-reader/a-late-empty-line-is-no-message", test_after_silence);
  g_test_add_func ("/wire-reader/an-endless-gap-costs-nothing", test_endless_gap);
  g_test_add_func ("/wire-reader/plain-lookups-are-read-as-all-others-are", test_plain_lookups);
  g_test_add_func ("/wire-reader/a-peek-tells-the-numbers-that-come", test_peek);
  g_test_add_func ("/wire-reader/a-flood-is-refused-at-the-limit", test_flood);

  return g_test_run ();
}
