/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-search-result.h"

G_BEGIN_DECLS

/* Full text over all documents that are held: a GListModel of PeerSearchResult, those first whose titles hold the words, then from the
 * newest number down; never another order, so that no row jumps. Results come a few at a time while others are looked
 * at, on worker threads.
 *
 * What cannot hold the words is told by filters (peer-search-filter.h), kept in the user's cache under the digests of the
 * texts. They are made when somebody searches for the first time, and follow the documents from then on. A cache that is
 * lost or damaged is made anew. A text that has no filter yet is read.
 *
 * Properties: words (string, writable: nothing is looked for with fewer than PEER_SEARCH_MIN_BYTES), is-searching (boolean),
 *   is-full (boolean: there are more than PEER_SEARCH_MAX_RESULTS documents), n-to-index (uint: texts that have no filter yet) */
#define PEER_TYPE_SEARCH (peer_search_get_type ())
G_DECLARE_FINAL_TYPE (PeerSearch, peer_search, PEER, SEARCH, GObject)

#define PEER_SEARCH_MIN_BYTES 2u
#define PEER_SEARCH_MAX_RESULTS 200u

/* @documents: of PeerDocument. @cache_path NULL: in the user's cache folder. */
PeerSearch *peer_search_new (GListModel *documents, const char *cache_path);

void peer_search_set_words (PeerSearch *self, const char *words);
const char *peer_search_get_words (PeerSearch *self);
gboolean peer_search_get_is_searching (PeerSearch *self);
gboolean peer_search_get_is_full (PeerSearch *self);

/* Makes the filters that are missing, as a search does. */
void peer_search_prepare (PeerSearch *self);
guint peer_search_get_n_to_index (PeerSearch *self);

G_END_DECLS
