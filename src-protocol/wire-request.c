/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-headers.h"

const char *
wire_method_get_word (WireMethod method)
{
  switch (method)
    {
    case WIRE_METHOD_ADD:
      return "ADD";
    case WIRE_METHOD_LOOKUP:
      return "LOOKUP";
    case WIRE_METHOD_LIST:
      return "LIST";
    case WIRE_METHOD_REMOVE:
      return "REMOVE";
    case WIRE_METHOD_WATCH:
      return "WATCH";
    case WIRE_METHOD_PING:
      return "PING";
    case WIRE_METHOD_JOIN:
      return "START";
    case WIRE_METHOD_CONNECT:
      return "CONNECT";
    case WIRE_METHOD_LEAVE:
      return "LEAVE";
    case WIRE_METHOD_GET:
      return "GET";
    case WIRE_METHOD_UNKNOWN:
      break;
    }
  return "UNKNOWN";
}

static void
wire_request_append_first_line (const WireRequest *request, GString *output)
{
  g_string_append (output, wire_method_get_word (request->method));
  switch (request->object)
    {
    case WIRE_OBJECT_RFC:
      g_string_append (output, " RFC ");
      wire_text_append_decimal (request->number, output);
      break;
    case WIRE_OBJECT_ALL:
      g_string_append (output, " ALL");
      break;
    case WIRE_OBJECT_RFCS:
      g_string_append (output, " RFCS");
      break;
    case WIRE_OBJECT_NONE:
      break;
    }
  if (request->method == WIRE_METHOD_CONNECT)
    {
      g_string_append_c (output, ' ');
      wire_text_append_decimal (request->port, output);
    }
  g_string_append (output, request->version == WIRE_VERSION_1_1 ? " P2P-CI/1.1\r\n" : " P2P-CI/1.0\r\n");
}

/* Texts were checked on their way in; a line break that came by another way must still not become a header. */
static void
wire_request_append_text (WireHeader header, WireSlice value, GString *output)
{
  g_return_if_fail (wire_text_is_clean (value.data, value.length));

  if (value.length > 0)
    wire_header_append (header, value, output);
}

static void
wire_request_append_port (const WireRequest *request, GString *output)
{
  if (request->port > 0)
    wire_header_append_decimal (WIRE_HEADER_PORT, request->port, output);
}

static void
wire_request_append_search (const WireRequest *request, GString *output)
{
  static const char *const sort_words[] = { "number", "title", "holders" };

  if (request->object == WIRE_OBJECT_RFCS)
    wire_request_append_text (WIRE_HEADER_MATCH, request->match, output);
  if (request->method == WIRE_METHOD_WATCH)
    return;
  if (request->object == WIRE_OBJECT_RFCS && request->sort != WIRE_SORT_NUMBER)
    wire_header_append (WIRE_HEADER_SORT, wire_slice_from_string (sort_words[request->sort]), output);
  if (request->has_limit)
    wire_header_append_decimal (WIRE_HEADER_LIMIT, request->limit, output);
  if (request->method == WIRE_METHOD_LIST)
    wire_request_append_text (WIRE_HEADER_AFTER, request->after, output);
}

static void
wire_request_append_range (const WireRequest *request, GString *output)
{
  if (request->has_range)
    {
      g_string_append (output, "Range: bytes=");
      wire_text_append_decimal (request->range_first, output);
      g_string_append_c (output, '-');
      if (request->has_range_last)
        wire_text_append_decimal (request->range_last, output);
      g_string_append (output, "\r\n");
    }
  if (request->if_digest.is_known)
    wire_header_append_digest (WIRE_HEADER_IF_DIGEST, &request->if_digest, output);
}

static void
wire_request_append_strict_headers (const WireRequest *request, GString *output)
{
  switch (request->method)
    {
    case WIRE_METHOD_ADD:
      wire_request_append_text (WIRE_HEADER_HOST, request->host, output);
      wire_request_append_port (request, output);
      wire_request_append_text (WIRE_HEADER_TITLE, request->title, output);
      if (request->has_size)
        wire_header_append_decimal (WIRE_HEADER_SIZE, request->size_bytes, output);
      if (request->digest.is_known)
        wire_header_append_digest (WIRE_HEADER_REPR_DIGEST, &request->digest, output);
      break;
    case WIRE_METHOD_LOOKUP:
    case WIRE_METHOD_LIST:
    case WIRE_METHOD_WATCH:
      wire_request_append_search (request, output);
      break;
    case WIRE_METHOD_GET:
      wire_request_append_text (WIRE_HEADER_HOST, request->host, output);
      wire_request_append_text (WIRE_HEADER_OS, request->os, output);
      wire_request_append_range (request, output);
      break;
    default:
      break;
    }
  if (request->method != WIRE_METHOD_GET)
    wire_request_append_text (WIRE_HEADER_SESSION, request->session, output);
}

static void
wire_request_append_classic_headers (const WireRequest *request, GString *output)
{
  wire_request_append_text (WIRE_HEADER_HOST, request->host, output);
  if (request->method == WIRE_METHOD_GET)
    wire_request_append_text (WIRE_HEADER_OS, request->os, output);
  else if (request->method != WIRE_METHOD_CONNECT)
    wire_request_append_port (request, output);
  if (request->method == WIRE_METHOD_ADD || request->method == WIRE_METHOD_LOOKUP
      || request->method == WIRE_METHOD_REMOVE)
    wire_request_append_text (WIRE_HEADER_TITLE, request->title, output);
}

void
wire_request_append (const WireRequest *request, GString *output)
{
  g_return_if_fail (request->method != WIRE_METHOD_UNKNOWN);

  wire_request_append_first_line (request, output);
  if (request->version == WIRE_VERSION_1_1)
    wire_request_append_strict_headers (request, output);
  else
    wire_request_append_classic_headers (request, output);
  g_string_append (output, "\r\n");
}
