/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-server.h"
#include "test-support.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* Runs the program to its end: what it printed on both streams, and its exit code. */
static int
run_to_end (const char *const *arguments, char **output)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  g_ptr_array_add (all, (gpointer) test_server_get_program ());
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer) arguments[i]);
  g_ptr_array_add (all, NULL);
  process = g_subprocess_newv ((const char *const *) all->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static void
test_process_usage (void)
{
  static const struct
  {
    const char *arguments[4];
    int exit_code;
    const char *says;
  } rows[] = {
    { { "--version" }, EXIT_SUCCESS, "p2p-ci-server " PACKAGE_VERSION },
    { { "--help-limits" }, EXIT_SUCCESS, "records-per-peer             16384" },
    { { "--nonsense" }, EX_USAGE, "--nonsense" },
    { { "stray" }, EX_USAGE, "stray" },
    { { "--listen", "nowhere" }, EX_USAGE, "write ADDRESS:PORT" },
    { { "--listen", "::1:5555" }, EX_USAGE, "write ADDRESS:PORT" },
    { { "--listen", "127.0.0.1:65536" }, EX_USAGE, "write ADDRESS:PORT" },
    { { "--limit", "records=0" }, EX_USAGE, "from 1 to" },
    { { "--limit", "record=5" }, EX_USAGE, "perhaps “records”" },
    { { "--print-config" }, EXIT_SUCCESS, "\n#records-per-peer=16384\n" },
    { { "--check-config", "--config", "/dev/null" }, EXIT_SUCCESS, "/dev/null is right, and changes 0 of " },
    { { "--check-config", "--config", "/nowhere/p2p-ci.conf" }, EX_CONFIG, "--print-config" },
    { { "--config", "/dev/zero" }, EX_CONFIG, "/dev/zero: It is longer than" },
    { { "--config", "/" }, EX_CONFIG, "/: Cannot read it" },
    { { "--reload", "1" }, EX_USAGE, "--reload takes" },
    { { "--reload", "-5" }, EX_USAGE, "--reload takes" },
    { { "--lease-minutes", "0" }, EX_USAGE, "--lease-minutes" },
    { { "--listen", "192.0.2.1:5555" }, EX_OSERR, "Cannot listen on 192.0.2.1 port 5555" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *output = NULL;

      g_test_message ("%s", rows[i].arguments[0]);
      g_assert_cmpint (run_to_end (rows[i].arguments, &output), ==, rows[i].exit_code);
      g_assert_nonnull (strstr (output, rows[i].says));
    }
}

static void
test_process_port_taken (void)
{
  TestServer *server = test_server_start (NULL);
  const char *const arguments[] = { "--listen", test_server_get_address (server), NULL };
  g_autofree char *words = g_strdup_printf ("Port %u is taken by another program", test_server_get_port (server));
  g_autofree char *output = NULL;

  g_assert_cmpint (run_to_end (arguments, &output), ==, EX_UNAVAILABLE);
  g_assert_nonnull (strstr (output, words));
  g_assert_nonnull (strstr (output, "--listen"));
  test_server_stop (server);
}

static void
test_process_one_story (void)
{
  TestServer *server = test_server_start (NULL);
  g_autoptr (GSocket) holder = test_server_connect (server);
  g_autoptr (GSocket) asker = test_server_connect (server);
  g_autofree char *added = NULL, *found = NULL, *left = NULL, *gone = NULL;

  test_socket_send (holder, "ADD RFC 791 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: Internet Protocol\r\n\r\n", -1);
  added = test_socket_read_answer (holder);
  g_assert_true (g_str_has_prefix (added, "P2P-CI/1.1 200 OK\r\n"));

  test_socket_send (asker, "LOOKUP RFC 791 P2P-CI/1.1\r\n\r\n", -1);
  found = test_socket_read_answer (asker);
  g_assert_true (g_str_has_suffix (found, "\r\n\r\n791\tInternet Protocol\t127.0.0.1\t6001\talpha\t\t\n"));

  test_socket_send (holder, "LEAVE P2P-CI/1.1\r\n\r\n", -1);
  left = test_socket_read_until (holder, "never said");
  g_assert_cmpstr (left, ==, "P2P-CI/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  test_socket_send (asker, "LOOKUP RFC 791 P2P-CI/1.1\r\n\r\n", -1);
  gone = test_socket_read_answer (asker);
  g_assert_true (g_str_has_prefix (gone, "P2P-CI/1.1 404 "));
  test_server_stop (server);
}

static void
test_process_pipelined (void)
{
  TestServer *server = test_server_start (NULL);
  g_autoptr (GSocket) socket = test_server_connect (server);
  g_autoptr (GString) requests = g_string_new (NULL);

  for (guint i = 1; i <= 1000; i++)
    g_string_append_printf (requests, "ADD RFC %u P2P-CI/1.1\r\nHost: a\r\nPort: 6001\r\nTitle: T%u\r\n\r\n", i, i);
  test_socket_send (socket, requests->str, requests->len);
  for (guint i = 1; i <= 1000; i++)
    {
      g_autofree char *answer = test_socket_read_answer (socket);
      g_autofree char *row = g_strdup_printf ("\r\n\r\n%u\tT%u\t127.0.0.1\t6001\ta\t\t\n", i, i);

      g_assert_true (g_str_has_suffix (answer, row));
    }
  test_server_stop (server);
}

/* A connection that just ends takes its records along before anybody else is answered. */
static void
test_process_cut (void)
{
  TestServer *server = test_server_start (NULL);
  g_autoptr (GSocket) asker = test_server_connect (server);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GSocket) holder = test_server_connect (server);
      g_autofree char *added = NULL, *rest = NULL, *gone = NULL;

      test_socket_send (holder, "ADD RFC 791 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: T\r\n\r\n", -1);
      added = test_socket_read_answer (holder);
      g_assert_true (g_str_has_prefix (added, "P2P-CI/1.1 200 OK\r\n"));
      g_socket_shutdown (holder, FALSE, TRUE, NULL);
      rest = test_socket_read_until (holder, "never said");
      test_socket_send (asker, "LOOKUP RFC 791 P2P-CI/1.1\r\n\r\n", -1);
      gone = test_socket_read_answer (asker);
      g_assert_true (g_str_has_prefix (gone, "P2P-CI/1.1 404 "));
    }
  test_server_stop (server);
}

static void
test_process_token_closes_the_old_one (void)
{
  TestServer *server = test_server_start (NULL);
  g_autoptr (GSocket) old = test_server_connect (server);
  g_autoptr (GSocket) fresh = test_server_connect (server);
  g_autofree char *added = NULL, *request = NULL, *taken = NULL, *rest = NULL;

  test_socket_send (old, "ADD RFC 791 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: T\r\n\r\n", -1);
  added = test_socket_read_answer (old);
  request = g_strdup_printf ("LOOKUP RFC 791 P2P-CI/1.1\r\nSession: %.32s\r\n\r\n", strstr (added, "Session: ") + 9);
  test_socket_send (fresh, request, -1);
  taken = test_socket_read_answer (fresh);
  g_assert_nonnull (strstr (taken, "791\tT\t127.0.0.1\t6001\talpha"));
  rest = test_socket_read_until (old, "never said");
  g_assert_cmpstr (rest, ==, "");
  g_free (taken);
  test_socket_send (fresh, "REMOVE RFC 791 P2P-CI/1.1\r\n\r\n", -1);
  taken = test_socket_read_answer (fresh);
  g_assert_true (g_str_has_prefix (taken, "P2P-CI/1.1 200 "));
  test_server_stop (server);
}

/* Both forms of a list that is longer than any buffer on the way. */
static void
test_process_long_lists (void)
{
  const char *const more[] = { "--limit", "records-per-peer=20000", NULL };
  TestServer *server = test_server_start (more);
  g_autoptr (GSocket) holder = test_server_connect (server);
  g_autoptr (GSocket) asker = test_server_connect (server);
  g_autoptr (GString) requests = g_string_new (NULL);
  g_autofree char *next = g_strdup ("");
  g_autofree char *classic = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_rows = 0;

  for (guint i = 1; i <= 20000; i++)
    g_string_append_printf (requests, "ADD RFC %u P2P-CI/1.1\r\nHost: a\r\nPort: 6001\r\nTitle: A title that is long enough to "
                                      "fill a good many buffers, number %u\r\n\r\n",
                            i, i);
  for (gsize sent = 0; sent < requests->len;)
    {
      gsize length = strstr (requests->str + sent, "\r\n\r\n") + 4 - requests->str - sent;
      g_autofree char *answer = NULL;

      test_socket_send (holder, requests->str + sent, length);
      answer = test_socket_read_answer (holder);
      g_assert_true (g_str_has_prefix (answer, "P2P-CI/1.1 200 "));
      sent += length;
    }

  while (next != NULL)
    {
      g_autofree char *request = g_strdup_printf ("LIST ALL P2P-CI/1.1\r\n%s\r\n", next);
      g_autofree char *answer = NULL;
      const char *found = NULL;

      test_socket_send (asker, request, -1);
      answer = test_socket_read_answer (asker);
      for (const char *p = strstr (answer, "\r\n\r\n") + 4; *p != '\0'; p = strchr (p, '\n') + 1)
        n_rows++;
      found = strstr (answer, "\r\nNext: ");
      g_free (next);
      next = found != NULL ? g_strdup_printf ("After: %.*s\r\n", (int) (strstr (found + 2, "\r\n") - found - 8), found + 8) : NULL;
    }
  g_assert_cmpuint (n_rows, ==, 20000);

  classic = test_server_talk (server, "LIST ALL P2P-CI/1.0\r\nHost: h\r\nPort: 6002\r\n\r\n", -1, TRUE, 0);
  g_assert_true (g_str_has_suffix (classic, "\r\n\r\n"));
  lines = g_strsplit (classic, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 2 + 20000 + 2);
  test_server_stop (server);
}

static void
test_process_watch (void)
{
  TestServer *server = test_server_start (NULL);
  g_autoptr (GSocket) holder = test_server_connect (server);
  g_autoptr (GSocket) watcher = test_server_connect (server);
  g_autofree char *watching = NULL, *added = NULL, *news = NULL, *gone = NULL;

  test_socket_send (watcher, "WATCH RFCS P2P-CI/1.1\r\n\r\n", -1);
  watching = test_socket_read_answer (watcher);
  g_assert_true (g_str_has_prefix (watching, "P2P-CI/1.1 200 OK\r\n"));
  test_socket_send (holder, "ADD RFC 791 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: T\r\n\r\n", -1);
  added = test_socket_read_answer (holder);
  news = test_socket_read_answer (watcher);
  g_assert_true (g_str_has_prefix (news, "NOTIFY RFCS P2P-CI/1.1\r\n"));
  g_assert_true (g_str_has_suffix (news, "\r\n\r\n791\tT\t1\t\t\t0\n"));
  g_socket_close (holder, NULL);
  gone = test_socket_read_answer (watcher);
  g_assert_true (g_str_has_suffix (gone, "\r\n\r\n791\t\t0\t\t\t0\n"));
  test_server_stop (server);
}

/* Started by hand it shows what comes; quoted, so that nothing can be feigned. */
static void
test_process_prints_messages (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, test_server_get_program (), "--listen", "127.0.0.1:0", NULL);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *first = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_autofree char *second = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (first, "Started listening on IP 127.0.0.1  Port : "));
  address = g_inet_socket_address_new_from_string ("127.0.0.1", atoi (first + strlen ("Started listening on IP 127.0.0.1  Port : ")));
  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  test_socket_send (socket, "START P2P-CI/1.0 Host: hostA Port: 6001\n\x1b[2J", -1);
  second = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (second, "127.0.0.1 "));
  g_assert_nonnull (strstr (second, ": START P2P-CI/1.0 Host: hostA Port: 6001\\x0a -> 200"));
  g_assert_null (strchr (second, '\x1b'));
  g_subprocess_send_signal (process, SIGINT);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

/* Who reads its output and then does not any more, stops nobody. */
static void
test_process_output_is_not_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, test_server_get_program (), "--listen", "127.0.0.1:0", NULL);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *first = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GString) requests = g_string_new (NULL);

  g_assert_no_error (error);
  /* The smallest pipe there is: full after a few lines. */
  fcntl (g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (g_subprocess_get_stdout_pipe (process))), F_SETPIPE_SZ, 4096);
  address = g_inet_socket_address_new_from_string ("127.0.0.1", atoi (first + strlen ("Started listening on IP 127.0.0.1  Port : ")));
  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_socket_set_timeout (socket, 30);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 100; i++)
    g_string_append (requests, "LOOKUP RFC 999999 P2P-CI/1.1\r\nX-Long: "
                               "0123456789012345678901234567890123456789012345678901234567890123456789\r\n\r\n");
  for (guint round = 0; round < 50; round++)
    {
      test_socket_send (socket, requests->str, requests->len);
      for (guint i = 0; i < 100; i++)
        {
          g_autofree char *answer = test_socket_read_answer (socket);

          g_assert_true (g_str_has_prefix (answer, "P2P-CI/1.1 404 "));
        }
    }
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/usage", test_process_usage);
  g_test_add_func ("/server/port-taken", test_process_port_taken);
  g_test_add_func ("/server/one-story", test_process_one_story);
  g_test_add_func ("/server/pipelined", test_process_pipelined);
  g_test_add_func ("/server/a-cut-takes-the-records", test_process_cut);
  g_test_add_func ("/server/a-token-closes-the-old-connection", test_process_token_closes_the_old_one);
  g_test_add_func ("/server/long-lists", test_process_long_lists);
  g_test_add_func ("/server/watch", test_process_watch);
  g_test_add_func ("/server/prints-messages", test_process_prints_messages);
  g_test_add_func ("/server/output-is-not-read", test_process_output_is_not_read);
  return g_test_run ();
}
