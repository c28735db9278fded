/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-download.h"
#include "peer-mirror-file.h"
#include "peer-mirror-link.h"
#include "peer-mirror.h"
#include "test-fake-index.h"
#include "test-support.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define FIRST 100u /* numbers are this and the following */

typedef struct
{
  NetPoller *poller;
  gint64 clock_usec;
  TestFakeIndex *index;
  PeerIndexClient *client;
  GFile *folder;
  guint n_documents;
  GPtrArray *holders;
  gint64 haste_usec; /* time flies: so much each time somebody looks */

  PeerMirrorProgress progress;
  GHashTable *failures; /* number -> the sentence */
  gboolean has_ended;
  GError *error;
} Fixture;

/* A peer by script. */
typedef struct _Holder Holder;
struct _Holder
{
  TestStage *stage;
  Fixture *fixture;
  void (*answer) (Holder *holder, TestTalk *talk, const char *request, guint number);
  guint n_requests;
  guint n_most; /* requests on one connection */
};

static gint64
fixture_clock (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->clock_usec += fixture->haste_usec;
  return g_get_monotonic_time () + fixture->clock_usec;
}

/* Of every size around that of a read, and some of several. */
static char *
make_text (guint number)
{
  const gsize length = 300 + (number * 7919) % 70000 + (number % 10 == 0 ? 600000 : 0);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "Network Working Group                                        A. Nonymous\n"
                          "Request for Comments: %u                                    March 1997\n\n\n"
                          "                    A Made-Up Document\n\nAbstract\n\n",
                          number);
  while (text->len < length)
    g_string_append_printf (text, "   Line at %zu of a document that nobody has written.\n", text->len);
  return g_string_free (text, FALSE);
}

static char *
make_digest (guint number)
{
  g_autofree char *text = make_text (number);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static gboolean
is_connected (gpointer data)
{
  return peer_index_client_get_state (data) == PEER_CONNECTION_CONNECTED;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->poller = net_poller_new (NULL, G_PRIORITY_DEFAULT, &error);
  g_assert_no_error (error);
  net_poller_set_clock (fixture->poller, fixture_clock, fixture);
  fixture->folder = test_folder_new ();
  fixture->index = test_fake_index_new ();
  fixture->client = peer_index_client_new (fixture->poller, NULL);
  fixture->holders = g_ptr_array_new ();
  fixture->failures = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  peer_index_client_set_server (fixture->client, fixture->index->server);
  peer_index_client_connect (fixture->client);
  test_wait_until (is_connected, fixture->client);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  test_fake_index_free (fixture->index);
  for (guint i = 0; i < fixture->holders->len; i++)
    {
      Holder *holder = g_ptr_array_index (fixture->holders, i);

      test_stage_free (holder->stage);
      g_free (holder);
    }
  g_ptr_array_unref (fixture->holders);
  net_poller_free (fixture->poller);
  test_folder_free (fixture->folder);
  g_hash_table_unref (fixture->failures);
  g_clear_error (&fixture->error);
  peer_mirror_file_set_old_file_system (FALSE);
}

/* The index lists so many documents. */
static void
list_documents (Fixture *fixture, guint n_documents)
{
  GString *rows = g_string_new (NULL);

  fixture->n_documents = n_documents;
  for (guint number = FIRST; number < FIRST + n_documents; number++)
    {
      g_autofree char *text = make_text (number);
      g_autofree char *digest = make_digest (number);

      g_string_append_printf (rows, "%u\tA Made-Up Document\t1\t%zu\t%s\t1\n", number, strlen (text), digest);
    }
  g_free (fixture->index->rows);
  fixture->index->rows = g_string_free (rows, FALSE);
}

static void
holder_talk (TestTalk *talk, gpointer data)
{
  Holder *holder = data;
  g_autofree char *request = NULL;

  /* Sending may wait, and then more may come: answers stay in order. */
  if (g_object_get_data (G_OBJECT (talk->socket), "answering") != NULL)
    return;
  g_object_set_data (G_OBJECT (talk->socket), "answering", holder);
  while (!g_socket_is_closed (talk->socket) && (request = test_talk_take_message (talk)) != NULL)
    {
      holder->n_requests++;
      holder->n_most = MAX (holder->n_most, talk->n_taken);
      holder->answer (holder, talk, request, (guint) g_ascii_strtoull (request + strlen ("GET RFC "), NULL, 10));
      g_clear_pointer (&request, g_free);
    }
  g_object_set_data (G_OBJECT (talk->socket), "answering", NULL);
}

static Holder *
add_holder (Fixture *fixture,
            void (*answer) (Holder *holder, TestTalk *talk, const char *request, guint number),
            gboolean names_digests)
{
  Holder *holder = g_new0 (Holder, 1);

  holder->fixture = fixture;
  holder->answer = answer;
  holder->stage = test_stage_new (holder_talk, holder);
  g_ptr_array_add (fixture->holders, holder);
  for (guint number = FIRST; number < FIRST + fixture->n_documents; number++)
    {
      g_autofree char *digest = make_digest (number);

      test_fake_index_add_holder (fixture->index, number, "juno", holder->stage->port, names_digests ? digest : "");
    }
  return holder;
}

static void
send_document (TestTalk *talk, const char *headers, const char *text, gsize promised, gsize sent)
{
  g_autofree char *head =
      g_strdup_printf ("P2P-CI/1.1 200 OK\r\nContent-Length: %zu\r\n%s\r\n", promised, headers);

  test_talk_send (talk, head, -1);
  test_talk_send (talk, text, (gssize) sent);
}

static void
answer_well (Holder *holder, TestTalk *talk, const char *request, guint number)
{
  g_autofree char *text = make_text (number);

  send_document (talk, "", text, strlen (text), strlen (text));
}

static void
answer_once (Holder *holder, TestTalk *talk, const char *request, guint number)
{
  answer_well (holder, talk, request, number);
  test_talk_close (talk);
}

static void
answer_with_lies (Holder *holder, TestTalk *talk, const char *request, guint number)
{
  g_autofree char *text = make_text (number);

  text[200] = '!';
  send_document (talk, "", text, strlen (text), strlen (text));
}

static void
answer_with_other_digest (Holder *holder, TestTalk *talk, const char *request, guint number)
{
  g_autofree char *text = make_text (number);

  send_document (talk, "Repr-Digest: sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:\r\n", text, strlen (text),
                 strlen (text));
}

static void
answer_with_half (Holder *holder, TestTalk *talk, const char *request, guint number)
{
  g_autofree char *text = make_text (number);

  send_document (talk, "", text, strlen (text), strlen (text) / 2);
  test_talk_close (talk);
}

static void
answer_with_reset (Holder *holder, TestTalk *talk, const char *request, guint number)
{
  test_talk_reset (talk);
}

static void
answer_not_found (Holder *holder, TestTalk *talk, const char *request, guint number)
{
  test_talk_send (talk, "P2P-CI/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nno.\n", -1);
}

static void
answer_busy (Holder *holder, TestTalk *talk, const char *request, guint number)
{
  test_talk_send (talk, "P2P-CI/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", -1);
}

static void
answer_without_length (Holder *holder, TestTalk *talk, const char *request, guint number)
{
  test_talk_send (talk, "P2P-CI/1.1 200 OK\r\n\r\nabc", -1);
  test_talk_close (talk);
}

static void
answer_endless_head (Holder *holder, TestTalk *talk, const char *request, guint number)
{
  g_autofree char *much = g_strnfill (20000, 'a');

  test_talk_send (talk, much, -1);
}

static void
answer_too_large (Holder *holder, TestTalk *talk, const char *request, guint number)
{
  test_talk_send (talk, "P2P-CI/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nabc", -1);
}

/* Knows the letter of 1.0, and one document a connection. */
static void
answer_classic (Holder *holder, TestTalk *talk, const char *request, guint number)
{
  g_autofree char *text = make_text (number);
  g_autofree char *head = g_strdup_printf ("P2P-CI/1.0 200 OK\r\nDate: x\r\nOS: Test\r\nLast-Modified: x\r\n"
                                           "Content-Length: %zu\r\nContent-Type: text/plain\r\n\r\n",
                                           strlen (text));

  if (strstr (request, "P2P-CI/1.0") == NULL)
    {
      test_talk_send (talk, "P2P-CI/1.0 505 P2P-CI Version Not Supported\r\n\r\n", -1);
    }
  else
    {
      test_talk_send (talk, head, -1);
      test_talk_send (talk, text, -1);
    }
  test_talk_close (talk);
}

/* Running it */

static void
progress_cb (PeerMirror *mirror, const PeerMirrorProgress *progress, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->progress = *progress;
}

static void
failed_cb (PeerMirror *mirror, guint number, const char *title, const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_hash_table_insert (fixture->failures, GUINT_TO_POINTER (number), g_strdup (error->message)));
}

static void
ended_cb (PeerMirror *mirror, const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->has_ended = TRUE;
  fixture->error = error != NULL ? g_error_copy (error) : NULL;
  peer_mirror_free (mirror);
}

static const PeerMirrorHandler handler = { progress_cb, failed_cb, ended_cb };

static PeerMirror *
start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  PeerMirror *mirror = peer_mirror_new (fixture->poller, fixture->client, fixture->folder, NULL, &handler, fixture, &error);

  g_assert_no_error (error);
  g_clear_error (&fixture->error);
  fixture->has_ended = FALSE;
  g_hash_table_remove_all (fixture->failures);
  return mirror;
}

static void
run (Fixture *fixture)
{
  start (fixture);
  test_wait_until_true (&fixture->has_ended);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (fixture->folder), 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;
  return n_files;
}

static void
assert_whole (Fixture *fixture, guint number)
{
  g_autofree char *name = g_strdup_printf ("rfc%u.txt", number);
  g_autofree char *path = g_build_filename (g_file_peek_path (fixture->folder), name, NULL);
  g_autofree char *text = make_text (number);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (contents, ==, text);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
assert_all_there (Fixture *fixture)
{
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (g_hash_table_size (fixture->failures), ==, 0);
  g_assert_cmpuint (fixture->progress.n_done, ==, fixture->n_documents);
  g_assert_cmpuint (fixture->progress.done_bytes, ==, fixture->progress.total_bytes);
  g_assert_cmpuint (count_files (fixture), ==, fixture->n_documents);
  for (guint number = FIRST; number < FIRST + fixture->n_documents; number++)
    assert_whole (fixture, number);
}

static void
test_everything (Fixture *fixture, gconstpointer data)
{
  Holder *first, *second;
  guint n_requests;

  list_documents (fixture, 60);
  first = add_holder (fixture, answer_well, TRUE);
  second = add_holder (fixture, answer_well, TRUE);
  run (fixture);
  assert_all_there (fixture);
  g_assert_cmpuint (first->n_requests, >, 0);
  g_assert_cmpuint (second->n_requests, >, 0);
  g_assert_cmpuint (first->n_requests + second->n_requests, ==, 60);

  /* Once more: nothing is asked for. */
  n_requests = test_fake_index_count_requests (fixture->index, "LOOKUP ");
  run (fixture);
  g_assert_cmpuint (fixture->progress.n_present, ==, 60);
  g_assert_cmpuint (fixture->progress.n_done, ==, 0);
  g_assert_cmpuint (first->n_requests + second->n_requests, ==, 60);
  g_assert_cmpuint (test_fake_index_count_requests (fixture->index, "LOOKUP "), ==, n_requests);
}

/* Only what is missing. */
static void
test_goes_on (Fixture *fixture, gconstpointer data)
{
  Holder *holder;
  g_autofree char *text = make_text (FIRST + 3);

  list_documents (fixture, 10);
  holder = add_holder (fixture, answer_well, TRUE);
  g_object_unref (test_folder_write (fixture->folder, "rfc103.txt", text, -1));
  g_object_unref (test_folder_write (fixture->folder, "shopping.txt", "bread, tea", -1));
  run (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->progress.n_present, ==, 1);
  g_assert_cmpuint (fixture->progress.n_done, ==, 9);
  g_assert_cmpuint (holder->n_requests, ==, 9);
}

/* Not more than a holder allows on one connection, and for each of them another one. */
static void
test_requests_on_a_connection (Fixture *fixture, gconstpointer data)
{
  const guint n_documents = GPOINTER_TO_UINT (data);
  Holder *holder;

  list_documents (fixture, n_documents);
  holder = add_holder (fixture, answer_well, TRUE);
  run (fixture);
  assert_all_there (fixture);
  g_assert_cmpuint (holder->n_requests, ==, n_documents);
  g_assert_cmpuint (holder->n_most, <=, PEER_MIRROR_LINK_MAX_REQUESTS);
}

typedef struct
{
  const char *name;
  void (*answer) (Holder *holder, TestTalk *talk, const char *request, guint number);
  const char *reason; /* when there is nobody else; NULL: it serves */
  guint max_requests; /* at it, beside a good one; 0 for any */
} FaultRow;

static const FaultRow fault_rows[] = {
  { "closes-after-each", answer_once, NULL, 0 },
  { "lies", answer_with_lies, "sent another document", PEER_MIRROR_LINK_PIPELINE * 2 },
  { "other-digest", answer_with_other_digest, "sent another document", PEER_MIRROR_LINK_PIPELINE * 2 },
  { "half", answer_with_half, "went away", 0 },
  { "reset", answer_with_reset, "went away", 0 },
  { "not-found", answer_not_found, "no longer has RFC", 0 },
  { "busy", answer_busy, "is busy", 0 },
  { "without-length", answer_without_length, "", 0 },
  { "endless-head", answer_endless_head, "", 0 },
  { "too-large", answer_too_large, "", 0 },
  { "classic", answer_classic, NULL, 0 },
};

/* Beside a good one nobody notices. */
static void
test_fault_beside_a_good_one (Fixture *fixture, gconstpointer data)
{
  const FaultRow *row = data;
  Holder *bad;

  list_documents (fixture, 30);
  bad = add_holder (fixture, row->answer, TRUE);
  add_holder (fixture, answer_well, TRUE);
  fixture->haste_usec = row->reason != NULL ? 5 * G_TIME_SPAN_MILLISECOND : 0;
  run (fixture);
  assert_all_there (fixture);
  if (row->max_requests > 0)
    g_assert_cmpuint (bad->n_requests, <=, row->max_requests);
}

/* Alone: each is told with its reason, and nothing of it is there. */
static void
test_fault_alone (Fixture *fixture, gconstpointer data)
{
  const FaultRow *row = data;
  GHashTableIter iter;
  gpointer sentence;

  list_documents (fixture, 5);
  add_holder (fixture, row->answer, TRUE);
  fixture->haste_usec = row->reason != NULL ? 50 * G_TIME_SPAN_MILLISECOND : 0;
  run (fixture);
  if (row->reason == NULL)
    {
      assert_all_there (fixture);
      return;
    }

  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->progress.n_failed, ==, 5);
  g_assert_cmpuint (count_files (fixture), ==, 0);
  g_hash_table_iter_init (&iter, fixture->failures);
  while (g_hash_table_iter_next (&iter, NULL, &sentence))
    {
      g_test_message ("%s", (const char *) sentence);
      g_assert_nonnull (strstr (sentence, row->reason));
    }
}

static void
test_nobody_listens (Fixture *fixture, gconstpointer data)
{
  Holder *holder;

  list_documents (fixture, 3);
  holder = add_holder (fixture, answer_well, TRUE);
  test_stage_free (holder->stage);
  g_ptr_array_remove (fixture->holders, holder);
  g_free (holder);
  fixture->haste_usec = 50 * G_TIME_SPAN_MILLISECOND;
  run (fixture);
  g_assert_cmpuint (fixture->progress.n_failed, ==, 3);
}

static void
test_no_holder (Fixture *fixture, gconstpointer data)
{
  list_documents (fixture, 2);
  run (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (g_hash_table_lookup (fixture->failures, GUINT_TO_POINTER (FIRST)), ==, "No peer has RFC 100 now.");
}

/* Its record names no digest: the most agreed one holds for it too, and it is asked in 1.0. */
static void
test_classic_holder (Fixture *fixture, gconstpointer data)
{
  list_documents (fixture, 6);
  add_holder (fixture, answer_classic, FALSE);
  run (fixture);
  assert_all_there (fixture);
}

/* What is there is left as it is. */
static void
test_different_text (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  g_autofree char *path = g_build_filename (g_file_peek_path (fixture->folder), "rfc101.txt", NULL);
  g_autofree char *folder_path = g_build_filename (g_file_peek_path (fixture->folder), "rfc102.txt", NULL);

  list_documents (fixture, 4);
  add_holder (fixture, answer_well, TRUE);
  g_object_unref (test_folder_write (fixture->folder, "rfc101.txt", "mine", -1));
  g_assert_cmpint (g_mkdir (folder_path, 0700), ==, 0);
  run (fixture);
  g_assert_cmpuint (fixture->progress.n_failed, ==, 2);
  g_assert_cmpuint (fixture->progress.n_done, ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (fixture->failures, GUINT_TO_POINTER (101)), ==,
                   "There is a different rfc101.txt in the folder already. It was left as it is.");
  g_assert_cmpstr (g_hash_table_lookup (fixture->failures, GUINT_TO_POINTER (102)), ==,
                   "There is a different rfc102.txt in the folder already. It was left as it is.");
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "mine");
}

/* The user gave it another name; and the same bytes under a number of their own are that number's alone. */
static void
test_other_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = make_text (FIRST);
  g_autofree char *second = make_text (FIRST + 1);

  list_documents (fixture, 3);
  add_holder (fixture, answer_well, TRUE);
  g_object_unref (test_folder_write (fixture->folder, "tides.txt", first, -1));
  g_object_unref (test_folder_write (fixture->folder, "rfc900.txt", second, -1));
  run (fixture);
  g_assert_cmpuint (fixture->progress.n_present, ==, 1);
  g_assert_cmpuint (fixture->progress.n_done, ==, 2);
  assert_whole (fixture, FIRST + 1);
}

/* Changed in place, same length: the cache does not hide it. */
static void
test_changed_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_text (FIRST);

  list_documents (fixture, 2);
  add_holder (fixture, answer_well, TRUE);
  run (fixture);
  assert_all_there (fixture);
  text[100] = '?';
  g_object_unref (test_folder_write (fixture->folder, "rfc100.txt", text, -1));
  run (fixture);
  g_assert_cmpuint (fixture->progress.n_present, ==, 1);
  g_assert_cmpuint (fixture->progress.n_failed, ==, 1);
}

/* Hidden files with names; those of a run that was killed go, those of one that lives stay. */
static void
test_old_file_system (Fixture *fixture, gconstpointer data)
{
  list_documents (fixture, 12);
  add_holder (fixture, answer_well, TRUE);
  g_object_unref (test_folder_write (fixture->folder, ".rfc7.00000001.mirror.part", "half", -1));
  peer_mirror_file_set_old_file_system (TRUE);
  run (fixture);
  assert_all_there (fixture);
}

/* What was whole when it was stopped is there, and nothing else. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  PeerMirror *mirror;
  guint n_files;

  list_documents (fixture, 60);
  add_holder (fixture, answer_well, TRUE);
  mirror = start (fixture);
  while (fixture->progress.done_bytes == 0 && !fixture->has_ended)
    g_main_context_iteration (NULL, TRUE);
  if (!fixture->has_ended)
    {
      peer_mirror_stop (mirror);
      test_wait_until_true (&fixture->has_ended);
      g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  n_files = count_files (fixture);
  g_assert_cmpuint (n_files, ==, fixture->progress.n_done);
  run (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->progress.n_present, ==, n_files);
  g_assert_cmpuint (count_files (fixture), ==, 60);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = test_folder_write (fixture->folder, "file", "", 0);
  g_autoptr (GFile) below = g_file_get_child (file, "below");
  g_autoptr (GError) error = NULL;

  g_assert_null (peer_mirror_new (fixture->poller, fixture->client, below, NULL, &handler, fixture, &error));
  g_assert_nonnull (strstr (error->message, "There is no folder "));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)
  ADD ("/mirror/everything", NULL, test_everything);
  ADD ("/mirror/goes-on", NULL, test_goes_on);
  ADD ("/mirror/requests/99", GUINT_TO_POINTER (99), test_requests_on_a_connection);
  ADD ("/mirror/requests/100", GUINT_TO_POINTER (100), test_requests_on_a_connection);
  ADD ("/mirror/requests/101", GUINT_TO_POINTER (101), test_requests_on_a_connection);
  ADD ("/mirror/requests/420", GUINT_TO_POINTER (420), test_requests_on_a_connection);
  for (gsize i = 0; i < G_N_ELEMENTS (fault_rows); i++)
    {
      g_autofree char *beside = g_strdup_printf ("/mirror/fault-beside-a-good-one/%s", fault_rows[i].name);
      g_autofree char *alone = g_strdup_printf ("/mirror/fault-alone/%s", fault_rows[i].name);

      ADD (beside, &fault_rows[i], test_fault_beside_a_good_one);
      ADD (alone, &fault_rows[i], test_fault_alone);
    }
  ADD ("/mirror/nobody-listens", NULL, test_nobody_listens);
  ADD ("/mirror/no-holder", NULL, test_no_holder);
  ADD ("/mirror/classic-holder", NULL, test_classic_holder);
  ADD ("/mirror/different-text", NULL, test_different_text);
  ADD ("/mirror/other-names", NULL, test_other_names);
  ADD ("/mirror/changed-file", NULL, test_changed_file);
  ADD ("/mirror/old-file-system", NULL, test_old_file_system);
  ADD ("/mirror/stop", NULL, test_stop);
  ADD ("/mirror/no-folder", NULL, test_no_folder);

  return g_test_run ();
}
