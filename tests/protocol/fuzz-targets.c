/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz-targets.h"
#include "wire-limits.h"
#include "wire-record.h"
#include "wire-response-reader.h"
#include "wire-support.h"

#include <string.h>

/* A loan that is exactly as long as it says, so that a sanitizer sees the byte past it. */
static char *
fuzz_lend (const guint8 *data, gsize size)
{
  return g_memdup2 (size > 0 ? data : (const guint8 *) "", MAX (size, 1));
}

static void
fuzz_check_request (WireDoor door, const WireRequest *request)
{
  g_autoptr (GString) written = g_string_new (NULL);
  WireReader reader;
  WireRequest again;

  g_assert_true (wire_text_is_clean (request->title.data, request->title.length) || request->refusal != WIRE_STATUS_NONE);
  g_assert_true (request->refusal != WIRE_STATUS_NONE || request->method != WIRE_METHOD_UNKNOWN);
  g_assert_true (request->refusal == WIRE_STATUS_NONE || request->complaint != NULL);
  if (request->refusal != WIRE_STATUS_NONE || request->version == WIRE_VERSION_1_0)
    return;

  wire_request_append (request, written);
  wire_reader_init (&reader, door);
  wire_reader_feed (&reader, written->str, written->len);
  g_assert_cmpint (wire_reader_next (&reader, &again), ==, WIRE_READER_REQUEST);
  g_assert_cmpint (again.refusal, ==, WIRE_STATUS_NONE);
  g_assert_cmpint (again.method, ==, request->method);
  g_assert_cmpuint (again.number, ==, request->number);
  wire_reader_clear (&reader);
}

static void
fuzz_check_requests (WireDoor door, const char *bytes, gsize length)
{
  WireReader reader;
  WireRequest request;

  wire_reader_init (&reader, door);
  wire_reader_feed (&reader, bytes, length);
  while (wire_reader_next (&reader, &request) == WIRE_READER_REQUEST)
    fuzz_check_request (door, &request);
  wire_reader_clear (&reader);
}

int
fuzz_request (const guint8 *data, gsize size)
{
  WireDoor door = size > 0 && (data[0] & 1) != 0 ? WIRE_TO_PEER : WIRE_TO_INDEX;
  gsize length = size > 0 ? size - 1 : 0;
  g_autofree char *bytes = fuzz_lend (data + (size > 0 ? 1 : 0), length);
  gsize cuts[2] = { 0, 0 };
  g_autofree char *whole = wire_support_read (door, bytes, length, NULL, 0);
  g_autofree char *cut_text = NULL;

  cuts[0] = size > 0 ? (gsize) (data[0] >> 1) * length / 128 : 0;
  cuts[1] = cuts[0] + (length - cuts[0]) / 2;
  cut_text = wire_support_read (door, bytes, length, cuts, G_N_ELEMENTS (cuts));
  g_assert_cmpstr (cut_text, ==, whole);
  if (size % 8 == 0)
    {
      g_autofree char *bytewise = wire_support_read_bytewise (door, bytes, length);

      g_assert_cmpstr (bytewise, ==, whole);
    }
  fuzz_check_requests (door, bytes, length);
  return 0;
}

/* Heads, the lengths of the bodies and the bodies: all that a cut must not change. */
static void
fuzz_pull_answers (WireResponseReader *reader, GString *text)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      WireResponse response;
      WireSlice body;

      switch (wire_response_reader_next (reader, &response, &body, &error))
        {
        case WIRE_RESPONSE_HEAD:
          g_assert_true (wire_text_is_clean (response.date.data, response.date.length));
          g_assert_true (wire_text_is_clean (response.content_type.data, response.content_type.length));
          g_string_append_printf (text, "[%d %d %" G_GUINT64_FORMAT "]", response.status, response.version,
                                  response.content_length);
          break;
        case WIRE_RESPONSE_BODY:
          g_assert_cmpuint (body.length, >, 0);
          g_string_append_len (text, body.data, (gssize) body.length);
          break;
        case WIRE_RESPONSE_END:
          g_string_append (text, "[end]");
          break;
        case WIRE_RESPONSE_ERROR:
          g_assert_nonnull (error);
          return;
        case WIRE_RESPONSE_MORE:
        case WIRE_RESPONSE_QUIET:
          return;
        }
    }
}

static GString *
fuzz_read_answers (WireSide side, gboolean is_closed, const char *bytes, gsize length, gsize cut)
{
  WireResponseReader reader;
  GString *text = g_string_new (NULL);
  gsize starts[3] = { 0, cut, length };

  wire_response_reader_init (&reader, side);
  for (gsize i = 0; i < 2; i++)
    {
      g_autofree char *piece = fuzz_lend ((const guint8 *) bytes + starts[i], starts[i + 1] - starts[i]);

      wire_response_reader_feed (&reader, piece, starts[i + 1] - starts[i]);
      fuzz_pull_answers (&reader, text);
    }
  wire_response_reader_end (&reader, is_closed);
  fuzz_pull_answers (&reader, text);
  g_string_append_printf (text, "[[%d]]", reader.failure != NULL);
  wire_response_reader_clear (&reader);
  return text;
}

int
fuzz_response (const guint8 *data, gsize size)
{
  WireSide side = size > 0 && (data[0] & 1) != 0 ? WIRE_FROM_PEER : WIRE_FROM_INDEX;
  gboolean is_closed = size > 0 && (data[0] & 2) != 0;
  gsize length = size > 0 ? size - 1 : 0;
  g_autofree char *bytes = fuzz_lend (data + (size > 0 ? 1 : 0), length);
  gsize cut = size > 0 ? (gsize) (data[0] >> 2) * length / 64 : 0;
  g_autoptr (GString) whole = fuzz_read_answers (side, is_closed, bytes, length, length);
  g_autoptr (GString) in_two = fuzz_read_answers (side, is_closed, bytes, length, cut);

  g_assert_cmpmem (in_two->str, in_two->len, whole->str, whole->len);
  return 0;
}

int
fuzz_record (const guint8 *data, gsize size)
{
  g_autofree char *bytes = fuzz_lend (data + (size > 0 ? 1 : 0), size > 0 ? size - 1 : 0);
  gsize length = size > 0 ? size - 1 : 0;
  g_autoptr (GString) output = g_string_new (NULL);
  WireRecord record;
  WireCatalogueRow row;
  WireDigest digest;

  if (wire_record_parse (bytes, length, &record))
    {
      wire_record_append (&record, output);
      g_assert_true (strchr (output->str, '\n') == output->str + output->len - 1);
      g_assert_true (wire_record_parse (output->str, output->len - 1, &record));
    }
  g_string_truncate (output, 0);
  if (wire_catalogue_row_parse (bytes, length, &row))
    {
      wire_catalogue_row_append (&row, output);
      g_assert_true (strchr (output->str, '\n') == output->str + output->len - 1);
      g_assert_true (wire_catalogue_row_parse (output->str, output->len - 1, &row));
    }
  if (wire_record_parse_classic (bytes, length, &record))
    g_assert_true (wire_text_is_clean (record.title.data, record.title.length));
  g_string_truncate (output, 0);
  if (wire_digest_parse_field ((WireSlice) { bytes, length }, &digest))
    {
      wire_digest_append_field (&digest, output);
      g_assert_nonnull (g_strstr_len (bytes, (gssize) length, output->str));
    }
  g_free (wire_text_quote (bytes, length));
  return 0;
}
