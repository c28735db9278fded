/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-search.h"

#include <string.h>

#include "peer-items.h"
#include "peer-page-source.h"
#include "peer-page-text.h"
#include "peer-search-filter.h"
#include "peer-search-index.h"
#include "peer-sha256.h"
#include "peer-turn.h"

#define BATCH_TEXTS 64u          /* filters made by one task */
#define TELL_USEC (50 * 1000)    /* results are told so often */
#define SAVE_SECONDS 20u         /* after the last filter was made */

struct _PeerSearch
{
  GObject parent_instance;
  GListModel *documents;
  char *cache_path;
  PeerSearchIndex *index; /* NULL until it is loaded */
  GHashTable *unreadable; /* of WireDigest: texts whose files are not what they were; read again in each search */
  gboolean is_prepared;   /* somebody has searched */
  gboolean is_indexing;
  guint n_to_index;
  guint look_source;
  guint save_source;

  char *words;
  GPtrArray *results;
  GCancellable *searching; /* NULL when nothing is looked for */
  gboolean is_full;
};

enum
{
  PROP_WORDS = 1,
  PROP_IS_SEARCHING,
  PROP_IS_FULL,
  PROP_N_TO_INDEX,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GType
peer_search_get_item_type (GListModel *model)
{
  return PEER_TYPE_SEARCH_RESULT;
}

static guint
peer_search_get_n_items (GListModel *model)
{
  return PEER_SEARCH (model)->results->len;
}

static gpointer
peer_search_get_item (GListModel *model, guint position)
{
  PeerSearch *self = PEER_SEARCH (model);

  return position < self->results->len ? g_object_ref (g_ptr_array_index (self->results, position)) : NULL;
}

static void
peer_search_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = peer_search_get_item_type;
  interface->get_n_items = peer_search_get_n_items;
  interface->get_item = peer_search_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PeerSearch,
                               peer_search,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, peer_search_list_model_init))

/* A text to look at: what a worker needs of a document. */
typedef struct
{
  PeerDocument *document;
  GFile *file;
  WireDigest digest;
  GBytes *filter; /* NULL: not known */
} PeerSearchText;

static void
peer_search_text_free (gpointer data)
{
  PeerSearchText *text = data;

  g_object_unref (text->document);
  g_object_unref (text->file);
  g_clear_pointer (&text->filter, g_bytes_unref);
  g_free (text);
}

static PeerSearchText *
peer_search_text_new (PeerSearch *self, PeerDocument *document)
{
  PeerSearchText *text = g_new0 (PeerSearchText, 1);
  GBytes *filter;

  text->document = g_object_ref (document);
  text->file = g_object_ref (peer_document_get_file (document));
  text->digest = *peer_document_get_digest (document);
  filter = self->index != NULL ? peer_search_index_find (self->index, &text->digest) : NULL;
  text->filter = filter != NULL ? g_bytes_ref (filter) : NULL;
  return text;
}

/* What a search is about: made on the main thread, worked through on another one, which hands over what it found in pieces. */
typedef struct
{
  PeerSearch *search; /* of the main thread alone */
  GPtrArray *texts;
  PeerPageFind *find;
  GArray *asked;
  gboolean is_ascii;
  GByteArray *scratch;
  GCancellable *cancellable;
  guint n_found;
} PeerSearchJob;

static void
peer_search_job_free (gpointer data)
{
  PeerSearchJob *job = data;

  g_ptr_array_unref (job->texts);
  peer_page_find_free (job->find);
  g_array_unref (job->asked);
  g_byte_array_unref (job->scratch);
  g_object_unref (job->cancellable);
  g_free (job);
}

/* Results on their way to the main thread. */
typedef struct
{
  PeerSearch *search;
  GCancellable *cancellable;
  GPtrArray *results;
} PeerSearchNews;

static void
peer_search_news_free (gpointer data)
{
  PeerSearchNews *news = data;

  g_object_unref (news->search);
  g_object_unref (news->cancellable);
  g_ptr_array_unref (news->results);
  g_free (news);
}

static gboolean
peer_search_news_cb (gpointer data)
{
  PeerSearchNews *news = data;
  PeerSearch *self = news->search;

  if (self->searching == news->cancellable && !g_cancellable_is_cancelled (news->cancellable))
    peer_items_splice (G_LIST_MODEL (self), self->results, self->results->len, 0, news->results->pdata, news->results->len);
  return G_SOURCE_REMOVE;
}

static void
peer_search_tell (PeerSearchJob *job, GPtrArray **results)
{
  PeerSearchNews *news;

  if ((*results)->len == 0)
    return;
  news = g_new0 (PeerSearchNews, 1);
  news->search = g_object_ref (job->search);
  news->cancellable = g_object_ref (job->cancellable);
  news->results = g_steal_pointer (results);
  *results = g_ptr_array_new_with_free_func (g_object_unref);
  g_idle_add_full (PEER_TURN_PRIORITY, peer_search_news_cb, news, peer_search_news_free);
}

#define NO_BREAK_SPACE 0xa0 /* of ISO 8859-1, and the last byte of UTF-8's */

/* Simple enough for the compiler to take 16 bytes at a time. A form feed ends a line. */
static void
peer_search_fold_ascii (const char *bytes, gsize length, char *folded)
{
  for (gsize i = 0; i < length; i++)
    folded[i] = bytes[i] == '\f' ? ' ' : bytes[i] + ((guchar) (bytes[i] - 'A') < 26 ? 'a' - 'A' : 0);
}

/* Most texts that a filter lets through are told in vain: from the raw bytes that takes a twentieth of what decoding does. Not
 * those with overstrikes, NULs or other blanks in them, nor words that are not ASCII. */
static gboolean
peer_search_bytes_may_hold (PeerSearchJob *job, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  PeerPageHit hit;

  if (!job->is_ascii || data == NULL || memchr (data, '\b', length) != NULL || memchr (data, '\0', length) != NULL
      || memchr (data, NO_BREAK_SPACE, length) != NULL)
    return TRUE;
  if (job->scratch->len < length)
    g_byte_array_set_size (job->scratch, length);
  peer_search_fold_ascii (data, length, (char *) job->scratch->data);
  return peer_page_find_next (job->find, (const char *) job->scratch->data, length, 0, &hit);
}

static PeerSearchResult *
peer_search_look_at (PeerSearchJob *job, PeerSearchText *text)
{
  g_autoptr (GBytes) bytes = NULL;

  if (text->filter != NULL && !peer_search_filter_may_hold (text->filter, job->asked))
    return NULL;
  bytes = peer_page_source_load (text->file, job->cancellable, NULL);
  if (bytes == NULL || !peer_search_bytes_may_hold (job, bytes))
    return NULL;
  return peer_search_result_new (text->document, bytes, job->find);
}

static void
peer_search_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PeerSearchJob *job = data;
  GPtrArray *results = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 told = g_get_monotonic_time ();
  gboolean is_full = FALSE;

  for (guint i = 0; i < job->texts->len && !is_full && !g_cancellable_is_cancelled (cancellable); i++)
    {
      PeerSearchResult *result = peer_search_look_at (job, g_ptr_array_index (job->texts, i));

      if (result != NULL && job->n_found < PEER_SEARCH_MAX_RESULTS)
        {
          g_ptr_array_add (results, result);
          job->n_found++;
        }
      else if (result != NULL)
        {
          g_object_unref (result);
          is_full = TRUE;
        }
      if (g_get_monotonic_time () - told > TELL_USEC)
        {
          peer_search_tell (job, &results);
          told = g_get_monotonic_time ();
        }
    }
  peer_search_tell (job, &results);
  g_ptr_array_unref (results);
  g_task_return_boolean (task, is_full);
}

static void
peer_search_searched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerSearch *self = PEER_SEARCH (object);

  if (self->searching != g_task_get_cancellable (G_TASK (result)))
    return; /* other words are looked for */
  self->is_full = g_task_propagate_boolean (G_TASK (result), NULL);
  g_clear_object (&self->searching);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_FULL]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SEARCHING]);
}

/* The order in which they are looked at is the order in which they are shown. */
static GPtrArray *
peer_search_collect (PeerSearch *self, const PeerPageFind *find)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (peer_search_text_free);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  for (guint i = g_list_model_get_n_items (self->documents); i > 0; i--)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (self->documents, i - 1);
      const char *title = peer_document_get_title (document);
      g_autofree char *folded = peer_page_find_fold (title, strlen (title));
      PeerPageHit hit;

      g_ptr_array_add (peer_page_find_next (find, folded, strlen (folded), 0, &hit) ? texts : others,
                       peer_search_text_new (self, document));
    }
  g_ptr_array_extend (texts, others, NULL, NULL);
  return texts;
}

static void
peer_search_start (PeerSearch *self, PeerPageFind *find)
{
  g_autofree char *folded = peer_page_find_fold (self->words, strlen (self->words));
  g_autoptr (GTask) task = NULL;
  PeerSearchJob *job = g_new0 (PeerSearchJob, 1);

  self->searching = g_cancellable_new ();
  job->search = self; /* the task holds it */
  job->texts = peer_search_collect (self, find);
  job->find = find;
  job->asked = peer_search_filter_ask (folded);
  job->is_ascii = g_str_is_ascii (folded);
  job->scratch = g_byte_array_new ();
  job->cancellable = g_object_ref (self->searching);
  task = g_task_new (self, self->searching, peer_search_searched_cb, NULL);
  g_task_set_source_tag (task, peer_search_start);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_priority (task, PEER_TURN_PRIORITY); /* the end comes after the results */
  g_task_set_task_data (task, job, peer_search_job_free);
  g_task_run_in_thread (task, peer_search_func);
}

void
peer_search_set_words (PeerSearch *self, const char *words)
{
  g_autofree char *stripped = g_strstrip (g_strdup (words));
  PeerPageFind *find;

  if (strcmp (self->words, stripped) == 0)
    return;
  g_free (self->words);
  self->words = g_steal_pointer (&stripped);
  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  self->is_full = FALSE;
  peer_items_splice (G_LIST_MODEL (self), self->results, 0, self->results->len, NULL, 0);
  find = strlen (self->words) >= PEER_SEARCH_MIN_BYTES ? peer_page_find_new (self->words, FALSE) : NULL;
  if (find != NULL)
    {
      peer_search_prepare (self);
      peer_search_start (self, find);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORDS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_FULL]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SEARCHING]);
}

/* Nothing when these are not the bytes that have the digest: a filter outlives them. */
static GBytes *
peer_search_make_filter (PeerSearchText *text, GCancellable *cancellable)
{
  g_autoptr (GBytes) bytes = peer_page_source_load (text->file, cancellable, NULL);
  g_autoptr (PeerPageText) page = NULL;
  g_autofree char *folded = NULL;
  WireDigest digest;
  PeerSha256 sha;

  if (bytes == NULL)
    return NULL;
  peer_sha256_init (&sha);
  peer_sha256_update (&sha, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  peer_sha256_finish (&sha, &digest);
  if (!wire_digest_equal (&digest, &text->digest) || g_bytes_get_size (bytes) == 0)
    return NULL;
  page = peer_page_text_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  folded = peer_page_find_fold (page->text->str, page->text->len);
  return peer_search_filter_new (folded, page->text->len);
}

static void
peer_search_filter_texts (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *texts = data;

  for (guint i = 0; i < texts->len; i++)
    {
      PeerSearchText *text = g_ptr_array_index (texts, i);

      text->filter = peer_search_make_filter (text, cancellable);
    }
  g_task_return_boolean (task, TRUE);
}

static void peer_search_look (PeerSearch *self);

static void
peer_search_saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_task_propagate_boolean (G_TASK (result), NULL); /* it may be lost */
}

/* Whole or not at all: a program that is killed leaves the one before. */
static void
peer_search_save (PeerSearchIndex *index, const char *path)
{
  g_autoptr (GBytes) bytes = peer_search_index_serialize (index);
  g_autofree char *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), G_FILE_SET_CONTENTS_CONSISTENT,
                            0600, NULL);
}

static void
peer_search_save_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  peer_search_save (data, PEER_SEARCH (source)->cache_path);
  g_task_return_boolean (task, TRUE);
}

static gboolean
peer_search_save_cb (gpointer user_data)
{
  PeerSearch *self = user_data;
  g_autoptr (GTask) task = g_task_new (self, NULL, peer_search_saved_cb, NULL);

  self->save_source = 0;
  g_task_set_source_tag (task, peer_search_save_cb);
  g_task_set_task_data (task, peer_search_index_copy (self->index), (GDestroyNotify) peer_search_index_free);
  g_task_run_in_thread (task, peer_search_save_func);
  return G_SOURCE_REMOVE;
}

static void
peer_search_filtered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerSearch *self = PEER_SEARCH (object);
  GPtrArray *texts = g_task_get_task_data (G_TASK (result));

  self->is_indexing = FALSE;
  for (guint i = 0; i < texts->len; i++)
    {
      PeerSearchText *text = g_ptr_array_index (texts, i);

      if (text->filter != NULL)
        peer_search_index_add (self->index, &text->digest, text->filter);
      else
        g_hash_table_add (self->unreadable, g_memdup2 (&text->digest, sizeof text->digest));
    }
  g_clear_handle_id (&self->save_source, g_source_remove);
  self->save_source = g_timeout_add_seconds (SAVE_SECONDS, peer_search_save_cb, self);
  peer_search_look (self);
}

/* What has no filter yet, some at a time; what is no longer held is forgotten when there are many of it. */
static void
peer_search_look (PeerSearch *self)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (peer_search_text_free);
  g_autoptr (GHashTable) held = g_hash_table_new (peer_search_digest_hash, peer_search_digest_equal);
  const guint n_before = self->n_to_index;

  if (self->index == NULL || self->is_indexing)
    return;
  self->n_to_index = 0;
  for (guint i = 0; i < g_list_model_get_n_items (self->documents); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (self->documents, i);
      const WireDigest *digest = peer_document_get_digest (document);

      g_hash_table_add (held, (gpointer) digest);
      if (!digest->is_known || peer_search_index_find (self->index, digest) != NULL
          || g_hash_table_contains (self->unreadable, digest))
        continue;
      self->n_to_index++;
      if (texts->len < BATCH_TEXTS)
        g_ptr_array_add (texts, peer_search_text_new (self, document));
    }
  if (peer_search_index_get_n_texts (self->index) > 2 * g_hash_table_size (held) + BATCH_TEXTS)
    peer_search_index_retain (self->index, held);
  if (texts->len > 0 && peer_search_index_get_n_texts (self->index) + texts->len <= PEER_SEARCH_INDEX_MAX_TEXTS)
    {
      g_autoptr (GTask) task = g_task_new (self, NULL, peer_search_filtered_cb, NULL);

      self->is_indexing = TRUE;
      g_task_set_source_tag (task, peer_search_look);
      g_task_set_task_data (task, g_steal_pointer (&texts), (GDestroyNotify) g_ptr_array_unref);
      g_task_run_in_thread (task, peer_search_filter_texts);
    }
  if (self->n_to_index != n_before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_TO_INDEX]);
}

static gboolean
peer_search_look_cb (gpointer user_data)
{
  PeerSearch *self = user_data;

  self->look_source = 0;
  peer_search_look (self);
  return G_SOURCE_REMOVE;
}

static void
peer_search_documents_changed_cb (PeerSearch *self)
{
  if (self->is_prepared && self->look_source == 0)
    self->look_source = g_timeout_add (200, peer_search_look_cb, self);
}

static void
peer_search_load_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PeerSearch *self = source;
  g_autoptr (GBytes) bytes = NULL;
  char *contents = NULL;
  gsize length = 0;

  if (!g_file_get_contents (self->cache_path, &contents, &length, NULL))
    length = 0;
  bytes = g_bytes_new_take (contents, length);
  g_task_return_pointer (task, peer_search_index_parse (bytes), (GDestroyNotify) peer_search_index_free);
}

static void
peer_search_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerSearch *self = PEER_SEARCH (object);

  self->index = g_task_propagate_pointer (G_TASK (result), NULL);
  peer_search_look (self);
}

void
peer_search_prepare (PeerSearch *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->is_prepared)
    return;
  self->is_prepared = TRUE;
  self->n_to_index = g_list_model_get_n_items (self->documents);
  task = g_task_new (self, NULL, peer_search_loaded_cb, NULL);
  g_task_set_source_tag (task, peer_search_prepare);
  g_task_run_in_thread (task, peer_search_load_func);
}

static void
peer_search_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  PeerSearch *self = PEER_SEARCH (object);

  switch (property_id)
    {
    case PROP_WORDS:
      g_value_set_string (value, self->words);
      break;
    case PROP_IS_SEARCHING:
      g_value_set_boolean (value, self->searching != NULL);
      break;
    case PROP_IS_FULL:
      g_value_set_boolean (value, self->is_full);
      break;
    default:
      g_value_set_uint (value, self->n_to_index);
    }
}

static void
peer_search_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  peer_search_set_words (PEER_SEARCH (object), g_value_get_string (value));
}

static void
peer_search_dispose (GObject *object)
{
  PeerSearch *self = PEER_SEARCH (object);

  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  g_clear_handle_id (&self->look_source, g_source_remove);
  if (self->save_source != 0)
    {
      g_clear_handle_id (&self->save_source, g_source_remove);
      peer_search_save (self->index, self->cache_path);
    }
  g_clear_object (&self->documents);
  G_OBJECT_CLASS (peer_search_parent_class)->dispose (object);
}

static void
peer_search_finalize (GObject *object)
{
  PeerSearch *self = PEER_SEARCH (object);

  g_clear_pointer (&self->index, peer_search_index_free);
  g_clear_pointer (&self->unreadable, g_hash_table_unref);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_pointer (&self->words, g_free);
  g_clear_pointer (&self->cache_path, g_free);
  G_OBJECT_CLASS (peer_search_parent_class)->finalize (object);
}

static void
peer_search_class_init (PeerSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = peer_search_get_property;
  object_class->set_property = peer_search_set_property;
  object_class->dispose = peer_search_dispose;
  object_class->finalize = peer_search_finalize;
  properties[PROP_WORDS] = g_param_spec_string ("words", NULL, NULL, "", flags | G_PARAM_WRITABLE);
  properties[PROP_IS_SEARCHING] = g_param_spec_boolean ("is-searching", NULL, NULL, FALSE, flags);
  properties[PROP_IS_FULL] = g_param_spec_boolean ("is-full", NULL, NULL, FALSE, flags);
  properties[PROP_N_TO_INDEX] = g_param_spec_uint ("n-to-index", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
peer_search_init (PeerSearch *self)
{
  self->words = g_strdup ("");
  self->results = g_ptr_array_new_with_free_func (g_object_unref);
  self->unreadable = g_hash_table_new_full (peer_search_digest_hash, peer_search_digest_equal, g_free, NULL);
}

PeerSearch *
peer_search_new (GListModel *documents, const char *cache_path)
{
  PeerSearch *self = g_object_new (PEER_TYPE_SEARCH, NULL);

  self->documents = g_object_ref (documents);
  self->cache_path = cache_path != NULL ? g_strdup (cache_path)
                                        : g_build_filename (g_get_user_cache_dir (), "p2p-ci", "search.index", NULL);
  g_signal_connect_object (documents, "items-changed", G_CALLBACK (peer_search_documents_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

const char *
peer_search_get_words (PeerSearch *self)
{
  return self->words;
}

gboolean
peer_search_get_is_searching (PeerSearch *self)
{
  return self->searching != NULL;
}

gboolean
peer_search_get_is_full (PeerSearch *self)
{
  return self->is_full;
}

guint
peer_search_get_n_to_index (PeerSearch *self)
{
  return self->n_to_index;
}
