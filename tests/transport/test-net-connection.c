/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "loopback.h"
#include "net-connection-private.h"
#include "test-support.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct _End End;
struct _End
{
  gint64 now_usec;
  NetPoller *poller;
  NetConnection *connection;
  GSocket *theirs;

  GString *received;
  guint n_received;
  gboolean is_ended;
  guint n_drained;
  guint n_expired;
  guint n_closed;
  gboolean is_closed;
  GError *error;
  guint64 progress;

  void (*on_received) (End *end);
  void (*on_ended) (End *end);
  void (*on_drained) (End *end);
  guint left_to_write;
};

static void
end_received (NetConnection *connection, const char *bytes, gsize length, gpointer user_data)
{
  End *end = user_data;

  g_assert_true (connection == end->connection);
  end->n_received++;
  g_string_append_len (end->received, bytes, length);
  if (end->on_received != NULL)
    end->on_received (end);
}

static void
end_ended (NetConnection *connection, gpointer user_data)
{
  End *end = user_data;

  end->is_ended = TRUE;
  if (end->on_ended != NULL)
    end->on_ended (end);
}

static void
end_drained (NetConnection *connection, gpointer user_data)
{
  End *end = user_data;

  end->n_drained++;
  if (end->on_drained != NULL)
    end->on_drained (end);
}

static void
end_expired (NetConnection *connection, gpointer user_data)
{
  End *end = user_data;

  end->n_expired++;
}

static void
end_closed (NetConnection *connection, const GError *error, gpointer user_data)
{
  End *end = user_data;

  end->n_closed++;
  end->is_closed = TRUE;
  end->error = error != NULL ? g_error_copy (error) : NULL;
  end->connection = NULL;
}

static const NetConnectionHandler end_handler = {
  .received = end_received,
  .ended = end_ended,
  .drained = end_drained,
  .expired = end_expired,
  .closed = end_closed,
};

static const NetConnectionHandler plain_handler = { .received = end_received, .closed = end_closed };

static void
end_init_with (End *end, const NetConnectionHandler *handler)
{
  GSocket *ours;

  memset (end, 0, sizeof *end);
  end->now_usec = 1000000;
  end->poller = loopback_poller_new (&end->now_usec);
  end->received = g_string_new (NULL);
  loopback_pair (&ours, &end->theirs);
  end->connection = net_connection_new (end->poller, ours, handler, end, NULL);
  g_assert_nonnull (end->connection);
}

static void
end_init (End *end)
{
  end_init_with (end, &end_handler);
}

static void
end_clear (End *end)
{
  if (end->connection != NULL)
    net_connection_free (end->connection);
  net_poller_free (end->poller);
  g_clear_object (&end->theirs);
  g_clear_error (&end->error);
  g_string_free (end->received, TRUE);
}

static gboolean
end_has_received (gpointer data)
{
  End *end = data;

  return end->n_received > 0;
}

static void
end_write_text (End *end, const char *text)
{
  net_connection_write (end->connection, text, strlen (text));
}

static void
end_answers (End *end)
{
  end_write_text (end, "answer");
}

static void
test_echo (void)
{
  End end;

  end_init (&end);
  end.on_received = end_answers;
  loopback_send (end.theirs, "question");
  loopback_expect (end.theirs, "answer");
  g_assert_cmpstr (end.received->str, ==, "question");
  g_assert_cmpuint (end.n_drained, ==, 1);
  end_clear (&end);
}

/* One poll(), one epoll_wait(), one recv(), one send(): the loop's own included. */
static void
test_four_system_calls (void)
{
  End end;

  end_init (&end);
  end.on_received = end_answers;

  for (guint i = 0; i < 10; i++)
    {
      guint64 before = net_poller_get_n_system_calls (end.poller);

      loopback_send (end.theirs, "question");
      loopback_expect (end.theirs, "answer");
      g_assert_cmpuint (net_poller_get_n_system_calls (end.poller) - before, ==, 4);
    }
  end_clear (&end);
}

static void
end_answers_sixteen_times (End *end)
{
  for (guint i = 0; i < 16; i++)
    end_write_text (end, "0123456789abcdef");
}

static void
test_one_send_a_turn (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  End end;
  guint64 before;

  end_init (&end);
  end.on_received = end_answers_sixteen_times;
  before = net_poller_get_n_system_calls (end.poller);
  loopback_send (end.theirs, "sixteen questions");
  loopback_read (end.theirs, received, 256);
  g_assert_cmpuint (net_poller_get_n_system_calls (end.poller) - before, ==, 4);
  end_clear (&end);
}

/* Written from outside a turn: it makes one, and all of it leaves together. */
static void
test_write_from_outside (void)
{
  End end;
  guint64 before;

  end_init (&end);
  before = net_poller_get_n_system_calls (end.poller);
  end_write_text (&end, "news ");
  end_write_text (&end, "and more");
  loopback_expect (end.theirs, "news and more");
  g_assert_cmpuint (net_poller_get_n_system_calls (end.poller) - before, ==, 2);
  end_clear (&end);
}

static void
test_output_in_place (void)
{
  End end;

  end_init (&end);
  g_string_append_printf (net_connection_get_output (end.connection), "%d", 42);
  net_connection_written (end.connection);
  g_assert_cmpuint (net_connection_get_unsent (end.connection), ==, 2);
  loopback_expect (end.theirs, "42");
  g_assert_cmpuint (net_connection_get_unsent (end.connection), ==, 0);
  end_clear (&end);
}

/* Idle, it owns no more than its struct; and a deadline or an answer leaves nothing behind. */
static void
test_idle_memory (void)
{
  End end;

  end_init (&end);
  end.on_received = end_answers;
  g_assert_cmpuint (sizeof (NetConnection), <=, 96);
  g_assert_null (end.connection->work);

  loopback_send (end.theirs, "question");
  loopback_expect (end.theirs, "answer");
  loopback_settle ();
  g_assert_null (end.connection->work);

  net_connection_set_deadline (end.connection, end.now_usec + 5);
  g_assert_nonnull (end.connection->work);
  net_connection_set_deadline (end.connection, 0);
  g_assert_null (end.connection->work);
  end_clear (&end);
}

static void
test_addresses (void)
{
  End end;
  g_autoptr (GSocketAddress) theirs = NULL;
  NetAddress address;
  guint16 port;
  guint16 their_port;
  char text[NET_ADDRESS_MAX_TEXT];

  end_init (&end);
  theirs = g_socket_get_local_address (end.theirs, NULL);
  net_address_from_socket_address (theirs, &address, &their_port);
  g_assert_true (net_address_equal (&address, net_connection_get_remote_address (end.connection, &port)));
  g_assert_cmpuint (port, ==, their_port);
  net_connection_get_local_address (end.connection, &address);
  g_assert_cmpstr (net_address_to_string (&address, text), ==, "127.0.0.1");
  end_clear (&end);
}

/* Ends */

static void
end_closes (End *end)
{
  end_write_text (end, "bye");
  net_connection_close (end->connection);
}

static void
test_close_sends_all (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  End end;

  end_init (&end);
  end.on_received = end_closes;
  loopback_send (end.theirs, "leave");
  g_assert_cmpint (loopback_read_to_end (end.theirs, received), ==, LOOPBACK_END);
  g_assert_cmpstr (received->str, ==, "bye");

  /* We wait for theirs, so that what they may still send does not reset the answer away. */
  g_assert_false (end.is_closed);
  loopback_send (end.theirs, "still talking");
  loopback_settle ();
  g_assert_false (end.is_closed);
  g_assert_cmpuint (end.n_received, ==, 1);

  loopback_end_input (end.theirs);
  test_wait_until_true (&end.is_closed);
  g_assert_no_error (end.error);
  g_assert_cmpuint (end.n_closed, ==, 1);
  end_clear (&end);
}

static void
test_linger_is_bounded_in_time (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  End end;

  end_init (&end);
  end_closes (&end);
  g_assert_cmpint (loopback_read_to_end (end.theirs, received), ==, LOOPBACK_END);
  end.now_usec += NET_CONNECTION_LINGER_SECONDS * G_TIME_SPAN_SECOND - 1;
  loopback_settle ();
  g_assert_false (end.is_closed);
  end.now_usec += 1;
  loopback_settle ();
  g_assert_true (end.is_closed);
  g_assert_no_error (end.error);
  end_clear (&end);
}

static gboolean
end_is_closed_while_they_send (gpointer data)
{
  static const char noise[65536];
  End *end = data;

  g_socket_send (end->theirs, noise, sizeof noise, NULL, NULL);
  return end->is_closed;
}

static void
test_linger_is_bounded_in_bytes (void)
{
  End end;

  end_init (&end);
  end_closes (&end);
  loopback_settle ();
  end_write_text (&end, "too late");
  test_wait_until (end_is_closed_while_they_send, &end);
  g_assert_cmpuint (end.n_received, ==, 0);
  end_clear (&end);
}

static void
end_answers_the_end (End *end)
{
  end_write_text (end, "last words");
  net_connection_close (end->connection);
}

static void
test_half_close (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  End end;

  end_init (&end);
  end.on_ended = end_answers_the_end;
  loopback_send (end.theirs, "question without an end");
  loopback_end_input (end.theirs);
  g_assert_cmpint (loopback_read_to_end (end.theirs, received), ==, LOOPBACK_END);
  g_assert_cmpstr (received->str, ==, "last words");
  test_wait_until_true (&end.is_closed);
  g_assert_no_error (end.error);
  end_clear (&end);
}

/* The owner may take its time after their end; the loop does not spin on the end of the stream meanwhile. */
static void
test_half_close_is_quiet (void)
{
  End end;

  end_init (&end);
  loopback_end_input (end.theirs);
  test_wait_until_true (&end.is_ended);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  end_answers_the_end (&end);
  test_wait_until_true (&end.is_closed);
  end_clear (&end);
}

static void
test_end_without_a_handler (void)
{
  End end;

  end_init_with (&end, &plain_handler);
  loopback_end_input (end.theirs);
  test_wait_until_true (&end.is_closed);
  g_assert_no_error (end.error);
  end_clear (&end);
}

static void
socket_reset (GSocket *socket)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  g_assert_cmpint (setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger), ==, 0);
  g_assert_true (g_socket_close (socket, NULL));
}

static void
test_their_reset (void)
{
  End end;

  end_init (&end);
  socket_reset (end.theirs);
  test_wait_until_true (&end.is_closed);
  g_assert_error (end.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_assert_cmpuint (end.n_closed, ==, 1);
  end_clear (&end);
}

/* Also when nobody reads: else the loop would spin on the error. */
static void
test_their_reset_while_not_reading (void)
{
  End end;

  end_init (&end);
  net_connection_set_reading (end.connection, FALSE);
  loopback_send (end.theirs, "unread");
  loopback_settle ();
  socket_reset (end.theirs);
  test_wait_until_true (&end.is_closed);
  g_assert_nonnull (end.error);
  end_clear (&end);
}

static void
test_our_reset (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no manners");
  g_autoptr (GString) received = g_string_new (NULL);
  End end;

  end_init (&end);
  end_write_text (&end, "lost");
  net_connection_reset (end.connection, error);
  g_assert_false (end.is_closed);
  loopback_settle ();
  g_assert_true (end.is_closed);
  g_assert_error (end.error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_cmpint (loopback_read_to_end (end.theirs, received), ==, LOOPBACK_RESET);
  g_assert_cmpuint (received->len, ==, 0);
  g_assert_cmpuint (end.n_closed, ==, 1);
  end_clear (&end);
}

static void
end_frees (End *end)
{
  end_write_text (end, "never sent");
  net_connection_set_deadline (end->connection, end->now_usec + 1);
  net_connection_free (end->connection);
  end->connection = NULL;
}

static void
test_freed_in_received (void)
{
  End end;

  end_init (&end);
  end.on_received = end_frees;
  loopback_send (end.theirs, "x");
  test_wait_until (end_has_received, &end);
  end.now_usec += G_TIME_SPAN_HOUR;
  loopback_settle ();
  g_assert_cmpuint (end.n_closed, ==, 0);
  g_assert_cmpuint (end.n_expired, ==, 0);
  end_clear (&end);
}

static void
test_freed_in_ended (void)
{
  End end;

  end_init (&end);
  end.on_ended = end_frees;
  loopback_end_input (end.theirs);
  test_wait_until_true (&end.is_ended);
  loopback_settle ();
  g_assert_cmpuint (end.n_closed, ==, 0);
  end_clear (&end);
}

static void
test_freed_in_drained (void)
{
  End end;

  end_init (&end);
  end.on_drained = end_frees;
  end_write_text (&end, "x");
  loopback_settle ();
  g_assert_cmpuint (end.n_drained, ==, 1);
  g_assert_null (end.connection);
  end_clear (&end);
}

static void
free_in_closed (NetConnection *connection, const GError *error, gpointer user_data)
{
  end_closed (connection, error, user_data);
  net_connection_set_deadline (connection, 1);
  net_connection_write (connection, "x", 1);
  net_connection_free (connection);
}

static void
test_freed_in_closed (void)
{
  static const NetConnectionHandler handler = { .received = end_received, .closed = free_in_closed };
  End end;

  end_init_with (&end, &handler);
  socket_reset (end.theirs);
  test_wait_until_true (&end.is_closed);
  loopback_settle ();
  g_assert_cmpuint (end.n_closed, ==, 1);
  end_clear (&end);
}

static End *other_end;

static void
end_frees_other (End *end)
{
  if (other_end->connection != NULL && other_end->n_received == 0)
    end_frees (other_end);
}

/* Two connections of one poller are ready in one batch; the first to run frees the other. */
static void
test_freed_in_batch (void)
{
  End a;
  End b;
  GSocket *ours;

  end_init (&a);
  memset (&b, 0, sizeof b);
  b.poller = a.poller;
  b.received = g_string_new (NULL);
  loopback_pair (&ours, &b.theirs);
  b.connection = net_connection_new (a.poller, ours, &end_handler, &b, NULL);

  other_end = &b;
  a.on_received = end_frees_other;
  loopback_send (a.theirs, "x");
  loopback_send (b.theirs, "x");
  test_wait_until (end_has_received, &a);
  loopback_settle ();
  g_assert_cmpuint (b.n_received, ==, 0);
  g_assert_null (b.connection);

  g_object_unref (b.theirs);
  g_string_free (b.received, TRUE);
  end_clear (&a);
}

/* Deadlines */

static void
test_deadline (void)
{
  End end;

  end_init (&end);
  net_connection_set_deadline (end.connection, end.now_usec + 1000);
  net_connection_set_deadline (end.connection, end.now_usec + 2000);
  end.now_usec += 1999;
  loopback_settle ();
  g_assert_cmpuint (end.n_expired, ==, 0);
  end.now_usec += 1;
  loopback_settle ();
  g_assert_cmpuint (end.n_expired, ==, 1);
  loopback_settle ();
  g_assert_cmpuint (end.n_expired, ==, 1);
  g_assert_null (end.connection->work);
  end_clear (&end);
}

/* Back-pressure */

static void
test_reading_off (void)
{
  End end;

  end_init (&end);
  net_connection_set_reading (end.connection, FALSE);
  loopback_send (end.theirs, "wait");
  loopback_settle ();
  g_assert_cmpuint (end.n_received, ==, 0);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  net_connection_set_reading (end.connection, TRUE);
  test_wait_until (end_has_received, &end);
  g_assert_cmpstr (end.received->str, ==, "wait");
  end_clear (&end);
}

/* A pause within a turn, as each batch of requests makes one, tells the kernel nothing. */
static void
test_short_pause_is_free (void)
{
  End end;
  guint64 before;

  end_init (&end);
  before = net_poller_get_n_system_calls (end.poller);
  net_connection_set_reading (end.connection, FALSE);
  net_connection_set_reading (end.connection, TRUE);
  g_assert_cmpuint (net_poller_get_n_system_calls (end.poller), ==, before);
  end_clear (&end);
}

/* Writes until the kernel takes no more, so that from then on each byte counts. */
static void
end_fill (End *end)
{
  static const char block[4096] = { [0 ... 4095] = 'f' };

  while (net_connection_get_unsent (end->connection) == 0)
    {
      net_connection_write (end->connection, block, sizeof block);
      net_connection_flush (end->connection);
    }
}

static void
end_pad (End *end, gsize unsent)
{
  gsize n_missing = unsent - net_connection_get_unsent (end->connection);
  g_autofree char *bytes = g_strnfill (n_missing, 'p');

  for (gsize n = 0; n < n_missing; n += 4096)
    {
      net_connection_write (end->connection, bytes + n, MIN (4096, n_missing - n));
      net_connection_flush (end->connection);
    }
}

static void
end_init_small (End *end)
{
  loopback_set_receive_buffer (4096);
  end_init (end);
  loopback_set_receive_buffer (0);
  /* The kernel would else grow it to megabytes. */
  loopback_set_send_buffer (end->connection, 4096);
}

static void
test_high_and_low_mark (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  End end;

  end_init_small (&end);
  end_fill (&end);
  end_pad (&end, NET_CONNECTION_HIGH_MARK_BYTES);
  loopback_settle ();
  loopback_send (end.theirs, "a");
  test_wait_until (end_has_received, &end);

  end_pad (&end, NET_CONNECTION_HIGH_MARK_BYTES + 1);
  loopback_settle ();
  end.n_received = 0;
  end.n_drained = 0;
  loopback_send (end.theirs, "b");
  loopback_settle ();
  g_assert_cmpuint (end.n_received, ==, 0);

  while (net_connection_get_unsent (end.connection) > NET_CONNECTION_LOW_MARK_BYTES)
    {
      g_assert_cmpuint (end.n_received, ==, 0);
      g_assert_cmpuint (end.n_drained, ==, 0);
      loopback_read (end.theirs, received, received->len + 512);
    }
  test_wait_until (end_has_received, &end);
  g_assert_cmpuint (end.n_drained, >, 0);
  g_assert_cmpstr (end.received->str, ==, "ab");
  end_clear (&end);
}

static void
test_hard_mark (void)
{
  for (gsize extra = 0; extra <= 2; extra++)
    {
      End end;

      end_init_small (&end);
      end_fill (&end);
      end_pad (&end, NET_CONNECTION_HARD_MARK_BYTES - 1 + extra);
      loopback_settle ();
      g_assert_cmpint (end.is_closed, ==, extra == 2);
      if (extra == 2)
        g_assert_error (end.error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      end_clear (&end);
    }
}

/* Three slow readers; what they hold together is at the limit, then one byte over it: the one that holds most goes, and only
 * that one. */
static void
test_output_of_all (void)
{
  static const gsize unsent[] = { 100000, 300000, 200000 };
  End ends[3];
  gint64 now_usec = 1000000;
  NetPoller *poller = loopback_poller_new (&now_usec);

  loopback_set_receive_buffer (4096);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      GSocket *ours;

      memset (&ends[i], 0, sizeof ends[i]);
      loopback_pair (&ours, &ends[i].theirs);
      g_socket_set_option (ours, SOL_SOCKET, SO_SNDBUF, 4096, NULL);
      ends[i].connection = net_connection_new (poller, ours, &end_handler, &ends[i], NULL);
      end_fill (&ends[i]);
      end_pad (&ends[i], unsent[i]);
    }
  loopback_set_receive_buffer (0);
  loopback_settle ();
  g_assert_cmpuint (net_poller_get_output_bytes (poller), ==, 600000);

  net_poller_set_output_limit (poller, 600001);
  end_pad (&ends[0], 100001);
  loopback_settle ();
  g_assert_cmpuint (net_poller_get_output_bytes (poller), ==, 600001);
  g_assert_false (ends[0].is_closed || ends[1].is_closed || ends[2].is_closed);

  end_pad (&ends[0], 100002);
  loopback_settle ();
  g_assert_cmpuint (net_poller_get_output_bytes (poller), ==, 300002);
  g_assert_false (ends[0].is_closed || ends[2].is_closed);
  g_assert_true (ends[1].is_closed);
  g_assert_error (ends[1].error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);

  net_connection_free (ends[0].connection);
  net_connection_free (ends[2].connection);
  g_assert_cmpuint (net_poller_get_output_bytes (poller), ==, 0);
  g_clear_error (&ends[1].error);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    g_object_unref (ends[i].theirs);
  net_poller_free (poller);
}

static void
test_stall (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  gint64 stall_usec = NET_CONNECTION_STALL_SECONDS * G_TIME_SPAN_SECOND;
  gsize before;
  End end;

  end_init_small (&end);
  end_fill (&end);
  end_pad (&end, 100000);
  loopback_settle ();

  end.now_usec += stall_usec - 1;
  loopback_settle ();
  g_assert_false (end.is_closed);

  /* Some progress: the time counts from here. */
  before = net_connection_get_unsent (end.connection);
  while (net_connection_get_unsent (end.connection) == before)
    loopback_read (end.theirs, received, received->len + 512);
  loopback_settle ();
  end.now_usec += stall_usec - 1;
  loopback_settle ();
  g_assert_false (end.is_closed);
  end.now_usec += 1;
  loopback_settle ();
  g_assert_true (end.is_closed);
  g_assert_error (end.error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  end_clear (&end);
}

/* All of it arrives, in order, through however many partial sends; closing waits for it. */
static void
test_slow_reader_gets_all (void)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GString) received = g_string_new (NULL);
  End end;

  end_init_small (&end);
  for (guint i = 0; expected->len < 300000; i++)
    {
      gsize before = expected->len;

      g_string_append_printf (expected, "%u,", i);
      net_connection_write (end.connection, expected->str + before, expected->len - before);
    }
  net_connection_write (end.connection, expected->str, 100000);
  g_string_append_len (expected, expected->str, 100000);
  net_connection_close (end.connection);
  g_assert_cmpint (loopback_read_to_end (end.theirs, received), ==, LOOPBACK_END);
  g_assert_true (g_string_equal (received, expected));
  end_clear (&end);
}

static void
end_writes_next (End *end)
{
  char block[4096];

  if (end->left_to_write == 0)
    return;

  memset (block, 'a' + end->left_to_write % 26, sizeof block);
  end->left_to_write--;
  net_connection_write (end->connection, block, sizeof block);
}

/* A writer by cursor: never more in memory than the low mark and one block, whatever the length. */
static void
test_cursor (void)
{
  g_autoptr (GString) received = g_string_new (NULL);
  End end;

  end_init_small (&end);
  end.left_to_write = 500;
  end.on_drained = end_writes_next;
  end_writes_next (&end);
  while (received->len < 500 * 4096)
    {
      loopback_read (end.theirs, received, received->len + 2048);
      g_assert_cmpuint (net_connection_get_unsent (end.connection), <=, NET_CONNECTION_LOW_MARK_BYTES + 4096);
    }
  for (guint i = 0; i < 500; i++)
    g_assert_cmpint (received->str[i * 4096], ==, 'a' + (500 - i) % 26);
  end_clear (&end);
}

/* A big piece leaves at once, behind what was written before it, with one system call. */
static void
test_big_write (void)
{
  g_autofree char *big = g_strnfill (20000, 'b');
  g_autoptr (GString) received = g_string_new (NULL);
  End end;
  guint64 before;

  end_init (&end);
  end_write_text (&end, "head ");
  before = net_connection_get_unsent (end.connection);
  g_assert_cmpuint (before, ==, 5);
  before = net_poller_get_n_system_calls (end.poller);
  net_connection_write (end.connection, big, 20000);
  g_assert_cmpuint (net_connection_get_unsent (end.connection), ==, 0);
  g_assert_cmpuint (net_poller_get_n_system_calls (end.poller) - before, ==, 1);
  end_write_text (&end, " tail");
  loopback_read (end.theirs, received, 20010);
  g_assert_true (g_str_has_prefix (received->str, "head bbb"));
  g_assert_true (g_str_has_suffix (received->str, "bbb tail"));
  end_clear (&end);
}

/* Files */

static int
file_new (const char *contents, gsize length)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("p2p-ci-XXXXXX", &path, &error);

  g_assert_no_error (error);
  unlink (path);
  g_assert_cmpint (write (fd, contents, length), ==, length);
  return fd;
}

static void
end_progress (NetConnection *connection, guint64 sent_bytes, gpointer user_data)
{
  End *end = user_data;

  g_assert_cmpuint (sent_bytes, >, end->progress);
  g_assert_cmpuint (sent_bytes - end->progress, <=, NET_CONNECTION_FILE_TURN_BYTES);
  end->progress = sent_bytes;
}

static void
test_file (void)
{
  g_autofree char *contents = g_malloc (1000003);
  g_autoptr (GString) received = g_string_new (NULL);
  End end;

  for (guint i = 0; i < 1000003; i++)
    contents[i] = (char) (i * 7919 >> 8);

  end_init (&end);
  end_write_text (&end, "head");
  net_connection_send_file (end.connection, file_new (contents, 1000003), 3, 1000000, end_progress);
  end_write_text (&end, "tail");
  g_assert_true (net_connection_is_sending_file (end.connection));

  loopback_read (end.theirs, received, 1000008);
  g_assert_cmpmem (received->str, 4, "head", 4);
  g_assert_cmpmem (received->str + 4, 1000000, contents + 3, 1000000);
  g_assert_cmpmem (received->str + 1000004, 4, "tail", 4);
  g_assert_cmpuint (end.progress, ==, 1000000);
  g_assert_false (net_connection_is_sending_file (end.connection));
  g_assert_cmpuint (end.n_drained, ==, 1);
  end_clear (&end);
}

static void
test_small_file_in_one_turn (void)
{
  End end;
  guint64 before;

  end_init (&end);
  before = net_poller_get_n_system_calls (end.poller);
  end_write_text (&end, "head ");
  net_connection_send_file (end.connection, file_new ("document", 8), 0, 8, NULL);
  loopback_expect (end.theirs, "head document");
  loopback_settle ();
  /* The loop's poll(), send(), sendfile(). */
  g_assert_cmpuint (net_poller_get_n_system_calls (end.poller) - before, ==, 3);
  g_assert_cmpuint (end.n_drained, ==, 1);
  end_clear (&end);
}

static void
test_empty_file (void)
{
  End end;

  end_init (&end);
  end_write_text (&end, "head ");
  net_connection_send_file (end.connection, file_new ("", 0), 0, 0, NULL);
  g_assert_false (net_connection_is_sending_file (end.connection));
  end_write_text (&end, "tail");
  loopback_expect (end.theirs, "head tail");
  end_clear (&end);
}

/* It promised more than there is now: the receiver sees an error, no orderly end and no other bytes. */
static void
test_truncated_file (void)
{
  g_autofree char *contents = g_strnfill (100000, 'c');
  g_autoptr (GString) received = g_string_new (NULL);
  End end;
  int fd = file_new (contents, 100000);

  end_init (&end);
  g_assert_cmpint (ftruncate (fd, 50000), ==, 0);
  net_connection_send_file (end.connection, fd, 0, 100000, NULL);
  end_write_text (&end, "tail");
  g_assert_cmpint (loopback_read_to_end (end.theirs, received), ==, LOOPBACK_RESET);
  g_assert_cmpuint (received->len, <=, 50000);
  test_wait_until_true (&end.is_closed);
  g_assert_error (end.error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
  end_clear (&end);
}

static void
test_file_is_closed_on_reset (void)
{
  End end;
  int fd = file_new ("x", 1);

  end_init (&end);
  net_connection_send_file (end.connection, fd, 0, 1, NULL);
  socket_reset (end.theirs);
  net_connection_free (g_steal_pointer (&end.connection));
  g_assert_cmpint (fcntl (fd, F_GETFD), ==, -1);
  g_assert_cmpint (errno, ==, EBADF);
  end_clear (&end);
}

/* Another socket gets its turn between two shares of a file. */
static gboolean
end_has_answered_during_file (gpointer data)
{
  End *end = data;

  return end->n_received > 0 || !net_connection_is_sending_file (other_end->connection);
}

static void
test_file_yields (void)
{
  g_autofree char *contents = g_strnfill (8 * 1024 * 1024, 'y');
  g_autoptr (GString) received = g_string_new (NULL);
  End sender;
  End other;
  GSocket *ours;

  end_init (&sender);
  memset (&other, 0, sizeof other);
  other.received = g_string_new (NULL);
  loopback_pair (&ours, &other.theirs);
  other.connection = net_connection_new (sender.poller, ours, &end_handler, &other, NULL);
  other_end = &sender;

  net_connection_send_file (sender.connection, file_new (contents, 8 * 1024 * 1024), 0, 8 * 1024 * 1024, end_progress);
  loopback_send (other.theirs, "me too");
  test_wait_until (end_has_answered_during_file, &other);
  g_assert_cmpuint (other.n_received, ==, 1);
  g_assert_cmpuint (sender.progress, <=, 2 * NET_CONNECTION_FILE_TURN_BYTES);

  net_connection_free (other.connection);
  g_object_unref (other.theirs);
  g_string_free (other.received, TRUE);
  end_clear (&sender);
}

static gboolean
end_get_option (End *end, int level, int option, int *value)
{
  socklen_t length = sizeof *value;

  return getsockopt (net_connection_get_fd (end->connection), level, option, value, &length) == 0;
}

static void
test_member_timeouts (void)
{
  End end;
  int value;

  end_init (&end);
  net_connection_set_member_timeouts (end.connection);
  g_assert_true (end_get_option (&end, SOL_SOCKET, SO_KEEPALIVE, &value));
  g_assert_cmpint (value, ==, 1);
  g_assert_true (end_get_option (&end, IPPROTO_TCP, TCP_KEEPIDLE, &value));
  g_assert_cmpint (value, ==, 60);
  g_assert_true (end_get_option (&end, IPPROTO_TCP, TCP_KEEPINTVL, &value));
  g_assert_cmpint (value, ==, 15);
  g_assert_true (end_get_option (&end, IPPROTO_TCP, TCP_KEEPCNT, &value));
  g_assert_cmpint (value, ==, 4);
  g_assert_true (end_get_option (&end, IPPROTO_TCP, TCP_USER_TIMEOUT, &value));
  g_assert_cmpint (value, ==, 120000);
  end_clear (&end);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net-connection/question-and-answer", test_echo);
  g_test_add_func ("/net-connection/four-system-calls-a-request", test_four_system_calls);
  g_test_add_func ("/net-connection/one-send-a-turn", test_one_send_a_turn);
  g_test_add_func ("/net-connection/written-from-outside-a-turn", test_write_from_outside);
  g_test_add_func ("/net-connection/output-formatted-in-place", test_output_in_place);
  g_test_add_func ("/net-connection/idle-owns-no-more-than-its-struct", test_idle_memory);
  g_test_add_func ("/net-connection/addresses", test_addresses);
  g_test_add_func ("/net-connection/close-sends-all-and-waits-for-their-end", test_close_sends_all);
  g_test_add_func ("/net-connection/the-wait-is-bounded-in-time", test_linger_is_bounded_in_time);
  g_test_add_func ("/net-connection/the-wait-is-bounded-in-bytes", test_linger_is_bounded_in_bytes);
  g_test_add_func ("/net-connection/half-close-can-be-answered", test_half_close);
  g_test_add_func ("/net-connection/half-close-is-quiet", test_half_close_is_quiet);
  g_test_add_func ("/net-connection/end-without-a-handler-closes", test_end_without_a_handler);
  g_test_add_func ("/net-connection/their-reset", test_their_reset);
  g_test_add_func ("/net-connection/their-reset-while-not-reading", test_their_reset_while_not_reading);
  g_test_add_func ("/net-connection/our-reset", test_our_reset);
  g_test_add_func ("/net-connection/freed-in-received", test_freed_in_received);
  g_test_add_func ("/net-connection/freed-in-ended", test_freed_in_ended);
  g_test_add_func ("/net-connection/freed-in-drained", test_freed_in_drained);
  g_test_add_func ("/net-connection/freed-in-closed", test_freed_in_closed);
  g_test_add_func ("/net-connection/freed-in-the-batch", test_freed_in_batch);
  g_test_add_func ("/net-connection/deadline", test_deadline);
  g_test_add_func ("/net-connection/reading-off", test_reading_off);
  g_test_add_func ("/net-connection/a-short-pause-is-free", test_short_pause_is_free);
  g_test_add_func ("/net-connection/high-and-low-mark", test_high_and_low_mark);
  g_test_add_func ("/net-connection/hard-mark", test_hard_mark);
  g_test_add_func ("/net-connection/output-of-all-together", test_output_of_all);
  g_test_add_func ("/net-connection/stall", test_stall);
  g_test_add_func ("/net-connection/a-slow-reader-gets-all", test_slow_reader_gets_all);
  g_test_add_func ("/net-connection/a-writer-by-cursor-stays-small", test_cursor);
  g_test_add_func ("/net-connection/a-big-piece-leaves-at-once", test_big_write);
  g_test_add_func ("/net-connection/file-between-bytes", test_file);
  g_test_add_func ("/net-connection/small-file-in-one-turn", test_small_file_in_one_turn);
  g_test_add_func ("/net-connection/empty-file", test_empty_file);
  g_test_add_func ("/net-connection/truncated-file-resets", test_truncated_file);
  g_test_add_func ("/net-connection/file-is-closed-with-the-connection", test_file_is_closed_on_reset);
  g_test_add_func ("/net-connection/file-yields", test_file_yields);
  g_test_add_func ("/net-connection/member-timeouts", test_member_timeouts);
  return g_test_run ();
}
