/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-index-link.h"
#include "peer-row-reader.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GString *bytes; /* until it is sent */
  const PeerIndexCallHandler *handler;
  gpointer user_data;
} PeerIndexCall;

struct _PeerIndexLink
{
  NetClientConnection *connection;
  NetPoller *poller;
  const PeerIndexLinkHandler *handler;
  gpointer user_data;
  GQueue waiting; /* of PeerIndexCall: not sent yet */
  GQueue owed;    /* of PeerIndexCall: sent, in the order of the answers */

  PeerIndexAnswer answer; /* the head of the one that is coming */
  gboolean is_notice;
  PeerRowReader rows;

  PeerIndexForm form;
  GSocketConnectable *place;  /* of a form that connects for each request; else NULL */
  GCancellable *connecting;   /* NULL when not */
  guint patience_seconds;     /* 0: as of 1.1 */
  guint window;
  NetAddress remote;
  NetAddress local;
  gboolean is_used;           /* something was sent on this connection */
  gboolean is_answered; /* once at least, or since it was probed */
  gint64 due_usec; /* the whole of what is coming; 0 when nothing is */
  guint n_holds; /* handlers that run; the memory stays until they are back */
  gboolean is_freed;
};

static void
peer_index_call_free (PeerIndexCall *call)
{
  if (call->bytes != NULL)
    g_string_free (call->bytes, TRUE);
  g_free (call);
}

static void
peer_index_answer_clear (PeerIndexAnswer *answer)
{
  g_free (answer->next);
  g_free (answer->session);
  g_free (answer->your_address);
  *answer = (PeerIndexAnswer) { 0 };
}

GError *
peer_index_answer_make_error (const PeerIndexAnswer *answer)
{
  WireResponse response = { .status = answer->status, .version = answer->version };
  GError *error = NULL;

  if (answer->status != WIRE_STATUS_OK)
    wire_response_set_error (&response, &error);

  return error;
}

static void
peer_index_link_hold (PeerIndexLink *link)
{
  link->n_holds++;
}

static void
peer_index_link_release (PeerIndexLink *link)
{
  if (--link->n_holds > 0 || !link->is_freed)
    return;

  g_clear_pointer (&link->connection, net_client_connection_free);
  peer_row_reader_clear (&link->rows);
  peer_index_answer_clear (&link->answer);
  g_clear_object (&link->place);
  g_free (link);
}

static gint64
peer_index_link_get_now_usec (PeerIndexLink *link)
{
  return net_poller_get_now_usec (link->poller);
}

static void
peer_index_link_set_due (PeerIndexLink *link)
{
  link->due_usec = peer_index_link_get_now_usec (link) + PEER_INDEX_LINK_WHOLE_ANSWER_SECONDS * G_USEC_PER_SEC;
}

static gboolean
peer_index_link_is_overdue (PeerIndexLink *link)
{
  return link->due_usec != 0 && peer_index_link_get_now_usec (link) >= link->due_usec;
}

/* Something came, or was sent: the silence begins anew, but not the time for the whole. */
static void
peer_index_link_wait (PeerIndexLink *link)
{
  guint seconds = PEER_INDEX_LINK_PING_SECONDS;
  gint64 deadline_usec;

  if (link->connection == NULL)
    return;

  if (link->owed.length > 0)
    seconds = link->patience_seconds > 0 ? link->patience_seconds
              : link->is_answered        ? PEER_INDEX_LINK_ANSWER_SECONDS
                                         : PEER_INDEX_LINK_PROBE_SECONDS;
  deadline_usec = peer_index_link_get_now_usec (link) + seconds * G_USEC_PER_SEC;
  if (link->due_usec != 0)
    deadline_usec = MIN (deadline_usec, link->due_usec);
  net_client_connection_set_deadline (link->connection, deadline_usec);
}

static void peer_index_link_connect (PeerIndexLink *link);

static void
peer_index_link_pump (PeerIndexLink *link)
{
  gboolean was_quiet = link->owed.length == 0;

  if (link->place != NULL && link->connection == NULL && link->connecting == NULL && link->waiting.length > 0)
    peer_index_link_connect (link);
  while (link->connection != NULL && (link->place == NULL || !link->is_used) && link->owed.length < link->window && link->waiting.length > 0)
    {
      PeerIndexCall *call = g_queue_pop_head (&link->waiting);

      net_client_connection_send_raw (link->connection, call->bytes->str, call->bytes->len);
      g_string_free (g_steal_pointer (&call->bytes), TRUE);
      g_queue_push_tail (&link->owed, call);
      link->is_used = TRUE;
    }

  if (was_quiet && link->owed.length > 0)
    {
      peer_index_link_set_due (link);
      peer_index_link_wait (link);
    }
}

/* The end of one answer: the connection has done its work where each has one. */
static void
peer_index_link_end_connection (PeerIndexLink *link)
{
  if (link->place != NULL && link->is_used)
    g_clear_pointer (&link->connection, net_client_connection_free);
}

static void
peer_index_link_tell_all (PeerIndexLink *link, const GError *error)
{
  while (link->owed.length + link->waiting.length > 0)
    {
      PeerIndexCall *call = link->owed.length > 0 ? g_queue_pop_head (&link->owed) : g_queue_pop_head (&link->waiting);

      call->handler->done (NULL, error, call->user_data);
      peer_index_call_free (call);
    }
}

/* Takes @error. */
static void
peer_index_link_give_up (PeerIndexLink *link, GError *error)
{
  g_autoptr (GError) owned = error;

  if (link->is_freed)
    return;

  g_clear_pointer (&link->connection, net_client_connection_free);
  peer_index_link_tell_all (link, owned);
  if (!link->is_freed)
    link->handler->closed (link, owned, link->user_data);
}

static char *
peer_index_link_dup_slice (WireSlice slice)
{
  return slice.length > 0 ? wire_slice_dup (slice) : NULL;
}

static void
peer_index_link_head_cb (NetClientConnection *connection, const WireResponse *response, gpointer user_data)
{
  PeerIndexLink *link = user_data;

  link->is_answered = TRUE;
  link->is_notice = response->is_notice;
  peer_row_reader_clear (&link->rows);
  peer_index_answer_clear (&link->answer);
  link->answer = (PeerIndexAnswer) {
    .status = response->status,
    .version = response->version,
    .has_total = response->has_total,
    .total = response->total,
    .next = peer_index_link_dup_slice (response->next),
    .session = peer_index_link_dup_slice (response->session),
    .your_address = peer_index_link_dup_slice (response->your_address),
  };
  if (link->due_usec == 0)
    peer_index_link_set_due (link); /* a notice, with nothing asked */
  peer_index_link_wait (link);
}

static void
peer_index_link_row_cb (const char *line, gsize length, gpointer user_data)
{
  PeerIndexLink *link = user_data;
  PeerIndexCall *call = g_queue_peek_head (&link->owed);

  if (link->is_freed)
    return;

  if (link->is_notice)
    {
      if (link->handler->notice != NULL)
        link->handler->notice (link, line, length, link->user_data);
    }
  else if (call != NULL && call->handler->row != NULL && link->answer.status == WIRE_STATUS_OK)
    {
      call->handler->row (line, length, call->user_data);
    }
}

static void
peer_index_link_body_cb (NetClientConnection *connection, const char *bytes, gsize length, gpointer user_data)
{
  PeerIndexLink *link = user_data;
  GError *error = NULL;

  peer_index_link_hold (link);
  peer_index_link_wait (link);
  if (!peer_row_reader_feed (&link->rows, bytes, length, peer_index_link_row_cb, link, &error))
    peer_index_link_give_up (link, error);
  peer_index_link_release (link);
}

static void
peer_index_link_end_cb (NetClientConnection *connection, gpointer user_data)
{
  PeerIndexLink *link = user_data;
  PeerIndexCall *call;

  peer_index_link_hold (link);
  peer_row_reader_finish (&link->rows, peer_index_link_row_cb, link);

  if (!link->is_notice && !link->is_freed)
    {
      call = g_queue_pop_head (&link->owed);
      peer_index_link_set_due (link); /* the next one */
      if (call != NULL)
        {
          call->handler->done (&link->answer, NULL, call->user_data);
          peer_index_call_free (call);
        }
    }

  if (!link->is_freed)
    {
      peer_index_link_end_connection (link);
      peer_index_link_pump (link);
      if (link->owed.length == 0)
        link->due_usec = 0;
      peer_index_link_wait (link);
    }
  peer_index_link_release (link);
}

static void
peer_index_link_ponged_cb (const PeerIndexAnswer *answer, const GError *error, gpointer user_data)
{
}

void
peer_index_link_ping (PeerIndexLink *link)
{
  static const PeerIndexCallHandler handler = { .done = peer_index_link_ponged_cb };
  WireRequest request = { .method = WIRE_METHOD_PING, .version = WIRE_VERSION_1_1 };

  /* 1.0 has nothing that could be asked without consequence. */
  if (!peer_index_link_is_classic (link))
    peer_index_link_call (link, &request, TRUE, &handler, NULL);
}

void
peer_index_link_probe (PeerIndexLink *link)
{
  if (peer_index_link_is_classic (link))
    return;

  link->is_answered = FALSE;
  peer_index_link_ping (link);
  peer_index_link_wait (link);
}

static void
peer_index_link_expired_cb (NetClientConnection *connection, gpointer user_data)
{
  PeerIndexLink *link = user_data;

  peer_index_link_hold (link);
  if (link->owed.length == 0 && !peer_index_link_is_overdue (link))
    peer_index_link_ping (link);
  else
    peer_index_link_give_up (
        link, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _("The index does not answer any more.")));
  peer_index_link_release (link);
}

static void
peer_index_link_closed_cb (NetClientConnection *connection, const GError *error, gpointer user_data)
{
  PeerIndexLink *link = user_data;

  link->connection = NULL;
  /* Nothing was owed: it is how such an index ends an answer. */
  if (link->place != NULL && link->owed.length == 0)
    return;
  peer_index_link_hold (link);
  peer_index_link_give_up (link, error != NULL ? g_error_copy (error)
                                               : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                                                      _("The index closed the connection.")));
  peer_index_link_release (link);
}

static const NetClientConnectionHandler peer_index_link_connection_handler = {
  .head = peer_index_link_head_cb,
  .body = peer_index_link_body_cb,
  .end = peer_index_link_end_cb,
  .expired = peer_index_link_expired_cb,
  .closed = peer_index_link_closed_cb,
};

static void
peer_index_link_connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerIndexLink *link = user_data;
  GError *error = NULL;
  g_autoptr (GSocket) socket = net_connect_finish (result, &error);

  g_clear_object (&link->connecting);
  if (socket != NULL && !link->is_freed)
    link->connection = net_client_connection_new (link->poller, g_steal_pointer (&socket), WIRE_FROM_INDEX,
                                                  &peer_index_link_connection_handler, link, &error);
  if (link->is_freed)
    g_clear_error (&error);
  else if (link->connection == NULL)
    peer_index_link_give_up (link, error);
  else
    peer_index_link_pump (link);
  peer_index_link_release (link);
}

static void
peer_index_link_connect (PeerIndexLink *link)
{
  link->connecting = g_cancellable_new ();
  link->is_used = FALSE;
  peer_index_link_hold (link);
  net_connect_async (link->place, PEER_INDEX_LINK_CONNECT_SECONDS, link->connecting, peer_index_link_connected_cb, link);
}

PeerIndexLink *
peer_index_link_new (NetPoller *poller,
                     GSocket *socket,
                     const PeerIndexLinkHandler *handler,
                     gpointer user_data,
                     GError **error)
{
  PeerIndexLink *link = g_new0 (PeerIndexLink, 1);

  link->poller = poller;
  link->handler = handler;
  link->user_data = user_data;
  link->connection = net_client_connection_new (poller, socket, WIRE_FROM_INDEX, &peer_index_link_connection_handler,
                                                link, error);
  if (link->connection == NULL)
    {
      g_free (link);
      return NULL;
    }

  link->window = PEER_INDEX_LINK_WINDOW;
  link->remote = *net_connection_get_remote_address (net_client_connection_get_connection (link->connection), NULL);
  net_connection_get_local_address (net_client_connection_get_connection (link->connection), &link->local);
  net_connection_set_member_timeouts (net_client_connection_get_connection (link->connection));
  return link;
}

void
peer_index_link_set_handler (PeerIndexLink *link, const PeerIndexLinkHandler *handler, gpointer user_data)
{
  link->handler = handler;
  link->user_data = user_data;
}

void
peer_index_link_free (PeerIndexLink *link)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, _("The connection to the index was closed."));

  if (link->is_freed)
    return;

  peer_index_link_hold (link);
  link->is_freed = TRUE;
  if (link->connecting != NULL)
    g_cancellable_cancel (link->connecting);
  g_clear_pointer (&link->connection, net_client_connection_free);
  peer_index_link_tell_all (link, error);
  peer_index_link_release (link);
}

static void
peer_index_link_push (PeerIndexLink *link, PeerIndexCall *call, gboolean is_urgent)
{
  if (is_urgent)
    g_queue_push_head (&link->waiting, call);
  else
    g_queue_push_tail (&link->waiting, call);
  peer_index_link_pump (link);
}

static PeerIndexCall *
peer_index_call_new (const PeerIndexCallHandler *handler, gpointer user_data)
{
  PeerIndexCall *call = g_new0 (PeerIndexCall, 1);

  call->bytes = g_string_new (NULL);
  call->handler = handler;
  call->user_data = user_data;
  return call;
}

void
peer_index_link_call (PeerIndexLink *link,
                      const WireRequest *request,
                      gboolean is_urgent,
                      const PeerIndexCallHandler *handler,
                      gpointer user_data)
{
  PeerIndexCall *call = peer_index_call_new (handler, user_data);

  peer_index_form_append (link->form, request, 0, call->bytes);
  peer_index_link_push (link, call, is_urgent);
}

gboolean
peer_index_link_call_nth (PeerIndexLink *link,
                          const WireRequest *request,
                          guint nth,
                          const PeerIndexCallHandler *handler,
                          gpointer user_data)
{
  PeerIndexCall *call = peer_index_call_new (handler, user_data);

  if (!peer_index_form_append (link->form, request, nth, call->bytes))
    {
      peer_index_call_free (call);
      return FALSE;
    }
  peer_index_link_push (link, call, TRUE);
  return TRUE;
}

void
peer_index_link_set_form (PeerIndexLink *link, PeerIndexForm form, GSocketConnectable *place, guint patience_seconds)
{
  link->form = form;
  link->window = form == PEER_INDEX_STRICT ? PEER_INDEX_LINK_WINDOW : 1;
  link->patience_seconds = patience_seconds;
  g_clear_object (&link->place);
  if (peer_index_form_connects_each_time (form))
    link->place = g_object_ref (place);
}

PeerIndexForm
peer_index_link_get_form (PeerIndexLink *link)
{
  return link->form;
}

void
peer_index_link_hurry (PeerIndexLink *link)
{
  link->window = PEER_INDEX_LINK_WINDOW;
  peer_index_link_pump (link);
}

gboolean
peer_index_link_is_line_ended (PeerIndexLink *link)
{
  return link->connection != NULL && net_client_connection_is_line_ended (link->connection);
}

gboolean
peer_index_link_is_classic (PeerIndexLink *link)
{
  return link->form != PEER_INDEX_STRICT;
}

WireVersion
peer_index_link_get_version (PeerIndexLink *link)
{
  return peer_index_link_is_classic (link) ? WIRE_VERSION_1_0 : WIRE_VERSION_1_1;
}

const NetAddress *
peer_index_link_get_remote_address (PeerIndexLink *link)
{
  return &link->remote;
}

const NetAddress *
peer_index_link_get_local_address (PeerIndexLink *link)
{
  return &link->local;
}
