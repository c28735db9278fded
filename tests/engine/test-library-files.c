/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is read when, told by scans alone: no file system. */

#include "config.h"

#include "peer-library-files.h"
#include "peer-library-scan.h"

typedef struct
{
  PeerLibraryFiles *files;
  GPtrArray *to_read;
  GHashTable *touched;
  gboolean wants_another;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->files = peer_library_files_new ();
  fixture->to_read = g_ptr_array_new ();
  fixture->touched = g_hash_table_new (NULL, NULL);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  peer_library_files_free (fixture->files);
  g_ptr_array_unref (fixture->to_read);
  g_hash_table_unref (fixture->touched);
}

/* A scan that sees one file of this name and size, or with NULL none. */
static void
scan (Fixture *fixture, gboolean trusts_all, const char *name, guint64 size_bytes)
{
  PeerScanEntry entry = { (char *) name, { 1, size_bytes, 1, 1 } };
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();

  if (name != NULL)
    g_ptr_array_add (entries, &entry);
  g_ptr_array_set_size (fixture->to_read, 0);
  g_hash_table_remove_all (fixture->touched);
  fixture->wants_another = peer_library_files_take_scan (fixture->files, entries, trusts_all, fixture->to_read, fixture->touched);
}

static PeerTextFile *
read_file (const char *name, guint number, guint64 size_bytes, guint8 digest)
{
  PeerTextFile *read = peer_text_file_new (name);

  read->identity = (PeerFileIdentity){ 1, size_bytes, 1, 1 };
  read->text_number = number;
  read->name_number = number;
  read->digest.is_known = TRUE;
  read->digest.bytes[0] = digest;
  return read;
}

static void
take_read (Fixture *fixture, const char *name, guint number, guint64 size_bytes, guint8 digest)
{
  g_autoptr (PeerTextFile) read = read_file (name, number, size_bytes, digest);

  peer_library_files_take_read (fixture->files, read, fixture->touched);
}

static gboolean
is_chosen (Fixture *fixture, guint number, gboolean *is_stale)
{
  g_autofree char *note = NULL;

  return peer_library_files_choose (fixture->files, number, is_stale, &note) != NULL;
}

static void
test_first_scan_is_trusted (Fixture *fixture, gconstpointer data)
{
  scan (fixture, TRUE, "rfc5.txt", 10);
  g_assert_cmpuint (fixture->to_read->len, ==, 1);
  g_assert_false (fixture->wants_another);
  g_assert_cmpuint (peer_library_files_get_n_reading (fixture->files), ==, 1);
}

/* A file that somebody is still copying in grows from scan to scan. */
static void
test_growing_file_is_not_read (Fixture *fixture, gconstpointer data)
{
  for (guint64 size = 10; size < 50; size += 10)
    {
      scan (fixture, FALSE, "rfc5.txt", size);
      g_assert_cmpuint (fixture->to_read->len, ==, 0);
      g_assert_true (fixture->wants_another);
    }
  scan (fixture, FALSE, "rfc5.txt", 40);
  g_assert_cmpuint (fixture->to_read->len, ==, 1);
  g_assert_false (fixture->wants_another);
  scan (fixture, FALSE, "rfc5.txt", 40); /* being read: not a second time */
  g_assert_cmpuint (fixture->to_read->len, ==, 0);
}

static void
test_changed_file_is_stale_until_read (Fixture *fixture, gconstpointer data)
{
  gboolean is_stale = TRUE;

  scan (fixture, TRUE, "rfc5.txt", 10);
  take_read (fixture, "rfc5.txt", 5, 10, 1);
  g_assert_true (is_chosen (fixture, 5, &is_stale));
  g_assert_false (is_stale);

  scan (fixture, FALSE, "rfc5.txt", 20);
  g_assert_true (g_hash_table_contains (fixture->touched, GUINT_TO_POINTER (5)));
  g_assert_true (is_chosen (fixture, 5, &is_stale));
  g_assert_true (is_stale);

  scan (fixture, FALSE, "rfc5.txt", 20);
  take_read (fixture, "rfc5.txt", 5, 20, 2);
  g_assert_true (is_chosen (fixture, 5, &is_stale));
  g_assert_false (is_stale);
  g_assert_cmpuint (peer_library_files_get_n_reading (fixture->files), ==, 0);
}

static void
test_file_goes_while_it_is_read (Fixture *fixture, gconstpointer data)
{
  gboolean is_stale;

  scan (fixture, TRUE, "rfc5.txt", 10);
  scan (fixture, FALSE, NULL, 0);
  g_assert_cmpuint (peer_library_files_get_n_reading (fixture->files), ==, 0);
  g_assert_false (is_chosen (fixture, 5, &is_stale));
}

static void
test_cache_saves_reading (Fixture *fixture, gconstpointer data)
{
  const guint64 sizes[] = { 10, 11 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      GHashTable *cached = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) peer_text_file_unref);
      PeerTextFile *read = read_file ("rfc5.txt", 5, 10, 1);
      PeerLibraryFiles *files = peer_library_files_new ();
      PeerLibraryFiles *unused = fixture->files;

      g_hash_table_insert (cached, read->name, read);
      peer_library_files_take_cached (files, cached);
      fixture->files = files;
      scan (fixture, TRUE, "rfc5.txt", sizes[i]);
      g_assert_cmpuint (fixture->to_read->len, ==, i); /* only what is another file now */
      fixture->files = unused;
      peer_library_files_free (files);
    }
}

#define ADD(name, func) g_test_add ("/library-files/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("first-scan-is-trusted", test_first_scan_is_trusted);
  ADD ("growing-file-is-not-read", test_growing_file_is_not_read);
  ADD ("changed-file-is-stale-until-read", test_changed_file_is_stale_until_read);
  ADD ("file-goes-while-it-is-read", test_file_goes_while_it_is_read);
  ADD ("cache-saves-reading", test_cache_saves_reading);
  return g_test_run ();
}
