/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts that lie packed on the disk: what is shared is the text inside, and no packed file makes the program swell. */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine-texts.h"
#include "peer-library.h"
#include "peer-text-gzip.h"
#include "test-support.h"

static GBytes *
pack (const char *text, gsize length)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GInputStream) plain = g_memory_input_stream_new_from_data (text, length, NULL);
  g_autoptr (GInputStream) packed = g_converter_input_stream_new (plain, compressor);
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();

  g_assert_cmpint (g_output_stream_splice (output, packed, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >=, 0);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
}

static GBytes *
join (GBytes *first, GBytes *second)
{
  GByteArray *both = g_byte_array_new ();

  g_byte_array_append (both, g_bytes_get_data (first, NULL), g_bytes_get_size (first));
  g_byte_array_append (both, g_bytes_get_data (second, NULL), g_bytes_get_size (second));
  return g_byte_array_free_to_bytes (both);
}

static void
assert_unpacks_to (GBytes *packed, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = peer_text_gzip_unpack (packed, 1000, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

static void
assert_fails (GBytes *packed, gsize max_bytes, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (peer_text_gzip_unpack (packed, max_bytes, &error));
  g_assert_error (error, G_IO_ERROR, code);
}

static void
test_names (void)
{
  g_assert_true (peer_text_gzip_is_name ("rfc5.txt.gz"));
  g_assert_true (peer_text_gzip_is_name ("RFC5.TXT.GZ"));
  g_assert_false (peer_text_gzip_is_name ("rfc5.txt"));
  g_assert_false (peer_text_gzip_is_name (".gz"));
  g_assert_false (peer_text_gzip_is_name (""));
}

static void
test_one_member_and_several (void)
{
  g_autoptr (GBytes) first = pack ("one ", 4);
  g_autoptr (GBytes) second = pack ("two", 3);
  g_autoptr (GBytes) both = join (first, second);
  g_autoptr (GBytes) empty = pack ("", 0);

  assert_unpacks_to (first, "one ");
  assert_unpacks_to (both, "one two");
  assert_unpacks_to (empty, "");
}

static void
test_size_of_the_limit_and_one_more (void)
{
  g_autofree char *text = g_strnfill (300001, 'x');
  g_autoptr (GBytes) packed = pack (text, 300000);
  g_autoptr (GBytes) one_more = pack (text, 300001);
  g_autoptr (GBytes) bytes = peer_text_gzip_unpack (packed, 300000, NULL);
  g_autoptr (GBytes) one_less = peer_text_gzip_unpack (packed, 300001, NULL);

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 300000);
  g_assert_cmpuint (g_bytes_get_size (one_less), ==, 300000);
  assert_fails (one_more, 300000, G_IO_ERROR_MESSAGE_TOO_LARGE);
}

/* 256 MiB in 256 KiB: no more than the limit of it is ever written anywhere. */
static void
test_bomb (void)
{
  g_autofree char *nothing = g_malloc0 (16 * 1024 * 1024);
  g_autoptr (GBytes) member = pack (nothing, 16 * 1024 * 1024);
  g_autoptr (GBytes) bomb = g_bytes_ref (member);

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GBytes) twice = join (bomb, bomb);

      g_bytes_unref (bomb);
      bomb = g_steal_pointer (&twice);
    }
  g_assert_cmpuint (g_bytes_get_size (bomb), <, 1024 * 1024);
  assert_fails (bomb, PEER_LIBRARY_FILE_MAX_BYTES, G_IO_ERROR_MESSAGE_TOO_LARGE);
}

static void
test_damaged_at_every_byte (void)
{
  g_autofree char *text = test_rfc_text (5, "Tides", "a");
  g_autoptr (GBytes) packed = pack (text, strlen (text));
  g_autoptr (GBytes) garbage = g_bytes_new_static ("nonsense", 8);
  g_autoptr (GBytes) followed = join (packed, garbage);
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (packed, &length);

  assert_fails (garbage, 1000, G_IO_ERROR_INVALID_DATA);
  assert_fails (followed, 1000, G_IO_ERROR_INVALID_DATA);
  for (gsize cut = 0; cut < length; cut++)
    {
      g_autoptr (GBytes) part = g_bytes_new (bytes, cut);

      assert_fails (part, 1000, G_IO_ERROR_INVALID_DATA);
    }
  /* After the ten bytes of the head nothing may be another without being noticed. */
  for (gsize at = 10; at < length; at++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, length);
      g_autoptr (GBytes) damaged = NULL;
      g_autoptr (GBytes) result = NULL;

      copy[at] ^= 0x55;
      damaged = g_bytes_new (copy, length);
      result = peer_text_gzip_unpack (damaged, 100000, NULL);
      g_assert_null (result);
    }
}

static void
test_copy_cannot_be_changed (void)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("words", 5);
  const int descriptor = peer_text_gzip_open_copy (text, G_GINT64_CONSTANT (1234567890123456789), NULL);
  struct stat status;
  char buffer[10];

  g_assert_cmpint (fstat (descriptor, &status), ==, 0);
  g_assert_cmpint (status.st_size, ==, 5);
  g_assert_cmpint (status.st_mtim.tv_sec, ==, 1234567890);
  g_assert_cmpint (pread (descriptor, buffer, sizeof buffer, 0), ==, 5);
  g_assert_cmpint (pwrite (descriptor, "x", 1, 0), ==, -1);
  g_assert_cmpint (ftruncate (descriptor, 0), ==, -1);
  g_assert_true (fcntl (descriptor, F_GETFD) & FD_CLOEXEC);
  g_close (descriptor, NULL);
}

typedef struct
{
  GFile *folder;
  GFile *state;
  PeerLibrary *library;
} Fixture;

static gboolean
is_loaded (gpointer data)
{
  return !peer_library_get_is_loading (data);
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
fixture_open (Fixture *fixture)
{
  fixture->library = peer_library_new (fixture->folder, fixture->state);
  test_wait_until (is_loaded, fixture->library);
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
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_close (fixture);
  test_folder_free (fixture->folder);
  test_folder_free (fixture->state);
}

static void
put_packed (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr (GBytes) packed = pack (text, strlen (text));
  g_autoptr (GFile) file = test_folder_write (fixture->folder, name, g_bytes_get_data (packed, NULL),
                                              g_bytes_get_size (packed));
}

static void
assert_opens_as (Fixture *fixture, guint number, const char *text)
{
  g_autoptr (GError) error = NULL;
  char buffer[4096];
  const int descriptor = peer_library_open (fixture->library, number, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (read (descriptor, buffer, sizeof buffer), ==, strlen (text));
  g_assert_cmpmem (buffer, strlen (text), text, strlen (text));
  g_close (descriptor, NULL);
}

static void
assert_is_shared_as (Fixture *fixture, guint number, const char *title, const char *text)
{
  PeerDocument *document = peer_library_find (fixture->library, number);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autoptr (GString) hex = g_string_new (NULL);

  g_assert_nonnull (document);
  g_assert_cmpstr (peer_document_get_title (document), ==, title);
  g_assert_cmpuint (peer_document_get_size (document), ==, strlen (text));
  wire_digest_append_hex (peer_document_get_digest (document), hex);
  g_assert_cmpstr (hex->str, ==, digest);
  assert_opens_as (fixture, number, text);
}

static void
test_shared_as_the_text_inside (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = test_rfc_text (5, "Tides", "a");
  g_autofree char *other = test_rfc_text (6, "Moons", "b");

  put_packed (fixture, "rfc5.txt.gz", text);
  put_packed (fixture, "about moons.txt.gz", other);
  for (guint i = 0; i < 2; i++) /* read, and out of the cache */
    {
      fixture_open (fixture);
      assert_is_shared_as (fixture, 5, "Tides", text);
      assert_is_shared_as (fixture, 6, "Moons", other);
      if (i == 0)
        fixture_close (fixture);
    }
}

static void
test_plain_comes_before_packed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = test_rfc_text (5, "Tides", "a");
  g_autoptr (GFile) plain = test_rfc_write (fixture->folder, "rfc5.txt", 5, "Tides", "a");
  g_autofree char *state_text = NULL;

  put_packed (fixture, "rfc5.txt.gz", text);
  fixture_open (fixture);
  g_assert_true (g_file_equal (peer_document_get_file (peer_library_find (fixture->library, 5)), plain));
  g_object_get (peer_library_find (fixture->library, 5), "state-text", &state_text, NULL);
  g_assert_null (strstr (state_text, "other content")); /* it is the same text */
}

static void
test_damaged_ones_are_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nothing = g_malloc0 (PEER_LIBRARY_FILE_MAX_BYTES + 1);
  g_autoptr (GBytes) bomb = pack (nothing, PEER_LIBRARY_FILE_MAX_BYTES + 1);
  g_autoptr (GFile) damaged = test_folder_write (fixture->folder, "rfc5.txt.gz", "\x1f\x8b\x08", 3);
  g_autoptr (GFile) large = test_folder_write (fixture->folder, "rfc6.txt.gz", g_bytes_get_data (bomb, NULL),
                                               g_bytes_get_size (bomb));
  g_auto (GStrv) ignored = NULL;

  fixture_open (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->library)), ==, 0);
  ignored = peer_library_dup_ignored (fixture->library);
  g_assert_cmpuint (g_strv_length (ignored), ==, 2);
  g_assert_true (g_str_has_prefix (ignored[0], "rfc5.txt.gz: "));
  g_assert_nonnull (strstr (ignored[1], "4 MiB"));
}

static void
test_changed_one_is_not_opened (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = test_rfc_text (5, "Tides", "a");
  g_autofree char *other = test_rfc_text (5, "Tides", "b");
  g_autoptr (GError) error = NULL;

  put_packed (fixture, "rfc5.txt.gz", text);
  fixture_open (fixture);
  put_packed (fixture, "rfc5.txt.gz", other);
  g_assert_cmpint (peer_library_open (fixture->library, 5, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
}

#define ADD(name, func) g_test_add ("/text-gzip/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text-gzip/names", test_names);
  g_test_add_func ("/text-gzip/one-member-and-several", test_one_member_and_several);
  g_test_add_func ("/text-gzip/size-of-the-limit-and-one-more", test_size_of_the_limit_and_one_more);
  g_test_add_func ("/text-gzip/bomb", test_bomb);
  g_test_add_func ("/text-gzip/damaged-at-every-byte", test_damaged_at_every_byte);
  g_test_add_func ("/text-gzip/copy-cannot-be-changed", test_copy_cannot_be_changed);
  ADD ("shared-as-the-text-inside", test_shared_as_the_text_inside);
  ADD ("plain-comes-before-packed", test_plain_comes_before_packed);
  ADD ("damaged-ones-are-told", test_damaged_ones_are_told);
  ADD ("changed-one-is-not-opened", test_changed_one_is_not_opened);
  return g_test_run ();
}
