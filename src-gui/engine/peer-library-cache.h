/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-text-file.h"

G_BEGIN_DECLS

/* What was read from files, by their names, so that a start need not read them all again. May be lost, or be nonsense. On
 * any thread. */

/* A new table of name (lent by the value) and PeerTextFile; empty when there is no usable cache. */
GHashTable *peer_library_cache_load (const char *path);

/* @files: name and PeerTextFile. */
gboolean peer_library_cache_save (const char *path, GHashTable *files, GError **error);

/* The same on a worker thread, after which @callback comes; takes @files. */
void peer_library_cache_save_async (const char *path, GHashTable *files, GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
