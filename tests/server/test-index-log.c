/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-log.h"

/* How many of @n messages at once would be told, from as many addresses, or from one. */
static guint
count_told (IndexLog *log, guint n, gboolean from_one, gint64 now_usec)
{
  IndexMeter one = 0;
  guint n_told = 0;

  for (guint i = 0; i < n; i++)
    {
      IndexMeter another = 0;

      n_told += index_log_wants_message (log, from_one ? &one : &another, now_usec);
    }
  return n_told;
}

static void
test_log_all (void)
{
  IndexLog *log = index_log_new (INDEX_LOG_JOURNAL);
  gint64 now_usec = 1000 * G_USEC_PER_SEC;

  for (guint n = 19; n <= 21; n++)
    {
      g_assert_cmpuint (count_told (log, n, FALSE, now_usec), ==, MIN (n, 20));
      now_usec += 10 * G_USEC_PER_SEC;
    }
  /* A million in ten seconds: what came at once, and twenty a second. */
  {
    guint n_told = 0;

    for (guint i = 0; i < 1000; i++)
      n_told += count_told (log, 1000, FALSE, now_usec += 10 * G_TIME_SPAN_MILLISECOND);
    g_assert_cmpuint (n_told, <=, 20 + 10 * 20);
  }
  index_log_free (log);
}

static void
test_log_one_address (void)
{
  IndexLog *log = index_log_new (INDEX_LOG_JOURNAL);
  gint64 now_usec = 1000 * G_USEC_PER_SEC;
  IndexMeter lines = 0;
  guint n_told = 0;

  for (guint n = 4; n <= 6; n++)
    {
      g_assert_cmpuint (count_told (log, n, TRUE, now_usec), ==, MIN (n, 5));
      now_usec += 10 * G_USEC_PER_SEC;
    }
  for (guint i = 0; i < 1000000; i++)
    n_told += index_log_wants_message (log, &lines, now_usec + i * 10);
  g_assert_cmpuint (n_told, ==, 5 + 9);
  index_log_free (log);
}

static void
test_log_by_configuration (void)
{
  IndexLog *log = index_log_new (INDEX_LOG_JOURNAL);
  gint64 now_usec = 1000 * G_USEC_PER_SEC;
  IndexLimits limits;

  index_limits_init (&limits);
  limits.log_lines_per_second = 100;
  limits.log_lines_per_address = 2;
  index_log_set_limits (log, &limits);
  g_assert_cmpuint (count_told (log, 1000, TRUE, now_usec), ==, 10);
  g_assert_cmpuint (count_told (log, 1000, FALSE, now_usec), ==, 90);
  limits.messages_are_logged = FALSE;
  index_log_set_limits (log, &limits);
  g_assert_cmpuint (count_told (log, 10, FALSE, now_usec + 100 * G_USEC_PER_SEC), ==, 0);
  index_log_free (log);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/index-log/lines-of-all", test_log_all);
  g_test_add_func ("/index-log/lines-of-one-address", test_log_one_address);
  g_test_add_func ("/index-log/as-configured", test_log_by_configuration);
  return g_test_run ();
}
