/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The commands that need an index, with the real one and real peers. */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli-runner.h"
#include "test-server.h"

typedef struct
{
  TestServer *server;
  CliUser *sharer;
  CliUser *visitor;
  CliStay *share; /* of the sharer, whose library has RFC 5 and RFC 6 */
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *five = NULL;
  g_autofree char *six = NULL;
  g_autofree char *line = NULL;

  fixture->server = test_server_start (NULL);
  fixture->sharer = cli_user_new (test_server_get_address (fixture->server));
  fixture->visitor = cli_user_new (test_server_get_address (fixture->server));
  five = cli_user_write_rfc (fixture->sharer, "library/rfc5.txt", 5, "Tides and Moons", "a");
  six = cli_user_write_rfc (fixture->sharer, "library/rfc6.txt", 6, "Stars", "b");
  fixture->share = cli_user_start (fixture->sharer, "share", NULL);
  line = cli_stay_wait_line (fixture->share, "2 documents");
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->share != NULL)
    g_assert_cmpint (cli_stay_end (fixture->share, SIGINT), ==, 0);
  cli_user_free (fixture->sharer);
  cli_user_free (fixture->visitor);
  if (fixture->server != NULL)
    test_server_stop (fixture->server);
}

/* Asks until the index has as many rows for the words; that it takes a moment is no fault. */
static void
wait_for_rows (CliUser *user, guint n_rows)
{
  for (;;)
    {
      g_autoptr (CliRun) run = cli_user_run (user, "list", "--json", NULL);
      g_autoptr (JsonNode) node = NULL;

      g_assert_cmpint (run->status, ==, 0);
      node = cli_run_parse_json (run);
      if (json_array_get_length (json_node_get_array (node)) == n_rows)
        return;
    }
}

static void
wait_for_holders (CliUser *user, const char *number, guint n_holders)
{
  for (guint n = G_MAXUINT; n != n_holders;)
    {
      g_autoptr (CliRun) run = cli_user_run (user, "lookup", "--json", number, NULL);
      g_autoptr (JsonNode) node = run->status == 0 ? cli_run_parse_json (run) : NULL;

      n = node != NULL ? json_array_get_length (json_node_get_array (node)) : 0;
      g_assert_true (run->status == 0 || run->status == 3);
    }
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CliRun) all = NULL;
  g_autoptr (CliRun) matching = NULL;
  g_autoptr (CliRun) none = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  wait_for_rows (fixture->visitor, 2);
  all = cli_user_run (fixture->visitor, "list", NULL);
  cli_run_assert (all, 0);
  cli_run_assert_output_has (all, "Tides and Moons");
  cli_run_assert_output_has (all, "Stars");

  matching = cli_user_run (fixture->visitor, "list", "--json", "moo", "tid", NULL);
  cli_run_assert (matching, 0);
  node = cli_run_parse_json (matching);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 1);
  object = json_array_get_object_element (json_node_get_array (node), 0);
  g_assert_cmpint (json_object_get_int_member (object, "number"), ==, 5);
  g_assert_cmpstr (json_object_get_string_member (object, "title"), ==, "Tides and Moons");
  g_assert_cmpint (json_object_get_int_member (object, "holders"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "size"), >, 100);
  g_assert_cmpuint (strlen (json_object_get_string_member (object, "sha256")), ==, 64);

  none = cli_user_run (fixture->visitor, "list", "zeppelin", NULL);
  cli_run_assert (none, 3);
}

static void
test_lookup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CliRun) found = NULL;
  g_autoptr (CliRun) missing = NULL;
  g_autoptr (CliRun) other_option = NULL;

  wait_for_holders (fixture->visitor, "urn:ietf:rfc:5", 1);
  found = cli_user_run (fixture->visitor, "lookup", "RFC5", NULL);
  cli_run_assert (found, 0);
  cli_run_assert_output_has (found, "Tides and Moons");
  cli_run_assert_output_has (found, "127.0.0.1:");
  missing = cli_user_run (fixture->visitor, "lookup", "7", NULL);
  cli_run_assert (missing, 3);
  g_assert_cmpstr (missing->output, ==, "");

  /* The option counts more than the environment. */
  other_option = cli_user_run (fixture->visitor, "lookup", "--server", "127.0.0.1:1", "5", NULL);
  cli_run_assert (other_option, 4);
}

static void
assert_same_file (CliUser *user, const char *path, const char *other_path)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_true (g_file_get_contents (path, &first, NULL, NULL));
  g_assert_true (g_file_get_contents (other_path, &second, NULL, NULL));
  g_assert_cmpstr (first, ==, second);
}

static void
test_get (Fixture *fixture, gconstpointer data)
{
  g_autofree char *original_five = g_build_filename (fixture->sharer->library, "rfc5.txt", NULL);
  g_autofree char *original_six = g_build_filename (fixture->sharer->library, "rfc6.txt", NULL);
  g_autofree char *five = g_build_filename (fixture->visitor->library, "rfc5.txt", NULL);
  g_autofree char *six = g_build_filename (fixture->visitor->library, "rfc6.txt", NULL);
  g_autofree char *named = cli_user_build_path (fixture->visitor, "tides.txt");
  g_autoptr (CliRun) both = NULL;
  g_autoptr (CliRun) one = NULL;
  g_autoptr (CliRun) standard_output = NULL;
  g_autoptr (CliRun) in_the_way = NULL;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  wait_for_rows (fixture->visitor, 2);
  both = cli_user_run (fixture->visitor, "get", "5", "6", NULL);
  cli_run_assert (both, 0);
  assert_same_file (fixture->visitor, original_five, five);
  assert_same_file (fixture->visitor, original_six, six);
  line = cli_stay_wait_line (fixture->share, "has got RFC");

  one = cli_user_run (fixture->visitor, "get", "--output", named, "5", NULL);
  cli_run_assert (one, 0);
  assert_same_file (fixture->visitor, original_five, named);
  in_the_way = cli_user_run (fixture->visitor, "get", "--output", named, "6", NULL);
  cli_run_assert (in_the_way, 1);
  assert_same_file (fixture->visitor, original_five, named);

  standard_output = cli_user_run (fixture->visitor, "get", "--output", "-", "6", NULL);
  cli_run_assert (standard_output, 0);
  g_assert_true (g_file_get_contents (original_six, &text, NULL, NULL));
  g_assert_cmpstr (standard_output->output, ==, text);
}

static void
test_get_some_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *five = g_build_filename (fixture->visitor->library, "rfc5.txt", NULL);
  g_autoptr (CliRun) run = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *array;

  wait_for_rows (fixture->visitor, 2);
  run = cli_user_run (fixture->visitor, "get", "--json", "5", "77", NULL);
  cli_run_assert (run, 3);
  cli_run_assert_errors_have (run, "77");
  g_assert_true (g_file_test (five, G_FILE_TEST_EXISTS));
  node = cli_run_parse_json (run);
  array = json_node_get_array (node);
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);

      g_assert_cmpint (json_object_get_boolean_member (object, "ok"), ==, json_object_get_int_member (object, "number") == 5);
    }
}

static void
test_share_follows_the_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *seven = NULL;
  g_autofree char *line = NULL;

  wait_for_rows (fixture->visitor, 2);
  seven = cli_user_write_rfc (fixture->sharer, "library/rfc7.txt", 7, "Comets", "c");
  line = cli_stay_wait_line (fixture->share, "Comets");
  wait_for_rows (fixture->visitor, 3);
  g_assert_cmpint (g_unlink (seven), ==, 0);
  wait_for_rows (fixture->visitor, 2);
}

/* Two programs, one library: what one adds and removes, the other shares and stops sharing. */
static void
test_add_and_remove_beside_a_share (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = cli_user_write_rfc (fixture->sharer, "new", 8, "Planets", "d");
  g_autoptr (CliRun) added = NULL;
  g_autoptr (CliRun) removed = NULL;
  g_autoptr (CliRun) again = NULL;

  wait_for_rows (fixture->visitor, 2);
  added = cli_user_run (fixture->sharer, "add", path, NULL);
  cli_run_assert (added, 0);
  wait_for_holders (fixture->visitor, "8", 1);
  removed = cli_user_run (fixture->sharer, "remove", "8", NULL);
  cli_run_assert (removed, 0);
  wait_for_holders (fixture->visitor, "8", 0);
  again = cli_user_run (fixture->sharer, "add", path, NULL); /* which is how to share it again */
  cli_run_assert (again, 0);
  wait_for_holders (fixture->visitor, "8", 1);
}

static void
test_share_leaves (Fixture *fixture, gconstpointer data)
{
  const int signals[] = { SIGINT, SIGTERM };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autofree char *line = NULL;

      wait_for_rows (fixture->visitor, 2);
      g_assert_cmpint (cli_stay_end (g_steal_pointer (&fixture->share), signals[i]), ==, 0);
      wait_for_rows (fixture->visitor, 0);
      fixture->share = cli_user_start (fixture->sharer, "share", "--json", NULL);
      line = cli_stay_wait_line (fixture->share, "\"connected\"");
    }
}

/* As with "p2p-ci share | head -1": it ends without a word, and the index knows. */
static void
test_share_into_a_closed_pipe (Fixture *fixture, gconstpointer data)
{
  g_autofree char *seven = NULL;
  int status;

  wait_for_rows (fixture->visitor, 2);
  g_assert_true (g_input_stream_close (g_subprocess_get_stdout_pipe (fixture->share->process), NULL, NULL));
  seven = cli_user_write_rfc (fixture->sharer, "library/rfc7.txt", 7, "Comets", "c");
  status = cli_stay_end (g_steal_pointer (&fixture->share), 0);
  g_assert_cmpint (status, >=, 0);
  wait_for_rows (fixture->visitor, 0);
}

static void
test_share_one_object_a_line (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = cli_user_write_rfc (fixture->visitor, "library/rfc9.txt", 9, "Dust", "e");
  CliStay *stay = cli_user_start (fixture->visitor, "share", "--json", NULL);
  g_autofree char *line = cli_stay_wait_line (stay, "\"serving\"");
  g_autoptr (JsonNode) node = json_from_string (line, NULL);

  g_assert_nonnull (node);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "documents"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "port"), >=, 1024);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "folder"), ==, fixture->visitor->library);
  wait_for_holders (fixture->sharer, "9", 1);
  g_assert_cmpint (cli_stay_end (stay, SIGTERM), ==, 0);
}

/* Nobody is an answer that programs can read too. */
static void
test_lookup_of_nobody_in_json (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CliRun) run = cli_user_run (fixture->visitor, "lookup", "--json", "4711", NULL);
  g_autoptr (JsonNode) node = NULL;

  cli_run_assert (run, 3);
  node = cli_run_parse_json (run);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 0);
}

static guint
count_children (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n_children = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n_children++;
  return n_children;
}

/* The second fetch finds the place taken after it was begun: what it fetched must not stay behind. */
static void
test_get_leaves_nothing_behind (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = cli_user_build_path (fixture->visitor, "out");
  g_autofree char *file = g_build_filename (folder, "five.txt", NULL);
  g_autofree char *dangling = g_build_filename (folder, "away", NULL);
  g_autoptr (CliRun) run = NULL;

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  g_assert_cmpint (symlink (dangling, file), ==, 0); /* not there to who asks, there to who moves */
  run = cli_user_run (fixture->visitor, "get", "--output", file, "5", NULL);
  g_assert_cmpint (run->status, ==, 1);
  g_assert_cmpuint (count_children (folder), ==, 1);
}

static void
test_server_that_is_none (void)
{
  CliUser *user = cli_user_new (NULL);
  const char *const commands[] = { "list", "share" };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (CliRun) run = cli_user_run (user, commands[i], "--server", "here:99999", NULL);

      cli_run_assert (run, 2);
      cli_run_assert_errors_have (run, "“here:99999”");
    }
  cli_user_free (user);
}

static void
test_share_what_is_no_folder (void)
{
  CliUser *user = cli_user_new (NULL);
  g_autoptr (CliRun) run = cli_user_run (user, "share", "/dev/null/folder", NULL);

  cli_run_assert (run, 1);
  cli_run_assert_errors_have (run, "/dev/null/folder");
  cli_user_free (user);
}

static void
test_share_without_an_index (void)
{
  CliUser *user = cli_user_new (NULL);
  CliStay *stay = cli_user_start (user, "share", NULL);
  g_autofree char *line = cli_stay_wait_line (stay, "127.0.0.1"); /* says what is the matter, and goes on */

  g_assert_cmpint (cli_stay_end (stay, SIGINT), ==, 0);
  cli_user_free (user);
}

#define ADD(name, func) g_test_add ("/cli-network/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("list", test_list);
  ADD ("lookup", test_lookup);
  ADD ("get", test_get);
  ADD ("get-some-missing", test_get_some_missing);
  ADD ("share-follows-the-folder", test_share_follows_the_folder);
  ADD ("add-and-remove-beside-a-share", test_add_and_remove_beside_a_share);
  ADD ("share-leaves", test_share_leaves);
  ADD ("share-into-a-closed-pipe", test_share_into_a_closed_pipe);
  ADD ("share-one-object-a-line", test_share_one_object_a_line);
  ADD ("lookup-of-nobody-in-json", test_lookup_of_nobody_in_json);
  ADD ("get-leaves-nothing-behind", test_get_leaves_nothing_behind);
  g_test_add_func ("/cli-network/server-that-is-none", test_server_that_is_none);
  g_test_add_func ("/cli-network/share-what-is-no-folder", test_share_what_is_no_folder);
  g_test_add_func ("/cli-network/share-without-an-index", test_share_without_an_index);
  return g_test_run ();
}
