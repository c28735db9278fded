/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-headers.h"

#include <string.h>

/* P2P-CI/1.1 requests. What makes doubtful where the message ends, or could be read in two ways by two programs, is
 * fatal: the stream cannot be read on. All else is a 400 to one request. */

#define VERSION_SUFFIX " P2P-CI/1.1"

#define METHOD_WORD_BYTES 8u

static const struct
{
  char word[METHOD_WORD_BYTES]; /* filled up with NULs, so that it is compared as one */
  WireMethod method;
  WireDoor door;
} strict_methods[] = {
  { "LOOKUP", WIRE_METHOD_LOOKUP, WIRE_TO_INDEX }, { "ADD", WIRE_METHOD_ADD, WIRE_TO_INDEX },
  { "LIST", WIRE_METHOD_LIST, WIRE_TO_INDEX },     { "REMOVE", WIRE_METHOD_REMOVE, WIRE_TO_INDEX },
  { "PING", WIRE_METHOD_PING, WIRE_TO_INDEX },     { "WATCH", WIRE_METHOD_WATCH, WIRE_TO_INDEX },
  { "LEAVE", WIRE_METHOD_LEAVE, WIRE_TO_INDEX },   { "GET", WIRE_METHOD_GET, WIRE_TO_PEER },
};

static gboolean
wire_strict_is_word (const char padded[METHOD_WORD_BYTES], const char word[METHOD_WORD_BYTES])
{
  return memcmp (padded, word, METHOD_WORD_BYTES) == 0;
}

static void
wire_strict_take_method (WireDoor door, WireSlice word, WireRequest *request)
{
  char padded[METHOD_WORD_BYTES] = { 0 };

  request->method_word = word;
  if (word.length > WIRE_METHOD_MAX_BYTES)
    {
      request->method_word.length = WIRE_METHOD_MAX_BYTES;
      wire_request_refuse (request, WIRE_STATUS_HEAD_TOO_LARGE, TRUE, "the method is too long");
      return;
    }
  memcpy (padded, word.data, MIN (word.length, METHOD_WORD_BYTES));
  for (gsize i = 0; i < G_N_ELEMENTS (strict_methods) && word.length < METHOD_WORD_BYTES; i++)
    if (wire_strict_is_word (padded, strict_methods[i].word))
      {
        if (strict_methods[i].door == door)
          request->method = strict_methods[i].method;
        else
          wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "this method is not spoken at this port");
        return;
      }
  wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "unknown method");
}

static gboolean
wire_strict_take_rfc (WireSlice object, WireRequest *request)
{
  guint64 number;

  if (object.length < 4 || memcmp (object.data, "RFC ", 4) != 0
      || !wire_text_parse_decimal (object.data + 4, object.length - 4, WIRE_NUMBER_MAX, &number) || number == 0)
    return FALSE;
  request->object = WIRE_OBJECT_RFC;
  request->number = (guint32) number;
  return TRUE;
}

static gboolean
wire_strict_take_word (WireSlice object, const char *word, WireObject value, WireRequest *request)
{
  if (!wire_slice_equal_string (object, word))
    return FALSE;
  request->object = value;
  return TRUE;
}

static void
wire_strict_take_object (WireSlice object, WireRequest *request)
{
  gboolean is_right = TRUE;

  switch (request->method)
    {
    case WIRE_METHOD_ADD:
    case WIRE_METHOD_REMOVE:
    case WIRE_METHOD_LOOKUP:
    case WIRE_METHOD_GET:
      is_right = wire_strict_take_rfc (object, request);
      break;
    case WIRE_METHOD_LIST:
      is_right = wire_strict_take_word (object, "ALL", WIRE_OBJECT_ALL, request)
                 || wire_strict_take_word (object, "RFCS", WIRE_OBJECT_RFCS, request);
      break;
    case WIRE_METHOD_WATCH:
      is_right = wire_strict_take_word (object, "RFCS", WIRE_OBJECT_RFCS, request);
      break;
    case WIRE_METHOD_PING:
    case WIRE_METHOD_LEAVE:
      is_right = object.data == NULL;
      break;
    case WIRE_METHOD_UNKNOWN:
    case WIRE_METHOD_JOIN:
    case WIRE_METHOD_CONNECT:
      break;
    }
  if (!is_right)
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "the method has no such object");
}

/* method SP [object SP] version; the reader has seen to it that the line is ASCII. */
static void
wire_strict_take_first_line (WireDoor door, WireSlice line, WireRequest *request)
{
  gsize suffix_length = strlen (VERSION_SUFFIX);
  WireSlice rest;
  WireSlice method;

  if (!wire_text_is_clean (line.data, line.length))
    {
      wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, TRUE, "control characters in the first line");
      return;
    }
  if (line.length < suffix_length
      || memcmp (line.data + line.length - suffix_length, VERSION_SUFFIX, suffix_length) != 0)
    {
      wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "the version does not end the first line");
      return;
    }
  rest = (WireSlice) { line.data, line.length - suffix_length };
  wire_slice_split (&rest, ' ', &method);
  wire_strict_take_method (door, method, request);
  wire_strict_take_object (rest, request);
}

static void
wire_strict_take_content_length (WireSlice value, WireRequest *request)
{
  guint64 length;

  if (!wire_text_parse_decimal (value.data, value.length, G_MAXUINT64, &length))
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, TRUE, "Content-Length is malformed");
  else if (length > 0)
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, TRUE, "requests have no body");
}

static void
wire_strict_take_line (WireSlice line, guint32 *seen, WireRequest *request)
{
  WireSlice value = line;
  WireSlice name;
  WireHeader header;

  wire_slice_split (&value, ':', &name);
  header = wire_header_find (name);
  if (value.data == NULL || (header == WIRE_HEADER_UNKNOWN && !wire_header_name_is_token (name)))
    {
      wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, TRUE, "malformed header line");
      return;
    }
  if (name.length > WIRE_HEADER_NAME_MAX_BYTES)
    {
      wire_request_refuse (request, WIRE_STATUS_HEAD_TOO_LARGE, TRUE, "a header's name is too long");
      return;
    }
  if (!wire_text_is_clean (value.data, value.length))
    {
      wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, TRUE, "control characters or broken UTF-8 in a header");
      return;
    }
  if (header == WIRE_HEADER_UNKNOWN)
    return;
  if ((*seen & 1u << header) != 0)
    {
      wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, header == WIRE_HEADER_CONTENT_LENGTH,
                           "a header came twice");
      return;
    }
  *seen |= 1u << header;
  if (header == WIRE_HEADER_CONTENT_LENGTH)
    wire_strict_take_content_length (wire_slice_trim (value), request);
  else
    wire_request_take_header (request, header, wire_slice_trim (value));
}

/* The framing has seen to it that every line ends with CRLF. */
static WireSlice
wire_strict_take_next_line (WireSlice *rest)
{
  WireSlice line = { NULL, 0 };

  if (wire_slice_split (rest, '\n', &line))
    line.length--;
  return line;
}

void
wire_strict_parse (WireDoor door, WireSlice message, WireRequest *request)
{
  WireSlice rest = message;
  WireSlice line;
  guint32 seen = 0;

  request->version = WIRE_VERSION_1_1;
  wire_strict_take_first_line (door, wire_strict_take_next_line (&rest), request);
  while ((line = wire_strict_take_next_line (&rest)).length > 0)
    wire_strict_take_line (line, &seen, request);

  if (request->method == WIRE_METHOD_ADD && request->title.length == 0)
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, "ADD needs a Title");
}
