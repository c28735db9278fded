/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "loopback.h"
#include "net-server-connection.h"
#include "test-support.h"

#include <string.h>

#define PING "PING P2P-CI/1.1\r\n\r\n"
/* As the original sends it: no end. */
#define ORIGINAL_LOOKUP "LOOKUP RFC 123 P2P-CI/1.0\n Host: hostA\n Port: 6001\n"

typedef struct _Service Service;
struct _Service
{
  gint64 now_usec;
  NetPoller *poller;
  NetServerConnection *connection;
  GSocket *theirs;

  guint n_upcoming; /* told before the first request */
  guint n_requests;
  guint n_refused;
  guint n_drained;
  guint n_timed_out;
  guint n_expired;
  guint n_closed;
  gboolean is_closed;
  GError *error;
  guint32 last_number;
  gsize answer_length;

  void (*on_request) (Service *service, const WireRequest *request);
};

static NetConnection *
service_get_connection (Service *service)
{
  return net_server_connection_get_connection (service->connection);
}

static void
service_request (NetServerConnection *connection, const WireRequest *request, gpointer user_data)
{
  Service *service = user_data;

  g_assert_true (connection == service->connection);
  service->n_requests++;
  service->n_refused += request->refusal != WIRE_STATUS_NONE;
  service->last_number = request->number;
  if (service->on_request != NULL)
    service->on_request (service, request);
}

static void
service_drained (NetServerConnection *connection, gpointer user_data)
{
  Service *service = user_data;

  service->n_drained++;
}

static void
service_timed_out (NetServerConnection *connection, gpointer user_data)
{
  Service *service = user_data;

  service->n_timed_out++;
}

static void
service_expired (NetServerConnection *connection, gpointer user_data)
{
  Service *service = user_data;

  service->n_expired++;
}

static void
service_closed (NetServerConnection *connection, const GError *error, gpointer user_data)
{
  Service *service = user_data;

  service->n_closed++;
  service->is_closed = TRUE;
  service->error = error != NULL ? g_error_copy (error) : NULL;
  service->connection = NULL;
}

static void
service_upcoming (NetServerConnection *connection, const guint32 *numbers, guint n_numbers, gpointer user_data)
{
  Service *service = user_data;

  if (service->n_requests == 0)
    service->n_upcoming += n_numbers;
}

static const NetServerConnectionHandler service_handler = {
  .upcoming = service_upcoming,
  .request = service_request,
  .drained = service_drained,
  .timed_out = service_timed_out,
  .expired = service_expired,
  .closed = service_closed,
};

static void
service_init (Service *service)
{
  GSocket *ours;

  memset (service, 0, sizeof *service);
  service->now_usec = 1000000;
  service->poller = loopback_poller_new (&service->now_usec);
  loopback_pair (&ours, &service->theirs);
  service->connection =
      net_server_connection_new (service->poller, net_socket_steal_fd (ours, NULL), WIRE_TO_INDEX, &service_handler, service, NULL);
  g_assert_nonnull (service->connection);
}

static void
service_clear (Service *service)
{
  if (service->connection != NULL)
    net_server_connection_free (service->connection);
  net_poller_free (service->poller);
  g_clear_object (&service->theirs);
  g_clear_error (&service->error);
}

static void
answer_ok (Service *service, const WireRequest *request)
{
  net_connection_write (service_get_connection (service), "ok\n", 3);
}

static void
send_pings (GSocket *socket, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, PING);
  loopback_send_bytes (socket, text->str, text->len);
}

static void
test_request (void)
{
  Service service;

  service_init (&service);
  service.on_request = answer_ok;
  loopback_send (service.theirs, PING);
  loopback_expect (service.theirs, "ok\n");
  g_assert_cmpuint (service.n_requests, ==, 1);
  service_clear (&service);
}

static void
test_upcoming (void)
{
  Service service;

  service_init (&service);
  service.on_request = answer_ok;
  loopback_send (service.theirs, "LOOKUP RFC 1 P2P-CI/1.1\r\n\r\nLOOKUP RFC 2 P2P-CI/1.1\r\n\r\n" PING
                                 "LOOKUP RFC 3 P2P-CI/1.1\r\n\r\n");
  loopback_expect (service.theirs, "ok\nok\nok\nok\n");
  g_assert_cmpuint (service.n_upcoming, ==, 3);
  service_clear (&service);
}

static void
test_four_system_calls (void)
{
  Service service;

  service_init (&service);
  service.on_request = answer_ok;
  for (guint i = 0; i < 5; i++)
    {
      guint64 before = net_poller_get_n_system_calls (service.poller);

      loopback_send (service.theirs, PING);
      loopback_expect (service.theirs, "ok\n");
      g_assert_cmpuint (net_poller_get_n_system_calls (service.poller) - before, ==, 4);
    }
  service_clear (&service);
}

/* A quarter of a system call each. */
static void
test_sixteen_pipelined (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  Service service;
  guint64 before;

  service_init (&service);
  service.on_request = answer_ok;
  before = net_poller_get_n_system_calls (service.poller);
  send_pings (service.theirs, 16);
  loopback_read (service.theirs, received, 48);
  g_assert_cmpuint (service.n_requests, ==, 16);
  g_assert_cmpuint (net_poller_get_n_system_calls (service.poller) - before, ==, 4);
  service_clear (&service);
}

static void
test_batch (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  Service service;

  service_init (&service);
  service.on_request = answer_ok;
  send_pings (service.theirs, 3 * NET_SERVER_CONNECTION_BATCH + 1);
  for (guint i = 1; i <= 3; i++)
    {
      g_assert_true (g_main_context_iteration (NULL, FALSE));
      g_assert_cmpuint (service.n_requests, ==, i * NET_SERVER_CONNECTION_BATCH);
    }
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (service.n_requests, ==, 3 * NET_SERVER_CONNECTION_BATCH + 1);
  loopback_read (service.theirs, received, 3 * service.n_requests);
  service_clear (&service);
}

static void
answer_and_yield (Service *service, const WireRequest *request)
{
  answer_ok (service, request);
  net_server_connection_yield (service->connection);
}

/* What takes long is done once a turn, whatever else has come. */
static void
test_yield (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  Service service;

  service_init (&service);
  service.on_request = answer_and_yield;
  send_pings (service.theirs, 3);
  for (guint i = 1; i <= 3; i++)
    {
      g_assert_true (g_main_context_iteration (NULL, FALSE));
      g_assert_cmpuint (service.n_requests, ==, i);
    }
  loopback_read (service.theirs, received, 9);
  service.on_request = answer_ok;
  send_pings (service.theirs, 2);
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (service.n_requests, ==, 5);
  service_clear (&service);
}

static void
test_one_byte_at_a_time (void)
{
  Service service;

  service_init (&service);
  service.on_request = answer_ok;
  for (guint i = 0; i < strlen (PING); i++)
    {
      g_assert_cmpuint (service.n_requests, ==, 0);
      loopback_send_bytes (service.theirs, &PING[i], 1);
      loopback_settle ();
    }
  loopback_expect (service.theirs, "ok\n");
  g_assert_cmpuint (service.n_requests, ==, 1);
  service_clear (&service);
}

/* The time is for the whole head: a byte now and then does not help. */
static void
test_head_deadline (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  Service service;

  service_init (&service);
  service.now_usec += 5 * G_TIME_SPAN_HOUR;
  for (guint i = 0; i < NET_SERVER_CONNECTION_HEAD_SECONDS; i++)
    {
      loopback_send_bytes (service.theirs, &PING[i], 1);
      loopback_settle ();
      g_assert_cmpuint (service.n_timed_out, ==, 0);
      service.now_usec += G_TIME_SPAN_SECOND - 1;
      loopback_settle ();
      g_assert_cmpuint (service.n_timed_out, ==, 0);
      service.now_usec += 1;
    }
  loopback_settle ();
  g_assert_cmpuint (service.n_timed_out, ==, 1);
  g_assert_true (service.is_closed);
  g_assert_error (service.error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpint (loopback_read_to_end (service.theirs, received), ==, LOOPBACK_RESET);
  service_clear (&service);
}

/* Each head has its own time. */
static void
test_head_deadline_starts_anew (void)
{
  Service service;

  service_init (&service);
  for (guint i = 0; i < 5; i++)
    {
      loopback_send (service.theirs, "PING P2P-CI");
      loopback_settle ();
      service.now_usec += 9 * G_TIME_SPAN_SECOND;
      loopback_send (service.theirs, "/1.1\r\n\r\nPI");
      loopback_settle ();
      service.now_usec += 9 * G_TIME_SPAN_SECOND;
      loopback_send (service.theirs, "NG P2P-CI/1.1\r\n\r\n");
      loopback_settle ();
    }
  g_assert_cmpuint (service.n_requests, ==, 10);
  service.now_usec += G_TIME_SPAN_HOUR;
  loopback_settle ();
  g_assert_false (service.is_closed);
  g_assert_cmpuint (service.n_timed_out, ==, 0);
  service_clear (&service);
}

/* A message of 1.0 without an end is whole after 150 ms of silence. */
static void
test_silence (void)
{
  gint64 silence_usec = WIRE_SILENCE_MILLISECONDS * G_TIME_SPAN_MILLISECOND;
  Service service;

  service_init (&service);
  service.on_request = answer_ok;
  loopback_send (service.theirs, ORIGINAL_LOOKUP);
  loopback_settle ();
  service.now_usec += silence_usec - 1;
  loopback_settle ();
  g_assert_cmpuint (service.n_requests, ==, 0);

  loopback_send (service.theirs, " OS: one more\n");
  loopback_settle ();
  service.now_usec += silence_usec - 1;
  loopback_settle ();
  g_assert_cmpuint (service.n_requests, ==, 0);

  service.now_usec += 1;
  loopback_expect (service.theirs, "ok\n");
  g_assert_cmpuint (service.n_requests, ==, 1);
  g_assert_cmpuint (service.last_number, ==, 123);
  service_clear (&service);
}

static void
test_end_of_stream (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  Service service;

  service_init (&service);
  service.on_request = answer_ok;
  loopback_send (service.theirs, PING ORIGINAL_LOOKUP);
  loopback_end_input (service.theirs);
  g_assert_cmpint (loopback_read_to_end (service.theirs, received), ==, LOOPBACK_END);
  g_assert_cmpstr (received->str, ==, "ok\nok\n");
  test_wait_until_true (&service.is_closed);
  g_assert_no_error (service.error);
  g_assert_cmpuint (service.n_closed, ==, 1);
  service_clear (&service);
}

static void
answer_later (Service *service, const WireRequest *request)
{
  net_server_connection_set_busy (service->connection, TRUE);
}

static void
service_answer_now (Service *service)
{
  answer_ok (service, NULL);
  net_server_connection_set_busy (service->connection, FALSE);
}

static void
test_busy (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  Service service;

  service_init (&service);
  service.on_request = answer_later;
  send_pings (service.theirs, 3);
  loopback_end_input (service.theirs);
  for (guint i = 1; i <= 3; i++)
    {
      loopback_settle ();
      g_assert_cmpuint (service.n_requests, ==, i);
      loopback_settle ();
      g_assert_cmpuint (service.n_requests, ==, i);
      service.now_usec += G_TIME_SPAN_HOUR;
      service_answer_now (&service);
    }
  g_assert_cmpint (loopback_read_to_end (service.theirs, received), ==, LOOPBACK_END);
  g_assert_cmpstr (received->str, ==, "ok\nok\nok\n");
  test_wait_until_true (&service.is_closed);
  g_assert_no_error (service.error);
  g_assert_cmpuint (service.n_timed_out, ==, 0);
  service_clear (&service);
}

/* What is asked while it is busy stays in the kernel, but for one read's worth. */
static void
test_busy_reads_no_further (void)
{
  Service service;
  g_autofree char *pings = g_strnfill (sizeof PING * 1000, '\n');
  g_autoptr (GError) error = NULL;

  service_init (&service);
  service.on_request = answer_later;
  loopback_send (service.theirs, PING);
  loopback_settle ();
  while (error == NULL)
    {
      g_socket_send (service.theirs, pings, sizeof PING * 1000, NULL, &error);
      loopback_settle ();
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_assert_cmpuint (service.n_requests, ==, 1);
  g_assert_false (service.is_closed);
  service_clear (&service);
}

static void
answer_much (Service *service, const WireRequest *request)
{
  g_autofree char *answer = g_strnfill (service->answer_length, 'm');

  net_connection_write (service_get_connection (service), answer, service->answer_length);
}

/* A client who asks for much and takes nothing is not answered further, whatever it has asked; and when it takes, it
 * gets everything. */
static void
test_slow_reader (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  Service service;
  guint n_before;

  loopback_set_receive_buffer (4096);
  service_init (&service);
  loopback_set_receive_buffer (0);
  loopback_set_send_buffer (service_get_connection (&service), 4096);

  service.on_request = answer_much;
  service.answer_length = 50000;
  send_pings (service.theirs, 200);
  loopback_settle ();
  n_before = service.n_requests;
  g_assert_cmpuint (n_before, <=, 4);
  g_assert_cmpuint (net_connection_get_unsent (service_get_connection (&service)), <=,
                    NET_CONNECTION_HIGH_MARK_BYTES + service.answer_length);
  g_assert_false (g_main_context_iteration (NULL, FALSE));

  loopback_read (service.theirs, received, 200 * service.answer_length);
  g_assert_cmpuint (service.n_requests, ==, 200);
  service_clear (&service);
}

static void
answer_and_close (Service *service, const WireRequest *request)
{
  answer_ok (service, request);
  net_server_connection_close (service->connection);
}

static void
test_close (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  Service service;

  service_init (&service);
  service.on_request = answer_and_close;
  send_pings (service.theirs, 5);
  g_assert_cmpint (loopback_read_to_end (service.theirs, received), ==, LOOPBACK_END);
  g_assert_cmpstr (received->str, ==, "ok\n");
  g_assert_cmpuint (service.n_requests, ==, 1);
  service_clear (&service);
}

/* After a fatal request the stream cannot be read on. */
static void
test_fatal (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  g_autofree char *endless = g_strnfill (WIRE_HEAD_MAX_BYTES + 1, 'x');
  Service service;

  service_init (&service);
  service.on_request = answer_ok;
  loopback_send (service.theirs, endless);
  g_assert_cmpint (loopback_read_to_end (service.theirs, received), ==, LOOPBACK_END);
  g_assert_cmpstr (received->str, ==, "ok\n");
  g_assert_cmpuint (service.n_refused, ==, 1);
  service_clear (&service);
}

static void
request_frees (Service *service, const WireRequest *request)
{
  net_server_connection_free (service->connection);
  service->connection = NULL;
  /* Still lent, for the whole call. */
  g_assert_true (wire_slice_equal_string (request->method_word, "PING"));
}

static void
test_freed_in_request (void)
{
  Service service;

  service_init (&service);
  service.on_request = request_frees;
  send_pings (service.theirs, 100);
  loopback_settle ();
  g_assert_cmpuint (service.n_requests, ==, 1);
  g_assert_cmpuint (service.n_closed, ==, 0);
  service_clear (&service);
}

static void
test_owner_deadline (void)
{
  Service service;

  service_init (&service);
  net_server_connection_set_deadline (service.connection, service.now_usec + 60 * G_TIME_SPAN_SECOND);
  loopback_send (service.theirs, ORIGINAL_LOOKUP);
  loopback_settle ();
  service.now_usec += G_TIME_SPAN_SECOND;
  loopback_settle ();
  g_assert_cmpuint (service.n_requests, ==, 1);
  g_assert_cmpuint (service.n_expired, ==, 0);
  service.now_usec += 59 * G_TIME_SPAN_SECOND - 1;
  loopback_settle ();
  g_assert_cmpuint (service.n_expired, ==, 0);
  service.now_usec += 1;
  loopback_settle ();
  g_assert_cmpuint (service.n_expired, ==, 1);
  service.now_usec += G_TIME_SPAN_DAY;
  loopback_settle ();
  g_assert_cmpuint (service.n_expired, ==, 1);
  g_assert_false (service.is_closed);
  service_clear (&service);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net-server-connection/request-and-answer", test_request);
  g_test_add_func ("/net-server-connection/four-system-calls-a-request", test_four_system_calls);
  g_test_add_func ("/net-server-connection/four-system-calls-for-sixteen", test_sixteen_pipelined);
  g_test_add_func ("/net-server-connection/a-batch-a-turn", test_batch);
  g_test_add_func ("/net-server-connection/who-yields-waits-for-the-next-turn", test_yield);
  g_test_add_func ("/net-server-connection/one-byte-at-a-time", test_one_byte_at_a_time);
  g_test_add_func ("/net-server-connection/head-deadline-is-for-the-whole", test_head_deadline);
  g_test_add_func ("/net-server-connection/each-head-has-its-own-time", test_head_deadline_starts_anew);
  g_test_add_func ("/net-server-connection/silence-ends-a-message", test_silence);
  g_test_add_func ("/net-server-connection/the-stream's-end-ends-a-message", test_end_of_stream);
  g_test_add_func ("/net-server-connection/busy-hands-out-nothing", test_busy);
  g_test_add_func ("/net-server-connection/busy-reads-no-further", test_busy_reads_no_further);
  g_test_add_func ("/net-server-connection/a-slow-reader-is-answered-no-further", test_slow_reader);
  g_test_add_func ("/net-server-connection/close-hands-out-nothing", test_close);
  g_test_add_func ("/net-server-connection/tells-what-is-upcoming", test_upcoming);
  g_test_add_func ("/net-server-connection/fatal-closes", test_fatal);
  g_test_add_func ("/net-server-connection/freed-in-request", test_freed_in_request);
  g_test_add_func ("/net-server-connection/owner's-deadline", test_owner_deadline);
  return g_test_run ();
}
