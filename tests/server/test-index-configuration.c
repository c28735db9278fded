/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-configuration.h"
#include "index-options.h"

#include <glib/gstdio.h>
#include <string.h>

static gboolean
parse (const char *text, IndexLimits *limits, GPtrArray **faults)
{
  *faults = g_ptr_array_new_with_free_func (g_free);
  index_limits_init (limits);
  return index_configuration_parse ("test.conf", text, strlen (text), limits, *faults);
}

static void
test_configuration_takes_over (void)
{
  static const char text[] = "\xef\xbb\xbf# with a mark at its beginning\r\n"
                             "[Records]\r\n"
                             "  records = 12\r\n"
                             "\r\n"
                             "[Connections]\n"
                             "#connections=1\n"
                             "connections-per-address=\t7\n"
                             "loopback-exempt=no\n"
                             "[Log]\n"
                             "log-messages = false";
  g_autoptr (GPtrArray) faults = NULL;
  IndexLimits limits, defaults;

  g_assert_true (parse (text, &limits, &faults));
  g_assert_cmpuint (faults->len, ==, 0);
  g_assert_cmpuint (limits.records_total, ==, 12);
  g_assert_cmpuint (limits.connections_per_address, ==, 7);
  g_assert_false (limits.loopback_is_exempt);
  g_assert_false (limits.messages_are_logged);
  index_limits_init (&defaults);
  g_assert_cmpuint (limits.connections, ==, defaults.connections);
}

static void
test_configuration_faults (void)
{
  static const struct
  {
    const char *text;
    const char *fault;
  } rows[] = {
    { "records=5", "test.conf:1: “records” belongs under [Records]" },
    { "[Log]\nrecords=5", "test.conf:2: “records” belongs under [Records]" },
    { "[Records]\nrecord=5", "test.conf:2: There is no key “record”, perhaps you mean “records”" },
    { "[Records]\nzzzzzzzzzzzz=5", "test.conf:2: There is no key “zzzzzzzzzzzz”; p2p-ci.conf(5)" },
    { "[Records]\nrecords=0", "test.conf:2: “records” is a number from 1 to 16000000, not “0”" },
    { "[Records]\nrecords=", "test.conf:2: “records” is a number from 1 to 16000000, not “”" },
    { "[Records]\nrecords=5 # five", "; a comment needs a line of its own" },
    { "[Records]\nrecords=5\n\nrecords=6", "test.conf:4: “records” is set a second time, after line 2" },
    { "[Log]\nlog-messages=maybe", "test.conf:2: “log-messages” is true or false, not “maybe”" },
    { "[Recods]\nrecords=5", "test.conf:1: There is no section [Recods]; there are [Records], " },
    { "[Records\nrecords=5", "test.conf:1: The section “[Records” has no closing bracket" },
    { "[\n", "test.conf:1: The section “[” has no closing bracket" },
    { "[]\n", "test.conf:1: There is no section []" },
    { "[Records]\nrecords 5", "test.conf:2: “records 5” is neither KEY=VALUE nor [SECTION]" },
    { "[Records]\n=5", "test.conf:2: There is no key “”" },
    { "[Records]\nrecords=\xff", "test.conf: This is no text in UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) faults = NULL;
      IndexLimits limits, untouched;

      index_limits_init (&untouched);
      g_test_message ("row %u", i);
      g_assert_false (parse (rows[i].text, &limits, &faults));
      g_assert_cmpuint (faults->len, ==, 1);
      g_test_message ("%s", (char *) faults->pdata[0]);
      g_assert_nonnull (strstr (faults->pdata[0], rows[i].fault));
      g_assert_cmpmem (&limits, sizeof limits, &untouched, sizeof untouched);
    }
}

static void
test_configuration_all_faults_at_once (void)
{
  g_autoptr (GPtrArray) faults = NULL;
  IndexLimits limits;

  g_assert_false (parse ("[Records]\nrecords=7\nrecord=1\nwatchers=x\n[Nowhere]\nwhatever=1\n[Log]\nlog-messages=2\n", &limits,
                         &faults));
  g_assert_cmpuint (faults->len, ==, 4);
  g_assert_cmpuint (limits.records_total, ==, 1000000);
}

/* The printed file is right as it is, and with every key in it taken in; and it is a key file to others too. */
static void
test_configuration_printed (void)
{
  g_autoptr (GString) file = g_string_new (NULL);
  g_autoptr (GString) manual = g_string_new (NULL);
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GPtrArray) more_faults = NULL;
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  IndexLimits limits, defaults;
  guint n_limits;
  const IndexLimit *table = index_limits_get_table (&n_limits);

  index_limits_init (&defaults);
  index_configuration_print (file);
  index_configuration_print_manual (manual);
  g_assert_true (parse (file->str, &limits, &faults));
  g_assert_cmpmem (&limits, sizeof limits, &defaults, sizeof defaults);

  for (guint i = 0; i < n_limits; i++)
    {
      g_autofree char *commented = g_strdup_printf ("\n#%s=", table[i].name);
      g_autofree char *changed = g_strdup_printf ("\n%s=%u\n#", table[i].name, table[i].min);
      g_autofree char *item = g_strdup_printf (".It Ic %s Ns = ", table[i].name);

      g_assert_cmpuint (g_string_replace (file, commented, changed, 0), ==, 1);
      g_assert_nonnull (strstr (manual->str, item));
    }
  g_assert_true (parse (file->str, &limits, &more_faults));
  g_assert_true (g_key_file_load_from_data (key_file, file->str, file->len, G_KEY_FILE_NONE, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n_limits; i++)
    {
      g_assert_cmpuint (index_limit_get (&table[i], &limits), ==, table[i].min);
      g_assert_cmpint (g_key_file_get_integer (key_file, table[i].section, table[i].name, &error), ==, (int) table[i].min);
      g_assert_no_error (error);
    }
}

static void
test_configuration_file_and_command_line (void)
{
  g_autofree char *folder = g_dir_make_tmp ("p2p-ci-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "p2p-ci.conf", NULL);
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  char *arguments[] = { (char *) "p2p-ci-server", (char *) "--config", path, (char *) "--limit", (char *) "records=9",
                        (char *) "--lease-minutes", (char *) "1", NULL };
  IndexOptions options;
  IndexLimits limits;

  g_assert_true (g_file_set_contents (path, "[Records]\nrecords=7\nwatchers=8\n[Members]\nlease-seconds=5\n", -1, NULL));
  g_assert_true (index_options_parse (&options, G_N_ELEMENTS (arguments) - 1, arguments, &error));
  g_assert_no_error (error);
  g_assert_true (index_options_load_limits (&options, &limits, faults));
  g_assert_cmpuint (limits.records_total, ==, 9);
  g_assert_cmpuint (limits.watchers, ==, 8);
  g_assert_cmpuint (limits.lease_seconds, ==, 60);

  /* Gone, it is a fault; and nothing changes. */
  g_unlink (path);
  limits.watchers = 77;
  g_assert_false (index_options_load_limits (&options, &limits, faults));
  g_assert_cmpuint (faults->len, ==, 1);
  g_assert_nonnull (strstr (faults->pdata[0], "Cannot read it"));
  g_assert_cmpuint (limits.watchers, ==, 77);
  index_options_clear (&options);
  g_rmdir (folder);
}

/* n - 1, n and n + 1 bytes. */
static void
test_configuration_length (void)
{
  g_autofree char *folder = g_dir_make_tmp ("p2p-ci-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "p2p-ci.conf", NULL);
  g_autofree char *text = g_strnfill (INDEX_CONFIGURATION_MAX_BYTES + 1, '\n');

  for (guint length = INDEX_CONFIGURATION_MAX_BYTES - 1; length <= INDEX_CONFIGURATION_MAX_BYTES + 1; length++)
    {
      g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
      IndexLimits limits;

      g_assert_true (g_file_set_contents (path, text, length, NULL));
      g_assert_cmpint (index_configuration_read (path, &limits, faults), ==, length <= INDEX_CONFIGURATION_MAX_BYTES);
    }
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/index-configuration/takes-over-what-it-says", test_configuration_takes_over);
  g_test_add_func ("/index-configuration/faults", test_configuration_faults);
  g_test_add_func ("/index-configuration/all-faults-at-once", test_configuration_all_faults_at_once);
  g_test_add_func ("/index-configuration/the-printed-file", test_configuration_printed);
  g_test_add_func ("/index-configuration/the-command-line-wins", test_configuration_file_and_command_line);
  g_test_add_func ("/index-configuration/length", test_configuration_length);
  return g_test_run ();
}
