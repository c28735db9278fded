/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-server.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define TEST_SOCKET_SECONDS 30

struct _TestServer
{
  GSubprocess *process;
  guint16 port;
  char *address;
};

const char *
test_server_get_program (void)
{
  return TEST_SERVER_PROGRAM;
}

static guint16
test_server_read_port (GSubprocess *process)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

  g_assert_no_error (error);
  if (line == NULL || !g_str_has_prefix (line, "Started listening on IP 127.0.0.1  Port : "))
    g_error ("The server did not say where it listens, but: %s", line != NULL ? line : "nothing");
  /* The pipe stays open, or the server's next line would kill it. */
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  return atoi (strstr (line, "Port : ") + strlen ("Port : "));
}

TestServer *
test_server_start (const char *const *more_arguments)
{
  TestServer *server = g_new0 (TestServer, 1);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (arguments, (gpointer) TEST_SERVER_PROGRAM);
  g_ptr_array_add (arguments, (gpointer) "--listen");
  g_ptr_array_add (arguments, (gpointer) "127.0.0.1:0");
  g_ptr_array_add (arguments, (gpointer) "--quiet");
  for (gsize i = 0; more_arguments != NULL && more_arguments[i] != NULL; i++)
    g_ptr_array_add (arguments, (gpointer) more_arguments[i]);
  g_ptr_array_add (arguments, NULL);

  server->process =
      g_subprocess_newv ((const char *const *) arguments->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  server->port = test_server_read_port (server->process);
  server->address = g_strdup_printf ("127.0.0.1:%u", server->port);
  return server;
}

guint16
test_server_get_port (TestServer *server)
{
  return server->port;
}

const char *
test_server_get_identifier (TestServer *server)
{
  return g_subprocess_get_identifier (server->process);
}

const char *
test_server_get_address (TestServer *server)
{
  return server->address;
}

static void
test_server_free (TestServer *server)
{
  g_object_unref (server->process);
  g_free (server->address);
  g_free (server);
}

void
test_server_stop (TestServer *server)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (server->process, SIGTERM);
  g_subprocess_wait (server->process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (server->process));
  g_assert_cmpint (g_subprocess_get_exit_status (server->process), ==, 0);
  test_server_free (server);
}

void
test_server_kill (TestServer *server)
{
  g_subprocess_force_exit (server->process);
  g_subprocess_wait (server->process, NULL, NULL);
  test_server_free (server);
}

GSocket *
test_server_connect (TestServer *server)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", server->port);
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_set_timeout (socket, TEST_SOCKET_SECONDS);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  return socket;
}

void
test_socket_send (GSocket *socket, const char *bytes, gssize length)
{
  g_autoptr (GError) error = NULL;
  gsize left = length < 0 ? strlen (bytes) : (gsize) length;

  while (left > 0)
    {
      gssize n_sent = g_socket_send (socket, bytes, left, NULL, &error);

      g_assert_no_error (error);
      bytes += n_sent;
      left -= n_sent;
    }
}

/* FALSE at the end of the stream; a reset counts as one. */
static gboolean
test_socket_read_more (GSocket *socket, GString *text, gsize at_most)
{
  char buffer[16384];
  g_autoptr (GError) error = NULL;
  gssize n_read = g_socket_receive (socket, buffer, MIN (at_most, sizeof buffer), NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    return FALSE;
  g_assert_no_error (error);
  g_string_append_len (text, buffer, n_read);
  return n_read > 0;
}

char *
test_socket_read_until (GSocket *socket, const char *ending)
{
  GString *text = g_string_new (NULL);

  while (!g_str_has_suffix (text->str, ending) && test_socket_read_more (socket, text, G_MAXSIZE))
    continue;
  return g_string_free (text, FALSE);
}

char *
test_socket_read_answer (GSocket *socket)
{
  GString *text = g_string_new (NULL);
  const char *length = NULL;
  gsize left;

  while (!g_str_has_suffix (text->str, "\r\n\r\n") && test_socket_read_more (socket, text, 1))
    continue;
  length = strstr (text->str, "Content-Length: ");
  left = length != NULL ? g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10) : 0;
  while (left > 0)
    {
      gsize before = text->len;

      if (!test_socket_read_more (socket, text, left))
        break;
      left -= text->len - before;
    }
  return g_string_free (text, FALSE);
}

char *
test_server_talk (TestServer *server, const char *request, gssize length, gboolean ends, gsize n_bytes)
{
  g_autoptr (GSocket) socket = test_server_connect (server);
  GString *text = g_string_new (NULL);

  test_socket_send (socket, request, length);
  if (ends)
    g_socket_shutdown (socket, FALSE, TRUE, NULL);
  while ((n_bytes == 0 || text->len < n_bytes) && test_socket_read_more (socket, text, G_MAXSIZE))
    continue;
  return g_string_free (text, FALSE);
}
