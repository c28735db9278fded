/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* echo-limit on our own transport, with no protocol above it: what lies between the two is the transport's cost, and
 * what lies between this and the index is the protocol's and the catalogue's.
 *
 *     echo-transport REQUEST-BYTES REPLY-BYTES      prints the port on its first line
 */

#include "config.h"

#include "net-connection.h"
#include "net-listener.h"

#include <stdlib.h>
#include <sys/resource.h>

static gsize request_bytes;
static gsize reply_bytes;
static char *reply;
static NetPoller *poller;

/* The bytes of a request cut by the end of a read stand in the user data. */
static void
echo_received (NetConnection *connection, const char *bytes, gsize length, gpointer user_data)
{
  gsize n = GPOINTER_TO_SIZE (user_data) + length;

  for (; n >= request_bytes; n -= request_bytes)
    net_connection_write (connection, reply, reply_bytes);
  net_connection_set_user_data (connection, GSIZE_TO_POINTER (n));
}

static void
echo_closed (NetConnection *connection, const GError *error, gpointer user_data)
{
}

static const NetConnectionHandler echo_handler = { .received = echo_received, .closed = echo_closed };

static void
echo_accepted (NetListener *listener, int fd, gpointer user_data)
{
  net_connection_new (poller, g_socket_new_from_fd (fd, NULL), &echo_handler, NULL, NULL);
}

static const NetListenerHandler listener_handler = { .accepted = echo_accepted };

int
main (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocket) socket = net_listener_bind (address, NULL);
  struct rlimit limit;

  if (socket == NULL || argc != 3 || (request_bytes = strtoul (argv[1], NULL, 10)) == 0
      || (reply_bytes = strtoul (argv[2], NULL, 10)) == 0)
    {
      g_printerr ("usage: echo-transport REQUEST-BYTES REPLY-BYTES\n");
      return 64;
    }

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);

  reply = g_strnfill (reply_bytes, 'e');
  poller = net_poller_new (NULL, G_PRIORITY_DEFAULT, NULL);
  net_listener_new (poller, socket, &listener_handler, NULL, NULL);
  g_print ("%u\n", net_listener_get_port (socket));
  g_main_loop_run (loop);
  return 0;
}
