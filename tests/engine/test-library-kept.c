/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "peer-library-kept.h"
#include "test-support.h"

typedef struct
{
  GFile *folder;
  char *path;
  char *lock_path;
  guint n_changed;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->path = g_build_filename (g_file_peek_path (fixture->folder), "kept.ini", NULL);
  fixture->lock_path = g_strconcat (fixture->path, ".lock", NULL);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  test_folder_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->lock_path);
}

static void
count_cb (gpointer kept, gpointer user_data)
{
  ((Fixture *) user_data)->n_changed++;
}

static PeerLibraryKept *
open_kept (Fixture *fixture)
{
  return peer_library_kept_new (fixture->path, count_cb, fixture);
}

static void
assert_title (PeerLibraryKept *kept, guint number, const char *expected)
{
  g_autofree char *title = peer_library_kept_dup_title (kept, number);

  g_assert_cmpstr (title, ==, expected);
}

static void
flush (PeerLibraryKept *kept)
{
  g_autoptr (GError) error = NULL;

  peer_library_kept_flush (kept, &error);
  g_assert_no_error (error);
}

/* As another program in the middle of a write. */
static int
take_lock (Fixture *fixture)
{
  const int lock = open (fixture->lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (lock, >=, 0);
  g_assert_cmpint (flock (lock, LOCK_EX), ==, 0);
  return lock;
}

static guint
count_events (int watch)
{
  char buffer[64 * 1024] __attribute__ ((aligned (8)));
  const gssize length = read (watch, buffer, sizeof buffer);
  guint n_events = 0;

  for (gssize at = 0; at < length; n_events++)
    at += (gssize) (sizeof (struct inotify_event) + ((struct inotify_event *) (void *) (buffer + at))->len);
  return n_events;
}

static void
test_many_changes (Fixture *fixture, gconstpointer data)
{
  PeerLibraryKept *kept = open_kept (fixture);
  const int watch = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  const int lock = take_lock (fixture);

  g_assert_cmpint (inotify_add_watch (watch, g_file_peek_path (fixture->folder), IN_MOVED_TO), >=, 0);
  for (guint number = 1; number <= 10000; number++)
    peer_library_kept_set_is_shared (kept, number, FALSE);
  g_close (lock, NULL);
  flush (kept);
  g_assert_cmpuint (count_events (watch), <=, 2);
  g_close (watch, NULL);
  peer_library_kept_free (kept);

  kept = open_kept (fixture);
  g_assert_false (peer_library_kept_get_is_shared (kept, 1));
  g_assert_false (peer_library_kept_get_is_shared (kept, 10000));
  g_assert_true (peer_library_kept_get_is_shared (kept, 10001));
  peer_library_kept_free (kept);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  const char *const text = "[RFC 7]\nTitle=Kept with care\n\n]RFC 8[\nTitle\n\n[RFC 9]\nTitle=Behind\n";
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged", NULL);
  g_autofree char *contents = NULL;
  PeerLibraryKept *kept = NULL;

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  kept = open_kept (fixture);
  assert_title (kept, 7, "Kept with care");
  peer_library_kept_set_title (kept, 5, "New");
  flush (kept);
  peer_library_kept_free (kept);

  g_assert_true (g_file_get_contents (aside, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, text);
  kept = open_kept (fixture);
  assert_title (kept, 5, "New");
  assert_title (kept, 7, "Kept with care");
  peer_library_kept_free (kept);
}

static gboolean
is_seven_shared (gpointer kept)
{
  return peer_library_kept_get_is_shared (kept, 7);
}

/* A file that a link to itself stands for does not open, not even for root. */
static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  PeerLibraryKept *kept = NULL;

  g_assert_cmpint (symlink (fixture->path, fixture->path), ==, 0);
  kept = open_kept (fixture);
  g_assert_false (peer_library_kept_get_is_shared (kept, 7));
  g_assert_false (peer_library_kept_flush (kept, &error));
  g_assert_nonnull (strstr (error->message, fixture->path));

  peer_library_kept_set_title (kept, 7, "Mine");
  g_clear_error (&error);
  g_assert_false (peer_library_kept_flush (kept, &error));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));

  /* Once the way is free, nothing of it is lost. */
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  peer_library_kept_set_title (kept, 8, "Too");
  flush (kept);
  test_wait_until (is_seven_shared, kept);
  peer_library_kept_free (kept);

  kept = open_kept (fixture);
  assert_title (kept, 7, "Mine");
  assert_title (kept, 8, "Too");
  peer_library_kept_free (kept);
}

static gboolean
knows_title (gpointer kept)
{
  g_autofree char *title = peer_library_kept_dup_title (kept, 2);

  return g_strcmp0 (title, "Of another") == 0;
}

/* Its event comes while a change of our own waits for the lock, and no other follows. */
static void
test_two_at_once (Fixture *fixture, gconstpointer data)
{
  PeerLibraryKept *kept = open_kept (fixture);
  const int lock = take_lock (fixture);

  peer_library_kept_set_title (kept, 1, "Ours");
  g_assert_true (g_file_set_contents (fixture->path, "[RFC 2]\nTitle=Of another\n", -1, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_close (lock, NULL);
  flush (kept);
  test_wait_until (knows_title, kept);
  assert_title (kept, 1, "Ours");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  peer_library_kept_free (kept);
}

#define ADD(name, func) g_test_add ("/library-kept/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("many-changes-are-few-writes", test_many_changes);
  ADD ("a-damaged-file-is-put-aside", test_damaged);
  ADD ("a-file-that-cannot-be-read-shares-nothing", test_unreadable);
  ADD ("two-programs-write-at-once", test_two_at_once);
  return g_test_run ();
}
