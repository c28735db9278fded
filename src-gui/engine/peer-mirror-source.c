/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-mirror-source.h"

#include <glib/gi18n-lib.h>

#include "peer-download.h"
#include "peer-fetch.h"
#include "peer-holder-private.h"
#include "peer-mirror-link.h"

#define GIVE_LOOKS 64u /* at so many items that wait */

struct _PeerMirrorSource
{
  const PeerMirrorPlan *plan;
  PeerHolder *holder;
  PeerMirrorPlace place; /* lends from the holder */
  const PeerMirrorSourceHandler *handler;
  gpointer user_data;

  GQueue queue; /* of PeerMirrorItem */
  guint64 load_bytes;
  GPtrArray *links; /* of PeerMirrorLink, connecting or connected */
  gboolean is_working;
  gboolean is_reading;
  gboolean has_answered; /* in 1.1, ever */
  gboolean is_classic;

  /* A document of 1.0 */
  PeerMirrorItem *fetched;
  PeerPartialFile *partial;
  GCancellable *cancellable;

  guint n_failures; /* since the last document */
  NetDeadline pause;
  GError *end; /* not asked any more */
};

/* What is under way of 1.0 knows its source only as long as that lives. */
typedef struct
{
  PeerMirrorSource *source;
  GCancellable *cancellable;
} PeerMirrorFetch;

static void peer_mirror_source_work (PeerMirrorSource *source);

static PeerMirrorItem *
peer_mirror_source_pop (PeerMirrorSource *source)
{
  GList *node = g_queue_pop_head_link (&source->queue);

  return node != NULL ? node->data : NULL;
}

static void
peer_mirror_source_forget (PeerMirrorSource *source, PeerMirrorItem *item)
{
  source->load_bytes -= peer_mirror_item_get_weight (item);
}

static void
peer_mirror_source_refuse (PeerMirrorSource *source, PeerMirrorItem *item, const GError *error)
{
  peer_mirror_item_set_error (item, error);
  peer_mirror_source_forget (source, item);
  peer_mirror_item_drop_holder (item, source->place.address, source->place.port);
  source->handler->refused (source, item, source->user_data);
}

/* All of @items, and those that wait, go back to be given to others. */
static void
peer_mirror_source_return_all (PeerMirrorSource *source, GQueue *items, const GError *error)
{
  GList *node;

  while ((node = g_queue_pop_head_link (&source->queue)) != NULL)
    g_queue_push_tail_link (items, node);

  while ((node = g_queue_pop_head_link (items)) != NULL)
    {
      PeerMirrorItem *item = node->data;

      peer_mirror_item_set_error (item, error);
      peer_mirror_source_forget (source, item);
      source->handler->returned (source, item, source->user_data);
    }
}

static void
peer_mirror_source_pause_cb (NetDeadline *deadline)
{
  PeerMirrorSource *source = NET_CONTAINER_OF (deadline, PeerMirrorSource, pause);

  peer_mirror_source_work (source);
}

/* One failure more; takes back what was asked for. */
static void
peer_mirror_source_fail (PeerMirrorSource *source, GQueue *items, const GError *error)
{
  gboolean is_lie = g_error_matches (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_WRONG_DOCUMENT);
  GList *node;

  source->n_failures++;
  if (is_lie || source->n_failures >= PEER_MIRROR_SOURCE_MAX_FAILURES)
    {
      while ((node = g_queue_pop_tail_link (items)) != NULL)
        g_queue_push_head_link (&source->queue, node);
      peer_mirror_source_end (source, error);
      return;
    }

  net_poller_set_deadline (source->plan->poller, &source->pause,
                           net_poller_get_now_usec (source->plan->poller)
                               + (G_USEC_PER_SEC << (source->n_failures - 1)));
  peer_mirror_source_return_all (source, items, error);
}

/* 1.1 */

static PeerMirrorItem *
peer_mirror_source_next_cb (PeerMirrorLink *link, gpointer user_data)
{
  PeerMirrorSource *source = user_data;
  PeerMirrorItem *item = peer_mirror_source_pop (source);

  if (item != NULL || !source->is_working)
    return item;

  item = source->handler->steal (source, source->user_data);
  if (item != NULL)
    source->load_bytes += peer_mirror_item_get_weight (item);
  return item;
}

static void
peer_mirror_source_received_cb (PeerMirrorLink *link, PeerMirrorItem *item, gpointer user_data)
{
  PeerMirrorSource *source = user_data;

  source->has_answered = TRUE;
  source->n_failures = 0;
  peer_mirror_source_forget (source, item);
  source->handler->received (source, item, source->user_data);
}

static void
peer_mirror_source_refused_cb (PeerMirrorLink *link, PeerMirrorItem *item, const GError *error, gpointer user_data)
{
  PeerMirrorSource *source = user_data;

  source->has_answered = TRUE;
  peer_mirror_source_refuse (source, item, error);
}

/* A document that breaks off again and again is not to be had here, whatever else is. */
static void
peer_mirror_source_take_back (PeerMirrorSource *source, PeerMirrorLink *link, const GError *error, GQueue *items)
{
  PeerMirrorItem *item;

  while ((item = peer_mirror_link_steal_asked (link)) != NULL)
    {
      if (item->n_cuts >= PEER_MIRROR_ITEM_MAX_CUTS && error != NULL)
        {
          item->n_cuts = 0;
          peer_mirror_source_refuse (source, item, error);
        }
      else
        {
          g_queue_push_tail_link (items, &item->link);
        }
    }
}

static void
peer_mirror_source_closed_cb (PeerMirrorLink *link, gboolean is_classic, const GError *error, gpointer user_data)
{
  PeerMirrorSource *source = user_data;
  g_autoptr (GError) gone = NULL;
  GQueue items = G_QUEUE_INIT;
  GList *node;

  if (is_classic && source->has_answered)
    {
      gone = g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_GONE, _("%s went away."), source->place.name);
      error = gone;
    }
  else if (is_classic)
    {
      source->is_classic = TRUE;
    }

  peer_mirror_source_take_back (source, link, error, &items);
  g_ptr_array_remove_fast (source->links, link);
  if (error != NULL)
    peer_mirror_source_fail (source, &items, error);
  while ((node = g_queue_pop_tail_link (&items)) != NULL)
    g_queue_push_head_link (&source->queue, node);
  peer_mirror_source_work (source);
}

static const PeerMirrorLinkHandler peer_mirror_source_link_handler = {
  .next = peer_mirror_source_next_cb,
  .received = peer_mirror_source_received_cb,
  .refused = peer_mirror_source_refused_cb,
  .closed = peer_mirror_source_closed_cb,
};

static guint
peer_mirror_source_count_fresh_links (PeerMirrorSource *source)
{
  guint n_links = 0;

  for (guint i = 0; i < source->links->len; i++)
    if (!peer_mirror_link_is_used_up (g_ptr_array_index (source->links, i)))
      n_links++;
  return n_links;
}

/* One for little, two for much; those that are used up end by themselves. */
static void
peer_mirror_source_open_links (PeerMirrorSource *source, GSocketAddress *address)
{
  guint n_wanted = source->queue.length > PEER_MIRROR_LINK_PIPELINE ? PEER_MIRROR_SOURCE_MAX_LINKS : 1;
  guint n_links = peer_mirror_source_count_fresh_links (source);

  for (; source->queue.length > 0 && n_links < n_wanted; n_links++)
    {
      PeerMirrorLink *link = peer_mirror_link_new (source->plan->poller, source->plan->store, address, &source->place,
                                                   &peer_mirror_source_link_handler, source);

      peer_mirror_link_set_reading (link, source->is_reading);
      g_ptr_array_add (source->links, link);
    }
}

/* 1.0: fetch -> place -> the next one */

static void
peer_mirror_fetch_free (PeerMirrorFetch *fetch)
{
  g_object_unref (fetch->cancellable);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerMirrorFetch, peer_mirror_fetch_free)

/* NULL when the source has gone, or has let go of it. */
static PeerMirrorItem *
peer_mirror_source_steal_fetched (PeerMirrorFetch *fetch)
{
  if (g_cancellable_is_cancelled (fetch->cancellable))
    return NULL;

  g_clear_object (&fetch->source->cancellable);
  g_clear_pointer (&fetch->source->partial, peer_partial_file_unref);
  return g_steal_pointer (&fetch->source->fetched);
}

static void
peer_mirror_source_placed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PeerMirrorFetch) fetch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = peer_partial_file_place_finish (result, &error);
  PeerMirrorItem *item = peer_mirror_source_steal_fetched (fetch);
  PeerMirrorSource *source = fetch->source;

  if (item == NULL)
    return;

  source->n_failures = 0;
  peer_mirror_source_forget (source, item);
  source->handler->placed (source, item, error, source->user_data);
  peer_mirror_source_work (source);
}

static void
peer_mirror_source_fetch_failed (PeerMirrorSource *source, PeerMirrorItem *item, const GError *error)
{
  GQueue items = G_QUEUE_INIT;

  switch (error->domain == PEER_DOWNLOAD_ERROR ? error->code : -1)
    {
    case PEER_DOWNLOAD_ERROR_NO_SPACE:
    case PEER_DOWNLOAD_ERROR_FOLDER:
      peer_mirror_source_forget (source, item);
      source->handler->placed (source, item, error, source->user_data);
      break;
    case PEER_DOWNLOAD_ERROR_UNREACHABLE:
    case PEER_DOWNLOAD_ERROR_GONE:
      g_queue_push_tail_link (&items, &item->link);
      peer_mirror_source_fail (source, &items, error);
      break;
    default:
      peer_mirror_source_refuse (source, item, error);
    }
  peer_mirror_source_work (source);
}

static void
peer_mirror_source_fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PeerMirrorFetch) fetch = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_fetched = peer_fetch_finish (result, &error);
  PeerMirrorSource *source = fetch->source;
  PeerPartialFile *partial;

  if (g_cancellable_is_cancelled (fetch->cancellable))
    return;
  if (!is_fetched)
    {
      peer_mirror_source_fetch_failed (source, peer_mirror_source_steal_fetched (fetch), error);
      return;
    }

  partial = source->partial;
  peer_partial_file_place_async (partial, source->cancellable, peer_mirror_source_placed_cb, g_steal_pointer (&fetch));
}

static void
peer_mirror_source_progress_cb (guint64 received_bytes, guint64 size_bytes, gpointer user_data)
{
}

static void
peer_mirror_source_fetch_next (PeerMirrorSource *source)
{
  PeerMirrorItem *item = source->fetched == NULL ? peer_mirror_source_pop (source) : NULL;
  g_autoptr (GError) error = NULL;
  PeerFetchOrder order;
  PeerMirrorFetch *fetch;

  if (item == NULL)
    return;

  source->partial = peer_partial_file_new (source->plan->folder, item->number, &error);
  if (source->partial == NULL)
    {
      peer_mirror_source_forget (source, item);
      source->handler->placed (source, item, error, source->user_data);
      return;
    }

  source->fetched = item;
  source->cancellable = g_cancellable_new ();
  fetch = g_new0 (PeerMirrorFetch, 1);
  fetch->source = source;
  fetch->cancellable = g_object_ref (source->cancellable);
  order = (PeerFetchOrder) {
    .poller = source->plan->poller,
    .holder = peer_mirror_item_get_holder (item, 0),
    .index = source->plan->index,
    .digest = *peer_mirror_item_get_expected (item),
    .partial = source->partial,
    .progress = peer_mirror_source_progress_cb,
  };
  peer_fetch_async (&order, source->cancellable, peer_mirror_source_fetched_cb, fetch);
}

/* Work */

static void
peer_mirror_source_pump (PeerMirrorSource *source)
{
  for (guint i = 0; i < source->links->len; i++)
    peer_mirror_link_pump (g_ptr_array_index (source->links, i));
}

static void
peer_mirror_source_ask (PeerMirrorSource *source)
{
  g_autoptr (GSocketAddress) place = NULL;
  g_autoptr (GError) error = NULL;
  NetAddress address;

  /* Numeric alone, and not at the doors of the user's own network: as for every download. */
  if (!net_address_from_string (source->place.address, &address)
      || !net_address_may_be_fetched_from (&address, source->place.port, &source->plan->index))
    {
      error = g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_UNREACHABLE, _("%s cannot be reached from here."),
                           source->place.name);
      peer_mirror_source_end (source, error);
      return;
    }

  place = net_address_to_socket_address (&address, source->place.port);
  peer_mirror_source_pump (source);
  peer_mirror_source_open_links (source, place);
}

static void
peer_mirror_source_work (PeerMirrorSource *source)
{
  if (source->is_working && source->end == NULL && source->pause.due_usec == 0)
    {
      if (source->is_classic)
        peer_mirror_source_fetch_next (source);
      else
        peer_mirror_source_ask (source);
    }
  if (!source->is_working || source->pause.due_usec != 0 || peer_mirror_source_is_idle (source))
    source->handler->rested (source, source->user_data);
}

/* Public */

PeerMirrorSource *
peer_mirror_source_new (const PeerMirrorPlan *plan,
                        PeerHolder *holder,
                        const PeerMirrorSourceHandler *handler,
                        gpointer user_data)
{
  PeerMirrorSource *source = g_new0 (PeerMirrorSource, 1);

  source->plan = plan;
  source->holder = g_object_ref (holder);
  source->place = (PeerMirrorPlace) { peer_holder_get_address (holder), peer_holder_get_port (holder),
                                      peer_holder_get_short_name (holder) };
  source->handler = handler;
  source->user_data = user_data;
  source->links = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_mirror_link_free);
  source->is_reading = TRUE;
  source->is_classic = !peer_holder_get_digest (holder)->is_known; /* 1.0 cannot tell one */
  source->pause.func = peer_mirror_source_pause_cb;
  return source;
}

void
peer_mirror_source_free (PeerMirrorSource *source)
{
  net_poller_clear_deadline (source->plan->poller, &source->pause);
  if (source->cancellable != NULL)
    g_cancellable_cancel (source->cancellable);
  g_clear_object (&source->cancellable);
  g_clear_pointer (&source->partial, peer_partial_file_unref);
  g_ptr_array_unref (source->links);
  g_clear_error (&source->end);
  g_object_unref (source->holder);
  g_free (source);
}

const char *
peer_mirror_source_get_address (PeerMirrorSource *source)
{
  return source->place.address;
}

guint16
peer_mirror_source_get_port (PeerMirrorSource *source)
{
  return source->place.port;
}

void
peer_mirror_source_push (PeerMirrorSource *source, PeerMirrorItem *item)
{
  g_queue_push_tail_link (&source->queue, &item->link);
  source->load_bytes += peer_mirror_item_get_weight (item);
  peer_mirror_source_work (source);
}

guint64
peer_mirror_source_get_load (PeerMirrorSource *source)
{
  return source->load_bytes;
}

guint
peer_mirror_source_get_n_queued (PeerMirrorSource *source)
{
  return source->queue.length;
}

PeerMirrorItem *
peer_mirror_source_give (PeerMirrorSource *source, PeerMirrorSource *to)
{
  GList *node = source->queue.tail;

  for (guint n = 0; node != NULL && n < GIVE_LOOKS; n++, node = node->prev)
    {
      PeerMirrorItem *item = node->data;
      guint position;

      if (!peer_mirror_item_find_holder (item, to->place.address, to->place.port, &position)
          || position >= peer_mirror_item_count_best (item))
        continue;
      g_queue_unlink (&source->queue, node);
      peer_mirror_source_forget (source, item);
      peer_mirror_item_choose_holder (item, position);
      return item;
    }
  return NULL;
}

void
peer_mirror_source_set_working (PeerMirrorSource *source, gboolean is_working)
{
  source->is_working = is_working;
  if (is_working)
    peer_mirror_source_work (source);
  for (guint i = source->links->len; i > 0 && !is_working; i--)
    if (peer_mirror_link_is_idle (g_ptr_array_index (source->links, i - 1)))
      g_ptr_array_remove_index (source->links, i - 1);
}

gboolean
peer_mirror_source_is_working (PeerMirrorSource *source)
{
  return source->is_working;
}

gboolean
peer_mirror_source_is_idle (PeerMirrorSource *source)
{
  for (guint i = 0; i < source->links->len; i++)
    if (!peer_mirror_link_is_idle (g_ptr_array_index (source->links, i)))
      return FALSE;
  return source->queue.length == 0 && source->fetched == NULL;
}

gboolean
peer_mirror_source_is_pausing (PeerMirrorSource *source)
{
  return source->pause.due_usec != 0;
}

void
peer_mirror_source_set_reading (PeerMirrorSource *source, gboolean is_reading)
{
  source->is_reading = is_reading;
  for (guint i = 0; i < source->links->len; i++)
    peer_mirror_link_set_reading (g_ptr_array_index (source->links, i), is_reading);
}

const GError *
peer_mirror_source_get_end (PeerMirrorSource *source)
{
  return source->end;
}

void
peer_mirror_source_end (PeerMirrorSource *source, const GError *error)
{
  GQueue items = G_QUEUE_INIT;

  if (source->end != NULL)
    return;

  source->end = g_error_copy (error);
  net_poller_clear_deadline (source->plan->poller, &source->pause);
  for (guint i = 0; i < source->links->len; i++)
    peer_mirror_source_take_back (source, g_ptr_array_index (source->links, i), NULL, &items);
  g_ptr_array_set_size (source->links, 0);
  peer_mirror_source_return_all (source, &items, source->end);
}

void
peer_mirror_source_distrust (PeerMirrorSource *source)
{
  g_autoptr (GError) error = g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_WRONG_DOCUMENT,
                                          _("%s sent another document."), source->place.name);

  peer_mirror_source_end (source, error);
}
