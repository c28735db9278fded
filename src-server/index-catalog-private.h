/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-catalog.h"
#include "index-hash.h"
#include "index-pool.h"
#include "index-search.h"

#include "wire-limits.h"

G_BEGIN_DECLS

/* Texts are of many sizes: a pool for each multiple of four bytes, and the size stands in the number's upper bits. */
#define INDEX_TEXT_CLASSES ((INDEX_TEXT_HEADER_BYTES + WIRE_TITLE_MAX_BYTES + 3) / 4 + 1)
#define INDEX_TEXT_CLASS_SHIFT 24
G_STATIC_ASSERT (INDEX_TEXT_CLASSES <= 256);

#define INDEX_NUMBER_PAGE 1024u
#define INDEX_NUMBER_PAGES (WIRE_NUMBER_MAX / INDEX_NUMBER_PAGE + 1)

/* Entries by number: pages that appear when a number in them does. All of them are 4 MB, so they stay. */
typedef struct
{
  guint32 entries[INDEX_NUMBER_PAGE];
  guint32 n_entries;
} IndexNumberPage;

struct _IndexCatalog
{
  IndexPool holders;
  IndexPool records;
  IndexPool entries;
  IndexPool contents;
  IndexPool texts[INDEX_TEXT_CLASSES];
  gint64 text_budget; /* of contents and texts: what is left of text_bytes */
  gint64 text_bytes;
  IndexNumberPage *pages[INDEX_NUMBER_PAGES];
  gsize n_page_bytes;
  IndexHash chains; /* records by entry and holder */
  IndexSearch *search;
  IndexWalks *walks;
  IndexChangedFunc changed_func;
  gpointer changed_data;
  guint32 max_records;
  guint32 max_records_per_holder;
  guint32 max_records_per_address;
};

static inline IndexRecord *
index_catalog_record (const IndexCatalog *catalog, guint32 record)
{
  return index_pool_get (&catalog->records, record);
}

static inline IndexText *
index_catalog_text (const IndexCatalog *catalog, guint32 text)
{
  return index_pool_get (&catalog->texts[text >> INDEX_TEXT_CLASS_SHIFT], text & ((1u << INDEX_TEXT_CLASS_SHIFT) - 1));
}

static inline IndexContent *
index_catalog_content (const IndexCatalog *catalog, guint32 content)
{
  return index_pool_get (&catalog->contents, content);
}

static inline IndexEntry *
index_catalog_entry (const IndexCatalog *catalog, guint32 entry)
{
  return index_pool_get (&catalog->entries, entry);
}

static inline IndexHolder *
index_catalog_holder (const IndexCatalog *catalog, guint32 holder)
{
  return index_pool_get (&catalog->holders, holder);
}

/* Texts of an entry: what is said of it is kept once however many say it. take() finds or makes the text and counts one
 * record more; drop() counts one less, and forgets it after the last. Both let the entry show what most say. 0 when
 * there is no room left; then nothing has changed. */
guint32 index_catalog_take_text (IndexCatalog *catalog, guint32 entry, WireSlice title, const IndexContent *content);
void index_catalog_drop_text (IndexCatalog *catalog, guint32 text);
void index_catalog_init_texts (IndexCatalog *catalog);
void index_catalog_clear_texts (IndexCatalog *catalog);

G_END_DECLS
