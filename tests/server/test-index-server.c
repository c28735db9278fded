/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-server.h"

#include "loopback.h"

#include "net-listener.h"
#include "net-server-connection.h"

#include <stdio.h>
#include <string.h>

/* The whole server on real sockets, with a clock that stands still unless the test moves it: each limit of time and of
 * number at n - 1, n and n + 1. */
typedef struct
{
  IndexLimits limits;
  IndexLog *log;
  IndexServer *server;
  GSocketAddress *address;
  gint64 now_usec;
} Fixture;

#define ADD "ADD RFC 1 P2P-CI/1.1\r\nHost: h\r\nPort: 6001\r\nTitle: T\r\n\r\n"
#define PING "PING P2P-CI/1.1\r\n\r\n"
#define BAD "FOO P2P-CI/1.1\r\n\r\n"

static gint64
fixture_clock (gpointer user_data)
{
  return ((Fixture *) user_data)->now_usec;
}

static void
fixture_start (Fixture *fixture)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) listening = net_listener_bind (any, &error);

  g_assert_no_error (error);
  fixture->address = g_socket_get_local_address (listening, NULL);
  fixture->now_usec = 1000 * G_USEC_PER_SEC;
  fixture->log = index_log_new (INDEX_LOG_NOWHERE);
  fixture->server = index_server_new (&fixture->limits, fixture->log, &error);
  g_assert_no_error (error);
  net_poller_set_clock (index_server_get_poller (fixture->server), fixture_clock, fixture);
  g_assert_true (index_server_listen (fixture->server, listening, &error));
}

static void
fixture_set_up (Fixture *fixture, gconstpointer change_limits)
{
  index_limits_init (&fixture->limits);
  fixture->limits.loopback_is_exempt = FALSE;
  if (change_limits != NULL)
    ((void (*) (IndexLimits *)) change_limits) (&fixture->limits);
  fixture_start (fixture);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  index_server_free (fixture->server);
  index_log_free (fixture->log);
  g_object_unref (fixture->address);
}

static GSocket *
fixture_connect (Fixture *fixture)
{
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GError) error = NULL;

  g_socket_connect (socket, fixture->address, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  return socket;
}

static guint
fixture_count (Fixture *fixture)
{
  IndexServerCounts counts;

  index_server_get_counts (fixture->server, &counts);
  return counts.n_connections;
}

/* Second by second, as the sweep goes; then what follows of it. */
static void
fixture_pass (Fixture *fixture, guint seconds)
{
  for (guint i = 0; i < seconds; i++)
    {
      fixture->now_usec += G_USEC_PER_SEC;
      loopback_settle ();
    }
}

/* Asks, and reads all that is answered. */
static void
fixture_say (GSocket *socket, const char *request)
{
  char answer[16384];
  gssize length;

  loopback_send (socket, request);
  while ((length = g_socket_receive (socket, answer, sizeof answer, NULL, NULL)) <= 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (length, >, 20);
  g_assert_cmpint (length, <, (gssize) sizeof answer);
  g_assert_cmpmem (answer, 11, "P2P-CI/1.1 ", 11);
  loopback_settle ();
}

/* After how many seconds of silence it is closed, as the server counts its connections: it reads nothing but the end. */
static guint
fixture_wait_for_close (Fixture *fixture, guint at_most)
{
  guint n_before = fixture_count (fixture);

  for (guint i = 1; i <= at_most; i++)
    {
      fixture_pass (fixture, 1);
      if (fixture_count (fixture) < n_before)
        return i;
    }
  return 0;
}

/* A closed connection lingers until the other side, or two seconds, have passed: that side is gone here. */
static void
close_our_side (GSocket *socket)
{
  g_socket_close (socket, NULL);
  loopback_settle ();
}

static void
assert_is_over (GSocket *socket)
{
  g_autoptr (GString) received = g_string_new (NULL);

  loopback_read_to_end (socket, received);
}

static void
assert_is_open (GSocket *socket)
{
  char byte;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_socket_receive (socket, &byte, 1, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

/* The deadline is from the accept, and nothing but a good request changes it. */
static void
test_server_silence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket) silent = fixture_connect (fixture);
  g_autoptr (GSocket) bad = fixture_connect (fixture);
  g_autoptr (GSocket) good = fixture_connect (fixture);

  loopback_settle ();
  fixture_say (good, PING);
  for (guint i = 0; i < 59; i++)
    {
      fixture_pass (fixture, 1);
      if (i % 7 == 0)
        fixture_say (bad, BAD);
    }
  assert_is_open (silent);
  assert_is_open (bad);
  fixture_pass (fixture, 1);
  assert_is_over (silent);
  assert_is_over (bad);
  assert_is_open (good);

  /* Idle from its last request on. */
  fixture_pass (fixture, 500);
  fixture_say (good, PING);
  fixture_pass (fixture, 599);
  assert_is_open (good);
  fixture_pass (fixture, 1);
  assert_is_over (good);
}

/* Members may be silent for as long as they like, and so may who waits for news. */
static void
test_server_members_are_silent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket) member = fixture_connect (fixture);
  g_autoptr (GSocket) watcher = fixture_connect (fixture);

  loopback_settle ();
  fixture_say (member, ADD);
  fixture_say (watcher, "WATCH RFCS P2P-CI/1.1\r\n\r\n");
  fixture->now_usec += 1000 * G_TIME_SPAN_HOUR;
  fixture_pass (fixture, 700);
  g_assert_cmpuint (fixture_count (fixture), ==, 2);
}

static void
few_places (IndexLimits *limits)
{
  limits->unregistered_hard = 32;
  limits->unregistered_soft = 32;
}

/* How long depends on how many there are: an eighth is 4 of 32, half 16. */
static void
test_server_fewer_places (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint n_connections;
    guint seconds;
  } rows[] = { { 4, 60 }, { 5, 10 }, { 16, 10 }, { 17, 5 }, { 32, 5 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint j = 0; j < rows[i].n_connections; j++)
        g_ptr_array_add (sockets, fixture_connect (fixture));
      loopback_settle ();
      g_test_message ("%u connections", rows[i].n_connections);
      g_assert_cmpuint (fixture_count (fixture), ==, rows[i].n_connections);
      fixture_pass (fixture, rows[i].seconds - 1);
      g_assert_cmpuint (fixture_count (fixture), ==, rows[i].n_connections);
      fixture_pass (fixture, 1);
      for (guint j = 0; j < rows[i].n_connections; j++)
        close_our_side (sockets->pdata[j]);
      g_assert_cmpuint (fixture_count (fixture), ==, 0);
    }
}

/* The one after the last place is refused. */
static void
test_server_places (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 1; i <= 33; i++)
    {
      g_ptr_array_add (sockets, fixture_connect (fixture));
      loopback_settle ();
      g_assert_cmpuint (fixture_count (fixture), ==, MIN (i, 32));
    }
  assert_is_over (sockets->pdata[32]);

  /* Who joins gives its place to others. */
  fixture_say (sockets->pdata[0], ADD);
  g_ptr_array_add (sockets, fixture_connect (fixture));
  loopback_settle ();
  g_assert_cmpuint (fixture_count (fixture), ==, 33);
}

static void
few_connections (IndexLimits *limits)
{
  limits->connections = 10;
  limits->connections_per_address = 5;
}

static void
test_server_connections (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 1; i <= 6; i++)
    {
      g_ptr_array_add (sockets, fixture_connect (fixture));
      loopback_settle ();
      g_assert_cmpuint (fixture_count (fixture), ==, MIN (i, 5));
    }
  assert_is_over (sockets->pdata[5]);

  /* This machine is not counted by address, when it is exempt; but among all. */
  fixture->limits.loopback_is_exempt = TRUE;
  index_server_set_limits (fixture->server, &fixture->limits);
  for (guint i = 6; i <= 11; i++)
    {
      g_ptr_array_add (sockets, fixture_connect (fixture));
      loopback_settle ();
      g_assert_cmpuint (fixture_count (fixture), ==, MIN (i, 10));
    }
}

static void
few_connects (IndexLimits *limits)
{
  limits->connects_per_second = 2;
  limits->connects_burst = 6;
}

static void
test_server_connects (Fixture *fixture, gconstpointer data)
{
  guint n_admitted = 0;

  for (guint i = 0; i < 7; i++)
    {
      g_autoptr (GSocket) socket = fixture_connect (fixture);

      loopback_settle ();
      n_admitted += fixture_count (fixture);
      close_our_side (socket);
    }
  g_assert_cmpuint (n_admitted, ==, 6);
  fixture->now_usec += G_USEC_PER_SEC;
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GSocket) socket = fixture_connect (fixture);

      loopback_settle ();
      n_admitted += fixture_count (fixture);
      close_our_side (socket);
    }
  g_assert_cmpuint (n_admitted, ==, 8);
}

static void
many (IndexLimits *limits)
{
  limits->loopback_is_exempt = TRUE;
}

/* Then the others have their turn. */
static void
test_server_accepts_per_wakeup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint n = 63; n <= 65; n++)
    {
      guint before = fixture_count (fixture);

      for (guint i = 0; i < n; i++)
        g_ptr_array_add (sockets, fixture_connect (fixture));
      while (fixture_count (fixture) == before)
        g_main_context_iteration (NULL, FALSE);
      g_assert_cmpuint (fixture_count (fixture) - before, ==, MIN (n, 64));
      loopback_settle ();
      g_assert_cmpuint (fixture_count (fixture) - before, ==, n);
    }
}

/* A byte a second does not prolong a head's time, and a good request before it does not either. */
static void
test_server_slow_head (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket) socket = fixture_connect (fixture);

  loopback_settle ();
  fixture_say (socket, ADD);
  for (guint i = 0; i < NET_SERVER_CONNECTION_HEAD_SECONDS; i++)
    {
      loopback_send_bytes (socket, "P", 1);
      loopback_settle ();
      g_assert_cmpuint (fixture_count (fixture), ==, 1);
      if (i + 1 < NET_SERVER_CONNECTION_HEAD_SECONDS)
        fixture_pass (fixture, 1);
    }
  fixture->now_usec += G_USEC_PER_SEC - 1;
  loopback_settle ();
  g_assert_cmpuint (fixture_count (fixture), ==, 1);
  fixture->now_usec += 1;
  loopback_settle ();
  g_assert_cmpuint (fixture_count (fixture), ==, 0);
}

/* The kernel takes some megabytes of what a reader does not read; more than that is made here. */
static void
fixture_fill (Fixture *fixture, GSocket *holder, guint n_records)
{
  g_autofree char *title = g_strnfill (WIRE_TITLE_MAX_BYTES, 't');

  for (guint i = 1; i <= n_records; i++)
    {
      g_autofree char *request = g_strdup_printf ("ADD RFC %u P2P-CI/1.1\r\nHost: h\r\nPort: 6001\r\nTitle: %s\r\n\r\n", i,
                                                  title);

      fixture_say (holder, request);
    }
}

static GSocket *
fixture_list_without_reading (Fixture *fixture)
{
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, 4096, NULL);
  g_assert_true (g_socket_connect (socket, fixture->address, NULL, NULL));
  g_socket_set_blocking (socket, FALSE);
  loopback_send (socket, "LIST ALL P2P-CI/1.0\r\nHost: a\r\nPort: 6002\r\n\r\n");
  loopback_settle ();
  return socket;
}

/* What the kernel holds unsent of connections to this port, as /proc/net/tcp tells it; 0 where there is no such file. */
static guint64
get_kernel_bytes (Fixture *fixture)
{
  guint16 port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (fixture->address));
  g_autofree char *local = g_strdup_printf (": 0100007F:%04X ", port);
  g_autofree char *table = NULL;
  guint64 n_bytes = 0;

  g_file_get_contents ("/proc/net/tcp", &table, NULL, NULL);
  for (const char *line = table; line != NULL && (line = strstr (line, local)) != NULL; line += strlen (local))
    {
      guint64 unsent = 0;

      /* "  0: LOCAL REMOTE STATE TX:RX ...", and the queue of one that listens is not of bytes. */
      if (sscanf (line + strlen (local), "%*s 01 %" G_GINT64_MODIFIER "x:", &unsent) == 1)
        n_bytes += unsent;
    }
  return n_bytes;
}

/* Who takes nothing of its answer is cut off after 30 seconds, whatever it is a member of. */
static void
test_server_stalled_reader (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket) holder = fixture_connect (fixture);
  g_autoptr (GSocket) reader = NULL;

  fixture_fill (fixture, holder, 16000);
  reader = fixture_list_without_reading (fixture);
  g_assert_cmpuint (net_poller_get_output_bytes (index_server_get_poller (fixture->server)), >, 0);
  g_assert_cmpuint (net_poller_get_output_bytes (index_server_get_poller (fixture->server)), <=, 80 * 1024);
  g_assert_cmpuint (get_kernel_bytes (fixture), <=, 256 * 1024);
  g_assert_cmpuint (fixture_wait_for_close (fixture, 40), ==, NET_CONNECTION_STALL_SECONDS);
  g_assert_cmpuint (net_poller_get_output_bytes (index_server_get_poller (fixture->server)), ==, 0);
  fixture_say (holder, PING);
}

static guint64
fixture_count_requests (Fixture *fixture)
{
  IndexServerCounts counts;

  index_server_get_counts (fixture->server, &counts);
  return counts.n_requests;
}

/* What is asked meanwhile waits for the list's end, so that nobody has two of them under way on one connection. */
static void
test_server_one_list_at_a_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket) holder = fixture_connect (fixture);
  g_autoptr (GSocket) reader = NULL;
  g_autoptr (GString) received = g_string_new (NULL);
  guint64 n_before;

  fixture_fill (fixture, holder, 3000);
  n_before = fixture_count_requests (fixture);
  reader = fixture_list_without_reading (fixture);
  loopback_send (reader, "LIST ALL P2P-CI/1.0\r\nHost: a\r\nPort: 6002\r\n\r\n");
  loopback_send (reader, PING);
  loopback_settle ();
  g_assert_cmpuint (fixture_count_requests (fixture), ==, n_before + 1);
  while (!g_str_has_suffix (received->str, "P2P-CI/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
    {
      char bytes[16384];
      gssize length = g_socket_receive (reader, bytes, sizeof bytes, NULL, NULL);

      if (length > 0)
        g_string_append_len (received, bytes, length);
      loopback_settle ();
    }
  g_assert_cmpuint (fixture_count_requests (fixture), ==, n_before + 3);
}

static void
small_buffers (IndexLimits *limits)
{
  limits->loopback_is_exempt = TRUE;
  limits->buffer_bytes = 256 * 1024;
}

/* What all of them hold together has a limit too. */
static void
test_server_stalled_readers (Fixture *fixture, gconstpointer data)
{
  NetPoller *poller = index_server_get_poller (fixture->server);
  g_autoptr (GSocket) holder = fixture_connect (fixture);
  g_autoptr (GPtrArray) readers = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_cut;

  fixture_fill (fixture, holder, 16000);
  for (guint i = 0; i < 24; i++)
    {
      g_ptr_array_add (readers, fixture_list_without_reading (fixture));
      g_assert_cmpuint (net_poller_get_output_bytes (poller), <=, fixture->limits.buffer_bytes);
    }
  n_cut = 1 + readers->len - fixture_count (fixture);
  g_assert_cmpuint (n_cut, >, 0);
  g_assert_cmpuint (n_cut, <, readers->len);
  fixture_say (holder, PING);
}

/* Half requests count like answers. */
static void
test_server_half_requests (Fixture *fixture, gconstpointer data)
{
  NetPoller *poller = index_server_get_poller (fixture->server);
  g_autofree char *padding = g_strnfill (2000, 'x');
  g_autofree char *half = g_strdup_printf ("PING P2P-CI/1.1\r\nX-A: %s\r\nX-B: %s\r\nX-C: %s\r\nX", padding, padding, padding);
  gsize half_bytes = strlen (half);
  guint n_fit = fixture->limits.buffer_bytes / half_bytes;
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 1; i <= n_fit + 10; i++)
    {
      GSocket *socket = fixture_connect (fixture);

      g_ptr_array_add (sockets, socket);
      loopback_send (socket, half);
      loopback_settle ();
      g_assert_cmpuint (net_poller_get_output_bytes (poller), ==, MIN (i, n_fit) * half_bytes);
      g_assert_cmpuint (fixture_count (fixture), ==, MIN (i, n_fit));
    }

  /* The rest of one: answered, and nothing is held of it. */
  for (guint i = 0; i < 10; i++)
    assert_is_over (sockets->pdata[i]);
  fixture_say (sockets->pdata[n_fit], ": y\r\n\r\n");
  g_assert_cmpuint (net_poller_get_output_bytes (poller), ==, (n_fit - 1) * half_bytes);
  fixture_pass (fixture, NET_SERVER_CONNECTION_HEAD_SECONDS);
  g_assert_cmpuint (fixture_count (fixture), ==, 1);
  g_assert_cmpuint (net_poller_get_output_bytes (poller), ==, 0);
}

#define test(name, change_limits, func) \
  g_test_add ("/index-server/" name, Fixture, change_limits, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test ("silence", NULL, test_server_silence);
  test ("members-and-watchers-may-be-silent", NULL, test_server_members_are_silent);
  test ("silence-where-places-are-few", few_places, test_server_fewer_places);
  test ("places-of-those-who-have-not-joined", few_places, test_server_places);
  test ("connections", few_connections, test_server_connections);
  test ("connects", few_connects, test_server_connects);
  test ("accepts-per-wakeup", many, test_server_accepts_per_wakeup);
  test ("slow-head", NULL, test_server_slow_head);
  test ("stalled-reader", many, test_server_stalled_reader);
  test ("one-list-at-a-time", many, test_server_one_list_at_a_time);
  test ("stalled-readers-together", small_buffers, test_server_stalled_readers);
  test ("half-requests-together", small_buffers, test_server_half_requests);
  return g_test_run ();
}
