/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz-requests.h"
#include "wire-support.h"

#include <string.h>

#define N_RANDOM_READS 3u
#define EVERY_CUT_MAX_BYTES 48u

static gboolean
fuzz_slice_is_inside (WireSlice slice, WireSlice whole)
{
  return slice.length == 0
         || (slice.data >= whole.data && slice.data + slice.length <= whole.data + whole.length);
}

static void
fuzz_request_check_text (WireSlice slice, gsize max_bytes, WireSlice raw)
{
  g_assert_true (fuzz_slice_is_inside (slice, raw));
  g_assert_cmpuint (slice.length, <=, max_bytes);
  g_assert_true (wire_text_is_clean (slice.data, slice.length));
}

/* What those who answer a request rely on. */
static void
fuzz_request_check_good (const WireRequest *request)
{
  guint64 port_min = request->version == WIRE_VERSION_1_1 ? WIRE_PORT_MIN : 1;

  g_assert_cmpint (request->method, !=, WIRE_METHOD_UNKNOWN);
  g_assert_false (request->is_fatal);
  if (request->object == WIRE_OBJECT_RFC)
    g_assert_cmpuint (request->number, >, 0);
  g_assert_cmpuint (request->number, <=, WIRE_NUMBER_MAX);
  if (request->port > 0)
    g_assert_cmpuint (request->port, >=, port_min);
  if (request->host.length > 0)
    g_assert_true (wire_text_is_host (request->host.data, request->host.length));
  fuzz_request_check_text (request->host, WIRE_HOST_MAX_BYTES, request->raw);
  fuzz_request_check_text (request->title, WIRE_TITLE_MAX_BYTES, request->raw);
  fuzz_request_check_text (request->os, WIRE_OS_MAX_BYTES, request->raw);
  fuzz_request_check_text (request->match, WIRE_MATCH_MAX_BYTES, request->raw);
  fuzz_request_check_text (request->after, WIRE_CURSOR_MAX_BYTES, request->raw);
  fuzz_request_check_text (request->session, WIRE_SESSION_BYTES, request->raw);
  if (request->has_range_last)
    g_assert_cmpuint (request->range_first, <=, request->range_last);
}

static void
fuzz_request_check (const WireRequest *request)
{
  g_assert_cmpuint (request->raw.length, <=, WIRE_HEAD_MAX_BYTES);
  g_assert_cmpuint (request->method_word.length, <=, WIRE_METHOD_MAX_BYTES);
  g_assert_true (fuzz_slice_is_inside (request->method_word, request->raw));
  if (request->refusal == WIRE_STATUS_NONE)
    fuzz_request_check_good (request);
  else
    g_assert_nonnull (request->complaint);
}

/* A client writes what it was told: written and read again it is the same. */
static void
fuzz_request_check_written (WireDoor door, const WireRequest *request)
{
  g_autoptr (GString) written = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  WireReader reader;
  WireRequest read;

  /* 1.0 has no way to write a run of padding characters, nor headers in a join's first line. */
  if (request->refusal != WIRE_STATUS_NONE || request->version == WIRE_VERSION_1_0)
    return;
  wire_request_append (request, written);
  wire_reader_init (&reader, door);
  wire_reader_feed (&reader, written->str, written->len);
  g_assert_cmpint (wire_reader_next (&reader, &read), ==, WIRE_READER_REQUEST);
  g_assert_cmpint (read.refusal, ==, WIRE_STATUS_NONE);
  wire_request_append (&read, again);
  g_assert_cmpint (wire_reader_next (&reader, &read), ==, WIRE_READER_EMPTY);
  wire_reader_clear (&reader);
  g_assert_cmpstr (again->str, ==, written->str);
}

static void
fuzz_reader_check_pending (const WireReader *reader, gsize n_fed)
{
  g_assert_cmpuint (wire_reader_get_pending (reader, NULL), <=, WIRE_HEAD_MAX_BYTES + n_fed);
}

/* @pause: after each request the caller stops, and what was lent goes. */
static void
fuzz_reader_pull (WireReader *reader, char **lent, gsize n_fed, gboolean pause, GString *text)
{
  WireRequest request;
  WireReaderStatus status;

  while ((status = wire_reader_next (reader, &request)) == WIRE_READER_REQUEST)
    {
      fuzz_request_check (&request);
      fuzz_request_check_written (reader->door, &request);
      wire_support_describe (&request, text);
      if (!pause)
        continue;
      wire_reader_keep (reader);
      fuzz_reader_check_pending (reader, n_fed);
      g_clear_pointer (lent, g_free);
    }
  fuzz_reader_check_pending (reader, 0);
  if (status == WIRE_READER_EMPTY)
    g_assert_cmpuint (wire_reader_get_pending (reader, NULL), ==, 0);
  g_clear_pointer (lent, g_free);
}

static char *
fuzz_requests_read (WireDoor door, const char *bytes, gsize length, GRand *cuts, gsize max_piece)
{
  WireReader reader;
  GString *text = g_string_new (NULL);
  gsize start = 0;

  wire_reader_init (&reader, door);
  while (start < length)
    {
      gsize piece = cuts != NULL ? 1 + g_rand_int (cuts) % max_piece : max_piece;
      char *lent;

      piece = MIN (piece, length - start);
      lent = g_memdup2 (bytes + start, piece);
      wire_reader_feed (&reader, lent, piece);
      fuzz_reader_pull (&reader, &lent, piece, cuts != NULL && g_rand_boolean (cuts), text);
      start += piece;
    }
  wire_reader_end_message (&reader);
  fuzz_reader_pull (&reader, &(char *) { NULL }, 0, FALSE, text);
  g_assert_cmpuint (wire_reader_get_pending (&reader, NULL), ==, 0);
  g_assert_null (reader.buffer.kept);
  wire_reader_clear (&reader);
  return g_string_free (text, FALSE);
}

void
fuzz_requests_check (WireDoor door, const char *bytes, gsize length)
{
  GBytes *seed = g_bytes_new_static (bytes, length);
  g_autoptr (GRand) cuts = g_rand_new_with_seed (g_bytes_hash (seed));
  g_autofree char *whole = fuzz_requests_read (door, bytes, length, NULL, MAX (length, 1));
  g_autofree char *bytewise = fuzz_requests_read (door, bytes, length, NULL, 1);

  g_bytes_unref (seed);
  g_assert_cmpstr (bytewise, ==, whole);
  for (guint i = 0; i < N_RANDOM_READS; i++)
    {
      g_autofree char *random = fuzz_requests_read (door, bytes, length, cuts, 1 + (length >> (2 * i)));

      g_assert_cmpstr (random, ==, whole);
    }
  for (gsize cut = 1; length <= EVERY_CUT_MAX_BYTES && cut < length; cut++)
    {
      g_autofree char *in_two = wire_support_read (door, bytes, length, &cut, 1);

      g_assert_cmpstr (in_two, ==, whole);
    }
}
