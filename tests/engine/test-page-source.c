/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the reader shows of a file: its text, however it lies on the disk, and nothing that could hold the reader up. */

#include "config.h"

#include "peer-page-source.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine-texts.h"
#include "peer-library.h"
#include "peer-page.h"
#include "test-support.h"

typedef struct
{
  GFile *folder;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  test_folder_free (fixture->folder);
}

static GFile *
put_packed (Fixture *fixture, const char *name, const char *text, gsize length)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GInputStream) plain = g_memory_input_stream_new_from_data (text, length, NULL);
  g_autoptr (GInputStream) packed = g_converter_input_stream_new (plain, compressor);
  g_autoptr (GFile) file = g_file_get_child (fixture->folder, name);
  g_autoptr (GFileOutputStream) output = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL);

  g_assert_cmpint (
      g_output_stream_splice (G_OUTPUT_STREAM (output), packed, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >=, 0);
  return g_steal_pointer (&file);
}

static void
assert_shows (GFile *file, const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = peer_page_source_load (file, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, length);
}

static void
assert_refuses (GFile *file, int code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (peer_page_source_load (file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_true (g_str_has_prefix (error->message, "Cannot read "));
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_plain_and_packed_show_the_same (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = test_rfc_text (5, "Tides", "a");
  g_autoptr (GFile) plain = test_folder_write (fixture->folder, "rfc5.txt", text, -1);
  g_autoptr (GFile) packed = put_packed (fixture, "rfc5.txt.gz", text, strlen (text));
  g_autoptr (GFile) capitals = put_packed (fixture, "RFC6.TXT.GZ", text, strlen (text));

  assert_shows (plain, text, strlen (text));
  assert_shows (packed, text, strlen (text));
  assert_shows (capitals, text, strlen (text));
}

/* As the reader's window asks. */
static void
test_page_of_a_packed_document (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = test_rfc_text (5, "Tides", "a");
  g_autoptr (GFile) packed = put_packed (fixture, "rfc5.txt.gz", text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PeerPage) page = NULL;

  peer_page_load_async (packed, 5, FALSE, NULL, test_result_cb, &result);
  test_wait_for_result (&result);
  page = peer_page_load_finish (result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (page->text->text->str, "Request for Comments: 5"));
  g_assert_nonnull (strstr (page->text->text->str, "Tides"));
}

static void
test_size_of_the_limit_and_one_more (Fixture *fixture, gconstpointer data)
{
  const gsize limit = PEER_LIBRARY_FILE_MAX_BYTES;
  g_autofree char *text = g_strnfill (limit + 1, 'x');
  g_autoptr (GFile) fits = test_folder_write (fixture->folder, "rfc5.txt", text, limit);
  g_autoptr (GFile) packed_fits = put_packed (fixture, "rfc5.txt.gz", text, limit);
  g_autoptr (GFile) fits_not = test_folder_write (fixture->folder, "rfc6.txt", text, limit + 1);
  g_autoptr (GFile) packed_fits_not = put_packed (fixture, "rfc6.txt.gz", text, limit + 1);

  assert_shows (fits, text, limit);
  assert_shows (packed_fits, text, limit);
  assert_refuses (fits_not, G_IO_ERROR_MESSAGE_TOO_LARGE, "4 MiB");
  assert_refuses (packed_fits_not, G_IO_ERROR_MESSAGE_TOO_LARGE, "4 MiB");
}

static void
test_what_is_no_text_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) damaged = test_folder_write (fixture->folder, "rfc5.txt.gz", "\x1f\x8b\x08", 3);
  g_autoptr (GFile) missing = g_file_get_child (fixture->folder, "rfc6.txt");
  g_autoptr (GFile) fifo = g_file_get_child (fixture->folder, "rfc7.txt");
  g_autoptr (GFile) link = g_file_get_child (fixture->folder, "rfc8.txt");
  g_autoptr (GFile) elsewhere = g_file_new_for_uri ("ftp://localhost/rfc9.txt");

  g_assert_cmpint (mkfifo (g_file_peek_path (fifo), 0600), ==, 0);
  g_assert_cmpint (symlink (g_file_peek_path (damaged), g_file_peek_path (link)), ==, 0);
  assert_refuses (damaged, G_IO_ERROR_INVALID_DATA, "gzip");
  assert_refuses (missing, G_IO_ERROR_NOT_FOUND, "rfc6.txt");
  assert_refuses (fifo, G_IO_ERROR_NOT_REGULAR_FILE, "rfc7.txt"); /* nobody ever writes into it */
  assert_refuses (link, G_IO_ERROR_NOT_REGULAR_FILE, "rfc8.txt");
  assert_refuses (elsewhere, G_IO_ERROR_NOT_SUPPORTED, "ftp://localhost/rfc9.txt");
}

#define ADD(name, func) g_test_add ("/page-source/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("plain-and-packed-show-the-same", test_plain_and_packed_show_the_same);
  ADD ("page-of-a-packed-document", test_page_of_a_packed_document);
  ADD ("size-of-the-limit-and-one-more", test_size_of_the_limit_and_one_more);
  ADD ("what-is-no-text-file", test_what_is_no_text_file);
  return g_test_run ();
}
