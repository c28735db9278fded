/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-entry.h"
#include "index-pool.h"

#include "wire-text.h"

G_BEGIN_DECLS

/* Finds entries by the beginnings of words: of the title, without case and accents, and of the number. Words lie in one
 * ordered tree; each has the list of its entries. A query walks only the rarest of its words. */
typedef struct _IndexSearch IndexSearch;

#define INDEX_SEARCH_WORD_MAX_BYTES 31u /* longer words are cut, in titles and in queries alike */
#define INDEX_SEARCH_TITLE_MAX_WORDS 48u
#define INDEX_SEARCH_QUERY_MAX_WORDS 8u

/* @entries is the pool that entry numbers are of. At most @max_postings words of titles are kept, all in all. */
IndexSearch *index_search_new (const IndexPool *entries, guint32 max_postings);
void index_search_free (IndexSearch *search);
/* What is over a lowered limit stays. */
void index_search_set_max_postings (IndexSearch *search, guint32 max_postings);

void index_search_add (IndexSearch *search, guint32 entry, const char *title, gsize title_length);
void index_search_remove (IndexSearch *search, guint32 entry);

/* Appends the numbers (guint32) of the entries, each once, in no order. A query without a word matches nothing. */
void index_search_find (IndexSearch *search, WireSlice match, GArray *entries);

/* Whether an entry would be found. */
gboolean index_search_matches (IndexSearch *search, const IndexEntry *entry, WireSlice match);

G_END_DECLS
