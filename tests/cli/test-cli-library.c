/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The commands that need no network, and the words that are no command. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli-runner.h"

typedef struct
{
  CliUser *user;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->user = cli_user_new (NULL);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  cli_user_free (fixture->user);
}

static void
test_version_and_help (Fixture *fixture, gconstpointer data)
{
  const char *const commands[] = { "share", "add", "lookup", "list", "get", "remove", "inspect" };
  g_autoptr (CliRun) version = cli_user_run (fixture->user, "--version", NULL);
  g_autoptr (CliRun) help = cli_user_run (fixture->user, "--help", NULL);

  cli_run_assert (version, 0);
  g_assert_cmpstr (version->output, ==, "p2p-ci " PACKAGE_VERSION "\n");
  cli_run_assert (help, 0);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    cli_run_assert_output_has (help, commands[i]);
}

static void
test_wrong_use (Fixture *fixture, gconstpointer data)
{
  static const char *const rows[][4] = {
    { NULL },
    { "fetch" },
    { "--nonsense" },
    { "add" },
    { "lookup" },
    { "lookup", "1", "2" },
    { "lookup", "words" },
    { "lookup", "0" },
    { "get" },
    { "get", "words" },
    { "remove" },
    { "remove", "-1" },
    { "inspect" },
    { "list", "--output", "x" },
    { "inspect", "--number", "5", "x" },
    { "held", "x" },
    { "add", "--number", "words", "x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CliRun) run = cli_user_run (fixture->user, rows[i][0], rows[i][1], rows[i][2], rows[i][3], NULL);

      cli_run_assert (run, 2);
      g_assert_cmpstr (run->output, ==, "");
    }
}

static void
test_inspect (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = cli_user_write_rfc (fixture->user, "rfc5.txt", 5, "Tides and Moons", "a");
  g_autofree char *two = cli_user_write_rfc (fixture->user, "rfc7.txt", 6, "Stars", "a");
  g_autoptr (CliRun) run = cli_user_run (fixture->user, "inspect", one, two, NULL);

  cli_run_assert (run, 0);
  cli_run_assert_output_has (run, "RFC 5");
  cli_run_assert_output_has (run, "Tides and Moons");
  cli_run_assert_output_has (run, "May 1998");
  cli_run_assert_output_has (run, "T. Tester");
  cli_run_assert_output_has (run, "The text says 6, the file name says 7.");
}

static void
test_inspect_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = cli_user_write_rfc (fixture->user, "rfc5.txt", 5, "Tides and Moons", "a");
  g_autoptr (CliRun) run = cli_user_run (fixture->user, "inspect", "--json", one, NULL);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  cli_run_assert (run, 0);
  node = cli_run_parse_json (run);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 1);
  object = json_array_get_object_element (json_node_get_array (node), 0);
  g_assert_cmpstr (json_object_get_string_member (object, "file"), ==, one);
  g_assert_cmpint (json_object_get_int_member (object, "number"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (object, "text-number"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (object, "name-number"), ==, 5);
  g_assert_cmpstr (json_object_get_string_member (object, "title"), ==, "Tides and Moons");
  g_assert_cmpstr (json_object_get_string_member (object, "date"), ==, "May 1998");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "authors")), ==, 1);
  g_assert_true (json_object_get_boolean_member (object, "is-text"));
  g_assert_false (json_object_get_boolean_member (object, "is-stub"));
}

static void
test_inspect_what_is_not_there (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = cli_user_build_path (fixture->user, "missing.txt");
  g_autofree char *there = cli_user_write_rfc (fixture->user, "rfc5.txt", 5, "Tides", "a");
  g_autoptr (CliRun) run = cli_user_run (fixture->user, "inspect", missing, there, NULL);

  cli_run_assert (run, 1);
  cli_run_assert_errors_have (run, "missing.txt");
  cli_run_assert_output_has (run, "Tides"); /* the other one is told all the same */
}

/* Nobody writes into it: reading it would wait for ever. */
static void
test_inspect_a_pipe (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pipe = cli_user_build_path (fixture->user, "rfc5.txt");
  g_autoptr (CliRun) run = NULL;

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  run = cli_user_run (fixture->user, "inspect", pipe, NULL);
  cli_run_assert (run, 1);
}

/* A title is somebody else's: what moves a terminal's cursor or turns its writing round is not printed. */
static void
test_terminal_is_safe (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = cli_user_write_rfc (fixture->user, "rfc5.txt", 5, "Ti\x1b[31mdes \xe2\x80\xae" "Moons\xc2\x9b" "2J", "a");
  g_autoptr (CliRun) inspect = cli_user_run (fixture->user, "inspect", path, NULL);
  g_autoptr (CliRun) add = cli_user_run (fixture->user, "add", path, NULL);
  const CliRun *const runs[] = { inspect, add };

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autofree char *said = g_strconcat (runs[i]->output, runs[i]->errors, NULL);

      g_assert_nonnull (strstr (said, "des"));
      g_assert_null (strchr (said, '\x1b'));
      g_assert_null (strstr (said, "\xe2\x80\xae"));
      g_assert_null (strstr (said, "\xc2\x9b"));
    }
}

static void
test_add (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = cli_user_write_rfc (fixture->user, "some.txt", 5, "Tides", "a");
  g_autoptr (CliRun) first = cli_user_run (fixture->user, "add", path, NULL);
  g_autoptr (CliRun) again = cli_user_run (fixture->user, "add", path, NULL);
  g_autofree char *copy = g_build_filename (fixture->user->library, "rfc5.txt", NULL);
  g_autofree char *original = NULL;
  g_autofree char *copied = NULL;

  cli_run_assert (first, 0);
  cli_run_assert_output_has (first, "RFC 5");
  g_assert_true (g_file_get_contents (path, &original, NULL, NULL));
  g_assert_true (g_file_get_contents (copy, &copied, NULL, NULL));
  g_assert_cmpstr (original, ==, copied);
  cli_run_assert (again, 0);
}

static void
test_add_with_doubts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *differs = cli_user_write_rfc (fixture->user, "rfc7.txt", 6, "Stars", "a");
  g_autofree char *picture = cli_user_build_path (fixture->user, "picture.png");
  g_autofree char *copy = g_build_filename (fixture->user->library, "rfc7.txt", NULL);
  g_autoptr (CliRun) refused = NULL;
  g_autoptr (CliRun) picture_refused = NULL;
  g_autoptr (CliRun) added = NULL;

  refused = cli_user_run (fixture->user, "add", differs, NULL);
  cli_run_assert (refused, 1);
  cli_run_assert_errors_have (refused, "The text says 6, the file name says 7.");
  cli_run_assert_errors_have (refused, "--number");
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));

  added = cli_user_run (fixture->user, "add", "--number", "7", differs, NULL);
  cli_run_assert (added, 0);
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));

  g_assert_true (g_file_set_contents (picture, "\x89PNG\x01\x02\x03\x04\x05\x06", 10, NULL));
  picture_refused = cli_user_run (fixture->user, "add", picture, NULL);
  cli_run_assert (picture_refused, 1);
}

static void
test_add_other_text_of_the_number (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = cli_user_write_rfc (fixture->user, "one", 5, "Tides", "a");
  g_autofree char *other = cli_user_write_rfc (fixture->user, "other", 5, "Other Tides", "b");
  g_autofree char *copy = g_build_filename (fixture->user->library, "rfc5.txt", NULL);
  g_autoptr (CliRun) first = cli_user_run (fixture->user, "add", one, NULL);
  g_autoptr (CliRun) refused = cli_user_run (fixture->user, "add", other, NULL);
  g_autoptr (CliRun) replaced = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  cli_run_assert (first, 0);
  cli_run_assert (refused, 1);
  cli_run_assert_errors_have (refused, "--replace");
  g_assert_true (g_file_get_contents (copy, &before, NULL, NULL));
  g_assert_null (strstr (before, "Other"));
  replaced = cli_user_run (fixture->user, "add", "--replace", other, NULL);
  cli_run_assert (replaced, 0);
  g_assert_true (g_file_get_contents (copy, &after, NULL, NULL));
  g_assert_nonnull (strstr (after, "Other"));
}

static void
test_add_several_some_bad (Fixture *fixture, gconstpointer data)
{
  g_autofree char *good = cli_user_write_rfc (fixture->user, "good", 5, "Tides", "a");
  g_autofree char *missing = cli_user_build_path (fixture->user, "missing");
  g_autofree char *copy = g_build_filename (fixture->user->library, "rfc5.txt", NULL);
  g_autoptr (CliRun) run = cli_user_run (fixture->user, "add", "--json", missing, good, NULL);
  g_autoptr (JsonNode) node = NULL;
  JsonArray *array;

  cli_run_assert (run, 1);
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));
  node = cli_run_parse_json (run);
  array = json_node_get_array (node);
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  g_assert_false (json_object_get_boolean_member (json_array_get_object_element (array, 0), "in-library"));
  g_assert_true (json_object_get_boolean_member (json_array_get_object_element (array, 1), "in-library"));
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (array, 1), "number"), ==, 5);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = cli_user_write_rfc (fixture->user, "library/rfc5.txt", 5, "Tides", "a");
  g_autoptr (CliRun) removed = cli_user_run (fixture->user, "remove", "--json", "rfc5", NULL);
  g_autoptr (CliRun) missing = cli_user_run (fixture->user, "remove", "6", NULL);
  g_autoptr (JsonNode) node = NULL;

  cli_run_assert (removed, 0);
  node = cli_run_parse_json (removed);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "number"), ==, 5);
  g_assert_false (json_object_get_boolean_member (json_node_get_object (node), "shared"));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  cli_run_assert (missing, 3);
}

static void
test_library_cannot_be_made (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = cli_user_write_rfc (fixture->user, "one", 5, "Tides", "a");
  g_autoptr (CliRun) run = NULL;

  g_assert_true (g_file_set_contents (fixture->user->library, "in the way", -1, NULL));
  run = cli_user_run (fixture->user, "add", path, NULL);
  cli_run_assert (run, 1);
  cli_run_assert_errors_have (run, fixture->user->library);
}

static void
test_no_index (Fixture *fixture, gconstpointer data)
{
  const char *const rows[][2] = { { "lookup", "5" }, { "list", NULL }, { "get", "5" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CliRun) run = cli_user_run (fixture->user, rows[i][0], rows[i][1], NULL);

      cli_run_assert (run, 4);
      cli_run_assert_errors_have (run, "--server");
      g_assert_cmpstr (run->output, ==, "");
    }
}

/* The file came into the library before, and its title did not: the program was killed in between, say. */
static void
test_add_again_with_a_title (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = cli_user_write_rfc (fixture->user, "five.txt", 5, "Tides", "a");
  g_autoptr (CliRun) first = cli_user_run (fixture->user, "add", path, NULL);
  g_autoptr (CliRun) again = cli_user_run (fixture->user, "add", "--title", "Of My Own", path, NULL);
  g_autoptr (CliRun) remove = NULL;

  cli_run_assert (first, 0);
  cli_run_assert (again, 0);
  remove = cli_user_run (fixture->user, "remove", "--json", "5", NULL);
  cli_run_assert_output_has (remove, "\"Of My Own\"");
}

/* A name may be any bytes; JSON is UTF-8. */
static void
test_names_of_any_bytes_in_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = cli_user_write_rfc (fixture->user, "a\xff\x1b[31mb.txt", 5, "Tides", "a");
  const char *const commands[] = { "inspect", "add" };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (CliRun) run = cli_user_run (fixture->user, commands[i], "--json", path, NULL);
      g_autoptr (JsonNode) node = NULL;

      g_assert_cmpint (run->status, ==, 0);
      g_assert_true (g_utf8_validate (run->output, -1, NULL));
      node = cli_run_parse_json (run);
    }
}

#define ADD(name, func) g_test_add ("/cli-library/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("version-and-help", test_version_and_help);
  ADD ("wrong-use", test_wrong_use);
  ADD ("inspect", test_inspect);
  ADD ("inspect-json", test_inspect_json);
  ADD ("inspect-what-is-not-there", test_inspect_what_is_not_there);
  ADD ("inspect-a-pipe", test_inspect_a_pipe);
  ADD ("terminal-is-safe", test_terminal_is_safe);
  ADD ("add", test_add);
  ADD ("add-with-doubts", test_add_with_doubts);
  ADD ("add-other-text-of-the-number", test_add_other_text_of_the_number);
  ADD ("add-several-some-bad", test_add_several_some_bad);
  ADD ("remove", test_remove);
  ADD ("add-again-with-a-title", test_add_again_with_a_title);
  ADD ("names-of-any-bytes-in-json", test_names_of_any_bytes_in_json);
  ADD ("library-cannot-be-made", test_library_cannot_be_made);
  ADD ("no-index", test_no_index);
  return g_test_run ();
}
