/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "loopback.h"
#include "net-listener.h"
#include "test-support.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static GSocket *
listening_new (GSocketAddress **address)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  GSocket *listening = net_listener_bind (any_port, NULL);

  *address = g_socket_get_local_address (listening, NULL);
  return listening;
}

static GSocket *
connect_to (GSocketAddress *address, guint timeout_seconds, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  net_connect_async (G_SOCKET_CONNECTABLE (address), timeout_seconds, cancellable, test_result_cb, &result);
  test_wait_for_result (&result);
  return net_connect_finish (result, error);
}

static void
test_connects (void)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) listening = listening_new (&address);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) ours = connect_to (address, 10, NULL, &error);
  g_autoptr (GSocket) theirs = NULL;
  int value;

  g_assert_no_error (error);
  g_socket_set_blocking (listening, TRUE);
  theirs = g_socket_accept (listening, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (g_socket_get_blocking (ours));
  g_assert_true (g_socket_get_option (ours, IPPROTO_TCP, TCP_NODELAY, &value, NULL));
  g_assert_cmpint (value, !=, 0);

  /* Nothing of GSocketClient's closes it behind us. */
  loopback_settle ();
  loopback_send (ours, "hello");
  g_socket_set_blocking (theirs, FALSE);
  loopback_expect (theirs, "hello");
}

static void
test_refused (void)
{
  g_autoptr (GSocketAddress) address = NULL;
  GSocket *listening = listening_new (&address);
  g_autoptr (GError) error = NULL;

  g_object_unref (listening);
  g_assert_null (connect_to (address, 10, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_cancelled (void)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) listening = listening_new (&address);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (connect_to (address, 10, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A listener whose queue is full answers nothing. */
static void
test_no_answer (void)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocket) listening =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GPtrArray) fillers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_socket_bind (listening, any_port, TRUE, NULL));
  g_assert_cmpint (listen (g_socket_get_fd (listening), 0), ==, 0);
  address = g_socket_get_local_address (listening, NULL);

  for (guint i = 0; i < 4; i++)
    {
      GSocket *filler = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (filler, FALSE);
      g_socket_connect (filler, address, NULL, NULL);
      g_ptr_array_add (fillers, filler);
    }

  g_assert_null (connect_to (address, 1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpstr (error->message, ==, "There was no answer in 1 second.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net-connect/connects", test_connects);
  g_test_add_func ("/net-connect/refused", test_refused);
  g_test_add_func ("/net-connect/cancelled", test_cancelled);
  g_test_add_func ("/net-connect/no-answer", test_no_answer);
  return g_test_run ();
}
