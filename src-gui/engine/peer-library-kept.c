/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-kept.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define GROUP_PREFIX "RFC "
#define KEY_TITLE "Title"
#define KEY_SHARED "Shared"
#define KEY_TEXT "Text" /* the digest of the text that it was said of, in hex */

/* One value that was changed here: written over what the file says, which another program may have changed meanwhile. */
typedef struct
{
  char *group;
  const char *key; /* one of the three above */
  char *value;     /* NULL: forget it */
} PeerKeptChange;

struct _PeerLibraryKept
{
  char *path;
  GKeyFile *values;
  GHashTable *by_text; /* digest in hex -> number, the one said last; NULL until it is asked for */
  gboolean is_unreadable; /* the file is there and told nothing: then nothing is shared */
  GFileMonitor *monitor;
  GMainContext *context;
  GFunc changed;
  gpointer user_data;

  GThreadPool *writer; /* one thread: changes are written in order */
  GMutex lock;         /* guards all below */
  GCond is_idle;
  GPtrArray *pending; /* of PeerKeptChange: not written yet, or in vain */
  GError *error;      /* why @pending could not be written */
  gboolean is_writing;
  guint n_pushed; /* calls of the writer that are still to come */
  GSource *written; /* looks whether another program has written meanwhile */
};

static void
peer_kept_change_free (gpointer data)
{
  PeerKeptChange *change = data;

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

/* NULL when the file is there and cannot be read. One that was damaged tells what stands before the damage. */
static GKeyFile *
peer_library_kept_read (const char *path, gboolean *is_damaged, GError **error)
{
  g_autoptr (GKeyFile) values = g_key_file_new ();
  g_autoptr (GError) failure = NULL;

  *is_damaged = FALSE;
  if (g_key_file_load_from_file (values, path, G_KEY_FILE_KEEP_COMMENTS, &failure)
      || g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return g_steal_pointer (&values);

  *is_damaged = failure->domain == G_KEY_FILE_ERROR;
  if (*is_damaged)
    return g_steal_pointer (&values);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* Under the lock. What was damaged is put aside, for the user to look into. */
static gboolean
peer_library_kept_write_over (const char *path, GPtrArray *changes, GError **error)
{
  gboolean is_damaged = FALSE;
  g_autoptr (GKeyFile) values = peer_library_kept_read (path, &is_damaged, error);
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);
  g_autofree char *text = NULL;
  gsize length = 0;

  if (values == NULL)
    return FALSE;
  if (is_damaged)
    g_rename (path, aside);
  for (guint i = 0; i < changes->len; i++)
    peer_kept_change_apply (g_ptr_array_index (changes, i), values);
  text = g_key_file_to_data (values, &length, NULL);
  return g_file_set_contents_full (path, text, length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                   error);
}

static gboolean
peer_library_kept_write (const char *path, GPtrArray *changes, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  const int lock = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  g_autoptr (GError) failure = NULL;

  if (lock >= 0)
    {
      while (flock (lock, LOCK_EX) < 0 && errno == EINTR)
        ;
      peer_library_kept_write_over (path, changes, &failure);
      g_close (lock, NULL); /* and with it the lock */
    }
  else
    {
      const int code = errno;

      g_set_error_literal (&failure, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));
    }
  if (failure == NULL)
    return TRUE;
  g_set_error (error, failure->domain, failure->code,
               _("What you said of your documents cannot be kept in “%s”: %s. It is tried again with the next change."), path,
               failure->message);
  return FALSE;
}

/* Reads the file again, unless a change of our own is on its way: then it is older than what is known here. */
static void
peer_library_kept_look (PeerLibraryKept *self)
{
  gboolean is_damaged = FALSE;
  g_autoptr (GKeyFile) values = NULL;
  g_autofree char *text = NULL;
  g_autofree char *old_text = NULL;
  gboolean is_pending;

  g_mutex_lock (&self->lock);
  is_pending = self->pending->len > 0 || self->is_writing;
  g_mutex_unlock (&self->lock);
  if (is_pending)
    return;

  values = peer_library_kept_read (self->path, &is_damaged, NULL);
  if (values == NULL)
    return;
  text = g_key_file_to_data (values, NULL, NULL);
  old_text = g_key_file_to_data (self->values, NULL, NULL);
  if (!self->is_unreadable && g_str_equal (text, old_text))
    return;
  self->is_unreadable = FALSE;
  g_key_file_unref (self->values);
  self->values = g_steal_pointer (&values);
  g_clear_pointer (&self->by_text, g_hash_table_unref);
  self->changed (self, self->user_data);
}

static gboolean
peer_library_kept_written_cb (gpointer user_data)
{
  PeerLibraryKept *self = user_data;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->written, g_source_unref);
  g_mutex_unlock (&self->lock);
  peer_library_kept_look (self);
  return G_SOURCE_REMOVE;
}

/* What another program wrote before us came into the file while nobody looked. */
static void
peer_library_kept_look_soon (PeerLibraryKept *self)
{
  if (self->written != NULL)
    return;
  self->written = g_idle_source_new ();
  g_source_set_callback (self->written, peer_library_kept_written_cb, self, NULL);
  g_source_attach (self->written, self->context);
}

/* All that waits, at once: a thousand changes are one file written. */
static void
peer_library_kept_write_func (gpointer data, gpointer user_data)
{
  PeerLibraryKept *self = user_data;
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (peer_kept_change_free);
  GError *error = NULL;

  g_mutex_lock (&self->lock);
  self->n_pushed--;
  g_ptr_array_extend_and_steal (changes, g_steal_pointer (&self->pending));
  self->pending = g_ptr_array_new_with_free_func (peer_kept_change_free);
  self->is_writing = changes->len > 0;
  g_mutex_unlock (&self->lock);

  if (changes->len > 0)
    peer_library_kept_write (self->path, changes, &error);

  g_mutex_lock (&self->lock);
  if (error != NULL)
    {
      /* In front of what has come meanwhile. */
      g_ptr_array_extend_and_steal (changes, g_steal_pointer (&self->pending));
      self->pending = g_steal_pointer (&changes);
    }
  if (error != NULL || self->is_writing)
    {
      g_clear_error (&self->error);
      self->error = error;
    }
  self->is_writing = FALSE;
  if (self->n_pushed == 0)
    {
      peer_library_kept_look_soon (self);
      g_cond_broadcast (&self->is_idle);
    }
  g_mutex_unlock (&self->lock);
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
  g_ptr_array_add (self->pending, change);
  self->n_pushed++;
  g_mutex_unlock (&self->lock);
  g_thread_pool_push (self->writer, self, NULL);
}

static void
peer_library_kept_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
{
  peer_library_kept_look (user_data);
}

PeerLibraryKept *
peer_library_kept_new (const char *path, GFunc changed, gpointer user_data)
{
  PeerLibraryKept *self = g_new0 (PeerLibraryKept, 1);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gboolean is_damaged = FALSE;

  self->path = g_strdup (path);
  self->changed = changed;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->is_idle);
  self->context = g_main_context_ref_thread_default ();
  self->pending = g_ptr_array_new_with_free_func (peer_kept_change_free);
  self->writer = g_thread_pool_new (peer_library_kept_write_func, self, 1, FALSE, NULL);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (peer_library_kept_changed_cb), self);
  self->values = peer_library_kept_read (path, &is_damaged, &self->error);
  self->is_unreadable = self->values == NULL;
  if (self->is_unreadable)
    {
      g_prefix_error (&self->error, _("What you said of your documents cannot be read in “%s”, so none is shared: "), path);
      self->values = g_key_file_new ();
    }
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
  if (self->written != NULL)
    {
      g_source_destroy (self->written);
      g_source_unref (self->written);
    }
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->pending);
  g_key_file_unref (self->values);
  g_clear_pointer (&self->by_text, g_hash_table_unref);
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

  return !self->is_unreadable && g_strcmp0 (shared, "false") != 0;
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

static guint
peer_library_kept_parse_group (const char *group)
{
  return g_str_has_prefix (group, GROUP_PREFIX) ? (guint) g_ascii_strtoull (group + strlen (GROUP_PREFIX), NULL, 10) : 0;
}

static void
peer_library_kept_index_texts (PeerLibraryKept *self)
{
  g_auto (GStrv) groups = g_key_file_get_groups (self->values, NULL);

  self->by_text = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      char *text = g_key_file_get_string (self->values, groups[i], KEY_TEXT, NULL);

      if (text != NULL)
        g_hash_table_replace (self->by_text, text, GUINT_TO_POINTER (peer_library_kept_parse_group (groups[i])));
    }
}

guint
peer_library_kept_find_text (PeerLibraryKept *self, const char *text)
{
  if (self->by_text == NULL)
    peer_library_kept_index_texts (self);
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->by_text, text));
}

gboolean
peer_library_kept_knows (PeerLibraryKept *self, guint number)
{
  g_autofree char *group = peer_library_kept_group (number);

  return g_key_file_has_group (self->values, group);
}

void
peer_library_kept_set_text (PeerLibraryKept *self, guint number, const char *text)
{
  g_autofree char *group = peer_library_kept_group (number);
  g_autofree char *old_text = g_key_file_get_string (self->values, group, KEY_TEXT, NULL);

  if (g_strcmp0 (old_text, text) == 0)
    return;
  peer_library_kept_change (self, number, KEY_TEXT, text);
  if (self->by_text != NULL)
    g_hash_table_replace (self->by_text, g_strdup (text), GUINT_TO_POINTER (number));
}

void
peer_library_kept_copy (PeerLibraryKept *self, guint from, guint number)
{
  g_autofree char *title = peer_library_kept_dup_title (self, from);

  if (title != NULL)
    peer_library_kept_set_title (self, number, title);
  peer_library_kept_set_is_shared (self, number, peer_library_kept_get_is_shared (self, from));
}

gboolean
peer_library_kept_flush (PeerLibraryKept *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_mutex_lock (&self->lock);
  while (self->n_pushed > 0 || self->is_writing)
    g_cond_wait (&self->is_idle, &self->lock);
  failure = self->error != NULL ? g_error_copy (self->error) : NULL;
  g_mutex_unlock (&self->lock);

  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
