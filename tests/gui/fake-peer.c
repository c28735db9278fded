/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-peer.h"

#include "peer-download-private.h"
#include "peer-upload-private.h"
#include "wire-status.h"

#include <string.h>

#define MAX_PROPERTIES 24
#define FAKE_SIZE 1000u

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
#define DOUBLE(name) ADD (g_param_spec_double (name, NULL, NULL, -1, 1, 0, FLAGS))
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

FAKE_ENUM (PeerProblem,
           peer_problem,
           VALUE (PEER_PROBLEM_NONE, "none"),
           VALUE (PEER_PROBLEM_NO_NUMBER, "no-number"),
           VALUE (PEER_PROBLEM_NO_TITLE, "no-title"),
           VALUE (PEER_PROBLEM_NUMBER_DIFFERS, "number-differs"),
           VALUE (PEER_PROBLEM_STUB, "stub"),
           VALUE (PEER_PROBLEM_ALREADY_HELD, "already-held"),
           VALUE (PEER_PROBLEM_DIFFERENT_TEXT, "different-text"),
           VALUE (PEER_PROBLEM_NOT_TEXT, "not-text"),
           VALUE (PEER_PROBLEM_TOO_LARGE, "too-large"),
           VALUE (PEER_PROBLEM_UNREADABLE, "unreadable"))
FAKE_ENUM (PeerDocumentState,
           peer_document_state,
           VALUE (PEER_DOCUMENT_READING, "reading"),
           VALUE (PEER_DOCUMENT_WAITING, "waiting"),
           VALUE (PEER_DOCUMENT_SHARED, "shared"),
           VALUE (PEER_DOCUMENT_HELD, "held"),
           VALUE (PEER_DOCUMENT_REFUSED, "refused"))
FAKE_ENUM (PeerEntryState,
           peer_entry_state,
           VALUE (PEER_ENTRY_AVAILABLE, "available"),
           VALUE (PEER_ENTRY_QUEUED, "queued"),
           VALUE (PEER_ENTRY_RUNNING, "running"),
           VALUE (PEER_ENTRY_FAILED, "failed"),
           VALUE (PEER_ENTRY_HELD, "held"))
FAKE_ENUM (PeerConnectionState,
           peer_connection_state,
           VALUE (PEER_CONNECTION_DISCONNECTED, "disconnected"),
           VALUE (PEER_CONNECTION_OFFLINE, "offline"),
           VALUE (PEER_CONNECTION_CONNECTING, "connecting"),
           VALUE (PEER_CONNECTION_CONNECTED, "connected"))

FAKE_TYPE (PeerDocument,
           peer_document,
           UINT ("number");
           STRING ("title");
           STRING ("date");
           STRING ("authors");
           UINT64 ("size");
           OBJECT ("file", G_TYPE_FILE);
           ENUM ("state", PEER_TYPE_DOCUMENT_STATE);
           STRING ("state-text");
           BOOLEAN ("is-shared", FALSE);
           UINT ("n-uploads");
           STRING ("obsoletes");
           STRING ("updates"))
FAKE_TYPE (PeerCandidate,
           peer_candidate,
           OBJECT ("file", G_TYPE_FILE);
           UINT ("number");
           STRING ("title");
           UINT64 ("size");
           ENUM ("problem", PEER_TYPE_PROBLEM);
           STRING ("problem-text");
           BOOLEAN ("is-chosen", FALSE);
           BOOLEAN ("can-add", FALSE))
FAKE_TYPE (PeerEntry,
           peer_entry,
           UINT ("number");
           STRING ("title");
           STRING ("search-key");
           UINT ("n-holders");
           UINT64 ("size");
           UINT ("n-agreeing");
           OBJECT ("document", PEER_TYPE_DOCUMENT);
           OBJECT ("download", PEER_TYPE_DOWNLOAD);
           ENUM ("state", PEER_TYPE_ENTRY_STATE))
FAKE_TYPE (PeerHolder,
           peer_holder,
           UINT ("number");
           STRING ("title");
           STRING ("address");
           UINT ("port");
           STRING ("name");
           UINT64 ("size");
           BOOLEAN ("is-me", FALSE))
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
           STRING ("trouble-text"))
FAKE_LIST (PeerUploadService, peer_upload_service, PEER_TYPE_UPLOAD, UINT ("port"); UINT ("n-active"); STRING ("error-text"))

#define GET_STRING(type, Type, property, name)                                                                         \
  const char *type##_get_##name (Type *self) { return g_value_get_string (fake_value (self, property)); }
#define GET_UINT(type, Type, property, name)                                                                           \
  guint type##_get_##name (Type *self) { return g_value_get_uint (fake_value (self, property)); }
#define GET_UINT64(type, Type, property, name)                                                                         \
  guint64 type##_get_##name (Type *self) { return g_value_get_uint64 (fake_value (self, property)); }
#define GET_BOOLEAN(type, Type, property, name)                                                                        \
  gboolean type##_get_##name (Type *self) { return g_value_get_boolean (fake_value (self, property)); }
#define GET_ENUM(type, Type, property, name, Result)                                                                   \
  Result type##_get_##name (Type *self) { return (Result) g_value_get_enum (fake_value (self, property)); }
#define GET_OBJECT(type, Type, property, name, Result)                                                                 \
  Result *type##_get_##name (Type *self) { return g_value_get_object (fake_value (self, property)); }

GET_UINT (peer_document, PeerDocument, "number", number)
GET_STRING (peer_document, PeerDocument, "title", title)
GET_STRING (peer_document, PeerDocument, "date", date)
GET_UINT64 (peer_document, PeerDocument, "size", size)
GET_OBJECT (peer_document, PeerDocument, "file", file, GFile)
GET_ENUM (peer_document, PeerDocument, "state", state, PeerDocumentState)
GET_BOOLEAN (peer_document, PeerDocument, "is-shared", is_shared)

GET_OBJECT (peer_candidate, PeerCandidate, "file", file, GFile)
GET_UINT (peer_candidate, PeerCandidate, "number", number)
GET_STRING (peer_candidate, PeerCandidate, "title", title)
GET_ENUM (peer_candidate, PeerCandidate, "problem", problem, PeerProblem)
GET_STRING (peer_candidate, PeerCandidate, "problem-text", problem_text)
GET_BOOLEAN (peer_candidate, PeerCandidate, "is-chosen", is_chosen)
GET_BOOLEAN (peer_candidate, PeerCandidate, "can-add", can_add)

GET_UINT (peer_entry, PeerEntry, "number", number)
GET_STRING (peer_entry, PeerEntry, "title", title)
GET_STRING (peer_entry, PeerEntry, "search-key", search_key)
GET_UINT (peer_entry, PeerEntry, "n-holders", n_holders)
GET_OBJECT (peer_entry, PeerEntry, "document", document, PeerDocument)
GET_OBJECT (peer_entry, PeerEntry, "download", download, PeerDownload)
GET_ENUM (peer_entry, PeerEntry, "state", state, PeerEntryState)

GET_STRING (peer_holder, PeerHolder, "title", title)
GET_STRING (peer_holder, PeerHolder, "name", name)

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

/* Candidates: the rule of the real one, as far as the window can see it. */
static void
fake_candidate_check (PeerCandidate *self)
{
  PeerProblem problem = peer_candidate_get_problem (self);
  gboolean is_mended = problem == PEER_PROBLEM_NO_NUMBER || problem == PEER_PROBLEM_NO_TITLE || problem == PEER_PROBLEM_NONE;
  guint number = peer_candidate_get_number (self);
  const char *title = peer_candidate_get_title (self);

  if (is_mended && (number == 0 || title[0] == '\0'))
    g_object_set (self,
                  "problem",
                  number == 0 ? PEER_PROBLEM_NO_NUMBER : PEER_PROBLEM_NO_TITLE,
                  "problem-text",
                  number == 0 ? "No RFC number found. Type it to share this file." : "Type a title to share this file.",
                  NULL);
  else if (is_mended)
    g_object_set (self, "problem", PEER_PROBLEM_NONE, "problem-text", "", "is-chosen", TRUE, NULL);
  g_object_set (self,
                "can-add",
                number >= 1 && number <= 99999 && title[0] != '\0' && problem != PEER_PROBLEM_ALREADY_HELD
                    && problem < PEER_PROBLEM_NOT_TEXT,
                NULL);
}

void
peer_candidate_set_number (PeerCandidate *self, guint number)
{
  g_object_set (self, "number", number, NULL);
}

void
peer_candidate_set_title (PeerCandidate *self, const char *title)
{
  g_object_set (self, "title", title, NULL);
}

void
peer_candidate_set_is_chosen (PeerCandidate *self, gboolean is_chosen)
{
  g_object_set (self, "is-chosen", is_chosen, NULL);
}

PeerCandidate *
fake_candidate_new (GFile *file, guint number, const char *title, PeerProblem problem, const char *problem_text)
{
  PeerCandidate *self = g_object_new (PEER_TYPE_CANDIDATE, NULL);

  g_object_set (self,
                "file",
                file,
                "number",
                number,
                "title",
                title,
                "problem",
                problem,
                "problem-text",
                problem_text,
                "is-chosen",
                problem == PEER_PROBLEM_NONE || problem == PEER_PROBLEM_NUMBER_DIFFERS,
                NULL);
  fake_candidate_check (self);
  g_signal_connect (self, "notify::number", G_CALLBACK (fake_candidate_check), NULL);
  g_signal_connect (self, "notify::title", G_CALLBACK (fake_candidate_check), NULL);
  return self;
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

/* As the real one would: the number in the file name, the title on the first line; a .png is no text. */
static PeerCandidate *
fake_library_inspect (PeerLibrary *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *text = NULL;
  guint number = 0;
  PeerProblem problem = PEER_PROBLEM_NONE;

  if (g_str_has_suffix (name, ".png"))
    return fake_candidate_new (file, 0, "", PEER_PROBLEM_NOT_TEXT, "Not a text file. Only RFC text files can be shared.");
  if (!g_file_load_contents (file, NULL, &text, NULL, NULL, NULL))
    return fake_candidate_new (file, 0, "", PEER_PROBLEM_UNREADABLE, "This file cannot be read.");
  if (g_str_has_prefix (name, "rfc"))
    number = (guint) g_ascii_strtoull (name + 3, NULL, 10);
  g_strdelimit (text, "\n", '\0');
  if (number == 0)
    problem = PEER_PROBLEM_NO_NUMBER;
  if (number != 0 && peer_library_find (self, number) != NULL)
    problem = PEER_PROBLEM_ALREADY_HELD;
  return fake_candidate_new (file,
                             number,
                             text,
                             problem,
                             problem == PEER_PROBLEM_NONE        ? ""
                             : problem == PEER_PROBLEM_NO_NUMBER ? "No RFC number found. Type it to share this file."
                                                                 : "This document is already shared.");
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
fake_library_add (PeerLibrary *self, guint number, const char *title, const char *date, guint64 size)
{
  g_autoptr (PeerDocument) document = g_object_new (PEER_TYPE_DOCUMENT, NULL);
  g_autofree char *name = g_strdup_printf ("rfc%u.txt", number);
  g_autoptr (GFile) file = g_file_get_child (peer_library_get_folder (self), name);

  g_object_set (document,
                "number",
                number,
                "title",
                title,
                "date",
                date,
                "size",
                size,
                "file",
                file,
                "state",
                PEER_DOCUMENT_SHARED,
                "state-text",
                "Other peers can get this document from you.",
                "is-shared",
                TRUE,
                NULL);
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
          fake_library_add (self, peer_candidate_get_number (candidate), peer_candidate_get_title (candidate), "", 4321));
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
  g_object_set (document,
                "is-shared",
                is_shared,
                "state",
                is_shared ? PEER_DOCUMENT_SHARED : PEER_DOCUMENT_HELD,
                "state-text",
                is_shared ? "Other peers can get this document from you." : "This document is not shared.",
                NULL);
}

gboolean
peer_library_set_title (PeerLibrary *self, PeerDocument *document, const char *title, GError **error)
{
  g_object_set (document, "title", title, NULL);
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
fake_download_cancel (PeerDownload *download, gpointer user_data)
{
  fake_called ("cancel %u", peer_download_get_number (download));
}

static void
fake_download_retry (PeerDownload *download, gpointer user_data)
{
  fake_called ("retry %u", peer_download_get_number (download));
}

/* Downloads are the engine's own, with a runner that only tells. */
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
peer_downloads_clear_ended (PeerDownloads *self)
{
  fake_called ("clear downloads");
}

void
peer_downloads_retry_failed (PeerDownloads *self)
{
  fake_called ("retry failed");
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

const char *
peer_holder_get_address (PeerHolder *self)
{
  return g_value_get_string (fake_value (self, "address"));
}

guint16
peer_holder_get_port (PeerHolder *self)
{
  return (guint16) g_value_get_uint (fake_value (self, "port"));
}

gboolean
peer_holder_get_is_me (PeerHolder *self)
{
  return g_value_get_boolean (fake_value (self, "is-me"));
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
      g_autoptr (PeerHolder) holder = g_object_new (PEER_TYPE_HOLDER,
                                                    "number",
                                                    number,
                                                    "title",
                                                    "A Title That the Index Knows",
                                                    "name",
                                                    holders[i].name,
                                                    "address",
                                                    holders[i].address,
                                                    "port",
                                                    holders[i].port,
                                                    "is-me",
                                                    holders[i].is_me,
                                                    NULL);

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
  g_autofree char *plain = g_strdup_printf ("%u %s", number, title);
  g_autofree char *normalized = g_utf8_normalize (plain, -1, G_NORMALIZE_ALL);
  g_autofree char *key = g_utf8_casefold (normalized, -1);
  g_autoptr (PeerEntry) entry = g_object_new (PEER_TYPE_ENTRY, NULL);

  g_object_set (entry, "number", number, "title", title, "search-key", key, "n-holders", n_holders, NULL);
  g_list_store_append (((Fake *) engine->catalogue)->rows, entry);
  return entry;
}

PeerDocument *
fake_engine_add_document (PeerEngine *engine, guint number, const char *title, const char *date, guint64 size)
{
  PeerDocument *document = fake_library_add (engine->library, number, title, date, size);
  PeerEntry *entry = peer_catalogue_find (engine->catalogue, number);

  if (entry != NULL)
    g_object_set (entry, "document", document, "state", PEER_ENTRY_HELD, NULL);
  return document;
}

void
fake_download_set_progress (PeerDownload *download, guint64 received, guint64 size)
{
  static gint64 now_usec = 1;

  peer_download_set_size (download, size);
  peer_download_set_received (download, received, now_usec += G_USEC_PER_SEC);
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
  fake_download_set_progress (download, (guint64) (fraction * FAKE_SIZE), FAKE_SIZE);
  g_list_store_append (((Fake *) engine->downloads)->rows, download);
  if (entry != NULL && state != PEER_DOWNLOAD_DONE && state != PEER_DOWNLOAD_CANCELLED)
    g_object_set (entry,
                  "download",
                  download,
                  "state",
                  state == PEER_DOWNLOAD_FAILED      ? PEER_ENTRY_FAILED
                  : state == PEER_DOWNLOAD_RECEIVING ? PEER_ENTRY_RUNNING
                                                     : PEER_ENTRY_QUEUED,
                  NULL);
  return download;
}

PeerUpload *
fake_engine_add_upload (PeerEngine *engine,
                        guint number,
                        const char *title,
                        PeerUploadState state,
                        double fraction,
                        const char *status_text)
{
  g_autoptr (PeerUpload) upload = peer_upload_new (number, title, "192.0.2.17", FAKE_SIZE);

  peer_upload_set_sent (upload, (guint64) (fraction * FAKE_SIZE), 1);
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
