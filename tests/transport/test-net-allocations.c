/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "loopback.h"
#include "net-server-connection.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Every allocation of the process comes by here. The real ones are the C library's own; a sanitizer has others, so there
 * the test is left out by the build. GLib is told by the environment not to keep memory of its own. */

extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *memory, size_t size);

static guint64 n_allocations;

void *
malloc (size_t size)
{
  n_allocations++;
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  n_allocations++;
  return __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  n_allocations++;
  return __libc_realloc (memory, size);
}

static void
answer (NetServerConnection *connection, const WireRequest *request, gpointer user_data)
{
  net_connection_write (net_server_connection_get_connection (connection), "ok\n", 3);
}

static void
closed (NetServerConnection *connection, const GError *error, gpointer user_data)
{
}

static const NetServerConnectionHandler handler = { .request = answer, .closed = closed };

/* Asks and takes the answers without GSocket, whose "would block" is an allocation. */
static void
ask (GSocket *socket, guint n_at_once)
{
  static const char ping[] = "PING P2P-CI/1.1\r\n\r\n";
  char answers[64];
  gsize n_received = 0;

  for (guint i = 0; i < n_at_once; i++)
    g_assert_cmpint (send (g_socket_get_fd (socket), ping, strlen (ping), MSG_NOSIGNAL), ==, strlen (ping));

  while (n_received < 3 * n_at_once)
    {
      gssize n;

      g_main_context_iteration (NULL, FALSE);
      n = recv (g_socket_get_fd (socket), answers, sizeof answers, MSG_DONTWAIT);
      n_received += n > 0 ? (gsize) n : 0;
    }
}

static void
test_none_in_the_steady_state (void)
{
  gint64 now_usec = 1000000;
  NetPoller *poller = loopback_poller_new (&now_usec);
  NetServerConnection *connection;
  GSocket *ours;
  GSocket *theirs;
  gpointer probe;
  guint64 before = n_allocations;

  probe = g_malloc (1);
  g_assert_cmpuint (n_allocations, >, before);
  g_free (probe);

  loopback_pair (&ours, &theirs);
  connection = net_server_connection_new (poller, net_socket_steal_fd (ours, NULL), WIRE_TO_INDEX, &handler, NULL, NULL);
  for (guint i = 0; i < 10; i++)
    ask (theirs, 16);

  before = n_allocations;
  for (guint i = 0; i < 1000; i++)
    {
      ask (theirs, 1);
      ask (theirs, 16);
    }
  g_assert_cmpuint (n_allocations - before, ==, 0);

  net_server_connection_free (connection);
  g_object_unref (theirs);
  net_poller_free (poller);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net-allocations/none-in-the-steady-state", test_none_in_the_steady_state);
  return g_test_run ();
}
