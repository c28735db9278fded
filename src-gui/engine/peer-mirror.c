/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-mirror.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "peer-download.h"
#include "peer-index-client-private.h"
#include "peer-mirror-crew.h"
#include "peer-mirror-folder.h"
#include "peer-platform.h"
#include "peer-rate.h"
#include "wire-status.h"

#define TICK_USEC (100 * G_TIME_SPAN_MILLISECOND)
#define LOOKUP_PAUSE_USEC G_USEC_PER_SEC
#define MAX_LOOKUPS 5u       /* of one document, when the index refuses them */
#define MAX_LOOKING 64u      /* lookups at a time */
#define MAX_OPEN 512u        /* documents looked up and not received */
#define GATHER_USEC (2 * G_USEC_PER_SEC) /* what is ready does not wait longer for its group to be full */

struct _PeerMirror
{
  NetPoller *poller;
  PeerIndexClient *client;
  const PeerMirrorHandler *handler;
  gpointer user_data;
  GCancellable *cancellable;

  PeerMirrorFolder *folder;
  PeerMirrorPlan plan;
  PeerMirrorStore *store;
  PeerMirrorCrew *crew; /* NULL when nothing more is asked for */
  PeerLiars *liars;

  GPtrArray *items; /* of PeerMirrorItem: what is listed, and then what of it is wanted */
  GQueue to_look_up;
  gboolean is_looking_at_folder;
  gboolean is_listing;
  gboolean is_planned;
  guint n_looking_up;
  guint n_open; /* looked up, and neither with the store nor settled */
  guint n_settled;

  gulong state_handler;
  gint64 offline_since_usec; /* 0 while there is an index */
  gint64 lookup_due_usec;    /* not before */
  gint64 gather_due_usec;    /* 0 while nothing waits for its group */
  NetDeadline tick;
  PeerRate rate;
  PeerMirrorProgress progress;
  gboolean is_progress;
  gboolean is_over; /* all is settled: the next tick ends it */
  GError *error; /* that ends it */
};

typedef struct
{
  PeerMirror *mirror;
  PeerMirrorItem *item;
} PeerMirrorLookup;

static gint64
peer_mirror_get_now_usec (PeerMirror *mirror)
{
  return net_poller_get_now_usec (mirror->poller);
}

/* Nothing more is asked for; what is whole is still committed. Takes @error. At the next tick: it may be said in the middle
 * of something. */
static void
peer_mirror_give_up (PeerMirror *mirror, GError *error)
{
  if (mirror->error != NULL)
    g_clear_error (&error);
  else
    mirror->error = error;
  net_poller_set_deadline (mirror->poller, &mirror->tick, peer_mirror_get_now_usec (mirror));
}

static void
peer_mirror_settle (PeerMirror *mirror, PeerMirrorItem *item, const GError *error)
{
  mirror->n_settled++;
  mirror->is_progress = TRUE;
  if (error == NULL)
    {
      mirror->progress.n_done++;
      return;
    }
  mirror->progress.n_failed++;
  mirror->handler->failed (mirror, item->number, item->title, error, mirror->user_data);
}

static GError *
peer_mirror_new_exists_error (guint number)
{
  g_autofree char *name = g_strdup_printf ("rfc%u.txt", number);

  return g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_EXISTS,
                      _("There is a different %s in the folder already. It was left as it is."), name);
}

/* Looking up */

static void peer_mirror_pump (PeerMirror *mirror);

static void
peer_mirror_lookup_failed (PeerMirror *mirror, PeerMirrorItem *item, const GError *error)
{
  gboolean is_answer = !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);

  if (g_error_matches (error, WIRE_ERROR, WIRE_ERROR_NOT_FOUND) || (is_answer && ++item->n_lookups >= MAX_LOOKUPS))
    {
      peer_mirror_settle (mirror, item, error);
      return;
    }

  /* The connection comes back by itself; an index that refuses has too much to do. */
  peer_mirror_item_set_error (item, error);
  g_queue_push_tail_link (&mirror->to_look_up, &item->link);
  mirror->lookup_due_usec = peer_mirror_get_now_usec (mirror) + LOOKUP_PAUSE_USEC;
}

static void
peer_mirror_looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree PeerMirrorLookup *lookup = user_data;
  PeerMirror *mirror = lookup->mirror;
  PeerMirrorItem *item = lookup->item;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) holders = peer_index_client_lookup_finish (PEER_INDEX_CLIENT (object), result, &error);

  mirror->n_looking_up--;
  if (mirror->crew == NULL)
    {
      peer_mirror_pump (mirror);
      return;
    }
  if (holders == NULL)
    {
      peer_mirror_lookup_failed (mirror, item, error);
      peer_mirror_pump (mirror);
      return;
    }

  item->ranking = peer_ranking_new (holders, mirror->liars);
  if (item->ranking->holders->len == 0)
    {
      error = g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_HOLDER, _("No peer has RFC %u now."), item->number);
      peer_mirror_settle (mirror, item, error);
    }
  else
    {
      mirror->n_open++;
      peer_mirror_crew_take (mirror->crew, item);
    }
  peer_mirror_pump (mirror);
}

static void
peer_mirror_look_up_more (PeerMirror *mirror)
{
  if (peer_index_client_get_state (mirror->client) != PEER_CONNECTION_CONNECTED
      || mirror->lookup_due_usec > peer_mirror_get_now_usec (mirror))
    return;

  while (mirror->to_look_up.length > 0 && mirror->n_looking_up < MAX_LOOKING
         && mirror->n_looking_up + mirror->n_open < MAX_OPEN)
    {
      PeerMirrorLookup *lookup = g_new (PeerMirrorLookup, 1);

      *lookup = (PeerMirrorLookup) { mirror, g_queue_pop_head_link (&mirror->to_look_up)->data };
      mirror->n_looking_up++;
      peer_index_client_lookup_async (mirror->client, lookup->item->number, mirror->cancellable, peer_mirror_looked_up_cb,
                                      lookup);
    }
}

/* The end */

static void
peer_mirror_end (PeerMirror *mirror)
{
  net_poller_clear_deadline (mirror->poller, &mirror->tick);
  g_clear_signal_handler (&mirror->state_handler, mirror->client);
  peer_mirror_folder_save (mirror->folder);
  mirror->progress.seconds_left = 0;
  mirror->handler->progress (mirror, &mirror->progress, mirror->user_data);
  mirror->handler->ended (mirror, mirror->error, mirror->user_data); /* the owner frees it in here */
}

/* Whether all that is left is with the store, or nothing is. */
static void
peer_mirror_pump (PeerMirror *mirror)
{
  guint n_pending = peer_mirror_store_get_n_pending (mirror->store);

  if (mirror->is_over || mirror->is_looking_at_folder || mirror->is_listing)
    return;

  if (mirror->crew != NULL)
    peer_mirror_look_up_more (mirror);
  if (mirror->n_looking_up > 0 || (mirror->crew != NULL && (mirror->n_open > 0 || mirror->to_look_up.length > 0)))
    return;
  if (n_pending == 0 && (mirror->error != NULL || mirror->is_planned))
    {
      /* The owner frees it at the end, and whoever called may still stand on it. */
      mirror->is_over = TRUE;
      net_poller_set_deadline (mirror->poller, &mirror->tick, peer_mirror_get_now_usec (mirror));
    }
  else if (n_pending == peer_mirror_store_get_n_gathered (mirror->store))
    peer_mirror_store_flush (mirror->store);
}

/* What the crew and the store tell */

static void
peer_mirror_received_cb (PeerMirrorItem *item, gpointer user_data)
{
  PeerMirror *mirror = user_data;

  mirror->n_open--;
  mirror->is_progress = TRUE;
  mirror->progress.done_bytes += peer_mirror_item_get_weight (item);
  peer_mirror_look_up_more (mirror);
}

static void
peer_mirror_placed_cb (PeerMirrorItem *item, const GError *error, gpointer user_data)
{
  PeerMirror *mirror = user_data;

  mirror->n_open--;
  mirror->progress.done_bytes += peer_mirror_item_get_weight (item);
  peer_mirror_settle (mirror, item, error);
  if (g_error_matches (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_SPACE)
      || g_error_matches (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_FOLDER))
    peer_mirror_give_up (mirror, g_error_copy (error));
  else
    net_poller_set_deadline (mirror->poller, &mirror->tick, peer_mirror_get_now_usec (mirror));
}

static void
peer_mirror_failed_cb (PeerMirrorItem *item, gpointer user_data)
{
  PeerMirror *mirror = user_data;

  mirror->n_open--;
  peer_mirror_settle (mirror, item, item->last_error);
  net_poller_set_deadline (mirror->poller, &mirror->tick, peer_mirror_get_now_usec (mirror));
}

static const PeerMirrorCrewHandler peer_mirror_crew_handler = {
  .received = peer_mirror_received_cb,
  .placed = peer_mirror_placed_cb,
  .failed = peer_mirror_failed_cb,
};

static void
peer_mirror_checked_cb (gpointer owner, gboolean is_right, gpointer user_data)
{
  PeerMirror *mirror = user_data;
  PeerMirrorItem *item = owner;

  if (is_right && mirror->gather_due_usec == 0)
    mirror->gather_due_usec = peer_mirror_get_now_usec (mirror) + GATHER_USEC;
  if (!is_right && mirror->crew != NULL)
    {
      mirror->n_open++;
      mirror->progress.done_bytes -= peer_mirror_item_get_weight (item);
      peer_mirror_crew_reject (mirror->crew, item);
    }
  peer_mirror_pump (mirror);
}

static void
peer_mirror_store_failed (PeerMirror *mirror, int error_number)
{
  g_autofree char *path = peer_platform_display_path (peer_mirror_folder_get_file (mirror->folder));

  if (error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG)
    peer_mirror_give_up (mirror, g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_SPACE,
                                              _("Not enough space in %s. What is there is whole; the next run goes on."),
                                              path));
  else
    peer_mirror_give_up (mirror, g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_FOLDER,
                                              _("Cannot write to %s: %s."), path, g_strerror (error_number)));
}

static void
peer_mirror_stored_cb (gpointer owner, const PeerMirrorFile *file, int error_number, gpointer user_data)
{
  PeerMirror *mirror = user_data;
  PeerMirrorItem *item = owner;
  g_autoptr (GError) error = NULL;

  mirror->gather_due_usec = 0;
  if (error_number == 0)
    {
      peer_mirror_folder_add (mirror->folder, &file->identity, &file->expected);
      peer_mirror_settle (mirror, item, NULL);
    }
  else if (error_number == EEXIST)
    {
      error = peer_mirror_new_exists_error (item->number);
      peer_mirror_settle (mirror, item, error);
    }
  else
    {
      peer_mirror_store_failed (mirror, error_number);
    }
  peer_mirror_pump (mirror);
}

static void
peer_mirror_has_room_cb (gpointer user_data)
{
  PeerMirror *mirror = user_data;

  if (mirror->crew != NULL)
    peer_mirror_crew_set_reading (mirror->crew, TRUE);
}

static const PeerMirrorStoreHandler peer_mirror_store_handler = {
  .checked = peer_mirror_checked_cb,
  .stored = peer_mirror_stored_cb,
  .has_room = peer_mirror_has_room_cb,
};

/* Time */

static void
peer_mirror_tell_progress (PeerMirror *mirror, gint64 now_usec)
{
  PeerMirrorProgress *progress = &mirror->progress;
  guint64 left_bytes = progress->total_bytes - MIN (progress->done_bytes, progress->total_bytes);

  if (!mirror->is_planned)
    return;

  peer_rate_add (&mirror->rate, now_usec, progress->done_bytes);
  progress->bytes_per_second = peer_rate_get_per_second (&mirror->rate);
  progress->seconds_left =
      progress->bytes_per_second == 0
          ? -1
          : (int) MIN ((left_bytes + progress->bytes_per_second - 1) / progress->bytes_per_second, G_MAXINT);
  mirror->handler->progress (mirror, progress, mirror->user_data);
}

/* The index has gone, and all that it told before has been done. */
static void
peer_mirror_judge_index (PeerMirror *mirror, gint64 now_usec)
{
  if (mirror->offline_since_usec != 0 && mirror->to_look_up.length > 0 && mirror->n_open == 0
      && now_usec - mirror->offline_since_usec > PEER_MIRROR_INDEX_PATIENCE_SECONDS * G_USEC_PER_SEC)
    peer_mirror_give_up (mirror, g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "%s",
                                              peer_index_client_get_state_text (mirror->client)));
}

static void
peer_mirror_tick_cb (NetDeadline *deadline)
{
  PeerMirror *mirror = NET_CONTAINER_OF (deadline, PeerMirror, tick);
  gint64 now_usec = peer_mirror_get_now_usec (mirror);

  if (mirror->is_over)
    {
      peer_mirror_end (mirror);
      return;
    }

  peer_mirror_judge_index (mirror, now_usec);
  if (mirror->error != NULL)
    {
      g_cancellable_cancel (mirror->cancellable);
      g_clear_pointer (&mirror->crew, peer_mirror_crew_free);
    }
  if (mirror->gather_due_usec != 0 && now_usec >= mirror->gather_due_usec)
    {
      mirror->gather_due_usec = 0;
      peer_mirror_store_flush (mirror->store);
    }

  net_poller_set_deadline (mirror->poller, &mirror->tick, now_usec + TICK_USEC);
  if (mirror->is_progress)
    peer_mirror_tell_progress (mirror, now_usec);
  peer_mirror_pump (mirror);
}

static void
peer_mirror_state_cb (PeerMirror *mirror)
{
  if (peer_index_client_get_state (mirror->client) == PEER_CONNECTION_CONNECTED)
    mirror->offline_since_usec = 0;
  else if (mirror->offline_since_usec == 0)
    mirror->offline_since_usec = peer_mirror_get_now_usec (mirror);
}

/* look and list -> plan */

/* TRUE: it is wanted. */
static gboolean
peer_mirror_judge_item (PeerMirror *mirror, PeerMirrorItem *item)
{
  const WireDigest *there = peer_mirror_folder_find (mirror->folder, item->number);
  g_autoptr (GError) error = NULL;

  if (there == NULL && !peer_mirror_folder_has_digest (mirror->folder, &item->digest))
    return TRUE;

  if (there == NULL || !item->digest.is_known || wire_digest_equal (there, &item->digest))
    {
      mirror->progress.n_present++;
      return FALSE;
    }
  error = peer_mirror_new_exists_error (item->number);
  peer_mirror_settle (mirror, item, error);
  return FALSE;
}

static void
peer_mirror_plan (PeerMirror *mirror)
{
  if (mirror->is_looking_at_folder || mirror->is_listing || mirror->error != NULL)
    {
      peer_mirror_pump (mirror);
      return;
    }

  mirror->is_planned = TRUE;
  mirror->is_progress = TRUE;
  mirror->progress.n_listed = mirror->items->len;
  mirror->crew = peer_mirror_crew_new (&mirror->plan, &peer_mirror_crew_handler, mirror);
  for (guint i = 0; i < mirror->items->len; i++)
    {
      PeerMirrorItem *item = g_ptr_array_index (mirror->items, i);

      if (!peer_mirror_judge_item (mirror, item))
        continue;
      mirror->progress.total_bytes += peer_mirror_item_get_weight (item);
      g_queue_push_tail_link (&mirror->to_look_up, &item->link);
    }
  peer_mirror_tell_progress (mirror, peer_mirror_get_now_usec (mirror));
  peer_mirror_pump (mirror);
}

static void
peer_mirror_looked_at_folder_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerMirror *mirror = user_data;
  GError *error = NULL;

  mirror->is_looking_at_folder = FALSE;
  if (!peer_mirror_folder_look_finish (mirror->folder, result, &error))
    peer_mirror_give_up (mirror, error);
  peer_mirror_plan (mirror);
}

static void
peer_mirror_row_cb (const WireCatalogueRow *row, gpointer user_data)
{
  PeerMirror *mirror = user_data;

  g_ptr_array_add (mirror->items, peer_mirror_item_new (row));
}

static void
peer_mirror_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerMirror *mirror = user_data;
  GError *error = NULL;

  mirror->is_listing = FALSE;
  if (!peer_index_client_list_finish (mirror->client, result, &error))
    peer_mirror_give_up (mirror, error);
  peer_mirror_plan (mirror);
}

/* Public */

PeerMirror *
peer_mirror_new (NetPoller *poller,
                 PeerIndexClient *client,
                 GFile *file,
                 const char *match,
                 const PeerMirrorHandler *handler,
                 gpointer user_data,
                 GError **error)
{
  PeerMirrorFolder *folder = peer_mirror_folder_new (file, error);
  PeerMirror *mirror;

  if (folder == NULL)
    return NULL;

  mirror = g_new0 (PeerMirror, 1);
  mirror->poller = poller;
  mirror->client = g_object_ref (client);
  mirror->handler = handler;
  mirror->user_data = user_data;
  mirror->cancellable = g_cancellable_new ();
  mirror->folder = folder;
  mirror->store = peer_mirror_store_new (peer_mirror_folder_get_descriptor (folder), &peer_mirror_store_handler, mirror);
  mirror->liars = peer_liars_new ();
  mirror->items = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_mirror_item_free);
  mirror->plan = (PeerMirrorPlan) { .poller = poller, .store = mirror->store, .folder = g_object_ref (file) };
  peer_index_client_get_index_address (client, &mirror->plan.index);
  mirror->tick.func = peer_mirror_tick_cb;
  net_poller_set_deadline (poller, &mirror->tick, peer_mirror_get_now_usec (mirror) + TICK_USEC);
  mirror->state_handler =
      g_signal_connect_swapped (client, "notify::state", G_CALLBACK (peer_mirror_state_cb), mirror);

  mirror->is_looking_at_folder = TRUE;
  peer_mirror_folder_look_async (folder, mirror->cancellable, peer_mirror_looked_at_folder_cb, mirror);
  mirror->is_listing = TRUE;
  peer_index_client_list_async (client, match, peer_mirror_row_cb, mirror, mirror->cancellable, peer_mirror_listed_cb,
                                mirror);
  return mirror;
}

void
peer_mirror_stop (PeerMirror *mirror)
{
  peer_mirror_give_up (mirror, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled.")));
}

void
peer_mirror_free (PeerMirror *mirror)
{
  g_clear_pointer (&mirror->crew, peer_mirror_crew_free);
  peer_mirror_store_free (mirror->store);
  peer_mirror_folder_free (mirror->folder);
  peer_liars_free (mirror->liars);
  g_ptr_array_unref (mirror->items);
  g_clear_error (&mirror->error);
  g_object_unref (mirror->plan.folder);
  g_object_unref (mirror->client);
  g_object_unref (mirror->cancellable);
  g_free (mirror);
}
