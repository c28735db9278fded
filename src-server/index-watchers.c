/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-watchers.h"

#include "index-rows.h"

#include "wire-limits.h"
#include "wire-response.h"

/* So much is forgotten in one go, so that it costs little a change. */
#define INDEX_WATCH_TRIM 1024u

struct _IndexWatchers
{
  IndexCatalog *catalog;
  const IndexLimits *limits;
  IndexWatcher *first;
  guint n_watchers;
  GArray *log;        /* of numbers */
  guint64 log_begin;  /* the place of its first */
  guint64 round_begin; /* what stands from here on was told to nobody */
  GHashTable *last_places; /* number -> its last place in the log, + 1 */
  void (*wake) (gpointer user_data);
  gpointer wake_data;
};

static guint64
index_watchers_get_end (IndexWatchers *watchers)
{
  return watchers->log_begin + watchers->log->len;
}

static guint64
index_watchers_get_last_place (IndexWatchers *watchers, guint32 number)
{
  return GPOINTER_TO_SIZE (g_hash_table_lookup (watchers->last_places, GUINT_TO_POINTER (number)));
}

static void
index_watchers_forget (IndexWatchers *watchers, guint n_places)
{
  for (guint i = 0; i < n_places; i++)
    {
      guint32 number = g_array_index (watchers->log, guint32, i);

      if (index_watchers_get_last_place (watchers, number) == watchers->log_begin + i + 1)
        g_hash_table_remove (watchers->last_places, GUINT_TO_POINTER (number));
    }
  if (n_places > 0)
    g_array_remove_range (watchers->log, 0, n_places);
  watchers->log_begin += n_places;
  watchers->round_begin = MAX (watchers->round_begin, watchers->log_begin);
}

static void
index_watchers_note (guint32 number, gpointer user_data)
{
  IndexWatchers *watchers = user_data;
  guint64 end = index_watchers_get_end (watchers);

  if (index_watchers_get_last_place (watchers, number) > watchers->round_begin)
    return;
  if (watchers->log->len >= watchers->limits->watch_changes)
    index_watchers_forget (watchers, MAX (1, watchers->log->len / 2));
  g_array_append_val (watchers->log, number);
  g_hash_table_insert (watchers->last_places, GUINT_TO_POINTER (number), GSIZE_TO_POINTER (end + 1));
  if (end == watchers->round_begin && watchers->wake != NULL)
    watchers->wake (watchers->wake_data);
}

IndexWatchers *
index_watchers_new (IndexCatalog *catalog, const IndexLimits *limits)
{
  IndexWatchers *watchers = g_new0 (IndexWatchers, 1);

  watchers->catalog = catalog;
  watchers->limits = limits;
  watchers->log = g_array_new (FALSE, FALSE, sizeof (guint32));
  watchers->last_places = g_hash_table_new (NULL, NULL);
  return watchers;
}

void
index_watchers_free (IndexWatchers *watchers)
{
  while (watchers->first != NULL)
    index_watchers_remove (watchers, watchers->first);
  g_array_unref (watchers->log);
  g_hash_table_unref (watchers->last_places);
  g_free (watchers);
}

void
index_watchers_set_wake_func (IndexWatchers *watchers, void (*wake) (gpointer user_data), gpointer user_data)
{
  watchers->wake = wake;
  watchers->wake_data = user_data;
}

IndexWatcher *
index_watchers_add (IndexWatchers *watchers, WireSlice match, gpointer user_data)
{
  IndexWatcher *watcher = NULL;

  if (watchers->n_watchers >= watchers->limits->watchers)
    return NULL;

  watcher = g_new0 (IndexWatcher, 1);
  watcher->user_data = user_data;
  watcher->match = (WireSlice) { wire_slice_dup (match), match.length };
  /* Not from the end: a number that waits to be told there is not noted again. */
  watcher->seen = watchers->round_begin;
  watcher->next = watchers->first;
  if (watchers->first != NULL)
    watchers->first->previous = watcher;
  watchers->first = watcher;
  /* Without a watcher the catalogue's changes cost nothing. */
  if (watchers->n_watchers++ == 0)
    index_catalog_set_changed_func (watchers->catalog, index_watchers_note, watchers);
  return watcher;
}

void
index_watchers_remove (IndexWatchers *watchers, IndexWatcher *watcher)
{
  if (watcher->next != NULL)
    watcher->next->previous = watcher->previous;
  if (watcher->previous != NULL)
    watcher->previous->next = watcher->next;
  else
    watchers->first = watcher->next;
  g_free ((char *) watcher->match.data);
  g_free (watcher);

  if (--watchers->n_watchers == 0)
    {
      index_catalog_set_changed_func (watchers->catalog, NULL, NULL);
      index_watchers_forget (watchers, watchers->log->len);
    }
}

const guint32 *
index_watchers_get_log (IndexWatchers *watchers, guint *n_numbers, guint *n_told)
{
  *n_numbers = watchers->log->len;
  *n_told = watchers->round_begin - watchers->log_begin;
  return (const guint32 *) (const void *) watchers->log->data;
}

guint
index_watchers_get_place (IndexWatchers *watchers, const IndexWatcher *watcher)
{
  return watcher->seen - watchers->log_begin;
}

void
index_watchers_begin_again (IndexWatchers *watchers, guint n_told)
{
  watchers->round_begin = watchers->log_begin + n_told;
}

void
index_watchers_note_again (IndexWatchers *watchers, guint32 number)
{
  g_array_append_val (watchers->log, number);
  g_hash_table_insert (watchers->last_places, GUINT_TO_POINTER (number),
                       GSIZE_TO_POINTER (index_watchers_get_end (watchers)));
}

void
index_watchers_set_place (IndexWatchers *watchers, IndexWatcher *watcher, guint place)
{
  watcher->seen = watchers->log_begin + MIN (place, watchers->log->len);
}

void
index_watchers_wake (IndexWatchers *watchers)
{
  if (watchers->first == NULL)
    index_watchers_forget (watchers, watchers->log->len);
  else if (watchers->log->len > 0 && watchers->wake != NULL)
    watchers->wake (watchers->wake_data);
}

IndexWatcher *
index_watchers_get_first (IndexWatchers *watchers)
{
  return watchers->first;
}

gboolean
index_watchers_has_news (IndexWatchers *watchers, const IndexWatcher *watcher)
{
  return watcher->seen < index_watchers_get_end (watchers);
}

gboolean
index_watchers_is_lost (IndexWatchers *watchers, const IndexWatcher *watcher)
{
  return watcher->seen < watchers->log_begin;
}

static void
index_watchers_append_row (IndexWatchers *watchers, const IndexWatcher *watcher, guint32 number, GString *body)
{
  const IndexEntry *entry = index_catalog_find (watchers->catalog, number);

  /* What is gone has no title to match: all are told, and who did not have it drops it. */
  if (entry == NULL)
    index_rows_append_gone (number, body);
  else if (watcher->match.length == 0 || index_catalog_entry_matches (watchers->catalog, entry, watcher->match))
    index_rows_append_entry (watchers->catalog, entry, body);
}

void
index_watchers_append_news (IndexWatchers *watchers, IndexWatcher *watcher, GString *body, GString *output)
{
  guint64 end = index_watchers_get_end (watchers);

  g_return_if_fail (!index_watchers_is_lost (watchers, watcher));

  g_string_truncate (body, 0);
  for (; watcher->seen < end && body->len + INDEX_ROW_MAX_BYTES <= WIRE_PAGE_MAX_BYTES; watcher->seen++)
    {
      guint32 number = g_array_index (watchers->log, guint32, watcher->seen - watchers->log_begin);

      /* It changed again later, and is told there. */
      if (index_watchers_get_last_place (watchers, number) == watcher->seen + 1)
        index_watchers_append_row (watchers, watcher, number, body);
    }
  if (body->len == 0)
    return;
  wire_notice_append (body->len, output);
  g_string_append_len (output, body->str, body->len);
}

void
index_watchers_end_round (IndexWatchers *watchers)
{
  guint64 least = index_watchers_get_end (watchers);

  watchers->round_begin = least;
  for (const IndexWatcher *watcher = watchers->first; watcher != NULL; watcher = watcher->next)
    least = MIN (least, watcher->seen);
  if (least > watchers->log_begin + INDEX_WATCH_TRIM || least == watchers->round_begin)
    index_watchers_forget (watchers, least > watchers->log_begin ? least - watchers->log_begin : 0);
}

guint
index_watchers_get_log_length (IndexWatchers *watchers)
{
  return watchers->log->len;
}
