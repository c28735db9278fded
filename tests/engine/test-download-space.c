/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-download-peers.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

/* A real full disk: a tmpfs of a few hundred kilobytes as the library. Needs root, or a user namespace of one's own. */

static char *why_not;

static gboolean
write_map (const char *path, const char *format, guint id)
{
  g_autofree char *map = format != NULL ? g_strdup_printf ("0 %u 1", id) : g_strdup ("deny");
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean is_written = fd >= 0 && write (fd, map, strlen (map)) == (gssize) strlen (map);

  if (fd >= 0)
    close (fd);
  return is_written;
}

/* Before there is a second thread. */
static void
become_mounter (void)
{
  guint uid = geteuid (), gid = getegid ();
  gboolean is_root = uid == 0;

  if (unshare (is_root ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0)
    why_not = g_strdup_printf ("no namespace of mounts can be made here: %s", g_strerror (errno));
  else if (!is_root
           && (!write_map ("/proc/self/setgroups", NULL, 0) || !write_map ("/proc/self/uid_map", "", uid)
               || !write_map ("/proc/self/gid_map", "", gid)))
    why_not = g_strdup_printf ("no user can be mapped here: %s", g_strerror (errno));
  else if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    why_not = g_strdup_printf ("mounts cannot be made private here: %s", g_strerror (errno));
}

static void
set_up_disk (Fixture *fixture, gconstpointer options)
{
  set_up (fixture, NULL);
  if (why_not == NULL
      && mount ("tmpfs", g_file_peek_path (fixture->folder), "tmpfs", MS_NOSUID | MS_NODEV, options) != 0)
    why_not = g_strdup_printf ("no tmpfs can be mounted here: %s", g_strerror (errno));
}

static void
tear_down_disk (Fixture *fixture, gconstpointer options)
{
  if (why_not == NULL)
    {
      peer_downloads_stop (fixture->downloads);
      umount2 (g_file_peek_path (fixture->folder), MNT_DETACH);
    }
  tear_down (fixture, NULL);
}

static gboolean
is_skipped (void)
{
  if (why_not != NULL)
    g_test_skip (why_not);
  return why_not != NULL;
}

static void
count_cb (PeerDownloads *downloads, GParamSpec *pspec, gpointer user_data)
{
  guint *n_told = user_data;

  *n_told += *peer_downloads_get_trouble_text (downloads) != '\0';
}

static gboolean
is_queued (gpointer data)
{
  return peer_download_get_state (data) == PEER_DOWNLOAD_QUEUED;
}

/* Room for one of the two documents, and something else in the way. */
static void
test_full (Fixture *fixture, gconstpointer options)
{
  g_autoptr (Peer) good = NULL;
  g_autoptr (GFile) ballast = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *bytes = NULL;
  guint n_told = 0;

  if (is_skipped ())
    return;

  good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  bytes = g_strnfill (400000, 'x');
  ballast = test_folder_write (fixture->folder, "ballast", bytes, 400000);
  for (guint i = 1; i < 4; i++)
    test_fake_index_add_holder (fixture->index, NUMBER + i, "juno", good->stage->port, fixture->digest_hex);
  g_signal_connect (fixture->downloads, "notify::trouble-text", G_CALLBACK (count_cb), &n_told);
  for (guint i = 0; i < 4; i++)
    peer_downloads_start (fixture->downloads, NUMBER + i, NULL);

  test_wait_until (has_trouble, fixture->downloads);
  for (guint i = 0; i < 4; i++)
    test_wait_until (is_queued, peer_downloads_find (fixture->downloads, NUMBER + i));
  g_test_message ("%s", peer_downloads_get_trouble_text (fixture->downloads));
  g_assert_true (g_str_has_prefix (peer_downloads_get_trouble_text (fixture->downloads), "Not enough space in "));
  g_assert_nonnull (strstr (peer_downloads_get_trouble_text (fixture->downloads), "(needs 3"));
  g_assert_nonnull (strstr (peer_downloads_get_trouble_text (fixture->downloads), " free)."));
  g_assert_cmpuint (n_told, ==, 1); /* once, for four of them */
  for (guint i = 0; i < 4; i++)
    {
      PeerDownload *download = peer_downloads_find (fixture->downloads, NUMBER + i);

      g_assert_null (strstr (peer_download_get_status_text (download), "space"));
    }
  names = list_folder (fixture, FALSE);
  g_assert_cmpuint (names->len, ==, 1); /* nothing but the ballast has a name */

  /* Trying again while nothing has changed says the same again. */
  peer_downloads_resume (fixture->downloads);
  g_assert_cmpstr (peer_downloads_get_trouble_text (fixture->downloads), ==, "");
  test_wait_until (has_trouble, fixture->downloads);

  /* Space for one: it comes by itself, with nobody asking; then it is full again. */
  g_assert_cmpint (g_unlink (g_file_peek_path (ballast)), ==, 0);
  while (!is_ended (peer_downloads_find (fixture->downloads, NUMBER))
         && !is_ended (peer_downloads_find (fixture->downloads, NUMBER + 1))
         && !is_ended (peer_downloads_find (fixture->downloads, NUMBER + 2))
         && !is_ended (peer_downloads_find (fixture->downloads, NUMBER + 3)))
    {
      fixture->clock_usec += G_USEC_PER_SEC / 10;
      g_main_context_iteration (NULL, FALSE);
    }
}

/* Those that are on their way have their space, and end well while the queue stands still. */
static void
test_others_go_on (Fixture *fixture, gconstpointer options)
{
  g_autoptr (Peer) half = NULL;
  g_autoptr (Peer) good = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *contents = NULL;
  PeerDownload *first;

  if (is_skipped ())
    return;

  half = peer_new (fixture, "slow", fixture->digest_hex, answer_half);
  good = peer_new (fixture, "juno", fixture->digest_hex, answer_well);
  g_hash_table_remove (fixture->index->lookups, GUINT_TO_POINTER (NUMBER));
  test_fake_index_add_holder (fixture->index, NUMBER, "slow", half->stage->port, fixture->digest_hex);
  test_fake_index_add_holder (fixture->index, NUMBER + 1, "juno", good->stage->port, fixture->digest_hex);

  first = peer_downloads_start (fixture->downloads, NUMBER, NULL);
  test_wait_until (is_receiving, first);
  peer_downloads_start (fixture->downloads, NUMBER + 1, NULL);
  test_wait_until (has_trouble, fixture->downloads);
  g_assert_cmpint (peer_download_get_state (first), ==, PEER_DOWNLOAD_RECEIVING);

  test_talk_send (g_ptr_array_index (half->stage->talks, 0), fixture->text + strlen (fixture->text) / 2, -1);
  test_wait_until (is_ended, first);
  g_assert_cmpint (peer_download_get_state (first), ==, PEER_DOWNLOAD_DONE);
  file = g_file_get_child (fixture->folder, "rfc4711.txt");
  g_assert_true (g_file_load_contents (file, NULL, &contents, NULL, NULL, NULL));
  g_assert_cmpstr (contents, ==, fixture->text);
  g_assert_true (has_trouble (fixture->downloads));
}

int
main (int argc, char *argv[])
{
  become_mounter ();
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/download-space/full", Fixture, "size=512k", set_up_disk, test_full, tear_down_disk);
  g_test_add ("/download-space/others-go-on", Fixture, "size=512k", set_up_disk, test_others_go_on, tear_down_disk);

  return g_test_run ();
}
