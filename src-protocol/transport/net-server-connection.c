/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net-server-connection.h"

#include "net-connection-private.h"
#include "net-poller-private.h"

#include <glib/gi18n-lib.h>

/* What it needs while a message is half read or whole ones wait; borrowed from the poller. */
typedef struct
{
  NetServerConnection *connection;
  WireReader reader;
  NetTurnEnd next_turn;
  gint64 head_due_usec;
  gint64 silence_due_usec;
} NetServerWork;

struct _NetServerConnection
{
  NetConnection base; /* first: both are one piece of memory. Its user data is the owner's */
  const NetServerConnectionHandler *handler;
  NetServerWork *work; /* NULL when nothing is begun and nothing waits */
  gint64 owner_due_usec;
  guint door : 4;
  guint is_busy : 1;
  guint is_paused : 1;  /* requests may wait in the reader: nothing is read on */
  guint is_pulling : 1; /* a request is lent to the owner */
  guint has_yielded : 1; /* has had its share of this turn */
};

static void net_server_connection_next_turn (NetTurnEnd *turn_end);

static NetServerWork *
net_server_connection_get_work (NetServerConnection *self)
{
  NetServerWork *work = self->work;

  if (work == NULL)
    {
      work = net_poller_take_block (self->base.poller, NET_BLOCK_SERVER_WORK, sizeof (NetServerWork));
      work->connection = self;
      work->next_turn.func = net_server_connection_next_turn;
      wire_reader_init (&work->reader, (WireDoor) self->door);
      self->work = work;
    }

  return work;
}

static void
net_server_connection_drop_work (NetServerConnection *self)
{
  NetServerWork *work = g_steal_pointer (&self->work);

  if (work == NULL)
    return;

  wire_reader_clear (&work->reader);
  net_poller_unqueue_turn_end (self->base.poller, &work->next_turn);
  net_poller_give_block (self->base.poller, NET_BLOCK_SERVER_WORK, work);
}

static void
net_server_connection_update_deadline (NetServerConnection *self)
{
  NetServerWork *work = self->work;
  gint64 due_usec = self->owner_due_usec != 0 ? self->owner_due_usec : G_MAXINT64;

  if (work != NULL && work->head_due_usec != 0)
    due_usec = MIN (due_usec, work->head_due_usec);
  if (work != NULL && work->silence_due_usec != 0)
    due_usec = MIN (due_usec, work->silence_due_usec);

  net_connection_set_deadline (&self->base, due_usec != G_MAXINT64 ? due_usec : 0);
}

/* Output over the mark is first tried to be sent: perhaps only this turn is long. */
static gboolean
net_server_connection_may_hand_out (NetServerConnection *self)
{
  if (self->is_busy || net_connection_is_gone (&self->base))
    return FALSE;

  if (net_connection_get_unsent (&self->base) > NET_CONNECTION_HIGH_MARK_BYTES)
    net_connection_flush (&self->base);

  return !self->base.is_over_mark && !self->base.is_dead;
}

static void
net_server_connection_count_input (NetServerConnection *self)
{
  net_connection_set_kept_input (&self->base, self->work != NULL ? wire_reader_get_pending (&self->work->reader, NULL) : 0);
}

/* Out of whole messages: reads on, with the deadlines of what has begun. */
static void
net_server_connection_rest (NetServerConnection *self, WireReaderStatus status)
{
  gint64 now_usec = net_poller_get_now_usec (self->base.poller);
  NetServerWork *work = self->work;

  self->is_paused = FALSE;
  if (status == WIRE_READER_EMPTY)
    net_server_connection_drop_work (self);
  else if (work->head_due_usec == 0)
    work->head_due_usec = now_usec + NET_SERVER_CONNECTION_HEAD_SECONDS * G_TIME_SPAN_SECOND;

  if (status == WIRE_READER_QUIET)
    work->silence_due_usec = now_usec + WIRE_SILENCE_MILLISECONDS * G_TIME_SPAN_MILLISECOND;

  net_server_connection_update_deadline (self);

  if (self->base.is_input_ended)
    net_connection_close (&self->base);
  else
    net_connection_set_reading (&self->base, TRUE);
  net_server_connection_count_input (self);
}

/* Whole messages may be left: they wait, for the next turn, the end of a long answer, or output to be taken. */
static void
net_server_connection_pause (NetServerConnection *self)
{
  wire_reader_keep (&self->work->reader);
  self->is_paused = TRUE;
  net_connection_set_reading (&self->base, FALSE);
  net_server_connection_update_deadline (self);
  net_server_connection_count_input (self);

  if (net_server_connection_may_hand_out (self))
    net_poller_queue_next_turn (self->base.poller, &self->work->next_turn);
}

static void
net_server_connection_look_ahead (NetServerConnection *self)
{
  guint32 numbers[NET_SERVER_CONNECTION_BATCH];
  guint n_numbers = wire_reader_peek_lookups (&self->work->reader, numbers, G_N_ELEMENTS (numbers));

  if (n_numbers > 1)
    self->handler->upcoming (self, numbers, n_numbers, self->base.user_data);
}

static WireReaderStatus
net_server_connection_hand_out (NetServerConnection *self)
{
  WireReaderStatus status = WIRE_READER_REQUEST;

  if (self->handler->upcoming != NULL)
    net_server_connection_look_ahead (self);
  self->has_yielded = FALSE;
  for (guint n = 0; n < NET_SERVER_CONNECTION_BATCH && !self->has_yielded && net_server_connection_may_hand_out (self);
       n++)
    {
      WireRequest request;

      status = wire_reader_next (&self->work->reader, &request);
      if (status != WIRE_READER_REQUEST)
        break;

      self->work->head_due_usec = 0;
      self->handler->request (self, &request, self->base.user_data);
      if (request.is_fatal)
        net_connection_close (&self->base);
    }

  return status;
}

/* Hands out what is whole. The caller holds the connection. */
static void
net_server_connection_pull (NetServerConnection *self)
{
  WireReaderStatus status;

  if (self->is_pulling || net_connection_is_gone (&self->base))
    return;

  self->is_pulling = TRUE;
  self->work->silence_due_usec = 0;
  status = net_server_connection_hand_out (self);
  self->is_pulling = FALSE;

  if (net_connection_is_gone (&self->base))
    net_server_connection_drop_work (self);
  else if (status == WIRE_READER_REQUEST)
    net_server_connection_pause (self);
  else
    net_server_connection_rest (self, status);
}

static void
net_server_connection_next_turn (NetTurnEnd *turn_end)
{
  NetServerConnection *self = NET_CONTAINER_OF (turn_end, NetServerWork, next_turn)->connection;

  net_connection_hold (&self->base);
  net_server_connection_pull (self);
  net_connection_release (&self->base);
}

/* What the connection below tells */

static void
net_server_connection_received (NetConnection *connection, const char *bytes, gsize length, gpointer user_data)
{
  NetServerConnection *self = (NetServerConnection *) connection;

  wire_reader_feed (&net_server_connection_get_work (self)->reader, bytes, length);
  if (self->is_pulling)
    wire_reader_keep (&self->work->reader); /* the owner iterates the context in a request */
  net_server_connection_pull (self);
}

static void
net_server_connection_ended (NetConnection *connection, gpointer user_data)
{
  NetServerConnection *self = (NetServerConnection *) connection;

  if (self->work != NULL)
    {
      wire_reader_end_message (&self->work->reader);
      net_server_connection_pull (self);
    }
  else if (!self->is_busy)
    net_connection_close (connection);
}

static void
net_server_connection_drained (NetConnection *connection, gpointer user_data)
{
  NetServerConnection *self = (NetServerConnection *) connection;

  if (self->handler->drained != NULL)
    self->handler->drained (self, user_data);

  if (self->is_paused && !self->is_busy && !net_connection_is_gone (connection))
    net_poller_queue_next_turn (connection->poller, &net_server_connection_get_work (self)->next_turn);
}

static void
net_server_connection_head_timed_out (NetServerConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (self->handler->timed_out != NULL)
    self->handler->timed_out (self, self->base.user_data);
  if (net_connection_is_gone (&self->base))
    return;

  error = g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _("A request was not whole after %u seconds."),
                       NET_SERVER_CONNECTION_HEAD_SECONDS);
  net_connection_reset (&self->base, error);
}

static gboolean
net_take_due (gint64 *due_usec, gint64 now_usec)
{
  if (*due_usec == 0 || *due_usec > now_usec)
    return FALSE;

  *due_usec = 0;
  return TRUE;
}

static void
net_server_connection_expired (NetConnection *connection, gpointer user_data)
{
  NetServerConnection *self = (NetServerConnection *) connection;
  gint64 now_usec = net_poller_get_now_usec (connection->poller);

  if (self->work != NULL && net_take_due (&self->work->silence_due_usec, now_usec))
    {
      wire_reader_end_message (&self->work->reader);
      net_server_connection_pull (self);
    }

  if (self->work != NULL && !net_connection_is_gone (connection) && net_take_due (&self->work->head_due_usec, now_usec))
    net_server_connection_head_timed_out (self);

  if (!net_connection_is_gone (connection) && net_take_due (&self->owner_due_usec, now_usec)
      && self->handler->expired != NULL)
    self->handler->expired (self, user_data);

  if (!net_connection_is_gone (connection))
    net_server_connection_update_deadline (self);
}

static void
net_server_connection_closed (NetConnection *connection, const GError *error, gpointer user_data)
{
  NetServerConnection *self = (NetServerConnection *) connection;

  self->handler->closed (self, error, user_data);
  net_server_connection_drop_work (self);
}

static const NetConnectionHandler net_server_connection_below = {
  .received = net_server_connection_received,
  .ended = net_server_connection_ended,
  .drained = net_server_connection_drained,
  .expired = net_server_connection_expired,
  .closed = net_server_connection_closed,
};

/* Public */

NetServerConnection *
net_server_connection_new (NetPoller *poller,
                           int fd,
                           WireDoor door,
                           const NetServerConnectionHandler *handler,
                           gpointer user_data,
                           GError **error)
{
  NetConnection *base = net_connection_new_sized (sizeof (NetServerConnection), poller, fd,
                                                  &net_server_connection_below, user_data, error);
  NetServerConnection *self = (NetServerConnection *) base;

  if (base == NULL)
    return NULL;

  /* Requests are small, and what a paused one has sent is kept. */
  net_connection_set_small_reader (base);
  self->handler = handler;
  self->door = door;
  return self;
}

void
net_server_connection_free (NetServerConnection *self)
{
  /* A request that is lent stays until its handler is back. */
  if (!self->is_pulling)
    net_server_connection_drop_work (self);

  net_connection_free (&self->base);
}

NetConnection *
net_server_connection_get_connection (NetServerConnection *self)
{
  return &self->base;
}

void
net_server_connection_set_busy (NetServerConnection *self, gboolean is_busy)
{
  if (self->is_busy == (is_busy != FALSE))
    return;

  self->is_busy = is_busy != FALSE;
  if (!is_busy && !self->is_pulling && !net_connection_is_gone (&self->base))
    net_poller_queue_next_turn (self->base.poller, &net_server_connection_get_work (self)->next_turn);
}

WireSlice
net_server_connection_get_pending (NetServerConnection *self)
{
  WireSlice pending = { 0 };

  if (self->work == NULL)
    return pending;
  wire_reader_keep (&self->work->reader);
  pending.length = wire_reader_get_pending (&self->work->reader, &pending.data);
  return pending;
}

void
net_server_connection_feed (NetServerConnection *self, WireSlice bytes)
{
  net_connection_hold (&self->base);
  if (!net_connection_is_gone (&self->base))
    net_server_connection_received (&self->base, bytes.data, bytes.length, self->base.user_data);
  net_connection_release (&self->base);
}

void
net_server_connection_yield (NetServerConnection *self)
{
  self->has_yielded = TRUE;
}

void
net_server_connection_set_deadline (NetServerConnection *self, gint64 due_usec)
{
  self->owner_due_usec = due_usec;
  if (!net_connection_is_gone (&self->base))
    net_server_connection_update_deadline (self);
}

void
net_server_connection_close (NetServerConnection *self)
{
  net_connection_close (&self->base);
  if (!self->is_pulling)
    net_server_connection_drop_work (self);
}
