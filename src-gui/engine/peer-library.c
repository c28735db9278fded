/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "peer-document-private.h"
#include "peer-library-fill.h"
#include "peer-library-folders.h"
#include "peer-library-news.h"
#include "peer-library-queue.h"
#include "wire-limits.h"

struct _PeerLibrary
{
  GObject parent_instance;

  PeerLibraryFolders *folders;
  PeerLibraryQueue *queue; /* of numbers whose document may be another now */

  GPtrArray *documents;  /* of PeerDocument, ordered by number */
  GHashTable *by_number; /* of PeerDocument, lent */
  guint64 total_size_bytes;
  char *error_text;
  gboolean is_loading;
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
  g_autofree char *own_title = NULL;
  g_autoptr (GFile) file = NULL;
  PeerFolder *folder = NULL;
  gboolean is_stale = FALSE;
  gboolean is_shared;
  const PeerTextFile *text = peer_library_folders_choose (self->folders, number, &folder, &is_stale, &note);

  if (text == NULL)
    {
      if (document == NULL)
        return;
      g_ptr_array_add (news->removed, g_object_ref (document));
      g_hash_table_remove (self->by_number, GUINT_TO_POINTER (number));
      return;
    }
  if (!is_stale)
    peer_library_folders_follow_text (self->folders, number, &text->digest);
  file = g_file_get_child (peer_folder_get_file (folder), text->name);
  own_title = peer_library_folders_dup_title (self->folders, number);
  is_shared = peer_library_folders_get_is_shared (self->folders, number);
  if (document != NULL)
    {
      if (peer_library_fill (document, file, text, own_title, is_shared, is_stale, note))
        g_ptr_array_add (news->changed, g_object_ref (document));
    }
  else if (!is_stale)
    {
      document = peer_document_new (number, file);
      peer_library_fill (document, file, text, own_title, is_shared, FALSE, note);
      g_hash_table_insert (self->by_number, GUINT_TO_POINTER (number), document);
      g_ptr_array_add (news->added, document);
    }
}

static void
peer_library_look_cb (GArray *numbers, gpointer user_data)
{
  g_autoptr (PeerLibrary) self = g_object_ref (PEER_LIBRARY (user_data));
  PeerLibraryNews news;

  peer_library_news_init (&news);
  for (guint i = 0; i < numbers->len; i++)
    peer_library_update_number (self, g_array_index (numbers, guint, i), &news);
  peer_library_tell (self, &news);
  peer_library_news_clear (&news);
}

static void
peer_library_update_loading (PeerLibrary *self)
{
  const gboolean is_loading =
      peer_library_folders_is_loading (self->folders) || !peer_library_queue_is_empty (self->queue);

  /* Once it is over, only another folder makes it begin anew. */
  if (!self->is_loading || is_loading)
    return;
  self->is_loading = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADING]);
}

static void
peer_library_idle_cb (gpointer user_data)
{
  g_autoptr (PeerLibrary) self = g_object_ref (PEER_LIBRARY (user_data));

  peer_library_update_loading (self);
}

static void
peer_library_begin_loading (PeerLibrary *self)
{
  if (self->is_loading)
    return;
  self->is_loading = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADING]);
}

static void
peer_library_folder_changed_cb (PeerFolder *folder, GHashTable *touched, GObject *owner)
{
  g_autoptr (PeerLibrary) self = g_object_ref (PEER_LIBRARY (owner));

  if (peer_folder_get_is_library (folder))
    peer_library_set_error_text (self, peer_folder_get_state_text (folder));
  peer_library_queue_push (self->queue, touched);
  peer_library_update_loading (self);
}

static void
peer_library_folder_said_cb (PeerFolder *folder, GObject *owner)
{
  PeerLibrary *self = PEER_LIBRARY (owner);
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);

  peer_library_folders_touch_all (self->folders, touched);
  peer_library_queue_push (self->queue, touched);
}

static const PeerFolderHandler peer_library_folder_handler = { peer_library_folder_changed_cb,
                                                               peer_library_folder_said_cb };

static void
peer_library_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  PeerLibrary *self = PEER_LIBRARY (object);

  switch (property_id)
    {
    case PROP_FOLDER:
      g_value_set_object (value, peer_library_get_folder (self));
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
peer_library_dispose (GObject *object)
{
  PeerLibrary *self = PEER_LIBRARY (object);

  g_clear_pointer (&self->queue, peer_library_queue_free);
  g_clear_pointer (&self->folders, peer_library_folders_free);

  G_OBJECT_CLASS (peer_library_parent_class)->dispose (object);
}

static void
peer_library_finalize (GObject *object)
{
  PeerLibrary *self = PEER_LIBRARY (object);

  g_clear_pointer (&self->by_number, g_hash_table_unref);
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
  self->queue = peer_library_queue_new (peer_library_look_cb, peer_library_idle_cb, self);
  self->error_text = g_strdup ("");
  self->is_loading = TRUE;
}

PeerLibrary *
peer_library_new (GFile *folder, GFile *state_folder)
{
  PeerLibrary *self = g_object_new (PEER_TYPE_LIBRARY, NULL);
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);

  g_mkdir_with_parents (g_file_peek_path (folder), 0755);
  g_mkdir_with_parents (g_file_peek_path (state_folder), 0700);
  self->folders = peer_library_folders_new (state_folder, &peer_library_folder_handler, G_OBJECT (self));
  peer_library_folders_set_own (self->folders, folder, touched);
  return self;
}

/* What can be told at once: the rest shows when the folder is looked at. */
static gboolean
peer_library_check_own (GFile *folder, GError **error)
{
  g_autofree char *shown = g_file_get_parse_name (folder);
  const char *path = g_file_peek_path (folder);

  if (path == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("“%s” is no folder of this computer."), shown);
      return FALSE;
    }
  if (g_mkdir_with_parents (path, 0755) == 0 && g_access (path, R_OK | W_OK | X_OK) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               _("The library cannot be in the folder “%s”: %s. It stays where it was."), shown, g_strerror (errno));
  return FALSE;
}

gboolean
peer_library_set_folder (PeerLibrary *self, GFile *folder, GError **error)
{
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);

  if (g_file_equal (folder, peer_library_get_folder (self)))
    return TRUE;
  if (!peer_library_check_own (folder, error))
    return FALSE;
  peer_library_set_error_text (self, "");
  peer_library_begin_loading (self);
  peer_library_folders_set_own (self->folders, folder, touched);
  peer_library_queue_push (self->queue, touched);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDER]);
  return TRUE;
}

gboolean
peer_library_add_folder (PeerLibrary *self, GFile *folder, GError **error)
{
  g_autofree char *shown = g_file_get_parse_name (folder);

  if (!peer_library_folders_check (self->folders, folder, error))
    return FALSE;
  if (!g_file_test (g_file_peek_path (folder), G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, _("There is no folder “%s”."), shown);
      return FALSE;
    }
  peer_library_begin_loading (self);
  peer_library_folders_add (self->folders, folder);
  return TRUE;
}

void
peer_library_restore_folder (PeerLibrary *self, GFile *folder)
{
  if (!peer_library_folders_check (self->folders, folder, NULL))
    return;
  peer_library_begin_loading (self);
  peer_library_folders_add (self->folders, folder);
}

void
peer_library_remove_folder (PeerLibrary *self, PeerFolder *folder)
{
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);

  if (peer_library_folders_remove (self->folders, folder, touched))
    peer_library_queue_push (self->queue, touched);
  peer_library_update_loading (self);
}

GListModel *
peer_library_get_folders (PeerLibrary *self)
{
  return peer_library_folders_get_model (self->folders);
}

void
peer_library_look_soon (PeerLibrary *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (peer_library_get_folders (self)); i++)
    {
      g_autoptr (PeerFolder) folder = g_list_model_get_item (peer_library_get_folders (self), i);

      peer_folder_look_soon (folder);
    }
}

PeerDocument *
peer_library_find (PeerLibrary *self, guint number)
{
  return g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number));
}

gboolean
peer_library_take_copies (PeerLibrary *self, const char *path, GPtrArray *copies)
{
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);

  if (strcmp (path, g_file_peek_path (peer_library_get_folder (self))) != 0)
    return FALSE;
  peer_folder_take_copies (peer_library_folders_get_own (self->folders), copies, touched);
  peer_library_queue_push (self->queue, touched);
  return TRUE;
}

void
peer_library_keep (PeerLibrary *self, guint number, const char *title)
{
  peer_library_folders_set_title (self->folders, number, title);
  peer_library_folders_set_is_shared (self->folders, number, TRUE);
  peer_library_queue_look_now (self->queue, number);
}

void
peer_library_set_shared (PeerLibrary *self, PeerDocument *document, gboolean is_shared)
{
  peer_library_folders_set_is_shared (self->folders, peer_document_get_number (document), !!is_shared);
  peer_library_queue_look_now (self->queue, peer_document_get_number (document));
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
  peer_library_folders_set_title (self->folders, peer_document_get_number (document), stripped);
  peer_library_queue_look_now (self->queue, peer_document_get_number (document));
  return TRUE;
}

const PeerTextFile *
peer_library_choose_shared (PeerLibrary *self, guint number, PeerFolder **folder)
{
  PeerDocument *held = peer_library_find (self, number);
  g_autofree char *note = NULL;
  gboolean is_stale = FALSE;

  if (held == NULL || !peer_document_get_is_shared (held))
    return NULL;
  return peer_library_folders_choose (self->folders, number, folder, &is_stale, &note);
}

GFile *
peer_library_get_folder (PeerLibrary *self)
{
  return peer_folder_get_file (peer_library_folders_get_own (self->folders));
}

gboolean
peer_library_get_is_loading (PeerLibrary *self)
{
  return self->is_loading;
}

char **
peer_library_dup_ignored (PeerLibrary *self)
{
  return peer_library_folders_dup_ignored (self->folders);
}

gboolean
peer_library_flush (PeerLibrary *self, GError **error)
{
  return peer_library_folders_flush (self->folders, error);
}
