/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-catalog.h"
#include "index-limits.h"

G_BEGIN_DECLS

/* WATCH: who is told of changes of the catalogue. There is one log of changed numbers for all, and each watcher has a
 * place in it: no queue of its own. A number that changes again before it was told is in it once more only if somebody
 * may have been told of it since, and is told at its last place only; so who is slow gets merged news. */
typedef struct _IndexWatcher IndexWatcher;
struct _IndexWatcher
{
  IndexWatcher *next;
  IndexWatcher *previous;
  gpointer user_data;
  WireSlice match; /* owned; empty: all */
  guint64 seen;    /* the place in the log up to which it was told */
};

typedef struct _IndexWatchers IndexWatchers;

/* @wake is called when there is news after there was none: then let some time pass, and tell all. */
IndexWatchers *index_watchers_new (IndexCatalog *catalog, const IndexLimits *limits);
void index_watchers_free (IndexWatchers *watchers);
void index_watchers_set_wake_func (IndexWatchers *watchers, void (*wake) (gpointer user_data), gpointer user_data);

/* From now on; NULL when there are as many as there may be. */
IndexWatcher *index_watchers_add (IndexWatchers *watchers, WireSlice match, gpointer user_data);
void index_watchers_remove (IndexWatchers *watchers, IndexWatcher *watcher);
IndexWatcher *index_watchers_get_first (IndexWatchers *watchers);

gboolean index_watchers_has_news (IndexWatchers *watchers, const IndexWatcher *watcher);
/* It was too slow for too long, and part of its news is forgotten. */
gboolean index_watchers_is_lost (IndexWatchers *watchers, const IndexWatcher *watcher);
/* Appends one NOTIFY of at most a page, or nothing when none of the news is for it. @body is for the work. */
void index_watchers_append_news (IndexWatchers *watchers, IndexWatcher *watcher, GString *body, GString *output);

/* The log, for another process: its numbers, and how many of them somebody may have been told. A watcher's place there is
 * counted from their first; it must not be lost. */
const guint32 *index_watchers_get_log (IndexWatchers *watchers, guint *n_numbers, guint *n_told);
guint index_watchers_get_place (IndexWatchers *watchers, const IndexWatcher *watcher);
/* The way back: the log before the first watcher, then each watcher and its place. */
void index_watchers_begin_again (IndexWatchers *watchers, guint n_told);
void index_watchers_note_again (IndexWatchers *watchers, guint32 number);
void index_watchers_set_place (IndexWatchers *watchers, IndexWatcher *watcher, guint place);
/* After the last: there may be news. */
void index_watchers_wake (IndexWatchers *watchers);

/* After all have been told what they could take: forgets what nobody waits for. */
void index_watchers_end_round (IndexWatchers *watchers);
guint index_watchers_get_log_length (IndexWatchers *watchers);

G_END_DECLS
