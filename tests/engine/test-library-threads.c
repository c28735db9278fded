/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading, hashing and unpacking never happen on the main loop: the program is linked so that each call of what takes long
 * passes by here (ld's --wrap). */

#include "config.h"

#include "peer-library.h"

#include <string.h>

#include "engine-texts.h"
#include "peer-rfc-header.h"
#include "peer-sha256.h"
#include "peer-text-gzip.h"
#include "peer-upload-body.h"
#include "peer-upload-service.h"
#include "test-support.h"
#include "test-talk.h"

#define N_DOCUMENTS 400u
#define PACKED_NUMBER 9001u

void __real_peer_sha256_update (PeerSha256 *sha, const void *data, gsize length);
void __wrap_peer_sha256_update (PeerSha256 *sha, const void *data, gsize length);
PeerRfcHeader *__real_peer_rfc_header_parse (const char *data, gsize length, const char *file_name);
PeerRfcHeader *__wrap_peer_rfc_header_parse (const char *data, gsize length, const char *file_name);
GBytes *__real_peer_text_gzip_unpack (GBytes *packed, gsize max_bytes, GError **error);
GBytes *__wrap_peer_text_gzip_unpack (GBytes *packed, gsize max_bytes, GError **error);
int __real_peer_text_gzip_open_copy (GBytes *text, gint64 mtime_nanoseconds, GError **error);
int __wrap_peer_text_gzip_open_copy (GBytes *text, gint64 mtime_nanoseconds, GError **error);

PeerUploadBodyStep __real_peer_upload_body_step (PeerUploadBody *body, NetConnection *connection);
PeerUploadBodyStep __wrap_peer_upload_body_step (PeerUploadBody *body, NetConnection *connection);

static GThread *main_thread;
static gboolean is_in_upload; /* of the main thread */
static int n_hashed; /* all four atomic: calls off the main loop */
static int n_parsed;
static int n_unpacked;
static int n_copied;

static void
pass (int *counter)
{
  g_assert_true (g_thread_self () != main_thread);
  g_atomic_int_inc (counter);
}

/* The one exception: an upload looks at each piece that it is about to send, one bounded piece a turn. */
PeerUploadBodyStep
__wrap_peer_upload_body_step (PeerUploadBody *body, NetConnection *connection)
{
  PeerUploadBodyStep result;

  is_in_upload = TRUE;
  result = __real_peer_upload_body_step (body, connection);
  is_in_upload = FALSE;
  return result;
}

void
__wrap_peer_sha256_update (PeerSha256 *sha, const void *data, gsize length)
{
  if (g_thread_self () == main_thread && is_in_upload)
    g_assert_cmpuint (length, <=, PEER_UPLOAD_BODY_PIECE_BYTES);
  else
    pass (&n_hashed);
  __real_peer_sha256_update (sha, data, length);
}

PeerRfcHeader *
__wrap_peer_rfc_header_parse (const char *data, gsize length, const char *file_name)
{
  pass (&n_parsed);
  return __real_peer_rfc_header_parse (data, length, file_name);
}

GBytes *
__wrap_peer_text_gzip_unpack (GBytes *packed, gsize max_bytes, GError **error)
{
  pass (&n_unpacked);
  return __real_peer_text_gzip_unpack (packed, max_bytes, error);
}

int
__wrap_peer_text_gzip_open_copy (GBytes *text, gint64 mtime_nanoseconds, GError **error)
{
  pass (&n_copied);
  return __real_peer_text_gzip_open_copy (text, mtime_nanoseconds, error);
}

typedef struct
{
  GFile *folder;
  GFile *state;
  NetPoller *poller;
  PeerLibrary *library;
  PeerUploadService *service;
  char *packed_text; /* nearly the largest there may be */
} Fixture;

static void
put_packed (Fixture *fixture)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1));
  g_autoptr (GInputStream) plain =
      g_memory_input_stream_new_from_data (fixture->packed_text, strlen (fixture->packed_text), NULL);
  g_autoptr (GInputStream) packed = g_converter_input_stream_new (plain, compressor);
  g_autoptr (GFile) file = g_file_get_child (fixture->folder, "rfc9001.txt.gz");
  g_autoptr (GFileOutputStream) output = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL);

  g_assert_cmpint (
      g_output_stream_splice (G_OUTPUT_STREAM (output), packed, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >, 0);
}

static gboolean
is_loaded (gpointer data)
{
  return !peer_library_get_is_loading (data);
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) body = g_string_new (NULL);

  while (body->len < PEER_LIBRARY_FILE_MAX_BYTES - 10000)
    g_string_append_printf (body, "   Line at %zu of a document that nobody has written.\n", body->len);
  fixture->packed_text = test_rfc_text (PACKED_NUMBER, "Packed", body->str);
  fixture->folder = test_folder_new ();
  fixture->state = test_folder_new ();
  for (guint number = 1; number <= N_DOCUMENTS; number++)
    {
      g_autofree char *name = g_strdup_printf ("rfc%u.txt", number);

      g_object_unref (test_rfc_write (fixture->folder, name, number, "Plain", "x"));
    }
  put_packed (fixture);

  fixture->poller = net_poller_new (NULL, G_PRIORITY_DEFAULT, &error);
  g_assert_no_error (error);
  fixture->library = peer_library_new (fixture->folder, fixture->state);
  fixture->service = peer_upload_service_new (fixture->poller, fixture->library);
  g_assert_true (peer_upload_service_listen (fixture->service, 0, &error));
  test_wait_until (is_loaded, fixture->library);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->service);
  g_object_unref (fixture->library);
  net_poller_free (fixture->poller);
  test_folder_free (fixture->folder);
  test_folder_free (fixture->state);
  g_free (fixture->packed_text);
}

static void
test_folder_is_read_by_others (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, N_DOCUMENTS + 1);
  g_assert_cmpint (g_atomic_int_get (&n_hashed), >=, N_DOCUMENTS + 1);
  g_assert_cmpint (g_atomic_int_get (&n_parsed), >=, N_DOCUMENTS + 1);
  g_assert_cmpint (g_atomic_int_get (&n_unpacked), >=, 1);
}

static void
test_added_files_are_read_by_others (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) outside = test_folder_new ();
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = test_rfc_write (outside, "a.txt", 7000, "Added", "a");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GListModel) candidates = NULL;
  g_autoptr (GListModel) documents = NULL;
  const int n_before = g_atomic_int_get (&n_hashed);

  g_list_store_append (files, file);
  peer_library_inspect_async (fixture->library, G_LIST_MODEL (files), NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  candidates = peer_library_inspect_finish (fixture->library, result, NULL);
  peer_library_add_async (fixture->library, candidates, NULL, test_result_cb, &added);
  test_wait_for_result (&added);
  documents = peer_library_add_finish (fixture->library, added, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (documents), ==, 1);
  g_assert_cmpint (g_atomic_int_get (&n_hashed), >, n_before);
  test_folder_free (g_steal_pointer (&outside));
}

static TestTalk *
ask_for_packed (Fixture *fixture)
{
  TestTalk *talk = test_talk_connect (peer_upload_service_get_port (fixture->service));

  test_talk_send (talk, "GET RFC 9001 P2P-CI/1.1\r\n\r\n", -1);
  return talk;
}

static void
assert_gets_the_text (Fixture *fixture, TestTalk *talk)
{
  const gsize length = strlen (fixture->packed_text);
  const char *body = NULL;

  test_talk_wait_for_bytes (talk, length);
  body = strstr (talk->input->str, "\r\n\r\n") + 4;
  test_talk_wait_for_bytes (talk, (gsize) (body - talk->input->str) + length);
  body = strstr (talk->input->str, "\r\n\r\n") + 4;
  g_assert_true (g_str_has_prefix (talk->input->str, "P2P-CI/1.1 200 OK\r\n"));
  g_assert_true (strcmp (body, fixture->packed_text) == 0);
}

/* Asked for twice on one connection: the next request waits for the first one's answer. */
static void
test_packed_document_is_served_by_others (Fixture *fixture, gconstpointer data)
{
  const int n_before = g_atomic_int_get (&n_copied);
  TestTalk *talk = ask_for_packed (fixture);

  assert_gets_the_text (fixture, talk);
  g_string_truncate (talk->input, 0);
  test_talk_send (talk, "GET RFC 9001 P2P-CI/1.1\r\n\r\n", -1);
  assert_gets_the_text (fixture, talk);
  g_assert_cmpint (g_atomic_int_get (&n_copied), ==, n_before + 2);
  test_talk_free (talk);
}

static gboolean
are_so_many_copied (gpointer data)
{
  return g_atomic_int_get (&n_copied) >= *(const int *) data;
}

static gboolean
keep_iterating_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* It goes while its document is being unpacked, in good order and not, and the next one is served. */
static void
test_receiver_goes_while_it_is_unpacked (Fixture *fixture, gconstpointer data)
{
  const guint id = g_timeout_add (1, keep_iterating_cb, NULL);
  int n_wanted = g_atomic_int_get (&n_copied) + 1;
  TestTalk *gone[6];
  TestTalk *talk;

  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    {
      gone[i] = ask_for_packed (fixture);
      for (guint k = 0; k < i; k++)
        g_main_context_iteration (NULL, FALSE);
      if (i % 2 == 0)
        test_talk_reset (gone[i]);
      else
        test_talk_close (gone[i]);
    }
  test_wait_until (are_so_many_copied, &n_wanted);
  talk = ask_for_packed (fixture);
  assert_gets_the_text (fixture, talk);
  test_talk_free (talk);
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    test_talk_free (gone[i]);
  g_source_remove (id);
}

/* What is no longer shared when it is unpacked is not sent. */
static void
test_unshared_while_it_is_unpacked (Fixture *fixture, gconstpointer data)
{
  PeerDocument *document = peer_library_find (fixture->library, PACKED_NUMBER);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (peer_library_is_packed (fixture->library, PACKED_NUMBER));
  peer_library_open_async (fixture->library, PACKED_NUMBER, NULL, test_result_cb, &result);
  peer_library_set_shared (fixture->library, document, FALSE);
  g_assert_false (peer_document_get_is_shared (document));
  test_wait_for_result (&result);
  g_assert_cmpint (peer_library_open_finish (fixture->library, result, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_false (peer_library_is_packed (fixture->library, PACKED_NUMBER));
}

#define ADD(name, func) g_test_add ("/library-threads/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  main_thread = g_thread_self ();

  ADD ("folder-is-read-by-others", test_folder_is_read_by_others);
  ADD ("added-files-are-read-by-others", test_added_files_are_read_by_others);
  ADD ("packed-document-is-served-by-others", test_packed_document_is_served_by_others);
  ADD ("receiver-goes-while-it-is-unpacked", test_receiver_goes_while_it_is_unpacked);
  ADD ("unshared-while-it-is-unpacked", test_unshared_while_it_is_unpacked);
  return g_test_run ();
}
