/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-server.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What a restart takes, step by step, without its sockets: bench-restart [RECORDS [MEMBERS]] */

#define DOCUMENTS 10000u

typedef struct
{
  const char *what;
  gint64 start_usec;
} Watch;

static void
watch_start (Watch *watch, const char *what)
{
  watch->what = what;
  watch->start_usec = g_get_monotonic_time ();
}

static void
watch_stop (Watch *watch)
{
  g_print ("%-28s %7.1f ms\n", watch->what, (g_get_monotonic_time () - watch->start_usec) / 1000.0);
}

static void
write_members (IndexStateWriter *writer, guint n_members)
{
  for (guint i = 0; i < n_members; i++)
    {
      g_autofree char *host = g_strdup_printf ("peer%u", i);
      IndexStateItem item = { .kind = INDEX_STATE_MEMBER };

      memset (item.member.address.bytes + 10, 0xff, 2);
      item.member.address.bytes[12] = 10;
      item.member.address.bytes[14] = i >> 8 & 0xff;
      item.member.address.bytes[15] = i & 0xff;
      item.member.port = 41000;
      item.member.host = wire_slice_from_string (host);
      item.member.is_lease = TRUE;
      item.member.last_usec = i;
      memcpy (item.member.token, &i, sizeof i);
      index_state_writer_add (writer, &item);
    }
}

/* Each member holds a stretch of all documents, and all holders of one agree on its title and text. */
static void
write_records (IndexStateWriter *writer, guint n_records, guint n_members)
{
  for (guint i = 0; i < n_records; i++)
    {
      IndexStateItem item = { .kind = INDEX_STATE_RECORD };
      guint number = 1 + i % DOCUMENTS;
      char title[64];

      g_snprintf (title, sizeof title, "A Made Up Protocol for the Transport of Matter %u", number);
      item.record.record = i + 1;
      item.record.member = 1 + i / MAX (1, n_records / n_members) % n_members;
      item.record.number = number;
      item.record.title = wire_slice_from_string (title);
      item.record.has_size = TRUE;
      item.record.size_bytes = 50000 + number;
      item.record.digest.is_known = TRUE;
      memcpy (item.record.digest.bytes, &number, sizeof number);
      index_state_writer_add (writer, &item);
    }
}

static GBytes *
take_bytes (int fd)
{
  gsize length = lseek (fd, 0, SEEK_END);
  char *bytes = mmap (NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);

  g_assert (bytes != MAP_FAILED);
  close (fd);
  return g_bytes_new_static (bytes, length);
}

int
main (int argc, char **argv)
{
  guint n_records = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 800000;
  guint n_members = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 8000;
  int fd = memfd_create ("bench", MFD_CLOEXEC);
  IndexStateWriter *writer = index_state_writer_new (fd);
  IndexLog *log = index_log_new (INDEX_LOG_NOWHERE);
  g_autoptr (GArray) sockets = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (IndexState) state = NULL;
  g_autoptr (GError) error = NULL;
  IndexServer *server = NULL;
  IndexServerCounts counts;
  IndexLimits limits;
  Watch watch;

  write_members (writer, n_members);
  write_records (writer, n_records, n_members);
  g_assert_true (index_state_writer_finish (writer, &error));
  bytes = take_bytes (fd);

  index_limits_init (&limits);
  limits.records_total = MAX (limits.records_total, n_records);
  server = index_server_new (&limits, log, &error);
  g_assert_no_error (error);
  watch_start (&watch, "reading and checking");
  state = index_state_load (bytes, &error);
  g_assert_no_error (error);
  watch_stop (&watch);
  watch_start (&watch, "filling the index");
  index_server_restore (server, state, sockets);
  watch_stop (&watch);
  index_server_get_counts (server, &counts);
  g_assert_cmpuint (counts.n_records, ==, n_records);

  fd = memfd_create ("bench", MFD_CLOEXEC);
  watch_start (&watch, "writing it down");
  g_assert_true (index_server_save (server, fd, sockets, &error));
  watch_stop (&watch);
  g_print ("%-28s %7.1f MB\n", "bytes", lseek (fd, 0, SEEK_END) / 1e6);
  watch_start (&watch, "letting go");
  index_server_free (server);
  watch_stop (&watch);
  index_log_free (log);
  return 0;
}
