/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-limits.h"

#include <gio/gio.h>

static void
test_limits_defaults (void)
{
  IndexLimits limits;

  index_limits_init (&limits);
  g_assert_cmpuint (limits.records_per_peer, ==, 16384);
  g_assert_cmpuint (limits.records_total, ==, 1000000);
  g_assert_cmpuint (limits.connections, ==, 10000);
  g_assert_cmpuint (limits.lease_seconds, ==, 7200);
  g_assert_true (limits.loopback_is_exempt);
}

static void
test_limits_from_the_command_line (void)
{
  static const char *const wrong[] = { "", "records", "records=", "records=0", "records=-1", "records=16000001",
                                       "records=1x", "=5", "record=5", "records =5", "loopback-exempt=2" };
  IndexLimits limits, untouched;
  g_autoptr (GError) error = NULL;

  index_limits_init (&limits);
  g_assert_true (index_limits_parse (&limits, "records=12", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (limits.records_total, ==, 12);
  g_assert_true (index_limits_parse (&limits, "loopback-exempt=0", NULL));
  g_assert_false (limits.loopback_is_exempt);

  untouched = limits;
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) refusal = NULL;

      g_assert_false (index_limits_parse (&limits, wrong[i], &refusal));
      g_assert_error (refusal, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  g_assert_cmpmem (&limits, sizeof limits, &untouched, sizeof untouched);
}

static void
test_limits_at_their_bounds (void)
{
  guint n_limits;
  const IndexLimit *table = index_limits_get_table (&n_limits);

  for (guint i = 0; i < n_limits; i++)
    {
      const guint64 values[] = { (guint64) table[i].min - 1, table[i].min, table[i].initial, table[i].max,
                                 (guint64) table[i].max + 1 };

      g_test_message ("%s", table[i].name);
      g_assert_true (index_limit_find (table[i].name) == &table[i]);
      g_assert_cmpuint (table[i].min, <=, table[i].initial);
      g_assert_cmpuint (table[i].initial, <=, table[i].max);
      for (guint j = 0; j < G_N_ELEMENTS (values); j++)
        {
          g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) values[j]);
          gboolean is_right = j > 0 && j < G_N_ELEMENTS (values) - 1;
          g_autoptr (GError) error = NULL;
          IndexLimits limits = { 0 };

          g_assert_cmpint (index_limit_set (&table[i], &limits, text, &error), ==, is_right);
          g_assert_cmpint (error == NULL, ==, is_right);
          g_assert_cmpuint (index_limit_get (&table[i], &limits), ==, is_right ? values[j] : 0);
        }
    }
}

static void
test_limits_nearest_name (void)
{
  static const struct
  {
    const char *name;
    const char *like;
  } rows[] = {
    { "record", "records" },
    { "records_per_peer", "records-per-peer" },
    { "Connections-Per-Address", "connections-per-address" },
    { "max-connections", "connections" },
    { "lease-second", "lease-seconds" },
    { "nothing-of-the-kind-at-all", NULL },
    { "", NULL },
    { "x", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const IndexLimit *like = index_limit_find_like (rows[i].name);

      g_assert_cmpstr (like != NULL ? like->name : NULL, ==, rows[i].like);
    }
}

static void
test_limits_switches (void)
{
  static const char *const words[] = { "false", "true", "no", "Yes", "OFF", "on", "0", "1" };
  const IndexLimit *limit = index_limit_find ("log-messages");

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      IndexLimits limits = { .messages_are_logged = 7 };

      g_assert_true (index_limit_set (limit, &limits, words[i], NULL));
      g_assert_cmpint (limits.messages_are_logged, ==, i % 2);
    }
}

static void
test_limits_all_named (void)
{
  IndexLimits limits;
  g_autoptr (GString) words = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  index_limits_init (&limits);
  index_limits_describe (&limits, words);
  lines = g_strsplit (words->str, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines) - 1, ==, sizeof (IndexLimits) / sizeof (guint));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/index-limits/defaults", test_limits_defaults);
  g_test_add_func ("/index-limits/from-the-command-line", test_limits_from_the_command_line);
  g_test_add_func ("/index-limits/each-at-its-bounds", test_limits_at_their_bounds);
  g_test_add_func ("/index-limits/the-nearest-name", test_limits_nearest_name);
  g_test_add_func ("/index-limits/switches", test_limits_switches);
  g_test_add_func ("/index-limits/every-limit-has-a-name", test_limits_all_named);
  return g_test_run ();
}
