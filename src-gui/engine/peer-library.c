/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library.h"

#include "peer-document-private.h"

struct _PeerLibrary
{
  GObject parent_instance;

  GFile *folder;
  GFile *state_folder;
  GPtrArray *documents; /* of PeerDocument, ordered by number */
  guint64 total_size_bytes;
  gboolean is_loading;
  char *error_text;
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
peer_library_finalize (GObject *object)
{
  PeerLibrary *self = PEER_LIBRARY (object);

  g_clear_object (&self->folder);
  g_clear_object (&self->state_folder);
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
  self->error_text = g_strdup ("");
}

PeerLibrary *
peer_library_new (GFile *folder, GFile *state_folder)
{
  PeerLibrary *self = g_object_new (PEER_TYPE_LIBRARY, NULL);

  self->folder = g_object_ref (folder);
  self->state_folder = g_object_ref (state_folder);
  return self;
}

PeerDocument *
peer_library_find (PeerLibrary *self, guint number)
{
  for (guint i = 0; i < self->documents->len; i++)
    {
      PeerDocument *document = g_ptr_array_index (self->documents, i);

      if (peer_document_get_number (document) == number)
        return document;
    }
  return NULL;
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
