/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* `p2p-ci mirror`, with the real index and a real peer that shares. */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "cli-runner.h"
#include "test-server.h"

#define N_DOCUMENTS 450u /* more than two groups of them */
#define N_KILLS 25u

typedef struct
{
  TestServer *server;
  CliUser *sharer;
  CliUser *visitor;
  CliStay *share;
  GThread *reader; /* of what it says: or the pipe would be full, and it would wait */
} Fixture;

static gpointer
read_on (gpointer data)
{
  g_autoptr (GDataInputStream) lines = data;
  char *line;

  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    g_free (line);
  return NULL;
}

static char *
make_title (guint number)
{
  return g_strdup_printf ("%s Number %u", number % 3 == 0 ? "Tides" : "Stars", number);
}

/* Answers as soon as the index has all; that it takes a moment is no fault. */
static void
wait_for_rows (CliUser *user, guint n_rows)
{
  guint n = 0;

  while (n != n_rows)
    {
      g_autoptr (CliRun) list = cli_user_run (user, "list", "--json", NULL);
      g_autoptr (JsonNode) node = NULL;

      g_assert_cmpint (list->status, ==, 0);
      node = cli_run_parse_json (list);
      n = json_array_get_length (json_node_get_array (node));
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const guint n_documents = GPOINTER_TO_UINT (data);
  g_autofree char *line = NULL;

  fixture->server = test_server_start (NULL);
  fixture->sharer = cli_user_new (test_server_get_address (fixture->server));
  fixture->visitor = cli_user_new (test_server_get_address (fixture->server));
  for (guint number = 1; number <= n_documents; number++)
    {
      g_autofree char *name = g_strdup_printf ("library/rfc%u.txt", number);
      g_autofree char *title = make_title (number);
      g_autofree char *body = g_strnfill (number * 50, 'x');
      g_autofree char *path = cli_user_write_rfc (fixture->sharer, name, number, title, body);
    }
  fixture->share = cli_user_start (fixture->sharer, "share", NULL);
  line = cli_stay_wait_line (fixture->share, "served on port");
  fixture->reader = g_thread_new ("reader", read_on, g_object_ref (fixture->share->lines));
  wait_for_rows (fixture->visitor, n_documents);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (cli_stay_end (fixture->share, SIGINT), ==, 0);
  g_thread_join (fixture->reader);
  cli_user_free (fixture->sharer);
  cli_user_free (fixture->visitor);
  test_server_stop (fixture->server);
}

/* Whatever is there is whole; how many there are. */
static guint
count_whole (Fixture *fixture, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_whole = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *ours = g_build_filename (folder, name, NULL);
      g_autofree char *theirs = g_build_filename (fixture->sharer->library, name, NULL);
      g_autofree char *our_text = NULL;
      g_autofree char *their_text = NULL;

      g_assert_true (g_file_get_contents (ours, &our_text, NULL, NULL));
      g_assert_true (g_file_get_contents (theirs, &their_text, NULL, NULL));
      g_assert_cmpstr (our_text, ==, their_text);
      n_whole++;
    }
  return n_whole;
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CliRun) first = cli_user_run (fixture->visitor, "mirror", NULL);
  g_autoptr (CliRun) second = NULL;

  cli_run_assert (first, 0);
  cli_run_assert_output_has (first, "9 documents fetched (");
  cli_run_assert_output_has (first, "0 were there already");
  g_assert_cmpuint (count_whole (fixture, fixture->visitor->library), ==, 9);
  second = cli_user_run (fixture->visitor, "mirror", NULL);
  cli_run_assert (second, 0);
  cli_run_assert_output_has (second, "0 documents fetched, 9 were there already");
}

static void
test_match_and_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = cli_user_build_path (fixture->visitor, "new/folder");
  g_autoptr (CliRun) run = cli_user_run (fixture->visitor, "mirror", folder, "--match", "tid", "--json", NULL);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  cli_run_assert (run, 0);
  node = cli_run_parse_json (run);
  object = json_node_get_object (node);
  g_assert_cmpstr (json_object_get_string_member (object, "folder"), ==, folder);
  g_assert_cmpint (json_object_get_int_member (object, "listed"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (object, "present"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (object, "fetched"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (object, "bytes"), >, 500);
  g_assert_true (json_object_get_boolean_member (object, "complete"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "failed")), ==, 0);
  g_assert_cmpuint (count_whole (fixture, folder), ==, 3);
}

static void
test_no_match (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CliRun) run = cli_user_run (fixture->visitor, "mirror", "--match", "zeppelin", NULL);

  cli_run_assert (run, 3);
  cli_run_assert_errors_have (run, "No document matches “zeppelin”.");
}

static void
test_failure_is_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = cli_user_write_rfc (fixture->visitor, "library/rfc4.txt", 4, "Something Else", "other");
  g_autoptr (CliRun) run = cli_user_run (fixture->visitor, "mirror", "--json", NULL);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object, *failure;

  g_assert_cmpint (run->status, ==, 1);
  cli_run_assert_errors_have (run, "RFC 4 was not fetched. There is a different rfc4.txt in the folder already.");
  node = cli_run_parse_json (run);
  object = json_node_get_object (node);
  g_assert_false (json_object_get_boolean_member (object, "complete"));
  g_assert_cmpint (json_object_get_int_member (object, "fetched"), ==, 8);
  failure = json_array_get_object_element (json_object_get_array_member (object, "failed"), 0);
  g_assert_cmpint (json_object_get_int_member (failure, "number"), ==, 4);
  g_assert_cmpstr (json_object_get_string_member (failure, "title"), ==, "Stars Number 4");
  g_assert_nonnull (json_object_get_string_member (failure, "error"));
}

static void
test_usage (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CliRun) two_folders = cli_user_run (fixture->visitor, "mirror", "a", "b", NULL);
  g_autoptr (CliRun) other_command = cli_user_run (fixture->visitor, "list", "--match", "a", NULL);

  cli_run_assert (two_folders, 2);
  cli_run_assert (other_command, 2);
  cli_run_assert_errors_have (other_command, "--match goes with the command “mirror” only.");
}

/* Killed at any moment, what has a name is whole, and the next run goes on to the end. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  const char *folder = fixture->visitor->library;
  g_autoptr (CliRun) last = NULL;
  guint n_before = 0;

  for (guint i = 0; i < N_KILLS; i++)
    {
      CliStay *stay = cli_user_start (fixture->visitor, "mirror", NULL);
      guint n_files;

      g_usleep ((gulong) g_random_int_range (0, 60000)); /* any moment of its life, its end included */
      cli_stay_end (stay, SIGKILL);
      n_files = count_whole (fixture, folder);
      g_assert_cmpuint (n_files, >=, n_before);
      n_before = n_files;
      if (n_files == N_DOCUMENTS)
        {
          g_autofree char *path = g_build_filename (folder, "rfc17.txt", NULL);

          g_assert_cmpint (g_remove (path), ==, 0);
          n_before--;
        }
    }

  last = cli_user_run (fixture->visitor, "mirror", NULL);
  cli_run_assert (last, 0);
  g_assert_cmpuint (count_whole (fixture, folder), ==, N_DOCUMENTS);
}

/* Ctrl-C: what is whole is kept. */
static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  CliStay *stay = cli_user_start (fixture->visitor, "mirror", NULL);
  int status = cli_stay_end (stay, SIGINT);
  g_autoptr (CliRun) last = NULL;

  /* So early that nobody listens for it yet, or in time, or too late. */
  g_assert_true (status == -SIGINT || status == 130 || status == 0);
  count_whole (fixture, fixture->visitor->library);
  last = cli_user_run (fixture->visitor, "mirror", NULL);
  cli_run_assert (last, 0);
  g_assert_cmpuint (count_whole (fixture, fixture->visitor->library), ==, N_DOCUMENTS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, n_documents, func) \
  g_test_add ("/cli-mirror/" name, Fixture, GUINT_TO_POINTER (n_documents), set_up, func, tear_down)
  ADD ("all", 9, test_all);
  ADD ("match-and-json", 9, test_match_and_json);
  ADD ("no-match", 9, test_no_match);
  ADD ("failure-is-told", 9, test_failure_is_told);
  ADD ("usage", 9, test_usage);
  ADD ("killed", N_DOCUMENTS, test_killed);
  ADD ("interrupted", N_DOCUMENTS, test_interrupted);

  return g_test_run ();
}
