/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-clock.h"
#include "peer-rate.h"
#include "peer-row-reader.h"
#include "wire-limits.h"
#include "wire-status.h"

#include <string.h>

static void
collect_cb (const char *line, gsize length, gpointer user_data)
{
  g_string_append_len (user_data, line, (gssize) length);
  g_string_append_c (user_data, '|');
}

/* However the body is cut, the lines are the same. */
static void
test_any_cut (void)
{
  const char *body = "one\ntwo\r\n\n\r\nthree\tcolumns\tof it\nlast without an end";
  gsize length = strlen (body);

  for (gsize first = 0; first <= length; first++)
    for (gsize second = first; second <= length; second++)
      {
        g_autoptr (GString) lines = g_string_new (NULL);
        g_autoptr (GError) error = NULL;
        PeerRowReader reader = { 0 };

        g_assert_true (peer_row_reader_feed (&reader, body, first, collect_cb, lines, &error));
        g_assert_true (peer_row_reader_feed (&reader, body + first, second - first, collect_cb, lines, &error));
        g_assert_true (peer_row_reader_feed (&reader, body + second, length - second, collect_cb, lines, &error));
        peer_row_reader_finish (&reader, collect_cb, lines);
        g_assert_cmpstr (lines->str, ==, "one|two|three\tcolumns\tof it|last without an end|");
        peer_row_reader_clear (&reader);
      }
}

static gboolean
feed_line (gsize length, gsize cut, GError **error)
{
  g_autofree char *line = g_strnfill (length + 1, 'x');
  g_autoptr (GString) lines = g_string_new (NULL);
  PeerRowReader reader = { 0 };
  gboolean is_taken;

  line[length] = '\n';
  is_taken = peer_row_reader_feed (&reader, line, cut, collect_cb, lines, error)
             && peer_row_reader_feed (&reader, line + cut, length + 1 - cut, collect_cb, lines, error);
  peer_row_reader_clear (&reader);
  return is_taken;
}

static void
test_line_limit (void)
{
  for (gsize cut = 0; cut < WIRE_LINE_MAX_BYTES; cut += 511)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (feed_line (WIRE_LINE_MAX_BYTES - 1, cut, NULL));
      g_assert_true (feed_line (WIRE_LINE_MAX_BYTES, cut, NULL));
      g_assert_false (feed_line (WIRE_LINE_MAX_BYTES + 1, cut, &error));
      g_assert_error (error, WIRE_ERROR, WIRE_ERROR_TOO_LARGE);
    }
}

static void
test_body_limit (void)
{
  g_autofree char *lines = g_strnfill (1024, '\n');
  g_autoptr (GString) nothing = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  PeerRowReader reader = { 0 };

  for (guint i = 0; i < WIRE_REPLY_MAX_BYTES / 1024; i++)
    g_assert_true (peer_row_reader_feed (&reader, lines, 1024, collect_cb, nothing, NULL));
  g_assert_false (peer_row_reader_feed (&reader, lines, 1, collect_cb, nothing, &error));
  g_assert_error (error, WIRE_ERROR, WIRE_ERROR_TOO_LARGE);
}

static void
test_rate (void)
{
  PeerRate rate = { 0 };

  g_assert_cmpuint (peer_rate_get_per_second (&rate), ==, 0);
  peer_rate_add (&rate, 0, 0);
  g_assert_cmpuint (peer_rate_get_per_second (&rate), ==, 0);
  for (guint i = 1; i <= 200; i++)
    peer_rate_add (&rate, i * 100000, i * 1000);
  g_assert_cmpuint (peer_rate_get_per_second (&rate), ==, 10000);

  /* Nothing more comes: it sinks, and is nothing in the end. */
  for (guint i = 201; i <= 230; i++)
    peer_rate_add (&rate, i * 100000, 200000);
  g_assert_cmpuint (peer_rate_get_per_second (&rate), <, 6000);
  for (guint i = 231; i <= 300; i++)
    peer_rate_add (&rate, i * 100000, 200000);
  g_assert_cmpuint (peer_rate_get_per_second (&rate), ==, 0);
}

static void
test_date (void)
{
  g_autofree char *date = peer_clock_format_date (784111777);
  g_autofree char *absurd = peer_clock_format_date (G_MAXINT64);

  g_assert_cmpstr (date, ==, "Sun, 06 Nov 1994 08:49:37 GMT");
  g_assert_cmpstr (absurd, ==, "Thu, 01 Jan 1970 00:00:00 GMT");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/row-reader/any-cut", test_any_cut);
  g_test_add_func ("/row-reader/line-limit", test_line_limit);
  g_test_add_func ("/row-reader/body-limit", test_body_limit);
  g_test_add_func ("/rate/five-seconds", test_rate);
  g_test_add_func ("/clock/date", test_date);

  return g_test_run ();
}
