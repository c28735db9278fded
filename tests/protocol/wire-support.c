/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-support.h"

#include <string.h>

static void
wire_support_describe_slice (const char *name, WireSlice slice, GString *text)
{
  g_autofree char *copy = wire_slice_dup (slice);
  g_autofree char *escaped = g_strescape (copy, NULL);

  if (slice.length > 0)
    g_string_append_printf (text, " %s=%" G_GSIZE_FORMAT ":%s", name, slice.length, escaped);
}

static void
wire_support_describe_digest (const char *name, const WireDigest *digest, GString *text)
{
  if (!digest->is_known)
    return;
  g_string_append_printf (text, " %s=", name);
  wire_digest_append_hex (digest, text);
}

void
wire_support_describe (const WireRequest *request, GString *text)
{
  g_string_append_printf (text, "%d%s(%s) method=%d version=%d object=%d number=%u port=%u raw=%" G_GSIZE_FORMAT,
                          request->refusal, request->is_fatal ? "!" : "",
                          request->complaint != NULL ? request->complaint : "", request->method, request->version,
                          request->object, request->number, request->port, request->raw.length);
  g_string_append_printf (text, " form=%s%s%s%s%s%s%s%s%s", request->dialect.is_crlf ? "C" : "",
                          request->dialect.has_closing_line ? "E" : "", request->dialect.has_tight_colon ? "t" : "",
                          request->dialect.wants_bare_numbers ? "b" : "",
                          request->dialect.has_old_version_word ? "v" : "",
                          request->dialect.has_open_line ? "o" : "", request->dialect.wants_status_blank ? "s" : "",
                          request->dialect.wants_note_blank ? "n" : "", request->dialect.wants_data_label ? "d" : "");
  wire_support_describe_slice ("word", request->method_word, text);
  wire_support_describe_slice ("host", request->host, text);
  wire_support_describe_slice ("title", request->title, text);
  wire_support_describe_slice ("os", request->os, text);
  wire_support_describe_slice ("session", request->session, text);
  wire_support_describe_slice ("match", request->match, text);
  wire_support_describe_slice ("after", request->after, text);
  if (request->has_size)
    g_string_append_printf (text, " size=%" G_GUINT64_FORMAT, request->size_bytes);
  if (request->has_limit)
    g_string_append_printf (text, " limit=%u", request->limit);
  if (request->sort != WIRE_SORT_NUMBER)
    g_string_append_printf (text, " sort=%d", request->sort);
  if (request->has_range)
    g_string_append_printf (text, " range=%" G_GUINT64_FORMAT "-", request->range_first);
  if (request->has_range_last)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, request->range_last);
  wire_support_describe_digest ("digest", &request->digest, text);
  wire_support_describe_digest ("if-digest", &request->if_digest, text);
  g_string_append_c (text, '\n');
}

static WireReaderStatus
wire_support_pull (WireReader *reader, GString *text)
{
  WireRequest request;
  WireReaderStatus status;

  while ((status = wire_reader_next (reader, &request)) == WIRE_READER_REQUEST)
    wire_support_describe (&request, text);
  return status;
}

static void
wire_support_feed_piece (WireReader *reader, const char *bytes, gsize length, GString *text)
{
  g_autofree char *piece = g_memdup2 (bytes, length);

  wire_reader_feed (reader, piece, length);
  wire_support_pull (reader, text);
}

static char *
wire_support_finish (WireReader *reader, GString *text)
{
  wire_reader_end_message (reader);
  g_assert_cmpint (wire_support_pull (reader, text), ==, WIRE_READER_EMPTY);
  g_assert_null (reader->buffer.kept);
  wire_reader_clear (reader);
  return g_string_free (text, FALSE);
}

char *
wire_support_read (WireDoor door, const char *bytes, gsize length, const gsize *cuts, gsize n_cuts)
{
  WireReader reader;
  GString *text = g_string_new (NULL);
  gsize start = 0;

  wire_reader_init (&reader, door);
  for (gsize i = 0; i <= n_cuts; i++)
    {
      gsize end = i < n_cuts ? cuts[i] : length;

      wire_support_feed_piece (&reader, bytes + start, end - start, text);
      start = end;
    }
  return wire_support_finish (&reader, text);
}

char *
wire_support_read_bytewise (WireDoor door, const char *bytes, gsize length)
{
  WireReader reader;
  GString *text = g_string_new (NULL);

  wire_reader_init (&reader, door);
  for (gsize i = 0; i < length; i++)
    wire_support_feed_piece (&reader, bytes + i, 1, text);
  return wire_support_finish (&reader, text);
}

char *
wire_support_read_every_way (WireDoor door, const char *bytes, gsize length)
{
  char *whole = wire_support_read (door, bytes, length, NULL, 0);
  g_autofree char *bytewise = wire_support_read_bytewise (door, bytes, length);

  g_assert_cmpstr (bytewise, ==, whole);
  for (gsize cut = 0; cut <= length; cut++)
    {
      g_autofree char *in_two = wire_support_read (door, bytes, length, &cut, 1);

      g_assert_cmpstr (in_two, ==, whole);
    }
  return whole;
}
