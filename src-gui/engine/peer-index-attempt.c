/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-index-attempt.h"

#define CONNECT_SECONDS 15u

struct _PeerIndexAttempt
{
  NetPoller *poller;
  GSocketConnectable *place;
  const PeerIndexAttemptHandler *handler;
  gpointer user_data;
  char *label;
  char *session; /* NULL: a new one */
  guint16 upload_port;

  GCancellable *connecting; /* NULL when not */
  PeerIndexLink *link;      /* NULL when there is none; being probed */
  gboolean is_classic;      /* what the next connection begins with */
  gboolean was_cut_off;     /* the last one ended in the middle of asking for 1.1 */
};

static void peer_index_attempt_connect (PeerIndexAttempt *self);

/* Half a connection, or a whole one: none of it any more. */
static void
peer_index_attempt_drop (PeerIndexAttempt *self)
{
  PeerIndexLink *link = g_steal_pointer (&self->link);
  g_autoptr (GCancellable) connecting = g_steal_pointer (&self->connecting);

  if (connecting != NULL)
    g_cancellable_cancel (connecting);
  if (link != NULL)
    peer_index_link_free (link);
}

static void
peer_index_attempt_ready (PeerIndexAttempt *self)
{
  self->handler->ready (g_steal_pointer (&self->link), self->user_data);
}

static void
peer_index_attempt_fail (PeerIndexAttempt *self, const GError *error)
{
  self->handler->failed (error, self->user_data);
}

/* It did not understand 1.1: once more, in 1.0. */
static void
peer_index_attempt_go_classic (PeerIndexAttempt *self)
{
  peer_index_attempt_drop (self);
  self->is_classic = TRUE;
  peer_index_attempt_connect (self);
}

static void
peer_index_attempt_probed_cb (const PeerIndexAnswer *answer, const GError *error, gpointer user_data)
{
  PeerIndexAttempt *self = user_data;
  g_autoptr (GError) refusal = NULL;

  /* A connection that failed is told by closed(). */
  if (answer == NULL || self->link == NULL)
    return;

  if (answer->version == WIRE_VERSION_1_0 || answer->status == WIRE_STATUS_VERSION_NOT_SUPPORTED)
    {
      peer_index_attempt_go_classic (self);
      return;
    }
  if (answer->status == WIRE_STATUS_OK)
    {
      peer_index_attempt_ready (self);
      return;
    }

  refusal = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "");
  peer_index_attempt_fail (self, refusal);
}

static void
peer_index_attempt_probe_strictly (PeerIndexAttempt *self)
{
  static const PeerIndexCallHandler handler = { .done = peer_index_attempt_probed_cb };
  WireRequest request = { .method = WIRE_METHOD_PING, .version = WIRE_VERSION_1_1 };

  if (self->session != NULL)
    request.session = wire_slice_from_string (self->session);
  peer_index_link_call (self->link, &request, TRUE, &handler, self);
}

static void
peer_index_attempt_classic_probed_cb (const PeerIndexAnswer *answer, const GError *error, gpointer user_data)
{
  PeerIndexAttempt *self = user_data;
  g_autoptr (GError) refusal = NULL;

  if (answer == NULL || self->link == NULL)
    return;

  if (answer->status != WIRE_STATUS_VERSION_NOT_SUPPORTED)
    {
      peer_index_attempt_ready (self);
      return;
    }

  refusal = g_error_new_literal (WIRE_ERROR, WIRE_ERROR_VERSION, "");
  peer_index_attempt_fail (self, refusal);
}

/* 1.0 has no PING. Looking something up changes nothing, and whatever the answer is, somebody is there. */
static void
peer_index_attempt_probe_classically (PeerIndexAttempt *self)
{
  static const PeerIndexCallHandler handler = { .done = peer_index_attempt_classic_probed_cb };
  WireRequest request = {
    .method = WIRE_METHOD_LOOKUP,
    .version = WIRE_VERSION_1_0,
    .dialect = { .is_crlf = TRUE, .has_closing_line = TRUE },
    .object = WIRE_OBJECT_RFC,
    .number = 1,
    .host = wire_slice_from_string (self->label),
    .port = self->upload_port,
    .title = WIRE_SLICE_INIT ("RFC 1"),
  };

  peer_index_link_set_classic (self->link);
  peer_index_link_call (self->link, &request, TRUE, &handler, self);
}

static void
peer_index_attempt_closed_cb (PeerIndexLink *link, const GError *error, gpointer user_data)
{
  PeerIndexAttempt *self = user_data;
  gboolean is_cut_off = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)
                        || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);

  /* Programs of 1.0 do all sorts of things with a request that they do not know, silence and going away among them. But
   * an index that was just being restarted goes away too: it is asked a second time. */
  if (peer_index_link_is_classic (link) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    {
      peer_index_attempt_fail (self, error);
    }
  else if (is_cut_off && !self->was_cut_off)
    {
      peer_index_attempt_drop (self);
      self->was_cut_off = TRUE;
      peer_index_attempt_connect (self);
    }
  else
    {
      peer_index_attempt_go_classic (self);
    }
}

static const PeerIndexLinkHandler peer_index_attempt_link_handler = { .closed = peer_index_attempt_closed_cb };

static void
peer_index_attempt_connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerIndexAttempt *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = net_connect_finish (result, &error);

  /* Given up: the memory may have gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->connecting);
  if (socket != NULL)
    self->link = peer_index_link_new (self->poller, g_steal_pointer (&socket), &peer_index_attempt_link_handler, self,
                                      &error);
  if (self->link == NULL)
    peer_index_attempt_fail (self, error);
  else if (self->is_classic)
    peer_index_attempt_probe_classically (self);
  else
    peer_index_attempt_probe_strictly (self);
}

static void
peer_index_attempt_connect (PeerIndexAttempt *self)
{
  self->handler->tried (self->user_data);
  self->connecting = g_cancellable_new ();
  net_connect_async (self->place, CONNECT_SECONDS, self->connecting, peer_index_attempt_connected_cb, self);
}

PeerIndexAttempt *
peer_index_attempt_new (NetPoller *poller,
                        GSocketConnectable *place,
                        const PeerIndexAsker *asker,
                        const PeerIndexAttemptHandler *handler,
                        gpointer user_data)
{
  PeerIndexAttempt *self = g_new0 (PeerIndexAttempt, 1);

  self->poller = poller;
  self->place = g_object_ref (place);
  self->handler = handler;
  self->user_data = user_data;
  self->label = g_strdup (asker->label);
  self->session = g_strdup (asker->session);
  self->upload_port = asker->upload_port;
  peer_index_attempt_connect (self);
  return self;
}

void
peer_index_attempt_free (PeerIndexAttempt *self)
{
  peer_index_attempt_drop (self);
  g_object_unref (self->place);
  g_free (self->label);
  g_free (self->session);
  g_free (self);
}
