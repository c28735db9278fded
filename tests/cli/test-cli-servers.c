/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The index for one who names none, found on the network. */

#include "config.h"

#include <signal.h>
#include <string.h>

#include "cli-runner.h"
#include "fake-avahi.h"
#include "test-server.h"

static FakeAvahi *avahi;

/* A user who named no index at all. */
static CliUser *
make_user (void)
{
  return cli_user_new ("");
}

static void
test_list (void)
{
  CliUser *user = make_user ();
  g_autoptr (CliRun) run = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  fake_avahi_appear (avahi);
  fake_avahi_announce (avahi, 1, "Attic \342\200\256txet", "192.0.2.7", 5555);
  fake_avahi_announce (avahi, 1, "Cellar", "192.0.2.8", 7734);
  run = cli_user_run (user, "servers", NULL);
  cli_run_assert (run, 0);
  cli_run_assert_output_has (run, "192.0.2.7:5555");
  cli_run_assert_output_has (run, "192.0.2.8:7734");
  g_assert_null (g_strstr_len (run->output, -1, "\342\200\256"));

  json = cli_user_run (user, "servers", "--json", NULL);
  cli_run_assert (json, 0);
  node = cli_run_parse_json (json);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 2);
  object = json_array_get_object_element (json_node_get_array (node), 1);
  g_assert_cmpstr (json_object_get_string_member (object, "name"), ==, "Cellar");
  g_assert_cmpstr (json_object_get_string_member (object, "address"), ==, "192.0.2.8");
  g_assert_cmpint (json_object_get_int_member (object, "port"), ==, 7734);
  g_assert_cmpstr (json_object_get_string_member (object, "server"), ==, "192.0.2.8:7734");
  g_assert_cmpuint (json_object_get_size (object), ==, 4);
  fake_avahi_vanish (avahi);
  cli_user_free (user);
}

static void
test_nothing_found (void)
{
  CliUser *user = make_user ();
  g_autoptr (CliRun) without_avahi = cli_user_run (user, "servers", "--json", NULL);
  g_autoptr (CliRun) empty = NULL;

  cli_run_assert (without_avahi, 1);
  cli_run_assert_errors_have (without_avahi, "Avahi");
  g_assert_cmpstr (without_avahi->output, ==, "");

  fake_avahi_appear (avahi);
  empty = cli_user_run (user, "servers", "--json", NULL);
  g_assert_cmpint (empty->status, ==, 0);
  g_assert_cmpstr (g_strchomp (empty->output), ==, "[]");
  cli_run_assert_errors_have (empty, "No index announces itself");
  fake_avahi_vanish (avahi);
  cli_user_free (user);
}

static void
test_only_one_is_used (void)
{
  TestServer *server = test_server_start (NULL);
  g_autofree char *port = g_strdup (strrchr (test_server_get_address (server), ':') + 1);
  CliUser *user = make_user ();
  CliUser *decided = cli_user_new (NULL);
  CliStay *share = NULL;
  g_autofree char *path = cli_user_write_rfc (user, "library/rfc5.txt", 5, "Tides", "a");
  g_autofree char *found_line = NULL;
  g_autofree char *line = NULL;
  g_autoptr (CliRun) listed = NULL;
  g_autoptr (CliRun) refused = NULL;

  fake_avahi_appear (avahi);
  fake_avahi_announce (avahi, 1, "Cellar", "127.0.0.1", (guint16) g_ascii_strtoull (port, NULL, 10));
  share = cli_user_start (user, "share", NULL);
  found_line = cli_stay_wait_line (share, "Using the index “Cellar”");
  line = cli_stay_wait_line (share, test_server_get_address (server));

  listed = cli_user_run (user, "list", NULL);
  g_assert_cmpint (listed->status, ==, 0);
  cli_run_assert_errors_have (listed, "Using the index “Cellar” at 127.0.0.1:");

  /* One who named an index gets that one or none. */
  refused = cli_user_run (decided, "list", NULL);
  cli_run_assert (refused, 4);
  g_assert_null (g_strstr_len (refused->errors, -1, "Cellar"));

  g_assert_cmpint (cli_stay_end (share, SIGINT), ==, 0);
  fake_avahi_vanish (avahi);
  test_server_stop (server);
  cli_user_free (user);
  cli_user_free (decided);
}

static void
test_several_are_for_the_user (void)
{
  CliUser *user = make_user ();
  g_autoptr (CliRun) run = NULL;

  fake_avahi_appear (avahi);
  fake_avahi_announce (avahi, 1, "Attic", "127.0.0.1", 1);
  fake_avahi_announce (avahi, 1, "Cellar", "127.0.0.1", 2);
  run = cli_user_run (user, "list", NULL);
  cli_run_assert_errors_have (run, "More than one index");
  g_assert_null (g_strstr_len (run->errors, -1, "Using"));
  fake_avahi_vanish (avahi);
  cli_user_free (user);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  avahi = fake_avahi_new ();
  if (avahi == NULL)
    return 77;

  g_test_add_func ("/cli-servers/list", test_list);
  g_test_add_func ("/cli-servers/nothing-found", test_nothing_found);
  g_test_add_func ("/cli-servers/only-one-is-used", test_only_one_is_used);
  g_test_add_func ("/cli-servers/several-are-for-the-user", test_several_are_for_the_user);
  status = g_test_run ();
  fake_avahi_free (avahi);
  return status;
}
