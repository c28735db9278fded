/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-download-counts.h"
#include "peer-download-job.h"
#include "peer-download-private.h"
#include "peer-downloads-private.h"
#include "peer-parts.h"
#include "peer-queue-keeper.h"
#include "peer-trouble.h"

#define DEFAULT_MAX_PARALLEL 4u
#define MOST_PARALLEL 16u

struct _PeerDownloads
{
  GObject parent_instance;

  PeerDownloadPlace place;
  GPtrArray *downloads;  /* newest first */
  GHashTable *by_number; /* the newest of each number */
  GHashTable *jobs;      /* PeerDownload -> PeerDownloadJob */
  GHashTable *counted;   /* PeerDownload -> the state that the numbers below count it in */
  GQueue queue;          /* of jobs that wait for a place, the oldest first */
  GSource *pumping;
  PeerDownloadCounts counts;
  guint max_parallel;
  gboolean is_paused;
  gboolean is_stopped;
  PeerTrouble *trouble;
  PeerQueueKeeper *keeper; /* NULL: the queue ends with the program */
  char *notice_text;
};

enum
{
  PROP_N_ACTIVE = 1,
  PROP_N_FAILED,
  PROP_MAX_PARALLEL,
  PROP_IS_PATIENT,
  PROP_IS_PAUSED,
  PROP_TROUBLE_TEXT,
  PROP_NOTICE_TEXT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static GType
peer_downloads_get_item_type (GListModel *model)
{
  return PEER_TYPE_DOWNLOAD;
}

static guint
peer_downloads_get_n_items (GListModel *model)
{
  return PEER_DOWNLOADS (model)->downloads->len;
}

static gpointer
peer_downloads_get_item (GListModel *model, guint position)
{
  PeerDownloads *self = PEER_DOWNLOADS (model);

  return position < self->downloads->len ? g_object_ref (g_ptr_array_index (self->downloads, position)) : NULL;
}

static void
peer_downloads_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = peer_downloads_get_item_type;
  iface->get_n_items = peer_downloads_get_n_items;
  iface->get_item = peer_downloads_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PeerDownloads,
                               peer_downloads,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, peer_downloads_list_model_init))

/* Moves a download from one state to another in the numbers; G_MAXUINT stands for none. */
static void
peer_downloads_count (PeerDownloads *self, guint from, guint to)
{
  PeerDownloadCounts before = self->counts;

  peer_download_counts_move (&self->counts, from, to);
  if (before.n_active != self->counts.n_active)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ACTIVE]);
  if (before.n_failed != self->counts.n_failed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FAILED]);
}

static void
peer_downloads_changed (PeerDownloads *self)
{
  if (self->keeper != NULL)
    peer_queue_keeper_changed (self->keeper);
}

static void
peer_downloads_forget (PeerDownloads *self, PeerDownload *download)
{
  guint number = peer_download_get_number (download);
  guint state = GPOINTER_TO_UINT (g_hash_table_lookup (self->counted, download));

  g_signal_handlers_disconnect_by_data (download, self);
  peer_download_set_runner (download, NULL, NULL);
  g_queue_remove (&self->queue, g_hash_table_lookup (self->jobs, download));
  g_hash_table_remove (self->jobs, download);
  g_hash_table_remove (self->counted, download);
  peer_downloads_count (self, state, G_MAXUINT);
  if (g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number)) == download)
    g_hash_table_remove (self->by_number, GUINT_TO_POINTER (number));
}

static void
peer_downloads_remove_at (PeerDownloads *self, guint position)
{
  peer_downloads_forget (self, g_ptr_array_index (self->downloads, position));
  g_ptr_array_remove_index (self->downloads, position);
  peer_downloads_changed (self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* The oldest of those that have ended make room. */
static void
peer_downloads_trim (PeerDownloads *self)
{
  for (guint i = self->downloads->len; i > 0 && self->downloads->len > self->counts.n_active + PEER_DOWNLOADS_MAX_ENDED; i--)
    if (peer_download_is_ended (g_ptr_array_index (self->downloads, i - 1)))
      peer_downloads_remove_at (self, i - 1);
}

static gboolean
peer_downloads_may_begin (PeerDownloads *self)
{
  return !self->is_stopped && !self->is_paused && *peer_trouble_get_text (self->trouble) == '\0';
}

static gboolean
peer_downloads_pump_cb (gpointer user_data)
{
  PeerDownloads *self = user_data;

  g_clear_pointer (&self->pumping, g_source_unref);
  peer_downloads_trim (self);
  while (peer_downloads_may_begin (self) && self->counts.n_running < self->max_parallel && self->queue.length > 0)
    peer_download_job_run (g_queue_pop_head (&self->queue));

  return G_SOURCE_REMOVE;
}

/* In the next turn, so that a job never runs inside another one's step. */
static void
peer_downloads_pump (PeerDownloads *self)
{
  if (self->pumping != NULL || self->is_stopped)
    return;

  self->pumping = g_idle_source_new ();
  g_source_set_priority (self->pumping, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->pumping, peer_downloads_pump_cb, self, NULL);
  g_source_attach (self->pumping, net_poller_get_context (self->place.poller));
}

/* What comes and goes in between is nothing that another run of the program needs to know. */
static gboolean
peer_downloads_is_kept_state (guint before, guint now)
{
  return !peer_download_state_is_active (now) || !peer_download_state_is_active (before) || now == PEER_DOWNLOAD_WAITING;
}

static void
peer_downloads_state_cb (PeerDownload *download, GParamSpec *pspec, gpointer user_data)
{
  PeerDownloads *self = user_data;
  PeerDownloadJob *job = g_hash_table_lookup (self->jobs, download);
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (self->counted, download));
  guint now = peer_download_get_state (download);

  g_hash_table_insert (self->counted, download, GUINT_TO_POINTER (now));
  peer_downloads_count (self, before, now);

  if (before == PEER_DOWNLOAD_QUEUED && now != PEER_DOWNLOAD_QUEUED)
    g_queue_remove (&self->queue, job);
  if (now == PEER_DOWNLOAD_QUEUED && before != PEER_DOWNLOAD_QUEUED)
    g_queue_push_tail (&self->queue, job);
  if (now == PEER_DOWNLOAD_DONE)
    peer_trouble_went_well (self->trouble);
  if (peer_downloads_is_kept_state (before, now))
    peer_downloads_changed (self);
  peer_downloads_pump (self);
}

static void
peer_downloads_cancel_cb (PeerDownload *download, gpointer user_data)
{
  PeerDownloads *self = user_data;

  peer_download_job_cancel (g_hash_table_lookup (self->jobs, download));
}

static void
peer_downloads_retry_cb (PeerDownload *download, gpointer user_data)
{
  PeerDownloads *self = user_data;

  peer_download_job_retry (g_hash_table_lookup (self->jobs, download));
}

static const PeerDownloadRunner peer_downloads_runner = {
  .cancel = peer_downloads_cancel_cb,
  .retry = peer_downloads_retry_cb,
};

static PeerDownload *
peer_downloads_add (PeerDownloads *self, guint number, const char *title)
{
  PeerDownload *download = peer_download_new (number, title);
  PeerDownloadJob *job = peer_download_job_new (&self->place, download);

  peer_download_set_runner (download, &peer_downloads_runner, self);
  g_hash_table_insert (self->jobs, download, job);
  g_hash_table_insert (self->counted, download, GUINT_TO_POINTER (PEER_DOWNLOAD_QUEUED));
  g_hash_table_insert (self->by_number, GUINT_TO_POINTER (number), download);
  g_signal_connect (download, "notify::state", G_CALLBACK (peer_downloads_state_cb), self);
  peer_downloads_count (self, G_MAXUINT, PEER_DOWNLOAD_QUEUED);

  g_queue_push_tail (&self->queue, job);
  g_ptr_array_insert (self->downloads, 0, download);
  peer_downloads_changed (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
  return download;
}

static void
peer_downloads_stuck_cb (const GError *error, guint64 needed_bytes, gpointer user_data)
{
  PeerDownloads *self = user_data;

  peer_trouble_tell (self->trouble, error, needed_bytes);
}

static void
peer_downloads_trouble_changed_cb (gpointer user_data)
{
  PeerDownloads *self = user_data;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE_TEXT]);
  peer_downloads_pump (self);
}

static PeerQueue *
peer_downloads_snapshot_cb (gpointer user_data)
{
  PeerDownloads *self = user_data;
  PeerQueue *queue = peer_queue_new ();

  queue->is_paused = self->is_paused;
  for (guint i = self->downloads->len; i > 0; i--)
    {
      PeerDownload *download = g_ptr_array_index (self->downloads, i - 1);

      if (!peer_download_is_ended (download) || peer_download_get_state (download) == PEER_DOWNLOAD_FAILED)
        peer_download_job_save (g_hash_table_lookup (self->jobs, download), peer_queue_add (queue));
    }
  return queue;
}

static void
peer_downloads_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerDownloads *self = PEER_DOWNLOADS (object);

  switch (id)
    {
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->counts.n_active);
      break;
    case PROP_N_FAILED:
      g_value_set_uint (value, self->counts.n_failed);
      break;
    case PROP_MAX_PARALLEL:
      g_value_set_uint (value, self->max_parallel);
      break;
    case PROP_IS_PATIENT:
      g_value_set_boolean (value, self->place.is_patient);
      break;
    case PROP_IS_PAUSED:
      g_value_set_boolean (value, self->is_paused);
      break;
    case PROP_TROUBLE_TEXT:
      g_value_set_string (value, peer_trouble_get_text (self->trouble));
      break;
    case PROP_NOTICE_TEXT:
      g_value_set_string (value, self->notice_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_downloads_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PeerDownloads *self = PEER_DOWNLOADS (object);

  switch (id)
    {
    case PROP_MAX_PARALLEL:
      self->max_parallel = g_value_get_uint (value);
      peer_downloads_pump (self);
      break;
    case PROP_IS_PATIENT:
      self->place.is_patient = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_downloads_dispose (GObject *object)
{
  PeerDownloads *self = PEER_DOWNLOADS (object);

  peer_downloads_stop (self);
  for (guint i = 0; i < self->downloads->len; i++)
    peer_downloads_forget (self, g_ptr_array_index (self->downloads, i));
  g_ptr_array_set_size (self->downloads, 0);
  g_clear_pointer (&self->trouble, peer_trouble_free);
  g_clear_object (&self->place.client);
  g_clear_object (&self->place.folder);
  g_clear_pointer (&self->place.liars, peer_liars_free);
  G_OBJECT_CLASS (peer_downloads_parent_class)->dispose (object);
}

static void
peer_downloads_finalize (GObject *object)
{
  PeerDownloads *self = PEER_DOWNLOADS (object);

  g_queue_clear (&self->queue);
  g_free (self->notice_text);
  g_hash_table_unref (self->jobs);
  g_hash_table_unref (self->counted);
  g_hash_table_unref (self->by_number);
  g_ptr_array_unref (self->downloads);
  G_OBJECT_CLASS (peer_downloads_parent_class)->finalize (object);
}

static void
peer_downloads_class_init (PeerDownloadsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = peer_downloads_get_property;
  object_class->set_property = peer_downloads_set_property;
  object_class->dispose = peer_downloads_dispose;
  object_class->finalize = peer_downloads_finalize;

  properties[PROP_N_ACTIVE] =
      g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_N_FAILED] =
      g_param_spec_uint ("n-failed", NULL, NULL, 0, G_MAXUINT, 0, flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_MAX_PARALLEL] = g_param_spec_uint (
      "max-parallel", NULL, NULL, 1, MOST_PARALLEL, DEFAULT_MAX_PARALLEL, flags | G_PARAM_WRITABLE);
  properties[PROP_IS_PATIENT] =
      g_param_spec_boolean ("is-patient", NULL, NULL, TRUE, flags | G_PARAM_WRITABLE);
  properties[PROP_IS_PAUSED] =
      g_param_spec_boolean ("is-paused", NULL, NULL, FALSE, flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_TROUBLE_TEXT] =
      g_param_spec_string ("trouble-text", NULL, NULL, "", flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_NOTICE_TEXT] =
      g_param_spec_string ("notice-text", NULL, NULL, "", flags | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
peer_downloads_init (PeerDownloads *self)
{
  self->downloads = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_number = g_hash_table_new (NULL, NULL);
  self->jobs = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) peer_download_job_free);
  self->counted = g_hash_table_new (NULL, NULL);
  self->max_parallel = DEFAULT_MAX_PARALLEL;
  self->notice_text = g_strdup ("");
  self->place.liars = peer_liars_new ();
  self->place.is_patient = TRUE;
}

PeerDownloads *
peer_downloads_new (NetPoller *poller, PeerIndexClient *client, GFile *folder)
{
  PeerDownloads *self = g_object_new (PEER_TYPE_DOWNLOADS, NULL);

  self->place.poller = poller;
  self->place.client = g_object_ref (client);
  self->place.folder = g_object_ref (folder);
  self->place.stuck = peer_downloads_stuck_cb;
  self->place.stuck_data = self;
  self->trouble = peer_trouble_new (poller, folder, peer_downloads_trouble_changed_cb, self);
  return self;
}

static void
peer_downloads_set_is_paused (PeerDownloads *self, gboolean is_paused)
{
  if (self->is_paused == is_paused)
    return;

  self->is_paused = is_paused;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_PAUSED]);
  peer_downloads_changed (self);
  peer_downloads_pump (self);
}

static void
peer_downloads_restore (PeerDownloads *self, const PeerQueue *queue)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < queue->rows->len; i++)
    {
      const PeerQueueRow *row = g_ptr_array_index (queue->rows, i);

      g_hash_table_add (wanted, GUINT_TO_POINTER (row->number));
      if (peer_downloads_find (self, row->number) == NULL)
        peer_download_job_restore (
            g_hash_table_lookup (self->jobs, peer_downloads_add (self, row->number, row->title)), row);
    }

  peer_parts_sweep (self->place.folder, wanted);
  peer_downloads_set_is_paused (self, queue->is_paused);
  peer_downloads_pump (self);
}

void
peer_downloads_keep (PeerDownloads *self, const char *path)
{
  g_autoptr (PeerQueue) queue = NULL;
  g_autoptr (GError) error = NULL;

  if (self->keeper != NULL || self->is_stopped)
    return;

  self->keeper =
      peer_queue_keeper_new (self->place.poller, path, peer_downloads_snapshot_cb, self, &queue, &error);
  if (error != NULL)
    {
      g_free (self->notice_text);
      self->notice_text = g_strdup (error->message);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE_TEXT]);
    }
  if (queue != NULL)
    peer_downloads_restore (self, queue);
}

void
peer_downloads_pause (PeerDownloads *self)
{
  peer_downloads_set_is_paused (self, TRUE);
}

void
peer_downloads_resume (PeerDownloads *self)
{
  peer_trouble_clear (self->trouble);
  peer_downloads_set_is_paused (self, FALSE);
}

gboolean
peer_downloads_get_is_paused (PeerDownloads *self)
{
  return self->is_paused;
}

const char *
peer_downloads_get_trouble_text (PeerDownloads *self)
{
  return peer_trouble_get_text (self->trouble);
}

void
peer_downloads_set_folder (PeerDownloads *self, GFile *folder)
{
  if (!g_set_object (&self->place.folder, folder))
    return;

  peer_trouble_set_folder (self->trouble, folder);
  peer_downloads_pump (self);
}

PeerDownload *
peer_downloads_start (PeerDownloads *self, guint number, const char *title)
{
  return peer_downloads_start_from (self, number, title, NULL);
}

static void
peer_downloads_refuse (PeerDownloads *self, PeerDownload *download)
{
  g_autoptr (GError) error =
      g_error_new (PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_TOO_MANY,
                   g_dngettext (GETTEXT_PACKAGE, "%u download is waiting already.",
                                "%u downloads are waiting already.", PEER_DOWNLOADS_MAX_ACTIVE),
                   PEER_DOWNLOADS_MAX_ACTIVE);

  peer_download_job_refuse (g_hash_table_lookup (self->jobs, download), error);
}

PeerDownload *
peer_downloads_start_from (PeerDownloads *self, guint number, const char *title, PeerHolder *holder)
{
  PeerDownload *download = peer_downloads_find (self, number);
  guint position;

  if (download != NULL && !peer_download_is_ended (download))
    {
      if (holder == NULL)
        return download;
      peer_download_cancel (download); /* what was on its way is not what is wanted */
    }

  /* One row for a number: the new attempt takes the place of the old one. */
  if (download != NULL && g_ptr_array_find (self->downloads, download, &position))
    peer_downloads_remove_at (self, position);

  download = peer_downloads_add (self, number, title);
  if (self->counts.n_active > PEER_DOWNLOADS_MAX_ACTIVE)
    peer_downloads_refuse (self, download);
  if (holder != NULL)
    peer_download_job_choose (g_hash_table_lookup (self->jobs, download), holder);
  peer_downloads_pump (self);
  return download;
}

PeerDownload *
peer_downloads_find (PeerDownloads *self, guint number)
{
  return g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number));
}

void
peer_downloads_clear_ended (PeerDownloads *self)
{
  for (guint i = self->downloads->len; i > 0; i--)
    if (peer_download_is_ended (g_ptr_array_index (self->downloads, i - 1)))
      peer_downloads_remove_at (self, i - 1);
}

void
peer_downloads_retry_failed (PeerDownloads *self)
{
  for (guint i = self->downloads->len; i > 0; i--)
    {
      PeerDownload *download = g_ptr_array_index (self->downloads, i - 1);

      if (peer_download_get_state (download) == PEER_DOWNLOAD_FAILED)
        peer_download_retry (download);
    }
}

void
peer_downloads_stop (PeerDownloads *self)
{
  if (self->is_stopped)
    return;

  self->is_stopped = TRUE;
  if (self->pumping != NULL)
    g_source_destroy (self->pumping);
  g_clear_pointer (&self->pumping, g_source_unref);
  g_clear_pointer (&self->keeper, peer_queue_keeper_free);
  peer_trouble_stop (self->trouble);

  for (guint i = 0; i < self->downloads->len; i++)
    {
      PeerDownload *download = g_ptr_array_index (self->downloads, i);

      if (!peer_download_is_ended (download))
        peer_download_job_suspend (g_hash_table_lookup (self->jobs, download));
    }
}
