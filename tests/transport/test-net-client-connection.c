/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "loopback.h"
#include "net-client-connection.h"
#include "test-support.h"

#include <string.h>
#include <sys/socket.h>

#define OK_EMPTY "P2P-CI/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
#define OK_FIVE "P2P-CI/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

typedef struct _Asker Asker;
struct _Asker
{
  gint64 now_usec;
  NetPoller *poller;
  NetClientConnection *connection;
  GSocket *theirs;

  GString *story; /* what was called, in order */
  guint n_ends;
  guint n_expired;
  guint n_closed;
  gboolean is_closed;
  GError *error;
  void (*on_end) (Asker *asker);
};

static void
asker_head (NetClientConnection *connection, const WireResponse *response, gpointer user_data)
{
  Asker *asker = user_data;

  g_string_append_printf (asker->story, "%s%d ", response->is_notice ? "notice" : "", response->status);
}

static void
asker_body (NetClientConnection *connection, const char *bytes, gsize length, gpointer user_data)
{
  Asker *asker = user_data;

  g_string_append_len (asker->story, bytes, length);
}

static void
asker_end (NetClientConnection *connection, gpointer user_data)
{
  Asker *asker = user_data;

  g_string_append (asker->story, ". ");
  asker->n_ends++;
  if (asker->on_end != NULL)
    asker->on_end (asker);
}

static void
asker_expired (NetClientConnection *connection, gpointer user_data)
{
  Asker *asker = user_data;

  asker->n_expired++;
}

static void
asker_closed (NetClientConnection *connection, const GError *error, gpointer user_data)
{
  Asker *asker = user_data;

  asker->n_closed++;
  asker->is_closed = TRUE;
  asker->error = error != NULL ? g_error_copy (error) : NULL;
  asker->connection = NULL;
}

static const NetClientConnectionHandler asker_handler = {
  .head = asker_head,
  .body = asker_body,
  .end = asker_end,
  .expired = asker_expired,
  .closed = asker_closed,
};

static void
asker_init (Asker *asker)
{
  GSocket *ours;

  memset (asker, 0, sizeof *asker);
  asker->now_usec = 1000000;
  asker->poller = loopback_poller_new (&asker->now_usec);
  asker->story = g_string_new (NULL);
  loopback_pair (&ours, &asker->theirs);
  asker->connection =
      net_client_connection_new (asker->poller, ours, WIRE_FROM_INDEX, &asker_handler, asker, NULL);
  g_assert_nonnull (asker->connection);
}

static void
asker_clear (Asker *asker)
{
  if (asker->connection != NULL)
    net_client_connection_free (asker->connection);
  net_poller_free (asker->poller);
  g_clear_object (&asker->theirs);
  g_clear_error (&asker->error);
  g_string_free (asker->story, TRUE);
}

static void
asker_ping (Asker *asker, guint n)
{
  WireRequest request = { .method = WIRE_METHOD_PING, .version = WIRE_VERSION_1_1 };

  for (guint i = 0; i < n; i++)
    net_client_connection_send (asker->connection, &request);
}

static void
test_question_and_answer (void)
{
  Asker asker;

  asker_init (&asker);
  asker_ping (&asker, 1);
  g_assert_cmpuint (net_client_connection_get_n_owed (asker.connection), ==, 1);
  loopback_expect (asker.theirs, "PING P2P-CI/1.1\r\n\r\n");
  loopback_send (asker.theirs, OK_FIVE);
  loopback_settle ();
  g_assert_cmpstr (asker.story->str, ==, "200 hello. ");
  g_assert_cmpuint (net_client_connection_get_n_owed (asker.connection), ==, 0);
  asker_clear (&asker);
}

static void
test_pipelined (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  Asker asker;
  guint64 before;

  asker_init (&asker);
  before = net_poller_get_n_system_calls (asker.poller);
  asker_ping (&asker, 3);
  loopback_read (asker.theirs, received, 3 * strlen ("PING P2P-CI/1.1\r\n\r\n"));
  g_assert_cmpuint (net_poller_get_n_system_calls (asker.poller) - before, ==, 2);
  loopback_send (asker.theirs, OK_FIVE "P2P-CI/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" OK_EMPTY);
  loopback_settle ();
  g_assert_cmpstr (asker.story->str, ==, "200 hello. 404 . 200 . ");
  asker_clear (&asker);
}

static void
test_raw (void)
{
  Asker asker;

  asker_init (&asker);
  net_client_connection_send_raw (asker.connection, "GET 1\n", 6);
  g_assert_cmpuint (net_client_connection_get_n_owed (asker.connection), ==, 1);
  loopback_expect (asker.theirs, "GET 1\n");
  asker_clear (&asker);
}

static void
test_max_body (void)
{
  for (guint max = 4; max <= 5; max++)
    {
      Asker asker;

      asker_init (&asker);
      net_client_connection_set_max_body (asker.connection, max);
      asker_ping (&asker, 1);
      loopback_settle ();
      loopback_send (asker.theirs, OK_FIVE);
      loopback_settle ();
      g_assert_cmpint (asker.is_closed, ==, max == 4);
      if (max == 4)
        g_assert_error (asker.error, WIRE_ERROR, WIRE_ERROR_TOO_LARGE);
      else
        g_assert_cmpstr (asker.story->str, ==, "200 hello. ");
      asker_clear (&asker);
    }
}

static void
test_notice (void)
{
  Asker asker;

  asker_init (&asker);
  loopback_send (asker.theirs, "NOTIFY RFCS P2P-CI/1.1\r\nContent-Length: 4\r\n\r\nnews");
  loopback_settle ();
  g_assert_nonnull (strstr (asker.story->str, "notice"));
  g_assert_nonnull (strstr (asker.story->str, "news. "));
  g_assert_false (asker.is_closed);
  asker_clear (&asker);
}

static void
test_not_asked (void)
{
  Asker asker;

  asker_init (&asker);
  loopback_send (asker.theirs, OK_EMPTY);
  test_wait_until_true (&asker.is_closed);
  g_assert_error (asker.error, WIRE_ERROR, WIRE_ERROR_MALFORMED);
  g_assert_cmpstr (asker.story->str, ==, "");
  asker_clear (&asker);
}

static void
test_nonsense (void)
{
  Asker asker;

  asker_init (&asker);
  asker_ping (&asker, 1);
  loopback_settle ();
  loopback_send (asker.theirs, "HTTP/1.1 400 Bad Request\r\n\r\n");
  test_wait_until_true (&asker.is_closed);
  g_assert_nonnull (asker.error);
  g_assert_cmpuint (asker.n_closed, ==, 1);
  asker_clear (&asker);
}

static void
test_closed_while_owed (void)
{
  static const char *answers[] = { "", "P2P-CI/1.1 200", "P2P-CI/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      Asker asker;

      asker_init (&asker);
      asker_ping (&asker, 1);
      loopback_settle ();
      if (answers[i][0] != '\0')
        loopback_send (asker.theirs, answers[i]);
      loopback_end_input (asker.theirs);
      test_wait_until_true (&asker.is_closed);
      g_assert_nonnull (asker.error);
      g_assert_cmpuint (asker.n_ends, ==, 0);
      g_assert_cmpuint (asker.n_closed, ==, 1);
      asker_clear (&asker);
    }
}

static void
test_closed_after_all (void)
{
  Asker asker;

  asker_init (&asker);
  asker_ping (&asker, 1);
  loopback_settle ();
  loopback_send (asker.theirs, OK_FIVE);
  loopback_end_input (asker.theirs);
  test_wait_until_true (&asker.is_closed);
  g_assert_no_error (asker.error);
  g_assert_cmpstr (asker.story->str, ==, "200 hello. ");
  asker_clear (&asker);
}

/* An answer of 1.0 without a length ends with the silence. */
static void
test_silence (void)
{
  gint64 silence_usec = WIRE_SILENCE_MILLISECONDS * G_TIME_SPAN_MILLISECOND;
  Asker asker;

  asker_init (&asker);
  net_client_connection_send_raw (asker.connection, "LIST ALL P2P-CI/1.0\r\n\r\n", 23);
  loopback_settle ();
  loopback_send (asker.theirs, "P2P-CI/1.0 200 OK\r\n\r\nRFC 1 A hostA 6001\r\n");
  loopback_settle ();
  asker.now_usec += silence_usec - 1;
  loopback_settle ();
  g_assert_cmpuint (asker.n_ends, ==, 0);
  loopback_send (asker.theirs, "RFC 2 B hostB 6002\r\n");
  loopback_settle ();
  asker.now_usec += silence_usec - 1;
  loopback_settle ();
  g_assert_cmpuint (asker.n_ends, ==, 0);
  asker.now_usec += 1;
  loopback_settle ();
  g_assert_cmpuint (asker.n_ends, ==, 1);
  g_assert_true (g_str_has_prefix (asker.story->str, "200 RFC 1 A hostA 6001\r\nRFC 2 B hostB 6002"));
  asker_clear (&asker);
}

static void
end_pauses (Asker *asker)
{
  net_client_connection_set_reading (asker->connection, FALSE);
}

static void
test_reading_off (void)
{
  Asker asker;

  asker_init (&asker);
  asker.on_end = end_pauses;
  asker_ping (&asker, 3);
  loopback_settle ();
  loopback_send (asker.theirs, OK_EMPTY OK_EMPTY OK_EMPTY);
  loopback_end_input (asker.theirs);
  for (guint i = 1; i <= 3; i++)
    {
      loopback_settle ();
      g_assert_cmpuint (asker.n_ends, ==, i);
      g_assert_false (asker.is_closed);
      net_client_connection_set_reading (asker.connection, TRUE);
    }
  test_wait_until_true (&asker.is_closed);
  g_assert_no_error (asker.error);
  asker_clear (&asker);
}

static void
end_frees (Asker *asker)
{
  net_client_connection_free (asker->connection);
  asker->connection = NULL;
}

static void
test_freed_in_end (void)
{
  Asker asker;

  asker_init (&asker);
  asker.on_end = end_frees;
  asker_ping (&asker, 2);
  loopback_settle ();
  loopback_send (asker.theirs, OK_FIVE OK_FIVE);
  loopback_settle ();
  g_assert_cmpuint (asker.n_ends, ==, 1);
  g_assert_cmpuint (asker.n_closed, ==, 0);
  asker_clear (&asker);
}

static void
test_deadline (void)
{
  Asker asker;

  asker_init (&asker);
  net_client_connection_set_deadline (asker.connection, asker.now_usec + 1000);
  asker.now_usec += 999;
  loopback_settle ();
  g_assert_cmpuint (asker.n_expired, ==, 0);
  asker.now_usec += 1;
  loopback_settle ();
  g_assert_cmpuint (asker.n_expired, ==, 1);
  g_assert_false (asker.is_closed);
  asker_clear (&asker);
}

/* Far more requests than the marks allow an answerer, to one who answers each before it reads on: nobody waits for the
 * other for ever. */
static void
test_burst (void)
{
  enum { N = 60000 };
  g_autoptr (GString) received = g_string_new (NULL);
  Asker asker;
  gsize request_length = strlen ("PING P2P-CI/1.1\r\n\r\n");

  loopback_set_receive_buffer (4096);
  asker_init (&asker);
  loopback_set_receive_buffer (0);
  asker_ping (&asker, N);
  g_assert_cmpuint (net_connection_get_unsent (net_client_connection_get_connection (asker.connection)), >,
                    NET_CONNECTION_HARD_MARK_BYTES);

  loopback_read (asker.theirs, received, 10 * request_length);
  for (guint i = 0; i < 10; i++)
    loopback_send (asker.theirs, OK_EMPTY);
  loopback_settle ();
  g_assert_cmpuint (asker.n_ends, ==, 10);

  loopback_read (asker.theirs, received, N * request_length);
  g_assert_false (asker.is_closed);
  g_assert_cmpuint (net_client_connection_get_n_owed (asker.connection), ==, N - 10);
  asker_clear (&asker);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net-client-connection/question-and-answer", test_question_and_answer);
  g_test_add_func ("/net-client-connection/pipelined-in-one-send", test_pipelined);
  g_test_add_func ("/net-client-connection/raw", test_raw);
  g_test_add_func ("/net-client-connection/longest-body", test_max_body);
  g_test_add_func ("/net-client-connection/notice-is-no-answer", test_notice);
  g_test_add_func ("/net-client-connection/answer-to-nothing", test_not_asked);
  g_test_add_func ("/net-client-connection/nonsense", test_nonsense);
  g_test_add_func ("/net-client-connection/closed-while-owed", test_closed_while_owed);
  g_test_add_func ("/net-client-connection/closed-after-all", test_closed_after_all);
  g_test_add_func ("/net-client-connection/silence-ends-an-answer", test_silence);
  g_test_add_func ("/net-client-connection/reading-off", test_reading_off);
  g_test_add_func ("/net-client-connection/freed-in-end", test_freed_in_end);
  g_test_add_func ("/net-client-connection/deadline", test_deadline);
  g_test_add_func ("/net-client-connection/burst-over-every-mark", test_burst);
  return g_test_run ();
}
