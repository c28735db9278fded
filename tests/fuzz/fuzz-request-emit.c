/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz-target.h"
#include "wire-reader.h"
#include "wire-support.h"

#include <string.h>

/* A request made of the input's bytes, as a client would make one: what a reader gets of it is what was meant. */
typedef struct
{
  const guint8 *data;
  gsize left;
} FuzzInput;

static guint64
fuzz_input_take_number (FuzzInput *input, guint64 max)
{
  guint64 number = 0;

  for (guint i = 0; i < 4 && input->left > 0; i++, input->left--)
    number = number << 8 | *input->data++;
  return max == G_MAXUINT64 ? number : number % (max + 1);
}

static gboolean
fuzz_input_take_flag (FuzzInput *input)
{
  if (input->left == 0)
    return FALSE;
  input->left--;
  return *input->data++ & 1;
}

/* Up to a zero byte; empty when it is no such text. */
static WireSlice
fuzz_input_take_text (FuzzInput *input, gsize max_bytes)
{
  WireSlice rest = { (const char *) input->data, input->left };
  WireSlice text = { NULL, 0 };

  wire_slice_split (&rest, '\0', &text);
  input->data += input->left - rest.length;
  input->left = rest.length;
  text = wire_slice_trim (text);
  if (text.length > max_bytes || !wire_text_is_clean (text.data, text.length))
    text.length = 0;
  return text;
}

static WireDigest
fuzz_input_take_digest (FuzzInput *input)
{
  WireDigest digest = { 0 };

  if (!fuzz_input_take_flag (input))
    return digest;
  digest.is_known = TRUE;
  for (guint i = 0; i < WIRE_DIGEST_BYTES && input->left > 0; i++, input->left--)
    digest.bytes[i] = *input->data++;
  return digest;
}

static void
fuzz_input_take_add (FuzzInput *input, WireRequest *request)
{
  request->method = WIRE_METHOD_ADD;
  request->object = WIRE_OBJECT_RFC;
  request->host = fuzz_input_take_text (input, WIRE_HOST_MAX_BYTES);
  if (!wire_text_is_host (request->host.data, request->host.length))
    request->host.length = 0;
  if (fuzz_input_take_flag (input))
    request->port = (guint16) (WIRE_PORT_MIN + fuzz_input_take_number (input, WIRE_PORT_MAX - WIRE_PORT_MIN));
  request->has_size = fuzz_input_take_flag (input);
  if (request->has_size)
    request->size_bytes = fuzz_input_take_number (input, G_MAXINT64);
  request->digest = fuzz_input_take_digest (input);
  request->title = fuzz_input_take_text (input, WIRE_TITLE_MAX_BYTES);
  if (request->title.length == 0)
    request->title = wire_slice_from_string ("Untitled");
}

static void
fuzz_input_take_list (FuzzInput *input, WireRequest *request)
{
  request->method = WIRE_METHOD_LIST;
  request->object = fuzz_input_take_flag (input) ? WIRE_OBJECT_RFCS : WIRE_OBJECT_ALL;
  request->has_limit = fuzz_input_take_flag (input);
  if (request->has_limit)
    request->limit = (guint32) fuzz_input_take_number (input, G_MAXUINT32);
  request->after = fuzz_input_take_text (input, WIRE_CURSOR_MAX_BYTES);
  if (request->object == WIRE_OBJECT_ALL)
    return;
  request->sort = (WireSort) fuzz_input_take_number (input, WIRE_SORT_HOLDERS);
  request->match = fuzz_input_take_text (input, WIRE_MATCH_MAX_BYTES);
}

static void
fuzz_input_take_get (FuzzInput *input, WireRequest *request)
{
  request->method = WIRE_METHOD_GET;
  request->object = WIRE_OBJECT_RFC;
  request->has_range = fuzz_input_take_flag (input);
  if (request->has_range)
    {
      request->range_first = fuzz_input_take_number (input, G_MAXINT32);
      request->has_range_last = fuzz_input_take_flag (input);
    }
  if (request->has_range_last)
    request->range_last = request->range_first + fuzz_input_take_number (input, G_MAXINT32);
  request->if_digest = fuzz_input_take_digest (input);
  request->os = fuzz_input_take_text (input, WIRE_OS_MAX_BYTES);
}

static void
fuzz_input_take_request (FuzzInput *input, WireRequest *request)
{
  static const WireMethod plain_methods[] = { WIRE_METHOD_LOOKUP, WIRE_METHOD_REMOVE, WIRE_METHOD_PING,
                                              WIRE_METHOD_LEAVE, WIRE_METHOD_WATCH };
  guint kind = (guint) fuzz_input_take_number (input, 7);

  request->version = WIRE_VERSION_1_1;
  if (kind == 0)
    fuzz_input_take_add (input, request);
  else if (kind == 1)
    fuzz_input_take_list (input, request);
  else if (kind == 2)
    fuzz_input_take_get (input, request);
  else
    request->method = plain_methods[kind - 3];
  if (kind == 3 || kind == 4)
    request->object = WIRE_OBJECT_RFC;
  if (request->object == WIRE_OBJECT_RFC)
    request->number = 1 + (guint32) fuzz_input_take_number (input, WIRE_NUMBER_MAX - 1);
  if (request->method == WIRE_METHOD_WATCH)
    {
      request->object = WIRE_OBJECT_RFCS;
      request->match = fuzz_input_take_text (input, WIRE_MATCH_MAX_BYTES);
    }
}

/* What is not of the request itself, but of how it came. */
static char *
fuzz_request_describe_meaning (const WireRequest *request)
{
  GString *text = g_string_new (NULL);
  WireRequest meaning = *request;

  meaning.raw.length = 0;
  meaning.method_word.length = 0;
  wire_support_describe (&meaning, text);
  return g_string_free (text, FALSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  g_autoptr (GString) written = g_string_new (NULL);
  g_autofree char *meant = NULL;
  g_autofree char *got = NULL;
  WireRequest request = { 0 };
  WireRequest read;
  WireReader reader;

  fuzz_input_take_request (&input, &request);
  wire_request_append (&request, written);
  wire_reader_init (&reader, request.method == WIRE_METHOD_GET ? WIRE_TO_PEER : WIRE_TO_INDEX);
  wire_reader_feed (&reader, written->str, written->len);
  g_assert_cmpint (wire_reader_next (&reader, &read), ==, WIRE_READER_REQUEST);
  meant = fuzz_request_describe_meaning (&request);
  got = fuzz_request_describe_meaning (&read);
  g_assert_cmpstr (got, ==, meant);
  g_assert_cmpint (wire_reader_next (&reader, &read), ==, WIRE_READER_EMPTY);
  wire_reader_clear (&reader);
  return 0;
}
