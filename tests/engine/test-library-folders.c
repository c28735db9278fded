/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Folders that are watched beside the library's own. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine-texts.h"
#include "peer-library-monitor.h"
#include "peer-library-scan.h"
#include "peer-library.h"
#include "test-support.h"

typedef struct
{
  GFile *folder; /* the library's own */
  GFile *state;
  GFile *first;
  GFile *second;
  PeerLibrary *library;
} Fixture;

static gboolean
is_loaded (gpointer data)
{
  return !peer_library_get_is_loading (data);
}

static void
fixture_open (Fixture *fixture)
{
  fixture->library = peer_library_new (fixture->folder, fixture->state);
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

static void
fixture_close (Fixture *fixture)
{
  const guint id = g_timeout_add (1, keep_iterating_cb, NULL);

  test_wait_until (is_alone, fixture->library);
  g_source_remove (id);
  g_assert_finalize_object (g_steal_pointer (&fixture->library));
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->state = test_folder_new ();
  fixture->first = test_folder_new ();
  fixture->second = test_folder_new ();
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->library != NULL)
    fixture_close (fixture);
  peer_library_monitor_set_limit (G_MAXUINT);
  test_folder_free (fixture->folder);
  test_folder_free (fixture->state);
  test_folder_free (fixture->first);
  test_folder_free (fixture->second);
}

static char *
path_of (GFile *folder, const char *name)
{
  return g_build_filename (g_file_peek_path (folder), name, NULL);
}

static GFile *
make_folder (GFile *folder, const char *name)
{
  g_autofree char *path = path_of (folder, name);

  g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
  return g_file_new_for_path (path);
}

static void
put (GFile *folder, const char *name, guint number, const char *title)
{
  g_autoptr (GFile) file = test_rfc_write (folder, name, number, title, title);
}

static PeerFolder *
watch (Fixture *fixture, GFile *folder)
{
  g_autoptr (GError) error = NULL;
  GListModel *folders = peer_library_get_folders (fixture->library);
  g_autoptr (PeerFolder) added = NULL;

  g_assert_true (peer_library_add_folder (fixture->library, folder, &error));
  g_assert_no_error (error);
  added = g_list_model_get_item (folders, g_list_model_get_n_items (folders) - 1);
  g_assert_true (g_file_equal (peer_folder_get_file (added), folder));
  test_wait_until (is_loaded, fixture->library);
  return added; /* the model keeps it */
}

static void
assert_refused (Fixture *fixture, GFile *folder, int code)
{
  g_autoptr (GError) error = NULL;
  const guint n_before = g_list_model_get_n_items (peer_library_get_folders (fixture->library));

  g_assert_false (peer_library_add_folder (fixture->library, folder, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_true (g_str_has_suffix (error->message, ".")); /* a sentence */
  g_assert_cmpuint (g_list_model_get_n_items (peer_library_get_folders (fixture->library)), ==, n_before);
}

typedef struct
{
  PeerLibrary *library;
  guint number;
  const char *text;
} Wanted;

static gboolean
has_title (gpointer data)
{
  const Wanted *wanted = data;
  PeerDocument *document = peer_library_find (wanted->library, wanted->number);

  if (wanted->text == NULL || document == NULL)
    return (wanted->text == NULL) == (document == NULL);
  return strcmp (peer_document_get_title (document), wanted->text) == 0;
}

/* @title NULL: until it is not held. */
static void
wait_title (Fixture *fixture, guint number, const char *title)
{
  Wanted wanted = { fixture->library, number, title };

  test_wait_until (has_title, &wanted);
}

static gboolean
is_missing (gpointer data)
{
  return peer_folder_get_state (data) == PEER_FOLDER_MISSING;
}

static void
assert_lies_in (Fixture *fixture, guint number, GFile *folder, const char *name)
{
  g_autoptr (GFile) file = g_file_get_child (folder, name);

  g_assert_true (g_file_equal (peer_document_get_file (peer_library_find (fixture->library, number)), file));
}

static char *
state_text_of (PeerDocument *document)
{
  char *text = NULL;

  g_object_get (document, "state-text", &text, NULL);
  return text;
}

static guint
count_documents (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->library));
}

static void
test_documents_come_and_go_with_the_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) inside = make_folder (fixture->first, "old/older");
  g_autofree char *path = path_of (inside, "rfc3.txt");
  PeerFolder *folder;

  put (fixture->folder, "rfc1.txt", 1, "One");
  put (fixture->first, "rfc2.txt", 2, "Two");
  put (inside, "rfc3.txt", 3, "Three");
  fixture_open (fixture);
  g_assert_cmpuint (count_documents (fixture), ==, 1);

  folder = watch (fixture, fixture->first);
  g_assert_cmpuint (count_documents (fixture), ==, 3);
  g_assert_cmpuint (peer_folder_get_n_documents (folder), ==, 2);
  g_assert_cmpint (peer_folder_get_state (folder), ==, PEER_FOLDER_FOLLOWED);
  g_assert_cmpstr (peer_folder_get_state_text (folder), ==, "");
  g_assert_cmpstr (peer_folder_get_path (folder), ==, g_file_peek_path (fixture->first));
  g_assert_false (peer_folder_get_is_library (folder));
  assert_lies_in (fixture, 3, fixture->first, "old/older/rfc3.txt");

  peer_library_remove_folder (fixture->library, folder);
  g_assert_cmpuint (count_documents (fixture), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (peer_library_get_folders (fixture->library)), ==, 1);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_own_folder_cannot_be_removed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PeerFolder) own = NULL;

  put (fixture->folder, "rfc1.txt", 1, "One");
  fixture_open (fixture);
  own = g_list_model_get_item (peer_library_get_folders (fixture->library), 0);
  g_assert_true (peer_folder_get_is_library (own));
  peer_library_remove_folder (fixture->library, own);
  g_assert_cmpuint (count_documents (fixture), ==, 1);
}

static void
test_changes_inside_are_followed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) inside = make_folder (fixture->first, "old");
  g_autoptr (GFile) deeper = NULL;
  g_autofree char *path = path_of (inside, "rfc2.txt");

  put (inside, "rfc2.txt", 2, "Two");
  fixture_open (fixture);
  watch (fixture, fixture->first);
  put (inside, "rfc2.txt", 2, "Other");
  wait_title (fixture, 2, "Other");
  put (inside, "rfc3.txt", 3, "Three");
  wait_title (fixture, 3, "Three");

  /* A folder that was not there. */
  deeper = make_folder (inside, "new/newer");
  put (deeper, "rfc4.txt", 4, "Four");
  wait_title (fixture, 4, "Four");
  g_assert_cmpint (g_unlink (path), ==, 0);
  wait_title (fixture, 2, NULL);
}

static void
test_folder_is_unplugged_and_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) stick = make_folder (fixture->first, "stick");
  g_autofree char *path = path_of (fixture->first, "stick");
  g_autofree char *away = path_of (fixture->first, "away");
  PeerFolder *folder;
  PeerDocument *document;
  WireDigest digest;

  put (stick, "rfc2.txt", 2, "Two");
  fixture_open (fixture);
  folder = watch (fixture, stick);
  digest = *peer_document_get_digest (peer_library_find (fixture->library, 2));

  g_assert_cmpint (g_rename (path, away), ==, 0);
  test_wait_until (is_missing, folder);
  g_assert_nonnull (strstr (peer_folder_get_state_text (folder), path));
  g_assert_null (peer_library_find (fixture->library, 2));
  g_assert_cmpuint (peer_folder_get_n_documents (folder), ==, 0);

  g_assert_cmpint (g_rename (away, path), ==, 0);
  wait_title (fixture, 2, "Two");
  document = peer_library_find (fixture->library, 2);
  g_assert_true (wire_digest_equal (peer_document_get_digest (document), &digest));
  g_assert_cmpint (peer_folder_get_state (folder), ==, PEER_FOLDER_FOLLOWED);
  put (stick, "rfc3.txt", 3, "Three"); /* and it is heard again */
  wait_title (fixture, 3, "Three");
}

/* As at the start of the program, with the stick in a drawer. */
static void
test_restored_folder_need_not_be_there (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture->first, "stick");
  g_autoptr (GFile) stick = g_file_new_for_path (path);
  g_autoptr (GFile) made = NULL;
  g_autoptr (PeerFolder) folder = NULL;

  fixture_open (fixture);
  assert_refused (fixture, stick, G_IO_ERROR_NOT_DIRECTORY);
  peer_library_restore_folder (fixture->library, stick);
  test_wait_until (is_loaded, fixture->library);
  folder = g_list_model_get_item (peer_library_get_folders (fixture->library), 1);
  g_assert_cmpint (peer_folder_get_state (folder), ==, PEER_FOLDER_MISSING);
  made = make_folder (fixture->first, "stick");
  put (made, "rfc2.txt", 2, "Two");
  wait_title (fixture, 2, "Two");
}

static void
test_two_folders_with_the_same_document (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  PeerFolder *first;

  put (fixture->first, "rfc2.txt", 2, "Two");
  put (fixture->second, "two.txt", 2, "Two");
  fixture_open (fixture);
  first = watch (fixture, fixture->first);
  watch (fixture, fixture->second);
  g_assert_cmpuint (count_documents (fixture), ==, 1);
  assert_lies_in (fixture, 2, fixture->first, "rfc2.txt");
  text = state_text_of (peer_library_find (fixture->library, 2));
  g_assert_null (strstr (text, "other content"));

  /* The other one is as good. */
  peer_library_remove_folder (fixture->library, first);
  g_assert_cmpuint (count_documents (fixture), ==, 1);
  assert_lies_in (fixture, 2, fixture->second, "two.txt");
}

static void
test_two_folders_with_other_texts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  put (fixture->folder, "rfc2.txt", 2, "Mine");
  put (fixture->first, "rfc2.txt", 2, "Theirs");
  fixture_open (fixture);
  watch (fixture, fixture->first);
  wait_title (fixture, 2, "Mine");
  text = state_text_of (peer_library_find (fixture->library, 2));
  g_assert_nonnull (strstr (text, g_file_peek_path (fixture->first)));
}

static void
test_what_cannot_be_watched (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) inside = make_folder (fixture->first, "a");
  g_autoptr (GFile) beside = make_folder (fixture->first, "ab"); /* begins alike, and is no other's inside */
  g_autoptr (GFile) inside_own = make_folder (fixture->folder, "a");
  g_autoptr (GFile) missing = g_file_get_child (fixture->first, "missing");
  g_autoptr (GFile) file = test_rfc_write (fixture->second, "rfc2.txt", 2, "Two", "x");
  g_autofree char *link_path = path_of (fixture->second, "link");
  g_autoptr (GFile) link = g_file_new_for_path (link_path);
  g_autoptr (GFile) web = g_file_new_for_uri ("sftp://example/rfc");

  g_assert_cmpint (symlink (g_file_peek_path (inside), link_path), ==, 0);
  fixture_open (fixture);
  watch (fixture, inside);
  assert_refused (fixture, inside, G_IO_ERROR_EXISTS);
  assert_refused (fixture, link, G_IO_ERROR_EXISTS);
  assert_refused (fixture, fixture->folder, G_IO_ERROR_EXISTS);
  assert_refused (fixture, inside_own, G_IO_ERROR_EXISTS);
  assert_refused (fixture, missing, G_IO_ERROR_NOT_DIRECTORY);
  assert_refused (fixture, file, G_IO_ERROR_NOT_DIRECTORY);
  assert_refused (fixture, web, G_IO_ERROR_NOT_SUPPORTED);
  watch (fixture, beside);
}

static void
test_folder_around_others (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) inner = make_folder (fixture->first, "inner");
  PeerFolder *inner_folder;
  PeerFolder *outer;

  put (fixture->first, "rfc1.txt", 1, "One");
  put (inner, "rfc2.txt", 2, "Two");
  fixture_open (fixture);
  inner_folder = watch (fixture, inner);
  outer = watch (fixture, fixture->first);
  g_assert_cmpuint (count_documents (fixture), ==, 2);
  g_assert_cmpuint (peer_folder_get_n_documents (inner_folder), ==, 1);
  g_assert_cmpuint (peer_folder_get_n_documents (outer), ==, 1); /* nothing is read twice */

  /* And is the outer one's when nobody else follows it. */
  peer_library_remove_folder (fixture->library, inner_folder);
  wait_title (fixture, 2, "Two");
  g_assert_cmpuint (peer_folder_get_n_documents (outer), ==, 2);
}

static void
test_limit_of_folders (Fixture *fixture, gconstpointer data)
{
  fixture_open (fixture);
  for (guint i = 0; i < PEER_LIBRARY_MAX_FOLDERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autoptr (GFile) folder = make_folder (fixture->first, name);

      watch (fixture, folder);
    }
  assert_refused (fixture, fixture->second, G_IO_ERROR_NO_SPACE);
}

static void
test_limit_of_depth (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) at = g_object_ref (fixture->first);
  PeerFolder *folder;

  for (guint depth = 1; depth <= PEER_LIBRARY_SCAN_MAX_DEPTH; depth++)
    {
      g_autoptr (GFile) next = make_folder (at, "deeper");

      g_set_object (&at, next);
    }
  put (at, "rfc2.txt", 2, "Just inside");
  fixture_open (fixture);
  folder = watch (fixture, fixture->first);
  g_assert_nonnull (peer_library_find (fixture->library, 2));
  g_assert_cmpint (peer_folder_get_state (folder), ==, PEER_FOLDER_FOLLOWED);
  peer_library_remove_folder (fixture->library, folder);

  {
    g_autoptr (GFile) too_deep = make_folder (at, "deeper");

    put (too_deep, "rfc3.txt", 3, "Too deep");
  }
  folder = watch (fixture, fixture->first);
  g_assert_null (peer_library_find (fixture->library, 3));
  g_assert_cmpint (peer_folder_get_state (folder), ==, PEER_FOLDER_LIMITED);
  g_assert_nonnull (strstr (peer_folder_get_state_text (folder), g_file_peek_path (fixture->first)));
}

static void
test_limit_of_inner_folders (Fixture *fixture, gconstpointer data)
{
  const guint limit = PEER_LIBRARY_SCAN_MAX_FOLDERS;

  /* The folder itself counts. */
  for (guint i = 1; i <= limit; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autoptr (GFile) folder = make_folder (fixture->first, name);
      g_autoptr (PeerLibraryScan) scan = i < limit - 2 ? NULL : peer_library_scan (g_file_peek_path (fixture->first), NULL, NULL);

      if (scan == NULL)
        continue;
      g_assert_cmpuint (scan->subfolders->len, ==, MIN (i + 1, limit));
      g_assert_cmpint (scan->is_cut, ==, i + 1 > limit);
    }
}

static void
test_limit_of_watches_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) inside = make_folder (fixture->first, "a/b");
  PeerFolder *folder;

  put (inside, "rfc2.txt", 2, "Two");
  fixture_open (fixture);
  peer_library_monitor_set_limit (2);
  folder = watch (fixture, fixture->first);
  g_assert_nonnull (peer_library_find (fixture->library, 2));
  g_assert_cmpint (peer_folder_get_state (folder), ==, PEER_FOLDER_LIMITED);
  g_assert_nonnull (strstr (peer_folder_get_state_text (folder), "max_user_watches"));
}

static void
test_folder_that_may_not_be_read (Fixture *fixture, gconstpointer data)
{
  PeerFolder *folder;

  if (geteuid () == 0)
    {
      g_test_skip ("Nothing is closed to root");
      return;
    }
  put (fixture->first, "rfc2.txt", 2, "Two");
  fixture_open (fixture);
  g_assert_cmpint (g_chmod (g_file_peek_path (fixture->first), 0), ==, 0);
  folder = watch (fixture, fixture->first);
  g_assert_cmpint (peer_folder_get_state (folder), ==, PEER_FOLDER_UNREADABLE);
  g_assert_cmpuint (count_documents (fixture), ==, 0);
  g_assert_cmpint (g_chmod (g_file_peek_path (fixture->first), 0700), ==, 0);
  wait_title (fixture, 2, "Two");
}

static char *
list_names (GFile *folder)
{
  g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (folder), 0, NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = path_of (folder, name);
      struct stat status;

      g_assert_cmpint (lstat (path, &status), ==, 0);
      g_string_append_printf (names, "%s %lu %ld %ld;", name, (gulong) status.st_ino, (glong) status.st_mtim.tv_nsec,
                              (glong) status.st_ctim.tv_nsec);
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* Only the documents of the folders that the user added: no link leads out, and nothing else in them is shared or touched. */
static void
test_nothing_else_is_shared (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) outside = make_folder (fixture->second, "outside");
  g_autoptr (GFile) hidden = make_folder (fixture->first, ".hidden");
  g_autofree char *fifo = path_of (fixture->first, "rfc4.txt");
  g_autofree char *file_link = path_of (fixture->first, "rfc5.txt");
  g_autofree char *folder_link = path_of (fixture->first, "away");
  g_autofree char *way_out = path_of (outside, "rfc5.txt");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GFile) letter = test_folder_write (fixture->first, "letter.txt", "Dear aunt, see RFC 9.\n", -1);
  g_autoptr (GFile) key = test_folder_write (fixture->first, "id_rsa", "secret\n", -1);
  g_autoptr (GFile) left = test_folder_write (fixture->first, ".adding-rfc1-00000000.part", "x", -1);

  put (outside, "rfc5.txt", 5, "Secret");
  put (outside, "rfc6.txt", 6, "Secret");
  put (hidden, "rfc7.txt", 7, "Hidden");
  put (fixture->first, ".rfc8.txt", 8, "Hidden");
  put (fixture->first, "rfc9.txt~", 9, "Backup");
  put (fixture->first, "notes.md", 10, "Other");
  put (fixture->first, "rfc1.txt", 1, "One");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (symlink (way_out, file_link), ==, 0);
  g_assert_cmpint (symlink (g_file_peek_path (outside), folder_link), ==, 0);
  before = list_names (fixture->first);
  fixture_open (fixture);
  watch (fixture, fixture->first);

  g_assert_cmpuint (count_documents (fixture), ==, 1);
  g_assert_nonnull (peer_library_find (fixture->library, 1));
  after = list_names (fixture->first);
  g_assert_cmpstr (before, ==, after);
}

static gboolean
is_cut_off (gpointer data)
{
  g_autoptr (GError) error = NULL;
  const int descriptor = peer_library_open (data, 2, NULL, &error);

  if (descriptor >= 0)
    g_close (descriptor, NULL);
  return descriptor < 0;
}

/* The folder on the way is swapped for a link to another: nothing of what is there gets out. */
static void
test_folder_inside_becomes_a_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) inside = make_folder (fixture->first, "old");
  g_autoptr (GFile) secret = make_folder (fixture->second, "old");
  g_autofree char *path = path_of (fixture->first, "old");
  g_autofree char *away = path_of (fixture->second, "away");

  put (inside, "rfc2.txt", 2, "Two");
  put (secret, "rfc2.txt", 2, "Secret");
  fixture_open (fixture);
  watch (fixture, fixture->first);
  g_assert_false (is_cut_off (fixture->library));
  g_assert_cmpint (g_rename (path, away), ==, 0);
  g_assert_cmpint (symlink (g_file_peek_path (secret), path), ==, 0);
  g_assert_true (is_cut_off (fixture->library));
  wait_title (fixture, 2, NULL);
}

static void
test_no_is_no_in_every_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  PeerFolder *first;

  put (fixture->first, "rfc2.txt", 2, "Two");
  put (fixture->second, "rfc2.txt", 2, "Two");
  fixture_open (fixture);
  first = watch (fixture, fixture->first);
  watch (fixture, fixture->second);
  peer_library_set_shared (fixture->library, peer_library_find (fixture->library, 2), FALSE);
  g_assert_true (peer_library_set_title (fixture->library, peer_library_find (fixture->library, 2), "My Own", &error));

  peer_library_remove_folder (fixture->library, first);
  g_assert_false (peer_document_get_is_shared (peer_library_find (fixture->library, 2)));
  g_assert_cmpstr (peer_document_get_title (peer_library_find (fixture->library, 2)), ==, "My Own");
  fixture_close (fixture);

  /* Nor does another order of the folders, or another start, make it a yes. */
  fixture_open (fixture);
  watch (fixture, fixture->second);
  watch (fixture, fixture->first);
  g_assert_false (peer_document_get_is_shared (peer_library_find (fixture->library, 2)));
  peer_library_set_shared (fixture->library, peer_library_find (fixture->library, 2), TRUE);
  g_assert_true (peer_document_get_is_shared (peer_library_find (fixture->library, 2)));
  g_assert_cmpstr (peer_document_get_title (peer_library_find (fixture->library, 2)), ==, "My Own");
}

static void
test_own_folder_is_switched_live (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *old_path = path_of (fixture->folder, "rfc1.txt");
  g_autoptr (GFile) fresh = g_file_get_child (fixture->second, "made/for/it");

  put (fixture->folder, "rfc1.txt", 1, "One");
  put (fixture->folder, "rfc2.txt", 2, "Two");
  put (fixture->first, "rfc2.txt", 2, "Two");
  put (fixture->first, "rfc3.txt", 3, "Three");
  fixture_open (fixture);
  watch (fixture, fixture->first);

  /* A watched one becomes the library's own, and what both hold stays. */
  g_assert_true (peer_library_set_folder (fixture->library, fixture->first, &error));
  test_wait_until (is_loaded, fixture->library);
  g_assert_cmpuint (g_list_model_get_n_items (peer_library_get_folders (fixture->library)), ==, 1);
  g_assert_true (g_file_equal (peer_library_get_folder (fixture->library), fixture->first));
  g_assert_cmpuint (count_documents (fixture), ==, 2);
  g_assert_null (peer_library_find (fixture->library, 1));
  g_assert_true (peer_library_find (fixture->library, 2) != NULL);
  g_assert_true (g_file_test (old_path, G_FILE_TEST_EXISTS));

  g_assert_true (peer_library_set_folder (fixture->library, fresh, &error));
  test_wait_until (is_loaded, fixture->library);
  g_assert_cmpuint (count_documents (fixture), ==, 0);
  put (fresh, "rfc5.txt", 5, "Five");
  wait_title (fixture, 5, "Five");
}

static void
test_switch_that_fails_changes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) none = g_file_new_for_path ("/dev/null/folder");

  put (fixture->folder, "rfc1.txt", 1, "One");
  fixture_open (fixture);
  g_assert_false (peer_library_set_folder (fixture->library, none, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_assert_nonnull (strstr (error->message, "/dev/null/folder"));
  g_assert_true (g_file_equal (peer_library_get_folder (fixture->library), fixture->folder));
  g_assert_cmpuint (count_documents (fixture), ==, 1);
}

#define ADD(name, func) g_test_add ("/library-folders/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("documents-come-and-go-with-the-folder", test_documents_come_and_go_with_the_folder);
  ADD ("own-folder-cannot-be-removed", test_own_folder_cannot_be_removed);
  ADD ("changes-inside-are-followed", test_changes_inside_are_followed);
  ADD ("folder-is-unplugged-and-comes-back", test_folder_is_unplugged_and_comes_back);
  ADD ("restored-folder-need-not-be-there", test_restored_folder_need_not_be_there);
  ADD ("two-folders-with-the-same-document", test_two_folders_with_the_same_document);
  ADD ("two-folders-with-other-texts", test_two_folders_with_other_texts);
  ADD ("what-cannot-be-watched", test_what_cannot_be_watched);
  ADD ("folder-around-others", test_folder_around_others);
  ADD ("limit-of-folders", test_limit_of_folders);
  ADD ("limit-of-depth", test_limit_of_depth);
  ADD ("limit-of-inner-folders", test_limit_of_inner_folders);
  ADD ("limit-of-watches-is-told", test_limit_of_watches_is_told);
  ADD ("folder-that-may-not-be-read", test_folder_that_may_not_be_read);
  ADD ("nothing-else-is-shared", test_nothing_else_is_shared);
  ADD ("folder-inside-becomes-a-link", test_folder_inside_becomes_a_link);
  ADD ("no-is-no-in-every-folder", test_no_is_no_in_every_folder);
  ADD ("own-folder-is-switched-live", test_own_folder_is_switched_live);
  ADD ("switch-that-fails-changes-nothing", test_switch_that_fails_changes_nothing);
  return g_test_run ();
}
