/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz-target.h"

#include "index-server.h"
#include "index-state-private.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The input is what another run of the index left: a byte that picks its version, then items. The head is made to fit, or
 * the checksum would keep everything out. What is read is given to a server, which must then be able to leave it again. */

static GBytes *
fuzz_state_make (const guint8 *data, gsize size)
{
  const guint32 versions[] = { GUINT32_TO_LE (INDEX_STATE_VERSION + data[0] % 3), GUINT32_TO_LE (INDEX_STATE_OLDEST_VERSION) };
  gsize n_items = size - 1;
  guint8 *bytes = g_malloc0 (INDEX_STATE_HEAD_BYTES + n_items);
  guint64 length = GUINT64_TO_LE (n_items);
  guint64 sum;

  memcpy (bytes, INDEX_STATE_MAGIC, sizeof INDEX_STATE_MAGIC - 1);
  memcpy (bytes + 8, versions, sizeof versions);
  memcpy (bytes + 16, &length, sizeof length);
  memcpy (bytes + INDEX_STATE_HEAD_BYTES, data + 1, n_items);
  sum = GUINT64_TO_LE (index_state_sum_all (bytes, bytes + INDEX_STATE_HEAD_BYTES, n_items));
  memcpy (bytes + 24, &sum, sizeof sum);
  return g_bytes_new_take (bytes, INDEX_STATE_HEAD_BYTES + n_items);
}

static guint
fuzz_state_count (IndexState *state, IndexStateKind kind)
{
  IndexStateItem item;
  guint count = 0;

  while (index_state_next (state, &item))
    count += item.kind == kind;
  return count;
}

static GBytes *
fuzz_state_save (IndexServer *server)
{
  g_autoptr (GArray) sockets = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GError) error = NULL;
  int fd = memfd_create ("fuzz", MFD_CLOEXEC);
  char *bytes = NULL;
  gsize length;

  index_server_save (server, fd, sockets, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sockets->len, ==, 0);
  length = lseek (fd, 0, SEEK_END);
  bytes = g_malloc (length);
  g_assert_cmpint (pread (fd, bytes, length, 0), ==, length);
  close (fd);
  return g_bytes_new_take (bytes, length);
}

/* Without sockets only those on a lease remain, and what they hold. */
static void
fuzz_state_restore (IndexState *state)
{
  IndexLimits limits;
  IndexLog *log = index_log_new (INDEX_LOG_NOWHERE);
  g_autoptr (GArray) sockets = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GBytes) left = NULL;
  g_autoptr (IndexState) again = NULL;
  g_autoptr (GError) error = NULL;
  IndexServer *server = NULL;
  IndexServerCounts counts;
  const int none = -1;

  index_limits_init (&limits);
  server = index_server_new (&limits, log, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < index_state_get_n_connections (state); i++)
    g_array_append_val (sockets, none);
  index_server_restore (server, state, sockets);
  index_server_get_counts (server, &counts);
  g_assert_cmpuint (counts.n_connections, ==, 0);
  g_assert_cmpuint (counts.n_peers, <=, index_state_get_n_members (state));

  left = fuzz_state_save (server);
  again = index_state_load (left, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (index_state_get_n_members (again), ==, counts.n_peers);
  g_assert_cmpuint (fuzz_state_count (again, INDEX_STATE_RECORD), ==, counts.n_records);
  index_server_free (server);
  index_log_free (log);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (IndexState) state = NULL;
  g_autoptr (GError) error = NULL;

  if (size == 0)
    return 0;
  bytes = fuzz_state_make (data, size);
  state = index_state_load (bytes, &error);
  g_assert_true ((state == NULL) == (error != NULL));
  if (state != NULL)
    fuzz_state_restore (state);
  return 0;
}
