/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-entry.h"
#include "index-limits.h"
#include "index-walks.h"

#include "wire-digest.h"
#include "wire-record.h"
#include "wire-text.h"

G_BEGIN_DECLS

/* Who has which RFC. Adding, removing and looking up cost the same however many records there are; a list costs its
 * output, a holder's leaving its own records. Nothing is ever copied to grow, so that no single call stalls.
 *
 * Pointers that it lends are good until the next change. */
typedef struct _IndexCatalog IndexCatalog;

typedef enum
{
  INDEX_ADDED,          /* a new record */
  INDEX_ADDED_AGAIN,    /* it was there; what the holder says of it may be new */
  INDEX_ADD_OVER_QUOTA, /* the holder, or those at its address, have all the records that they may have */
  INDEX_ADD_FULL,       /* so has the index */
} IndexAddResult;

IndexCatalog *index_catalog_new (const IndexLimits *limits);
void index_catalog_free (IndexCatalog *catalog);
/* What is over a lowered limit stays; no more comes. */
void index_catalog_set_limits (IndexCatalog *catalog, const IndexLimits *limits);

/* @address numeric, @name clean text or empty. The number of the holder, never 0. */
guint32 index_catalog_add_holder (IndexCatalog *catalog,
                                  const char *address,
                                  guint16 port,
                                  WireSlice name,
                                  gboolean is_loopback);
/* Its records are counted in @n_records too, which outlives it, and bounded by records_per_address there. Before the
 * first of them. */
void index_catalog_set_address_count (IndexCatalog *catalog, guint32 holder, guint32 *n_records);
void index_catalog_remove_holder (IndexCatalog *catalog, guint32 holder);
const IndexHolder *index_catalog_get_holder (const IndexCatalog *catalog, guint32 holder);

/* @number from 1 to WIRE_NUMBER_MAX; @title clean, at most WIRE_TITLE_MAX_BYTES. A refusal changes nothing. */
IndexAddResult index_catalog_add (IndexCatalog *catalog,
                                  guint32 holder,
                                  guint32 number,
                                  WireSlice title,
                                  gboolean has_size,
                                  guint64 size_bytes,
                                  const WireDigest *digest);
gboolean index_catalog_remove (IndexCatalog *catalog, guint32 holder, guint32 number);

guint32 index_catalog_get_n_records (const IndexCatalog *catalog);
guint32 index_catalog_get_n_entries (const IndexCatalog *catalog);
guint32 index_catalog_get_n_holders (const IndexCatalog *catalog);

/* Bytes of all chunks and tables that records, titles, digests and entries lie in; the search index apart. */
gsize index_catalog_get_n_bytes (const IndexCatalog *catalog);

/* Entries: NULL when nobody has it. index_catalog_next_entry() gives the next higher number that somebody has. */
const IndexEntry *index_catalog_find (const IndexCatalog *catalog, guint32 number);
const IndexEntry *index_catalog_next_entry (const IndexCatalog *catalog, guint32 after_number);
const IndexEntry *index_catalog_get_entry (const IndexCatalog *catalog, guint32 entry);
const IndexText *index_catalog_get_text (const IndexCatalog *catalog, const IndexEntry *entry);
/* A hint that these will be looked up soon: their memory is fetched all at once, instead of one after the other. A number
 * may be any. */
void index_catalog_prefetch (const IndexCatalog *catalog, const guint32 *numbers, guint n_numbers);
/* The same for the first row of one entry. */
void index_catalog_prefetch_row (const IndexCatalog *catalog, const IndexEntry *entry);
/* NULL while nobody told size or digest. */
const IndexContent *index_catalog_get_content (const IndexCatalog *catalog, const IndexEntry *entry);

/* Records. The view lends. */
typedef struct
{
  guint32 number;
  WireSlice title;
  const IndexHolder *holder;
  const IndexContent *content; /* may be NULL */
} IndexRecordView;
void index_catalog_view (const IndexCatalog *catalog, guint32 record, IndexRecordView *view);

/* All records, in an order that never changes for those that stay: whatever comes and goes between two calls, a record
 * that was there all the time is given exactly once. @after 0: from the beginning; 0: no more. */
guint32 index_catalog_next_record (const IndexCatalog *catalog, guint32 after);

/* The next @limit holders of an entry, in turn: each call begins where the last one stopped, so that downloads spread
 * over all. Gives the first record and sets @n_records; then index_catalog_next_in_turn(). */
guint32 index_catalog_take_turn (IndexCatalog *catalog, const IndexEntry *entry, guint32 limit, guint32 *n_records);
guint32 index_catalog_next_in_turn (const IndexCatalog *catalog, const IndexEntry *entry, guint32 record);

/* A walk over all holders of one entry. Nothing may change while it goes on; left by index_catalog_leave_walk() it may be
 * taken up again, with records that came and went meanwhile. */
typedef struct
{
  IndexStop *stop; /* where it waits; NULL while it goes on */
  guint32 record;  /* given next; 0 at the end */
} IndexWalk;
void index_catalog_begin_walk (IndexCatalog *catalog, const IndexEntry *entry, IndexWalk *walk);
guint32 index_catalog_walk (IndexCatalog *catalog, IndexWalk *walk);
void index_catalog_leave_walk (IndexCatalog *catalog, IndexWalk *walk);
void index_catalog_end_walk (IndexCatalog *catalog, IndexWalk *walk);

/* Filling an empty catalogue with the records of another process, each under the number that it had there, in their order:
 * cursors hold these numbers. Between begin and end nothing else is called. A record that is over the limits is left
 * out, and FALSE. @n_expected makes room; it may be wrong. */
typedef struct
{
  IndexCatalog *catalog;
  GArray *gaps; /* numbers that nobody has */
  guint32 max_records;
  guint32 n_records;
  guint32 next;
} IndexCatalogRefill;
void index_catalog_begin_refill (IndexCatalog *catalog, IndexCatalogRefill *refill, guint n_expected);
gboolean index_catalog_refill (IndexCatalogRefill *refill,
                               guint32 record,
                               guint32 holder,
                               guint32 number,
                               WireSlice title,
                               gboolean has_size,
                               guint64 size_bytes,
                               const WireDigest *digest);
void index_catalog_end_refill (IndexCatalogRefill *refill);
/* Who holds it. */
guint32 index_catalog_get_record_holder (const IndexCatalog *catalog, guint32 record);

/* Appends the numbers in the pool (guint32, for index_catalog_get_entry()) of entries that have all the words. */
void index_catalog_search (IndexCatalog *catalog, WireSlice match, GArray *entries);
gboolean index_catalog_entry_matches (IndexCatalog *catalog, const IndexEntry *entry, WireSlice match);
/* The same for all entries. */
void index_catalog_append_all (const IndexCatalog *catalog, GArray *entries);

/* Fills in the columns of size and digest, unknown ones empty. */
void index_content_init (IndexContent *content, gboolean has_size, guint64 size_bytes, const WireDigest *digest);

/* Told of each change of an entry's row; NULL: nobody. */
typedef void (*IndexChangedFunc) (guint32 number, gpointer user_data);
void index_catalog_set_changed_func (IndexCatalog *catalog, IndexChangedFunc func, gpointer user_data);

G_END_DECLS
