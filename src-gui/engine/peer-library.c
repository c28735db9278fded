/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "peer-document-private.h"
#include "peer-library-cache.h"
#include "peer-library-files.h"
#include "peer-library-fill.h"
#include "peer-library-kept.h"
#include "peer-library-news.h"
#include "peer-library-watch.h"
#include "peer-reader.h"
#include "peer-turn.h"
#include "wire-limits.h"

/* As many numbers are looked at in one turn of the main loop: a window keeps its frames. */
#define UPDATE_MAX_NUMBERS 500u

struct _PeerLibrary
{
  GObject parent_instance;

  GFile *folder;
  char *cache_path;
  PeerLibraryWatch *watch;
  PeerReader *reader;
  PeerLibraryKept *kept;
  PeerLibraryFiles *files;

  GPtrArray *documents;  /* of PeerDocument, ordered by number */
  GHashTable *by_number; /* of PeerDocument, lent */
  guint64 total_size_bytes;
  char *error_text;

  GArray *pending; /* of guint: numbers to look at, the last one first */
  guint pending_id;
  gboolean is_first_look_over;
  gboolean is_loading;
  gboolean is_cache_dirty;
};

enum
{
  PROP_FOLDER = 1,
  PROP_IS_LOADING,
  PROP_N_DOCUMENTS,
  PROP_TOTAL_SIZE,
  PROP_ERROR_TEXT,
  N_PROPS
};

enum
{
  DOCUMENT_ADDED,
  DOCUMENT_REMOVED,
  DOCUMENT_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static GType
peer_library_get_item_type (GListModel *model)
{
  return PEER_TYPE_DOCUMENT;
}

static guint
peer_library_get_n_items (GListModel *model)
{
  return PEER_LIBRARY (model)->documents->len;
}

static gpointer
peer_library_get_item (GListModel *model, guint position)
{
  PeerLibrary *self = PEER_LIBRARY (model);

  return position < self->documents->len ? g_object_ref (g_ptr_array_index (self->documents, position)) : NULL;
}

static void
peer_library_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = peer_library_get_item_type;
  interface->get_n_items = peer_library_get_n_items;
  interface->get_item = peer_library_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PeerLibrary,
                               peer_library,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, peer_library_list_model_init))

static void
peer_library_set_error_text (PeerLibrary *self, const char *text)
{
  if (strcmp (self->error_text, text) == 0)
    return;
  g_free (self->error_text);
  self->error_text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_TEXT]);
}

static void
peer_library_saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_object_unref (user_data);
}

/* When much was read, for a program that may be killed; the rest is saved at the end. */
static void
peer_library_save_cache_soon (PeerLibrary *self)
{
  if (!self->is_cache_dirty)
    return;
  self->is_cache_dirty = FALSE;
  /* Not gone before that is through: the end saves too. */
  peer_library_cache_save_async (self->cache_path, peer_library_files_dup_read (self->files), peer_library_saved_cb,
                                 g_object_ref (self));
}

static void
peer_library_update_loading (PeerLibrary *self)
{
  if (!self->is_loading || !self->is_first_look_over || self->pending->len > 0 ||
      peer_library_files_get_n_reading (self->files) > 0)
    return;
  self->is_loading = FALSE;
  peer_library_save_cache_soon (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADING]);
}

static void
peer_library_update_total (PeerLibrary *self)
{
  guint64 total = 0;

  for (guint i = 0; i < self->documents->len; i++)
    total += peer_document_get_size (g_ptr_array_index (self->documents, i));
  if (total == self->total_size_bytes)
    return;
  self->total_size_bytes = total;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL_SIZE]);
}

static void
peer_library_tell (PeerLibrary *self, const PeerLibraryNews *news)
{
  GPtrArray *const lists[N_SIGNALS] = { news->added, news->removed, news->changed };
  const guint n_before = self->documents->len;

  peer_library_news_apply (news, G_LIST_MODEL (self), self->documents);
  if (self->documents->len != n_before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_DOCUMENTS]);
  peer_library_update_total (self);

  for (guint i = 0; i < N_SIGNALS; i++)
    for (guint k = 0; k < lists[i]->len; k++)
      g_signal_emit (self, signals[i], 0, g_ptr_array_index (lists[i], k));
}

static void
peer_library_update_number (PeerLibrary *self, guint number, PeerLibraryNews *news)
{
  PeerDocument *document = g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number));
  g_autofree char *note = NULL;
  gboolean is_stale = FALSE;
  const PeerTextFile *text = peer_library_files_choose (self->files, number, &is_stale, &note);

  if (text == NULL)
    {
      if (document == NULL)
        return;
      g_ptr_array_add (news->removed, g_object_ref (document));
      g_hash_table_remove (self->by_number, GUINT_TO_POINTER (number));
    }
  else if (document != NULL)
    {
      if (peer_library_fill (document, self->folder, self->kept, text, is_stale, note))
        g_ptr_array_add (news->changed, g_object_ref (document));
    }
  else if (!is_stale)
    {
      g_autoptr (GFile) file = g_file_get_child (self->folder, text->name);

      document = peer_document_new (number, file);
      peer_library_fill (document, self->folder, self->kept, text, FALSE, note);
      g_hash_table_insert (self->by_number, GUINT_TO_POINTER (number), document);
      g_ptr_array_add (news->added, document);
    }
}

/* Looks at the last @n_numbers that are pending. */
static void
peer_library_update_some (PeerLibrary *self, guint n_numbers)
{
  g_autoptr (GArray) numbers = g_array_sized_new (FALSE, FALSE, sizeof (guint), n_numbers);
  const guint start = self->pending->len - n_numbers;
  PeerLibraryNews news;

  /* What is told may change what is pending: it is taken out first. */
  g_array_append_vals (numbers, &g_array_index (self->pending, guint, start), n_numbers);
  g_array_set_size (self->pending, start);
  peer_library_news_init (&news);
  for (guint i = 0; i < numbers->len; i++)
    peer_library_update_number (self, g_array_index (numbers, guint, i), &news);
  peer_library_tell (self, &news);
  peer_library_news_clear (&news);
}

static gboolean
peer_library_pending_cb (gpointer user_data)
{
  g_autoptr (PeerLibrary) self = g_object_ref (PEER_LIBRARY (user_data));

  peer_library_update_some (self, MIN (self->pending->len, UPDATE_MAX_NUMBERS));
  if (self->pending->len > 0)
    return G_SOURCE_CONTINUE;
  self->pending_id = 0;
  peer_library_update_loading (self);
  return G_SOURCE_REMOVE;
}

static int
peer_library_compare_downwards (gconstpointer a, gconstpointer b)
{
  const guint number_a = *(const guint *) a;
  const guint number_b = *(const guint *) b;

  return number_a > number_b ? -1 : number_a < number_b;
}

/* At once when they are few, else in turns, from the lowest number up. */
static void
peer_library_update (PeerLibrary *self, GHashTable *touched)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, touched);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const guint number = GPOINTER_TO_UINT (key);

      g_array_append_val (self->pending, number);
    }
  if (self->pending_id == 0 && self->pending->len <= UPDATE_MAX_NUMBERS)
    {
      peer_library_update_some (self, self->pending->len);
      return;
    }
  g_array_sort (self->pending, peer_library_compare_downwards);
  if (self->pending_id == 0)
    self->pending_id = g_idle_add_full (PEER_TURN_PRIORITY, peer_library_pending_cb, self, NULL);
}

static void
peer_library_update_one (PeerLibrary *self, guint number)
{
  g_array_append_val (self->pending, number);
  peer_library_update_some (self, 1);
}

static void
peer_library_read_cb (GPtrArray *files, gpointer user_data)
{
  PeerLibrary *self = user_data;
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);
  g_autoptr (PeerLibrary) alive = g_object_ref (self);

  for (guint i = 0; i < files->len; i++)
    peer_library_files_take_read (self->files, g_ptr_array_index (files, i), touched);
  self->is_cache_dirty = TRUE;
  peer_library_update (self, touched);
  peer_library_update_loading (self);
}

static void
peer_library_looked_cb (PeerLibraryLook *look, gpointer user_data)
{
  PeerLibrary *self = user_data;
  g_autoptr (PeerLibrary) alive = g_object_ref (self);
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GPtrArray) to_read = g_ptr_array_new ();
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);
  g_autofree char *error_text = peer_library_look_describe (look);

  if (look->cached != NULL)
    peer_library_files_take_cached (self->files, g_steal_pointer (&look->cached));
  if (peer_library_files_take_scan (self->files, look->entries != NULL ? look->entries : nothing, look->is_first, to_read,
                                    touched))
    peer_library_look_soon (self);
  for (guint i = 0; i < to_read->len; i++)
    peer_reader_push (self->reader, g_ptr_array_index (to_read, i));
  self->is_first_look_over = TRUE;
  peer_library_set_error_text (self, error_text);
  peer_library_update (self, touched);
  peer_library_update_loading (self);
}

/* Another program has changed what the user keeps: any document may be meant. */
static void
peer_library_kept_changed_cb (gpointer kept, gpointer user_data)
{
  PeerLibrary *self = user_data;
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->documents->len; i++)
    g_hash_table_add (touched, GUINT_TO_POINTER (peer_document_get_number (g_ptr_array_index (self->documents, i))));
  peer_library_update (self, touched);
}

static void
peer_library_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  PeerLibrary *self = PEER_LIBRARY (object);

  switch (property_id)
    {
    case PROP_FOLDER:
      g_value_set_object (value, self->folder);
      break;
    case PROP_IS_LOADING:
      g_value_set_boolean (value, self->is_loading);
      break;
    case PROP_N_DOCUMENTS:
      g_value_set_uint (value, self->documents->len);
      break;
    case PROP_TOTAL_SIZE:
      g_value_set_uint64 (value, self->total_size_bytes);
      break;
    case PROP_ERROR_TEXT:
      g_value_set_string (value, self->error_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
peer_library_save_cache (PeerLibrary *self)
{
  g_autoptr (GHashTable) read = NULL;

  if (!self->is_cache_dirty || !self->is_first_look_over)
    return;
  read = peer_library_files_dup_read (self->files);
  peer_library_cache_save (self->cache_path, read, NULL); /* it may be lost */
}

static void
peer_library_dispose (GObject *object)
{
  PeerLibrary *self = PEER_LIBRARY (object);

  g_clear_pointer (&self->watch, peer_library_watch_free);
  g_clear_handle_id (&self->pending_id, g_source_remove);
  g_clear_pointer (&self->reader, peer_reader_free);
  g_clear_pointer (&self->kept, peer_library_kept_free);
  if (self->files != NULL)
    peer_library_save_cache (self);
  g_clear_pointer (&self->files, peer_library_files_free);

  G_OBJECT_CLASS (peer_library_parent_class)->dispose (object);
}

static void
peer_library_finalize (GObject *object)
{
  PeerLibrary *self = PEER_LIBRARY (object);

  g_clear_object (&self->folder);
  g_clear_pointer (&self->cache_path, g_free);
  g_clear_pointer (&self->by_number, g_hash_table_unref);
  g_clear_pointer (&self->pending, g_array_unref);
  g_clear_pointer (&self->documents, g_ptr_array_unref);
  g_clear_pointer (&self->error_text, g_free);

  G_OBJECT_CLASS (peer_library_parent_class)->finalize (object);
}

static void
peer_library_class_init (PeerLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const char *const names[N_SIGNALS] = { "document-added", "document-removed", "document-changed" };

  object_class->get_property = peer_library_get_property;
  object_class->dispose = peer_library_dispose;
  object_class->finalize = peer_library_finalize;

  properties[PROP_FOLDER] = g_param_spec_object ("folder", NULL, NULL, G_TYPE_FILE, flags);
  properties[PROP_IS_LOADING] = g_param_spec_boolean ("is-loading", NULL, NULL, FALSE, flags);
  properties[PROP_N_DOCUMENTS] = g_param_spec_uint ("n-documents", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TOTAL_SIZE] = g_param_spec_uint64 ("total-size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_ERROR_TEXT] = g_param_spec_string ("error-text", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], PEER_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               PEER_TYPE_DOCUMENT);
}

static void
peer_library_init (PeerLibrary *self)
{
  self->documents = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_number = g_hash_table_new (NULL, NULL);
  self->pending = g_array_new (FALSE, FALSE, sizeof (guint));
  self->files = peer_library_files_new ();
  self->error_text = g_strdup ("");
  self->is_loading = TRUE;
}

/* Each folder has its own memory: what is not shared from one may well be shared from another. */
static char *
peer_library_build_state_path (GFile *folder, GFile *state_folder, const char *suffix)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, g_file_peek_path (folder), -1);
  g_autofree char *name = g_strdup_printf ("library-%.16s.%s", digest, suffix);

  return g_build_filename (g_file_peek_path (state_folder), name, NULL);
}

PeerLibrary *
peer_library_new (GFile *folder, GFile *state_folder)
{
  PeerLibrary *self = g_object_new (PEER_TYPE_LIBRARY, NULL);
  g_autofree char *kept_path = peer_library_build_state_path (folder, state_folder, "ini");

  self->folder = g_object_ref (folder);
  self->cache_path = peer_library_build_state_path (folder, state_folder, "cache");
  g_mkdir_with_parents (g_file_peek_path (folder), 0755);
  g_mkdir_with_parents (g_file_peek_path (state_folder), 0700);
  self->kept = peer_library_kept_new (kept_path, peer_library_kept_changed_cb, self);
  self->reader = peer_reader_new (g_file_peek_path (folder), peer_library_read_cb, self);
  self->watch = peer_library_watch_new (folder, self->cache_path, peer_library_looked_cb, self);
  return self;
}

void
peer_library_look_soon (PeerLibrary *self)
{
  if (self->watch != NULL)
    peer_library_watch_look_soon (self->watch);
}

PeerDocument *
peer_library_find (PeerLibrary *self, guint number)
{
  return g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number));
}

void
peer_library_take_copies (PeerLibrary *self, GPtrArray *copies)
{
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);

  peer_library_watch_adopt (self->watch);
  self->is_cache_dirty = TRUE;
  for (guint i = 0; i < copies->len; i++)
    {
      const PeerLibraryCopy *copy = g_ptr_array_index (copies, i);

      if (copy->file != NULL)
        peer_library_files_take_read (self->files, copy->file, touched);
    }
  peer_library_update (self, touched);
}

void
peer_library_keep (PeerLibrary *self, guint number, const char *title)
{
  peer_library_kept_set_title (self->kept, number, title);
  peer_library_kept_set_is_shared (self->kept, number, TRUE);
  peer_library_update_one (self, number);
}

void
peer_library_set_shared (PeerLibrary *self, PeerDocument *document, gboolean is_shared)
{
  peer_library_kept_set_is_shared (self->kept, peer_document_get_number (document), !!is_shared);
  peer_library_update_one (self, peer_document_get_number (document));
}

gboolean
peer_library_set_title (PeerLibrary *self, PeerDocument *document, const char *title, GError **error)
{
  const gsize length = strlen (title);
  g_autofree char *stripped = g_strstrip (g_strdup (title));

  if (*stripped == '\0' || length > WIRE_TITLE_MAX_BYTES || !wire_text_is_clean (title, length))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("A title has 1 to %u bytes, and no line breaks or control characters."), WIRE_TITLE_MAX_BYTES);
      return FALSE;
    }
  peer_library_kept_set_title (self->kept, peer_document_get_number (document), stripped);
  peer_library_update_one (self, peer_document_get_number (document));
  return TRUE;
}

/* Opens what was hashed, or nothing: a file that is another by now is looked at again before it is offered. */
static int
peer_library_open_text (PeerLibrary *self, const PeerTextFile *text, GError **error)
{
  const int folder = peer_beneath_open_folder (g_file_peek_path (self->folder), error);
  PeerFileIdentity identity;
  int descriptor;

  if (folder < 0)
    return -1;
  descriptor = peer_beneath_open (folder, text->name, &identity, error);
  g_close (folder, NULL);
  if (descriptor >= 0 && peer_file_identity_equal (&identity, &text->identity))
    return descriptor;
  peer_library_look_soon (self);
  if (descriptor < 0)
    return -1;
  g_close (descriptor, NULL);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, _("it has changed and is being read"));
  return -1;
}

int
peer_library_open (PeerLibrary *self, guint number, PeerDocument **document, GError **error)
{
  PeerDocument *held = peer_library_find (self, number);
  g_autofree char *note = NULL;
  gboolean is_stale = FALSE;
  const PeerTextFile *text = held != NULL ? peer_library_files_choose (self->files, number, &is_stale, &note) : NULL;
  int descriptor;

  if (text == NULL || !peer_document_get_is_shared (held))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("RFC %u is not shared here."), number);
      return -1;
    }
  descriptor = peer_library_open_text (self, text, error);
  if (descriptor < 0)
    g_prefix_error (error, _("RFC %u cannot be opened: "), number);
  else if (document != NULL)
    *document = held;
  return descriptor;
}

GFile *
peer_library_get_folder (PeerLibrary *self)
{
  return self->folder;
}

gboolean
peer_library_get_is_loading (PeerLibrary *self)
{
  return self->is_loading;
}

char **
peer_library_dup_ignored (PeerLibrary *self)
{
  return peer_library_files_dup_ignored (self->files);
}

gboolean
peer_library_flush (PeerLibrary *self, GError **error)
{
  return peer_library_kept_flush (self->kept, error);
}
