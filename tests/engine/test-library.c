/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine-texts.h"
#include "peer-document-private.h"
#include "peer-turn.h"
#include "test-support.h"

typedef struct
{
  GFile *folder;
  GFile *state;
  GFile *outside;
  PeerLibrary *library;
  guint n_added;
  guint n_removed;
  guint n_changed;
} Fixture;

static void
count_cb (PeerLibrary *library, PeerDocument *document, guint *counter)
{
  g_assert_true (PEER_IS_DOCUMENT (document));
  ++*counter;
}

static gboolean
is_loaded (gpointer data)
{
  return !peer_library_get_is_loading (data);
}

static void
fixture_open (Fixture *fixture)
{
  fixture->n_added = fixture->n_removed = fixture->n_changed = 0;
  fixture->library = peer_library_new (fixture->folder, fixture->state);
  g_signal_connect (fixture->library, "document-added", G_CALLBACK (count_cb), &fixture->n_added);
  g_signal_connect (fixture->library, "document-removed", G_CALLBACK (count_cb), &fixture->n_removed);
  g_signal_connect (fixture->library, "document-changed", G_CALLBACK (count_cb), &fixture->n_changed);
  g_assert_true (peer_library_get_is_loading (fixture->library));
  test_wait_until (is_loaded, fixture->library);
}

static gboolean
is_alone (gpointer data)
{
  return G_OBJECT (data)->ref_count == 1;
}

static gboolean
keep_iterating_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Worker threads let go of a finished task, and so of the library, without a word to the main loop. */
static void
finalize_library (PeerLibrary *library)
{
  const guint id = g_timeout_add (1, keep_iterating_cb, NULL);

  test_wait_until (is_alone, library);
  g_source_remove (id);
  g_assert_finalize_object (library);
}

static void
fixture_close (Fixture *fixture)
{
  finalize_library (g_steal_pointer (&fixture->library));
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->state = test_folder_new ();
  fixture->outside = test_folder_new ();
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->library != NULL)
    fixture_close (fixture);
  test_folder_free (fixture->folder);
  test_folder_free (fixture->state);
  test_folder_free (fixture->outside);
}

static void
put (Fixture *fixture, const char *name, guint number, const char *title, const char *body)
{
  g_autoptr (GFile) file = test_rfc_write (fixture->folder, name, number, title, body);
}

static void
drop (Fixture *fixture, const char *name)
{
  g_autoptr (GFile) file = g_file_get_child (fixture->folder, name);

  g_assert_true (g_file_delete (file, NULL, NULL));
}

static char *
path_of (GFile *folder, const char *name)
{
  return g_build_filename (g_file_peek_path (folder), name, NULL);
}

typedef struct
{
  Fixture *fixture;
  guint number;
  guint n;
  const char *text;
} Wanted;

static gboolean
is_held (gpointer data)
{
  const Wanted *wanted = data;

  return peer_library_find (wanted->fixture->library, wanted->number) != NULL;
}

static gboolean
is_not_held (gpointer data)
{
  return !is_held (data);
}

static gboolean
has_n (gpointer data)
{
  const Wanted *wanted = data;

  return g_list_model_get_n_items (G_LIST_MODEL (wanted->fixture->library)) == wanted->n;
}

static gboolean
has_title (gpointer data)
{
  const Wanted *wanted = data;
  PeerDocument *document = peer_library_find (wanted->fixture->library, wanted->number);

  return document != NULL && strcmp (peer_document_get_title (document), wanted->text) == 0 &&
         peer_document_get_state (document) != PEER_DOCUMENT_READING;
}

static void
wait_held (Fixture *fixture, guint number)
{
  Wanted wanted = { fixture, number, 0, NULL };

  test_wait_until (is_held, &wanted);
}

static void
wait_title (Fixture *fixture, guint number, const char *title)
{
  Wanted wanted = { fixture, number, 0, title };

  test_wait_until (has_title, &wanted);
}

static char *
state_text_of (PeerDocument *document)
{
  char *text = NULL;

  g_object_get (document, "state-text", &text, NULL);
  return text;
}

static void
test_finds_what_is_there (Fixture *fixture, gconstpointer data)
{
  PeerDocument *document;
  g_autofree char *obsoletes = NULL;

  put (fixture, "rfc2119.txt", 2119, "Words of Weavers", "a");
  put (fixture, "rfc791.txt", 791, "Baskets", "b");
  put (fixture, "a note on ropes.txt", 1034, "Ropes", "c");
  fixture_open (fixture);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const guint numbers[] = { 791, 1034, 2119 };
      g_autoptr (PeerDocument) item = g_list_model_get_item (G_LIST_MODEL (fixture->library), i);

      g_assert_cmpuint (peer_document_get_number (item), ==, numbers[i]);
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->library), 3));

  document = peer_library_find (fixture->library, 2119);
  g_assert_cmpstr (peer_document_get_title (document), ==, "Words of Weavers");
  g_assert_cmpstr (peer_document_get_date (document), ==, "May 1998");
  g_assert_cmpstr (peer_document_get_authors (document), ==, "T. Tester");
  g_assert_cmpuint (peer_document_get_size (document), >, 100);
  g_assert_true (peer_document_get_digest (document)->is_known);
  g_assert_true (peer_document_get_is_shared (document));
  g_assert_cmpint (peer_document_get_state (document), ==, PEER_DOCUMENT_WAITING);
  g_assert_cmpuint (fixture->n_added, ==, 3);
}

/* A window that draws without a pause is no reason to stand still. */
static void
test_loads_beside_endless_frames (Fixture *fixture, gconstpointer data)
{
  const guint frames = g_idle_add_full (PEER_TURN_PRIORITY, keep_iterating_cb, NULL, NULL);

  put (fixture, "rfc9.txt", 9, "Nine", "x");
  fixture_open (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 1);
  g_source_remove (frames);
}

static void
test_leaves_other_files_alone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fifo = path_of (fixture->folder, "rfc4.txt");
  g_autofree char *link = path_of (fixture->folder, "rfc5.txt");
  g_autofree char *folder = path_of (fixture->folder, "rfc6.txt");
  g_autoptr (GFile) target = test_rfc_write (fixture->outside, "rfc5.txt", 5, "Secret", "s");
  g_autoptr (GFile) noise = NULL;
  g_autoptr (GFile) zip = NULL;
  g_auto (GStrv) ignored = NULL;

  put (fixture, "rfc1.txt", 1, "Plain", "a");
  put (fixture, "rfc2.txt.part", 2, "Half", "b");
  put (fixture, ".rfc3.txt", 3, "Hidden", "c");
  put (fixture, "diary.md", 7, "Private", "d");
  put (fixture, "rfc8-draft.pdf", 8, "Other", "e");
  noise = test_folder_write (fixture->folder, "letters.txt", "Dear aunt, the RFC was fine.\n", -1);
  zip = test_folder_write (fixture->folder, "rfc9.txt.gz", "\x1f\x8b", 2);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (symlink (g_file_peek_path (target), link), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  fixture_open (fixture);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 1);
  g_assert_nonnull (peer_library_find (fixture->library, 1));
  ignored = peer_library_dup_ignored (fixture->library);
  g_assert_cmpuint (g_strv_length (ignored), ==, 1); /* the damaged one is told */
  g_assert_true (g_str_has_prefix (ignored[0], "rfc9.txt.gz: "));
}

static void
test_file_of_the_limit_and_one_more (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *head = test_rfc_text (1, "Large", "x");
  g_autoptr (GFile) fits = NULL;
  g_autoptr (GFile) fits_not = NULL;
  g_auto (GStrv) ignored = NULL;

  g_string_append (text, head);
  while (text->len < PEER_LIBRARY_FILE_MAX_BYTES)
    g_string_append_c (text, text->len % 72 == 0 ? '\n' : 'x');
  fits = test_folder_write (fixture->folder, "rfc1.txt", text->str, text->len);
  g_string_append_c (text, 'x');
  fits_not = test_folder_write (fixture->folder, "rfc2.txt", text->str, text->len);
  fixture_open (fixture);

  g_assert_nonnull (peer_library_find (fixture->library, 1));
  g_assert_null (peer_library_find (fixture->library, 2));
  ignored = peer_library_dup_ignored (fixture->library);
  g_assert_cmpuint (g_strv_length (ignored), ==, 1);
  g_assert_true (g_str_has_prefix (ignored[0], "rfc2.txt: "));
}

static void
test_file_appears_changes_vanishes (Fixture *fixture, gconstpointer data)
{
  Wanted wanted = { fixture, 10, 0, NULL };
  WireDigest first;

  fixture_open (fixture);
  put (fixture, "rfc10.txt", 10, "First", "a");
  wait_held (fixture, 10);
  g_assert_cmpuint (fixture->n_added, ==, 1);
  first = *peer_document_get_digest (peer_library_find (fixture->library, 10));
  peer_document_set_state (peer_library_find (fixture->library, 10), PEER_DOCUMENT_SHARED, NULL);

  put (fixture, "rfc10.txt", 10, "Second", "b");
  wait_title (fixture, 10, "Second");
  g_assert_false (wire_digest_equal (&first, peer_document_get_digest (peer_library_find (fixture->library, 10))));
  g_assert_cmpuint (fixture->n_added, ==, 1);
  g_assert_cmpuint (fixture->n_changed, >=, 1);
  g_assert_cmpint (peer_document_get_state (peer_library_find (fixture->library, 10)), ==, PEER_DOCUMENT_WAITING);

  drop (fixture, "rfc10.txt");
  test_wait_until (is_not_held, &wanted);
  g_assert_cmpuint (fixture->n_removed, ==, 1);
}

static void
test_file_is_renamed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *from = path_of (fixture->folder, "rfc20.txt");
  g_autofree char *to = path_of (fixture->folder, "rfc21.txt");
  Wanted old = { fixture, 20, 0, NULL };

  put (fixture, "rfc20.txt", 20, "Moving", "a");
  fixture_open (fixture);
  g_assert_nonnull (peer_library_find (fixture->library, 20));
  g_assert_cmpint (g_rename (from, to), ==, 0);
  wait_held (fixture, 21); /* in the library the name says the number */
  test_wait_until (is_not_held, &old);
}

static void
test_file_is_replaced_by_rename (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) next = test_rfc_write (fixture->outside, "next", 30, "Next", "b");
  g_autofree char *to = path_of (fixture->folder, "rfc30.txt");

  put (fixture, "rfc30.txt", 30, "Now", "a");
  fixture_open (fixture);
  g_assert_cmpint (g_rename (g_file_peek_path (next), to), ==, 0);
  wait_title (fixture, 30, "Next");
}

static void
test_same_number_same_bytes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  Wanted wanted = { fixture, 40, 1, NULL };

  put (fixture, "rfc40.txt", 40, "Twice", "a");
  put (fixture, "copy of 40.txt", 40, "Twice", "a");
  fixture_open (fixture);
  g_assert_true (has_n (&wanted));
  text = state_text_of (peer_library_find (fixture->library, 40));
  g_assert_null (strstr (text, "copy of"));

  /* The other one is as good when the first goes. */
  drop (fixture, "rfc40.txt");
  for (const char *name = NULL; g_strcmp0 (name, "copy of 40.txt") != 0;)
    {
      PeerDocument *document;
      g_autofree char *base = NULL;

      g_main_context_iteration (NULL, TRUE);
      document = peer_library_find (fixture->library, 40);
      base = document != NULL ? g_file_get_basename (peer_document_get_file (document)) : NULL;
      name = g_intern_string (base);
    }
  g_assert_cmpuint (fixture->n_removed, ==, 0);
}

static void
test_same_number_other_bytes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  PeerDocument *document;

  put (fixture, "a better 50.txt", 50, "Rival", "b");
  put (fixture, "rfc50.txt", 50, "Chosen", "a");
  fixture_open (fixture);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 1);
  document = peer_library_find (fixture->library, 50);
  g_assert_cmpstr (peer_document_get_title (document), ==, "Chosen");
  text = state_text_of (document);
  g_assert_nonnull (strstr (text, "“a better 50.txt”"));
}

static void
test_doubtful_files_are_no_documents (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) stub = NULL;

  put (fixture, "rfc61-2.txt", 61, "No doubt", "a");
  put (fixture, "rfc62 (1).txt", 63, "Doubt", "b"); /* the text says another number */
  stub = test_folder_write (fixture->folder, "stub.txt", "RFC-64 \"A Paper\" is available only in PostScript form.\n", -1);
  fixture_open (fixture);
  g_assert_nonnull (peer_library_find (fixture->library, 61));
  g_assert_null (peer_library_find (fixture->library, 62));
  g_assert_null (peer_library_find (fixture->library, 63));
  g_assert_null (peer_library_find (fixture->library, 64));
}

static void
test_library_name_counts_without_title (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = test_folder_write (fixture->folder, "rfc70.txt", "just words\n", -1);
  g_autoptr (GFile) picture = test_folder_write (fixture->folder, "rfc71.txt", "\x01\x02\x03\x04\x05\x06\x07\xff\xfe\xfd", 10);

  fixture_open (fixture);
  g_assert_nonnull (peer_library_find (fixture->library, 70));
  g_assert_null (peer_library_find (fixture->library, 71));
}

static void
test_not_shared_is_remembered (Fixture *fixture, gconstpointer data)
{
  PeerDocument *document;

  put (fixture, "rfc80.txt", 80, "Quiet", "a");
  fixture_open (fixture);
  document = peer_library_find (fixture->library, 80);
  peer_library_set_shared (fixture->library, document, FALSE);
  g_assert_false (peer_document_get_is_shared (document));
  g_assert_cmpint (peer_document_get_state (document), ==, PEER_DOCUMENT_HELD);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  fixture_close (fixture);

  fixture_open (fixture);
  document = peer_library_find (fixture->library, 80);
  g_assert_false (peer_document_get_is_shared (document));
  g_assert_cmpint (peer_document_get_state (document), ==, PEER_DOCUMENT_HELD);
  peer_library_set_shared (fixture->library, document, TRUE);
  g_assert_cmpint (peer_document_get_state (document), ==, PEER_DOCUMENT_WAITING);
  fixture_close (fixture);

  fixture_open (fixture);
  g_assert_true (peer_document_get_is_shared (peer_library_find (fixture->library, 80)));
}

static void
test_own_title_is_remembered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *long_title = g_strnfill (513, 'x');
  g_autofree char *longest_title = g_strnfill (512, 'x');
  PeerDocument *document;

  put (fixture, "rfc81.txt", 81, "Theirs", "a");
  fixture_open (fixture);
  document = peer_library_find (fixture->library, 81);
  g_assert_false (peer_library_set_title (fixture->library, document, "two\nlines", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (peer_library_set_title (fixture->library, document, "  ", NULL));
  g_assert_false (peer_library_set_title (fixture->library, document, long_title, NULL));
  g_assert_true (peer_library_set_title (fixture->library, document, longest_title, &error));
  g_assert_no_error (error);
  g_assert_true (peer_library_set_title (fixture->library, document, "Mine; with = signs [and] more", &error));
  g_assert_no_error (error);
  fixture_close (fixture);

  fixture_open (fixture);
  g_assert_cmpstr (peer_document_get_title (peer_library_find (fixture->library, 81)), ==, "Mine; with = signs [and] more");
}

static void
remove_state (Fixture *fixture, const char *suffix, const char *replacement)
{
  g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (fixture->state), 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, suffix))
      {
        g_autofree char *path = path_of (fixture->state, name);

        if (replacement != NULL)
          g_assert_true (g_file_set_contents (path, replacement, -1, NULL));
        else
          g_assert_cmpint (g_unlink (path), ==, 0);
        n++;
      }
  g_assert_cmpuint (n, ==, 1);
}

static void
rename_file (Fixture *fixture, const char *from, const char *to)
{
  g_autofree char *from_path = path_of (fixture->folder, from);
  g_autofree char *to_path = path_of (fixture->folder, to);

  g_assert_cmpint (g_rename (from_path, to_path), ==, 0);
}

static void
assert_said (Fixture *fixture, guint number, const char *title, gboolean is_shared)
{
  PeerDocument *document = peer_library_find (fixture->library, number);

  g_assert_nonnull (document);
  g_assert_cmpstr (peer_document_get_title (document), ==, title);
  g_assert_cmpint (peer_document_get_is_shared (document), ==, is_shared);
}

static void
say_of (Fixture *fixture, guint number)
{
  PeerDocument *document = peer_library_find (fixture->library, number);

  g_assert_true (peer_library_set_title (fixture->library, document, "Mine", NULL));
  peer_library_set_shared (fixture->library, document, FALSE);
}

static void
reopen (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_open (fixture);
}

static gboolean
is_read_anew (gpointer data)
{
  const Wanted *wanted = data;
  PeerDocument *document = peer_library_find (wanted->fixture->library, wanted->number);

  return document != NULL && peer_document_get_size (document) == wanted->n;
}

/* What the user said outlives an edit of the file, another start, and both. */
static void
test_words_outlive_edit_and_restart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *edited = test_rfc_text (20, "Edited", "other and more");
  Wanted wanted = { fixture, 20, strlen (edited), NULL };

  put (fixture, "rfc20.txt", 20, "File", "a");
  fixture_open (fixture);
  say_of (fixture, 20);
  put (fixture, "rfc20.txt", 20, "Edited", "other and more");
  test_wait_until (is_read_anew, &wanted);
  assert_said (fixture, 20, "Mine", FALSE);
  reopen (fixture);
  assert_said (fixture, 20, "Mine", FALSE);

  fixture_close (fixture);
  put (fixture, "rfc20.txt", 20, "Again", "b");
  fixture_open (fixture);
  assert_said (fixture, 20, "Mine", FALSE);
}

/* The number was typed: it is in the name that the file got, whatever the text says. */
static void
test_words_follow_the_text_to_another_number (Fixture *fixture, gconstpointer data)
{
  put (fixture, "rfc20.txt", 20, "File", "a");
  fixture_open (fixture);
  say_of (fixture, 20);
  rename_file (fixture, "rfc20.txt", "rfc21.txt");
  wait_held (fixture, 21);
  assert_said (fixture, 21, "Mine", FALSE);

  /* While nobody looks, too. */
  fixture_close (fixture);
  rename_file (fixture, "rfc21.txt", "rfc22.txt");
  fixture_open (fixture);
  assert_said (fixture, 22, "Mine", FALSE);
  g_assert_null (peer_library_find (fixture->library, 21));

  /* What is unsaid stays so, and goes along. */
  peer_library_set_shared (fixture->library, peer_library_find (fixture->library, 22), TRUE);
  reopen (fixture);
  assert_said (fixture, 22, "Mine", TRUE);
  rename_file (fixture, "rfc22.txt", "rfc23.txt");
  wait_held (fixture, 23);
  assert_said (fixture, 23, "Mine", TRUE);
}

static void
test_words_of_another_text_stay_behind (Fixture *fixture, gconstpointer data)
{
  Wanted wanted = { fixture, 20, 0, NULL };

  put (fixture, "rfc20.txt", 20, "File", "a");
  put (fixture, "rfc30.txt", 30, "Thirty", "c");
  fixture_open (fixture);
  say_of (fixture, 20);
  g_assert_true (
      peer_library_set_title (fixture->library, peer_library_find (fixture->library, 30), "Of Thirty", NULL));

  /* Other bytes; a copy beside the original; a number of which something was said. */
  put (fixture, "rfc24.txt", 24, "Other", "b");
  wait_held (fixture, 24);
  assert_said (fixture, 24, "Other", TRUE);
  put (fixture, "rfc25.txt", 20, "File", "a");
  wait_held (fixture, 25);
  assert_said (fixture, 25, "File", TRUE);
  drop (fixture, "rfc30.txt");
  wanted.number = 30;
  test_wait_until (is_not_held, &wanted);
  rename_file (fixture, "rfc20.txt", "rfc30.txt");
  wait_held (fixture, 30);
  assert_said (fixture, 30, "Of Thirty", TRUE);
}

static void
test_cache_may_be_lost (Fixture *fixture, gconstpointer data)
{
  const char *const replacements[] = { NULL, "", "nonsense nonsense nonsense nonsense" };

  put (fixture, "rfc90.txt", 90, "Cached", "a");
  put (fixture, "rfc91.txt", 91, "Cached too", "a");
  fixture_open (fixture);
  peer_library_set_shared (fixture->library, peer_library_find (fixture->library, 91), FALSE);
  fixture_close (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (replacements); i++)
    {
      remove_state (fixture, ".cache", replacements[i]);
      fixture_open (fixture);
      g_assert_cmpstr (peer_document_get_title (peer_library_find (fixture->library, 90)), ==, "Cached");
      g_assert_false (peer_document_get_is_shared (peer_library_find (fixture->library, 91)));
      fixture_close (fixture);
    }
}

static void
test_cache_is_used_and_not_believed_blindly (Fixture *fixture, gconstpointer data)
{
  WireDigest before;

  put (fixture, "rfc95.txt", 95, "Old", "a");
  put (fixture, "rfc96.txt", 96, "Same", "a");
  fixture_open (fixture);
  before = *peer_document_get_digest (peer_library_find (fixture->library, 96));
  fixture_close (fixture);

  put (fixture, "rfc95.txt", 95, "New", "a");
  fixture_open (fixture);
  g_assert_cmpstr (peer_document_get_title (peer_library_find (fixture->library, 95)), ==, "New");
  g_assert_cmpstr (peer_document_get_title (peer_library_find (fixture->library, 96)), ==, "Same");
  g_assert_cmpstr (peer_document_get_date (peer_library_find (fixture->library, 96)), ==, "May 1998");
  g_assert_true (wire_digest_equal (&before, peer_document_get_digest (peer_library_find (fixture->library, 96))));
}

static gboolean
is_not_shared (gpointer data)
{
  return !peer_document_get_is_shared (data);
}

/* A terminal peer stops sharing what a window's peer shares: both use the same memory. */
static void
test_two_programs_agree (Fixture *fixture, gconstpointer data)
{
  PeerLibrary *other;
  PeerDocument *document;

  put (fixture, "rfc97.txt", 97, "Common", "a");
  put (fixture, "rfc98.txt", 98, "Common too", "a");
  fixture_open (fixture);
  other = peer_library_new (fixture->folder, fixture->state);
  test_wait_until (is_loaded, other);

  document = peer_library_find (other, 97);
  peer_library_set_shared (other, document, FALSE);
  test_wait_until (is_not_shared, peer_library_find (fixture->library, 97));
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  /* And neither writes over what the other said. */
  peer_library_set_shared (fixture->library, peer_library_find (fixture->library, 98), FALSE);
  test_wait_until (is_not_shared, peer_library_find (other, 98));
  g_assert_false (peer_document_get_is_shared (peer_library_find (other, 97)));
  g_assert_true (peer_library_flush (other, NULL));

  finalize_library (other);
}

static gboolean
has_error_text (gpointer data)
{
  g_autofree char *text = NULL;

  g_object_get (data, "error-text", &text, NULL);
  return *text != '\0';
}

static gboolean
has_no_error_text (gpointer data)
{
  return !has_error_text (data);
}

static void
test_folder_goes_and_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture->folder, "within");
  g_autofree char *away = path_of (fixture->folder, "away");
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GFile) file = NULL;
  PeerLibrary *library;

  library = peer_library_new (folder, fixture->state); /* made when it is not there */
  file = test_rfc_write (folder, "rfc99.txt", 99, "There", "a");
  while (peer_library_find (library, 99) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_rename (path, away), ==, 0);
  test_wait_until (has_error_text, library);
  g_assert_null (peer_library_find (library, 99));
  g_assert_cmpint (g_rename (away, path), ==, 0);
  test_wait_until (has_no_error_text, library);
  finalize_library (library);
}

static void
test_open_gives_what_was_hashed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  PeerDocument *document = NULL;
  char buffer[4096];
  int descriptor;
  g_autofree char *text = test_rfc_text (100, "Served", "a");

  put (fixture, "rfc100.txt", 100, "Served", "a");
  fixture_open (fixture);
  descriptor = peer_library_open (fixture->library, 100, &document, &error);
  g_assert_no_error (error);
  g_assert_true (document == peer_library_find (fixture->library, 100));
  g_assert_cmpint (read (descriptor, buffer, sizeof buffer), ==, strlen (text));
  g_assert_cmpmem (buffer, strlen (text), text, strlen (text));
  g_assert_true (fcntl (descriptor, F_GETFD) & FD_CLOEXEC);
  g_close (descriptor, NULL);

  g_assert_cmpint (peer_library_open (fixture->library, 101, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  peer_library_set_shared (fixture->library, document, FALSE);
  g_assert_cmpint (peer_library_open (fixture->library, 100, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* No turn of the loop lies between the change and the request: the library has not noticed yet. */
static void
test_open_refuses_another_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of (fixture->folder, "rfc102.txt");
  g_autoptr (GFile) secret = test_rfc_write (fixture->outside, "secret", 102, "Secret", "s");

  put (fixture, "rfc102.txt", 102, "Served", "a");
  fixture_open (fixture);

  put (fixture, "rfc102.txt", 102, "Changed", "b");
  g_assert_cmpint (peer_library_open (fixture->library, 102, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);

  g_unlink (path);
  g_assert_cmpint (symlink (g_file_peek_path (secret), path), ==, 0);
  g_assert_cmpint (peer_library_open (fixture->library, 102, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_clear_error (&error);

  g_unlink (path);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_cmpint (peer_library_open (fixture->library, 102, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_clear_error (&error);

  g_unlink (path);
  g_assert_cmpint (peer_library_open (fixture->library, 102, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_moved_to_the_trash (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of (fixture->folder, "rfc104.txt");
  Wanted wanted = { fixture, 104, 0, NULL };

  put (fixture, "rfc104.txt", 104, "Unwanted", "a");
  fixture_open (fixture);
  peer_library_trash_async (fixture->library, peer_library_find (fixture->library, 104), NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  if (!peer_library_trash_finish (fixture->library, result, &error))
    {
      g_assert_nonnull (peer_library_find (fixture->library, 104));
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
      g_assert_true (g_str_has_prefix (error->message, "RFC 104 "));
      g_test_skip (error->message);
      return;
    }
  test_wait_until (is_not_held, &wanted);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_file_may_not_be_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture->folder, "rfc105.txt");
  g_auto (GStrv) ignored = NULL;

  put (fixture, "rfc105.txt", 105, "Closed", "a");
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  if (geteuid () == 0)
    {
      g_test_skip ("Nothing is closed to root");
      return;
    }
  fixture_open (fixture);
  g_assert_null (peer_library_find (fixture->library, 105));
  ignored = peer_library_dup_ignored (fixture->library);
  g_assert_cmpuint (g_strv_length (ignored), ==, 1);
  g_assert_true (g_str_has_prefix (ignored[0], "rfc105.txt: "));
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  wait_held (fixture, 105);
}

typedef struct
{
  char *path;
  char *served;
  char *link;
  int is_over;
} Swapper;

static gpointer
swap_func (gpointer data)
{
  Swapper *swapper = data;

  while (!g_atomic_int_get (&swapper->is_over))
    {
      g_rename (swapper->path, swapper->served);
      g_rename (swapper->link, swapper->path);
      g_rename (swapper->path, swapper->link);
      g_rename (swapper->served, swapper->path);
    }
  return NULL;
}

/* While another swaps the file for a link to a secret as fast as it can, not one byte of the secret gets out. */
static void
test_open_wins_every_race (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) secret = test_rfc_write (fixture->outside, "secret", 103, "Secret", "s");
  Swapper swapper = { path_of (fixture->folder, "rfc103.txt"), path_of (fixture->outside, "served"),
                      path_of (fixture->outside, "link"), FALSE };
  g_autofree char *text = test_rfc_text (103, "Served", "a");
  GThread *thread;
  guint n_opened = 0;

  put (fixture, "rfc103.txt", 103, "Served", "a");
  fixture_open (fixture);
  g_assert_cmpint (symlink (g_file_peek_path (secret), swapper.link), ==, 0);
  thread = g_thread_new ("swapper", swap_func, &swapper);
  for (guint i = 0; i < 20000; i++)
    {
      const int descriptor = peer_library_open (fixture->library, 103, NULL, NULL);
      char buffer[4096];

      if (descriptor < 0)
        continue;
      n_opened++;
      g_assert_cmpint (read (descriptor, buffer, sizeof buffer), ==, strlen (text));
      g_assert_cmpmem (buffer, strlen (text), text, strlen (text));
      g_close (descriptor, NULL);
    }
  g_atomic_int_set (&swapper.is_over, TRUE);
  g_thread_join (thread);
  g_test_message ("opened %u times of 20000", n_opened);
  g_free (swapper.path);
  g_free (swapper.served);
  g_free (swapper.link);
}

static void
test_leftovers_of_a_crash_go (Fixture *fixture, gconstpointer data)
{
  g_autofree char *left = path_of (fixture->folder, ".adding-rfc1-00000000.part");
  g_autofree char *foreign = path_of (fixture->folder, ".something.part");

  g_assert_true (g_file_set_contents (left, "half", -1, NULL));
  g_assert_true (g_file_set_contents (foreign, "half", -1, NULL));
  fixture_open (fixture);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (foreign, G_FILE_TEST_EXISTS));
}

static void
test_many_files_at_once (Fixture *fixture, gconstpointer data)
{
  Wanted wanted = { fixture, 0, 300, NULL };
  guint64 total = 0;

  fixture_open (fixture);
  for (guint i = 1; i <= 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("rfc%u.txt", i);

      put (fixture, name, i, "One of many", name);
    }
  test_wait_until (has_n, &wanted);
  g_assert_cmpuint (fixture->n_added, ==, 300);
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (G_LIST_MODEL (fixture->library), i);

      g_assert_cmpuint (peer_document_get_number (document), ==, i + 1);
      total += peer_document_get_size (document);
    }
  for (guint i = 1; i <= 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("rfc%u.txt", i);

      drop (fixture, name);
    }
  wanted.n = 0;
  test_wait_until (has_n, &wanted);
  g_assert_cmpuint (fixture->n_removed, ==, 300);
  g_assert_cmpuint (total, >, 0);
}

static void
mirror_cb (GListModel *model, guint position, guint n_removed, guint n_added, GPtrArray *mirror)
{
  g_assert_cmpuint (position + n_removed, <=, mirror->len);
  if (n_removed > 0)
    g_ptr_array_remove_range (mirror, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (mirror, position + i, g_list_model_get_item (model, position + i));
}

static void
assert_mirrored (GListModel *model, GPtrArray *mirror)
{
  guint last_number = 0;

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, mirror->len);
  for (guint i = 0; i < mirror->len; i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (model, i);

      g_assert_true (document == g_ptr_array_index (mirror, i));
      g_assert_cmpuint (peer_document_get_number (document), >, last_number);
      last_number = peer_document_get_number (document);
    }
}

/* More than one turn of the loop can take: who only listens to the list knows all of it at each step. */
static void
test_list_tells_every_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) mirror = g_ptr_array_new_with_free_func (g_object_unref);
  Wanted wanted = { fixture, 0, 1200, NULL };

  for (guint i = 1; i <= 1200; i++)
    {
      g_autofree char *name = g_strdup_printf ("rfc%u.txt", i * 7);

      put (fixture, name, i * 7, "One of many", name);
    }
  fixture->library = peer_library_new (fixture->folder, fixture->state);
  g_signal_connect (fixture->library, "items-changed", G_CALLBACK (mirror_cb), mirror);
  test_wait_until (is_loaded, fixture->library);
  g_assert_true (has_n (&wanted));
  assert_mirrored (G_LIST_MODEL (fixture->library), mirror);

  for (guint i = 1; i <= 1200; i++)
    {
      g_autofree char *name = g_strdup_printf ("rfc%u.txt", i * 7);
      g_autofree char *new_name = g_strdup_printf ("rfc%u.txt", i * 7 + 3);

      if (i % 2 == 0)
        drop (fixture, name);
      if (i % 3 == 0)
        put (fixture, new_name, i * 7 + 3, "A new one", name);
    }
  wanted.n = 1000;
  test_wait_until (has_n, &wanted);
  assert_mirrored (G_LIST_MODEL (fixture->library), mirror);
  g_signal_handlers_disconnect_by_data (fixture->library, mirror);
  g_ptr_array_set_size (mirror, 0);
}

#define ADD(name, func) g_test_add ("/library/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *data_folder = g_dir_make_tmp ("p2p-ci-test-XXXXXX", NULL);
  g_autoptr (GFile) trash = g_file_new_for_path (data_folder);
  int result;

  g_setenv ("XDG_DATA_HOME", data_folder, TRUE); /* where a trash would be */
  g_test_init (&argc, &argv, NULL);

  ADD ("finds-what-is-there", test_finds_what_is_there);
  ADD ("loads-beside-endless-frames", test_loads_beside_endless_frames);
  ADD ("leaves-other-files-alone", test_leaves_other_files_alone);
  ADD ("file-of-the-limit-and-one-more", test_file_of_the_limit_and_one_more);
  ADD ("file-appears-changes-vanishes", test_file_appears_changes_vanishes);
  ADD ("file-is-renamed", test_file_is_renamed);
  ADD ("file-is-replaced-by-rename", test_file_is_replaced_by_rename);
  ADD ("same-number-same-bytes", test_same_number_same_bytes);
  ADD ("same-number-other-bytes", test_same_number_other_bytes);
  ADD ("doubtful-files-are-no-documents", test_doubtful_files_are_no_documents);
  ADD ("library-name-counts-without-title", test_library_name_counts_without_title);
  ADD ("not-shared-is-remembered", test_not_shared_is_remembered);
  ADD ("own-title-is-remembered", test_own_title_is_remembered);
  ADD ("words-outlive-edit-and-restart", test_words_outlive_edit_and_restart);
  ADD ("words-follow-the-text-to-another-number", test_words_follow_the_text_to_another_number);
  ADD ("words-of-another-text-stay-behind", test_words_of_another_text_stay_behind);
  ADD ("cache-may-be-lost", test_cache_may_be_lost);
  ADD ("cache-is-used-and-not-believed-blindly", test_cache_is_used_and_not_believed_blindly);
  ADD ("two-programs-agree", test_two_programs_agree);
  ADD ("folder-goes-and-comes-back", test_folder_goes_and_comes_back);
  ADD ("open-gives-what-was-hashed", test_open_gives_what_was_hashed);
  ADD ("open-refuses-another-file", test_open_refuses_another_file);
  ADD ("moved-to-the-trash", test_moved_to_the_trash);
  ADD ("file-may-not-be-read", test_file_may_not_be_read);
  ADD ("open-wins-every-race", test_open_wins_every_race);
  ADD ("leftovers-of-a-crash-go", test_leftovers_of_a_crash_go);
  ADD ("many-files-at-once", test_many_files_at_once);
  ADD ("list-tells-every-change", test_list_tells_every_change);
  result = g_test_run ();
  test_folder_free (g_steal_pointer (&trash));
  return result;
}
