/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net-connection-private.h"

#include "net-poller-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define NET_CONNECTION_SMALL_READ_BYTES (NET_POLLER_READ_BUFFER_BYTES / 4)
#define NET_CONNECTION_READS_PER_EVENT 4u
#define NET_CONNECTION_DIRECT_BYTES (16u * 1024u)

/* An event, a deadline or a turn's end enters with net_connection_hold() and leaves with net_connection_release(). All
 * that ends a connection only marks it; release() calls closed(), when nobody else stands on the connection. */

static void net_connection_turn_end (NetTurnEnd *turn_end);
static void net_connection_due (NetDeadline *deadline);

static NetConnectionWork *
net_connection_get_work (NetConnection *connection)
{
  NetConnectionWork *work = connection->work;

  if (work == NULL)
    {
      work = net_poller_take_block (connection->poller, NET_BLOCK_CONNECTION_WORK, sizeof (NetConnectionWork));
      work->connection = connection;
      work->turn_end.func = net_connection_turn_end;
      work->deadline.func = net_connection_due;
      connection->work = work;
    }

  return work;
}

static void
net_connection_drop_work (NetConnection *connection)
{
  NetConnectionWork *work = g_steal_pointer (&connection->work);

  if (work == NULL)
    return;

  net_poller_clear_deadline (connection->poller, &work->deadline);
  net_poller_unqueue_turn_end (connection->poller, &work->turn_end);
  net_output_budget_remove (net_poller_get_output_budget (connection->poller), work);
  net_output_clear (&work->output, connection->poller);
  g_clear_error (&work->error);
  net_poller_give_block (connection->poller, NET_BLOCK_CONNECTION_WORK, work);
}

/* An idle connection owns no more than its struct. */
static void
net_connection_rest (NetConnection *connection)
{
  NetConnectionWork *work = connection->work;

  if (work != NULL && work->owner_due_usec == 0 && work->own_due_usec == 0 && work->turn_end.next == NULL
      && work->n_kept == 0 && net_output_is_empty (&work->output) && !connection->is_closing && !connection->is_dead)
    net_connection_drop_work (connection);
}

static void
net_connection_queue_turn_end (NetConnection *connection)
{
  net_poller_queue_turn_end (connection->poller, &net_connection_get_work (connection)->turn_end);
}

static void
net_connection_update_deadline (NetConnection *connection)
{
  NetConnectionWork *work = connection->work;
  gint64 due_usec = work->owner_due_usec;

  if (due_usec == 0 || (work->own_due_usec != 0 && work->own_due_usec < due_usec))
    due_usec = work->own_due_usec;

  net_poller_set_deadline (connection->poller, &work->deadline, due_usec);
}

static void
net_connection_set_own_deadline (NetConnection *connection, guint seconds)
{
  NetConnectionWork *work = connection->work;
  gint64 due_usec = seconds == 0 ? 0 : net_poller_get_now_usec (connection->poller) + seconds * G_TIME_SPAN_SECOND;

  if (work == NULL || work->own_due_usec == due_usec)
    return;

  work->own_due_usec = due_usec;
  net_connection_update_deadline (connection);
}

/* Ends */

static void
net_connection_detach (NetConnection *connection)
{
  if (connection->is_detached)
    return;

  connection->is_detached = TRUE;
  net_poller_remove (connection->poller, &connection->watch);
  net_connection_drop_work (connection);

  if (connection->is_reset)
    {
      struct linger linger = { .l_onoff = 1, .l_linger = 0 };

      net_poller_count_system_call (connection->poller);
      setsockopt (connection->watch.fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }

  net_poller_count_system_call (connection->poller);
  close (connection->watch.fd);
  connection->watch.fd = -1;
}

static void
net_connection_finish (NetConnection *connection)
{
  g_autoptr (GError) error = connection->work != NULL ? g_steal_pointer (&connection->work->error) : NULL;

  net_connection_detach (connection);
  connection->handler->closed (connection, error, connection->user_data);
  connection->is_freed = TRUE;
}

/* Takes @error. The first one counts; after our FIN all has been said, and none does. */
static void
net_connection_die (NetConnection *connection, GError *error)
{
  if (connection->is_shut)
    g_clear_error (&error);

  if (connection->is_dead || connection->is_detached)
    {
      g_clear_error (&error);
      return;
    }

  net_connection_get_work (connection)->error = error;
  connection->is_dead = TRUE;
  net_connection_queue_turn_end (connection);
}

static void
net_connection_die_by_reset (NetConnection *connection, GError *error)
{
  connection->is_reset = TRUE;
  net_connection_die (connection, error);
}

void
net_connection_hold (NetConnection *connection)
{
  connection->n_holds++;
}

void
net_connection_release (NetConnection *connection)
{
  if (connection->n_holds == 1 && connection->is_dead && !connection->is_freed)
    net_connection_finish (connection);

  if (--connection->n_holds > 0)
    return;

  if (!connection->is_freed)
    {
      net_connection_rest (connection);
      return;
    }

  net_connection_drop_work (connection);
  g_free (connection);
}

/* Watching */

static gboolean
net_connection_may_read (NetConnection *connection)
{
  if (connection->is_input_ended || connection->is_dead || connection->is_detached)
    return FALSE;
  if (connection->is_closing)
    return connection->is_shut;

  return connection->wants_input && !connection->is_over_mark;
}

/* That input is not wanted is told to the kernel only when some comes: most pauses are shorter, and cost nothing. */
static void
net_connection_watch (NetConnection *connection, gboolean is_blocked)
{
  guint32 events = net_connection_may_read (connection) ? EPOLLIN : connection->watch.events & EPOLLIN;

  if (is_blocked)
    events |= EPOLLOUT;

  net_poller_change (connection->poller, &connection->watch, events);
}

static void
net_connection_stop_watching_input (NetConnection *connection)
{
  net_poller_change (connection->poller, &connection->watch, connection->watch.events & ~(guint32) EPOLLIN);
}

static gboolean
net_connection_is_blocked (NetConnection *connection)
{
  return (connection->watch.events & EPOLLOUT) != 0;
}

/* Sending */

static void
net_connection_shut (NetConnection *connection)
{
  net_poller_count_system_call (connection->poller);
  connection->is_shut = TRUE;

  if (connection->is_input_ended || shutdown (connection->watch.fd, SHUT_WR) != 0)
    {
      net_connection_die (connection, NULL);
      return;
    }

  net_connection_get_work (connection);
  net_connection_set_own_deadline (connection, NET_CONNECTION_LINGER_SECONDS);
}

static gboolean
net_connection_can_send (NetConnection *connection)
{
  return connection->work != NULL && !connection->is_dead && !connection->is_detached && !connection->is_shut;
}

static gboolean
net_connection_is_under_low_mark (NetConnection *connection)
{
  return net_connection_get_unsent (connection) <= NET_CONNECTION_LOW_MARK_BYTES
         && !net_connection_is_sending_file (connection);
}

void
net_connection_reset_slow (NetConnection *connection)
{
  net_connection_die_by_reset (connection, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                                                                _("The other side takes its answers too slowly.")));
}

/* What follows from how a send went: marks, the stall timer, what to watch. Calls no handler. */
static void
net_connection_sent (NetConnection *connection, NetOutputStatus status, gboolean is_progress, GError *error)
{
  gsize n_unsent = net_connection_get_unsent (connection);

  if (status == NET_OUTPUT_FAILED)
    {
      /* A file that does not keep its promised length: an orderly end would look like the end of the answer. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
        net_connection_die_by_reset (connection, error);
      else
        net_connection_die (connection, error);
      return;
    }

  if (n_unsent > NET_CONNECTION_HARD_MARK_BYTES && !connection->is_asker)
    {
      net_connection_reset_slow (connection);
      return;
    }

  if (n_unsent > NET_CONNECTION_HIGH_MARK_BYTES && !connection->is_asker)
    connection->is_over_mark = TRUE;
  else if (n_unsent <= NET_CONNECTION_LOW_MARK_BYTES)
    connection->is_over_mark = FALSE;

  if (status == NET_OUTPUT_EMPTY)
    net_connection_set_own_deadline (connection, 0);
  else if (is_progress || connection->work->own_due_usec == 0)
    net_connection_set_own_deadline (connection, NET_CONNECTION_STALL_SECONDS);

  if (n_unsent + connection->work->n_kept != connection->work->n_counted)
    net_connection_count_output (connection);
  if (status == NET_OUTPUT_EMPTY && connection->is_closing)
    net_connection_shut (connection);
  net_connection_watch (connection, status != NET_OUTPUT_EMPTY && !connection->is_dead);
}

static void
net_connection_send (NetConnection *connection)
{
  NetOutput *output = &connection->work->output;
  gsize n_before = net_output_get_unsent (output);
  guint64 file_before = output->file_sent;
  GError *error = NULL;
  NetOutputStatus status = net_output_send (output, connection->poller, connection->watch.fd, &error);

  net_connection_sent (connection, status, net_output_get_unsent (output) < n_before || output->file_sent > file_before,
                       error);
}

void
net_connection_flush (NetConnection *connection)
{
  /* A file's progress is told, so it waits for the turn's end, and so does what stands before it. */
  if (net_connection_can_send (connection) && !connection->work->output.has_file
      && !net_connection_is_blocked (connection))
    net_connection_send (connection);
}

static void
net_connection_tell_progress (NetConnection *connection, guint64 sent_before)
{
  NetConnectionWork *work = connection->work;

  if (work != NULL && work->progress != NULL && work->output.file_sent != sent_before)
    work->progress (connection, work->output.file_sent, connection->user_data);
}

/* Sends, and tells the owner how it went. The caller holds the connection. */
static void
net_connection_send_and_tell (NetConnection *connection)
{
  NetConnectionWork *work = connection->work;
  guint64 sent_before;

  if (!net_connection_can_send (connection))
    return;

  net_poller_unqueue_turn_end (connection->poller, &work->turn_end);
  sent_before = work->output.file_sent;
  net_connection_send (connection);

  if (!connection->is_dead)
    net_connection_tell_progress (connection, sent_before);
  if (!net_connection_is_gone (connection) && connection->handler->drained != NULL
      && net_connection_is_under_low_mark (connection))
    connection->handler->drained (connection, connection->user_data);
}

static void
net_connection_turn_end (NetTurnEnd *turn_end)
{
  NetConnectionWork *work = NET_CONTAINER_OF (turn_end, NetConnectionWork, turn_end);
  NetConnection *connection = work->connection;

  net_connection_hold (connection);
  if (!net_connection_is_blocked (connection))
    net_connection_send_and_tell (connection);
  net_connection_release (connection);
}

/* Receiving */

static GError *
net_error_from_errno (int number)
{
  return g_error_new_literal (G_IO_ERROR, g_io_error_from_errno (number), g_strerror (number));
}

static void
net_connection_input_ended (NetConnection *connection)
{
  connection->is_input_ended = TRUE;
  net_connection_stop_watching_input (connection);

  if (connection->is_shut)
    net_connection_die (connection, NULL);
  else if (connection->handler->ended != NULL)
    connection->handler->ended (connection, connection->user_data);
  else
    net_connection_close (connection);
}

/* After our FIN: what still comes is dropped, within bounds. */
static void
net_connection_drop_input (NetConnection *connection, gsize length)
{
  NetConnectionWork *work = net_connection_get_work (connection);

  work->n_dropped += length;
  if (work->n_dropped > NET_CONNECTION_LINGER_BYTES)
    net_connection_die (connection, NULL);
}

/* TRUE when the buffer was full and there may be more. */
static gboolean
net_connection_receive (NetConnection *connection)
{
  gsize buffer_length;
  char *buffer = net_poller_get_read_buffer (connection->poller, &buffer_length);
  gssize length;

  if (connection->is_small_reader)
    buffer_length = NET_CONNECTION_SMALL_READ_BYTES;

  net_poller_count_system_call (connection->poller);
  do
    length = recv (connection->watch.fd, buffer, buffer_length, 0);
  while (length < 0 && errno == EINTR);

  if (length > 0 && connection->is_shut)
    net_connection_drop_input (connection, (gsize) length);
  else if (length > 0)
    connection->handler->received (connection, buffer, (gsize) length, connection->user_data);
  else if (length == 0)
    net_connection_input_ended (connection);
  else if (errno != EAGAIN)
    net_connection_die (connection, net_error_from_errno (errno));

  return length > 0 && (gsize) length == buffer_length && !connection->is_small_reader;
}

/* The socket has failed, or both sides are shut, and input is not being read, which would have told. */
static void
net_connection_hung_up (NetConnection *connection)
{
  int number = 0;
  socklen_t length = sizeof number;

  net_poller_count_system_call (connection->poller);
  getsockopt (connection->watch.fd, SOL_SOCKET, SO_ERROR, &number, &length);
  net_connection_die (connection, number != 0 ? net_error_from_errno (number)
                                              : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                                                     _("The other side closed the connection.")));
}

static void
net_connection_ready (NetWatch *watch, guint32 events)
{
  NetConnection *connection = NET_CONTAINER_OF (watch, NetConnection, watch);

  if (connection->is_dead)
    return;

  net_connection_hold (connection);

  if ((events & EPOLLOUT) != 0)
    net_connection_send_and_tell (connection);

  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !connection->is_dead && !connection->is_freed)
    {
      if (net_connection_may_read (connection))
        {
          guint n_reads = 0;

          while (net_connection_receive (connection) && ++n_reads < NET_CONNECTION_READS_PER_EVENT
                 && net_connection_may_read (connection))
            ;
        }
      else if ((events & (EPOLLHUP | EPOLLERR)) != 0)
        net_connection_hung_up (connection);
      else
        net_connection_stop_watching_input (connection);

      /* What this input was answered with leaves in one send, while it is warm. */
      if (connection->work != NULL && connection->work->turn_end.next != NULL && !net_connection_is_blocked (connection))
        net_connection_send_and_tell (connection);
    }

  net_connection_release (connection);
}

static void
net_connection_due (NetDeadline *deadline)
{
  NetConnectionWork *work = NET_CONTAINER_OF (deadline, NetConnectionWork, deadline);
  NetConnection *connection = work->connection;
  gint64 now_usec = net_poller_get_now_usec (connection->poller);
  gboolean is_owner_due = work->owner_due_usec != 0 && work->owner_due_usec <= now_usec;
  gboolean is_own_due = work->own_due_usec != 0 && work->own_due_usec <= now_usec;

  net_connection_hold (connection);

  if (is_own_due)
    {
      work->own_due_usec = 0;
      if (connection->is_shut)
        net_connection_die (connection, NULL);
      else
        net_connection_die_by_reset (
            connection, g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _("The other side took nothing for %u seconds."),
                                     NET_CONNECTION_STALL_SECONDS));
    }
  if (is_owner_due)
    work->owner_due_usec = 0;
  net_connection_update_deadline (connection);

  if (is_owner_due && !net_connection_is_gone (connection) && connection->handler->expired != NULL)
    connection->handler->expired (connection, connection->user_data);

  net_connection_release (connection);
}

/* Public */

NetConnection *
net_connection_new_sized (gsize struct_bytes,
                          NetPoller *poller,
                          int fd,
                          const NetConnectionHandler *handler,
                          gpointer user_data,
                          GError **error)
{
  NetConnection *connection = g_malloc0 (struct_bytes);
  struct sockaddr_storage native;
  socklen_t length = sizeof native;

  connection->watch.func = net_connection_ready;
  connection->poller = poller;
  connection->handler = handler;
  connection->user_data = user_data;
  connection->wants_input = TRUE;

  net_poller_count_system_call (poller);
  if (getpeername (fd, (struct sockaddr *) &native, &length) == 0)
    net_address_from_native (&native, &connection->remote_address, &connection->remote_port);

  if (!net_poller_add (poller, &connection->watch, fd, EPOLLIN, error))
    {
      close (fd);
      g_free (connection);
      return NULL;
    }

  return connection;
}

NetConnection *
net_connection_new (NetPoller *poller,
                    GSocket *socket,
                    const NetConnectionHandler *handler,
                    gpointer user_data,
                    GError **error)
{
  int fd = net_socket_steal_fd (socket, error);

  if (fd < 0)
    return NULL;
  return net_connection_new_sized (sizeof (NetConnection), poller, fd, handler, user_data, error);
}

void
net_connection_free (NetConnection *connection)
{
  if (connection->is_freed)
    return;

  net_connection_hold (connection);
  net_connection_detach (connection);
  connection->is_freed = TRUE;
  net_connection_release (connection);
}

gpointer
net_connection_get_user_data (NetConnection *connection)
{
  return connection->user_data;
}

void
net_connection_set_user_data (NetConnection *connection, gpointer user_data)
{
  connection->user_data = user_data;
}

int
net_connection_get_fd (NetConnection *connection)
{
  return connection->watch.fd;
}

NetPoller *
net_connection_get_poller (NetConnection *connection)
{
  return connection->poller;
}

const NetAddress *
net_connection_get_remote_address (NetConnection *connection, guint16 *port)
{
  if (port != NULL)
    *port = connection->remote_port;

  return &connection->remote_address;
}

void
net_connection_get_local_address (NetConnection *connection, NetAddress *address)
{
  struct sockaddr_storage native;
  socklen_t length = sizeof native;
  guint16 port;

  memset (address, 0, sizeof *address);
  net_poller_count_system_call (connection->poller);
  if (getsockname (connection->watch.fd, (struct sockaddr *) &native, &length) == 0)
    net_address_from_native (&native, address, &port);
}

GString *
net_connection_get_output (NetConnection *connection)
{
  return net_output_get_bytes (&net_connection_get_work (connection)->output, connection->poller);
}

void
net_connection_written (NetConnection *connection)
{
  gsize n_unsent = net_connection_get_unsent (connection);

  net_connection_queue_turn_end (connection);

  if (n_unsent <= NET_CONNECTION_HIGH_MARK_BYTES || connection->is_asker)
    return;

  connection->is_over_mark = TRUE;
  if (net_connection_is_blocked (connection))
    net_connection_count_output (connection);
  if (n_unsent <= NET_CONNECTION_HARD_MARK_BYTES)
    return;

  /* Perhaps the other side takes it, and only this turn was long. */
  if (connection->work->output.has_file)
    net_connection_reset_slow (connection);
  else if (net_connection_can_send (connection))
    net_connection_send (connection);
}

void
net_connection_write (NetConnection *connection, const char *bytes, gsize length)
{
  NetConnectionWork *work = net_connection_get_work (connection);

  if (length >= NET_CONNECTION_DIRECT_BYTES && !work->output.has_file && !net_connection_is_blocked (connection)
      && net_connection_can_send (connection))
    {
      GError *error = NULL;
      NetOutputStatus status = net_output_send_directly (&work->output, connection->poller, connection->watch.fd, bytes,
                                                         length, &error);

      net_connection_sent (connection, status, TRUE, error);
      net_connection_queue_turn_end (connection);
      return;
    }

  g_string_append_len (net_connection_get_output (connection), bytes, (gssize) length);
  net_connection_written (connection);
}

void
net_connection_send_file (NetConnection *connection,
                          int fd,
                          guint64 offset,
                          guint64 length,
                          void (*progress) (NetConnection *connection, guint64 sent_bytes, gpointer user_data))
{
  NetConnectionWork *work = net_connection_get_work (connection);

  g_return_if_fail (!work->output.has_file);

  net_output_set_file (&work->output, connection->poller, fd, offset, length);
  work->progress = progress;
  net_connection_queue_turn_end (connection);
}

gsize
net_connection_get_unsent (NetConnection *connection)
{
  return connection->work != NULL ? net_output_get_unsent (&connection->work->output) : 0;
}

const char *
net_connection_peek_unsent (NetConnection *connection)
{
  const NetOutput *output = connection->work != NULL ? &connection->work->output : NULL;

  return output != NULL && output->bytes != NULL ? output->bytes->str + output->n_sent : NULL;
}

gboolean
net_connection_can_be_passed_on (NetConnection *connection)
{
  return !connection->is_dead && !connection->is_detached && !connection->is_shut && !connection->is_freed;
}

gboolean
net_connection_is_sending_file (NetConnection *connection)
{
  return connection->work != NULL && connection->work->output.has_file;
}

void
net_connection_set_reading (NetConnection *connection, gboolean is_reading)
{
  connection->wants_input = is_reading;
  if (net_connection_may_read (connection))
    net_poller_change (connection->poller, &connection->watch, connection->watch.events | EPOLLIN);
}

void
net_connection_set_kept_input (NetConnection *connection, gsize n_bytes)
{
  gsize n_before = connection->work != NULL ? connection->work->n_kept : 0;

  if (n_bytes == n_before || connection->is_dead || connection->is_detached)
    return;

  net_connection_get_work (connection)->n_kept = n_bytes;
  net_connection_count_output (connection);
}

void
net_connection_set_small_reader (NetConnection *connection)
{
  connection->is_small_reader = TRUE;
}

void
net_connection_set_asker (NetConnection *connection)
{
  connection->is_asker = TRUE;
}

void
net_connection_set_deadline (NetConnection *connection, gint64 due_usec)
{
  if (connection->work == NULL && due_usec == 0)
    return;

  net_connection_get_work (connection)->owner_due_usec = due_usec;
  net_connection_update_deadline (connection);
  if (connection->n_holds == 0)
    net_connection_rest (connection);
}

void
net_connection_close (NetConnection *connection)
{
  if (net_connection_is_gone (connection))
    return;

  connection->is_closing = TRUE;
  net_connection_set_deadline (connection, 0);
  net_connection_queue_turn_end (connection);
}

void
net_connection_reset (NetConnection *connection, const GError *error)
{
  net_connection_die_by_reset (connection, error != NULL ? g_error_copy (error) : NULL);
}

void
net_connection_set_member_timeouts (NetConnection *connection)
{
  static const struct
  {
    int level;
    int option;
    int value;
  } options[] = {
    { SOL_SOCKET, SO_KEEPALIVE, 1 },
    { IPPROTO_TCP, TCP_KEEPIDLE, 60 },
    { IPPROTO_TCP, TCP_KEEPINTVL, 15 },
    { IPPROTO_TCP, TCP_KEEPCNT, 4 },
    /* Keepalive does not run while data is unacknowledged. */
    { IPPROTO_TCP, TCP_USER_TIMEOUT, 120 * 1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      net_poller_count_system_call (connection->poller);
      setsockopt (connection->watch.fd, options[i].level, options[i].option, &options[i].value, sizeof options[i].value);
    }
}
