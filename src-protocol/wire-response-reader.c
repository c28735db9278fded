/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-response-reader.h"
#include "wire-limits.h"
#include "wire-response-head.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  STAGE_HEAD,
  STAGE_BODY,
  STAGE_DROP, /* a 1.0 peer's document is whole: what comes after it is of no meaning */
};

enum
{
  BODY_LENGTH,
  BODY_CLOSE, /* of a 1.0 peer without a length */
  BODY_ROWS,  /* of a 1.0 index */
  BODY_DOUBT, /* of a 1.0 peer: the first line is empty, and may be the head's */
  BODY_NOTES, /* after a 1.0 index's refusal: dropped */
};

void
wire_response_reader_init (WireResponseReader *reader, WireSide side)
{
  *reader = (WireResponseReader) { .side = side };
  reader->max_body_bytes = side == WIRE_FROM_INDEX ? WIRE_REPLY_MAX_BYTES : WIRE_DOCUMENT_MAX_BYTES;
}

void
wire_response_reader_clear (WireResponseReader *reader)
{
  wire_buffer_clear (&reader->buffer);
  g_clear_error (&reader->failure);
  if (reader->doubt != NULL)
    g_string_free (reader->doubt, TRUE);
  wire_response_reader_init (reader, reader->side);
}

void
wire_response_reader_feed (WireResponseReader *reader, const char *bytes, gsize length)
{
  if (reader->failure != NULL || length == 0)
    return;
  wire_buffer_feed (&reader->buffer, bytes, length);
  reader->is_silent = FALSE;
}

void
wire_response_reader_keep (WireResponseReader *reader)
{
  wire_buffer_keep (&reader->buffer);
}

void
wire_response_reader_end (WireResponseReader *reader, gboolean is_closed)
{
  reader->is_silent = TRUE;
  reader->is_closed |= is_closed != FALSE;
}

static WireResponseStatus
wire_response_reader_fail (WireResponseReader *reader, GError **error)
{
  wire_buffer_clear (&reader->buffer);
  g_propagate_error (error, g_error_copy (reader->failure));
  return WIRE_RESPONSE_ERROR;
}

static WireResponseStatus
wire_response_reader_fail_with (WireResponseReader *reader, WireError code, const char *sentence, GError **error)
{
  reader->failure = g_error_new_literal (WIRE_ERROR, (int) code, sentence);
  return wire_response_reader_fail (reader, error);
}

static WireResponseStatus
wire_response_reader_fail_too_large (WireResponseReader *reader, GError **error)
{
  return wire_response_reader_fail_with (reader, WIRE_ERROR_TOO_LARGE, _("The other side's answer is too large."), error);
}

static WireResponseStatus
wire_response_reader_fail_cut (WireResponseReader *reader, GError **error)
{
  return wire_response_reader_fail_with (reader, WIRE_ERROR_MALFORMED,
                                         _("The other side closed the connection in the middle of its answer."), error);
}

static gboolean
wire_response_reader_is_silent (const WireResponseReader *reader)
{
  return reader->is_silent && wire_buffer_is_in_one_piece (&reader->buffer);
}

static gboolean
wire_response_reader_is_last (const WireResponseReader *reader)
{
  return reader->is_closed && wire_buffer_is_in_one_piece (&reader->buffer);
}

/* The whole of an answer is out. */
static WireResponseStatus
wire_response_reader_finish (WireResponseReader *reader)
{
  reader->stage = reader->body_kind == BODY_CLOSE || reader->is_last_answer ? STAGE_DROP : STAGE_HEAD;
  return WIRE_RESPONSE_END;
}

static WireResponseStatus
wire_response_reader_hand_out (WireResponseReader *reader, WireSlice bytes, WireSlice *body)
{
  *body = bytes;
  wire_buffer_use (&reader->buffer, bytes.length);
  return WIRE_RESPONSE_BODY;
}

static WireResponseStatus
wire_response_reader_read_length (WireResponseReader *reader, WireSlice *body, GError **error)
{
  WireSlice bytes = wire_buffer_get_bytes (&reader->buffer);

  if (reader->body_left == 0)
    return wire_response_reader_finish (reader);
  if (bytes.length == 0)
    return reader->is_closed ? wire_response_reader_fail_cut (reader, error) : WIRE_RESPONSE_MORE;
  bytes.length = (gsize) MIN (bytes.length, reader->body_left);
  reader->body_left -= bytes.length;
  return wire_response_reader_hand_out (reader, bytes, body);
}

/* Content-Length counts the document alone. When as much comes as it says, the empty line was the document's; when more
 * comes, the line was the head's, unless what is too much is one more line end: some programs write that. */
static gsize
wire_response_reader_measure_gap (WireResponseReader *reader)
{
  const GString *doubt = reader->doubt;
  gsize n_gap = doubt->str[0] == '\r' ? 2 : 1;
  gsize length = (gsize) reader->body_left;

  if (doubt->len < length + n_gap || (n_gap == 1 && doubt->str[length - 1] == '\n' && doubt->str[length] == '\n'))
    return 0;
  return n_gap;
}

static WireResponseStatus
wire_response_reader_read_doubt (WireResponseReader *reader, WireSlice *body, GError **error)
{
  gsize wanted = (gsize) reader->body_left + (reader->doubt->len > 0 && reader->doubt->str[0] == '\r' ? 2 : 1);
  WireSlice bytes;

  if (reader->body_bytes > 0) /* handed out */
    return wire_response_reader_finish (reader);
  while (reader->doubt->len < wanted && (bytes = wire_buffer_get_bytes (&reader->buffer)).length > 0)
    {
      gsize n_bytes = MIN (bytes.length, wanted - reader->doubt->len);

      g_string_append_len (reader->doubt, bytes.data, (gssize) n_bytes);
      wire_buffer_drop (&reader->buffer, n_bytes);
      if (reader->doubt->str[0] == '\r')
        wanted = (gsize) reader->body_left + 2;
    }
  if (reader->doubt->len < reader->body_left)
    return reader->is_closed ? wire_response_reader_fail_cut (reader, error) : WIRE_RESPONSE_MORE;
  if (reader->doubt->len < wanted && !reader->is_silent && !reader->is_closed)
    return WIRE_RESPONSE_QUIET;
  reader->body_bytes = reader->body_left;
  *body = (WireSlice) { reader->doubt->str + wire_response_reader_measure_gap (reader), (gsize) reader->body_left };
  return WIRE_RESPONSE_BODY;
}

static WireResponseStatus
wire_response_reader_read_to_close (WireResponseReader *reader, WireSlice *body, GError **error)
{
  WireSlice bytes = wire_buffer_get_bytes (&reader->buffer);

  if (bytes.length == 0)
    return reader->is_closed ? wire_response_reader_finish (reader) : WIRE_RESPONSE_MORE;
  reader->body_bytes += bytes.length;
  if (reader->body_bytes > reader->max_body_bytes)
    return wire_response_reader_fail_too_large (reader, error);
  return wire_response_reader_hand_out (reader, bytes, body);
}

static gboolean
wire_response_reader_is_empty_line (WireSlice line)
{
  return line.length == 0 || (line.length == 1 && line.data[0] == '\r');
}

/* The whole lines at the beginning that are rows. @stop: the whole line after them, which is none. */
static gsize
wire_response_reader_measure_rows (WireSlice bytes, gboolean *is_too_long, WireSlice *stop)
{
  WireSlice rest = bytes;
  gsize n_bytes = 0;
  const char *newline;

  while ((newline = rest.length > 0 ? memchr (rest.data, '\n', rest.length) : NULL) != NULL)
    {
      WireSlice line = { rest.data, (gsize) (newline - rest.data) };

      if (wire_response_reader_is_empty_line (line) || wire_response_head_begins (line))
        {
          *stop = line;
          return n_bytes;
        }
      *is_too_long |= line.length > WIRE_LINE_MAX_BYTES + 1;
      n_bytes += line.length + 1;
      rest = (WireSlice) { newline + 1, rest.length - line.length - 1 };
    }
  *is_too_long |= rest.length > WIRE_LINE_MAX_BYTES + 1;
  return n_bytes;
}

/* An empty line stands after the status in some programs' answers, and at the end in some: the first one ends an answer
 * only after rows or a refusal. TRUE: this line ends it. */
static gboolean
wire_response_reader_take_stop (WireResponseReader *reader, WireSlice line)
{
  if (!wire_response_reader_is_empty_line (line))
    return TRUE;
  wire_buffer_drop (&reader->buffer, line.length + 1);
  reader->n_empty_lines++;
  return reader->body_kind == BODY_NOTES || reader->body_bytes > 0 || reader->n_empty_lines > 1;
}

static WireResponseStatus
wire_response_reader_read_rows (WireResponseReader *reader, WireSlice *body, GError **error)
{
  for (;;)
    {
      WireSlice bytes = wire_buffer_get_bytes (&reader->buffer);
      WireSlice stop = { NULL, 0 };
      gboolean is_too_long = FALSE;
      gsize n_bytes = wire_response_reader_measure_rows (bytes, &is_too_long, &stop);

      if (n_bytes == 0 && stop.data == NULL && wire_response_reader_is_silent (reader))
        {
          if (bytes.length == 0)
            return wire_response_reader_finish (reader);
          n_bytes = bytes.length;
        }
      if (is_too_long || reader->body_bytes + n_bytes > reader->max_body_bytes)
        return wire_response_reader_fail_too_large (reader, error);
      reader->body_bytes += n_bytes;
      if (n_bytes > 0 && reader->body_kind == BODY_ROWS)
        return wire_response_reader_hand_out (reader, (WireSlice) { bytes.data, n_bytes }, body);
      if (n_bytes > 0)
        wire_buffer_drop (&reader->buffer, n_bytes);
      else if (stop.data != NULL)
        {
          if (wire_response_reader_take_stop (reader, stop))
            {
              reader->is_line_ended = wire_response_reader_is_empty_line (stop);
              return wire_response_reader_finish (reader);
            }
        }
      else if (!wire_buffer_gather (&reader->buffer, WIRE_LINE_MAX_BYTES + 2))
        return WIRE_RESPONSE_QUIET;
    }
}

static WireResponseStatus
wire_response_reader_read_body (WireResponseReader *reader, WireSlice *body, GError **error)
{
  switch (reader->body_kind)
    {
    case BODY_LENGTH:
      return wire_response_reader_read_length (reader, body, error);
    case BODY_DOUBT:
      return wire_response_reader_read_doubt (reader, body, error);
    case BODY_CLOSE:
      return wire_response_reader_read_to_close (reader, body, error);
    default:
      return wire_response_reader_read_rows (reader, body, error);
    }
}

/* Who writes no length has nothing else that could tell an empty line of the document from the one that ends the head. */
static gboolean
wire_response_reader_has_empty_line (WireResponseReader *reader, const WireResponse *response, gsize head_length)
{
  WireSlice bytes = wire_buffer_get_bytes (&reader->buffer);

  return response->is_open && bytes.length > head_length && bytes.data[head_length] == '\n';
}

/* A head that nothing closed, and then an empty line. */
static gboolean
wire_response_reader_is_doubtful (WireResponseReader *reader, const WireResponse *response, gsize head_length)
{
  WireSlice bytes = wire_buffer_get_bytes (&reader->buffer);

  return response->is_open && response->status == WIRE_STATUS_OK && response->content_length > 0
         && response->content_length <= WIRE_RESPONSE_DOUBT_MAX_BYTES && bytes.length > head_length
         && (bytes.data[head_length] == '\n' || bytes.data[head_length] == '\r');
}

static WireResponseStatus
wire_response_reader_begin_body (WireResponseReader *reader,
                                 const WireResponse *response,
                                 gsize head_length,
                                 GError **error)
{
  gboolean is_classic = response->version == WIRE_VERSION_1_0;
  gboolean is_index = reader->side == WIRE_FROM_INDEX;

  if (response->has_content_length && response->content_length > reader->max_body_bytes)
    return wire_response_reader_fail_too_large (reader, error);
  reader->stage = STAGE_BODY;
  reader->scanned = 0;
  reader->body_left = response->content_length;
  reader->body_bytes = 0;
  reader->n_empty_lines = 0;
  reader->is_line_ended = FALSE;
  reader->is_last_answer = is_classic && !is_index;
  if (is_classic && is_index)
    reader->body_kind = response->status == WIRE_STATUS_OK ? BODY_ROWS : BODY_NOTES;
  else if (is_classic && !response->has_content_length && response->status == WIRE_STATUS_OK)
    {
      reader->body_kind = BODY_CLOSE;
      head_length += wire_response_reader_has_empty_line (reader, response, head_length) ? 1 : 0;
    }
  else if (wire_response_reader_is_doubtful (reader, response, head_length))
    {
      reader->body_kind = BODY_DOUBT;
      reader->doubt = g_string_sized_new ((gsize) response->content_length + 2);
    }
  else
    reader->body_kind = BODY_LENGTH;
  wire_buffer_use (&reader->buffer, head_length);
  return WIRE_RESPONSE_HEAD;
}

/* Empty lines and padding that closed the answer before. */
static void
wire_response_reader_skip_gap (WireResponseReader *reader)
{
  WireSlice bytes = wire_buffer_get_bytes (&reader->buffer);
  gsize n_bytes = 0;

  while (n_bytes < bytes.length && bytes.data[n_bytes] != '\0' && strchr ("\r\n!~", bytes.data[n_bytes]) != NULL)
    n_bytes++;
  wire_buffer_drop (&reader->buffer, n_bytes);
}

static WireResponseStatus
wire_response_reader_read_head (WireResponseReader *reader, WireResponse *response, GError **error)
{
  for (;;)
    {
      WireSlice bytes;
      gsize length = 0;
      WireHeadStatus status;

      if (reader->scanned == 0)
        wire_response_reader_skip_gap (reader);
      bytes = wire_buffer_get_bytes (&reader->buffer);
      if (bytes.length == 0 && wire_buffer_is_in_one_piece (&reader->buffer))
        return WIRE_RESPONSE_MORE;
      status = wire_response_head_read (reader->side, bytes, &reader->scanned, wire_response_reader_is_silent (reader),
                                        wire_response_reader_is_last (reader), response, &length, &reader->failure);
      if (status == WIRE_HEAD_WHOLE)
        return wire_response_reader_begin_body (reader, response, length, error);
      if (status == WIRE_HEAD_ERROR)
        return wire_response_reader_fail (reader, error);
      if (!wire_buffer_gather (&reader->buffer, WIRE_HEAD_MAX_BYTES + 1))
        return status == WIRE_HEAD_QUIET ? WIRE_RESPONSE_QUIET : WIRE_RESPONSE_MORE;
    }
}

WireResponseStatus
wire_response_reader_next (WireResponseReader *reader, WireResponse *response, WireSlice *body, GError **error)
{
  wire_buffer_release (&reader->buffer);
  if (reader->failure != NULL)
    return wire_response_reader_fail (reader, error);

  switch (reader->stage)
    {
    case STAGE_HEAD:
      return wire_response_reader_read_head (reader, response, error);
    case STAGE_BODY:
      return wire_response_reader_read_body (reader, body, error);
    default:
      wire_buffer_clear (&reader->buffer);
      return WIRE_RESPONSE_MORE;
    }
}
