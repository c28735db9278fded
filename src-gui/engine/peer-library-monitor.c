/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-monitor.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/inotify.h>
#include <unistd.h>

/* Not what reading a file causes: the library reads them all. */
#define EVENTS \
  (IN_CREATE | IN_DELETE | IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | \
   IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK)

struct _PeerLibraryMonitor
{
  char *folder;
  GSourceOnceFunc changed;
  gpointer user_data;
  int descriptor; /* -1: none could be had */
  GSource *source;
  GHashTable *watches; /* of the kernel's numbers, as keys */
};

static guint watch_limit = G_MAXUINT;

void
peer_library_monitor_set_limit (guint n_watches)
{
  watch_limit = n_watches;
}

/* The name of what has changed is of no interest: the folder is looked at as a whole. */
static gboolean
peer_library_monitor_heard_cb (int descriptor, GIOCondition condition, gpointer user_data)
{
  PeerLibraryMonitor *self = user_data;
  _Alignas (struct inotify_event) char buffer[16384];
  const ssize_t length = read (descriptor, buffer, sizeof buffer);
  gboolean is_news = FALSE;

  for (ssize_t at = 0; at < length;)
    {
      const struct inotify_event *event = (const struct inotify_event *) (gconstpointer) (buffer + at);

      is_news = is_news || (event->mask & ~IN_IGNORED) != 0; /* that alone is what ending a watch causes */
      at += sizeof *event + event->len;
    }
  if (is_news)
    self->changed (self->user_data);
  return G_SOURCE_CONTINUE;
}

PeerLibraryMonitor *
peer_library_monitor_new (const char *folder, GSourceOnceFunc changed, gpointer user_data)
{
  PeerLibraryMonitor *self = g_new0 (PeerLibraryMonitor, 1);

  self->folder = g_strdup (folder);
  self->changed = changed;
  self->user_data = user_data;
  self->watches = g_hash_table_new (NULL, NULL);
  self->descriptor = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (self->descriptor < 0)
    return self;
  self->source = g_unix_fd_source_new (self->descriptor, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (peer_library_monitor_heard_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

void
peer_library_monitor_free (PeerLibraryMonitor *self)
{
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  if (self->descriptor >= 0)
    close (self->descriptor);
  g_hash_table_unref (self->watches);
  g_free (self->folder);
  g_free (self);
}

static void
peer_library_monitor_drop_others (PeerLibraryMonitor *self, GHashTable *followed)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (followed, key))
      inotify_rm_watch (self->descriptor, GPOINTER_TO_INT (key));
}

/* The same folder gets the same number again, and one that has taken its place another. */
static int
peer_library_monitor_add (PeerLibraryMonitor *self, const char *inside, guint n_before)
{
  g_autofree char *path = g_build_filename (self->folder, inside, NULL);

  if (n_before < watch_limit)
    return inotify_add_watch (self->descriptor, path, *inside != '\0' ? EVENTS | IN_DONT_FOLLOW : EVENTS);
  errno = ENOSPC;
  return -1;
}

gboolean
peer_library_monitor_follow (PeerLibraryMonitor *self, GPtrArray *subfolders, gboolean *has_news)
{
  GHashTable *followed = g_hash_table_new (NULL, NULL);
  gboolean is_complete = self->descriptor >= 0;

  *has_news = FALSE;
  for (guint i = 0; i < subfolders->len && is_complete; i++)
    {
      const int watch = peer_library_monitor_add (self, g_ptr_array_index (subfolders, i), i);

      if (watch < 0)
        is_complete = errno != ENOSPC && errno != ENOMEM; /* else it has just gone, and that is heard */
      else
        g_hash_table_add (followed, GINT_TO_POINTER (watch));
      *has_news = *has_news || (watch >= 0 && !g_hash_table_contains (self->watches, GINT_TO_POINTER (watch)));
    }
  if (self->descriptor >= 0)
    peer_library_monitor_drop_others (self, followed);
  g_hash_table_unref (self->watches);
  self->watches = followed;
  return is_complete;
}
