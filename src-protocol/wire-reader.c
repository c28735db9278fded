/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-reader.h"
#include "wire-classic.h"
#include "wire-frame.h"
#include "wire-headers.h"
#include "wire-plain.h"

#include <string.h>

void
wire_reader_init (WireReader *reader, WireDoor door)
{
  *reader = (WireReader) { .door = door };
}

void
wire_reader_clear (WireReader *reader)
{
  wire_buffer_clear (&reader->buffer);
  *reader = (WireReader) { .door = reader->door };
}

void
wire_reader_keep (WireReader *reader)
{
  wire_buffer_keep (&reader->buffer);
}

void
wire_reader_feed (WireReader *reader, const char *bytes, gsize length)
{
  if (!reader->is_broken)
    wire_buffer_feed (&reader->buffer, bytes, length);
}

gsize
wire_reader_get_pending (const WireReader *reader, const char **bytes)
{
  WireSlice pending = wire_buffer_get_bytes (&reader->buffer);
  gsize length = pending.length - reader->buffer.used;

  if (bytes != NULL)
    *bytes = length > 0 ? pending.data + reader->buffer.used : NULL;
  return length;
}

guint
wire_reader_peek_lookups (const WireReader *reader, guint32 *numbers, guint max_numbers)
{
  WireSlice bytes = wire_buffer_get_bytes (&reader->buffer);

  if (bytes.length <= reader->buffer.used)
    return 0;
  bytes.data += reader->buffer.used;
  bytes.length -= reader->buffer.used;
  return wire_plain_peek (bytes, numbers, max_numbers);
}

void
wire_reader_end_message (WireReader *reader)
{
  /* A timer that is late by a message ends nothing, and not the next one either. */
  reader->is_ended = wire_reader_get_pending (reader, NULL) > 0;
}

static void
wire_reader_hand_out (WireReader *reader, WireSlice bytes, const WireFrame *frame, WireRequest *request)
{
  WireSlice message = { bytes.data, frame->length };

  memset (request, 0, sizeof *request);
  request->raw = message;
  if (frame->is_strict)
    wire_strict_parse (reader->door, message, request);
  else
    wire_classic_parse (reader->door, message, frame->has_closing_line, request);
  reader->is_broken = request->is_fatal != FALSE;
  wire_buffer_use (&reader->buffer, frame->length);
}

static void
wire_reader_hand_out_refusal (WireReader *reader, WireSlice bytes, const WireFrame *frame, WireRequest *request)
{
  gsize n_letters = 0;

  memset (request, 0, sizeof *request);
  request->raw = (WireSlice) { bytes.data, frame->length };
  while (n_letters < MIN (frame->length, WIRE_METHOD_MAX_BYTES) && g_ascii_isalpha (bytes.data[n_letters]))
    n_letters++;
  request->method_word = (WireSlice) { bytes.data, n_letters };
  request->version = frame->is_strict ? WIRE_VERSION_1_1 : WIRE_VERSION_1_0;
  if (!frame->is_strict)
    wire_classic_guess_dialect (request->raw, request);
  wire_request_refuse (request, frame->refusal, TRUE, frame->complaint);
  reader->is_broken = TRUE;
  wire_buffer_use (&reader->buffer, frame->length);
}

/* TRUE when the message that begins is a plain one. What was seen of it before was cut, and goes the long way. */
static inline gboolean
wire_reader_hand_out_plain (WireReader *reader, WireSlice bytes, WireRequest *request)
{
  guint32 number;
  gsize length = reader->door == WIRE_TO_INDEX && reader->scanned == 0 ? wire_plain_measure (bytes, &number) : 0;

  if (length == 0)
    return FALSE;
  memset (request, 0, sizeof *request);
  wire_plain_fill ((WireSlice) { bytes.data, length }, number, request);
  wire_buffer_use (&reader->buffer, length);
  return TRUE;
}

static WireReaderStatus
wire_reader_stop (WireReader *reader)
{
  wire_reader_clear (reader);
  reader->is_broken = TRUE;
  return WIRE_READER_EMPTY;
}

WireReaderStatus
wire_reader_next (WireReader *reader, WireRequest *request)
{
  wire_buffer_release (&reader->buffer);
  if (reader->is_broken)
    return wire_reader_stop (reader);

  for (;;)
    {
      WireSlice bytes = wire_buffer_get_bytes (&reader->buffer);
      gboolean is_last = reader->is_ended && wire_buffer_is_in_one_piece (&reader->buffer);
      WireFrame frame = { 0 };

      if (bytes.length == 0)
        {
          reader->is_ended = FALSE;
          return WIRE_READER_EMPTY;
        }
      if (wire_reader_hand_out_plain (reader, bytes, request))
        return WIRE_READER_REQUEST;
      switch (wire_frame_scan (reader, bytes, is_last, &frame))
        {
        case WIRE_FRAME_WHOLE:
          wire_frame_reset (reader);
          wire_reader_hand_out (reader, bytes, &frame, request);
          return WIRE_READER_REQUEST;
        case WIRE_FRAME_REFUSED:
          wire_reader_hand_out_refusal (reader, bytes, &frame, request);
          return WIRE_READER_REQUEST;
        case WIRE_FRAME_SKIP:
          wire_frame_reset (reader);
          wire_buffer_drop (&reader->buffer, frame.length);
          break;
        case WIRE_FRAME_MORE:
          if (!wire_buffer_gather (&reader->buffer, WIRE_HEAD_MAX_BYTES + 1))
            return wire_frame_is_quiet (reader) ? WIRE_READER_QUIET : WIRE_READER_PARTIAL;
          break;
        }
    }
}
