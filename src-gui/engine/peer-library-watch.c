/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-watch.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "peer-library-cache.h"
#include "peer-library-copy.h"
#include "peer-library-scan.h"

/* After a change is noticed the folder is looked at this much later, and again while files are on their way in. */
#define LOOK_MILLISECONDS 200u

/* In an rc box: a look that is under way holds it too. */
struct _PeerLibraryWatch
{
  GFile *folder;
  char *cache_path;
  GFileMonitor *monitor;
  PeerLibraryWatchFunc func; /* NULL once it was freed */
  gpointer user_data;
  guint look_id;
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
  g_clear_pointer (&look->entries, g_ptr_array_unref);
  g_clear_pointer (&look->cached, g_hash_table_unref);
  g_clear_error (&look->error);
  g_free (look);
}

static void
peer_library_look_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PeerLibraryLook *look = data;

  if (look->is_first)
    {
      look->cached = peer_library_cache_load (look->cache_path);
      peer_library_copy_clean (look->folder);
    }
  look->entries = peer_library_scan (look->folder, &look->error);
  look->is_writable = g_access (look->folder, W_OK) == 0;
  g_task_return_boolean (task, TRUE);
}

char *
peer_library_look_describe (const PeerLibraryLook *look)
{
  if (look->entries == NULL)
    return g_strdup_printf (_("The folder “%s” cannot be read: %s. Make it readable, or choose another folder."),
                            look->folder, look->error->message);
  if (!look->is_writable)
    return g_strdup_printf (
        _("The folder “%s” cannot be written. Its documents are shared, but none can be added to it."), look->folder);
  return g_strdup ("");
}

static void
peer_library_watch_clear (gpointer data)
{
  PeerLibraryWatch *self = data;

  g_object_unref (self->folder);
  g_free (self->cache_path);
}

/* That no descriptor is left tells nothing of the folder, and passes: what was in it is still taken to be there. */
static gboolean
peer_library_look_is_void (const PeerLibraryLook *look)
{
  return g_error_matches (look->error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES);
}

static void
peer_library_watch_looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerLibraryWatch *self = user_data;
  PeerLibraryLook *look = g_task_get_task_data (G_TASK (result));

  self->is_looking = FALSE;
  if (self->func != NULL && look->n_adoptions == self->n_adoptions && !peer_library_look_is_void (look))
    {
      self->is_first = FALSE;
      self->func (look, self->user_data);
    }
  else
    {
      self->is_wanted = TRUE;
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
  look->folder = g_file_get_path (self->folder);
  look->cache_path = g_strdup (self->cache_path);
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
peer_library_watch_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
{
  peer_library_watch_look_soon (user_data);
}

PeerLibraryWatch *
peer_library_watch_new (GFile *folder, const char *cache_path, PeerLibraryWatchFunc func, gpointer user_data)
{
  PeerLibraryWatch *self = g_rc_box_new0 (PeerLibraryWatch);

  self->folder = g_object_ref (folder);
  self->cache_path = g_strdup (cache_path);
  self->func = func;
  self->user_data = user_data;
  self->is_first = TRUE;
  /* Watched first, looked at second: what comes between is seen by both. */
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (peer_library_watch_changed_cb), self);
  peer_library_watch_look (self);
  return self;
}

void
peer_library_watch_free (PeerLibraryWatch *self)
{
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      g_file_monitor_cancel (self->monitor);
    }
  g_clear_object (&self->monitor);
  g_clear_handle_id (&self->look_id, g_source_remove);
  self->func = NULL;
  g_rc_box_release_full (self, peer_library_watch_clear);
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
