/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net-client-connection.h"

#include "net-connection-private.h"

#include <glib/gi18n-lib.h>

struct _NetClientConnection
{
  NetConnection base; /* first: both are one piece of memory. Its user data is the owner's */
  const NetClientConnectionHandler *handler;
  WireResponseReader reader;
  NetTurnEnd next_turn;
  gint64 owner_due_usec;
  gint64 silence_due_usec;
  guint n_owed;
  guint wants_input : 1; /* the owner's word */
  guint is_notice : 1;   /* what is being read is no answer */
  guint is_pulling : 1;  /* something is lent to the owner */
};

static void
net_client_connection_update_deadline (NetClientConnection *self)
{
  gint64 due_usec = self->owner_due_usec;

  if (due_usec == 0 || (self->silence_due_usec != 0 && self->silence_due_usec < due_usec))
    due_usec = self->silence_due_usec;

  net_connection_set_deadline (&self->base, due_usec);
}

/* Takes @error. */
static void
net_client_connection_fail (NetClientConnection *self, GError *error)
{
  g_autoptr (GError) own_error = error;

  net_connection_reset (&self->base, own_error);
}

static void
net_client_connection_head (NetClientConnection *self, const WireResponse *response)
{
  if (!response->is_notice && self->n_owed == 0)
    {
      net_client_connection_fail (self, g_error_new_literal (WIRE_ERROR, WIRE_ERROR_MALFORMED,
                                                             _("The other side answered what was not asked.")));
      return;
    }

  self->is_notice = response->is_notice != FALSE;
  self->handler->head (self, response, self->base.user_data);
}

static void
net_client_connection_end (NetClientConnection *self)
{
  if (!self->is_notice)
    self->n_owed--;

  self->handler->end (self, self->base.user_data);
}

static gboolean
net_client_connection_may_hand_out (NetClientConnection *self)
{
  return self->wants_input && !net_connection_is_gone (&self->base);
}

/* Hands out what there is; MORE or QUIET when the reader has no more, anything else when the owner wants no more. */
static WireResponseStatus
net_client_connection_hand_out (NetClientConnection *self)
{
  WireResponseStatus status = WIRE_RESPONSE_HEAD;

  while (net_client_connection_may_hand_out (self) && status != WIRE_RESPONSE_MORE && status != WIRE_RESPONSE_QUIET)
    {
      GError *error = NULL;
      WireResponse response;
      WireSlice body;

      status = wire_response_reader_next (&self->reader, &response, &body, &error);
      if (status == WIRE_RESPONSE_HEAD)
        net_client_connection_head (self, &response);
      else if (status == WIRE_RESPONSE_BODY)
        self->handler->body (self, body.data, body.length, self->base.user_data);
      else if (status == WIRE_RESPONSE_END)
        net_client_connection_end (self);
      else if (status == WIRE_RESPONSE_ERROR)
        net_client_connection_fail (self, error);
    }

  return status;
}

/* All that was sent has been read, and it was the last. */
static void
net_client_connection_judge_end (NetClientConnection *self)
{
  if (self->n_owed > 0)
    net_client_connection_fail (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                                           _("The other side closed the connection before it answered.")));
  else
    net_connection_close (&self->base);
}

/* The caller holds the connection. */
static void
net_client_connection_pull (NetClientConnection *self)
{
  WireResponseStatus status;

  if (self->is_pulling || net_connection_is_gone (&self->base))
    return;

  self->is_pulling = TRUE;
  self->silence_due_usec = 0;
  status = net_client_connection_hand_out (self);
  self->is_pulling = FALSE;

  if (net_connection_is_gone (&self->base))
    {
      wire_response_reader_clear (&self->reader);
      return;
    }

  if (status == WIRE_RESPONSE_QUIET)
    self->silence_due_usec =
        net_poller_get_now_usec (self->base.poller) + WIRE_SILENCE_MILLISECONDS * G_TIME_SPAN_MILLISECOND;
  net_client_connection_update_deadline (self);

  if (!self->wants_input)
    wire_response_reader_keep (&self->reader);
  else if (self->base.is_input_ended)
    net_client_connection_judge_end (self);
  else
    net_connection_set_reading (&self->base, TRUE);
}

static void
net_client_connection_next_turn (NetTurnEnd *turn_end)
{
  NetClientConnection *self = NET_CONTAINER_OF (turn_end, NetClientConnection, next_turn);

  net_connection_hold (&self->base);
  net_client_connection_pull (self);
  net_connection_release (&self->base);
}

/* What the connection below tells */

static void
net_client_connection_received (NetConnection *connection, const char *bytes, gsize length, gpointer user_data)
{
  NetClientConnection *self = (NetClientConnection *) connection;

  wire_response_reader_feed (&self->reader, bytes, length);
  if (self->is_pulling)
    wire_response_reader_keep (&self->reader); /* the owner iterates the context in a handler */
  net_client_connection_pull (self);
}

static void
net_client_connection_ended (NetConnection *connection, gpointer user_data)
{
  NetClientConnection *self = (NetClientConnection *) connection;

  wire_response_reader_end (&self->reader, TRUE);
  net_client_connection_pull (self);
}

static void
net_client_connection_expired (NetConnection *connection, gpointer user_data)
{
  NetClientConnection *self = (NetClientConnection *) connection;
  gint64 now_usec = net_poller_get_now_usec (connection->poller);
  gboolean is_owner_due = self->owner_due_usec != 0 && self->owner_due_usec <= now_usec;

  if (is_owner_due)
    self->owner_due_usec = 0;

  if (self->silence_due_usec != 0 && self->silence_due_usec <= now_usec)
    {
      wire_response_reader_end (&self->reader, FALSE);
      net_client_connection_pull (self);
    }

  if (is_owner_due && !net_connection_is_gone (connection) && self->handler->expired != NULL)
    self->handler->expired (self, user_data);
  if (!net_connection_is_gone (connection))
    net_client_connection_update_deadline (self);
}

static void
net_client_connection_drop_reader (NetClientConnection *self)
{
  net_poller_unqueue_turn_end (self->base.poller, &self->next_turn);
  /* What is lent to a handler stays until it is back. */
  if (!self->is_pulling)
    wire_response_reader_clear (&self->reader);
}

static void
net_client_connection_closed (NetConnection *connection, const GError *error, gpointer user_data)
{
  NetClientConnection *self = (NetClientConnection *) connection;

  self->handler->closed (self, error, user_data);
  net_client_connection_drop_reader (self);
}

static const NetConnectionHandler net_client_connection_below = {
  .received = net_client_connection_received,
  .ended = net_client_connection_ended,
  .expired = net_client_connection_expired,
  .closed = net_client_connection_closed,
};

/* Public */

NetClientConnection *
net_client_connection_new (NetPoller *poller,
                           GSocket *socket,
                           WireSide side,
                           const NetClientConnectionHandler *handler,
                           gpointer user_data,
                           GError **error)
{
  int fd = net_socket_steal_fd (socket, error);
  NetConnection *base = fd < 0 ? NULL : net_connection_new_sized (sizeof (NetClientConnection), poller, fd,
                                                  &net_client_connection_below, user_data, error);
  NetClientConnection *self = (NetClientConnection *) base;

  if (base == NULL)
    return NULL;

  net_connection_set_asker (base);
  self->handler = handler;
  self->next_turn.func = net_client_connection_next_turn;
  self->wants_input = TRUE;
  wire_response_reader_init (&self->reader, side);
  return self;
}

void
net_client_connection_free (NetClientConnection *self)
{
  net_client_connection_drop_reader (self);
  net_connection_free (&self->base);
}

void
net_client_connection_send (NetClientConnection *self, const WireRequest *request)
{
  self->n_owed++;
  wire_request_append (request, net_connection_get_output (&self->base));
  net_connection_written (&self->base);
}

void
net_client_connection_send_raw (NetClientConnection *self, const char *bytes, gsize length)
{
  self->n_owed++;
  net_connection_write (&self->base, bytes, length);
}

gboolean
net_client_connection_is_line_ended (NetClientConnection *self)
{
  return self->reader.is_line_ended;
}

guint
net_client_connection_get_n_owed (NetClientConnection *self)
{
  return self->n_owed;
}

void
net_client_connection_set_max_body (NetClientConnection *self, guint64 n_bytes)
{
  self->reader.max_body_bytes = n_bytes;
}

void
net_client_connection_set_deadline (NetClientConnection *self, gint64 due_usec)
{
  self->owner_due_usec = due_usec;
  if (!net_connection_is_gone (&self->base))
    net_client_connection_update_deadline (self);
}

void
net_client_connection_set_reading (NetClientConnection *self, gboolean is_reading)
{
  gboolean is_resumed = is_reading && !self->wants_input;

  self->wants_input = is_reading != FALSE;
  if (!is_reading)
    net_connection_set_reading (&self->base, FALSE);
  else if (is_resumed && !net_connection_is_gone (&self->base))
    net_poller_queue_next_turn (self->base.poller, &self->next_turn); /* first what waits in the reader */
}

NetConnection *
net_client_connection_get_connection (NetClientConnection *self)
{
  return &self->base;
}
