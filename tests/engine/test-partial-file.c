/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-download.h"
#include "peer-partial-file.h"
#include "test-support.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

typedef struct
{
  GFile *folder;
  PeerPartialFile *file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer is_old_file_system)
{
  g_autoptr (GError) error = NULL;

  peer_partial_file_set_old_file_system (GPOINTER_TO_INT (is_old_file_system));
  fixture->folder = test_folder_new ();
  fixture->file = peer_partial_file_new (fixture->folder, 42, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->file, peer_partial_file_unref);
  test_folder_free (fixture->folder);
  peer_partial_file_set_old_file_system (FALSE);
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
append (Fixture *fixture, const char *bytes)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (peer_partial_file_append (fixture->file, bytes, strlen (bytes), &error));
  g_assert_no_error (error);
}

static GFile *
place (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  peer_partial_file_place_async (fixture->file, NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  return peer_partial_file_place_finish (result, error);
}

static void
test_gets_its_name_when_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) expected = g_file_get_child (fixture->folder, "rfc42.txt");
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *contents = NULL;
  struct stat status;

  append (fixture, "one ");
  append (fixture, "two");
  g_assert_cmpuint (peer_partial_file_get_length (fixture->file), ==, 7);
  g_assert_false (g_file_query_exists (expected, NULL));

  file = place (fixture, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_equal (file, expected));
  g_assert_true (g_file_load_contents (file, NULL, &contents, NULL, NULL, NULL));
  g_assert_cmpstr (contents, ==, "one two");
  g_assert_cmpint (stat (g_file_peek_path (file), &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);

  g_clear_pointer (&fixture->file, peer_partial_file_unref);
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
test_leaves_nothing_behind (Fixture *fixture, gconstpointer data)
{
  append (fixture, "half of someth");
  g_clear_pointer (&fixture->file, peer_partial_file_unref);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

static void
test_restarts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "right", -1);
  g_autoptr (GString) hex = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *contents = NULL;
  WireDigest digest;

  append (fixture, "wrong and longer");
  g_assert_true (peer_partial_file_restart (fixture->file, &error));
  append (fixture, "ri");
  append (fixture, "ght");
  peer_partial_file_get_digest (fixture->file, &digest);
  wire_digest_append_hex (&digest, hex);
  g_assert_cmpstr (hex->str, ==, expected);

  file = place (fixture, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_load_contents (file, NULL, &contents, NULL, NULL, NULL));
  g_assert_cmpstr (contents, ==, "right");
}

/* Somebody else's link has the name: neither replaced nor followed. */
static void
test_never_follows_a_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) target = test_folder_write (fixture->folder, "target", "bytes", -1);
  g_autoptr (GFile) link = g_file_get_child (fixture->folder, "rfc42.txt");
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;

  g_assert_true (g_file_make_symbolic_link (link, "target", NULL, NULL));
  append (fixture, "bytes");
  g_assert_null (place (fixture, &error));
  g_assert_error (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_EXISTS);
  g_assert_true (g_file_load_contents (target, NULL, &contents, NULL, NULL, NULL));
  g_assert_cmpstr (contents, ==, "bytes");
}

/* As on a full disk. */
static void
test_no_space (Fixture *fixture, gconstpointer data)
{
  struct rlimit old, small = { 1000, RLIM_INFINITY };
  g_autofree char *bytes = g_strnfill (2000, 'x');
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small.rlim_max = old.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);

  g_assert_false (peer_partial_file_append (fixture->file, bytes, 2000, &error));
  g_assert_error (error, PEER_DOWNLOAD_ERROR, PEER_DOWNLOAD_ERROR_NO_SPACE);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_nonnull (strstr (error->message, "Not enough space in "));
  g_assert_cmpuint (peer_partial_file_get_length (fixture->file), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) \
  g_test_add ("/partial-file/" path, Fixture, GINT_TO_POINTER (FALSE), set_up, test, tear_down); \
  g_test_add ("/partial-file/old-file-system/" path, Fixture, GINT_TO_POINTER (TRUE), set_up, test, tear_down)
  ADD ("gets-its-name-when-whole", test_gets_its_name_when_whole);
  ADD ("leaves-nothing-behind", test_leaves_nothing_behind);
  ADD ("restarts", test_restarts);
  ADD ("never-follows-a-link", test_never_follows_a_link);
  ADD ("no-space", test_no_space);

  return g_test_run ();
}
