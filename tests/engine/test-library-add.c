/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine-texts.h"
#include "test-support.h"
#include "wire-limits.h"

typedef struct
{
  GFile *folder;
  GFile *state;
  GFile *outside;
  PeerLibrary *library;
} Fixture;

static gboolean
keep_iterating_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
is_alone (gpointer data)
{
  return G_OBJECT (data)->ref_count == 1;
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->state = test_folder_new ();
  fixture->outside = test_folder_new ();
  fixture->library = peer_library_new (fixture->folder, fixture->state);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  const guint id = g_timeout_add (1, keep_iterating_cb, NULL);

  test_wait_until (is_alone, fixture->library);
  g_source_remove (id);
  g_assert_finalize_object (fixture->library);
  test_folder_free (fixture->folder);
  test_folder_free (fixture->state);
  test_folder_free (fixture->outside);
}

static GFile *
offer (Fixture *fixture, const char *name, guint number, const char *title, const char *body)
{
  return test_rfc_write (fixture->outside, name, number, title, body);
}

static GListModel *
inspect_model (Fixture *fixture, GListModel *files, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  peer_library_inspect_async (fixture->library, files, NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  return peer_library_inspect_finish (fixture->library, result, error);
}

/* Takes the files, NULL-terminated. */
static GListModel *
inspect (Fixture *fixture, GFile *first, ...)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GError) error = NULL;
  GListModel *candidates;
  va_list rest;

  va_start (rest, first);
  for (GFile *file = first; file != NULL; file = va_arg (rest, GFile *))
    {
      g_list_store_append (files, file);
      g_object_unref (file);
    }
  va_end (rest);
  candidates = inspect_model (fixture, G_LIST_MODEL (files), &error);
  g_assert_no_error (error);
  return candidates;
}

static GListModel *
add (Fixture *fixture, GListModel *candidates, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  peer_library_add_async (fixture->library, candidates, NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  return peer_library_add_finish (fixture->library, result, error);
}

static void
add_all (Fixture *fixture, GListModel *candidates, guint n_expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) documents = add (fixture, candidates, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (documents), ==, n_expected);
}

static PeerCandidate *
nth (GListModel *candidates, guint position)
{
  g_autoptr (PeerCandidate) candidate = g_list_model_get_item (candidates, position);

  g_assert_nonnull (candidate);
  return candidate; /* the model keeps it */
}

static void
assert_in_folder (Fixture *fixture, const char *name, guint number, const char *title, const char *body)
{
  g_autofree char *path = g_build_filename (g_file_peek_path (fixture->folder), name, NULL);
  g_autofree char *expected = test_rfc_text (number, title, body);
  g_autofree char *contents = NULL;
  GStatBuf status;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, expected);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
}

static guint
count_in_folder (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (fixture->folder), 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_no_doubt_is_added_as_it_is (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) candidates = inspect (fixture, offer (fixture, "anything.dat", 5, "Tides", "a"), NULL);
  PeerDocument *document;

  g_assert_cmpint (peer_candidate_get_problem (nth (candidates, 0)), ==, PEER_PROBLEM_NONE);
  g_assert_cmpstr (peer_candidate_get_problem_text (nth (candidates, 0)), ==, "");
  g_assert_cmpuint (peer_candidate_get_number (nth (candidates, 0)), ==, 5);
  g_assert_cmpstr (peer_candidate_get_title (nth (candidates, 0)), ==, "Tides");
  g_assert_true (peer_candidate_get_is_chosen (nth (candidates, 0)));
  g_assert_true (peer_candidate_get_can_add (nth (candidates, 0)));

  add_all (fixture, candidates, 1);
  document = peer_library_find (fixture->library, 5); /* at once, not when the monitor finds it */
  g_assert_nonnull (document);
  g_assert_cmpint (peer_document_get_state (document), ==, PEER_DOCUMENT_WAITING);
  assert_in_folder (fixture, "rfc5.txt", 5, "Tides", "a");
  g_assert_cmpuint (count_in_folder (fixture), ==, 1);
}

static void
test_not_chosen_is_not_added (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) candidates =
      inspect (fixture, offer (fixture, "rfc5.txt", 5, "Tides", "a"), offer (fixture, "rfc6.txt", 6, "Moons", "a"), NULL);
  g_autoptr (GError) error = NULL;

  peer_candidate_set_is_chosen (nth (candidates, 0), FALSE);
  add_all (fixture, candidates, 1);
  g_assert_null (peer_library_find (fixture->library, 5));
  peer_candidate_set_is_chosen (nth (candidates, 1), FALSE);
  g_assert_null (add (fixture, candidates, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_number_is_typed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) candidates =
      inspect (fixture, test_folder_write (fixture->outside, "notes.txt", "              On Handshakes\n\n   Text.\n", -1), NULL);
  PeerCandidate *candidate = nth (candidates, 0);

  g_assert_cmpint (peer_candidate_get_problem (candidate), ==, PEER_PROBLEM_NO_NUMBER);
  g_assert_false (peer_candidate_get_can_add (candidate));
  g_assert_false (peer_candidate_get_is_chosen (candidate));
  peer_candidate_set_number (candidate, WIRE_NUMBER_MAX + 1);
  g_assert_cmpint (peer_candidate_get_problem (candidate), ==, PEER_PROBLEM_NO_NUMBER);
  peer_candidate_set_number (candidate, WIRE_NUMBER_MAX);
  g_assert_cmpint (peer_candidate_get_problem (candidate), ==, PEER_PROBLEM_NONE);
  peer_candidate_set_number (candidate, 7);
  g_assert_true (peer_candidate_get_can_add (candidate));
  g_assert_true (peer_candidate_get_is_chosen (candidate));
  add_all (fixture, candidates, 1);
  g_assert_cmpstr (peer_document_get_title (peer_library_find (fixture->library, 7)), ==, "On Handshakes");
}

static void
test_title_is_typed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (WIRE_TITLE_MAX_BYTES, 't');
  g_autofree char *too_long = g_strnfill (WIRE_TITLE_MAX_BYTES + 1, 't');
  g_autoptr (GListModel) candidates =
      inspect (fixture, test_folder_write (fixture->outside, "rfc8.txt", "Request for Comments: 8\n", -1), NULL);
  PeerCandidate *candidate = nth (candidates, 0);
  const struct
  {
    const char *title;
    PeerProblem problem;
  } rows[] = {
    { "  ", PEER_PROBLEM_NO_TITLE },     { "a\nb", PEER_PROBLEM_NO_TITLE }, { "a\x1b[1m", PEER_PROBLEM_NO_TITLE },
    { too_long, PEER_PROBLEM_NO_TITLE }, { longest, PEER_PROBLEM_NONE },   { "", PEER_PROBLEM_NO_TITLE },
    { "Typed", PEER_PROBLEM_NONE },
  };

  g_assert_cmpint (peer_candidate_get_problem (candidate), ==, PEER_PROBLEM_NO_TITLE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      peer_candidate_set_title (candidate, rows[i].title);
      g_assert_cmpint (peer_candidate_get_problem (candidate), ==, rows[i].problem);
      g_assert_cmpint (peer_candidate_get_can_add (candidate), ==, rows[i].problem == PEER_PROBLEM_NONE);
      g_assert_cmpint (strlen (peer_candidate_get_problem_text (candidate)) > 0, ==, rows[i].problem != PEER_PROBLEM_NONE);
    }
  add_all (fixture, candidates, 1);
  g_assert_cmpstr (peer_document_get_title (peer_library_find (fixture->library, 8)), ==, "Typed");
}

static void
count_notify_cb (GObject *object, GParamSpec *pspec, guint *counter)
{
  ++*counter;
}

static void
test_judgement_is_notified (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) candidates = inspect (fixture, offer (fixture, "rfc5.txt", 5, "Tides", "a"), NULL);
  PeerCandidate *candidate = nth (candidates, 0);
  guint n_problem = 0, n_text = 0, n_can_add = 0, n_chosen = 0;

  g_signal_connect (candidate, "notify::problem", G_CALLBACK (count_notify_cb), &n_problem);
  g_signal_connect (candidate, "notify::problem-text", G_CALLBACK (count_notify_cb), &n_text);
  g_signal_connect (candidate, "notify::can-add", G_CALLBACK (count_notify_cb), &n_can_add);
  g_signal_connect (candidate, "notify::is-chosen", G_CALLBACK (count_notify_cb), &n_chosen);
  peer_candidate_set_number (candidate, 6);
  g_assert_cmpuint (n_problem + n_text + n_can_add + n_chosen, ==, 0);
  peer_candidate_set_number (candidate, 0);
  peer_candidate_set_number (candidate, 7);
  g_assert_cmpuint (n_problem, ==, 2);
  g_assert_cmpuint (n_text, ==, 2);
  g_assert_cmpuint (n_can_add, ==, 2);
  g_assert_cmpuint (n_chosen, ==, 2);
}

static void
test_text_and_name_differ (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) candidates = inspect (fixture, offer (fixture, "rfc6312.txt", 6212, "Roaming", "a"), NULL);
  PeerCandidate *candidate = nth (candidates, 0);

  g_assert_cmpint (peer_candidate_get_problem (candidate), ==, PEER_PROBLEM_NUMBER_DIFFERS);
  g_assert_nonnull (strstr (peer_candidate_get_problem_text (candidate), "6212"));
  g_assert_nonnull (strstr (peer_candidate_get_problem_text (candidate), "6312"));
  g_assert_true (peer_candidate_get_can_add (candidate));
  peer_candidate_set_number (candidate, 6312); /* settled */
  g_assert_cmpint (peer_candidate_get_problem (candidate), ==, PEER_PROBLEM_NONE);
  add_all (fixture, candidates, 1);
  g_assert_nonnull (peer_library_find (fixture->library, 6312));
  g_assert_cmpuint (peer_document_get_text_number (peer_library_find (fixture->library, 6312)), ==, 6212);
  g_assert_null (peer_library_find (fixture->library, 6212));
}

static void
test_number_in_the_name_alone_is_a_doubt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) candidates =
      inspect (fixture, test_folder_write (fixture->outside, "rfc155.txt", "               List of Subscribers\n\n   A.\n", -1), NULL);

  g_assert_cmpint (peer_candidate_get_problem (nth (candidates, 0)), ==, PEER_PROBLEM_NUMBER_DIFFERS);
  g_assert_cmpuint (peer_candidate_get_number (nth (candidates, 0)), ==, 155);
}

static void
test_stub_wants_a_word (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) candidates =
      inspect (fixture, test_folder_write (fixture->outside, "rfc9.txt", "RFC-9 \"A Drawing\" is available only in PostScript.\n", -1),
               NULL);
  PeerCandidate *candidate = nth (candidates, 0);

  g_assert_cmpint (peer_candidate_get_problem (candidate), ==, PEER_PROBLEM_STUB);
  g_assert_true (peer_candidate_get_can_add (candidate));
  g_assert_false (peer_candidate_get_is_chosen (candidate));
  peer_candidate_set_is_chosen (candidate, TRUE);
  add_all (fixture, candidates, 1);
}

static void
test_same_bytes_are_left_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) first = inspect (fixture, offer (fixture, "rfc5.txt", 5, "Tides", "a"), NULL);
  g_autoptr (GListModel) again = NULL;

  add_all (fixture, first, 1);
  again = inspect (fixture, offer (fixture, "copy", 5, "Tides", "a"), NULL);
  g_assert_cmpint (peer_candidate_get_problem (nth (again, 0)), ==, PEER_PROBLEM_ALREADY_HELD);
  g_assert_false (peer_candidate_get_can_add (nth (again, 0)));
}

static void
test_same_bytes_not_shared_are_shared_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) first = inspect (fixture, offer (fixture, "rfc5.txt", 5, "Tides", "a"), NULL);
  g_autoptr (GListModel) again = NULL;
  PeerDocument *document;

  add_all (fixture, first, 1);
  document = peer_library_find (fixture->library, 5);
  peer_library_set_shared (fixture->library, document, FALSE);
  again = inspect (fixture, offer (fixture, "copy", 5, "Tides", "a"), NULL);
  g_assert_cmpint (peer_candidate_get_problem (nth (again, 0)), ==, PEER_PROBLEM_NONE);
  add_all (fixture, again, 1);
  g_assert_true (peer_document_get_is_shared (document));
  g_assert_cmpuint (count_in_folder (fixture), ==, 1);
}

static void
test_other_bytes_replace_only_when_chosen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) first = inspect (fixture, offer (fixture, "rfc5.txt", 5, "Tides", "a"), NULL);
  g_autoptr (GListModel) again = NULL;
  g_autoptr (GError) error = NULL;

  add_all (fixture, first, 1);
  again = inspect (fixture, offer (fixture, "rfc5.txt", 5, "Other Tides", "b"), NULL);
  g_assert_cmpint (peer_candidate_get_problem (nth (again, 0)), ==, PEER_PROBLEM_DIFFERENT_TEXT);
  g_assert_false (peer_candidate_get_is_chosen (nth (again, 0)));
  g_assert_true (peer_candidate_get_can_add (nth (again, 0)));
  g_assert_null (add (fixture, again, &error));
  assert_in_folder (fixture, "rfc5.txt", 5, "Tides", "a");

  peer_candidate_set_is_chosen (nth (again, 0), TRUE);
  add_all (fixture, again, 1);
  assert_in_folder (fixture, "rfc5.txt", 5, "Other Tides", "b");
  g_assert_cmpstr (peer_document_get_title (peer_library_find (fixture->library, 5)), ==, "Other Tides");
  g_assert_cmpuint (count_in_folder (fixture), ==, 1);
}

/* A file of that name that the library does not count as a document is not overwritten either. */
static void
test_nothing_is_overwritten (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) candidates = inspect (fixture, offer (fixture, "rfc5.txt", 5, "Tides", "a"), NULL);
  g_autoptr (GFile) precious = test_folder_write (fixture->folder, "rfc5.txt", "\x01\x02\x03\x04precious", -1);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (add (fixture, candidates, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpint (peer_candidate_get_problem (nth (candidates, 0)), ==, PEER_PROBLEM_DIFFERENT_TEXT);
  g_assert_true (g_file_get_contents (g_file_peek_path (precious), &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "\x01\x02\x03\x04precious");
  g_assert_cmpuint (count_in_folder (fixture), ==, 1);
}

static void
test_twins_in_one_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) candidates =
      inspect (fixture, offer (fixture, "one", 5, "Tides", "a"), offer (fixture, "same", 5, "Tides", "a"),
               offer (fixture, "other", 5, "Tides", "b"), NULL);

  g_assert_cmpint (peer_candidate_get_problem (nth (candidates, 0)), ==, PEER_PROBLEM_NONE);
  g_assert_cmpint (peer_candidate_get_problem (nth (candidates, 1)), ==, PEER_PROBLEM_ALREADY_HELD);
  g_assert_cmpint (peer_candidate_get_problem (nth (candidates, 2)), ==, PEER_PROBLEM_DIFFERENT_TEXT);
  g_assert_false (peer_candidate_get_is_chosen (nth (candidates, 2)));
  peer_candidate_set_number (nth (candidates, 2), 6);
  g_assert_cmpint (peer_candidate_get_problem (nth (candidates, 2)), ==, PEER_PROBLEM_NONE);
  add_all (fixture, candidates, 2);
  assert_in_folder (fixture, "rfc5.txt", 5, "Tides", "a");
  assert_in_folder (fixture, "rfc6.txt", 5, "Tides", "b");
}

static void
test_what_stands_in_the_way (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_build_filename (g_file_peek_path (fixture->outside), "link.txt", NULL);
  g_autofree char *fifo = g_build_filename (g_file_peek_path (fixture->outside), "fifo.txt", NULL);
  g_autoptr (GFile) target = offer (fixture, "target", 5, "Tides", "a");
  g_autofree char *large = g_malloc (PEER_LIBRARY_FILE_MAX_BYTES + 1);
  g_autoptr (GListModel) candidates = NULL;
  const PeerProblem expected[] = { PEER_PROBLEM_UNREADABLE, PEER_PROBLEM_UNREADABLE, PEER_PROBLEM_UNREADABLE,
                                   PEER_PROBLEM_NOT_TEXT, PEER_PROBLEM_NOT_TEXT, PEER_PROBLEM_TOO_LARGE, PEER_PROBLEM_UNREADABLE };
  g_autoptr (GError) error = NULL;

  memset (large, 'x', PEER_LIBRARY_FILE_MAX_BYTES + 1);
  g_assert_cmpint (symlink (g_file_peek_path (target), link), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  candidates = inspect (fixture, g_file_new_for_path (link), g_file_new_for_path (fifo), g_file_get_child (fixture->outside, "not there"),
                        test_folder_write (fixture->outside, "a.png", "\x89PNG\r\n\x1a\n\x01\x02\x03\x04\x05\x06\xff\xfe\xfd\xfc", -1),
                        test_folder_write (fixture->outside, "empty.txt", "", 0),
                        test_folder_write (fixture->outside, "large.txt", large, PEER_LIBRARY_FILE_MAX_BYTES + 1),
                        g_file_new_for_uri ("unknown-scheme://host/rfc5.txt"), NULL);
  g_assert_cmpuint (g_list_model_get_n_items (candidates), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      PeerCandidate *candidate = nth (candidates, i);

      g_assert_cmpint (peer_candidate_get_problem (candidate), ==, expected[i]);
      g_assert_true (g_str_has_suffix (peer_candidate_get_problem_text (candidate), "."));
      peer_candidate_set_number (candidate, 5);
      peer_candidate_set_title (candidate, "Forced");
      peer_candidate_set_is_chosen (candidate, TRUE);
      g_assert_false (peer_candidate_get_can_add (candidate));
    }
  g_assert_null (add (fixture, candidates, &error));
  g_assert_cmpuint (count_in_folder (fixture), ==, 0);
}

static void
test_file_changes_before_it_is_added (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) candidates = inspect (fixture, offer (fixture, "rfc5.txt", 5, "Tides", "a"), NULL);
  g_autoptr (GFile) changed = offer (fixture, "rfc5.txt", 5, "Tides", "something else");
  g_autoptr (GError) error = NULL;

  g_assert_null (add (fixture, candidates, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpint (peer_candidate_get_problem (nth (candidates, 0)), ==, PEER_PROBLEM_UNREADABLE);
  g_assert_cmpuint (count_in_folder (fixture), ==, 0);
}

static void
test_folders_are_walked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) inner = g_file_get_child (fixture->outside, "inner");
  g_autoptr (GFile) deeper = g_file_get_child (inner, "deeper");
  g_autofree char *loop = g_build_filename (g_file_peek_path (deeper), "loop", NULL);
  g_autoptr (GListModel) candidates = NULL;
  g_autoptr (GFile) a = NULL;
  g_autoptr (GFile) b = NULL;

  g_assert_true (g_file_make_directory_with_parents (deeper, NULL, NULL));
  a = test_rfc_write (inner, "rfc1.txt", 1, "First", "a");
  b = test_rfc_write (deeper, "rfc2.txt", 2, "Second", "b");
  g_assert_cmpint (symlink (g_file_peek_path (fixture->outside), loop), ==, 0);
  candidates = inspect (fixture, g_object_ref (fixture->outside), NULL);
  g_assert_cmpuint (g_list_model_get_n_items (candidates), ==, 3); /* the link is named, and not followed */
  g_assert_cmpint (peer_candidate_get_problem (nth (candidates, 0)), ==, PEER_PROBLEM_UNREADABLE);
  add_all (fixture, candidates, 2);
}

static void
test_limit_of_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GListModel) candidates = NULL;
  g_autoptr (GFile) missing = g_file_get_child (fixture->outside, "missing");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < PEER_LIBRARY_DROP_MAX_FILES; i++)
    g_list_store_append (files, missing);
  candidates = inspect_model (fixture, G_LIST_MODEL (files), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (candidates), ==, PEER_LIBRARY_DROP_MAX_FILES);
  g_list_store_append (files, missing);
  g_assert_null (inspect_model (fixture, G_LIST_MODEL (files), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = offer (fixture, "rfc5.txt", 5, "Tides", "a");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_list_store_append (files, file);
  peer_library_inspect_async (fixture->library, G_LIST_MODEL (files), cancellable, test_result_cb, &result);
  g_cancellable_cancel (cancellable);
  test_wait_for_result (&result);
  g_assert_null (peer_library_inspect_finish (fixture->library, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_folder_cannot_be_written (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) candidates = inspect (fixture, offer (fixture, "rfc5.txt", 5, "Tides", "a"), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_rmdir (g_file_peek_path (fixture->folder)), ==, 0);
  g_assert_null (add (fixture, candidates, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, g_file_peek_path (fixture->folder)));
  g_assert_cmpint (g_mkdir (g_file_peek_path (fixture->folder), 0700), ==, 0);
}

#define ADD(name, func) g_test_add ("/library-add/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("no-doubt-is-added-as-it-is", test_no_doubt_is_added_as_it_is);
  ADD ("not-chosen-is-not-added", test_not_chosen_is_not_added);
  ADD ("number-is-typed", test_number_is_typed);
  ADD ("title-is-typed", test_title_is_typed);
  ADD ("judgement-is-notified", test_judgement_is_notified);
  ADD ("text-and-name-differ", test_text_and_name_differ);
  ADD ("number-in-the-name-alone-is-a-doubt", test_number_in_the_name_alone_is_a_doubt);
  ADD ("stub-wants-a-word", test_stub_wants_a_word);
  ADD ("same-bytes-are-left-out", test_same_bytes_are_left_out);
  ADD ("same-bytes-not-shared-are-shared-again", test_same_bytes_not_shared_are_shared_again);
  ADD ("other-bytes-replace-only-when-chosen", test_other_bytes_replace_only_when_chosen);
  ADD ("nothing-is-overwritten", test_nothing_is_overwritten);
  ADD ("twins-in-one-list", test_twins_in_one_list);
  ADD ("what-stands-in-the-way", test_what_stands_in_the_way);
  ADD ("file-changes-before-it-is-added", test_file_changes_before_it_is_added);
  ADD ("folders-are-walked", test_folders_are_walked);
  ADD ("limit-of-files", test_limit_of_files);
  ADD ("cancelled", test_cancelled);
  ADD ("folder-cannot-be-written", test_folder_cannot_be_written);
  return g_test_run ();
}
