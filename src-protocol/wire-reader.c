/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-reader.h"
#include "wire-classic.h"
#include "wire-frame.h"
#include "wire-headers.h"

#include <string.h>

void
wire_reader_init (WireReader *reader, WireDoor door)
{
  *reader = (WireReader) { .door = door };
}

void
wire_reader_clear (WireReader *reader)
{
  g_clear_pointer (&reader->kept, g_byte_array_unref);
  *reader = (WireReader) { .door = reader->door };
}

/* What is kept comes before what is lent. */
static WireSlice
wire_reader_get_bytes (const WireReader *reader)
{
  if (reader->kept != NULL)
    return (WireSlice) { (const char *) reader->kept->data + reader->kept_start,
                         reader->kept->len - reader->kept_start };
  return (WireSlice) { reader->lent, reader->lent_length };
}

static void
wire_reader_drop (WireReader *reader, gsize length)
{
  if (reader->kept != NULL)
    {
      reader->kept_start += length;
      if (reader->kept_start < reader->kept->len)
        return;
      g_clear_pointer (&reader->kept, g_byte_array_unref);
      reader->kept_start = 0;
    }
  else
    {
      reader->lent += length;
      reader->lent_length -= length;
    }
}

/* The request handed out last is no longer needed. */
static void
wire_reader_release (WireReader *reader)
{
  if (reader->used == 0)
    return;
  wire_reader_drop (reader, reader->used);
  reader->used = 0;
}

/* Copies up to @length bytes of what is lent. What is kept is a half message by now, so moving it to the front costs
 * little, and happens once a feed. */
static void
wire_reader_copy (WireReader *reader, gsize length)
{
  if (reader->kept == NULL)
    reader->kept = g_byte_array_sized_new ((guint) length);
  if (reader->kept_start > 0)
    {
      g_byte_array_remove_range (reader->kept, 0, (guint) reader->kept_start);
      reader->kept_start = 0;
    }
  g_byte_array_append (reader->kept, (const guint8 *) reader->lent, (guint) length);
  reader->lent += length;
  reader->lent_length -= length;
}

void
wire_reader_keep (WireReader *reader)
{
  wire_reader_release (reader);
  if (reader->lent_length > 0)
    wire_reader_copy (reader, reader->lent_length);
}

void
wire_reader_feed (WireReader *reader, const char *bytes, gsize length)
{
  wire_reader_keep (reader);
  if (reader->is_broken)
    return;
  reader->lent = bytes;
  reader->lent_length = length;
}

void
wire_reader_end_message (WireReader *reader)
{
  reader->is_ended = TRUE;
}

gsize
wire_reader_get_pending (const WireReader *reader, const char **bytes)
{
  WireSlice pending = wire_reader_get_bytes (reader);

  if (bytes != NULL)
    *bytes = pending.length > reader->used ? pending.data + reader->used : NULL;
  return pending.length - reader->used;
}

/* A line more, so that no message is copied that lies whole in what is lent; never more than a head. */
static void
wire_reader_copy_line (WireReader *reader)
{
  const char *newline = memchr (reader->lent, '\n', reader->lent_length);
  gsize length = newline != NULL ? (gsize) (newline - reader->lent) + 1 : reader->lent_length;

  wire_reader_copy (reader, MIN (length, WIRE_HEAD_MAX_BYTES + 1));
}

/* Nothing whole is left in what can be read at once. FALSE: there is no more. */
static gboolean
wire_reader_gather (WireReader *reader)
{
  if (reader->lent_length == 0)
    return FALSE;
  if (reader->kept != NULL)
    {
      wire_reader_copy_line (reader);
      return TRUE;
    }
  wire_reader_copy (reader, reader->lent_length);
  return FALSE;
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
  reader->used = frame->length;
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
  reader->used = frame->length;
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
  wire_reader_release (reader);
  if (reader->is_broken)
    return wire_reader_stop (reader);

  for (;;)
    {
      WireSlice bytes = wire_reader_get_bytes (reader);
      gboolean is_last = reader->is_ended && (reader->kept == NULL || reader->lent_length == 0);
      WireFrame frame = { 0 };

      if (bytes.length == 0)
        {
          reader->is_ended = FALSE;
          return WIRE_READER_EMPTY;
        }
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
          wire_reader_drop (reader, frame.length);
          break;
        case WIRE_FRAME_MORE:
          if (!wire_reader_gather (reader))
            return wire_frame_is_quiet (reader) ? WIRE_READER_QUIET : WIRE_READER_PARTIAL;
          break;
        }
    }
}
