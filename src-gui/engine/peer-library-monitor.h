/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Hears of changes in a folder and in folders inside it. inotify itself, not GFileMonitor: that one does not tell that the
 * user's limit of watches is reached, and goes on without hearing anything. */
typedef struct _PeerLibraryMonitor PeerLibraryMonitor;

/* @changed: something in one of the folders is another now; in the context that was the thread's default here. */
PeerLibraryMonitor *peer_library_monitor_new (const char *folder, GSourceOnceFunc changed, gpointer user_data);
void peer_library_monitor_free (PeerLibraryMonitor *self);

/* Follows exactly these folders (of char *, beneath the folder; "" is the folder itself). @has_news: some were not followed
 * before, so what has changed in them until now was not heard. FALSE when not all can be followed for want of watches. */
gboolean peer_library_monitor_follow (PeerLibraryMonitor *self, GPtrArray *subfolders, gboolean *has_news);

/* For tests: as where the user has @n_watches left for each folder; G_MAXUINT: no such limit. */
void peer_library_monitor_set_limit (guint n_watches);

G_END_DECLS
