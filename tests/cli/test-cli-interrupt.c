/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Ctrl-C, and readers that stand still. */

#include "config.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli-runner.h"
#include "test-server.h"
#include "test-support.h"

#define N_DOCUMENTS 400u /* whose rows and events are more than a pipe holds */

typedef struct
{
  TestServer *server;
  CliUser *sharer;
  CliUser *visitor;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *library = NULL;

  fixture->server = test_server_start (NULL);
  fixture->sharer = cli_user_new (test_server_get_address (fixture->server));
  fixture->visitor = cli_user_new (test_server_get_address (fixture->server));
  library = cli_user_build_path (fixture->sharer, "library");
  g_assert_cmpint (g_mkdir (library, 0755), ==, 0);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  cli_user_free (fixture->sharer);
  cli_user_free (fixture->visitor);
  test_server_stop (fixture->server);
}

static void
write_documents (Fixture *fixture)
{
  g_autofree char *long_title = g_strnfill (60, 'x');

  for (guint i = 1; i <= N_DOCUMENTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("library/rfc%u.txt", i);
      g_autofree char *path = cli_user_write_rfc (fixture->sharer, name, i, long_title, "a");
    }
}

static void
wait_for_rows (Fixture *fixture, guint n_rows)
{
  for (guint n = G_MAXUINT; n != n_rows;)
    {
      g_autoptr (CliRun) run = cli_user_run (fixture->visitor, "list", "--json", NULL);
      g_autoptr (JsonNode) node = cli_run_parse_json (run);

      n = json_array_get_length (json_node_get_array (node));
    }
}

/* As many bytes as wait in the pipe that nobody reads. */
static gboolean
is_pipe_full (gpointer data)
{
  GInputStream *pipe = data;
  int n_bytes = 0;

  g_assert_cmpint (ioctl (g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (pipe)), FIONREAD, &n_bytes), ==, 0);
  return n_bytes > 60000;
}

static gboolean
keep_iterating_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for_full_pipe (CliStay *stay)
{
  const guint id = g_timeout_add (1, keep_iterating_cb, NULL);

  test_wait_until (is_pipe_full, g_subprocess_get_stdout_pipe (stay->process));
  g_source_remove (id);
}

/* Nobody reads what it prints: it goes on sharing, leaves when it is told to, and takes its entries with it. */
static void
test_share_into_a_stalled_pipe (Fixture *fixture, gconstpointer data)
{
  CliStay *stay = cli_user_start (fixture->sharer, "share", "--json", NULL);
  g_autofree char *line = cli_stay_wait_line (stay, "\"serving\"");
  g_autofree char *late = NULL;

  write_documents (fixture);
  wait_for_full_pipe (stay);
  wait_for_rows (fixture, N_DOCUMENTS);
  late = cli_user_write_rfc (fixture->sharer, "library/rfc9999.txt", 9999, "Late", "a");
  wait_for_rows (fixture, N_DOCUMENTS + 1);
  g_assert_cmpint (cli_stay_end (stay, SIGINT), ==, 0);
  wait_for_rows (fixture, 0);
}

static void
test_list_into_a_stalled_pipe (Fixture *fixture, gconstpointer data)
{
  CliStay *share = NULL;
  CliStay *list = NULL;
  g_autofree char *line = NULL;

  write_documents (fixture);
  share = cli_user_start (fixture->sharer, "share", NULL);
  line = cli_stay_wait_line (share, "documents");
  wait_for_rows (fixture, N_DOCUMENTS);
  list = cli_user_start (fixture->visitor, "list", "--json", NULL);
  wait_for_full_pipe (list);
  g_assert_cmpint (cli_stay_end (list, SIGINT), ==, 130);
  g_assert_cmpint (cli_stay_end (share, SIGHUP), ==, 0);
  wait_for_rows (fixture, 0);
}

static gboolean
is_stopped (gpointer data)
{
  const CliStay *stay = data;
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (stay->process));
  g_autofree char *status = NULL;

  return g_file_get_contents (path, &status, NULL, NULL) && strstr (status, "State:\tT") != NULL;
}

/* Both wait for it while it is stopped, so that not one turn of its main loop lies between them. */
static void
test_second_interruption_ends_at_once (Fixture *fixture, gconstpointer data)
{
  CliStay *stay = cli_user_start (fixture->sharer, "share", "--json", NULL);
  g_autofree char *line = cli_stay_wait_line (stay, "\"connected\"");
  guint id;

  g_subprocess_send_signal (stay->process, SIGSTOP);
  id = g_timeout_add (1, keep_iterating_cb, NULL);
  test_wait_until (is_stopped, stay);
  g_source_remove (id);
  g_subprocess_send_signal (stay->process, SIGINT);
  g_subprocess_send_signal (stay->process, SIGTERM);
  g_assert_cmpint (cli_stay_end (stay, SIGCONT), ==, 130);
}

/* A server that takes the connection and says nothing. */
static void
test_waiting_for_an_answer_is_interrupted (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  const guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  const char *const commands[] = { "lookup", "get", "list" };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      CliUser *user = cli_user_new (address);
      CliStay *stay = cli_user_start (user, commands[i], "5", NULL);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GSocketConnection) connection = NULL;

      g_socket_listener_accept_async (listener, NULL, test_result_cb, &result);
      test_wait_for_result (&result);
      connection = g_socket_listener_accept_finish (listener, result, NULL, NULL);
      g_assert_nonnull (connection);
      g_assert_cmpint (cli_stay_end (stay, SIGINT), ==, 130);
      cli_user_free (user);
    }
}

/* Runs "get 5" with standard error on a terminal or into a pipe: all that came there. */
static char *
get_with_errors_on (Fixture *fixture, gboolean is_terminal)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GString) said = g_string_new (NULL);
  char buffer[4096];
  ssize_t n;
  int ends[2];

  if (is_terminal)
    {
      ends[0] = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
      g_assert_cmpint (grantpt (ends[0]), ==, 0);
      g_assert_cmpint (unlockpt (ends[0]), ==, 0);
      ends[1] = open (ptsname (ends[0]), O_RDWR | O_NOCTTY | O_CLOEXEC);
    }
  else
    {
      g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
    }
  g_assert_cmpint (ends[1], >=, 0);
  g_subprocess_launcher_take_stderr_fd (launcher, ends[1]);
  g_subprocess_launcher_setenv (launcher, "TERM", "xterm", TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", g_file_peek_path (fixture->visitor->home), TRUE);
  process = g_subprocess_launcher_spawn (launcher, NULL, cli_program, "--server",
                                         test_server_get_address (fixture->server), "--folder",
                                         fixture->visitor->library, "get", "5", NULL);
  g_clear_object (&launcher);
  /* A terminal whose last program has gone tells an error, a pipe its end. */
  while ((n = read (ends[0], buffer, sizeof buffer)) > 0)
    g_string_append_len (said, buffer, n);
  g_subprocess_wait_async (process, NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  close (ends[0]);
  return g_string_free (g_steal_pointer (&said), FALSE);
}

static void
test_progress_is_for_terminals (Fixture *fixture, gconstpointer data)
{
  g_autofree char *five = cli_user_write_rfc (fixture->sharer, "library/rfc5.txt", 5, "Tides", "a");
  g_autofree char *got = g_build_filename (fixture->visitor->library, "rfc5.txt", NULL);
  CliStay *share = cli_user_start (fixture->sharer, "share", NULL);
  g_autofree char *on_terminal = NULL;
  g_autofree char *in_pipe = NULL;

  wait_for_rows (fixture, 1);
  on_terminal = get_with_errors_on (fixture, TRUE);
  g_assert_nonnull (strstr (on_terminal, "RFC 5"));
  g_assert_cmpint (g_unlink (got), ==, 0);
  in_pipe = get_with_errors_on (fixture, FALSE);
  g_assert_cmpstr (in_pipe, ==, "");
  g_assert_cmpint (cli_stay_end (share, SIGINT), ==, 0);
}

#define ADD(name, func) g_test_add ("/cli-interrupt/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("share-into-a-stalled-pipe", test_share_into_a_stalled_pipe);
  ADD ("list-into-a-stalled-pipe", test_list_into_a_stalled_pipe);
  ADD ("second-interruption-ends-at-once", test_second_interruption_ends_at_once);
  ADD ("progress-is-for-terminals", test_progress_is_for_terminals);
  g_test_add_func ("/cli-interrupt/waiting-for-an-answer-is-interrupted", test_waiting_for_an_answer_is_interrupted);
  return g_test_run ();
}
