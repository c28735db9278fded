/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-reader.h"
#include "peer-turn.h"

#include <glib/gstdio.h>

/* In an rc box: the files that wait for a thread hold it too. */
struct _PeerReader
{
  char *folder;
  PeerReaderFunc func;
  gpointer user_data;
  GMainContext *context;

  GMutex lock;      /* guards all below */
  GPtrArray *ready; /* of PeerTextFile */
  GSource *source;  /* tells of what is ready; NULL while there is nothing */
  gboolean is_over; /* nobody waits any more */
};

typedef struct
{
  PeerReader *reader;
  char *name;
} PeerReaderTask;

static void
peer_reader_clear (gpointer data)
{
  PeerReader *self = data;

  g_ptr_array_unref (self->ready);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self->folder);
}

static void
peer_reader_unref (PeerReader *self)
{
  g_atomic_rc_box_release_full (self, peer_reader_clear);
}

static gboolean
peer_reader_tell_cb (gpointer user_data)
{
  PeerReader *self = user_data;
  g_autoptr (GPtrArray) ready = NULL;

  g_mutex_lock (&self->lock);
  ready = g_steal_pointer (&self->ready);
  self->ready = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_text_file_unref);
  g_clear_pointer (&self->source, g_source_unref);
  g_mutex_unlock (&self->lock);

  self->func (ready, self->user_data);
  return G_SOURCE_REMOVE;
}

static PeerTextFile *
peer_reader_read (PeerReader *self, const char *name)
{
  const int folder = peer_beneath_open_folder (self->folder, NULL);
  PeerTextFile *file = peer_text_file_read (folder, name);

  if (folder >= 0)
    g_close (folder, NULL);
  return file;
}

static void
peer_reader_add_ready (PeerReader *self, PeerTextFile *file)
{
  g_ptr_array_add (self->ready, file);
  if (self->source != NULL || self->is_over)
    return;
  self->source = g_idle_source_new ();
  g_source_set_priority (self->source, PEER_TURN_PRIORITY);
  g_source_set_callback (self->source, peer_reader_tell_cb, self, NULL);
  g_source_attach (self->source, self->context);
}

static void
peer_reader_task_func (gpointer data, gpointer user_data)
{
  g_autofree PeerReaderTask *task = data;
  g_autofree char *name = task->name;
  PeerReader *self = task->reader;
  gboolean is_over;

  g_mutex_lock (&self->lock);
  is_over = self->is_over;
  g_mutex_unlock (&self->lock);
  if (!is_over)
    {
      PeerTextFile *file = peer_reader_read (self, name);

      g_mutex_lock (&self->lock);
      peer_reader_add_ready (self, file);
      g_mutex_unlock (&self->lock);
    }
  peer_reader_unref (self);
}

/* One for all readers of the program: many folders are no reason for many threads. */
static GThreadPool *
peer_reader_get_pool (void)
{
  static GThreadPool *pool;

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, g_thread_pool_new (peer_reader_task_func, NULL, PEER_READER_MAX_THREADS, FALSE, NULL));
  return pool;
}

PeerReader *
peer_reader_new (const char *folder, PeerReaderFunc func, gpointer user_data)
{
  PeerReader *self = g_atomic_rc_box_new0 (PeerReader);

  self->folder = g_strdup (folder);
  self->func = func;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  self->ready = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_text_file_unref);
  g_mutex_init (&self->lock);
  return self;
}

void
peer_reader_push (PeerReader *self, const char *name)
{
  PeerReaderTask *task = g_new0 (PeerReaderTask, 1);

  task->reader = g_atomic_rc_box_acquire (self);
  task->name = g_strdup (name);
  g_thread_pool_push (peer_reader_get_pool (), task, NULL);
}

void
peer_reader_free (PeerReader *self)
{
  g_mutex_lock (&self->lock);
  self->is_over = TRUE;
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_mutex_unlock (&self->lock);
  peer_reader_unref (self);
}

typedef struct
{
  const char *path;
  GCancellable *cancellable;
  PeerTextFile *file;
} PeerReaderJob;

static void
peer_reader_job_func (gpointer data, gpointer user_data)
{
  PeerReaderJob *job = data;

  if (!g_cancellable_is_cancelled (job->cancellable))
    job->file = peer_text_file_read_path (job->path);
  else
    job->file = peer_text_file_new ("");
}

GPtrArray *
peer_reader_read_paths (GPtrArray *paths, GCancellable *cancellable)
{
  g_autofree PeerReaderJob *jobs = g_new0 (PeerReaderJob, paths->len + 1);
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_text_file_unref);
  GThreadPool *pool = g_thread_pool_new (peer_reader_job_func, NULL, PEER_READER_MAX_THREADS, FALSE, NULL);

  for (guint i = 0; i < paths->len; i++)
    {
      jobs[i].path = g_ptr_array_index (paths, i);
      jobs[i].cancellable = cancellable;
      g_thread_pool_push (pool, &jobs[i], NULL);
    }
  g_thread_pool_free (pool, FALSE, TRUE);
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (files, jobs[i].file);
  return files;
}
