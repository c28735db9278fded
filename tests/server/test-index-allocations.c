/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session-fixture.h"

#include "wire-reader.h"

#include <string.h>

/* Every allocation of this program is counted, GLib's too. */
static guint64 n_allocations;

#ifdef __SANITIZE_ADDRESS__
#define IS_COUNTED FALSE
#else
#define IS_COUNTED TRUE
extern void *__libc_malloc (size_t bytes);
extern void *__libc_calloc (size_t n, size_t bytes);
extern void *__libc_realloc (void *memory, size_t bytes);

void *
malloc (size_t bytes)
{
  n_allocations++;
  return __libc_malloc (bytes);
}

void *
calloc (size_t n, size_t bytes)
{
  n_allocations++;
  return __libc_calloc (n, bytes);
}

void *
realloc (void *memory, size_t bytes)
{
  n_allocations++;
  return __libc_realloc (memory, bytes);
}
#endif

static void
ask (SessionClient *client, WireReader *reader, const char *bytes)
{
  WireRequest request;

  g_string_truncate (client->output, 0);
  wire_reader_feed (reader, bytes, strlen (bytes));
  while (wire_reader_next (reader, &request) == WIRE_READER_REQUEST)
    {
      IndexAnswer answer = { .output = client->output };

      index_session_answer (&client->session, &request, &answer);
      g_assert_cmpint (answer.status, ==, WIRE_STATUS_OK);
    }
}

static void
test_allocations_none (SessionFixture *fixture, gconstpointer data)
{
  static const char *const requests[] = {
    "LOOKUP RFC 791 P2P-CI/1.1\r\n\r\n",
    "PING P2P-CI/1.1\r\n\r\n",
    "ADD RFC 791 P2P-CI/1.1\r\nTitle: Internet Protocol\r\n\r\n",
    "LIST ALL P2P-CI/1.1\r\n\r\n",
    "LIST RFCS P2P-CI/1.1\r\n\r\n",
    "LOOKUP RFC 791 P2P-CI/1.0\r\nHost: alpha\r\nPort: 6001\r\nTitle: x\r\n\r\n",
  };
  SessionClient *client = session_client_new (fixture, "127.0.0.1");
  WireReader reader;

  if (!IS_COUNTED)
    {
      g_test_skip ("A sanitizer has its own allocator");
      return;
    }
  wire_reader_init (&reader, WIRE_TO_INDEX);
  ask (client, &reader, "ADD RFC 791 P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: Internet Protocol\r\n\r\n");
  g_assert_cmpuint (n_allocations, >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      guint64 before, count;

      ask (client, &reader, requests[i]);
      before = n_allocations;
      for (guint round = 0; round < 1000; round++)
        ask (client, &reader, requests[i]);
      count = n_allocations - before;
      g_test_message ("%.12s: %" G_GUINT64_FORMAT, requests[i], count);
      g_assert_cmpuint (count, ==, 0);
    }
  wire_reader_clear (&reader);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/index-allocations/none-in-the-steady-state", SessionFixture, NULL, session_fixture_set_up,
              test_allocations_none, session_fixture_tear_down);
  return g_test_run ();
}
