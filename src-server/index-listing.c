/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-listing.h"

#include <stdio.h>
#include <string.h>

/* An entry's place in an order, or what a cursor remembers of one. The key decides nearly always, so that sorting does
 * not go to the entries. */
typedef struct
{
  guint64 key;
  guint64 second_key;
  guint32 number;
  guint32 entry; /* 0: that entry is gone, or has another title now */
} IndexPlace;

typedef struct
{
  IndexCatalog *catalog;
  WireSort sort;
} IndexOrder;

static void
index_place_set_keys (IndexPlace *place, WireSort sort, guint32 n_records, const guint64 *title_key)
{
  if (sort == WIRE_SORT_TITLE)
    {
      place->key = title_key[0];
      place->second_key = title_key[1];
    }
  else if (sort == WIRE_SORT_HOLDERS)
    place->key = G_MAXUINT32 - n_records;
}

static IndexPlace
index_place_of (const IndexOrder *order, guint32 item)
{
  const IndexEntry *entry = index_catalog_get_entry (order->catalog, item);
  IndexPlace place = { .number = entry->number, .entry = item };

  index_place_set_keys (&place, order->sort, entry->n_records, entry->title_key);
  return place;
}

static int
index_order_compare_titles (const IndexOrder *order, guint32 a, guint32 b)
{
  const IndexText *left = index_catalog_get_text (order->catalog, index_catalog_get_entry (order->catalog, a));
  const IndexText *right = index_catalog_get_text (order->catalog, index_catalog_get_entry (order->catalog, b));
  int difference = g_ascii_strncasecmp (left->title, right->title, MIN (left->title_length, right->title_length));

  return difference != 0 ? difference : (int) left->title_length - (int) right->title_length;
}

static int
index_place_compare (const IndexOrder *order, const IndexPlace *a, const IndexPlace *b)
{
  int difference = 0;

  if (a->key != b->key)
    return a->key < b->key ? -1 : 1;
  if (a->second_key != b->second_key)
    return a->second_key < b->second_key ? -1 : 1;
  if (order->sort == WIRE_SORT_TITLE && a->entry != 0 && b->entry != 0)
    difference = index_order_compare_titles (order, a->entry, b->entry);
  if (difference != 0)
    return difference;
  return a->number < b->number ? -1 : a->number > b->number;
}

static int
index_place_compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return index_place_compare (user_data, a, b);
}

/* Cursors: "n791", "h35.791" (holders, number), "t791.KEY.KEY" (the title's beginning). */

void
index_listing_format_cursor (WireSort sort, const IndexEntry *entry, char cursor[WIRE_CURSOR_MAX_BYTES + 1])
{
  gsize size = WIRE_CURSOR_MAX_BYTES + 1;

  if (sort == WIRE_SORT_HOLDERS)
    g_snprintf (cursor, size, "h%u.%u", entry->n_records, entry->number);
  else if (sort == WIRE_SORT_TITLE)
    g_snprintf (cursor, size, "t%u.%016" G_GINT64_MODIFIER "x.%016" G_GINT64_MODIFIER "x", entry->number,
                entry->title_key[0], entry->title_key[1]);
  else
    g_snprintf (cursor, size, "n%u", entry->number);
}

static gboolean
index_listing_parse_cursor (const IndexOrder *order, WireSlice after, IndexPlace *place)
{
  static const char letters[] = { [WIRE_SORT_NUMBER] = 'n', [WIRE_SORT_TITLE] = 't', [WIRE_SORT_HOLDERS] = 'h' };
  char text[WIRE_CURSOR_MAX_BYTES + 1];
  guint32 n_records = 0;
  guint64 title_key[2] = { 0, 0 };
  int end = 0;
  gboolean is_whole = FALSE;

  if (after.length < 2 || after.length > WIRE_CURSOR_MAX_BYTES || after.data[0] != letters[order->sort])
    return FALSE;
  memcpy (text, after.data, after.length);
  text[after.length] = '\0';

  if (order->sort == WIRE_SORT_HOLDERS)
    is_whole = sscanf (text + 1, "%9u.%9u%n", &n_records, &place->number, &end) == 2;
  else if (order->sort == WIRE_SORT_TITLE)
    is_whole = sscanf (text + 1, "%9u.%16" G_GINT64_MODIFIER "x.%16" G_GINT64_MODIFIER "x%n", &place->number,
                       &title_key[0], &title_key[1], &end)
               == 3;
  else
    is_whole = sscanf (text + 1, "%9u%n", &place->number, &end) == 1;
  index_place_set_keys (place, order->sort, n_records, title_key);
  return is_whole && (gsize) end + 1 == after.length;
}

static void
index_listing_complete_place (const IndexOrder *order, IndexPlace *place)
{
  const IndexEntry *entry = index_catalog_find (order->catalog, place->number);

  if (order->sort == WIRE_SORT_TITLE && entry != NULL && entry->title_key[0] == place->key
      && entry->title_key[1] == place->second_key)
    place->entry = index_catalog_get_text (order->catalog, entry)->entry;
}

/* Selecting: only what is shown gets sorted. A heap keeps the least so far, the greatest of them on top. */

static void
index_heap_sift (const IndexOrder *order, IndexPlace *heap, guint length, guint i)
{
  IndexPlace place = heap[i];

  for (guint child = 2 * i + 1; child < length; child = 2 * i + 1)
    {
      if (child + 1 < length && index_place_compare (order, &heap[child + 1], &heap[child]) > 0)
        child++;
      if (index_place_compare (order, &place, &heap[child]) >= 0)
        break;
      heap[i] = heap[child];
      i = child;
    }
  heap[i] = place;
}

static void
index_heap_lift (const IndexOrder *order, IndexPlace *heap, guint i)
{
  IndexPlace place = heap[i];

  for (; i > 0 && index_place_compare (order, &heap[(i - 1) / 2], &place) < 0; i = (i - 1) / 2)
    heap[i] = heap[(i - 1) / 2];
  heap[i] = place;
}

/* The @limit first ones of @entries after @after (NULL: of all), in their order. How many there are after it. */
static guint
index_listing_select (GArray *entries, guint limit, const IndexPlace *after, IndexOrder *order)
{
  const guint32 *items = (const guint32 *) (gconstpointer) entries->data;
  g_autofree IndexPlace *heap = g_new (IndexPlace, MAX (1, MIN (limit, entries->len)));
  guint n_after = 0, length = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      IndexPlace place = index_place_of (order, items[i]);

      if (after != NULL && index_place_compare (order, &place, after) <= 0)
        continue;
      n_after++;
      if (length < limit)
        {
          heap[length] = place;
          index_heap_lift (order, heap, length++);
        }
      else if (length > 0 && index_place_compare (order, &place, &heap[0]) < 0)
        {
          heap[0] = place;
          index_heap_sift (order, heap, length, 0);
        }
    }

  g_qsort_with_data (heap, length, sizeof (IndexPlace), index_place_compare_cb, order);
  g_array_set_size (entries, length);
  for (guint i = 0; i < length; i++)
    g_array_index (entries, guint32, i) = heap[i].entry;
  return n_after;
}

static void
index_listing_run_by_number (IndexCatalog *catalog, guint32 after, guint limit, GArray *entries, gboolean *has_more)
{
  const IndexEntry *entry = index_catalog_next_entry (catalog, after);

  for (; entry != NULL && entries->len < limit; entry = index_catalog_next_entry (catalog, entry->number))
    g_array_append_val (entries, index_catalog_get_text (catalog, entry)->entry);
  *has_more = entry != NULL;
}

gboolean
index_listing_run (IndexCatalog *catalog,
                   const WireRequest *request,
                   GArray *entries,
                   guint32 *total,
                   gboolean *has_more)
{
  IndexOrder order = { catalog, request->sort };
  IndexPlace after = { 0 };
  guint limit = request->has_limit ? MIN (request->limit, INDEX_LISTING_MAX_ROWS) : INDEX_LISTING_MAX_ROWS;
  gboolean has_after = request->after.length > 0;

  g_array_set_size (entries, 0);
  if (has_after && !index_listing_parse_cursor (&order, request->after, &after))
    return FALSE;

  *total = index_catalog_get_n_entries (catalog);
  if (request->match.length == 0 && request->sort == WIRE_SORT_NUMBER)
    {
      index_listing_run_by_number (catalog, after.number, limit, entries, has_more);
      return TRUE;
    }

  if (request->match.length > 0)
    index_catalog_search (catalog, request->match, entries);
  else
    index_catalog_append_all (catalog, entries);
  *total = entries->len;

  if (has_after)
    index_listing_complete_place (&order, &after);
  *has_more = index_listing_select (entries, limit, has_after ? &after : NULL, &order) > limit;
  return TRUE;
}
