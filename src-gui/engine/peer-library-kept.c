/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-kept.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define GROUP_PREFIX "RFC "
#define KEY_TITLE "Title"
#define KEY_SHARED "Shared"

/* One value that was changed here: written over what the file says, which another program may have changed meanwhile. */
typedef struct
{
  char *group;
  const char *key; /* one of the two above */
  char *value;     /* NULL: forget it */
} PeerKeptChange;

struct _PeerLibraryKept
{
  char *path;
  GKeyFile *values;
  GFileMonitor *monitor;
  GFunc changed;
  gpointer user_data;

  GThreadPool *writer; /* one thread: changes are written in order */
  GMutex lock;         /* guards the three below */
  GCond is_idle;
  guint n_writing;
  GError *error; /* of the last write */
};

static void
peer_kept_change_free (PeerKeptChange *change)
{
  g_free (change->group);
  g_free (change->value);
  g_free (change);
}

static char *
peer_library_kept_group (guint number)
{
  return g_strdup_printf (GROUP_PREFIX "%u", number);
}

/* A group without values goes with its last one. */
static void
peer_kept_change_apply (const PeerKeptChange *change, GKeyFile *values)
{
  g_auto (GStrv) keys = NULL;

  if (change->value != NULL)
    {
      g_key_file_set_string (values, change->group, change->key, change->value);
      return;
    }
  g_key_file_remove_key (values, change->group, change->key, NULL);
  keys = g_key_file_get_keys (values, change->group, NULL, NULL);
  if (keys != NULL && keys[0] == NULL)
    g_key_file_remove_group (values, change->group, NULL);
}

static GKeyFile *
peer_library_kept_read (const char *path)
{
  GKeyFile *values = g_key_file_new ();

  g_key_file_load_from_file (values, path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  return values;
}

static gboolean
peer_library_kept_write (const char *path, const PeerKeptChange *change, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  const int lock = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  g_autoptr (GKeyFile) values = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  gboolean is_written;

  if (lock < 0)
    {
      const int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _("Cannot remember this in “%s”: %s"), path, g_strerror (code));
      return FALSE;
    }
  while (flock (lock, LOCK_EX) < 0 && errno == EINTR)
    ;
  values = peer_library_kept_read (path);
  peer_kept_change_apply (change, values);
  text = g_key_file_to_data (values, &length, NULL);
  is_written = g_file_set_contents_full (path, text, length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                         0600, error);
  g_close (lock, NULL); /* and with it the lock */
  return is_written;
}

static void
peer_library_kept_write_func (gpointer data, gpointer user_data)
{
  PeerKeptChange *change = data;
  PeerLibraryKept *self = user_data;
  GError *error = NULL;

  peer_library_kept_write (self->path, change, &error);
  g_mutex_lock (&self->lock);
  g_clear_error (&self->error);
  self->error = error;
  if (--self->n_writing == 0)
    g_cond_broadcast (&self->is_idle);
  g_mutex_unlock (&self->lock);
  peer_kept_change_free (change);
}

static void
peer_library_kept_change (PeerLibraryKept *self, guint number, const char *key, const char *value)
{
  PeerKeptChange *change = g_new0 (PeerKeptChange, 1);

  change->group = peer_library_kept_group (number);
  change->key = key;
  change->value = g_strdup (value);
  peer_kept_change_apply (change, self->values);

  g_mutex_lock (&self->lock);
  self->n_writing++;
  g_mutex_unlock (&self->lock);
  g_thread_pool_push (self->writer, change, NULL);
}

static gboolean
peer_library_kept_is_writing (PeerLibraryKept *self)
{
  gboolean is_writing;

  g_mutex_lock (&self->lock);
  is_writing = self->n_writing > 0;
  g_mutex_unlock (&self->lock);
  return is_writing;
}

/* While a change of our own is on its way the file is older than what is known here; its own event comes later. */
static void
peer_library_kept_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
{
  PeerLibraryKept *self = user_data;

  if (peer_library_kept_is_writing (self))
    return;
  g_key_file_unref (self->values);
  self->values = peer_library_kept_read (self->path);
  self->changed (self, self->user_data);
}

PeerLibraryKept *
peer_library_kept_new (const char *path, GFunc changed, gpointer user_data)
{
  PeerLibraryKept *self = g_new0 (PeerLibraryKept, 1);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->path = g_strdup (path);
  self->changed = changed;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->is_idle);
  self->writer = g_thread_pool_new (peer_library_kept_write_func, self, 1, FALSE, NULL);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (peer_library_kept_changed_cb), self);
  self->values = peer_library_kept_read (path);
  return self;
}

void
peer_library_kept_free (PeerLibraryKept *self)
{
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      g_file_monitor_cancel (self->monitor);
      g_object_unref (self->monitor);
    }
  g_thread_pool_free (self->writer, FALSE, TRUE);
  g_key_file_unref (self->values);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->is_idle);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self);
}

char *
peer_library_kept_dup_title (PeerLibraryKept *self, guint number)
{
  g_autofree char *group = peer_library_kept_group (number);

  return g_key_file_get_string (self->values, group, KEY_TITLE, NULL);
}

gboolean
peer_library_kept_get_is_shared (PeerLibraryKept *self, guint number)
{
  g_autofree char *group = peer_library_kept_group (number);
  g_autofree char *shared = g_key_file_get_string (self->values, group, KEY_SHARED, NULL);

  return g_strcmp0 (shared, "false") != 0;
}

void
peer_library_kept_set_title (PeerLibraryKept *self, guint number, const char *title)
{
  g_autofree char *old_title = peer_library_kept_dup_title (self, number);

  if (g_strcmp0 (old_title, title) != 0)
    peer_library_kept_change (self, number, KEY_TITLE, title);
}

void
peer_library_kept_set_is_shared (PeerLibraryKept *self, guint number, gboolean is_shared)
{
  if (peer_library_kept_get_is_shared (self, number) != is_shared)
    peer_library_kept_change (self, number, KEY_SHARED, is_shared ? NULL : "false");
}

gboolean
peer_library_kept_flush (PeerLibraryKept *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_mutex_lock (&self->lock);
  while (self->n_writing > 0)
    g_cond_wait (&self->is_idle, &self->lock);
  failure = self->error != NULL ? g_error_copy (self->error) : NULL;
  g_mutex_unlock (&self->lock);

  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
