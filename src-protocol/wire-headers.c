/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-headers.h"

#include <string.h>

static const char *const header_names[] = {
  [WIRE_HEADER_UNKNOWN] = "",
  [WIRE_HEADER_AFTER] = "After",
  [WIRE_HEADER_CONTENT_LENGTH] = "Content-Length",
  [WIRE_HEADER_CONTENT_RANGE] = "Content-Range",
  [WIRE_HEADER_CONTENT_TYPE] = "Content-Type",
  [WIRE_HEADER_DATE] = "Date",
  [WIRE_HEADER_HOST] = "Host",
  [WIRE_HEADER_IF_DIGEST] = "If-Digest",
  [WIRE_HEADER_LAST_MODIFIED] = "Last-Modified",
  [WIRE_HEADER_LIMIT] = "Limit",
  [WIRE_HEADER_MATCH] = "Match",
  [WIRE_HEADER_NEXT] = "Next",
  [WIRE_HEADER_OS] = "OS",
  [WIRE_HEADER_PORT] = "Port",
  [WIRE_HEADER_RANGE] = "Range",
  [WIRE_HEADER_REPR_DIGEST] = "Repr-Digest",
  [WIRE_HEADER_SESSION] = "Session",
  [WIRE_HEADER_SIZE] = "Size",
  [WIRE_HEADER_SORT] = "Sort",
  [WIRE_HEADER_TITLE] = "Title",
  [WIRE_HEADER_TOTAL] = "Total",
  [WIRE_HEADER_YOUR_ADDRESS] = "Your-Address",
};

/* The only header that a name of this length and beginning can be. */
static WireHeader
wire_header_guess (WireSlice name)
{
  char first = name.length > 0 ? g_ascii_tolower (name.data[0]) : '\0';

  switch (name.length)
    {
    case 2:
      return WIRE_HEADER_OS;
    case 4:
      if (first == 's')
        return g_ascii_tolower (name.data[1]) == 'i' ? WIRE_HEADER_SIZE : WIRE_HEADER_SORT;
      if (first == 'd')
        return WIRE_HEADER_DATE;
      if (first == 'n')
        return WIRE_HEADER_NEXT;
      return first == 'h' ? WIRE_HEADER_HOST : WIRE_HEADER_PORT;
    case 5:
      if (first == 't')
        return g_ascii_tolower (name.data[1]) == 'i' ? WIRE_HEADER_TITLE : WIRE_HEADER_TOTAL;
      if (first == 'a')
        return WIRE_HEADER_AFTER;
      if (first == 'l')
        return WIRE_HEADER_LIMIT;
      return first == 'm' ? WIRE_HEADER_MATCH : WIRE_HEADER_RANGE;
    case 7:
      return WIRE_HEADER_SESSION;
    case 9:
      return WIRE_HEADER_IF_DIGEST;
    case 11:
      return WIRE_HEADER_REPR_DIGEST;
    case 12:
      return first == 'y' ? WIRE_HEADER_YOUR_ADDRESS : WIRE_HEADER_CONTENT_TYPE;
    case 13:
      return first == 'l' ? WIRE_HEADER_LAST_MODIFIED : WIRE_HEADER_CONTENT_RANGE;
    case 14:
      return WIRE_HEADER_CONTENT_LENGTH;
    default:
      return WIRE_HEADER_UNKNOWN;
    }
}

WireHeader
wire_header_find (WireSlice name)
{
  WireHeader header = wire_header_guess (name);

  if (header == WIRE_HEADER_UNKNOWN || memcmp (name.data, header_names[header], name.length) == 0)
    return header;
  return wire_slice_equal_word (name, header_names[header]) ? header : WIRE_HEADER_UNKNOWN;
}

const char *
wire_header_get_name (WireHeader header)
{
  return header_names[header];
}

gboolean
wire_header_name_is_token (WireSlice name)
{
  for (gsize i = 0; i < name.length; i++)
    if (!g_ascii_isalnum (name.data[i]) && (name.data[i] == '\0' || strchr ("!#$%&'*+-.^_`|~", name.data[i]) == NULL))
      return FALSE;
  return name.length > 0;
}

void
wire_header_append (WireHeader header, WireSlice value, GString *output)
{
  g_string_append (output, header_names[header]);
  g_string_append_len (output, ": ", 2);
  wire_slice_append (value, output);
  g_string_append_len (output, "\r\n", 2);
}

void
wire_header_append_decimal (WireHeader header, guint64 value, GString *output)
{
  g_string_append (output, header_names[header]);
  g_string_append_len (output, ": ", 2);
  wire_text_append_decimal (value, output);
  g_string_append_len (output, "\r\n", 2);
}

void
wire_header_append_digest (WireHeader header, const WireDigest *digest, GString *output)
{
  g_string_append (output, header_names[header]);
  g_string_append_len (output, ": ", 2);
  wire_digest_append_field (digest, output);
  g_string_append_len (output, "\r\n", 2);
}

gboolean
wire_header_parse_digest (WireSlice value, WireDigest *digest)
{
  return wire_digest_parse_field (value, digest)
         || (value.length > 0 && memmem (value.data, value.length, "sha-256", strlen ("sha-256")) == NULL);
}

gboolean
wire_header_parse_uint32 (WireSlice value, guint32 *number)
{
  guint64 parsed;

  if (!wire_text_parse_decimal (value.data, value.length, G_MAXUINT32, &parsed))
    return FALSE;
  *number = (guint32) parsed;
  return TRUE;
}

void
wire_request_refuse (WireRequest *request, WireStatus refusal, gboolean is_fatal, const char *complaint)
{
  if (request->refusal != WIRE_STATUS_NONE && (request->is_fatal || !is_fatal))
    return;
  request->refusal = refusal;
  request->is_fatal = is_fatal;
  request->complaint = complaint;
}

static gboolean
wire_request_take_port (WireRequest *request, WireSlice value)
{
  guint64 min = request->version == WIRE_VERSION_1_0 ? 1 : WIRE_PORT_MIN;
  guint64 port;

  if (!wire_text_parse_decimal (value.data, value.length, WIRE_PORT_MAX, &port) || port < min)
    return FALSE;
  request->port = (guint16) port;
  return TRUE;
}

static gboolean
wire_request_take_text (WireSlice *field, gsize max_bytes, WireSlice value)
{
  *field = value;
  return value.length <= max_bytes && wire_text_is_clean (value.data, value.length);
}

static gboolean
wire_request_take_session (WireRequest *request, WireSlice value)
{
  for (gsize i = 0; i < value.length; i++)
    if (!g_ascii_isxdigit (value.data[i]))
      return FALSE;
  request->session = value;
  return value.length == WIRE_SESSION_BYTES;
}

static gboolean
wire_request_take_sort (WireRequest *request, WireSlice value)
{
  if (wire_slice_equal_word (value, "number"))
    request->sort = WIRE_SORT_NUMBER;
  else if (wire_slice_equal_word (value, "title"))
    request->sort = WIRE_SORT_TITLE;
  else if (wire_slice_equal_word (value, "holders"))
    request->sort = WIRE_SORT_HOLDERS;
  else
    return FALSE;
  return TRUE;
}

/* "bytes=a-" or "bytes=a-b". All else (other units, several ranges, the last n bytes, b before a) counts as not there,
 * as RFC 9110 14.2 allows: the answer is then the whole document, which is never wrong. */
static void
wire_request_take_range (WireRequest *request, WireSlice value)
{
  static const char unit[] = "bytes=";
  WireSlice rest = value;
  WireSlice first;
  guint64 range_first;
  guint64 range_last = 0;

  if (value.length < strlen (unit) || g_ascii_strncasecmp (value.data, unit, strlen (unit)) != 0)
    return;
  rest = (WireSlice) { value.data + strlen (unit), value.length - strlen (unit) };
  if (!wire_slice_split (&rest, '-', &first) || rest.data == NULL
      || !wire_text_parse_decimal (first.data, first.length, G_MAXINT64, &range_first))
    return;
  if (rest.length > 0
      && (!wire_text_parse_decimal (rest.data, rest.length, G_MAXINT64, &range_last) || range_last < range_first))
    return;

  request->has_range = TRUE;
  request->range_first = range_first;
  request->has_range_last = rest.length > 0;
  request->range_last = range_last;
}

void
wire_request_take_header (WireRequest *request, WireHeader header, WireSlice value)
{
  const char *complaint = NULL;

  switch (header)
    {
    case WIRE_HEADER_HOST:
      request->host = value;
      if (!wire_text_is_host (value.data, value.length))
        complaint = "Host is no host name and no address";
      break;
    case WIRE_HEADER_PORT:
      if (!wire_request_take_port (request, value))
        complaint = "Port is out of range";
      break;
    case WIRE_HEADER_TITLE:
      if (!wire_request_take_text (&request->title, WIRE_TITLE_MAX_BYTES, value))
        complaint = "Title is too long, or no clean text";
      break;
    case WIRE_HEADER_OS:
      if (!wire_request_take_text (&request->os, WIRE_OS_MAX_BYTES, value))
        complaint = "OS is too long, or no clean text";
      break;
    case WIRE_HEADER_SIZE:
      request->has_size = wire_text_parse_decimal (value.data, value.length, G_MAXINT64, &request->size_bytes);
      if (!request->has_size)
        complaint = "Size is no number of bytes";
      break;
    case WIRE_HEADER_REPR_DIGEST:
      if (!wire_header_parse_digest (value, &request->digest))
        complaint = "Repr-Digest is malformed";
      break;
    case WIRE_HEADER_SESSION:
      if (!wire_request_take_session (request, value))
        complaint = "Session is malformed";
      break;
    case WIRE_HEADER_MATCH:
      if (!wire_request_take_text (&request->match, WIRE_MATCH_MAX_BYTES, value))
        complaint = "Match is too long";
      break;
    case WIRE_HEADER_AFTER:
      if (!wire_request_take_text (&request->after, WIRE_CURSOR_MAX_BYTES, value))
        complaint = "After is too long";
      break;
    case WIRE_HEADER_SORT:
      if (!wire_request_take_sort (request, value))
        complaint = "Sort is none of number, title, holders";
      break;
    case WIRE_HEADER_LIMIT:
      request->has_limit = wire_header_parse_uint32 (value, &request->limit);
      if (!request->has_limit)
        complaint = "Limit is no number";
      break;
    case WIRE_HEADER_RANGE:
      wire_request_take_range (request, value);
      break;
    case WIRE_HEADER_IF_DIGEST:
      /* Unlike a range, a condition that is not understood must not be passed over. */
      if (!wire_digest_parse_field (value, &request->if_digest))
        complaint = "If-Digest is malformed, or has no sha-256";
      break;
    default: /* an answer's, or unknown: ignored */
      break;
    }
  if (complaint != NULL)
    wire_request_refuse (request, WIRE_STATUS_BAD_REQUEST, FALSE, complaint);
}
