/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "loopback.h"

#include "test-support.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

static int loopback_receive_buffer_bytes;

void
loopback_set_receive_buffer (int bytes)
{
  loopback_receive_buffer_bytes = bytes;
}

static GSocket *
loopback_socket_new (void)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  return socket;
}

void
loopback_pair (GSocket **ours, GSocket **theirs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocket) listening = loopback_socket_new ();
  g_autoptr (GSocketAddress) address = NULL;

  g_assert_true (g_socket_bind (listening, any_port, TRUE, &error));
  g_assert_true (g_socket_listen (listening, &error));
  address = g_socket_get_local_address (listening, &error);

  *theirs = loopback_socket_new ();
  if (loopback_receive_buffer_bytes != 0)
    g_assert_true (g_socket_set_option (*theirs, SOL_SOCKET, SO_RCVBUF, loopback_receive_buffer_bytes, &error));
  g_assert_true (g_socket_connect (*theirs, address, NULL, &error));
  *ours = g_socket_accept (listening, NULL, &error);
  g_assert_no_error (error);

  g_socket_set_option (*ours, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_option (*theirs, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_blocking (*ours, FALSE);
  g_socket_set_blocking (*theirs, FALSE);
}

static gint64
loopback_clock (gpointer user_data)
{
  return *(gint64 *) user_data;
}

NetPoller *
loopback_poller_new (gint64 *now_usec)
{
  g_autoptr (GError) error = NULL;
  NetPoller *poller = net_poller_new (NULL, G_PRIORITY_DEFAULT, &error);

  g_assert_no_error (error);
  if (now_usec != NULL)
    net_poller_set_clock (poller, loopback_clock, now_usec);
  return poller;
}

void
loopback_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
loopback_send_bytes (GSocket *socket, const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_socket_send (socket, bytes, length, NULL, &error), ==, length);
  g_assert_no_error (error);
}

void
loopback_send (GSocket *socket, const char *text)
{
  loopback_send_bytes (socket, text, strlen (text));
}

void
loopback_end_input (GSocket *socket)
{
  g_assert_true (g_socket_shutdown (socket, FALSE, TRUE, NULL));
}

typedef struct
{
  GSocket *socket;
  GString *received;
  gsize length;
  gboolean is_ended;
  GError *error;
} LoopbackReading;

static gboolean
loopback_read_some (gpointer data)
{
  LoopbackReading *reading = data;
  char buffer[65536];

  while (reading->received->len < reading->length)
    {
      g_autoptr (GError) error = NULL;
      gsize wanted = MIN (sizeof buffer, reading->length - reading->received->len);
      gssize length = g_socket_receive (reading->socket, buffer, wanted, NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return FALSE;

      if (length <= 0)
        {
          reading->is_ended = TRUE;
          reading->error = g_steal_pointer (&error);
          return TRUE;
        }
      g_string_append_len (reading->received, buffer, length);
    }

  return TRUE;
}

static gboolean
loopback_wake_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
loopback_read_until (LoopbackReading *reading)
{
  g_autoptr (GSource) wake = g_socket_create_source (reading->socket, G_IO_IN, NULL);

  g_source_set_callback (wake, G_SOURCE_FUNC (loopback_wake_cb), NULL, NULL);
  g_source_attach (wake, NULL);
  test_wait_until (loopback_read_some, reading);
  g_source_destroy (wake);
}

void
loopback_read (GSocket *socket, GString *received, gsize length)
{
  LoopbackReading reading = { .socket = socket, .received = received, .length = length };

  loopback_read_until (&reading);
  g_assert_no_error (reading.error);
  g_assert_cmpuint (received->len, ==, length);
}

void
loopback_expect (GSocket *socket, const char *text)
{
  g_autoptr (GString) received = g_string_new (NULL);

  loopback_read (socket, received, strlen (text));
  g_assert_cmpstr (received->str, ==, text);
}

LoopbackEnd
loopback_read_to_end (GSocket *socket, GString *received)
{
  LoopbackReading reading = { .socket = socket, .received = received, .length = G_MAXSIZE };
  gboolean is_reset;

  loopback_read_until (&reading);
  is_reset = reading.error != NULL;
  g_clear_error (&reading.error);
  return is_reset ? LOOPBACK_RESET : LOOPBACK_END;
}

void
loopback_set_send_buffer (NetConnection *connection, int n_bytes)
{
  g_assert_cmpint (setsockopt (net_connection_get_fd (connection), SOL_SOCKET, SO_SNDBUF, &n_bytes, sizeof n_bytes), ==, 0);
}
