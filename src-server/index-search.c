/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-search.h"

typedef struct
{
  guint32 first_posting;
  guint32 n_postings;
  guint8 length;
  char word[INDEX_SEARCH_WORD_MAX_BYTES];
} IndexWord;

typedef struct
{
  IndexWord *word;
  guint32 entry;
  guint32 previous_of_word;
  guint32 next_of_word;
  guint32 next_of_entry;
} IndexPosting;

struct _IndexSearch
{
  const IndexPool *entries;
  IndexPool postings;
  GTree *words;
  guint32 max_postings;
  guint32 stamp;
};

typedef struct
{
  IndexWord words[INDEX_SEARCH_TITLE_MAX_WORDS];
  guint n_words;
} IndexWords;

static int
index_word_compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const IndexWord *left = a;
  const IndexWord *right = b;
  int order = memcmp (left->word, right->word, MIN (left->length, right->length));

  return order != 0 ? order : (int) left->length - (int) right->length;
}

static gboolean
index_word_begins_with (const IndexWord *word, const IndexWord *prefix)
{
  return word->length >= prefix->length && memcmp (word->word, prefix->word, prefix->length) == 0;
}

/* Words are cut between characters. */
static void
index_words_append (IndexWords *words, gunichar c, gboolean *is_in_word)
{
  IndexWord *word = NULL;
  char bytes[6];
  int length = g_unichar_to_utf8 (c, bytes);

  if (!*is_in_word)
    words->words[words->n_words++] = (IndexWord) { 0 };
  *is_in_word = TRUE;
  word = &words->words[words->n_words - 1];
  if (word->length + length > (int) INDEX_SEARCH_WORD_MAX_BYTES)
    return;
  memcpy (word->word + word->length, bytes, length);
  word->length += length;
}

static void
index_words_split (IndexWords *words, const char *folded, const char *end, guint max_words)
{
  gboolean is_in_word = FALSE;

  for (const char *p = folded; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_ismark (c))
        continue;
      if (!g_unichar_isalnum (c))
        is_in_word = FALSE;
      else if (is_in_word || words->n_words < max_words)
        index_words_append (words, c, &is_in_word);
      else
        return;
    }
}

static gboolean
index_is_ascii (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) text[i] >= 0x80)
        return FALSE;
    }
  return TRUE;
}

static void
index_words_split_ascii (IndexWords *words, const char *text, gsize length, guint max_words)
{
  IndexWord *word = NULL;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]))
        {
          word = NULL;
          continue;
        }
      if (word == NULL && words->n_words == max_words)
        return;
      if (word == NULL)
        {
          word = &words->words[words->n_words++];
          word->length = 0;
        }
      if (word->length < INDEX_SEARCH_WORD_MAX_BYTES)
        word->word[word->length++] = g_ascii_tolower (text[i]);
    }
}

static void
index_words_init (IndexWords *words, const char *text, gsize length, guint max_words)
{
  g_autofree char *decomposed = NULL;
  g_autofree char *folded = NULL;

  words->n_words = 0;
  if (index_is_ascii (text, length))
    {
      index_words_split_ascii (words, text, length, max_words);
      return;
    }

  decomposed = g_utf8_normalize (text, length, G_NORMALIZE_ALL);
  if (decomposed == NULL)
    return;
  folded = g_utf8_casefold (decomposed, -1);
  index_words_split (words, folded, folded + strlen (folded), max_words);
}

static gboolean
index_word_is_rfc_number (const IndexWord *word)
{
  if (word->length < 4 || memcmp (word->word, "rfc", 3) != 0)
    return FALSE;
  for (guint i = 3; i < word->length; i++)
    {
      if (!g_ascii_isdigit (word->word[i]))
        return FALSE;
    }
  return TRUE;
}

/* "rfc 793" and "rfc793" look for the number. */
static void
index_words_init_query (IndexWords *words, WireSlice match)
{
  guint n_kept = 0;

  index_words_init (words, match.data, match.length, INDEX_SEARCH_QUERY_MAX_WORDS);
  for (guint i = 0; i < words->n_words; i++)
    {
      IndexWord word = words->words[i];

      if (word.length == 3 && memcmp (word.word, "rfc", 3) == 0 && i + 1 < words->n_words
          && g_ascii_isdigit (words->words[i + 1].word[0]))
        continue;
      if (index_word_is_rfc_number (&word))
        {
          word.length -= 3;
          memmove (word.word, word.word + 3, word.length);
        }
      words->words[n_kept++] = word;
    }
  words->n_words = n_kept;
}

static IndexPosting *
index_search_get_posting (IndexSearch *search, guint32 posting)
{
  return index_pool_get (&search->postings, posting);
}

static IndexEntry *
index_search_get_entry (IndexSearch *search, guint32 entry)
{
  return index_pool_get (search->entries, entry);
}

IndexSearch *
index_search_new (const IndexPool *entries, guint32 max_postings)
{
  IndexSearch *search = g_new0 (IndexSearch, 1);

  search->entries = entries;
  search->max_postings = max_postings;
  search->words = g_tree_new_full (index_word_compare, NULL, g_free, NULL);
  index_pool_init (&search->postings, sizeof (IndexPosting), 10);
  return search;
}

void
index_search_free (IndexSearch *search)
{
  g_tree_unref (search->words);
  index_pool_clear (&search->postings);
  g_free (search);
}

void
index_search_set_max_postings (IndexSearch *search, guint32 max_postings)
{
  search->max_postings = max_postings;
}

static gboolean
index_search_entry_has_word (IndexSearch *search, const IndexEntry *entry, const IndexWord *word)
{
  for (guint32 i = entry->first_posting; i != 0; i = index_search_get_posting (search, i)->next_of_entry)
    {
      if (index_word_compare (index_search_get_posting (search, i)->word, word, NULL) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
index_search_add_word (IndexSearch *search, guint32 entry_item, const IndexWord *key)
{
  IndexEntry *entry = index_search_get_entry (search, entry_item);
  IndexWord *word = NULL;
  IndexPosting *posting = NULL;
  guint32 item;

  if (search->postings.n_items >= search->max_postings || index_search_entry_has_word (search, entry, key))
    return;

  word = g_tree_lookup (search->words, key);
  if (word == NULL)
    {
      word = g_memdup2 (key, sizeof *key);
      word->first_posting = 0;
      word->n_postings = 0;
      g_tree_insert (search->words, word, word);
    }

  item = index_pool_take (&search->postings);
  posting = index_search_get_posting (search, item);
  *posting = (IndexPosting) {
    .word = word,
    .entry = entry_item,
    .next_of_word = word->first_posting,
    .next_of_entry = entry->first_posting,
  };
  if (word->first_posting != 0)
    index_search_get_posting (search, word->first_posting)->previous_of_word = item;
  word->first_posting = item;
  word->n_postings++;
  entry->first_posting = item;
}

void
index_search_add (IndexSearch *search, guint32 entry, const char *title, gsize title_length)
{
  IndexWords words;
  IndexWord number = { 0 };

  number.length = g_snprintf (number.word, sizeof number.word, "%u", index_search_get_entry (search, entry)->number);
  index_search_add_word (search, entry, &number);

  index_words_init (&words, title, title_length, INDEX_SEARCH_TITLE_MAX_WORDS);
  for (guint i = 0; i < words.n_words; i++)
    index_search_add_word (search, entry, &words.words[i]);
}

static void
index_search_remove_posting (IndexSearch *search, guint32 item)
{
  IndexPosting *posting = index_search_get_posting (search, item);
  IndexWord *word = posting->word;

  if (posting->next_of_word != 0)
    index_search_get_posting (search, posting->next_of_word)->previous_of_word = posting->previous_of_word;
  if (posting->previous_of_word != 0)
    index_search_get_posting (search, posting->previous_of_word)->next_of_word = posting->next_of_word;
  else
    word->first_posting = posting->next_of_word;
  index_pool_give_back (&search->postings, item);

  if (--word->n_postings == 0)
    g_tree_remove (search->words, word);
}

void
index_search_remove (IndexSearch *search, guint32 entry_item)
{
  IndexEntry *entry = index_search_get_entry (search, entry_item);

  while (entry->first_posting != 0)
    {
      guint32 posting = entry->first_posting;

      entry->first_posting = index_search_get_posting (search, posting)->next_of_entry;
      index_search_remove_posting (search, posting);
    }
}

/* How many postings words with this beginning have, counted up to @at_most. */
static guint32
index_search_count (IndexSearch *search, const IndexWord *prefix, guint32 at_most)
{
  GTreeNode *node = g_tree_lower_bound (search->words, prefix);
  guint32 count = 0;

  for (; node != NULL && count < at_most; node = g_tree_node_next (node))
    {
      const IndexWord *word = g_tree_node_value (node);

      if (!index_word_begins_with (word, prefix))
        break;
      count += word->n_postings;
    }
  return count;
}

static gboolean
index_search_entry_has_prefix (IndexSearch *search, const IndexEntry *entry, const IndexWord *prefix)
{
  for (guint32 i = entry->first_posting; i != 0; i = index_search_get_posting (search, i)->next_of_entry)
    {
      if (index_word_begins_with (index_search_get_posting (search, i)->word, prefix))
        return TRUE;
    }
  return FALSE;
}

static gboolean
index_search_entry_has_all (IndexSearch *search, const IndexEntry *entry, const IndexWords *words, guint but)
{
  for (guint i = 0; i < words->n_words; i++)
    {
      if (i != but && !index_search_entry_has_prefix (search, entry, &words->words[i]))
        return FALSE;
    }
  return TRUE;
}

static void
index_search_collect_word (IndexSearch *search,
                           const IndexWord *word,
                           const IndexWords *words,
                           guint rarest,
                           GArray *entries)
{
  for (guint32 i = word->first_posting; i != 0; i = index_search_get_posting (search, i)->next_of_word)
    {
      guint32 item = index_search_get_posting (search, i)->entry;
      IndexEntry *entry = index_search_get_entry (search, item);

      if (entry->stamp == search->stamp)
        continue;
      entry->stamp = search->stamp;
      if (index_search_entry_has_all (search, entry, words, rarest))
        g_array_append_val (entries, item);
    }
}

void
index_search_find (IndexSearch *search, WireSlice match, GArray *entries)
{
  IndexWords words;
  guint32 least = G_MAXUINT32;
  guint rarest = 0;

  index_words_init_query (&words, match);
  for (guint i = 0; i < words.n_words; i++)
    {
      guint32 count = index_search_count (search, &words.words[i], least);

      if (count < least)
        {
          least = count;
          rarest = i;
        }
    }
  if (words.n_words == 0 || least == 0)
    return;

  search->stamp++;
  for (GTreeNode *node = g_tree_lower_bound (search->words, &words.words[rarest]); node != NULL;
       node = g_tree_node_next (node))
    {
      const IndexWord *word = g_tree_node_value (node);

      if (!index_word_begins_with (word, &words.words[rarest]))
        break;
      index_search_collect_word (search, word, &words, rarest, entries);
    }
}

gboolean
index_search_matches (IndexSearch *search, const IndexEntry *entry, WireSlice match)
{
  IndexWords words;

  index_words_init_query (&words, match);
  return words.n_words > 0 && index_search_entry_has_all (search, entry, &words, G_MAXUINT);
}
