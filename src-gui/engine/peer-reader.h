/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-text-file.h"

G_BEGIN_DECLS

/* Reads and hashes files of one folder on a few threads that all readers share, never on the caller's. */
typedef struct _PeerReader PeerReader;

#define PEER_READER_MAX_THREADS 4

/* @files: of PeerTextFile, as many as are ready, lent; called in the context that was the thread's default when the reader
 * was made. */
typedef void (*PeerReaderFunc) (GPtrArray *files, gpointer user_data);

PeerReader *peer_reader_new (const char *folder, PeerReaderFunc func, gpointer user_data);
void peer_reader_push (PeerReader *self, const char *name);

/* func is not called any more; what waits is not read. */
void peer_reader_free (PeerReader *self);

/* Reads all @paths and waits for them: a new array of PeerTextFile in their order. For worker threads. */
GPtrArray *peer_reader_read_paths (GPtrArray *paths, GCancellable *cancellable);

G_END_DECLS
