/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-download-bytes.h"
#include "peer-download-job.h"
#include "peer-download-private.h"
#include "peer-fetch.h"
#include "peer-holder-private.h"
#include "peer-index-client-private.h"
#include "peer-ranking.h"
#include "wire-status.h"

#define FIRST_PAUSE_USEC (2 * G_USEC_PER_SEC)
#define LONGEST_PAUSE_USEC (60 * G_USEC_PER_SEC)
#define NO_HOLDER_PAUSE_USEC (15 * G_USEC_PER_SEC)
#define LOOKUP_USEC (20 * G_USEC_PER_SEC) /* for the whole answer, however it dribbles */

struct _PeerDownloadJob
{
  const PeerDownloadPlace *place;
  PeerDownload *download;
  gboolean is_freed; /* what is still under way holds a reference, and does nothing more */

  GCancellable *cancellable; /* of what is under way; NULL when nothing is */
  PeerRanking *ranking;      /* of this round */
  guint next_holder;         /* in it */
  guint n_tried;             /* in it, that did not lie */
  guint n_rounds;            /* that came to nothing */
  guint n_attempts;
  PeerDownloadBytes bytes;   /* that have come */
  PeerFetchOrder order;      /* of the latest fetch */
  GError *last_error;
  PeerChoice *choice;        /* NULL: what most have */

  gulong client_handler; /* waiting for the index */
  NetDeadline deadline;  /* the next tick of a pause */
  gint64 pause_due_usec;
  gboolean is_looking_up;
};

static void peer_download_job_try_next (PeerDownloadJob *job);

static void
peer_download_job_clear (gpointer data)
{
  PeerDownloadJob *job = data;

  g_clear_object (&job->download);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->order.holder);
  g_clear_pointer (&job->ranking, peer_ranking_free);
  peer_download_bytes_clear (&job->bytes);
  g_clear_error (&job->last_error);
  g_clear_pointer (&job->choice, peer_choice_free);
}

static void
peer_download_job_unref (PeerDownloadJob *job)
{
  g_rc_box_release_full (job, peer_download_job_clear);
}

typedef PeerDownloadJob PeerDownloadJobRef;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerDownloadJobRef, peer_download_job_unref)

static gint64
peer_download_job_get_now_usec (PeerDownloadJob *job)
{
  return net_poller_get_now_usec (job->place->poller);
}

/* Nothing is under way any more, and nothing will come. */
static void
peer_download_job_rest (PeerDownloadJob *job)
{
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&job->cancellable);

  job->is_looking_up = FALSE;
  /* A job at rest does not touch the poller: it may outlive it. */
  if (job->deadline.due_usec != 0)
    net_poller_clear_deadline (job->place->poller, &job->deadline);
  if (job->client_handler != 0)
    g_clear_signal_handler (&job->client_handler, job->place->client);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

static void
peer_download_job_set_last_error (PeerDownloadJob *job, const GError *error)
{
  g_clear_error (&job->last_error);
  job->last_error = error != NULL ? g_error_copy (error) : NULL;
  peer_download_set_error (job->download, error);
}

static void
peer_download_job_queue (PeerDownloadJob *job)
{
  peer_download_job_rest (job);
  peer_download_set_peer (job->download, "");
  peer_download_set_state (job->download, PEER_DOWNLOAD_QUEUED, _("Waiting for its turn."));
}

static void
peer_download_job_fail (PeerDownloadJob *job, const GError *error)
{
  g_autoptr (GError) kept = g_error_copy (error);

  peer_download_job_rest (job);
  peer_download_bytes_close (&job->bytes);
  peer_download_job_set_last_error (job, kept);
  peer_download_set_state (job->download, PEER_DOWNLOAD_FAILED, kept->message);
}

/* It is the folder: no other peer will do better. */
static gboolean
peer_download_job_is_stuck (const GError *error)
{
  return g_error_matches (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_SPACE)
         || g_error_matches (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_FOLDER);
}

static void
peer_download_job_be_stuck (PeerDownloadJob *job, const GError *error)
{
  guint64 needed_bytes = peer_download_bytes_get_needed (&job->bytes);

  if (!job->place->is_patient)
    {
      peer_download_job_fail (job, error);
      return;
    }

  /* Told by the queue, once for all of them. */
  peer_download_job_rest (job);
  peer_download_bytes_close (&job->bytes);
  job->place->stuck (error, needed_bytes, job->place->stuck_data);
  peer_download_job_queue (job);
}

/* Pauses */

static void
peer_download_job_tell_pause (PeerDownloadJob *job)
{
  gint64 left_usec = job->pause_due_usec - peer_download_job_get_now_usec (job);
  guint seconds = (guint) MAX ((left_usec + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC, 1);
  g_autofree char *again =
      /* translators: the last two are "attempt 2 of 5" */
      g_strdup_printf (_("Trying again in %u s, attempt %u of %u."), seconds, job->n_rounds + 1,
                       PEER_DOWNLOAD_JOB_MAX_ROUNDS);
  g_autofree char *text = g_strdup_printf ("%s %s", job->last_error->message, again);

  g_object_freeze_notify (G_OBJECT (job->download));
  peer_download_set_state (job->download, PEER_DOWNLOAD_WAITING, text);
  peer_download_set_retry_seconds (job->download, seconds);
  g_object_thaw_notify (G_OBJECT (job->download));
}

static void
peer_download_job_pause (PeerDownloadJob *job, gint64 usec)
{
  gint64 now_usec = peer_download_job_get_now_usec (job);

  job->pause_due_usec = now_usec + usec;
  net_poller_set_deadline (job->place->poller, &job->deadline, MIN (now_usec + G_USEC_PER_SEC, job->pause_due_usec));
}

/* Every holder of this round has been tried. */
static void
peer_download_job_end_round (PeerDownloadJob *job)
{
  gint64 pause_usec = FIRST_PAUSE_USEC;

  if (++job->n_rounds >= PEER_DOWNLOAD_JOB_MAX_ROUNDS)
    {
      peer_download_job_fail (job, job->last_error);
      return;
    }

  for (guint i = 1; i < job->n_rounds; i++)
    pause_usec = MIN (2 * pause_usec, LONGEST_PAUSE_USEC);

  peer_download_job_rest (job);
  peer_download_set_peer (job->download, "");
  peer_download_job_pause (job, MIN ((gint64) ((double) pause_usec * g_random_double_range (0.75, 1.25)), LONGEST_PAUSE_USEC));
  peer_download_job_tell_pause (job);
}

static void
peer_download_job_index_is_slow (PeerDownloadJob *job)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _("The index does not answer."));

  peer_download_job_rest (job);
  peer_download_job_set_last_error (job, error);
  peer_download_job_end_round (job);
}

static void
peer_download_job_deadline_cb (NetDeadline *deadline)
{
  PeerDownloadJob *job = NET_CONTAINER_OF (deadline, PeerDownloadJob, deadline);
  gint64 now_usec = peer_download_job_get_now_usec (job);

  if (job->is_looking_up)
    {
      peer_download_job_index_is_slow (job);
      return;
    }
  if (now_usec >= job->pause_due_usec)
    {
      peer_download_job_queue (job);
      return;
    }

  if (!g_error_matches (job->last_error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_HOLDER))
    peer_download_job_tell_pause (job);
  net_poller_set_deadline (job->place->poller, &job->deadline,
                           MIN (now_usec + G_USEC_PER_SEC, job->pause_due_usec));
}

static void
peer_download_job_client_state_cb (PeerDownloadJob *job)
{
  if (peer_index_client_get_state (job->place->client) == PEER_CONNECTION_CONNECTED)
    peer_download_job_queue (job);
}

static void
peer_download_job_wait_for_index (PeerDownloadJob *job)
{
  peer_download_job_rest (job);
  job->client_handler = g_signal_connect_swapped (
      job->place->client, "notify::state", G_CALLBACK (peer_download_job_client_state_cb), job);
  peer_download_set_state (job->download, PEER_DOWNLOAD_WAITING, _("It starts when the index can be reached."));
}

static void
peer_download_job_no_holder (PeerDownloadJob *job)
{
  g_autoptr (GError) error = g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_HOLDER, _("No peer has RFC %u now."),
                                          peer_download_get_number (job->download));
  g_autofree char *text = NULL;

  if (!job->place->is_patient)
    {
      peer_download_job_fail (job, error);
      return;
    }

  peer_download_job_rest (job);
  peer_download_job_set_last_error (job, error);
  peer_download_job_pause (job, NO_HOLDER_PAUSE_USEC);
  text = g_strdup_printf ("%s %s", error->message, _("It starts when one appears."));
  peer_download_set_state (job->download, PEER_DOWNLOAD_WAITING, text);
}

/* run -> look up -> holder after holder -> in place */

static void
peer_download_job_placed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PeerDownloadJobRef) job = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = peer_partial_file_place_finish (result, &error);

  if (job->is_freed || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (file == NULL && peer_download_job_is_stuck (error))
    {
      peer_download_job_be_stuck (job, error);
      return;
    }
  if (file == NULL)
    {
      /* Another text has the name: these bytes will never get it. */
      peer_download_bytes_drop (&job->bytes);
      peer_download_job_fail (job, error);
      return;
    }

  peer_download_job_rest (job);
  peer_download_bytes_drop (&job->bytes);
  peer_download_job_set_last_error (job, NULL);
  peer_download_set_file (job->download, file);
  peer_download_set_state (job->download, PEER_DOWNLOAD_DONE, _("It is in your library now."));
}

static void
peer_download_job_place_it (PeerDownloadJob *job)
{
  peer_partial_file_place_async (job->bytes.partial, job->cancellable, peer_download_job_placed_cb, g_rc_box_acquire (job));
}

static void
peer_download_job_fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PeerDownloadJobRef) job = user_data;
  PeerHolder *holder = job->order.holder;
  g_autoptr (GError) error = NULL;
  gboolean is_fetched = peer_fetch_finish (result, &error);

  /* A cancelled one is of the past: another may be under way already. */
  if (job->is_freed || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (is_fetched)
    {
      peer_download_job_place_it (job);
      return;
    }

  if (peer_download_job_is_stuck (error))
    {
      peer_download_job_be_stuck (job, error);
      return;
    }

  /* Only who breaks its own word is a liar. Who names no digest may be an honest peer with an odd text. */
  if (peer_holder_get_digest (holder)->is_known
      && g_error_matches (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_WRONG_DOCUMENT))
    {
      peer_liars_add (job->place->liars, peer_holder_get_address (holder), peer_holder_get_port (holder));
      job->n_tried--; /* or enough liars would hide an honest one */
    }
  peer_download_job_set_last_error (job, error);
  peer_download_job_try_next (job);
}

static void
peer_download_job_progress_cb (guint64 received_bytes, guint64 size_bytes, gpointer user_data)
{
  PeerDownloadJob *job = user_data;

  peer_download_set_size (job->download, size_bytes);
  if (peer_download_get_state (job->download) != PEER_DOWNLOAD_RECEIVING)
    {
      g_autofree char *text =
          g_strdup_printf (_("Receiving from %s."), peer_holder_get_short_name (job->order.holder));

      peer_download_set_state (job->download, PEER_DOWNLOAD_RECEIVING, text);
    }
  peer_download_set_received (job->download, received_bytes, peer_download_job_get_now_usec (job));
}

static void
peer_download_job_tell_attempt (PeerDownloadJob *job, PeerHolder *holder)
{
  const char *name = peer_holder_get_short_name (holder);
  g_autofree char *place = peer_holder_describe (holder);
  g_autofree char *trying = NULL;
  g_autofree char *text = NULL;

  if (job->last_error != NULL)
    {
      trying = g_strdup_printf (_("Trying %s."), name);
      text = g_strdup_printf ("%s %s", job->last_error->message, trying);
    }
  else
    {
      text = g_strdup_printf (_("Connecting to %s."), name);
    }

  peer_download_set_peer (job->download, place);
  peer_download_set_n_attempts (job->download, ++job->n_attempts);
  peer_download_set_state (job->download, PEER_DOWNLOAD_CONNECTING, text);
}

static void
peer_download_job_try_next (PeerDownloadJob *job)
{
  PeerHolder *holder;
  guint n_agreeing, n_compared;
  g_autoptr (GError) error = NULL;

  if (job->next_holder >= job->ranking->holders->len || job->n_tried >= PEER_DOWNLOAD_JOB_MAX_HOLDERS)
    {
      peer_download_job_end_round (job);
      return;
    }

  job->n_tried++;
  holder = g_ptr_array_index (job->ranking->holders, job->next_holder++);
  job->order.digest = *peer_ranking_get_digest (job->ranking, holder);
  if (!peer_download_bytes_prepare (&job->bytes, job->place->folder, peer_download_get_number (job->download),
                                    &job->order.digest, &error))
    {
      peer_download_job_be_stuck (job, error);
      return;
    }

  peer_ranking_compare_texts (job->ranking, &job->order.digest, &n_agreeing, &n_compared);
  peer_download_set_agreement (job->download, n_agreeing, n_compared);
  peer_download_job_tell_attempt (job, holder);
  g_set_object (&job->order.holder, holder);
  job->order.partial = job->bytes.partial;
  if (peer_download_bytes_are_whole (&job->bytes))
    peer_download_job_place_it (job);
  else
    peer_fetch_async (&job->order, job->cancellable, peer_download_job_fetched_cb, g_rc_box_acquire (job));
}

/* All holders are left out: this computer itself, or liars. */
static void
peer_download_job_nobody_left (PeerDownloadJob *job, GListModel *holders)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (holders); i++)
    {
      g_autoptr (PeerHolder) holder = g_list_model_get_item (holders, i);

      if (!peer_holder_get_is_me (holder))
        {
          error = g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_WRONG_DOCUMENT,
                               _("Every peer that offers RFC %u sent another document."),
                               peer_download_get_number (job->download));
          peer_download_job_fail (job, error);
          return;
        }
    }

  peer_download_job_no_holder (job);
}

static void
peer_download_job_looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PeerDownloadJobRef) job = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) holders = peer_index_client_lookup_finish (PEER_INDEX_CLIENT (object), result, &error);
  g_autoptr (PeerHolder) first = NULL;

  if (job->is_freed || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  job->is_looking_up = FALSE;
  net_poller_clear_deadline (job->place->poller, &job->deadline);
  if (g_error_matches (error, WIRE_ERROR, WIRE_ERROR_NOT_FOUND))
    {
      peer_download_job_no_holder (job);
      return;
    }
  if (holders == NULL)
    {
      /* The connection comes back by itself; what the index said in so many words counts as a round. */
      peer_download_job_set_last_error (job, error);
      if (peer_index_client_get_state (job->place->client) != PEER_CONNECTION_CONNECTED)
        peer_download_job_wait_for_index (job);
      else
        peer_download_job_end_round (job);
      return;
    }

  first = g_list_model_get_item (holders, 0);
  if (first != NULL && *peer_download_get_title (job->download) == '\0')
    peer_download_set_title (job->download, peer_holder_get_title (first));

  g_clear_pointer (&job->ranking, peer_ranking_free);
  job->ranking = peer_ranking_new (holders, job->place->liars);
  if (job->choice != NULL)
    peer_ranking_choose (job->ranking, job->choice);
  job->next_holder = 0;
  job->n_tried = 0;
  if (job->ranking->holders->len == 0)
    peer_download_job_nobody_left (job, holders);
  else
    peer_download_job_try_next (job);
}

void
peer_download_job_run (PeerDownloadJob *job)
{
  g_autofree char *text = g_strdup_printf (_("Asking the index who has RFC %u."), peer_download_get_number (job->download));

  if (peer_index_client_get_state (job->place->client) != PEER_CONNECTION_CONNECTED
      || !peer_index_client_get_index_address (job->place->client, &job->order.index))
    {
      peer_download_job_wait_for_index (job);
      return;
    }

  job->cancellable = g_cancellable_new ();
  peer_download_set_state (job->download, PEER_DOWNLOAD_LOOKING_UP, text);
  job->is_looking_up = TRUE;
  net_poller_set_deadline (job->place->poller, &job->deadline, peer_download_job_get_now_usec (job) + LOOKUP_USEC);
  peer_index_client_lookup_async (job->place->client, peer_download_get_number (job->download), job->cancellable,
                                  peer_download_job_looked_up_cb, g_rc_box_acquire (job));
}

PeerDownloadJob *
peer_download_job_new (const PeerDownloadPlace *place, PeerDownload *download)
{
  PeerDownloadJob *job = g_rc_box_new0 (PeerDownloadJob);

  job->place = place;
  job->download = g_object_ref (download);
  job->deadline.func = peer_download_job_deadline_cb;
  job->order.poller = place->poller;
  job->order.progress = peer_download_job_progress_cb;
  job->order.progress_data = job;
  peer_download_set_state (download, PEER_DOWNLOAD_QUEUED, _("Waiting for its turn."));
  return job;
}

void
peer_download_job_free (PeerDownloadJob *job)
{
  peer_download_job_rest (job);
  job->is_freed = TRUE;
  peer_download_job_unref (job);
}

void
peer_download_job_choose (PeerDownloadJob *job, PeerHolder *holder)
{
  g_clear_pointer (&job->choice, peer_choice_free);
  job->choice = peer_choice_new (peer_holder_get_address (holder), peer_holder_get_port (holder),
                                 peer_holder_get_digest (holder));
}

void
peer_download_job_save (PeerDownloadJob *job, PeerQueueRow *row)
{
  row->number = peer_download_get_number (job->download);
  row->is_failed = peer_download_get_state (job->download) == PEER_DOWNLOAD_FAILED;
  row->n_rounds = job->n_rounds;
  row->title = g_strdup (peer_download_get_title (job->download));
  row->message = g_strdup (row->is_failed ? peer_download_get_status_text (job->download) : "");
  if (job->choice == NULL)
    return;

  row->address = g_strdup (job->choice->address);
  row->port = job->choice->port;
  row->digest = job->choice->digest;
}

void
peer_download_job_restore (PeerDownloadJob *job, const PeerQueueRow *row)
{
  job->n_rounds = MIN (row->n_rounds, PEER_DOWNLOAD_JOB_MAX_ROUNDS - 1);
  if (row->address != NULL)
    job->choice = peer_choice_new (row->address, row->port, &row->digest);
  if (row->is_failed)
    {
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, row->message);

      peer_download_job_refuse (job, error);
    }
}

void
peer_download_job_refuse (PeerDownloadJob *job, const GError *error)
{
  peer_download_job_fail (job, error);
}

void
peer_download_job_cancel (PeerDownloadJob *job)
{
  peer_download_job_rest (job);
  peer_download_bytes_drop (&job->bytes);
  peer_download_set_peer (job->download, "");
  peer_download_set_state (job->download, PEER_DOWNLOAD_CANCELLED, _("Cancelled."));
}

void
peer_download_job_suspend (PeerDownloadJob *job)
{
  peer_download_job_queue (job);
  peer_download_bytes_close (&job->bytes);
}

void
peer_download_job_retry (PeerDownloadJob *job)
{
  PeerDownloadState state = peer_download_get_state (job->download);

  if (state != PEER_DOWNLOAD_WAITING && state != PEER_DOWNLOAD_FAILED && state != PEER_DOWNLOAD_CANCELLED)
    return;

  job->n_rounds = 0;
  peer_download_job_queue (job);
}
