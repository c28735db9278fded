/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "wire-digest.h"

G_BEGIN_DECLS

/* The filters of texts, by the digests of their bytes: one that is known stays true whatever becomes of the file. From one
 * thread at a time.
 *
 * Measured beside SQLite 3.40's FTS5, 9,300 texts of 517 MB, two busy cores: FTS5 takes 15 s of CPU and 131 MB on disk to
 * make, this 12 s and 37 MB; FTS5 answers in 1 to 110 ms of CPU, this in 0.2 to 0.6 s until the last of 200 documents
 * has been read, and shows the first ones after 60 to 90 ms; with fewer than five letters that are rare it reads all, 2 s. FTS5 does
 * not know the lines, for which the documents would be read in any case, finds no parts of words, and before 3.43 forgets
 * a text only by being told all its words again. What is found here is what the reader finds, and it is no dependency. */
typedef struct _PeerSearchIndex PeerSearchIndex;

#define PEER_SEARCH_INDEX_MAX_TEXTS 20000u

PeerSearchIndex *peer_search_index_new (void);
void peer_search_index_free (PeerSearchIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerSearchIndex, peer_search_index_free)

GBytes *peer_search_index_find (PeerSearchIndex *self, const WireDigest *digest); /* lent, or NULL */

/* FALSE when there is no room. */
gboolean peer_search_index_add (PeerSearchIndex *self, const WireDigest *digest, GBytes *filter);

/* What is not in @digests (a table of WireDigest) goes. */
void peer_search_index_retain (PeerSearchIndex *self, GHashTable *digests);
guint peer_search_index_get_n_texts (PeerSearchIndex *self);

/* With the same filters, which are not copied: for another thread. */
PeerSearchIndex *peer_search_index_copy (PeerSearchIndex *self);

/* As one file; a damaged one, or that of another version, is empty. */
GBytes *peer_search_index_serialize (PeerSearchIndex *self);
PeerSearchIndex *peer_search_index_parse (GBytes *bytes);

guint peer_search_digest_hash (gconstpointer digest);
gboolean peer_search_digest_equal (gconstpointer a, gconstpointer b);

G_END_DECLS
