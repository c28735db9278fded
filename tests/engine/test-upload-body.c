/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Somebody writes to a file while it is sent: the receiver gets the document, or an error, and never other bytes of the
 * right length. */

#include "config.h"

#include "peer-sha256.h"
#include "peer-upload-body.h"
#include "test-support.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE (2u * PEER_UPLOAD_BODY_PIECE_BYTES + 1234u)
#define DEFAULT_RACES 300u /* P2PCI_RACES=10000 for more */

typedef struct Fixture Fixture;

/* What the other thread does to the file, again and again. */
typedef void (*Change) (Fixture *fixture, guint round);

struct Fixture
{
  NetPoller *poller;
  GFile *folder;
  char *path;
  char *other_path;
  char *good; /* SIZE bytes each */
  char *evil;
  WireDigest digest; /* of good */
  PeerUploadCache *cache;

  NetConnection *connection; /* NULL when it has closed */
  GSocket *receiver;
  GString *received;
  PeerUploadBody *body;
  guint n_begun; /* the file was there to be opened */

  Change change;
  gint is_over;
};

static void
digest_of (const void *bytes, gsize length, WireDigest *digest)
{
  PeerSha256 sha;

  peer_sha256_init (&sha);
  peer_sha256_update (&sha, bytes, length);
  peer_sha256_finish (&sha, digest);
}

static char *
make_bytes (const char *line)
{
  char *bytes = g_malloc (SIZE);

  for (gsize i = 0; i < SIZE; i++)
    bytes[i] = line[i % strlen (line)];
  return bytes;
}

static void
write_file (const char *path, const char *bytes)
{
  const int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, bytes, SIZE, 0), ==, SIZE);
  g_close (fd, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->poller = net_poller_new (NULL, G_PRIORITY_DEFAULT, &error);
  g_assert_no_error (error);
  fixture->folder = test_folder_new ();
  fixture->path = g_build_filename (g_file_peek_path (fixture->folder), "rfc1.txt", NULL);
  fixture->other_path = g_build_filename (g_file_peek_path (fixture->folder), "other", NULL);
  fixture->good = make_bytes ("A line of the document.\n");
  fixture->evil = make_bytes ("What nobody asked for.\n");
  digest_of (fixture->good, SIZE, &fixture->digest);
  fixture->cache = peer_upload_cache_new ();
  fixture->received = g_string_new (NULL);
  write_file (fixture->path, fixture->good);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  peer_upload_cache_free (fixture->cache);
  net_poller_free (fixture->poller);
  test_folder_free (fixture->folder);
  g_string_free (fixture->received, TRUE);
  g_free (fixture->path);
  g_free (fixture->other_path);
  g_free (fixture->good);
  g_free (fixture->evil);
}

static void
step (Fixture *fixture)
{
  PeerUploadBodyStep result;

  do
    result = peer_upload_body_step (fixture->body, fixture->connection);
  while (result == PEER_UPLOAD_BODY_READ);

  if (result == PEER_UPLOAD_BODY_CHANGED)
    {
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "changed");

      net_connection_reset (fixture->connection, error);
    }
  else if (result == PEER_UPLOAD_BODY_WHOLE && net_connection_get_unsent (fixture->connection) == 0)
    {
      net_connection_close (fixture->connection);
    }
}

static void
received_cb (NetConnection *connection, const char *bytes, gsize length, gpointer user_data)
{
}

static void
drained_cb (NetConnection *connection, gpointer user_data)
{
  step (user_data);
}

static void
closed_cb (NetConnection *connection, const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->connection = NULL;
}

static const NetConnectionHandler handler = { .received = received_cb, .drained = drained_cb, .closed = closed_cb };

/* A cut of a local pair of sockets looks to the receiver like an end: its length tells. */
static gboolean
receive (Fixture *fixture)
{
  char buffer[65536];
  gssize length;

  while ((length = recv (g_socket_get_fd (fixture->receiver), buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
    g_string_append_len (fixture->received, buffer, length);
  return length == 0 || errno != EAGAIN;
}

/* The bytes [@first, @first + @n_bytes) of what lies under the name, to whatever end; whether all came. */
static gboolean
send_range (Fixture *fixture, guint64 first, guint64 n_bytes)
{
  const int fd = g_open (fixture->path, O_RDONLY | O_CLOEXEC, 0);
  int pair[2];

  if (fd < 0)
    return FALSE;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  fixture->receiver = g_socket_new_from_fd (pair[1], NULL);
  fixture->connection =
      net_connection_new (fixture->poller, g_socket_new_from_fd (pair[0], NULL), &handler, fixture, NULL);
  fixture->body = peer_upload_body_new (fixture->cache, fd, SIZE, &fixture->digest, first, n_bytes);
  g_string_truncate (fixture->received, 0);
  fixture->n_begun++;
  step (fixture);
  while (fixture->connection != NULL || !receive (fixture))
    {
      receive (fixture);
      if (fixture->connection != NULL && fixture->received->len == n_bytes)
        {
          shutdown (g_socket_get_fd (fixture->receiver), SHUT_WR);
          receive (fixture);
        }
      g_main_context_iteration (NULL, FALSE);
    }
  peer_upload_body_free (fixture->body);
  g_object_unref (fixture->receiver);

  if (fixture->received->len < n_bytes)
    return FALSE;
  g_assert_cmpuint (fixture->received->len, ==, n_bytes);
  g_assert_true (memcmp (fixture->received->str, fixture->good + first, n_bytes) == 0);
  return TRUE;
}

/* Changes */

static void
write_at (Fixture *fixture, const char *bytes, gsize offset, gsize length)
{
  const int fd = g_open (fixture->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (pwrite (fd, bytes + offset, length, (off_t) offset), ==, length);
  g_close (fd, NULL);
}

/* A few bytes somewhere, and back again: by the second look the file is as it was. */
static void
change_overwrite (Fixture *fixture, guint round)
{
  const gsize offset = (gsize) round * 7919u % (SIZE - 64u);

  write_at (fixture, fixture->evil, offset, 64);
  g_thread_yield ();
  write_at (fixture, fixture->good, offset, 64);
}

static void
change_overwrite_all (Fixture *fixture, guint round)
{
  write_at (fixture, round % 2 == 0 ? fixture->evil : fixture->good, 0, SIZE);
}

static void
change_truncate (Fixture *fixture, guint round)
{
  g_assert_cmpint (truncate (fixture->path, (off_t) (round * 7919u % SIZE)), ==, 0);
  write_at (fixture, fixture->good, 0, SIZE);
}

static void
change_replace (Fixture *fixture, guint round)
{
  write_file (fixture->other_path, round % 2 == 0 ? fixture->evil : fixture->good);
  g_assert_cmpint (g_rename (fixture->other_path, fixture->path), ==, 0);
}

static void
change_delete (Fixture *fixture, guint round)
{
  g_unlink (fixture->path);
  write_file (fixture->path, fixture->good);
}

/* The times of before, and the name gone and come back: nothing of this is a reason to cut. */
static void
change_touch (Fixture *fixture, guint round)
{
  const struct timespec times[2] = { { round, 0 }, { round, 0 } };

  utimensat (AT_FDCWD, fixture->path, times, 0);
  g_rename (fixture->path, fixture->other_path);
  g_rename (fixture->other_path, fixture->path);
}

static gpointer
change_thread (gpointer data)
{
  Fixture *fixture = data;

  for (guint round = 0; !g_atomic_int_get (&fixture->is_over); round++)
    {
      fixture->change (fixture, round);
      g_thread_yield ();
    }
  return NULL;
}

typedef struct
{
  const char *path;
  Change change;
  guint n_times; /* of DEFAULT_RACES, in tenths */
} Race;

static const Race races[] = {
  { "/upload-body/overwritten", change_overwrite, 10 }, { "/upload-body/overwritten-whole", change_overwrite_all, 10 },
  { "/upload-body/truncated", change_truncate, 10 },    { "/upload-body/replaced", change_replace, 10 },
  { "/upload-body/deleted", change_delete, 10 },        { "/upload-body/touched", change_touch, 34 },
};

static void
test_race (Fixture *fixture, gconstpointer data)
{
  const Race *race = data;
  const char *text = g_getenv ("P2PCI_RACES");
  const guint n_races =
      (text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : DEFAULT_RACES) * race->n_times / 10;
  GThread *thread;
  guint n_whole = 0;

  fixture->change = race->change;
  thread = g_thread_new ("change", change_thread, fixture);
  for (guint i = 0; i < n_races; i++)
    {
      const guint64 first = i % 3 == 0 ? i * 4241u % (SIZE - 1u) : 0;

      /* Every third one a range, from anywhere, some of them not to the end. */
      n_whole += send_range (fixture, first, i % 6 == 0 ? (SIZE - first + 1) / 2 : SIZE - first);
    }
  g_atomic_int_set (&fixture->is_over, TRUE);
  g_thread_join (thread);
  g_test_message ("%u uploads: %u times the document, %u times an error, never anything else", fixture->n_begun,
                  n_whole, fixture->n_begun - n_whole);
  if (race->change == change_touch)
    g_assert_cmpuint (n_whole, ==, fixture->n_begun);
}

/* Nobody changes it: every edge of a range, and the pieces. */
static void
test_ranges (Fixture *fixture, gconstpointer data)
{
  const guint64 edges[] = { 0, 1, PEER_UPLOAD_BODY_PIECE_BYTES - 1, PEER_UPLOAD_BODY_PIECE_BYTES,
                            PEER_UPLOAD_BODY_PIECE_BYTES + 1, SIZE - 1, SIZE };

  for (gsize i = 0; i < G_N_ELEMENTS (edges); i++)
    for (gsize j = i + 1; j < G_N_ELEMENTS (edges); j++)
      g_assert_true (send_range (fixture, edges[i], edges[j] - edges[i]));
}

/* A change before the range, or after it, is a change too: the digest that was announced is that of all. */
static void
test_changed_elsewhere (Fixture *fixture, gconstpointer data)
{
  write_at (fixture, fixture->evil, 5, 1);
  g_assert_false (send_range (fixture, SIZE - 100, 100));
  g_assert_false (send_range (fixture, 0, SIZE));
  write_at (fixture, fixture->good, 5, 1);
  g_assert_true (send_range (fixture, SIZE - 100, 100));
  g_assert_cmpint (fixture->evil[SIZE - 2], !=, fixture->good[SIZE - 2]);
  write_at (fixture, fixture->evil, SIZE - 2, 1);
  g_assert_false (send_range (fixture, 0, 100));
}

/* What is remembered: never over its limit, the one used longest ago goes. */
static void
test_cache (Fixture *fixture, gconstpointer data)
{
  const gsize size = PEER_UPLOAD_BODY_PIECE_BYTES;
  const guint n_fit = PEER_UPLOAD_CACHE_MAX_BYTES / (size + 256u);
  g_autoptr (GBytes) huge = g_bytes_new_take (g_malloc0 (PEER_UPLOAD_CACHE_MAX_BYTES), PEER_UPLOAD_CACHE_MAX_BYTES);
  WireDigest digest = { .is_known = TRUE };

  for (guint i = 0; i <= n_fit; i++)
    {
      g_autoptr (GBytes) text = g_bytes_new_take (g_malloc0 (size), size);

      digest.bytes[0] = (guint8) i;
      peer_upload_cache_put (fixture->cache, &digest, text);
      g_assert_cmpuint (peer_upload_cache_get_bytes (fixture->cache), <=, PEER_UPLOAD_CACHE_MAX_BYTES);
      digest.bytes[0] = 0;
      g_assert_nonnull (peer_upload_cache_find (fixture->cache, &digest)); /* used: it stays */
    }
  digest.bytes[0] = 1;
  g_assert_null (peer_upload_cache_find (fixture->cache, &digest));
  digest.bytes[0] = 2;
  g_assert_nonnull (peer_upload_cache_find (fixture->cache, &digest));
  digest.bytes[0] = 255;
  peer_upload_cache_put (fixture->cache, &digest, huge);
  g_assert_null (peer_upload_cache_find (fixture->cache, &digest));
  peer_upload_cache_clear (fixture->cache);
  g_assert_cmpuint (peer_upload_cache_get_bytes (fixture->cache), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/upload-body/ranges", Fixture, NULL, set_up, test_ranges, tear_down);
  g_test_add ("/upload-body/changed-elsewhere", Fixture, NULL, set_up, test_changed_elsewhere, tear_down);
  g_test_add ("/upload-body/cache", Fixture, NULL, set_up, test_cache, tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (races); i++)
    g_test_add (races[i].path, Fixture, &races[i], set_up, test_race, tear_down);

  return g_test_run ();
}
