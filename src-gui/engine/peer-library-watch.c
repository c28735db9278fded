/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-watch.h"

#include <gio/gunixmounts.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "peer-library-cache.h"
#include "peer-library-copy.h"
#include "peer-library-monitor.h"

/* After a change is noticed the folder is looked at this much later, and again while files are on their way in. */
#define LOOK_MILLISECONDS 200u

/* In an rc box: a look that is under way holds it too. */
struct _PeerLibraryWatch
{
  char *folder;
  char *cache_path;
  char **excluded;
  gboolean is_library;
  PeerLibraryMonitor *monitor;
  GUnixMountMonitor *mounts;
  PeerLibraryWatchFunc func; /* NULL once it was freed */
  gpointer user_data;
  guint look_id;
  guint again_id; /* a look without a reason, where changes are not heard */
  guint n_adoptions;
  gboolean is_looking;
  gboolean is_wanted; /* another one, after this */
  gboolean is_first;  /* none was told yet */
};

static void
peer_library_look_free (gpointer data)
{
  PeerLibraryLook *look = data;

  g_free (look->folder);
  g_free (look->cache_path);
  g_strfreev (look->excluded);
  g_clear_pointer (&look->scan, peer_library_scan_free);
  g_clear_pointer (&look->cached, g_hash_table_unref);
  g_clear_error (&look->error);
  g_free (look);
}

static void
peer_library_look_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PeerLibraryLook *look = data;

  if (look->is_first)
    look->cached = peer_library_cache_load (look->cache_path);
  if (look->is_first && look->is_library)
    peer_library_copy_clean (look->folder);
  look->scan = peer_library_scan (look->folder, (const char *const *) look->excluded, &look->error);
  look->is_writable = g_access (look->folder, W_OK) == 0;
  g_task_return_boolean (task, TRUE);
}

static void
peer_library_watch_clear (gpointer data)
{
  PeerLibraryWatch *self = data;

  g_free (self->folder);
  g_free (self->cache_path);
  g_strfreev (self->excluded);
}

/* That no descriptor is left tells nothing of the folder, and passes: what was in it is still taken to be there. */
static gboolean
peer_library_look_is_void (const PeerLibraryLook *look)
{
  return g_error_matches (look->error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES);
}

static gboolean
peer_library_watch_again_cb (gpointer user_data)
{
  PeerLibraryWatch *self = user_data;

  self->again_id = 0;
  peer_library_watch_look_soon (self);
  return G_SOURCE_REMOVE;
}

/* What has changed between the look and the watch nobody has heard: then there is another look. */
static void
peer_library_watch_follow (PeerLibraryWatch *self, PeerLibraryLook *look)
{
  gboolean has_news = FALSE;
  guint again_seconds = 0;

  look->is_heard = look->scan != NULL && peer_library_monitor_follow (self->monitor, look->scan->subfolders, &has_news);
  self->is_wanted = self->is_wanted || has_news;
  if (look->scan == NULL)
    again_seconds = PEER_LIBRARY_WATCH_LOOK_AGAIN_SECONDS;
  else if (!look->is_heard || look->scan->is_distant)
    again_seconds = PEER_LIBRARY_WATCH_LOOK_DISTANT_SECONDS;

  g_clear_handle_id (&self->again_id, g_source_remove);
  if (again_seconds > 0)
    self->again_id = g_timeout_add_seconds (again_seconds, peer_library_watch_again_cb, self);
}

static void
peer_library_watch_looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerLibraryWatch *self = user_data;
  PeerLibraryLook *look = g_task_get_task_data (G_TASK (result));

  self->is_looking = FALSE;
  if (self->func == NULL || look->n_adoptions != self->n_adoptions || peer_library_look_is_void (look))
    {
      self->is_wanted = TRUE;
    }
  else
    {
      self->is_first = FALSE;
      peer_library_watch_follow (self, look);
      self->func (look, self->user_data);
    }
  if (self->is_wanted)
    peer_library_watch_look_soon (self);
  g_rc_box_release_full (self, peer_library_watch_clear);
}

static void
peer_library_watch_look (PeerLibraryWatch *self)
{
  g_autoptr (GTask) task = NULL;
  PeerLibraryLook *look;

  self->is_wanted = self->is_looking;
  if (self->is_looking)
    return;
  self->is_looking = TRUE;
  look = g_new0 (PeerLibraryLook, 1);
  look->folder = g_strdup (self->folder);
  look->cache_path = g_strdup (self->cache_path);
  look->excluded = g_strdupv (self->excluded);
  look->is_library = self->is_library;
  look->is_first = self->is_first;
  look->n_adoptions = self->n_adoptions;
  task = g_task_new (NULL, NULL, peer_library_watch_looked_cb, g_rc_box_acquire (self));
  g_task_set_source_tag (task, peer_library_watch_look);
  g_task_set_task_data (task, look, peer_library_look_free);
  g_task_run_in_thread (task, peer_library_look_func);
}

static gboolean
peer_library_watch_look_cb (gpointer user_data)
{
  PeerLibraryWatch *self = user_data;

  self->look_id = 0;
  peer_library_watch_look (self);
  return G_SOURCE_REMOVE;
}

static void
peer_library_watch_changed_cb (gpointer user_data)
{
  peer_library_watch_look_soon (user_data);
}

PeerLibraryWatch *
peer_library_watch_new (
    const char *folder, const char *cache_path, gboolean is_library, PeerLibraryWatchFunc func, gpointer user_data)
{
  PeerLibraryWatch *self = g_rc_box_new0 (PeerLibraryWatch);

  self->folder = g_strdup (folder);
  self->cache_path = g_strdup (cache_path);
  self->is_library = is_library;
  self->func = func;
  self->user_data = user_data;
  self->is_first = TRUE;
  self->monitor = peer_library_monitor_new (folder, peer_library_watch_changed_cb, self);
  /* A disk that is put over an empty folder is no change in that folder. */
  self->mounts = g_unix_mount_monitor_get ();
  g_signal_connect_swapped (self->mounts, "mounts-changed", G_CALLBACK (peer_library_watch_look_soon), self);
  return self;
}

/* Watched first, looked at second: what comes between is seen by both. */
void
peer_library_watch_start (PeerLibraryWatch *self)
{
  g_autoptr (GPtrArray) itself = g_ptr_array_new ();
  gboolean has_news;

  g_ptr_array_add (itself, (gpointer) "");
  peer_library_monitor_follow (self->monitor, itself, &has_news);
  peer_library_watch_look (self);
}

void
peer_library_watch_free (PeerLibraryWatch *self)
{
  g_signal_handlers_disconnect_by_data (self->mounts, self);
  g_clear_object (&self->mounts);
  g_clear_pointer (&self->monitor, peer_library_monitor_free);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_handle_id (&self->again_id, g_source_remove);
  self->func = NULL;
  g_rc_box_release_full (self, peer_library_watch_clear);
}

void
peer_library_watch_exclude (PeerLibraryWatch *self, const char *const *paths)
{
  static const char *const none[] = { NULL };
  const char *const *old_paths = self->excluded != NULL ? (const char *const *) self->excluded : none;

  if (g_strv_equal (old_paths, paths != NULL ? paths : none))
    return;
  g_strfreev (self->excluded);
  self->excluded = g_strdupv ((char **) paths);
  if (self->is_looking || !self->is_first)
    peer_library_watch_look_soon (self);
}

void
peer_library_watch_look_soon (PeerLibraryWatch *self)
{
  if (self->look_id == 0 && self->func != NULL)
    self->look_id = g_timeout_add (LOOK_MILLISECONDS, peer_library_watch_look_cb, self);
}

void
peer_library_watch_adopt (PeerLibraryWatch *self)
{
  self->n_adoptions++;
}
