/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-folder-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "peer-folder-state.h"
#include "peer-library-cache.h"
#include "peer-library-copy.h"
#include "peer-library-files.h"
#include "peer-library-watch.h"
#include "peer-reader.h"

struct _PeerFolder
{
  GObject parent_instance;

  GFile *file;
  char *path; /* as it is shown */
  char *cache_path;
  gboolean is_library;
  const PeerFolderHandler *handler;
  GObject *owner; /* whom the handler tells; it outlives this, and is not held */

  PeerLibraryKept *kept;
  PeerLibraryFiles *files;
  PeerLibraryWatch *watch;
  PeerReader *reader;

  PeerFolderState state;
  char *state_text;
  guint n_documents;
  gboolean is_first_look_over;
  gboolean is_loading;
  gboolean is_cache_dirty;
};

enum
{
  PROP_FILE = 1,
  PROP_PATH,
  PROP_IS_LIBRARY,
  PROP_STATE,
  PROP_STATE_TEXT,
  PROP_N_DOCUMENTS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PeerFolder, peer_folder, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (PeerFolderState,
                    peer_folder_state,
                    G_DEFINE_ENUM_VALUE (PEER_FOLDER_LOADING, "loading"),
                    G_DEFINE_ENUM_VALUE (PEER_FOLDER_FOLLOWED, "followed"),
                    G_DEFINE_ENUM_VALUE (PEER_FOLDER_MISSING, "missing"),
                    G_DEFINE_ENUM_VALUE (PEER_FOLDER_UNREADABLE, "unreadable"),
                    G_DEFINE_ENUM_VALUE (PEER_FOLDER_LIMITED, "limited"))

static void
peer_folder_set_state (PeerFolder *self, PeerFolderState state, char *text)
{
  g_autofree char *old_text = g_steal_pointer (&self->state_text);
  const gboolean is_other_state = self->state != state;

  self->state = state;
  self->state_text = text;
  if (is_other_state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (g_strcmp0 (old_text, text) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE_TEXT]);
}

static void
peer_folder_saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_object_unref (user_data);
}

/* When much was read, for a program that may be killed; the rest is saved at the end. */
static void
peer_folder_save_cache_soon (PeerFolder *self)
{
  if (!self->is_cache_dirty)
    return;
  self->is_cache_dirty = FALSE;
  /* The owner is not gone before that is through: the end saves too. */
  peer_library_cache_save_async (self->cache_path, peer_library_files_dup_read (self->files), peer_folder_saved_cb,
                                 g_object_ref (self->owner));
}

static void
peer_folder_tell (PeerFolder *self, GHashTable *touched)
{
  const guint n_documents = peer_library_files_get_n_numbers (self->files);

  if (self->is_loading && self->is_first_look_over && peer_library_files_get_n_reading (self->files) == 0)
    {
      self->is_loading = FALSE;
      peer_folder_save_cache_soon (self);
    }
  if (n_documents != self->n_documents)
    {
      self->n_documents = n_documents;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_DOCUMENTS]);
    }
  self->handler->changed (self, touched, self->owner);
}

static void
peer_folder_read_cb (GPtrArray *files, gpointer user_data)
{
  PeerFolder *self = user_data;
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);
  g_autoptr (PeerFolder) alive = g_object_ref (self);

  for (guint i = 0; i < files->len; i++)
    peer_library_files_take_read (self->files, g_ptr_array_index (files, i), touched);
  self->is_cache_dirty = TRUE;
  peer_folder_tell (self, touched);
}

static void
peer_folder_take_entries (PeerFolder *self, PeerLibraryLook *look, GHashTable *touched)
{
  g_autoptr (GPtrArray) to_read = g_ptr_array_new ();

  if (peer_library_files_take_scan (self->files, look->scan->entries, look->is_first, to_read, touched))
    peer_library_watch_look_soon (self->watch);
  for (guint i = 0; i < to_read->len; i++)
    peer_reader_push (self->reader, g_ptr_array_index (to_read, i));
}

static void
peer_folder_looked_cb (PeerLibraryLook *look, gpointer user_data)
{
  PeerFolder *self = user_data;
  g_autoptr (PeerFolder) alive = g_object_ref (self);
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);
  char *state_text = NULL;
  const PeerFolderState state = peer_folder_state_find (look, self->path, &state_text);

  if (look->cached != NULL)
    peer_library_files_take_cached (self->files, g_steal_pointer (&look->cached));
  if (look->scan != NULL)
    peer_folder_take_entries (self, look, touched);
  else
    peer_library_files_forget (self->files, touched);
  self->is_first_look_over = TRUE;
  peer_folder_set_state (self, state, state_text);
  peer_folder_tell (self, touched);
}

static void
peer_folder_said_cb (gpointer kept, gpointer user_data)
{
  PeerFolder *self = user_data;

  self->handler->said (self, self->owner);
}

static void
peer_folder_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  PeerFolder *self = PEER_FOLDER (object);

  switch (property_id)
    {
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_IS_LIBRARY:
      g_value_set_boolean (value, self->is_library);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_STATE_TEXT:
      g_value_set_string (value, self->state_text);
      break;
    case PROP_N_DOCUMENTS:
      g_value_set_uint (value, self->n_documents);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
peer_folder_dispose (GObject *object)
{
  peer_folder_stop (PEER_FOLDER (object));
  G_OBJECT_CLASS (peer_folder_parent_class)->dispose (object);
}

static void
peer_folder_finalize (GObject *object)
{
  PeerFolder *self = PEER_FOLDER (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->files, peer_library_files_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->cache_path, g_free);
  g_clear_pointer (&self->state_text, g_free);
  G_OBJECT_CLASS (peer_folder_parent_class)->finalize (object);
}

static void
peer_folder_class_init (PeerFolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = peer_folder_get_property;
  object_class->dispose = peer_folder_dispose;
  object_class->finalize = peer_folder_finalize;

  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, "", flags);
  properties[PROP_IS_LIBRARY] = g_param_spec_boolean ("is-library", NULL, NULL, FALSE, flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, PEER_TYPE_FOLDER_STATE, PEER_FOLDER_LOADING, flags);
  properties[PROP_STATE_TEXT] = g_param_spec_string ("state-text", NULL, NULL, "", flags);
  properties[PROP_N_DOCUMENTS] = g_param_spec_uint ("n-documents", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
peer_folder_init (PeerFolder *self)
{
  self->files = peer_library_files_new ();
  self->state_text = g_strdup ("");
  self->is_loading = TRUE;
}

/* Each folder has its own memory: what is not shared from one may well be shared from another. */
static char *
peer_folder_build_state_path (GFile *folder, GFile *state_folder, const char *suffix)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, g_file_peek_path (folder), -1);
  g_autofree char *name = g_strdup_printf ("library-%.16s.%s", digest, suffix);

  return g_build_filename (g_file_peek_path (state_folder), name, NULL);
}

PeerFolder *
peer_folder_new (
    GFile *file, GFile *state_folder, gboolean is_library, const PeerFolderHandler *handler, GObject *owner)
{
  PeerFolder *self = g_object_new (PEER_TYPE_FOLDER, NULL);
  const char *path = g_file_peek_path (file);
  g_autofree char *kept_path = peer_folder_build_state_path (file, state_folder, "ini");

  self->file = g_object_ref (file);
  self->path = g_filename_display_name (path);
  self->cache_path = peer_folder_build_state_path (file, state_folder, "cache");
  self->is_library = is_library;
  self->handler = handler;
  self->owner = owner;
  self->kept = peer_library_kept_new (kept_path, peer_folder_said_cb, self);
  self->reader = peer_reader_new (path, peer_folder_read_cb, self);
  self->watch = peer_library_watch_new (path, self->cache_path, is_library, peer_folder_looked_cb, self);
  return self;
}

void
peer_folder_start (PeerFolder *self)
{
  peer_library_watch_start (self->watch);
}

void
peer_folder_stop (PeerFolder *self)
{
  g_autoptr (GHashTable) read = NULL;
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);

  if (self->watch == NULL)
    return;
  g_clear_pointer (&self->watch, peer_library_watch_free);
  g_clear_pointer (&self->reader, peer_reader_free);
  g_clear_pointer (&self->kept, peer_library_kept_free);
  /* Of a folder that is not there, what was read last stays. */
  if (self->is_cache_dirty && self->is_first_look_over && self->state != PEER_FOLDER_MISSING)
    {
      read = peer_library_files_dup_read (self->files);
      peer_library_cache_save (self->cache_path, read, NULL); /* it may be lost */
    }
  peer_library_files_forget (self->files, touched);
}

void
peer_folder_exclude (PeerFolder *self, const char *const *paths)
{
  peer_library_watch_exclude (self->watch, paths);
}

void
peer_folder_look_soon (PeerFolder *self)
{
  if (self->watch != NULL)
    peer_library_watch_look_soon (self->watch);
}

const PeerTextFile *
peer_folder_choose (PeerFolder *self, guint number, gboolean *is_stale, char **note)
{
  return peer_library_files_choose (self->files, number, is_stale, note);
}

void
peer_folder_touch_all (PeerFolder *self, GHashTable *touched)
{
  peer_library_files_touch_all (self->files, touched);
}

char **
peer_folder_dup_ignored (PeerFolder *self)
{
  return peer_library_files_dup_ignored (self->files);
}

gboolean
peer_folder_is_loading (PeerFolder *self)
{
  return self->is_loading;
}

PeerLibraryKept *
peer_folder_get_kept (PeerFolder *self)
{
  return self->kept;
}

int
peer_folder_open (PeerFolder *self, const PeerTextFile *text, GError **error)
{
  const int folder = peer_beneath_open_folder (g_file_peek_path (self->file), error);
  PeerFileIdentity identity;
  int descriptor;

  if (folder < 0)
    return -1;
  descriptor = peer_beneath_open (folder, text->name, &identity, error);
  g_close (folder, NULL);
  if (descriptor >= 0 && peer_file_identity_equal (&identity, &text->identity))
    return descriptor;
  peer_folder_look_soon (self);
  if (descriptor < 0)
    return -1;
  g_close (descriptor, NULL);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, _("it has changed and is being read"));
  return -1;
}

void
peer_folder_take_copies (PeerFolder *self, GPtrArray *copies, GHashTable *touched)
{
  peer_library_watch_adopt (self->watch);
  self->is_cache_dirty = TRUE;
  for (guint i = 0; i < copies->len; i++)
    {
      const PeerLibraryCopy *copy = g_ptr_array_index (copies, i);

      if (copy->file != NULL)
        peer_library_files_take_read (self->files, copy->file, touched);
    }
}

GFile *
peer_folder_get_file (PeerFolder *self)
{
  return self->file;
}

const char *
peer_folder_get_path (PeerFolder *self)
{
  return self->path;
}

gboolean
peer_folder_get_is_library (PeerFolder *self)
{
  return self->is_library;
}

PeerFolderState
peer_folder_get_state (PeerFolder *self)
{
  return self->state;
}

const char *
peer_folder_get_state_text (PeerFolder *self)
{
  return self->state_text;
}

guint
peer_folder_get_n_documents (PeerFolder *self)
{
  return self->n_documents;
}
