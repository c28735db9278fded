/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-headers.h"
#include "wire-response-head.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STRICT_VERSION "P2P-CI/1.1 "
#define NOTICE_LINE "NOTIFY RFCS P2P-CI/1.1"

static WireHeadStatus
wire_head_fail_malformed (GError **error)
{
  g_set_error_literal (error, WIRE_ERROR, WIRE_ERROR_MALFORMED,
                       _("The other side does not answer in the P2P-CI protocol."));
  return WIRE_HEAD_ERROR;
}

static WireHeadStatus
wire_head_fail_too_large (GError **error)
{
  g_set_error_literal (error, WIRE_ERROR, WIRE_ERROR_TOO_LARGE, _("The other side's answer is too large."));
  return WIRE_HEAD_ERROR;
}

static gboolean
wire_head_has_prefix (WireSlice line, const char *prefix)
{
  gsize length = strlen (prefix);

  return line.length >= length && g_ascii_strncasecmp (line.data, prefix, length) == 0;
}

static WireSlice
wire_head_skip (WireSlice line, gsize n_bytes)
{
  return (WireSlice) { line.data + n_bytes, line.length - n_bytes };
}

static WireSlice
wire_head_trim (WireSlice line)
{
  while (line.length > 0 && strchr (" \t\r", line.data[line.length - 1]) != NULL && line.data[line.length - 1] != '\0')
    line.length--;
  /* A program that echoes the version as it split it off our line. */
  if (line.length > 0 && line.data[0] == '\r')
    line = wire_head_skip (line, 1);
  return wire_slice_trim (line);
}

/* Three digits, then nothing or something else. */
static gboolean
wire_head_take_code (WireSlice line, WireStatus *status)
{
  guint64 code;

  if (line.length < 3 || (line.length > 3 && g_ascii_isdigit (line.data[3]))
      || !wire_text_parse_decimal (line.data, 3, 599, &code) || code < 200)
    return FALSE;
  *status = (WireStatus) code;
  return TRUE;
}

/* 1.1 */

static gboolean
wire_head_take_content_range (WireSlice value, WireResponse *response)
{
  static const char unit[] = "bytes ";
  WireSlice rest = value;
  WireSlice first;
  WireSlice last;

  if (!wire_head_has_prefix (value, unit))
    return FALSE;
  rest = wire_head_skip (value, strlen (unit));
  if (wire_head_has_prefix (rest, "*/")) /* of a 416: no part at all */
    return wire_text_parse_decimal (rest.data + 2, rest.length - 2, G_MAXINT64, &response->range_total);
  if (!wire_slice_split (&rest, '-', &first) || !wire_slice_split (&rest, '/', &last) || rest.data == NULL)
    return FALSE;
  response->has_content_range =
      wire_text_parse_decimal (first.data, first.length, G_MAXINT64, &response->range_first)
      && wire_text_parse_decimal (last.data, last.length, G_MAXINT64, &response->range_last)
      && wire_text_parse_decimal (rest.data, rest.length, G_MAXINT64, &response->range_total)
      && response->range_first <= response->range_last && response->range_last < response->range_total;
  return response->has_content_range;
}

static gboolean
wire_head_take_content_length (WireSlice value, WireResponse *response)
{
  response->has_content_length =
      wire_text_parse_decimal (value.data, value.length, G_MAXINT64, &response->content_length);
  return response->has_content_length;
}

static gboolean
wire_head_take_header (WireHeader header, WireSlice value, WireResponse *response)
{
  switch (header)
    {
    case WIRE_HEADER_CONTENT_LENGTH:
      return wire_head_take_content_length (value, response);
    case WIRE_HEADER_CONTENT_RANGE:
      return wire_head_take_content_range (value, response);
    case WIRE_HEADER_REPR_DIGEST:
      return wire_header_parse_digest (value, &response->digest);
    case WIRE_HEADER_TOTAL:
      response->has_total = wire_header_parse_uint32 (value, &response->total);
      return response->has_total;
    case WIRE_HEADER_NEXT:
      response->next = value;
      return value.length <= WIRE_CURSOR_MAX_BYTES;
    case WIRE_HEADER_SESSION:
      response->session = value;
      return value.length == WIRE_SESSION_BYTES;
    case WIRE_HEADER_YOUR_ADDRESS:
      response->your_address = value;
      return wire_text_is_address (value.data, value.length);
    case WIRE_HEADER_DATE:
      response->date = value;
      break;
    case WIRE_HEADER_OS:
      response->os = value;
      break;
    case WIRE_HEADER_LAST_MODIFIED:
      response->last_modified = value;
      break;
    case WIRE_HEADER_CONTENT_TYPE:
      response->content_type = value;
      break;
    default: /* a request's, or unknown: ignored */
      break;
    }
  return TRUE;
}

static gboolean
wire_head_take_strict_line (WireSlice line, guint32 *seen, WireResponse *response)
{
  WireSlice value = line;
  WireSlice name;
  WireHeader header;

  wire_slice_split (&value, ':', &name);
  header = wire_header_find (name);
  if (value.data == NULL || name.length > WIRE_HEADER_NAME_MAX_BYTES
      || (header == WIRE_HEADER_UNKNOWN && !wire_header_name_is_token (name))
      || !wire_text_is_clean (value.data, value.length))
    return FALSE;
  if (header == WIRE_HEADER_UNKNOWN)
    return TRUE;
  if ((*seen & 1u << header) != 0)
    return FALSE;
  *seen |= 1u << header;
  return wire_head_take_header (header, wire_slice_trim (value), response);
}

static gboolean
wire_head_take_strict_status (WireSide side, WireSlice line, WireResponse *response)
{
  WireSlice rest;

  response->version = WIRE_VERSION_1_1;
  if (side == WIRE_FROM_INDEX && wire_slice_equal_string (line, NOTICE_LINE))
    {
      response->is_notice = TRUE;
      response->status = WIRE_STATUS_OK;
      return TRUE;
    }
  rest = wire_head_skip (line, strlen (STRICT_VERSION));
  return wire_text_is_clean (rest.data, rest.length) && wire_head_take_code (rest, &response->status)
         && (response->status < 300 || response->status >= 400) && (rest.length == 3 || rest.data[3] == ' ');
}

/* The parts of a 206 agree with each other. */
static gboolean
wire_head_is_consistent (const WireResponse *response)
{
  if (!response->has_content_length)
    return FALSE;
  return response->status != WIRE_STATUS_PARTIAL_CONTENT
         || (response->has_content_range
             && response->range_last - response->range_first + 1 == response->content_length);
}

static gboolean
wire_head_parse_strict (WireSide side, WireSlice head, WireResponse *response)
{
  WireSlice rest = head;
  WireSlice line;
  guint32 seen = 0;
  gboolean is_first = TRUE;
  guint n_lines = 0;

  while (wire_slice_split (&rest, '\n', &line) && line.length > 1)
    {
      line.length--;
      if (++n_lines > WIRE_HEAD_MAX_LINES)
        return FALSE;
      if (is_first ? !wire_head_take_strict_status (side, line, response)
                   : !wire_head_take_strict_line (line, &seen, response))
        return FALSE;
      is_first = FALSE;
    }
  return wire_head_is_consistent (response);
}

/* Past what has been seen, line by line, to the empty one. */
static WireHeadStatus
wire_head_read_strict (WireSide side,
                       WireSlice bytes,
                       guint32 *scanned,
                       WireResponse *response,
                       gsize *length,
                       GError **error)
{
  const char *newline;

  while ((newline = memchr (bytes.data + *scanned, '\n', bytes.length - *scanned)) != NULL)
    {
      gsize end = (gsize) (newline - bytes.data);

      if (end + 1 > WIRE_HEAD_MAX_BYTES)
        return wire_head_fail_too_large (error);
      if (end == 0 || bytes.data[end - 1] != '\r')
        return wire_head_fail_malformed (error);
      *scanned = (guint32) end + 1;
      if (end < 3 || memcmp (newline - 3, "\r\n\r", 3) != 0)
        continue;
      if (!wire_head_parse_strict (side, (WireSlice) { bytes.data, end + 1 }, response))
        return wire_head_fail_malformed (error);
      *length = end + 1;
      return WIRE_HEAD_WHOLE;
    }
  *scanned = (guint32) bytes.length;
  return bytes.length > WIRE_HEAD_MAX_BYTES ? wire_head_fail_too_large (error) : WIRE_HEAD_MORE;
}

/* 1.0 */

/* "P2P-CI/1.0 200 OK", "P2PCI/1.0 200 OK", "P2P-CI/1.0404 Not Found", "400 Bad Request", "P2P-CI-v1.0.0 200 OK", and
 * a 505 in any version. */
static gboolean
wire_head_take_classic_status (WireSlice line, WireResponse *response)
{
  static const char *const versions[] = { "P2P-CI/1.0", "P2PCI/1.0", "P2P-CI-v1.0.0" };
  WireSlice rest = wire_head_trim (line);

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    if (wire_head_has_prefix (rest, versions[i]))
      return wire_head_take_code (wire_head_trim (wire_head_skip (rest, strlen (versions[i]))), &response->status);
  if (wire_response_head_begins (rest))
    while (rest.length > 0 && rest.data[0] != ' ')
      rest = wire_head_skip (rest, 1);
  return wire_head_take_code (wire_head_trim (rest), &response->status);
}

gboolean
wire_response_head_begins (WireSlice line)
{
  return wire_head_has_prefix (line, "P2P-CI") || wire_head_has_prefix (line, "P2PCI/");
}

/* "Thank you for registering", "Done", "bye!": some programs answer in words alone. No other protocol greets like that. */
static gboolean
wire_head_take_words (WireSlice line, WireResponse *response)
{
  static const char *const complaints[] = { "error", "invalid", "unknown", "bad", "fail", "not " };
  WireSlice words = wire_head_trim (line);
  g_autofree char *lower = NULL;

  if (words.length == 0 || words.length > 64)
    return FALSE;
  for (gsize i = 0; i < words.length; i++)
    if (!g_ascii_isalpha (words.data[i]) && strchr (" .,!", words.data[i]) == NULL)
      return FALSE;
  lower = g_ascii_strdown (words.data, (gssize) words.length);
  response->status = WIRE_STATUS_OK;
  for (gsize i = 0; i < G_N_ELEMENTS (complaints); i++)
    if (strstr (lower, complaints[i]) != NULL)
      response->status = WIRE_STATUS_BAD_REQUEST;
  return TRUE;
}

static gboolean
wire_head_is_row (WireSlice line)
{
  WireSlice rest = wire_head_trim (line);

  return wire_head_has_prefix (rest, "RFC ") && rest.length > 4 && g_ascii_isdigit (rest.data[4]);
}

/* What may stand in the head of a 1.0 document. */
static const struct
{
  const char *name;
  WireHeader header;
} classic_headers[] = {
  { "Date", WIRE_HEADER_DATE },
  { "Data", WIRE_HEADER_DATE },
  { "OS", WIRE_HEADER_OS },
  { "Last-Modified", WIRE_HEADER_LAST_MODIFIED },
  { "Last Modified", WIRE_HEADER_LAST_MODIFIED },
  { "Content-Length", WIRE_HEADER_CONTENT_LENGTH },
  { "Content Length", WIRE_HEADER_CONTENT_LENGTH },
  { "Content-Type", WIRE_HEADER_CONTENT_TYPE },
  { "Content Type", WIRE_HEADER_CONTENT_TYPE },
};

typedef enum
{
  LOOK_NO,    /* what comes is no header that is still to come */
  LOOK_YES,   /* it is one */
  LOOK_MAYBE, /* more bytes would tell */
} WireHeadLook;

/* A blank before the name and before the colon are let through. */
static WireHeadLook
wire_head_match_name (WireSlice bytes, const char *name)
{
  gsize length = strlen (name);
  WireSlice rest = bytes;

  if (rest.length > 0 && rest.data[0] == ' ')
    rest = wire_head_skip (rest, 1);
  if (g_ascii_strncasecmp (rest.data, name, MIN (rest.length, length)) != 0)
    return LOOK_NO;
  if (rest.length <= length)
    return LOOK_MAYBE;
  rest = wire_head_skip (rest, length);
  if (rest.data[0] == ' ')
    rest = wire_head_skip (rest, 1);
  if (rest.length == 0)
    return LOOK_MAYBE;
  return rest.data[0] == ':' ? LOOK_YES : LOOK_NO;
}

static WireHeadLook
wire_head_look (WireSlice bytes, guint32 seen, WireHeader *header)
{
  WireHeadLook look = LOOK_NO;

  for (gsize i = 0; i < G_N_ELEMENTS (classic_headers); i++)
    {
      WireHeadLook match;

      if ((seen & 1u << classic_headers[i].header) != 0)
        continue;
      match = wire_head_match_name (bytes, classic_headers[i].name);
      if (match == LOOK_YES)
        {
          *header = classic_headers[i].header;
          return LOOK_YES;
        }
      if (match == LOOK_MAYBE)
        look = LOOK_MAYBE;
    }
  return look;
}

/* One program writes "Date: ... OS: ..." in one line. */
static void
wire_head_split_date (WireSlice value, guint32 *seen, WireResponse *response)
{
  const char *os = value.length > 0 ? memmem (value.data, value.length, " OS:", 4) : NULL;

  response->date = value;
  if (os == NULL || (*seen & 1u << WIRE_HEADER_OS) != 0)
    return;
  response->date = wire_head_trim ((WireSlice) { value.data, (gsize) (os - value.data) });
  response->os = wire_head_trim (wire_head_skip (value, (gsize) (os - value.data) + 4));
  *seen |= 1u << WIRE_HEADER_OS;
}

static gboolean
wire_head_take_classic_header (WireHeader header, WireSlice line, guint32 *seen, WireResponse *response)
{
  WireSlice value = line;
  WireSlice name;

  wire_slice_split (&value, ':', &name);
  value = wire_head_trim (value);
  *seen |= 1u << header;
  if (!wire_text_is_clean (value.data, value.length))
    return FALSE;
  if (header != WIRE_HEADER_DATE)
    return wire_head_take_header (header, value, response);
  wire_head_split_date (value, seen, response);
  return TRUE;
}

/* @line: so far, or whole without its LF. Once it is too long, more of it changes nothing. */
static gboolean
wire_head_is_line_too_long (WireSlice line)
{
  if (line.length > 0 && line.data[line.length - 1] == '\r')
    line.length--;
  return line.length > WIRE_LINE_MAX_BYTES;
}

/* "Name: value" in CRLF with a name we do not know. Only a head that is closed by an empty line has such; a document
 * may begin with "RFC: 791", but then with LF. */
static WireHeadLook
wire_head_look_other (WireSlice line, gboolean has_end)
{
  WireSlice rest = line;
  WireSlice name;

  wire_slice_split (&rest, ':', &name);
  if (name.length > WIRE_HEADER_NAME_MAX_BYTES || !wire_header_name_is_token (name)
      || wire_head_is_line_too_long (line))
    return LOOK_NO;
  if (!has_end)
    return LOOK_MAYBE;
  return rest.data != NULL && line.data[line.length - 1] == '\r' ? LOOK_YES : LOOK_NO;
}

/* What comes after Content-Type, a byte at least. An empty line in CRLF closes a head in CRLF. After a head in LF it may
 * as well be the document's first, for most documents begin with empty lines: the reader finds out by the length. One
 * program writes " RFC Data: " there, which its Content-Length does not count. */
static WireHeadStatus
wire_head_finish_classic (WireSlice bytes, gsize start, gboolean is_crlf, gboolean is_last, gboolean *is_open, gsize *length)
{
  static const char label[] = " RFC Data: ";
  WireSlice rest = wire_head_skip (bytes, start);
  gsize n_label = MIN (rest.length, strlen (label));

  *length = start;
  if (is_crlf && rest.data[0] == '\r')
    {
      if (rest.length < 2 && !is_last)
        return WIRE_HEAD_MORE;
      if (rest.length >= 2 && rest.data[1] == '\n')
        *length += 2;
    }
  else if (memcmp (rest.data, label, n_label) == 0)
    {
      if (n_label < strlen (label) && !is_last)
        return WIRE_HEAD_MORE;
      if (n_label == strlen (label))
        *length += n_label;
    }
  *is_open = *length == start;
  return WIRE_HEAD_WHOLE;
}

/* Blanks count as nothing, but a long line of them is a document's. */
static gboolean
wire_head_is_empty_line (WireSlice line)
{
  return line.length <= 16 && wire_head_trim (line).length == 0;
}

/* The lines after the status of a 1.0 peer. */
static WireHeadStatus
wire_head_read_document_head (WireSlice bytes,
                              gsize start,
                              gboolean is_crlf,
                              gboolean is_silent,
                              gboolean is_last,
                              WireResponse *response,
                              gsize *length,
                              GError **error)
{
  gboolean may_be_silent = response->status != WIRE_STATUS_OK;
  gboolean has_empty_line = FALSE;
  gsize first = start;
  guint32 seen = 0;

  for (;;)
    {
      WireSlice rest = wire_head_skip (bytes, start);
      const char *newline = rest.length > 0 ? memchr (rest.data, '\n', rest.length) : NULL;
      WireSlice line = { rest.data, newline != NULL ? (gsize) (newline - rest.data) : rest.length };
      WireHeader header = WIRE_HEADER_UNKNOWN;
      WireHeadLook look = rest.length > 0 ? wire_head_look (rest, seen, &header) : LOOK_MAYBE;
      gboolean is_known = look == LOOK_YES;

      *length = start;
      if ((seen & 1u << WIRE_HEADER_CONTENT_TYPE) != 0 && look == LOOK_NO)
        return has_empty_line ? WIRE_HEAD_WHOLE
                              : wire_head_finish_classic (bytes, start, is_crlf, is_last, &response->is_open, length);
      if (look == LOOK_NO && !has_empty_line && wire_head_is_empty_line (line))
        look = newline != NULL ? LOOK_NO : LOOK_MAYBE;
      else if (look == LOOK_NO && is_crlf && !has_empty_line)
        look = wire_head_look_other (line, newline != NULL);
      if (look == LOOK_YES && wire_head_is_line_too_long (line))
        return wire_head_fail_too_large (error);
      if (look == LOOK_MAYBE || (look == LOOK_YES && newline == NULL))
        {
          if (is_last || (is_silent && may_be_silent))
            return WIRE_HEAD_WHOLE;
          return may_be_silent ? WIRE_HEAD_QUIET : WIRE_HEAD_MORE;
        }
      if (is_known)
        {
          if (!wire_head_take_classic_header (header, line, &seen, response))
            return wire_head_fail_malformed (error);
          has_empty_line = FALSE;
        }
      else if (!has_empty_line && wire_head_is_empty_line (line))
        {
          has_empty_line = TRUE;
        }
      else if (look == LOOK_NO)
        {
          /* A status line alone, and then the document, which begins with more than one empty line. */
          if (seen == 0 && has_empty_line && !is_crlf && rest.data[0] == '\n')
            *length = first;
          return WIRE_HEAD_WHOLE;
        }
      start += line.length + 1;
      *length = start;
      if (has_empty_line && response->status != WIRE_STATUS_OK)
        return WIRE_HEAD_WHOLE;
    }
}

static WireHeadStatus
wire_head_read_classic (WireSide side,
                        WireSlice bytes,
                        const char *newline,
                        gboolean is_silent,
                        gboolean is_last,
                        WireResponse *response,
                        gsize *length,
                        GError **error)
{
  WireSlice line = { bytes.data, newline != NULL ? (gsize) (newline - bytes.data) : bytes.length };
  gsize next = newline != NULL ? line.length + 1 : line.length;
  gboolean is_crlf = line.length > 0 && line.data[line.length - 1] == '\r';
  WireHeadStatus status;

  response->version = WIRE_VERSION_1_0;
  if (side == WIRE_FROM_INDEX && wire_head_is_row (line))
    {
      response->status = WIRE_STATUS_OK;
      *length = 0;
      return WIRE_HEAD_WHOLE;
    }
  if (!wire_head_take_classic_status (line, response)
      && (side == WIRE_FROM_PEER || !wire_head_take_words (line, response)))
    return wire_head_fail_malformed (error);
  if (side == WIRE_FROM_INDEX)
    {
      *length = next;
      return WIRE_HEAD_WHOLE;
    }
  status = wire_head_read_document_head (bytes, next, is_crlf, is_silent, is_last, response, length, error);
  /* The program with this word for the version never closes a head, and writes a line end after the document. */
  response->is_open &= !wire_head_has_prefix (line, "P2P-CI-v");
  return status;
}

/* Nothing that begins like this is an answer of 1.0. */
static gboolean
wire_head_may_become_strict (WireSide side, WireSlice line)
{
  gsize length = MIN (line.length, strlen (STRICT_VERSION));

  if (memcmp (line.data, STRICT_VERSION, length) == 0)
    return TRUE;
  return side == WIRE_FROM_INDEX && memcmp (line.data, NOTICE_LINE, MIN (line.length, strlen (NOTICE_LINE))) == 0;
}

WireHeadStatus
wire_response_head_read (WireSide side,
                         WireSlice bytes,
                         guint32 *scanned,
                         gboolean is_silent,
                         gboolean is_last,
                         WireResponse *response,
                         gsize *length,
                         GError **error)
{
  const char *newline = memchr (bytes.data, '\n', MIN (bytes.length, WIRE_LINE_MAX_BYTES + 2));
  WireSlice line = { bytes.data, newline != NULL ? (gsize) (newline - bytes.data) : bytes.length };
  WireHeadStatus status;

  memset (response, 0, sizeof *response);
  if (wire_text_measure_ascii (line.data, MIN (line.length, 1)) == 0)
    return wire_head_fail_malformed (error);
  if (wire_head_may_become_strict (side, line))
    {
      if (is_last)
        {
          status = wire_head_read_strict (side, bytes, scanned, response, length, error);
          return status == WIRE_HEAD_MORE ? wire_head_fail_malformed (error) : status;
        }
      return wire_head_read_strict (side, bytes, scanned, response, length, error);
    }
  if (newline == NULL && !is_silent && !is_last)
    return bytes.length > WIRE_LINE_MAX_BYTES ? wire_head_fail_too_large (error) : WIRE_HEAD_QUIET;

  /* What lies beyond the limit must not decide, for it may not have come yet. */
  if (bytes.length > WIRE_HEAD_MAX_BYTES + 1)
    {
      bytes.length = WIRE_HEAD_MAX_BYTES + 1;
      is_silent = FALSE;
      is_last = FALSE;
    }
  status = wire_head_read_classic (side, bytes, newline, is_silent, is_last, response, length, error);
  if (status == WIRE_HEAD_WHOLE ? *length > WIRE_HEAD_MAX_BYTES : bytes.length > WIRE_HEAD_MAX_BYTES)
    return status == WIRE_HEAD_ERROR ? status : wire_head_fail_too_large (error);
  return status;
}
