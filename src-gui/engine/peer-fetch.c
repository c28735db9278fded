/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "net-client-connection.h"
#include "peer-download.h"
#include "peer-fetch-form.h"
#include "peer-fetch.h"
#include "peer-holder-private.h"
#include "peer-pace.h"
#include "peer-platform.h"

typedef struct
{
  PeerFetchOrder order; /* its holder and partial file are referenced */
  GTask *task; /* the fetch owns itself until this is returned */
  NetClientConnection *connection;
  gulong cancelled_handler;

  PeerFetchForm form;
  gboolean has_head;
  gboolean is_resumed; /* the bytes before these came from somebody else */
  guint64 size_bytes; /* of the whole document; 0 when the peer does not say */
  PeerPace pace;
} PeerFetch;

static void peer_fetch_connect (PeerFetch *fetch);

static void
peer_fetch_free (PeerFetch *fetch)
{
  g_clear_pointer (&fetch->connection, net_client_connection_free);
  g_object_unref (fetch->order.holder);
  peer_partial_file_unref (fetch->order.partial);
  g_free (fetch);
}

/* The end of the story, once. Takes @error; NULL when all went well. */
static void
peer_fetch_return (PeerFetch *fetch, GError *error)
{
  g_autoptr (GTask) task = fetch->task;
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (fetch->cancelled_handler != 0)
    g_signal_handler_disconnect (cancellable, fetch->cancelled_handler);
  peer_fetch_free (fetch);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static const char *
peer_fetch_get_name (PeerFetch *fetch)
{
  return peer_holder_get_short_name (fetch->order.holder);
}

static void
peer_fetch_fail (PeerFetch *fetch, PeerDownloadError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
peer_fetch_fail (PeerFetch *fetch, PeerDownloadError code, const char *format, ...)
{
  va_list arguments;
  GError *error;

  va_start (arguments, format);
  error = g_error_new_valist (PEER_DOWNLOAD_ERROR, (int) code, format, arguments);
  va_end (arguments);

  peer_fetch_return (fetch, error);
}

/* What it sent is not what was asked for: nothing of it stays. */
static void
peer_fetch_fail_wrong (PeerFetch *fetch)
{
  GError *error = NULL;

  if (!peer_partial_file_restart (fetch->order.partial, &error))
    peer_fetch_return (fetch, error);
  else
    peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_WRONG_DOCUMENT, _("%s sent another document."),
                     peer_fetch_get_name (fetch));
}

static void
peer_fetch_fail_gone (PeerFetch *fetch)
{
  guint64 received = peer_partial_file_get_length (fetch->order.partial);

  if (fetch->has_head && fetch->size_bytes > 0)
    peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_GONE,
                     /* translators: a peer's name, a number from 0 to 100 */
                     _("%s went away at %u %%."), peer_fetch_get_name (fetch),
                     (guint) (received * 100 / fetch->size_bytes));
  else
    peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_GONE, _("%s went away."), peer_fetch_get_name (fetch));
}

static gint64
peer_fetch_get_now_usec (PeerFetch *fetch)
{
  return net_poller_get_now_usec (fetch->order.poller);
}

static void
peer_fetch_cancelled_cb (PeerFetch *fetch)
{
  /* While connecting there is no connection yet, and the connecting itself is cancelled. */
  if (fetch->connection != NULL)
    peer_fetch_return (fetch, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled.")));
}

/* Closes this connection, and asks on a new one. */
static void
peer_fetch_try_form (PeerFetch *fetch, PeerFetchForm form)
{
  g_clear_pointer (&fetch->connection, net_client_connection_free);
  fetch->form = form;
  fetch->has_head = FALSE;
  peer_fetch_connect (fetch);
}

/* The wrong bytes may be those of whoever sent the first half: once more, all from this one, before it is blamed. */
static void
peer_fetch_begin_anew (PeerFetch *fetch)
{
  GError *error = NULL;

  fetch->is_resumed = FALSE;
  if (peer_partial_file_restart (fetch->order.partial, &error))
    peer_fetch_try_form (fetch, fetch->form);
  else
    peer_fetch_return (fetch, error);
}

/* Whole: is it the right one? */
static void
peer_fetch_check (PeerFetch *fetch)
{
  const PeerFetchOrder *order = &fetch->order;
  guint number = peer_holder_get_number (order->holder);
  WireDigest digest;

  if (order->digest.is_known)
    {
      peer_partial_file_get_digest (order->partial, &digest);
      if (wire_digest_equal (&digest, &order->digest))
        peer_fetch_return (fetch, NULL);
      else if (fetch->is_resumed)
        peer_fetch_begin_anew (fetch);
      else
        peer_fetch_fail_wrong (fetch);
      return;
    }

  /* Nobody vouches for the bytes; a text that says it is another RFC is not taken. */
  if (peer_partial_file_get_length (order->partial) == 0
      || peer_partial_file_contradicts (order->partial, number, peer_holder_get_title (order->holder)))
    peer_fetch_fail_wrong (fetch);
  else
    peer_fetch_return (fetch, NULL);
}

static void
peer_fetch_refused (PeerFetch *fetch, const WireResponse *response)
{
  const char *name = peer_fetch_get_name (fetch);
  guint number = peer_holder_get_number (fetch->order.holder);
  PeerFetchForm form = peer_fetch_form_after (fetch->form, response);
  GError *error = NULL;

  if (form != PEER_FETCH_FORM_NONE)
    {
      peer_fetch_try_form (fetch, form);
      return;
    }

  switch (response->status)
    {
    case WIRE_STATUS_NOT_FOUND:
      peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_REFUSED, _("%s no longer has RFC %u."), name, number);
      break;
    case WIRE_STATUS_PRECONDITION_FAILED:
      peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_REFUSED, _("%s has another text of RFC %u now."), name, number);
      break;
    case WIRE_STATUS_UNAVAILABLE:
    case WIRE_STATUS_TOO_MANY_REQUESTS:
      peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_REFUSED, _("%s is busy."), name);
      break;
    case WIRE_STATUS_RANGE_NOT_SATISFIABLE:
      /* What there is cannot be of the document that it has: from the beginning, next time. */
      if (!peer_partial_file_restart (fetch->order.partial, &error))
        {
          peer_fetch_return (fetch, error);
          break;
        }
      G_GNUC_FALLTHROUGH;
    default:
      peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_REFUSED, _("%s does not give RFC %u: %u %s."), name, number,
                       (guint) response->status, wire_status_get_phrase (response->status));
    }
}

/* Where the coming bytes belong: behind those that there are, or at the beginning. FALSE when they belong nowhere. */
static gboolean
peer_fetch_place_body (PeerFetch *fetch, const WireResponse *response, GError **error)
{
  PeerPartialFile *partial = fetch->order.partial;
  guint64 have = peer_partial_file_get_length (partial);

  fetch->size_bytes = response->has_content_length ? response->content_length : 0;
  if (response->status == WIRE_STATUS_OK)
    return have == 0 || peer_partial_file_restart (partial, error);

  if (have == 0 || !response->has_content_range || response->range_first != have
      || response->range_last != response->range_total - 1 || !response->has_content_length
      || response->content_length != response->range_total - have)
    {
      g_set_error (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_MALFORMED, _("%s sent a part that was not asked for."),
                   peer_fetch_get_name (fetch));
      return FALSE;
    }

  fetch->size_bytes = response->range_total;
  fetch->is_resumed = TRUE;
  return TRUE;
}

/* The length that is promised, before a byte of it is taken. */
static gboolean
peer_fetch_check_length (PeerFetch *fetch, const WireResponse *response, GError **error)
{
  const char *name = peer_fetch_get_name (fetch);

  if (!response->has_content_length && response->version != WIRE_VERSION_1_0)
    g_set_error (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_MALFORMED, _("%s does not say how long it is."), name);
  else if (fetch->size_bytes > WIRE_DOCUMENT_MAX_BYTES)
    g_set_error (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_MALFORMED,
                 _("%s sends more than an RFC can be: %u MiB is the limit."), name,
                 WIRE_DOCUMENT_MAX_BYTES >> 20);
  else
    return TRUE;

  return FALSE;
}

static void
peer_fetch_head_cb (NetClientConnection *connection, const WireResponse *response, gpointer user_data)
{
  PeerFetch *fetch = user_data;
  const PeerFetchOrder *order = &fetch->order;
  GError *error = NULL;

  if (response->status != WIRE_STATUS_OK && response->status != WIRE_STATUS_PARTIAL_CONTENT)
    {
      peer_fetch_refused (fetch, response);
      return;
    }

  if (order->digest.is_known && response->digest.is_known && !wire_digest_equal (&order->digest, &response->digest))
    {
      peer_fetch_fail_wrong (fetch);
      return;
    }

  if (!peer_fetch_place_body (fetch, response, &error) || !peer_fetch_check_length (fetch, response, &error)
      || !peer_partial_file_reserve (order->partial, fetch->size_bytes, &error))
    {
      peer_fetch_return (fetch, error);
      return;
    }

  fetch->has_head = TRUE;
  peer_pace_begin (&fetch->pace, peer_fetch_get_now_usec (fetch), peer_partial_file_get_length (order->partial));
  net_client_connection_set_deadline (connection, peer_fetch_get_now_usec (fetch) + G_USEC_PER_SEC);
  order->progress (peer_partial_file_get_length (order->partial), fetch->size_bytes, order->progress_data);
}

static void
peer_fetch_body_cb (NetClientConnection *connection, const char *bytes, gsize length, gpointer user_data)
{
  PeerFetch *fetch = user_data;
  const PeerFetchOrder *order = &fetch->order;
  GError *error = NULL;

  if (peer_partial_file_get_length (order->partial) + length > WIRE_DOCUMENT_MAX_BYTES)
    {
      peer_fetch_fail_wrong (fetch);
      return;
    }
  if (!peer_partial_file_append (order->partial, bytes, length, &error))
    {
      peer_fetch_return (fetch, error);
      return;
    }

  order->progress (peer_partial_file_get_length (order->partial), fetch->size_bytes, order->progress_data);
}

static void
peer_fetch_end_cb (NetClientConnection *connection, gpointer user_data)
{
  PeerFetch *fetch = user_data;

  if (!fetch->has_head)
    return;

  if (fetch->size_bytes != 0 && peer_partial_file_get_length (fetch->order.partial) != fetch->size_bytes)
    peer_fetch_fail_gone (fetch);
  else
    peer_fetch_check (fetch);
}

static void
peer_fetch_expired_cb (NetClientConnection *connection, gpointer user_data)
{
  PeerFetch *fetch = user_data;
  const PeerFetchOrder *order = &fetch->order;
  guint64 received = peer_partial_file_get_length (order->partial);
  gint64 now_usec = peer_fetch_get_now_usec (fetch);

  if (!fetch->has_head)
    {
      peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_GONE, _("%s did not answer."), peer_fetch_get_name (fetch));
      return;
    }

  if (peer_pace_is_too_slow (&fetch->pace, now_usec, received))
    {
      peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_GONE, _("%s is too slow."), peer_fetch_get_name (fetch));
      return;
    }

  /* Also when nothing comes, so that the shown rate sinks. Told last: whoever hears it may cancel. */
  net_client_connection_set_deadline (connection, now_usec + G_USEC_PER_SEC);
  order->progress (received, fetch->size_bytes, order->progress_data);
}

static void
peer_fetch_closed_cb (NetClientConnection *connection, const GError *error, gpointer user_data)
{
  PeerFetch *fetch = user_data;

  fetch->connection = NULL;

  if (g_error_matches (error, WIRE_ERROR, WIRE_ERROR_TOO_LARGE))
    {
      peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_MALFORMED, _("%s sends more than an RFC can be: %u MiB is the limit."),
                       peer_fetch_get_name (fetch), WIRE_DOCUMENT_MAX_BYTES >> 20);
      return;
    }

  /* Programs of 1.0 answer all sorts of things to a version that they do not know, or nothing. */
  if (!fetch->has_head && fetch->form == PEER_FETCH_FORM_STRICT)
    peer_fetch_try_form (fetch, PEER_FETCH_FORM_LETTER);
  else if (!fetch->has_head && g_error_matches (error, WIRE_ERROR, WIRE_ERROR_MALFORMED))
    peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_MALFORMED, _("%s does not speak P2P-CI."), peer_fetch_get_name (fetch));
  else
    peer_fetch_fail_gone (fetch);
}

static const NetClientConnectionHandler peer_fetch_handler = {
  .head = peer_fetch_head_cb,
  .body = peer_fetch_body_cb,
  .end = peer_fetch_end_cb,
  .expired = peer_fetch_expired_cb,
  .closed = peer_fetch_closed_cb,
};

static void
peer_fetch_ask_strictly (PeerFetch *fetch)
{
  const PeerFetchOrder *order = &fetch->order;
  guint64 have = peer_partial_file_get_length (order->partial);
  WireRequest request = {
    .method = WIRE_METHOD_GET,
    .version = WIRE_VERSION_1_1,
    .object = WIRE_OBJECT_RFC,
    .number = peer_holder_get_number (order->holder),
    .host = wire_slice_from_string (peer_holder_get_address (order->holder)),
    .os = wire_slice_from_string (peer_platform_get_os ()),
    .has_range = have > 0,
    .range_first = have,
    .if_digest = order->digest,
  };

  net_client_connection_send (fetch->connection, &request);
}

static void
peer_fetch_ask_in_form (PeerFetch *fetch)
{
  PeerHolder *holder = fetch->order.holder;
  g_autofree char *request =
      peer_fetch_form_make_request (fetch->form, peer_holder_get_number (holder), peer_holder_get_address (holder));

  net_client_connection_send_raw (fetch->connection, request, strlen (request));
}

static void
peer_fetch_connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerFetch *fetch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = net_connect_finish (result, &error);
  GCancellable *cancellable = g_task_get_cancellable (fetch->task);

  if (g_cancellable_is_cancelled (cancellable))
    {
      peer_fetch_return (fetch, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled.")));
      return;
    }
  if (socket != NULL)
    fetch->connection = net_client_connection_new (fetch->order.poller, g_steal_pointer (&socket), WIRE_FROM_PEER,
                                                   &peer_fetch_handler, fetch, &error);
  if (fetch->connection == NULL)
    {
      peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_UNREACHABLE, _("%s did not answer."), peer_fetch_get_name (fetch));
      return;
    }

  net_client_connection_set_deadline (fetch->connection,
                                      peer_fetch_get_now_usec (fetch) + PEER_FETCH_HEAD_SECONDS * G_USEC_PER_SEC);
  if (fetch->form == PEER_FETCH_FORM_STRICT)
    peer_fetch_ask_strictly (fetch);
  else
    peer_fetch_ask_in_form (fetch);
}

static void
peer_fetch_connect (PeerFetch *fetch)
{
  const PeerFetchOrder *order = &fetch->order;
  g_autoptr (GSocketAddress) place = NULL;
  NetAddress address;

  /* Numeric alone: a name in a row is shown and never resolved. And what an index says is not to make us knock on the
   * doors of the user's own network. */
  if (!net_address_from_string (peer_holder_get_address (order->holder), &address)
      || !net_address_may_be_fetched_from (&address, peer_holder_get_port (order->holder), &order->index))
    {
      peer_fetch_fail (fetch, PEER_DOWNLOAD_ERROR_UNREACHABLE, _("%s cannot be reached from here."),
                       peer_fetch_get_name (fetch));
      return;
    }

  place = net_address_to_socket_address (&address, peer_holder_get_port (order->holder));
  net_connect_async (G_SOCKET_CONNECTABLE (place), PEER_FETCH_CONNECT_SECONDS, g_task_get_cancellable (fetch->task),
                     peer_fetch_connected_cb, fetch);
}

void
peer_fetch_async (const PeerFetchOrder *order,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  PeerFetch *fetch = g_new0 (PeerFetch, 1);
  GError *error = NULL;

  fetch->order = *order;
  g_object_ref (order->holder);
  peer_partial_file_ref (order->partial);
  fetch->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (fetch->task, peer_fetch_async);
  if (cancellable != NULL)
    fetch->cancelled_handler =
        g_signal_connect_swapped (cancellable, "cancelled", G_CALLBACK (peer_fetch_cancelled_cb), fetch);

  /* Bytes that no digest vouches for go on with nobody else's. */
  if (!order->digest.is_known && !peer_partial_file_restart (order->partial, &error))
    peer_fetch_return (fetch, error);
  else
    peer_fetch_connect (fetch);
}

gboolean
peer_fetch_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
