/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-catalog-private.h"

#define INDEX_CHUNK_SHIFT 10

IndexCatalog *
index_catalog_new (const IndexLimits *limits)
{
  IndexCatalog *catalog = g_new0 (IndexCatalog, 1);

  index_pool_init (&catalog->holders, sizeof (IndexHolder), INDEX_CHUNK_SHIFT);
  index_pool_init (&catalog->records, sizeof (IndexRecord), INDEX_CHUNK_SHIFT);
  index_pool_init (&catalog->entries, sizeof (IndexEntry), INDEX_CHUNK_SHIFT);
  index_catalog_init_texts (catalog);
  index_hash_init (&catalog->chains);
  catalog->walks = index_walks_new ();
  catalog->search = index_search_new (&catalog->entries, limits->search_postings);
  index_catalog_set_limits (catalog, limits);
  return catalog;
}

void
index_catalog_set_limits (IndexCatalog *catalog, const IndexLimits *limits)
{
  catalog->max_records = limits->records_total;
  catalog->max_records_per_holder = limits->records_per_peer;
  catalog->max_records_per_address = limits->records_per_address;
  catalog->text_budget += (gint64) limits->text_bytes - catalog->text_bytes;
  catalog->text_bytes = limits->text_bytes;
  index_search_set_max_postings (catalog->search, limits->search_postings);
}

void
index_catalog_free (IndexCatalog *catalog)
{
  for (guint32 i = index_pool_next (&catalog->holders, 0); i != 0; i = index_pool_next (&catalog->holders, i))
    g_free (index_catalog_holder (catalog, i)->label);
  for (guint i = 0; i < INDEX_NUMBER_PAGES; i++)
    g_free (catalog->pages[i]);

  index_search_free (catalog->search);
  index_walks_free (catalog->walks);
  index_hash_clear (&catalog->chains);
  index_catalog_clear_texts (catalog);
  index_pool_clear (&catalog->entries);
  index_pool_clear (&catalog->records);
  index_pool_clear (&catalog->holders);
  g_free (catalog);
}

void
index_catalog_set_changed_func (IndexCatalog *catalog, IndexChangedFunc func, gpointer user_data)
{
  catalog->changed_func = func;
  catalog->changed_data = user_data;
}

static void
index_catalog_tell (IndexCatalog *catalog, guint32 number)
{
  if (catalog->changed_func != NULL)
    catalog->changed_func (number, catalog->changed_data);
}

/* Entries */

static guint32
index_catalog_find_item (const IndexCatalog *catalog, guint32 number)
{
  const IndexNumberPage *page = NULL;

  if (number > WIRE_NUMBER_MAX)
    return 0;
  page = catalog->pages[number / INDEX_NUMBER_PAGE];
  return page != NULL ? page->entries[number % INDEX_NUMBER_PAGE] : 0;
}

static guint32
index_catalog_make_entry (IndexCatalog *catalog, guint32 number)
{
  guint32 item = index_pool_take (&catalog->entries);
  IndexNumberPage **page = &catalog->pages[number / INDEX_NUMBER_PAGE];

  if (item == 0)
    return 0;
  if (*page == NULL)
    {
      *page = g_new0 (IndexNumberPage, 1);
      catalog->n_page_bytes += sizeof (IndexNumberPage);
    }
  (*page)->entries[number % INDEX_NUMBER_PAGE] = item;
  (*page)->n_entries++;
  *index_catalog_entry (catalog, item) = (IndexEntry) { .number = number };
  return item;
}

static void
index_catalog_drop_entry (IndexCatalog *catalog, guint32 item)
{
  guint32 number = index_catalog_entry (catalog, item)->number;
  IndexNumberPage *page = catalog->pages[number / INDEX_NUMBER_PAGE];

  index_search_remove (catalog->search, item);
  page->entries[number % INDEX_NUMBER_PAGE] = 0;
  page->n_entries--;
  index_pool_give_back (&catalog->entries, item);
}

/* Chains: the record of an entry and a holder */

static guint32
index_catalog_mix_record (const IndexCatalog *catalog, const IndexRecord *record)
{
  return index_hash_mix (&catalog->chains, index_catalog_text (catalog, record->text)->entry, record->holder);
}

static guint32
index_catalog_find_record (const IndexCatalog *catalog, guint32 entry, guint32 holder)
{
  guint32 item = *index_hash_get_head (&catalog->chains, index_hash_mix (&catalog->chains, entry, holder));

  while (item != 0)
    {
      const IndexRecord *record = index_catalog_record (catalog, item);

      if (record->holder == holder && index_catalog_text (catalog, record->text)->entry == entry)
        return item;
      item = record->next_in_chain;
    }
  return 0;
}

static void
index_catalog_grow_chains (IndexCatalog *catalog)
{
  guint32 *head = index_hash_grow (&catalog->chains);
  guint32 item = *head;

  *head = 0;
  while (item != 0)
    {
      IndexRecord *record = index_catalog_record (catalog, item);
      guint32 next = record->next_in_chain;
      guint32 *target = index_hash_get_head (&catalog->chains, index_catalog_mix_record (catalog, record));

      record->next_in_chain = *target;
      *target = item;
      item = next;
    }
}

static void
index_catalog_shrink_chains (IndexCatalog *catalog)
{
  guint32 last = 0;
  guint32 *into = NULL;

  if (!index_hash_shrink (&catalog->chains, &last, &into))
    return;
  while (last != 0)
    {
      IndexRecord *record = index_catalog_record (catalog, last);
      guint32 next = record->next_in_chain;

      record->next_in_chain = *into;
      *into = last;
      last = next;
    }
}

static void
index_catalog_chain (IndexCatalog *catalog, guint32 item)
{
  IndexRecord *record = index_catalog_record (catalog, item);
  guint32 *head = NULL;

  if (catalog->records.n_items > catalog->chains.n_heads)
    index_catalog_grow_chains (catalog);
  head = index_hash_get_head (&catalog->chains, index_catalog_mix_record (catalog, record));
  record->next_in_chain = *head;
  *head = item;
}

static void
index_catalog_unchain (IndexCatalog *catalog, guint32 item)
{
  IndexRecord *record = index_catalog_record (catalog, item);
  guint32 *link = index_hash_get_head (&catalog->chains, index_catalog_mix_record (catalog, record));

  while (*link != item)
    link = &index_catalog_record (catalog, *link)->next_in_chain;
  *link = record->next_in_chain;
  /* Two at a time: one would still be at half when all records are gone. */
  for (guint i = 0; i < 2 && catalog->records.n_items < catalog->chains.n_heads / 2; i++)
    index_catalog_shrink_chains (catalog);
}

/* Records in the lists of their entry and of their holder */

static void
index_catalog_link (IndexCatalog *catalog, guint32 item, IndexEntry *entry, IndexHolder *holder)
{
  IndexRecord *record = index_catalog_record (catalog, item);

  record->previous_of_entry = entry->last_record;
  record->next_of_entry = 0;
  if (entry->last_record != 0)
    index_catalog_record (catalog, entry->last_record)->next_of_entry = item;
  else
    entry->first_record = item;
  entry->last_record = item;
  entry->n_records++;

  record->previous_of_holder = 0;
  record->next_of_holder = holder->first_record;
  if (holder->first_record != 0)
    index_catalog_record (catalog, holder->first_record)->previous_of_holder = item;
  holder->first_record = item;
  holder->n_records++;
  if (holder->n_address_records != NULL)
    ++*holder->n_address_records;
}

static void
index_catalog_unlink (IndexCatalog *catalog, guint32 item, IndexEntry *entry, IndexHolder *holder)
{
  IndexRecord *record = index_catalog_record (catalog, item);

  if (record->next_of_entry != 0)
    index_catalog_record (catalog, record->next_of_entry)->previous_of_entry = record->previous_of_entry;
  else
    entry->last_record = record->previous_of_entry;
  if (record->previous_of_entry != 0)
    index_catalog_record (catalog, record->previous_of_entry)->next_of_entry = record->next_of_entry;
  else
    entry->first_record = record->next_of_entry;
  if (entry->next_lookup == item)
    entry->next_lookup = record->next_of_entry;
  entry->n_records--;

  if (record->next_of_holder != 0)
    index_catalog_record (catalog, record->next_of_holder)->previous_of_holder = record->previous_of_holder;
  if (record->previous_of_holder != 0)
    index_catalog_record (catalog, record->previous_of_holder)->next_of_holder = record->next_of_holder;
  else
    holder->first_record = record->next_of_holder;
  holder->n_records--;
  if (holder->n_address_records != NULL)
    --*holder->n_address_records;

  index_walks_pass_on (catalog->walks, item, record->next_of_entry);
}

static void
index_catalog_drop_record (IndexCatalog *catalog, guint32 item)
{
  IndexRecord *record = index_catalog_record (catalog, item);
  guint32 text = record->text;
  guint32 entry_item = index_catalog_text (catalog, text)->entry;
  IndexEntry *entry = index_catalog_entry (catalog, entry_item);
  guint32 number = entry->number;

  index_catalog_unchain (catalog, item);
  index_catalog_unlink (catalog, item, entry, index_catalog_holder (catalog, record->holder));
  index_catalog_drop_text (catalog, text);
  index_pool_give_back (&catalog->records, item);
  if (entry->n_records == 0)
    index_catalog_drop_entry (catalog, entry_item);
  index_catalog_tell (catalog, number);
}

/* Adding and removing */

guint32
index_catalog_add_holder (IndexCatalog *catalog, const char *address, guint16 port, WireSlice name, gboolean is_loopback)
{
  guint32 item = index_pool_take (&catalog->holders);
  IndexHolder *holder = index_catalog_holder (catalog, item);

  g_assert (item != 0);
  *holder = (IndexHolder) {
    .label = g_strdup_printf ("%s\t%u\t%.*s", address, port, (int) name.length, name.length > 0 ? name.data : ""),
    .address_length = strlen (address),
    .port = port,
    .is_loopback = is_loopback,
  };
  holder->label_length = strlen (holder->label);
  return item;
}

void
index_catalog_set_address_count (IndexCatalog *catalog, guint32 holder, guint32 *n_records)
{
  index_catalog_holder (catalog, holder)->n_address_records = n_records;
}

void
index_catalog_remove_holder (IndexCatalog *catalog, guint32 item)
{
  IndexHolder *holder = index_catalog_holder (catalog, item);

  while (holder->first_record != 0)
    index_catalog_drop_record (catalog, holder->first_record);
  g_free (holder->label);
  index_pool_give_back (&catalog->holders, item);
}

static IndexAddResult
index_catalog_change (IndexCatalog *catalog, guint32 item, guint32 entry_item, WireSlice title, const IndexContent *content)
{
  IndexRecord *record = index_catalog_record (catalog, item);
  guint32 text = index_catalog_take_text (catalog, entry_item, title, content);
  guint32 old;

  if (text == 0)
    return INDEX_ADD_FULL;
  if (text == record->text)
    {
      index_catalog_drop_text (catalog, text);
      return INDEX_ADDED_AGAIN;
    }
  /* The new one stands in the record before the old one goes: who looks for a majority looks at records. */
  old = record->text;
  record->text = text;
  index_catalog_drop_text (catalog, old);
  index_catalog_tell (catalog, index_catalog_entry (catalog, entry_item)->number);
  return INDEX_ADDED_AGAIN;
}

IndexAddResult
index_catalog_add (IndexCatalog *catalog,
                   guint32 holder_item,
                   guint32 number,
                   WireSlice title,
                   gboolean has_size,
                   guint64 size_bytes,
                   const WireDigest *digest)
{
  IndexHolder *holder = index_catalog_holder (catalog, holder_item);
  guint32 entry = index_catalog_find_item (catalog, number);
  guint32 item = entry != 0 ? index_catalog_find_record (catalog, entry, holder_item) : 0;
  guint32 text;
  IndexContent content;

  index_content_init (&content, has_size, size_bytes, digest);
  if (item != 0)
    return index_catalog_change (catalog, item, entry, title, &content);
  if (holder->n_records >= catalog->max_records_per_holder
      || (holder->n_address_records != NULL && *holder->n_address_records >= catalog->max_records_per_address))
    return INDEX_ADD_OVER_QUOTA;
  if (catalog->records.n_items >= catalog->max_records)
    return INDEX_ADD_FULL;

  if (entry == 0)
    entry = index_catalog_make_entry (catalog, number);
  text = index_catalog_take_text (catalog, entry, title, &content);
  if (text == 0)
    {
      if (index_catalog_entry (catalog, entry)->n_records == 0)
        index_catalog_drop_entry (catalog, entry);
      return INDEX_ADD_FULL;
    }
  item = index_pool_take (&catalog->records);
  *index_catalog_record (catalog, item) = (IndexRecord) { .text = text, .holder = holder_item };
  index_catalog_link (catalog, item, index_catalog_entry (catalog, entry), holder);
  index_catalog_chain (catalog, item);
  index_catalog_tell (catalog, number);
  return INDEX_ADDED;
}

gboolean
index_catalog_remove (IndexCatalog *catalog, guint32 holder, guint32 number)
{
  guint32 entry = index_catalog_find_item (catalog, number);
  guint32 item = entry != 0 ? index_catalog_find_record (catalog, entry, holder) : 0;

  if (item == 0)
    return FALSE;
  index_catalog_drop_record (catalog, item);
  return TRUE;
}

/* Reading entries */

const IndexEntry *
index_catalog_find (const IndexCatalog *catalog, guint32 number)
{
  guint32 item = index_catalog_find_item (catalog, number);

  return item != 0 ? index_catalog_entry (catalog, item) : NULL;
}

void
index_catalog_prefetch_row (const IndexCatalog *catalog, const IndexEntry *entry)
{
  guint32 record = entry->next_lookup != 0 ? entry->next_lookup : entry->first_record;
  const char *text = (const char *) index_catalog_text (catalog, entry->text);

  __builtin_prefetch (index_catalog_record (catalog, record));
  __builtin_prefetch (text);
  __builtin_prefetch (text + 64);
  if (entry->content != 0)
    __builtin_prefetch (index_catalog_content (catalog, entry->content));
}

void
index_catalog_prefetch (const IndexCatalog *catalog, const guint32 *numbers, guint n_numbers)
{
  for (guint i = 0; i < n_numbers; i++)
    {
      guint32 item = index_catalog_find_item (catalog, numbers[i]);

      if (item != 0)
        __builtin_prefetch (index_catalog_entry (catalog, item));
    }
  for (guint i = 0; i < n_numbers; i++)
    {
      guint32 item = index_catalog_find_item (catalog, numbers[i]);

      if (item != 0)
        index_catalog_prefetch_row (catalog, index_catalog_entry (catalog, item));
    }
}

const IndexEntry *
index_catalog_next_entry (const IndexCatalog *catalog, guint32 after_number)
{
  guint32 number = after_number + 1;

  while (number <= WIRE_NUMBER_MAX)
    {
      const IndexNumberPage *page = catalog->pages[number / INDEX_NUMBER_PAGE];
      guint32 end = (number / INDEX_NUMBER_PAGE + 1) * INDEX_NUMBER_PAGE;

      for (; page != NULL && page->n_entries > 0 && number < end; number++)
        {
          if (page->entries[number % INDEX_NUMBER_PAGE] != 0)
            return index_catalog_entry (catalog, page->entries[number % INDEX_NUMBER_PAGE]);
        }
      number = end;
    }
  return NULL;
}

const IndexEntry *
index_catalog_get_entry (const IndexCatalog *catalog, guint32 entry)
{
  return index_catalog_entry (catalog, entry);
}

const IndexText *
index_catalog_get_text (const IndexCatalog *catalog, const IndexEntry *entry)
{
  return index_catalog_text (catalog, entry->text);
}

const IndexContent *
index_catalog_get_content (const IndexCatalog *catalog, const IndexEntry *entry)
{
  return entry->content != 0 ? index_catalog_content (catalog, entry->content) : NULL;
}

void
index_catalog_search (IndexCatalog *catalog, WireSlice match, GArray *entries)
{
  index_search_find (catalog->search, match, entries);
}

gboolean
index_catalog_entry_matches (IndexCatalog *catalog, const IndexEntry *entry, WireSlice match)
{
  return index_search_matches (catalog->search, entry, match);
}

void
index_catalog_append_all (const IndexCatalog *catalog, GArray *entries)
{
  for (guint32 i = index_pool_next (&catalog->entries, 0); i != 0; i = index_pool_next (&catalog->entries, i))
    g_array_append_val (entries, i);
}

/* Reading records */

const IndexHolder *
index_catalog_get_holder (const IndexCatalog *catalog, guint32 holder)
{
  return index_catalog_holder (catalog, holder);
}

void
index_catalog_view (const IndexCatalog *catalog, guint32 item, IndexRecordView *view)
{
  const IndexRecord *record = index_catalog_record (catalog, item);
  const IndexText *text = index_catalog_text (catalog, record->text);

  view->number = index_catalog_entry (catalog, text->entry)->number;
  view->title = (WireSlice) { text->title, text->title_length };
  view->holder = index_catalog_holder (catalog, record->holder);
  view->content = text->content != 0 ? index_catalog_content (catalog, text->content) : NULL;
}

guint32
index_catalog_next_record (const IndexCatalog *catalog, guint32 after)
{
  return index_pool_next (&catalog->records, after);
}

guint32
index_catalog_take_turn (IndexCatalog *catalog, const IndexEntry *entry, guint32 limit, guint32 *n_records)
{
  guint32 item = index_catalog_find_item (catalog, entry->number);
  IndexEntry *own = index_catalog_entry (catalog, item);
  guint32 first = own->first_record;
  guint32 next;

  *n_records = MIN (limit, own->n_records);
  if (limit >= own->n_records)
    return first;

  if (own->next_lookup != 0)
    first = own->next_lookup;
  next = first;
  for (guint32 i = 0; i < limit; i++)
    next = index_catalog_next_in_turn (catalog, own, next);
  own->next_lookup = next;
  return first;
}

guint32
index_catalog_next_in_turn (const IndexCatalog *catalog, const IndexEntry *entry, guint32 record)
{
  guint32 next = index_catalog_record (catalog, record)->next_of_entry;

  return next != 0 ? next : entry->first_record;
}

void
index_catalog_begin_walk (IndexCatalog *catalog, const IndexEntry *entry, IndexWalk *walk)
{
  *walk = (IndexWalk) { .record = entry->first_record };
}

static void
index_catalog_resume_walk (IndexCatalog *catalog, IndexWalk *walk)
{
  if (walk->stop != NULL)
    walk->record = index_walks_go_on (catalog->walks, g_steal_pointer (&walk->stop));
}

guint32
index_catalog_walk (IndexCatalog *catalog, IndexWalk *walk)
{
  guint32 record;

  index_catalog_resume_walk (catalog, walk);
  record = walk->record;
  if (record != 0)
    walk->record = index_catalog_record (catalog, record)->next_of_entry;
  return record;
}

void
index_catalog_leave_walk (IndexCatalog *catalog, IndexWalk *walk)
{
  if (walk->stop == NULL && walk->record != 0)
    walk->stop = index_walks_wait (catalog->walks, walk->record);
}

void
index_catalog_end_walk (IndexCatalog *catalog, IndexWalk *walk)
{
  index_catalog_resume_walk (catalog, walk);
  *walk = (IndexWalk) { 0 };
}

/* Counters */

guint32
index_catalog_get_n_records (const IndexCatalog *catalog)
{
  return catalog->records.n_items;
}

guint32
index_catalog_get_n_entries (const IndexCatalog *catalog)
{
  return catalog->entries.n_items;
}

guint32
index_catalog_get_n_holders (const IndexCatalog *catalog)
{
  return catalog->holders.n_items;
}

gsize
index_catalog_get_n_bytes (const IndexCatalog *catalog)
{
  gsize n_bytes = catalog->records.n_bytes + catalog->entries.n_bytes + catalog->contents.n_bytes
                  + catalog->n_page_bytes + index_hash_get_n_bytes (&catalog->chains);

  for (guint i = 0; i < INDEX_TEXT_CLASSES; i++)
    n_bytes += catalog->texts[i].n_bytes;
  return n_bytes;
}
