/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-local-index.h"

#include "test-server.h"
#include "test-support.h"

#include <signal.h>
#include <string.h>

static guint16
find_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static char *
start (PeerLocalIndex *index, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  peer_local_index_start_async (index, NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  return peer_local_index_start_finish (index, result, error);
}

static gboolean
is_answering (const char *server)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (client, server, 0, NULL, NULL);
  char answer[64] = { 0 };

  return connection != NULL
         && g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), "PING P2P-CI/1.1\r\n\r\n", 19,
                                       NULL, NULL, NULL)
         && g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer, sizeof answer - 1, NULL, NULL) > 0
         && g_str_has_prefix (answer, "P2P-CI/1.1 200 OK\r\n");
}

static gboolean
is_silent (gpointer server)
{
  return !is_answering (server);
}

static void
test_local_index_is_started_and_ended (void)
{
  guint16 port = find_free_port ();
  g_autoptr (PeerLocalIndex) index = peer_local_index_new (test_server_get_program (), port);
  g_autoptr (GError) error = NULL;
  g_autofree char *server = start (index, &error);
  g_autofree char *again = NULL;
  g_autofree char *expected = g_strdup_printf ("localhost:%u", port);

  g_assert_no_error (error);
  g_assert_cmpstr (server, ==, expected);
  g_assert_true (peer_local_index_is_own (index));
  g_assert_true (is_answering (server));
  again = start (index, &error);
  g_assert_cmpstr (again, ==, server);

  peer_local_index_stop (index);
  test_wait_until (is_silent, server);
}

/* As the system's service: it is used, and left alone afterwards. */
static void
test_local_index_is_there (void)
{
  TestServer *running = test_server_start (NULL);
  g_autoptr (PeerLocalIndex) index = peer_local_index_new ("/nonexistent", test_server_get_port (running));
  g_autoptr (GError) error = NULL;
  g_autofree char *server = start (index, &error);

  g_assert_no_error (error);
  g_assert_false (peer_local_index_is_own (index));
  g_assert_true (is_answering (server));
  peer_local_index_stop (index);
  g_assert_true (is_answering (server));
  test_server_stop (running);
}

static gboolean
close_at_once_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  return TRUE;
}

/* Something that is no index has the port. */
static void
test_local_index_port_is_taken (void)
{
  g_autoptr (GSocketService) other = g_threaded_socket_service_new (4);
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (other), NULL, NULL);
  g_autoptr (PeerLocalIndex) index = peer_local_index_new (test_server_get_program (), port);
  g_autofree char *taken = g_strdup_printf ("localhost:%u", port);
  g_autoptr (GError) error = NULL;
  g_autofree char *server = NULL;

  g_signal_connect (other, "run", G_CALLBACK (close_at_once_cb), NULL);
  g_socket_service_start (other);
  server = start (index, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (server, !=, taken);
  g_assert_true (is_answering (server));
}

static void
test_local_index_is_not_installed (void)
{
  g_autoptr (PeerLocalIndex) index = peer_local_index_new ("/nonexistent/p2p-ci-server", find_free_port ());
  g_autoptr (PeerLocalIndex) broken = peer_local_index_new ("/bin/false", find_free_port ());
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) broken_error = NULL;

  g_assert_null (start (index, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "/nonexistent/p2p-ci-server is not installed"));
  g_assert_null (start (broken, &broken_error));
  g_assert_nonnull (strstr (broken_error->message, "ended before it was ready"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/local-index/is-started-and-ended", test_local_index_is_started_and_ended);
  g_test_add_func ("/local-index/is-there-already", test_local_index_is_there);
  g_test_add_func ("/local-index/port-is-taken", test_local_index_port_is_taken);
  g_test_add_func ("/local-index/is-not-installed", test_local_index_is_not_installed);
  return g_test_run ();
}
