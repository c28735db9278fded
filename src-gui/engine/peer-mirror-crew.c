/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-mirror-crew.h"

#include <glib/gi18n-lib.h>

#include "peer-download.h"

/* A pause of a second, or to begin with one more source, is worth as many bytes of waiting for another one. */
#define PAUSE_LOAD_BYTES (16u * 1024u * 1024u)
#define IDLER_LOAD_BYTES (4u * 1024u * 1024u)

struct _PeerMirrorCrew
{
  const PeerMirrorPlan *plan;
  const PeerMirrorCrewHandler *handler;
  gpointer user_data;
  GHashTable *by_place; /* "ADDRESS PORT" -> PeerMirrorSource, lent */
  GPtrArray *sources;   /* of PeerMirrorSource */
};

static guint
peer_mirror_crew_count_working (PeerMirrorCrew *crew)
{
  guint n_working = 0;

  for (guint i = 0; i < crew->sources->len; i++)
    {
      PeerMirrorSource *source = g_ptr_array_index (crew->sources, i);

      if (peer_mirror_source_is_working (source) && peer_mirror_source_get_end (source) == NULL)
        n_working++;
    }
  return n_working;
}

/* Lends, or NULL. */
static PeerMirrorSource *
peer_mirror_crew_find_waiting (PeerMirrorCrew *crew)
{
  for (guint i = 0; i < crew->sources->len; i++)
    {
      PeerMirrorSource *source = g_ptr_array_index (crew->sources, i);

      if (!peer_mirror_source_is_working (source) && peer_mirror_source_get_n_queued (source) > 0
          && !peer_mirror_source_is_pausing (source))
        return source;
    }
  return NULL;
}

static void
peer_mirror_crew_employ (PeerMirrorCrew *crew)
{
  PeerMirrorSource *source;

  while (peer_mirror_crew_count_working (crew) < PEER_MIRROR_CREW_MAX_WORKING
         && (source = peer_mirror_crew_find_waiting (crew)) != NULL)
    peer_mirror_source_set_working (source, TRUE);
}

static void
peer_mirror_crew_received_cb (PeerMirrorSource *source, PeerMirrorItem *item, gpointer user_data)
{
  PeerMirrorCrew *crew = user_data;

  crew->handler->received (item, crew->user_data);
}

static void
peer_mirror_crew_placed_cb (PeerMirrorSource *source, PeerMirrorItem *item, const GError *error, gpointer user_data)
{
  PeerMirrorCrew *crew = user_data;

  crew->handler->placed (item, error, crew->user_data);
}

static void
peer_mirror_crew_refused_cb (PeerMirrorSource *source, PeerMirrorItem *item, gpointer user_data)
{
  peer_mirror_crew_take (user_data, item);
}

/* From whoever has most to do. */
static PeerMirrorItem *
peer_mirror_crew_steal_cb (PeerMirrorSource *source, gpointer user_data)
{
  PeerMirrorCrew *crew = user_data;
  PeerMirrorSource *busiest = NULL;

  for (guint i = 0; i < crew->sources->len; i++)
    {
      PeerMirrorSource *other = g_ptr_array_index (crew->sources, i);

      if (other != source && peer_mirror_source_get_n_queued (other) > 0
          && (busiest == NULL || peer_mirror_source_get_load (other) > peer_mirror_source_get_load (busiest)))
        busiest = other;
    }
  return busiest != NULL ? peer_mirror_source_give (busiest, source) : NULL;
}

/* Sources that have work and no place among those that work take the places of those that have none, or pause. */
static void
peer_mirror_crew_rested_cb (PeerMirrorSource *source, gpointer user_data)
{
  PeerMirrorCrew *crew = user_data;

  if (peer_mirror_source_is_working (source) && peer_mirror_crew_count_working (crew) >= PEER_MIRROR_CREW_MAX_WORKING
      && peer_mirror_crew_find_waiting (crew) != NULL)
    peer_mirror_source_set_working (source, FALSE);
  peer_mirror_crew_employ (crew);
}

static const PeerMirrorSourceHandler peer_mirror_crew_source_handler = {
  .steal = peer_mirror_crew_steal_cb,
  .received = peer_mirror_crew_received_cb,
  .refused = peer_mirror_crew_refused_cb,
  .returned = peer_mirror_crew_refused_cb,
  .placed = peer_mirror_crew_placed_cb,
  .rested = peer_mirror_crew_rested_cb,
};

static PeerMirrorSource *
peer_mirror_crew_get_source (PeerMirrorCrew *crew, PeerHolder *holder)
{
  char key[NET_ADDRESS_MAX_TEXT + 16];
  PeerMirrorSource *source;

  g_snprintf (key, sizeof key, "%s %u", peer_holder_get_address (holder), peer_holder_get_port (holder));
  source = g_hash_table_lookup (crew->by_place, key);
  if (source == NULL)
    {
      source = peer_mirror_source_new (crew->plan, holder, &peer_mirror_crew_source_handler, crew);
      g_hash_table_insert (crew->by_place, g_strdup (key), source);
      g_ptr_array_add (crew->sources, source);
    }
  return source;
}

static guint64
peer_mirror_crew_get_cost (PeerMirrorCrew *crew, PeerMirrorSource *source)
{
  guint64 cost = peer_mirror_source_get_load (source);

  if (peer_mirror_source_is_pausing (source))
    cost += PAUSE_LOAD_BYTES;
  if (!peer_mirror_source_is_working (source)
      && peer_mirror_crew_count_working (crew) >= PEER_MIRROR_CREW_MAX_WORKING)
    cost += IDLER_LOAD_BYTES;
  return cost;
}

/* The one of the best holders that has least to do, made the item's first; NULL when none of them is asked any more. */
static PeerMirrorSource *
peer_mirror_crew_choose (PeerMirrorCrew *crew, PeerMirrorItem *item)
{
  PeerMirrorSource *chosen = NULL;
  guint position = 0;

  for (guint i = 0; i < peer_mirror_item_count_best (item); i++)
    {
      PeerMirrorSource *source = peer_mirror_crew_get_source (crew, peer_mirror_item_get_holder (item, i));

      if (peer_mirror_source_get_end (source) != NULL
          || (chosen != NULL
              && peer_mirror_crew_get_cost (crew, source) >= peer_mirror_crew_get_cost (crew, chosen)))
        continue;
      chosen = source;
      position = i;
    }

  if (chosen != NULL)
    peer_mirror_item_choose_holder (item, position);
  return chosen;
}

/* All of the best have gone: those with another text, or with none that they name, come next. */
static void
peer_mirror_crew_drop_best (PeerMirrorCrew *crew, PeerMirrorItem *item)
{
  for (guint n_best = peer_mirror_item_count_best (item); n_best > 0; n_best--)
    {
      PeerMirrorSource *source = peer_mirror_crew_get_source (crew, peer_mirror_item_get_holder (item, 0));

      peer_mirror_item_set_error (item, peer_mirror_source_get_end (source));
      peer_mirror_item_drop_holder (item, peer_mirror_source_get_address (source), peer_mirror_source_get_port (source));
    }
}

void
peer_mirror_crew_take (PeerMirrorCrew *crew, PeerMirrorItem *item)
{
  PeerMirrorSource *source = NULL;

  while (source == NULL && item->ranking->holders->len > 0)
    {
      source = peer_mirror_crew_choose (crew, item);
      if (source == NULL)
        peer_mirror_crew_drop_best (crew, item);
    }
  if (source == NULL)
    {
      crew->handler->failed (item, crew->user_data);
      return;
    }

  peer_mirror_source_push (source, item);
  peer_mirror_crew_employ (crew);
}

void
peer_mirror_crew_reject (PeerMirrorCrew *crew, PeerMirrorItem *item)
{
  PeerMirrorSource *source = peer_mirror_crew_get_source (crew, peer_mirror_item_get_holder (item, 0));

  peer_mirror_source_distrust (source);
  peer_mirror_item_set_error (item, peer_mirror_source_get_end (source));
  peer_mirror_item_drop_holder (item, peer_mirror_source_get_address (source), peer_mirror_source_get_port (source));
  peer_mirror_crew_take (crew, item);
}

void
peer_mirror_crew_set_reading (PeerMirrorCrew *crew, gboolean is_reading)
{
  for (guint i = 0; i < crew->sources->len; i++)
    peer_mirror_source_set_reading (g_ptr_array_index (crew->sources, i), is_reading);
}

guint
peer_mirror_crew_get_n_sources (PeerMirrorCrew *crew)
{
  return crew->sources->len;
}

PeerMirrorCrew *
peer_mirror_crew_new (const PeerMirrorPlan *plan, const PeerMirrorCrewHandler *handler, gpointer user_data)
{
  PeerMirrorCrew *crew = g_new0 (PeerMirrorCrew, 1);

  crew->plan = plan;
  crew->handler = handler;
  crew->user_data = user_data;
  crew->by_place = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  crew->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_mirror_source_free);
  return crew;
}

void
peer_mirror_crew_free (PeerMirrorCrew *crew)
{
  g_hash_table_unref (crew->by_place);
  g_ptr_array_unref (crew->sources);
  g_free (crew);
}
