/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-peer.h"

#include "peer-candidate-private.h"
#include "peer-document-private.h"
#include "peer-download-private.h"
#include "peer-entry-private.h"
#include "peer-folder-private.h"
#include "peer-holder-private.h"
#include "peer-text-file.h"
#include "peer-upload-private.h"
#include "wire-status.h"

#include <string.h>

#define MAX_PROPERTIES 24

/* One struct for all: the values of its properties in the order of their ids, and rows for those that are lists. */
typedef struct
{
  GObject parent_instance;
  GValue values[MAX_PROPERTIES];
  GListStore *rows;
} Fake;

static GString *calls = NULL;

G_GNUC_PRINTF (1, 2)
static void
fake_called (const char *format, ...)
{
  va_list arguments;

  if (calls == NULL)
    calls = g_string_new (NULL);
  va_start (arguments, format);
  g_string_append_vprintf (calls, format, arguments);
  va_end (arguments);
  g_string_append_c (calls, '\n');
}

const char *
fake_engine_get_calls (void)
{
  return calls != NULL ? calls->str : "";
}

void
fake_engine_clear_calls (void)
{
  if (calls != NULL)
    g_string_truncate (calls, 0);
}

static const GValue *
fake_value (gpointer object, const char *name)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (object), name);

  g_assert_nonnull (pspec);
  return &((Fake *) object)->values[pspec->param_id];
}

static void
fake_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_copy (&((Fake *) object)->values[id], value);
}

static void
fake_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  g_value_copy (value, &((Fake *) object)->values[id]);
}

static void
fake_finalize (GObject *object)
{
  Fake *self = (Fake *) object;
  GType parent = g_type_parent (G_OBJECT_TYPE (object));

  for (guint i = 1; i < MAX_PROPERTIES; i++)
    if (G_IS_VALUE (&self->values[i]))
      g_value_unset (&self->values[i]);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (g_type_class_peek (parent))->finalize (object);
}

static void
fake_class_init (gpointer class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = fake_get_property;
  object_class->set_property = fake_set_property;
  object_class->finalize = fake_finalize;
}

static void
fake_init (gpointer object)
{
  guint n_properties;
  g_autofree GParamSpec **properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n_properties);

  for (guint i = 0; i < n_properties; i++)
    {
      GValue *value = &((Fake *) object)->values[properties[i]->param_id];

      g_value_init (value, properties[i]->value_type);
      g_param_value_set_default (properties[i], value);
    }
}

static GType
fake_get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (G_LIST_MODEL (((Fake *) model)->rows));
}

static guint
fake_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (((Fake *) model)->rows));
}

static gpointer
fake_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (((Fake *) model)->rows), position);
}

static void
fake_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = fake_get_item_type;
  iface->get_n_items = fake_get_n_items;
  iface->get_item = fake_get_item;
}

static void
fake_init_rows (gpointer object, GType item_type)
{
  Fake *self = object;

  fake_init (object);
  self->rows = g_list_store_new (item_type);
  g_signal_connect_swapped (self->rows, "items-changed", G_CALLBACK (g_list_model_items_changed), self);
}

#define FLAGS (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS)
#define ADD(pspec) g_object_class_install_property (G_OBJECT_CLASS (class), ++id, (pspec))
#define STRING(name) ADD (g_param_spec_string (name, NULL, NULL, "", FLAGS))
#define UINT(name) ADD (g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, FLAGS))
#define UINT64(name) ADD (g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, 0, FLAGS))
#define INT64(name) ADD (g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0, FLAGS))
#define BOOLEAN(name, value) ADD (g_param_spec_boolean (name, NULL, NULL, value, FLAGS))
#define ENUM(name, type) ADD (g_param_spec_enum (name, NULL, NULL, type, 0, FLAGS))
#define OBJECT(name, type) ADD (g_param_spec_object (name, NULL, NULL, type, FLAGS))

#define FAKE_ENUM(Name, name, ...)                                                                                     \
  GType name##_get_type (void)                                                                                         \
  {                                                                                                                    \
    static GType type = 0;                                                                                             \
    static const GEnumValue values[] = { __VA_ARGS__, { 0, NULL, NULL } };                                             \
    if (type == 0)                                                                                                     \
      type = g_enum_register_static (#Name, values);                                                                   \
    return type;                                                                                                       \
  }
#define VALUE(value, nick) { value, #value, nick }

#define FAKE_TYPE(Name, name, ...)                                                                                     \
  struct _##Name                                                                                                       \
  {                                                                                                                    \
    Fake fake;                                                                                                         \
  };                                                                                                                   \
  G_DEFINE_FINAL_TYPE (Name, name, G_TYPE_OBJECT)                                                                      \
  static void name##_init (Name *self) { fake_init (self); }                                                           \
  static void name##_class_init (Name##Class *class)                                                                   \
  {                                                                                                                    \
    guint id = 0;                                                                                                      \
    fake_class_init (class);                                                                                           \
    __VA_ARGS__;                                                                                                       \
  }

#define FAKE_LIST(Name, name, ITEM_TYPE, ...)                                                                          \
  struct _##Name                                                                                                       \
  {                                                                                                                    \
    Fake fake;                                                                                                         \
  };                                                                                                                   \
  G_DEFINE_FINAL_TYPE_WITH_CODE (Name, name, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, fake_list_model_init)) \
  static void name##_init (Name *self) { fake_init_rows (self, ITEM_TYPE); }                                           \
  static void name##_class_init (Name##Class *class)                                                                   \
  {                                                                                                                    \
    guint id = 0;                                                                                                      \
    fake_class_init (class);                                                                                           \
    __VA_ARGS__;                                                                                                       \
  }

FAKE_ENUM (PeerConnectionState,
           peer_connection_state,
           VALUE (PEER_CONNECTION_DISCONNECTED, "disconnected"),
           VALUE (PEER_CONNECTION_OFFLINE, "offline"),
           VALUE (PEER_CONNECTION_CONNECTING, "connecting"),
           VALUE (PEER_CONNECTION_CONNECTED, "connected"))

FAKE_TYPE (PeerIndexClient,
           peer_index_client,
           STRING ("server");
           ENUM ("state", PEER_TYPE_CONNECTION_STATE);
           STRING ("state-text");
           UINT ("retry-seconds");
           INT64 ("connected-since");
           STRING ("my-address"))
FAKE_LIST (PeerCatalogue, peer_catalogue, PEER_TYPE_ENTRY, BOOLEAN ("is-loading", FALSE); INT64 ("updated-at"); STRING ("error-text"))
FAKE_LIST (PeerLibrary,
           peer_library,
           PEER_TYPE_DOCUMENT,
           OBJECT ("folder", G_TYPE_FILE);
           BOOLEAN ("is-loading", FALSE);
           UINT ("n-documents");
           UINT64 ("total-size");
           STRING ("error-text"))
FAKE_LIST (PeerDownloads,
           peer_downloads,
           PEER_TYPE_DOWNLOAD,
           UINT ("n-active");
           ADD (g_param_spec_uint ("max-parallel", NULL, NULL, 1, 16, 3, FLAGS));
           UINT ("n-failed");
           BOOLEAN ("is-paused", FALSE);
           STRING ("trouble-text");
           STRING ("notice-text"))
FAKE_LIST (PeerUploadService,
           peer_upload_service,
           PEER_TYPE_UPLOAD,
           UINT ("port");
           UINT ("n-active");
           STRING ("error-text");
           ADD (g_param_spec_uint ("max-uploads", NULL, NULL, 1, 32, 32, FLAGS)))

#define GET_STRING(type, Type, property, name)                                                                         \
  const char *type##_get_##name (Type *self) { return g_value_get_string (fake_value (self, property)); }
#define GET_BOOLEAN(type, Type, property, name)                                                                        \
  gboolean type##_get_##name (Type *self) { return g_value_get_boolean (fake_value (self, property)); }
#define GET_ENUM(type, Type, property, name, Result)                                                                   \
  Result type##_get_##name (Type *self) { return (Result) g_value_get_enum (fake_value (self, property)); }
#define GET_OBJECT(type, Type, property, name, Result)                                                                 \
  Result *type##_get_##name (Type *self) { return g_value_get_object (fake_value (self, property)); }

GET_STRING (peer_index_client, PeerIndexClient, "server", server)
GET_ENUM (peer_index_client, PeerIndexClient, "state", state, PeerConnectionState)
GET_STRING (peer_index_client, PeerIndexClient, "state-text", state_text)

GET_BOOLEAN (peer_downloads, PeerDownloads, "is-paused", is_paused)
GET_STRING (peer_downloads, PeerDownloads, "trouble-text", trouble_text)

GET_OBJECT (peer_library, PeerLibrary, "folder", folder, GFile)
GET_BOOLEAN (peer_library, PeerLibrary, "is-loading", is_loading)

guint16
peer_upload_service_get_port (PeerUploadService *self)
{
  return (guint16) g_value_get_uint (fake_value (self, "port"));
}

/* Read and judged by the real ones; what is read here is a text, not a file. */
PeerCandidate *
fake_candidate_new (PeerLibrary *library, const char *name, const char *contents)
{
  g_autoptr (GFile) file = g_file_new_build_filename ("/tmp", name, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (contents, strlen (contents));
  g_autoptr (PeerTextFile) text = peer_text_file_new_for_bytes (name, bytes);
  PeerCandidate *candidate = peer_candidate_new (file);

  text->identity.size_bytes = strlen (contents);
  peer_candidate_take_text (candidate, library, text);
  return candidate;
}

char *
fake_document_text (guint number, const char *title)
{
  if (number == 0)
    return g_strdup_printf ("\n\n\n          %s\n\nStatus of This Memo\n\n   This is a sample.\n", title);
  return g_strdup_printf ("\n\n\nNetwork Working Group                                          A. Author\n"
                          "Request for Comments: %-25u                       P2P-CI\n"
                          "Category: Sample                                            January 2006\n"
                          "\n\n          %s\n\nStatus of This Memo\n\n"
                          "   This is a sample document.  It is not an RFC.\n",
                          number,
                          title);
}

/* The library. */
PeerDocument *
peer_library_find (PeerLibrary *self, guint number)
{
  GListModel *rows = G_LIST_MODEL (((Fake *) self)->rows);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (rows, i);

      if (peer_document_get_number (document) == number)
        return document;
    }
  return NULL;
}

static PeerCandidate *
fake_library_inspect (PeerLibrary *self, GFile *file)
{
  g_autoptr (PeerTextFile) text = peer_text_file_read_path (g_file_peek_path (file));
  PeerCandidate *candidate = peer_candidate_new (file);

  peer_candidate_take_text (candidate, self, text);
  return candidate;
}

void
peer_library_inspect_async (PeerLibrary *self,
                            GListModel *files,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GListStore *candidates = g_list_store_new (PEER_TYPE_CANDIDATE);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      g_autoptr (PeerCandidate) candidate = fake_library_inspect (self, file);

      g_list_store_append (candidates, candidate);
    }
  g_task_return_pointer (task, candidates, g_object_unref);
}

GListModel *
peer_library_inspect_finish (PeerLibrary *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_library_count (PeerLibrary *self)
{
  GListModel *rows = G_LIST_MODEL (((Fake *) self)->rows);
  guint64 total = 0;

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (rows, i);

      total += peer_document_get_size (document);
    }
  g_object_set (self, "n-documents", g_list_model_get_n_items (rows), "total-size", total, NULL);
}

static PeerDocument *
fake_library_add (PeerLibrary *self, guint number, const char *title, const char *date, guint64 size, const WireDigest *digest)
{
  g_autofree char *name = g_strdup_printf ("rfc%u.txt", number);
  g_autoptr (GFile) file = g_file_get_child (peer_library_get_folder (self), name);
  g_autoptr (PeerDocument) document = peer_document_new (number, file);

  peer_document_set_title (document, title);
  peer_document_set_date (document, date);
  peer_document_set_content (document, size, digest);
  peer_document_set_state (document, PEER_DOCUMENT_SHARED, NULL);
  g_list_store_append (((Fake *) self)->rows, document);
  fake_library_count (self);
  return document;
}

void
peer_library_add_async (PeerLibrary *self,
                        GListModel *candidates,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GListStore *documents = g_list_store_new (PEER_TYPE_DOCUMENT);

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++)
    {
      g_autoptr (PeerCandidate) candidate = g_list_model_get_item (candidates, i);

      if (!peer_candidate_get_is_chosen (candidate) || !peer_candidate_get_can_add (candidate))
        continue;
      fake_called ("add %u %s", peer_candidate_get_number (candidate), peer_candidate_get_title (candidate));
      g_list_store_append (
          documents,
          fake_library_add (self,
                            peer_candidate_get_number (candidate),
                            peer_candidate_get_title (candidate),
                            "",
                            4321,
                            &peer_candidate_get_text (candidate)->digest));
    }
  g_task_return_pointer (task, documents, g_object_unref);
}

GListModel *
peer_library_add_finish (PeerLibrary *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
peer_library_set_shared (PeerLibrary *self, PeerDocument *document, gboolean is_shared)
{
  fake_called ("share %u %d", peer_document_get_number (document), is_shared);
  peer_document_set_is_shared (document, is_shared);
  peer_document_set_state (document, is_shared ? PEER_DOCUMENT_SHARED : PEER_DOCUMENT_HELD, NULL);
}

gboolean
peer_library_set_title (PeerLibrary *self, PeerDocument *document, const char *title, GError **error)
{
  if (title[0] == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "A title is needed.");
      return FALSE;
    }
  fake_called ("title %u %s", peer_document_get_number (document), title);
  peer_document_set_title (document, title);
  return TRUE;
}

void
peer_library_trash_async (PeerLibrary *self,
                          PeerDocument *document,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  guint position;

  fake_called ("trash %u", peer_document_get_number (document));
  if (g_list_store_find (((Fake *) self)->rows, document, &position))
    g_list_store_remove (((Fake *) self)->rows, position);
  fake_library_count (self);
  g_task_return_boolean (task, TRUE);
}

gboolean
peer_library_trash_finish (PeerLibrary *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Downloads and uploads. */
PeerDownload *
peer_downloads_find (PeerDownloads *self, guint number)
{
  GListModel *rows = G_LIST_MODEL (((Fake *) self)->rows);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (PeerDownload) download = g_list_model_get_item (rows, i);

      if (peer_download_get_number (download) == number)
        return download;
    }
  return NULL;
}

static void
fake_download_cancel (PeerDownload *download, gpointer runner)
{
  fake_called ("cancel %u", peer_download_get_number (download));
}

static void
fake_download_retry (PeerDownload *download, gpointer runner)
{
  fake_called ("retry %u", peer_download_get_number (download));
}

static PeerDownload *
fake_download_new (guint number, const char *title)
{
  static const PeerDownloadRunner runner = { fake_download_cancel, fake_download_retry };
  PeerDownload *download = peer_download_new (number, title);

  peer_download_set_runner (download, &runner, NULL);
  return download;
}

PeerDownload *
peer_downloads_start (PeerDownloads *self, guint number, const char *title)
{
  g_autoptr (PeerDownload) download = fake_download_new (number, title);

  fake_called ("start %u", number);
  g_list_store_insert (((Fake *) self)->rows, 0, download);
  return download;
}

PeerDownload *
peer_downloads_start_from (PeerDownloads *self, guint number, const char *title, PeerHolder *holder)
{
  fake_called ("from %s", peer_holder_get_name (holder));
  return peer_downloads_start (self, number, title);
}

void
peer_downloads_pause (PeerDownloads *self)
{
  fake_called ("pause");
  g_object_set (self, "is-paused", TRUE, NULL);
}

void
peer_downloads_resume (PeerDownloads *self)
{
  fake_called ("resume");
  g_object_set (self, "is-paused", FALSE, "trouble-text", "", NULL);
}

void
peer_downloads_clear_ended (PeerDownloads *self)
{
  fake_called ("clear downloads");
}

void
peer_downloads_retry_failed (PeerDownloads *self)
{
  fake_called ("retry failed");
}

gboolean
peer_upload_service_listen (PeerUploadService *self, guint16 port, GError **error)
{
  fake_called ("listen %u", port);
  g_object_set (self, "port", port == 0 ? 41233u : port, NULL);
  return TRUE;
}

void
peer_upload_service_clear_ended (PeerUploadService *self)
{
  fake_called ("clear uploads");
}

/* The index. */
PeerEntry *
peer_catalogue_find (PeerCatalogue *self, guint number)
{
  GListModel *rows = G_LIST_MODEL (((Fake *) self)->rows);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (PeerEntry) entry = g_list_model_get_item (rows, i);

      if (peer_entry_get_number (entry) == number)
        return entry;
    }
  return NULL;
}

void
peer_catalogue_refresh (PeerCatalogue *self)
{
  fake_called ("refresh");
}

void
peer_index_client_set_server (PeerIndexClient *self, const char *server)
{
  fake_called ("server %s", server);
  g_object_set (self, "server", server, NULL);
}

void
peer_index_client_set_upload_port (PeerIndexClient *self, guint16 port)
{
  fake_called ("upload-port %u", port);
}

void
peer_index_client_connect (PeerIndexClient *self)
{
  fake_called ("connect");
}

void
peer_index_client_disconnect (PeerIndexClient *self)
{
  fake_called ("disconnect");
}

/* Nobody holds 4711; everything else is held by three, one of them this computer. */
void
peer_index_client_lookup_async (PeerIndexClient *self,
                                guint number,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  static const struct
  {
    const char *name, *address;
    guint port;
    gboolean is_me;
  } holders[] = {
    { "juno.example.org", "192.0.2.17", 41233, FALSE },
    { "mira", "192.0.2.41", 50022, FALSE },
    { "thishost", "192.0.2.5", 38011, TRUE },
  };
  GListStore *store;

  fake_called ("lookup %u", number);
  if (number == 4711)
    {
      g_task_return_new_error (task, WIRE_ERROR, WIRE_ERROR_NOT_FOUND, "No peer has RFC %u.", number);
      return;
    }
  store = g_list_store_new (PEER_TYPE_HOLDER);
  for (guint i = 0; i < G_N_ELEMENTS (holders); i++)
    {
      WireRecord record = {
        .number = number,
        .title = wire_slice_from_string ("A Title That the Index Knows"),
        .address = wire_slice_from_string (holders[i].address),
        .port = (guint16) holders[i].port,
        .name = wire_slice_from_string (holders[i].name),
      };
      g_autoptr (PeerHolder) holder = peer_holder_new (&record, holders[i].is_me);

      g_list_store_append (store, holder);
    }
  g_task_return_pointer (task, store, g_object_unref);
}

GListModel *
peer_index_client_lookup_finish (PeerIndexClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The engine. */
struct _PeerEngine
{
  GObject parent_instance;
  PeerLibrary *library;
  PeerIndexClient *client;
  PeerCatalogue *catalogue;
  PeerDownloads *downloads;
  PeerUploadService *uploads;
  GListStore *folders;
};

G_DEFINE_FINAL_TYPE (PeerEngine, peer_engine, G_TYPE_OBJECT)

static void
peer_engine_finalize (GObject *object)
{
  PeerEngine *self = PEER_ENGINE (object);

  g_object_unref (self->library);
  g_object_unref (self->client);
  g_object_unref (self->catalogue);
  g_object_unref (self->downloads);
  g_object_unref (self->uploads);
  g_object_unref (self->folders);
  G_OBJECT_CLASS (peer_engine_parent_class)->finalize (object);
}

static void
peer_engine_class_init (PeerEngineClass *class)
{
  G_OBJECT_CLASS (class)->finalize = peer_engine_finalize;
}

static void
peer_engine_init (PeerEngine *self)
{
  g_autoptr (GFile) folder = peer_engine_get_default_folder ();

  self->library = g_object_new (PEER_TYPE_LIBRARY, "folder", folder, NULL);
  self->client = g_object_new (PEER_TYPE_INDEX_CLIENT, NULL);
  self->catalogue = g_object_new (PEER_TYPE_CATALOGUE, NULL);
  self->downloads = g_object_new (PEER_TYPE_DOWNLOADS, NULL);
  self->uploads = g_object_new (PEER_TYPE_UPLOAD_SERVICE, "port", 41233, NULL);
  self->folders = g_list_store_new (PEER_TYPE_FOLDER);
}

GListModel *
peer_engine_get_folders (PeerEngine *self)
{
  return G_LIST_MODEL (self->folders);
}

gboolean
peer_engine_add_folder (PeerEngine *self, GFile *file, GError **error)
{
  static const PeerFolderHandler handler = { NULL, NULL };
  g_autoptr (GFile) state_folder = g_file_new_build_filename (g_get_user_data_dir (), "p2p-ci", NULL);
  g_autoptr (PeerFolder) folder = peer_folder_new (file, state_folder, FALSE, &handler, G_OBJECT (self)); /* never started */

  g_list_store_append (self->folders, folder);
  return TRUE;
}

void
peer_engine_remove_folder (PeerEngine *self, PeerFolder *folder)
{
  guint position;

  if (g_list_store_find (self->folders, folder, &position))
    g_list_store_remove (self->folders, position);
}

/* Nobody may write to what is called "locked". */
gboolean
peer_engine_set_folder (PeerEngine *self, GFile *folder, GError **error)
{
  g_autofree char *name = g_file_get_basename (folder);

  if (g_str_equal (name, "locked"))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "Cannot write to that folder.");
      return FALSE;
    }
  g_object_set (self->library, "folder", folder, NULL);
  return TRUE;
}

char **
peer_engine_dup_watched_folders (PeerEngine *self)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->folders)); i++)
    {
      g_autoptr (PeerFolder) folder = g_list_model_get_item (G_LIST_MODEL (self->folders), i);

      if (!peer_folder_get_is_library (folder))
        g_strv_builder_add (paths, g_file_peek_path (peer_folder_get_file (folder)));
    }
  return g_strv_builder_end (paths);
}

PeerEngine *
fake_engine_new (void)
{
  return g_object_new (PEER_TYPE_ENGINE, NULL);
}

PeerEngine *
peer_engine_new (const PeerEngineOptions *options, GError **error)
{
  PeerEngine *self = fake_engine_new ();

  g_object_set (self->client, "server", options->server, NULL);
  return self;
}

void
peer_engine_start (PeerEngine *self)
{
  fake_called ("engine start");
}

void
peer_engine_stop_async (PeerEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  fake_called ("engine stop");
  g_task_return_boolean (task, TRUE);
}

gboolean
peer_engine_stop_finish (PeerEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

PeerLibrary *
peer_engine_get_library (PeerEngine *self)
{
  return self->library;
}

PeerIndexClient *
peer_engine_get_index_client (PeerEngine *self)
{
  return self->client;
}

PeerCatalogue *
peer_engine_get_catalogue (PeerEngine *self)
{
  return self->catalogue;
}

PeerDownloads *
peer_engine_get_downloads (PeerEngine *self)
{
  return self->downloads;
}

PeerUploadService *
peer_engine_get_upload_service (PeerEngine *self)
{
  return self->uploads;
}

GFile *
peer_engine_get_default_folder (void)
{
  return g_file_new_build_filename (g_get_home_dir (), "Documents", "RFC", NULL);
}

PeerEntry *
fake_engine_add_entry (PeerEngine *engine, guint number, const char *title, guint n_holders)
{
  WireCatalogueRow row
      = { .number = number, .title = wire_slice_from_string (title), .holders = n_holders, .agreeing = n_holders };
  g_autoptr (PeerEntry) entry = peer_entry_new (number);

  peer_entry_set_row (entry, &row);
  g_list_store_append (((Fake *) engine->catalogue)->rows, entry);
  return entry;
}

void
fake_engine_add_entries (PeerEngine *engine, guint first, guint n_entries)
{
  static const char *const words[] = { "Transport", "Protocol", "Security", "Extension", "Routing", "Internet", "Message",
                                       "Header",    "Names",    "Policy",   "Network",   "Format",  "Control",  "Session" };
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_entries; i++)
    {
      guint number = first + i;
      g_autofree char *title = g_strdup_printf ("%s %s for %s %s, Part %u",
                                                words[number % G_N_ELEMENTS (words)],
                                                words[number / 7 % G_N_ELEMENTS (words)],
                                                words[number / 31 % G_N_ELEMENTS (words)],
                                                words[number / 101 % G_N_ELEMENTS (words)],
                                                number);
      WireCatalogueRow row = { .number = number, .title = wire_slice_from_string (title), .holders = 1 + number % 9 };
      PeerEntry *entry = peer_entry_new (number);

      peer_entry_set_row (entry, &row);
      g_ptr_array_add (entries, entry);
    }
  g_list_store_splice (((Fake *) engine->catalogue)->rows,
                       g_list_model_get_n_items (G_LIST_MODEL (engine->catalogue)),
                       0,
                       entries->pdata,
                       entries->len);
}

void
fake_engine_remove_entry (PeerEngine *engine, PeerEntry *entry)
{
  guint position;

  g_assert_true (g_list_store_find (((Fake *) engine->catalogue)->rows, entry, &position));
  g_list_store_remove (((Fake *) engine->catalogue)->rows, position);
}

PeerDocument *
fake_engine_add_document (PeerEngine *engine, guint number, const char *title, const char *date, guint64 size)
{
  WireDigest digest = { .is_known = TRUE };
  PeerDocument *document = fake_library_add (engine->library, number, title, date, size, &digest);
  PeerEntry *entry = peer_catalogue_find (engine->catalogue, number);

  if (entry != NULL)
    peer_entry_set_document (entry, document);
  return document;
}

PeerDownload *
fake_engine_add_download (PeerEngine *engine,
                          guint number,
                          const char *title,
                          PeerDownloadState state,
                          double fraction,
                          const char *status_text)
{
  g_autoptr (PeerDownload) download = fake_download_new (number, title);
  PeerEntry *entry = peer_catalogue_find (engine->catalogue, number);

  peer_download_set_state (download, state, status_text);
  if (fraction > 0)
    {
      peer_download_set_size (download, FAKE_DOWNLOAD_BYTES);
      fake_download_progress (download, fraction);
    }
  g_list_store_append (((Fake *) engine->downloads)->rows, download);
  if (entry != NULL && state != PEER_DOWNLOAD_DONE && state != PEER_DOWNLOAD_CANCELLED)
    peer_entry_set_download (entry, download);
  return download;
}

void
fake_engine_hold (PeerEngine *engine, const char *name, guint number, const char *title)
{
  g_autofree char *text = fake_document_text (number, title);
  g_autoptr (PeerCandidate) candidate = fake_candidate_new (engine->library, name, text);
  g_autoptr (GListStore) candidates = g_list_store_new (PEER_TYPE_CANDIDATE);

  peer_candidate_set_is_chosen (candidate, TRUE);
  g_list_store_append (candidates, candidate);
  peer_library_add_async (engine->library, G_LIST_MODEL (candidates), NULL, NULL, NULL);
}

/* At 310 kB a second, from one time to another that are both long ago. */
void
fake_download_progress (PeerDownload *download, double fraction)
{
  static gint64 now_usec = G_USEC_PER_SEC;
  guint64 before = peer_transfer_get_moved (PEER_TRANSFER (download));
  guint64 after = (guint64) (fraction * FAKE_DOWNLOAD_BYTES);

  peer_download_set_received (download, before, now_usec);
  now_usec += (gint64) ((after - before) * G_USEC_PER_SEC / 310000) + G_USEC_PER_SEC;
  peer_download_set_received (download, after, now_usec);
}

PeerUpload *
fake_engine_add_upload (PeerEngine *engine,
                        guint number,
                        const char *title,
                        PeerUploadState state,
                        double fraction,
                        const char *status_text)
{
  g_autoptr (PeerUpload) upload = peer_upload_new (number, title, "192.0.2.17", 50000);

  peer_upload_set_sent (upload, (guint64) (fraction * 50000), G_USEC_PER_SEC);
  if (state != PEER_UPLOAD_SENDING)
    peer_upload_end (upload, state, status_text);
  g_list_store_append (((Fake *) engine->uploads)->rows, upload);
  return upload;
}

void
fake_engine_set_connection (PeerEngine *engine, PeerConnectionState state, const char *state_text)
{
  g_object_set (engine->client, "state", state, "state-text", state_text, NULL);
}
