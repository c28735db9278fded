/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-mirror-link.h"

#include <glib/gi18n-lib.h>

#include "peer-download.h"
#include "peer-fetch.h"
#include "peer-platform.h"

struct _PeerMirrorLink
{
  NetPoller *poller;
  PeerMirrorStore *store;
  const PeerMirrorPlace *place;
  const PeerMirrorLinkHandler *handler;
  gpointer user_data;
  GCancellable *cancellable; /* of connecting */
  gboolean is_freed;         /* connecting holds a reference, and does nothing more */

  NetClientConnection *connection; /* NULL while connecting, and after the end */
  GQueue asked;                    /* of PeerMirrorItem, in the order of the requests */
  guint n_requests;
  guint n_answers;
  guint64 asked_bytes;
  PeerMirrorEntry *entry; /* of the first one asked, while its body comes */
  GError *refusal;        /* of the first one asked, while its answer is not read to the end */
  gboolean is_reading;

  guint64 received_bytes;
  guint64 slow_mark_bytes; /* that there were when the slow time began */
};

static void
peer_mirror_link_clear (gpointer data)
{
  PeerMirrorLink *link = data;

  g_clear_object (&link->cancellable);
}

static void
peer_mirror_link_unref (PeerMirrorLink *link)
{
  g_rc_box_release_full (link, peer_mirror_link_clear);
}

typedef PeerMirrorLink PeerMirrorLinkRef;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerMirrorLinkRef, peer_mirror_link_unref)

static void
peer_mirror_link_drop_connection (PeerMirrorLink *link)
{
  if (link->entry != NULL)
    peer_mirror_store_abandon (link->store, g_steal_pointer (&link->entry));
  g_clear_error (&link->refusal);
  g_clear_pointer (&link->connection, net_client_connection_free);
}

/* Takes @error. The last thing that is done: the owner frees the link in it. */
static void
peer_mirror_link_end (PeerMirrorLink *link, gboolean is_classic, GError *error)
{
  g_autoptr (GError) own_error = error;

  if (link->entry != NULL)
    ((PeerMirrorItem *) g_queue_peek_head (&link->asked))->n_cuts++;
  peer_mirror_link_drop_connection (link);
  link->handler->closed (link, is_classic, own_error, link->user_data);
}

static void
peer_mirror_link_fail (PeerMirrorLink *link, PeerDownloadError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
peer_mirror_link_fail (PeerMirrorLink *link, PeerDownloadError code, const char *format, ...)
{
  va_list arguments;
  GError *error;

  va_start (arguments, format);
  error = g_error_new_valist (PEER_DOWNLOAD_ERROR, (int) code, format, arguments);
  va_end (arguments);

  peer_mirror_link_end (link, FALSE, error);
}

/* From now on it has its time again; a store that takes nothing is not its fault. */
static void
peer_mirror_link_watch_pace (PeerMirrorLink *link)
{
  gboolean is_waiting = link->asked.length > 0 && link->is_reading;

  link->slow_mark_bytes = link->received_bytes;
  net_client_connection_set_deadline (
      link->connection,
      is_waiting ? net_poller_get_now_usec (link->poller) + PEER_MIRROR_LINK_SLOW_SECONDS * G_USEC_PER_SEC : 0);
}

static void
peer_mirror_link_expired_cb (NetClientConnection *connection, gpointer user_data)
{
  PeerMirrorLink *link = user_data;

  if (link->received_bytes - link->slow_mark_bytes >= PEER_MIRROR_LINK_SLOW_BYTES)
    peer_mirror_link_watch_pace (link);
  else if (link->received_bytes == 0)
    peer_mirror_link_fail (link, PEER_DOWNLOAD_ERROR_GONE, _("%s did not answer."), link->place->name);
  else
    peer_mirror_link_fail (link, PEER_DOWNLOAD_ERROR_GONE, _("%s is too slow."), link->place->name);
}

/* The answer is no document: what becomes of the item is told when all of it is read. */
static void
peer_mirror_link_take_refusal (PeerMirrorLink *link, const PeerMirrorItem *item, const WireResponse *response)
{
  const char *name = link->place->name;

  if (response->status == WIRE_STATUS_NOT_FOUND)
    link->refusal = g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_REFUSED, _("%s no longer has RFC %u."), name,
                                 item->number);
  else if (response->status == WIRE_STATUS_PRECONDITION_FAILED)
    link->refusal = g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_REFUSED, _("%s has another text of RFC %u now."),
                                 name, item->number);
  else
    link->refusal = g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_REFUSED, _("%s does not give RFC %u: %u %s."),
                                 name, item->number, (guint) response->status,
                                 wire_status_get_phrase (response->status));
}

static void
peer_mirror_link_take_document (PeerMirrorLink *link, PeerMirrorItem *item, const WireResponse *response)
{
  const WireDigest *expected = peer_mirror_item_get_expected (item);

  if (!response->has_content_length)
    peer_mirror_link_fail (link, PEER_DOWNLOAD_ERROR_MALFORMED, _("%s does not say how long it is."), link->place->name);
  else if (response->digest.is_known && !wire_digest_equal (expected, &response->digest))
    /* It was asked for this text and no other. */
    peer_mirror_link_fail (link, PEER_DOWNLOAD_ERROR_WRONG_DOCUMENT, _("%s sent another document."), link->place->name);
  else
    link->entry = peer_mirror_store_begin (link->store, item->number, expected, response->content_length, item);
}

static void
peer_mirror_link_head_cb (NetClientConnection *connection, const WireResponse *response, gpointer user_data)
{
  PeerMirrorLink *link = user_data;
  PeerMirrorItem *item = g_queue_peek_head (&link->asked);

  link->received_bytes += PEER_MIRROR_LINK_SLOW_BYTES; /* an answer is no silence, however short its document */
  if (response->version == WIRE_VERSION_1_0 || response->status == WIRE_STATUS_VERSION_NOT_SUPPORTED)
    peer_mirror_link_end (link, TRUE, NULL);
  else if (response->status == WIRE_STATUS_UNAVAILABLE || response->status == WIRE_STATUS_TOO_MANY_REQUESTS)
    peer_mirror_link_fail (link, PEER_DOWNLOAD_ERROR_REFUSED, _("%s is busy."), link->place->name);
  else if (response->status == WIRE_STATUS_OK)
    peer_mirror_link_take_document (link, item, response);
  else
    peer_mirror_link_take_refusal (link, item, response);
}

static void
peer_mirror_link_body_cb (NetClientConnection *connection, const char *bytes, gsize length, gpointer user_data)
{
  PeerMirrorLink *link = user_data;

  link->received_bytes += length;
  if (link->entry != NULL)
    peer_mirror_store_append (link->store, link->entry, bytes, length);
  if (link->is_reading && peer_mirror_store_is_full (link->store))
    peer_mirror_link_set_reading (link, FALSE);
}

/* What is refused goes to others, and on its way some source may have to rest, and drop this link when it is idle. */
static void
peer_mirror_link_end_cb (NetClientConnection *connection, gpointer user_data)
{
  g_autoptr (PeerMirrorLinkRef) link = g_rc_box_acquire ((PeerMirrorLink *) user_data);
  GList *node = g_queue_pop_head_link (&link->asked);
  PeerMirrorItem *item = node->data;

  link->n_answers++;
  link->asked_bytes -= peer_mirror_item_get_weight (item);
  if (link->refusal != NULL)
    {
      g_autoptr (GError) refusal = g_steal_pointer (&link->refusal);

      link->handler->refused (link, item, refusal, link->user_data);
    }
  else
    {
      peer_mirror_store_end (link->store, g_steal_pointer (&link->entry));
      link->handler->received (link, item, link->user_data);
    }

  if (link->is_freed)
    return;
  if (link->asked.length > 0 || !peer_mirror_link_is_used_up (link))
    peer_mirror_link_pump (link);
  else
    peer_mirror_link_end (link, FALSE, NULL);
}

static void
peer_mirror_link_closed_cb (NetClientConnection *connection, const GError *error, gpointer user_data)
{
  PeerMirrorLink *link = user_data;
  gboolean is_orderly = error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);

  link->connection = NULL;
  /* It may allow fewer requests a connection than we had hoped; or, without having answered any, no 1.1 at all. */
  if (link->n_answers > 0 && link->entry == NULL && is_orderly)
    peer_mirror_link_end (link, FALSE, NULL);
  else if (link->n_answers == 0 && link->entry == NULL && link->asked.length > 0)
    peer_mirror_link_end (link, TRUE, NULL);
  else if (g_error_matches (error, WIRE_ERROR, WIRE_ERROR_TOO_LARGE))
    peer_mirror_link_fail (link, PEER_DOWNLOAD_ERROR_MALFORMED, _("%s sends more than an RFC can be: %u MiB is the limit."),
                           link->place->name, WIRE_DOCUMENT_MAX_BYTES / 1024 / 1024);
  else if (g_error_matches (error, WIRE_ERROR, WIRE_ERROR_MALFORMED) && link->entry == NULL)
    peer_mirror_link_fail (link, PEER_DOWNLOAD_ERROR_MALFORMED, _("%s does not speak P2P-CI."), link->place->name);
  else
    peer_mirror_link_fail (link, PEER_DOWNLOAD_ERROR_GONE, _("%s went away."), link->place->name);
}

static const NetClientConnectionHandler peer_mirror_link_connection_handler = {
  .head = peer_mirror_link_head_cb,
  .body = peer_mirror_link_body_cb,
  .end = peer_mirror_link_end_cb,
  .expired = peer_mirror_link_expired_cb,
  .closed = peer_mirror_link_closed_cb,
};

static void
peer_mirror_link_ask (PeerMirrorLink *link, PeerMirrorItem *item)
{
  WireRequest request = {
    .method = WIRE_METHOD_GET,
    .version = WIRE_VERSION_1_1,
    .object = WIRE_OBJECT_RFC,
    .number = item->number,
    .host = wire_slice_from_string (link->place->address),
    .os = wire_slice_from_string (peer_platform_get_os ()),
    .if_digest = *peer_mirror_item_get_expected (item),
  };

  net_client_connection_send (link->connection, &request);
  g_queue_push_tail_link (&link->asked, &item->link);
  link->asked_bytes += peer_mirror_item_get_weight (item);
  link->n_requests++;
}

void
peer_mirror_link_pump (PeerMirrorLink *link)
{
  PeerMirrorItem *item = NULL;

  if (link->connection == NULL)
    return;

  while (link->asked.length < PEER_MIRROR_LINK_PIPELINE && link->asked_bytes < PEER_MIRROR_LINK_PIPELINE_BYTES
         && !peer_mirror_link_is_used_up (link) && (item = link->handler->next (link, link->user_data)) != NULL)
    peer_mirror_link_ask (link, item);
  peer_mirror_link_watch_pace (link);
}

static void
peer_mirror_link_connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PeerMirrorLinkRef) link = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = net_connect_finish (result, &error);

  if (link->is_freed)
    return;
  if (socket != NULL)
    link->connection = net_client_connection_new (link->poller, g_steal_pointer (&socket), WIRE_FROM_PEER,
                                                  &peer_mirror_link_connection_handler, link, &error);
  if (link->connection == NULL)
    {
      peer_mirror_link_fail (link, PEER_DOWNLOAD_ERROR_UNREACHABLE, _("%s did not answer."), link->place->name);
      return;
    }

  net_client_connection_set_reading (link->connection, link->is_reading);
  peer_mirror_link_pump (link);
}

PeerMirrorLink *
peer_mirror_link_new (NetPoller *poller,
                      PeerMirrorStore *store,
                      GSocketAddress *address,
                      const PeerMirrorPlace *place,
                      const PeerMirrorLinkHandler *handler,
                      gpointer user_data)
{
  PeerMirrorLink *link = g_rc_box_new0 (PeerMirrorLink);

  link->poller = poller;
  link->store = store;
  link->place = place;
  link->handler = handler;
  link->user_data = user_data;
  link->is_reading = TRUE;
  link->cancellable = g_cancellable_new ();
  net_connect_async (G_SOCKET_CONNECTABLE (address), PEER_FETCH_CONNECT_SECONDS, link->cancellable,
                     peer_mirror_link_connected_cb, g_rc_box_acquire (link));
  return link;
}

void
peer_mirror_link_free (PeerMirrorLink *link)
{
  link->is_freed = TRUE;
  g_cancellable_cancel (link->cancellable);
  peer_mirror_link_drop_connection (link);
  peer_mirror_link_unref (link);
}

gboolean
peer_mirror_link_is_used_up (PeerMirrorLink *link)
{
  return link->n_requests >= PEER_MIRROR_LINK_MAX_REQUESTS;
}

gboolean
peer_mirror_link_is_idle (PeerMirrorLink *link)
{
  return link->asked.length == 0;
}

void
peer_mirror_link_set_reading (PeerMirrorLink *link, gboolean is_reading)
{
  if (link->is_reading == is_reading)
    return;

  link->is_reading = is_reading;
  if (link->connection == NULL)
    return;
  net_client_connection_set_reading (link->connection, is_reading);
  peer_mirror_link_watch_pace (link);
}

PeerMirrorItem *
peer_mirror_link_steal_asked (PeerMirrorLink *link)
{
  GList *node = g_queue_pop_head_link (&link->asked);

  return node != NULL ? node->data : NULL;
}
