/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-catalog-private.h"

/* Among so many of an entry's holders equal texts are found and a new majority is looked for: honest holders agree, so
 * that the first one is it. Beyond, an equal text may be kept twice, which costs bytes and nothing else. */
#define INDEX_TEXT_LOOK_RECORDS 16u
#define INDEX_ELECTION_RECORDS 64u

#define INDEX_TEXT_CHUNK_SHIFT 8

void
index_catalog_init_texts (IndexCatalog *catalog)
{
  index_pool_init (&catalog->contents, sizeof (IndexContent), INDEX_TEXT_CHUNK_SHIFT);
  catalog->contents.budget = &catalog->text_budget;
  for (guint i = 0; i < INDEX_TEXT_CLASSES; i++)
    {
      index_pool_init (&catalog->texts[i], MAX (i, 1) * 4, INDEX_TEXT_CHUNK_SHIFT);
      catalog->texts[i].budget = &catalog->text_budget;
    }
}

void
index_catalog_clear_texts (IndexCatalog *catalog)
{
  index_pool_clear (&catalog->contents);
  for (guint i = 0; i < INDEX_TEXT_CLASSES; i++)
    index_pool_clear (&catalog->texts[i]);
}

void
index_content_init (IndexContent *content, gboolean has_size, guint64 size_bytes, const WireDigest *digest)
{
  static const char digits[] = "0123456789abcdef";
  int length = 0;

  content->n_records = 0;
  content->has_digest = digest != NULL && digest->is_known;
  if (has_size)
    length = g_snprintf (content->columns, INDEX_CONTENT_MAX_BYTES, "%" G_GUINT64_FORMAT, size_bytes);
  content->columns[length++] = '\t';
  for (guint i = 0; content->has_digest && i < WIRE_DIGEST_BYTES; i++)
    {
      content->columns[length++] = digits[digest->bytes[i] >> 4];
      content->columns[length++] = digits[digest->bytes[i] & 15];
    }
  content->columns_length = length;
}

static gboolean
index_content_is_empty (const IndexContent *content)
{
  return content->columns_length == 1;
}

static gboolean
index_content_equal (const IndexContent *a, const IndexContent *b)
{
  return a->columns_length == b->columns_length && memcmp (a->columns, b->columns, a->columns_length) == 0;
}

/* A digest is worth more than none, then the number of holders counts. */
static gboolean
index_content_is_better (const IndexContent *content, const IndexContent *than)
{
  if (content->has_digest != than->has_digest)
    return content->has_digest;
  return content->n_records > than->n_records;
}

static guint32
index_catalog_find_content (const IndexCatalog *catalog, const IndexEntry *entry, const IndexContent *content)
{
  guint32 record = entry->first_record;

  if (entry->content != 0 && index_content_equal (index_catalog_content (catalog, entry->content), content))
    return entry->content;

  for (guint i = 0; record != 0 && i < INDEX_TEXT_LOOK_RECORDS; i++)
    {
      const IndexRecord *held = index_catalog_record (catalog, record);
      guint32 other = index_catalog_text (catalog, held->text)->content;

      if (other != 0 && index_content_equal (index_catalog_content (catalog, other), content))
        return other;
      record = held->next_of_entry;
    }
  return 0;
}

static guint32
index_catalog_make_content (IndexCatalog *catalog, IndexEntry *entry, const IndexContent *content)
{
  guint32 item = index_catalog_find_content (catalog, entry, content);

  if (item != 0)
    return item;

  item = index_pool_take (&catalog->contents);
  if (item == 0)
    return 0;
  *index_catalog_content (catalog, item) = *content;
  entry->n_contents++;
  return item;
}

static gboolean
index_text_is (const IndexText *text, WireSlice title, guint32 content)
{
  return text->content == content && text->title_length == title.length
         && memcmp (text->title, title.data, title.length) == 0;
}

static guint32
index_catalog_find_text (const IndexCatalog *catalog, const IndexEntry *entry, WireSlice title, guint32 content)
{
  guint32 record = entry->first_record;

  if (entry->text != 0 && index_text_is (index_catalog_text (catalog, entry->text), title, content))
    return entry->text;

  for (guint i = 0; record != 0 && i < INDEX_TEXT_LOOK_RECORDS; i++)
    {
      const IndexRecord *held = index_catalog_record (catalog, record);

      if (index_text_is (index_catalog_text (catalog, held->text), title, content))
        return held->text;
      record = held->next_of_entry;
    }
  return 0;
}

static guint32
index_catalog_make_text (IndexCatalog *catalog, guint32 entry_item, WireSlice title, guint32 content)
{
  guint32 class = (INDEX_TEXT_HEADER_BYTES + title.length + 3) / 4;
  guint32 item = index_pool_take (&catalog->texts[class]);
  IndexText *text = NULL;

  if (item == 0)
    return 0;
  if (item >> INDEX_TEXT_CLASS_SHIFT != 0)
    {
      index_pool_give_back (&catalog->texts[class], item);
      return 0;
    }

  item |= class << INDEX_TEXT_CLASS_SHIFT;
  text = index_catalog_text (catalog, item);
  text->entry = entry_item;
  text->n_records = 0;
  text->content = content;
  text->title_length = title.length;
  if (title.length > 0)
    memcpy (text->title, title.data, title.length);
  index_catalog_entry (catalog, entry_item)->n_texts++;
  return item;
}

static guint64
index_title_key (const char *title, gsize length, gsize from)
{
  guint64 key = 0;

  for (gsize i = from; i < from + sizeof key; i++)
    key = key << 8 | (i < length ? (guchar) g_ascii_tolower (title[i]) : 0);
  return key;
}

/* The title that is shown is the one that is searched and sorted by. */
static void
index_catalog_show_text (IndexCatalog *catalog, guint32 entry_item, guint32 item)
{
  IndexEntry *entry = index_catalog_entry (catalog, entry_item);
  const IndexText *text = index_catalog_text (catalog, item);
  const IndexText *old = entry->text != 0 ? index_catalog_text (catalog, entry->text) : NULL;
  gboolean is_same_title = old != NULL && old->title_length == text->title_length
                           && memcmp (old->title, text->title, text->title_length) == 0;

  entry->text = item;
  if (is_same_title)
    return;
  entry->title_key[0] = index_title_key (text->title, text->title_length, 0);
  entry->title_key[1] = index_title_key (text->title, text->title_length, sizeof (guint64));
  index_search_remove (catalog->search, entry_item);
  index_search_add (catalog->search, entry_item, text->title, text->title_length);
}

static void
index_catalog_free_content (IndexCatalog *catalog, IndexEntry *entry, guint32 item)
{
  index_pool_give_back (&catalog->contents, item);
  entry->n_contents--;
}

guint32
index_catalog_take_text (IndexCatalog *catalog, guint32 entry_item, WireSlice title, const IndexContent *content)
{
  IndexEntry *entry = index_catalog_entry (catalog, entry_item);
  guint32 content_item = 0;
  guint32 item;
  IndexText *text = NULL;

  if (!index_content_is_empty (content)
      && (content_item = index_catalog_make_content (catalog, entry, content)) == 0)
    return 0;
  item = index_catalog_find_text (catalog, entry, title, content_item);
  if (item == 0)
    item = index_catalog_make_text (catalog, entry_item, title, content_item);
  if (item == 0 && content_item != 0 && index_catalog_content (catalog, content_item)->n_records == 0)
    index_catalog_free_content (catalog, entry, content_item);
  if (item == 0)
    return 0;

  text = index_catalog_text (catalog, item);
  text->n_records++;
  if (entry->text == 0 || text->n_records > index_catalog_text (catalog, entry->text)->n_records)
    index_catalog_show_text (catalog, entry_item, item);

  if (content_item != 0)
    {
      IndexContent *own = index_catalog_content (catalog, content_item);

      own->n_records++;
      if (entry->content == 0 || index_content_is_better (own, index_catalog_content (catalog, entry->content)))
        entry->content = content_item;
    }
  return item;
}

/* What most of the first holders say, after one who said the shown text has left. */
static void
index_catalog_elect_text (IndexCatalog *catalog, guint32 entry_item, IndexEntry *entry)
{
  guint32 best = 0, best_count = 0;
  guint32 record = entry->first_record;

  for (guint i = 0; record != 0 && i < INDEX_ELECTION_RECORDS; i++)
    {
      const IndexRecord *held = index_catalog_record (catalog, record);
      guint32 count = index_catalog_text (catalog, held->text)->n_records;

      if (count > best_count)
        {
          best = held->text;
          best_count = count;
        }
      record = held->next_of_entry;
    }
  if (best != 0 && best_count > index_catalog_text (catalog, entry->text)->n_records)
    index_catalog_show_text (catalog, entry_item, best);
}

static void
index_catalog_elect_content (IndexCatalog *catalog, IndexEntry *entry)
{
  const IndexContent *shown = index_catalog_content (catalog, entry->content);
  guint32 record = entry->first_record;

  if (shown->n_records == 0)
    entry->content = 0;
  for (guint i = 0; record != 0 && i < INDEX_ELECTION_RECORDS; i++)
    {
      const IndexRecord *held = index_catalog_record (catalog, record);
      guint32 other = index_catalog_text (catalog, held->text)->content;

      if (other != 0
          && (entry->content == 0
              || index_content_is_better (index_catalog_content (catalog, other),
                                          index_catalog_content (catalog, entry->content))))
        entry->content = other;
      record = held->next_of_entry;
    }
}

static void
index_catalog_drop_content (IndexCatalog *catalog, IndexEntry *entry, guint32 item)
{
  IndexContent *content = index_catalog_content (catalog, item);

  content->n_records--;
  if (entry->content == item
      && (content->n_records == 0 || (entry->n_contents > 1 && content->n_records <= entry->n_records / 2)))
    index_catalog_elect_content (catalog, entry);
  if (content->n_records == 0)
    index_catalog_free_content (catalog, entry, item);
}

void
index_catalog_drop_text (IndexCatalog *catalog, guint32 item)
{
  IndexText *text = index_catalog_text (catalog, item);
  guint32 entry_item = text->entry;
  guint32 content = text->content;
  IndexEntry *entry = index_catalog_entry (catalog, entry_item);

  text->n_records--;
  if (entry->text == item && entry->n_texts > 1 && text->n_records <= entry->n_records / 2)
    index_catalog_elect_text (catalog, entry_item, entry);
  if (text->n_records == 0)
    {
      if (entry->text == item)
        entry->text = 0;
      index_pool_give_back (&catalog->texts[item >> INDEX_TEXT_CLASS_SHIFT],
                            item & ((1u << INDEX_TEXT_CLASS_SHIFT) - 1));
      entry->n_texts--;
    }
  if (content != 0)
    index_catalog_drop_content (catalog, entry, content);
}
