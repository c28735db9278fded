/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "loopback.h"
#include "net-listener.h"
#include "net-server-connection.h"
#include "test-support.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct _Hall Hall;
struct _Hall
{
  gint64 now_usec;
  NetPoller *poller;
  GSocket *listening;
  NetListener *listener;
  GPtrArray *accepted; /* GSocket */
  guint n_told;
  guint64 n_refused;
  GError *error;
  gboolean frees_itself;
  void (*take) (Hall *hall, int fd); /* instead of keeping it here */
  guint n_taken;
};

static void
hall_accepted (NetListener *listener, int fd, gpointer user_data)
{
  Hall *hall = user_data;

  g_autoptr (GSocket) socket = hall->take == NULL ? g_socket_new_from_fd (fd, NULL) : NULL;

  if (hall->take != NULL)
    hall->take (hall, fd);
  else if (socket != NULL)
    g_ptr_array_add (hall->accepted, g_steal_pointer (&socket));
  else
    close (fd); /* it went before it was looked at */
  if (hall->frees_itself)
    {
      net_listener_free (listener);
      hall->listener = NULL;
    }
}

static void
hall_exhausted (NetListener *listener, const GError *error, guint64 n_refused, gpointer user_data)
{
  Hall *hall = user_data;

  hall->n_told++;
  hall->n_refused += n_refused;
  g_clear_error (&hall->error);
  hall->error = g_error_copy (error);
}

static const NetListenerHandler hall_handler = { .accepted = hall_accepted, .exhausted = hall_exhausted };

static GSocketAddress *
address_new (GSocketFamily family, gboolean is_any)
{
  g_autoptr (GInetAddress) inet = is_any ? g_inet_address_new_any (family) : g_inet_address_new_loopback (family);

  return g_inet_socket_address_new (inet, 0);
}

static void
hall_init_on (Hall *hall, GSocketAddress *address)
{
  g_autoptr (GError) error = NULL;

  *hall = (Hall){ .now_usec = 1000000 };
  hall->poller = loopback_poller_new (&hall->now_usec);
  hall->accepted = g_ptr_array_new_with_free_func (g_object_unref);
  hall->listening = net_listener_bind (address, &error);
  g_assert_no_error (error);
  hall->listener = net_listener_new (hall->poller, hall->listening, &hall_handler, hall, &error);
  g_assert_no_error (error);
}

static void
hall_init (Hall *hall)
{
  g_autoptr (GSocketAddress) address = address_new (G_SOCKET_FAMILY_IPV4, FALSE);

  hall_init_on (hall, address);
}

static void
hall_clear (Hall *hall)
{
  g_clear_pointer (&hall->listener, net_listener_free);
  g_ptr_array_unref (hall->accepted);
  g_object_unref (hall->listening);
  g_clear_error (&hall->error);
  net_poller_free (hall->poller);
}

static int
client_new (void)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

static void
client_connect (Hall *hall, int fd)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons (net_listener_get_port (hall->listening)),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };

  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
}

static gboolean
client_is_refused (int fd)
{
  char byte;

  return recv (fd, &byte, 1, MSG_DONTWAIT) == 0;
}

static void
test_accept (void)
{
  Hall hall;
  int client = client_new ();
  GSocket *socket;
  int value;

  hall_init (&hall);
  g_assert_cmpuint (net_listener_get_port (hall.listening), !=, 0);
  g_assert_true (net_listener_get_socket (hall.listener) == hall.listening);
  client_connect (&hall, client);
  loopback_settle ();
  g_assert_cmpuint (hall.accepted->len, ==, 1);

  socket = hall.accepted->pdata[0];
  g_assert_cmpint (fcntl (g_socket_get_fd (socket), F_GETFL) & O_NONBLOCK, !=, 0);
  g_assert_true (g_socket_is_connected (socket));
  g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_NODELAY, &value, NULL));
  g_assert_cmpint (value, !=, 0);
  g_assert_cmpint (fcntl (g_socket_get_fd (socket), F_GETFD) & FD_CLOEXEC, !=, 0);
  close (client);
  hall_clear (&hall);
}

static void
test_sixty_four_a_wakeup (void)
{
  Hall hall;
  int clients[100];

  hall_init (&hall);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    client_connect (&hall, clients[i] = client_new ());
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (hall.accepted->len, ==, 64);
  loopback_settle ();
  g_assert_cmpuint (hall.accepted->len, ==, 100);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    close (clients[i]);
  hall_clear (&hall);
}

static void
test_freed_in_accepted (void)
{
  Hall hall;
  int clients[3];

  hall_init (&hall);
  hall.frees_itself = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    client_connect (&hall, clients[i] = client_new ());
  loopback_settle ();
  g_assert_cmpuint (hall.accepted->len, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    close (clients[i]);
  hall_clear (&hall);
}

static void
test_gone_before_accepted (void)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };
  Hall hall;
  int gone = client_new ();
  int here = client_new ();

  hall_init (&hall);
  client_connect (&hall, gone);
  setsockopt (gone, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (gone);
  client_connect (&hall, here);
  loopback_settle ();
  g_assert_cmpuint (hall.accepted->len, >=, 1);
  g_assert_true (g_socket_is_connected (hall.accepted->pdata[hall.accepted->len - 1]));
  g_assert_cmpuint (hall.n_told, ==, 0);
  close (here);
  hall_clear (&hall);
}

static void
test_handed_in (void)
{
  g_autoptr (GSocketAddress) address = address_new (G_SOCKET_FAMILY_IPV4, FALSE);
  g_autoptr (GSocket) original = net_listener_bind (address, NULL);
  Hall hall = { .accepted = g_ptr_array_new_with_free_func (g_object_unref) };
  int client = client_new ();

  hall.poller = loopback_poller_new (NULL);
  hall.listening = g_socket_new_from_fd (dup (g_socket_get_fd (original)), NULL);
  hall.listener = net_listener_new (hall.poller, hall.listening, &hall_handler, &hall, NULL);
  client_connect (&hall, client);
  loopback_settle ();
  g_assert_cmpuint (hall.accepted->len, ==, 1);
  close (client);
  hall_clear (&hall);
}

static void
test_any_ipv6_takes_ipv4 (void)
{
  g_autoptr (GSocketAddress) address = address_new (G_SOCKET_FAMILY_IPV6, TRUE);
  g_autoptr (GSocketAddress) remote = NULL;
  NetAddress observed;
  char text[NET_ADDRESS_MAX_TEXT];
  Hall hall;
  int client = client_new ();

  /* Where there is no IPv6 the same address means all of IPv4. */
  hall_init_on (&hall, address);
  client_connect (&hall, client);
  loopback_settle ();
  g_assert_cmpuint (hall.accepted->len, ==, 1);
  remote = g_socket_get_remote_address (hall.accepted->pdata[0], NULL);
  g_assert_true (net_address_from_socket_address (remote, &observed, NULL));
  g_assert_cmpstr (net_address_to_string (&observed, text), ==, "127.0.0.1");
  close (client);
  hall_clear (&hall);
}

static void
test_port_in_use (void)
{
  g_autoptr (GSocketAddress) address = address_new (G_SOCKET_FAMILY_IPV4, FALSE);
  g_autoptr (GSocket) first = net_listener_bind (address, NULL);
  g_autoptr (GSocketAddress) taken = g_socket_get_local_address (first, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (net_listener_bind (taken, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

/* As many descriptors as there are now, and @n_more. Those who hold higher ones keep them. */
static void
limit_descriptors (guint n_more)
{
  struct rlimit limit;
  int fds[64];

  getrlimit (RLIMIT_NOFILE, &limit);
  for (guint i = 0; i <= n_more; i++)
    fds[i] = dup (0);
  limit.rlim_cur = (rlim_t) fds[n_more];
  for (guint i = 0; i <= n_more; i++)
    close (fds[i]);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
}

static void
unlimit_descriptors (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
}

static void
test_no_descriptors_left (void)
{
  Hall hall;
  int clients[50];
  int late[4];
  guint64 n_calls;

  hall_init (&hall);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    client_connect (&hall, clients[i] = client_new ());
  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    late[i] = client_new ();
  limit_descriptors (10);

  /* Ten come in, forty are refused at once, one word is said. */
  loopback_settle ();
  g_assert_cmpuint (hall.accepted->len, ==, 10);
  g_assert_cmpuint (hall.n_told, ==, 1);
  g_assert_cmpuint (hall.n_refused, ==, 40);
  g_assert_error (hall.error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES);
  g_assert_false (client_is_refused (clients[0]));
  g_assert_true (client_is_refused (clients[49]));

  /* It stands aside: somebody waits, and the loop sleeps. */
  client_connect (&hall, late[0]);
  n_calls = net_poller_get_n_system_calls (hall.poller);
  for (guint i = 0; i < 1000; i++)
    g_assert_false (g_main_context_iteration (NULL, FALSE));
  hall.now_usec += 99 * G_TIME_SPAN_MILLISECOND;
  loopback_settle ();
  g_assert_cmpuint (net_poller_get_n_system_calls (hall.poller), ==, n_calls);
  g_assert_false (client_is_refused (late[0]));

  /* After 100 ms it looks again, refuses, and says nothing for ten seconds. */
  hall.now_usec += 1 * G_TIME_SPAN_MILLISECOND;
  loopback_settle ();
  g_assert_true (client_is_refused (late[0]));
  g_assert_cmpuint (hall.n_told, ==, 1);
  client_connect (&hall, late[1]);
  hall.now_usec += 10 * G_TIME_SPAN_SECOND;
  loopback_settle ();
  g_assert_true (client_is_refused (late[1]));
  g_assert_cmpuint (hall.n_told, ==, 2);
  g_assert_cmpuint (hall.n_refused, ==, 42);

  /* As soon as there are descriptors it is back. */
  g_ptr_array_set_size (hall.accepted, 0);
  client_connect (&hall, late[2]);
  hall.now_usec += 100 * G_TIME_SPAN_MILLISECOND;
  loopback_settle ();
  g_assert_cmpuint (hall.accepted->len, ==, 1);
  client_connect (&hall, late[3]);
  loopback_settle ();
  g_assert_cmpuint (hall.accepted->len, ==, 2);
  g_assert_cmpuint (hall.n_told, ==, 2);

  unlimit_descriptors ();
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    close (clients[i]);
  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    close (late[i]);
  hall_clear (&hall);
}

/* Whatever is the matter with a listening socket, it is not asked again at once. */
static void
test_broken_socket (void)
{
  Hall hall;
  guint n_turns = 0;

  hall_init (&hall);
  shutdown (g_socket_get_fd (hall.listening), SHUT_RDWR);
  for (guint i = 0; i < 1000; i++)
    {
      n_turns += g_main_context_iteration (NULL, FALSE);
      hall.now_usec += G_TIME_SPAN_MILLISECOND;
    }
  g_assert_cmpuint (hall.n_told, ==, 1);
  g_assert_cmpuint (n_turns, <=, 20);
  hall_clear (&hall);
}

/* Idle clients */

static void
idle_request (NetServerConnection *connection, const WireRequest *request, gpointer user_data)
{
  net_connection_write (net_server_connection_get_connection (connection), "ok\n", 3);
}

static void
idle_closed (NetServerConnection *connection, const GError *error, gpointer user_data)
{
  Hall *hall = user_data;

  hall->n_taken--;
}

static const NetServerConnectionHandler idle_handler = { .request = idle_request, .closed = idle_closed };

static void
hall_take_idle (Hall *hall, int fd)
{
  g_assert_nonnull (net_server_connection_new (hall->poller, fd, WIRE_TO_INDEX, &idle_handler, hall, NULL));
  hall->n_taken++;
}

/* No more than this library's struct: what an answer needed has been given back. */
static void
test_thousand_idle (void)
{
  static const char ping[] = "PING P2P-CI/1.1\r\n\r\n";
  enum { N = 1000 };
  Hall hall;
  int clients[N];
  struct mallinfo2 before;
  gsize bytes_each;
  struct rlimit limit;

  unlimit_descriptors ();
  getrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < 2 * N + 100)
    {
      g_test_skip ("Too few descriptors are allowed here");
      return;
    }

  hall_init (&hall);
  hall.take = hall_take_idle;
  before = mallinfo2 ();
  for (guint i = 0; i < N; i++)
    {
      client_connect (&hall, clients[i] = client_new ());
      loopback_settle ();
    }
  g_assert_cmpuint (hall.n_taken, ==, N);

  for (guint i = 0; i < N; i++)
    {
      char answer[3];

      g_assert_cmpint (send (clients[i], ping, sizeof ping - 1, 0), ==, sizeof ping - 1);
      loopback_settle ();
      g_assert_cmpint (recv (clients[i], answer, sizeof answer, 0), ==, sizeof answer);
    }

  bytes_each = (mallinfo2 ().uordblks - before.uordblks) / N;
  g_test_message ("%zu bytes for each idle connection", bytes_each);
  g_assert_cmpuint (bytes_each, <=, 128 + 64); /* 64: what each kind keeps warm, by 1,000 */

  /* All cut at once. */
  for (guint i = 0; i < N; i++)
    close (clients[i]);
  loopback_settle ();
  g_assert_cmpuint (hall.n_taken, ==, 0);
  hall_clear (&hall);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net-listener/accepts", test_accept);
  g_test_add_func ("/net-listener/sixty-four-a-wakeup", test_sixty_four_a_wakeup);
  g_test_add_func ("/net-listener/freed-in-accepted", test_freed_in_accepted);
  g_test_add_func ("/net-listener/gone-before-accepted", test_gone_before_accepted);
  g_test_add_func ("/net-listener/socket-handed-in", test_handed_in);
  g_test_add_func ("/net-listener/any-ipv6-takes-ipv4", test_any_ipv6_takes_ipv4);
  g_test_add_func ("/net-listener/port-in-use", test_port_in_use);
  g_test_add_func ("/net-listener/no-descriptors-left", test_no_descriptors_left);
  g_test_add_func ("/net-listener/broken-socket-does-not-spin", test_broken_socket);
  g_test_add_func ("/net-listener/a-thousand-idle-connections", test_thousand_idle);
  return g_test_run ();
}
