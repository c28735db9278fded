/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-classic.h"
#include "wire-frame.h"

#include <string.h>

/* Whatever is decided here is decided at a certain byte of the stream and by the bytes before it alone, so that every
 * cut of the stream gives the same messages.
 *
 * A 1.0 message without a closing empty line is not taken as whole when the headers that its method needs have come,
 * though it could be answered then: a client that sends a byte a segment would be answered in another form than one that
 * sends the same bytes at once, and half a title would be taken for a title. */

#define STRICT_VERSION "P2P-CI/1.1"
#define STRICT_LINE_END " " STRICT_VERSION "\r"

/* Nobody writes this many of them in a row, but those who fill their messages up to a fixed length. */
#define PADDING_BYTES 8u

#define COMPLAINT_TOO_LARGE "the head is over the limits"

enum
{
  KIND_FIRST_LINE, /* not known before the first line is whole */
  KIND_STRICT,
  KIND_CLASSIC,
};

void
wire_frame_reset (WireReader *reader)
{
  reader->scanned = 0;
  reader->line_start = 0;
  reader->n_lines = 0;
  reader->kind = KIND_FIRST_LINE;
  reader->is_silent = FALSE;
}

gboolean
wire_frame_is_quiet (const WireReader *reader)
{
  return reader->kind == KIND_CLASSIC || reader->is_silent;
}

static WireFrameStatus
wire_frame_refuse (WireFrame *frame, WireStatus refusal, gsize length, const char *complaint)
{
  frame->refusal = refusal;
  frame->length = length;
  frame->complaint = complaint;
  return WIRE_FRAME_REFUSED;
}

static WireFrameStatus
wire_frame_take (WireFrame *frame, gsize length, gboolean has_closing_line)
{
  frame->length = length;
  frame->has_closing_line = has_closing_line;
  return WIRE_FRAME_WHOLE;
}

/* What stands between two messages: the empty line after one that ended otherwise, the rest of some padding. */
static gsize
wire_frame_measure_gap (WireSlice bytes)
{
  gsize n_bytes = 0;

  while (n_bytes < bytes.length && strchr ("\r\n \t!~", bytes.data[n_bytes]) != NULL && bytes.data[n_bytes] != '\0')
    n_bytes++;
  return n_bytes;
}

/* The first byte that no first line has, or @end. Serialised objects, length prefixes and the like are found out by
 * their first bytes, and need not wait for a line end that never comes. */
static gsize
wire_frame_find_binary (WireSlice bytes, gsize start, gsize end)
{
  gsize i = start;

  if (i == 0 && end > 0 && !g_ascii_isalpha (bytes.data[0]))
    return 0;
  while (i < end)
    {
      i += wire_text_measure_ascii (bytes.data + i, end - i);
      if (i < end && bytes.data[i] != '\t' && bytes.data[i] != '\r')
        return i;
      i += i < end;
    }
  return end;
}

/* The end of PADDING_BYTES same characters in a row, or 0. */
static gsize
wire_frame_find_padding_of (char padding, WireSlice bytes, gsize start, gsize end)
{
  const char *next = bytes.data + start;
  const char *last = bytes.data + end;

  while (next < last && (next = memchr (next, padding, (gsize) (last - next))) != NULL)
    {
      const char *run = next;

      while (next < last && *next == padding && next - run < (gssize) PADDING_BYTES)
        next++;
      if (next - run == (gssize) PADDING_BYTES)
        return (gsize) (next - bytes.data);
    }
  return 0;
}

static gsize
wire_frame_find_padding (const WireReader *reader, WireSlice bytes, gsize end)
{
  gsize overlap = MIN (reader->scanned - reader->line_start, PADDING_BYTES - 1);
  gsize start = reader->scanned - overlap;
  gsize exclamation = wire_frame_find_padding_of ('!', bytes, start, end);
  gsize tilde = wire_frame_find_padding_of ('~', bytes, start, end);
  gsize found = exclamation == 0 || (tilde != 0 && tilde < exclamation) ? tilde : exclamation;

  /* Past a limit it is not seen: there the line is refused, however it was cut. */
  if (found > WIRE_HEAD_MAX_BYTES || found - reader->line_start > WIRE_LINE_MAX_BYTES)
    return 0;
  return found;
}

/* @end: of the line so far, without its LF. */
static gboolean
wire_frame_is_line_too_long (WireSlice bytes, gsize line_start, gsize end)
{
  gsize length = end - line_start;

  if (length > 0 && bytes.data[end - 1] == '\r')
    length--;
  return length > WIRE_LINE_MAX_BYTES;
}

/* A half first line is waited for as long as it may become one of 1.1, whose segments may come late: silence ends it
 * only when it names another version, or begins with a word that 1.1 does not have. */
static void
wire_frame_listen (WireReader *reader, WireSlice bytes)
{
  gsize overlap = MIN (reader->scanned, 2 * WIRE_METHOD_MAX_BYTES);
  WireSlice fresh = { bytes.data + reader->scanned - overlap, bytes.length - reader->scanned + overlap };
  WireSlice rest = { bytes.data, MIN (bytes.length, WIRE_METHOD_MAX_BYTES + 1) };
  WireSlice version;
  WireSlice word;

  if (reader->is_silent)
    return;
  version = wire_classic_find_version (fresh);
  if (version.length > 0
      && (version.length > strlen (STRICT_VERSION) || memcmp (version.data, STRICT_VERSION, version.length) != 0))
    reader->is_silent = TRUE;
  if (reader->scanned <= WIRE_METHOD_MAX_BYTES && wire_slice_split (&rest, ' ', &word)
      && wire_classic_is_old_word (word))
    reader->is_silent = TRUE;
}

static gboolean
wire_frame_is_strict (WireSlice line)
{
  gsize length = strlen (STRICT_LINE_END);

  if (line.length > length && memcmp (line.data + line.length - length, STRICT_LINE_END, length) == 0)
    return TRUE;
  return wire_slice_equal_string (wire_classic_find_version (line), STRICT_VERSION);
}

static gboolean
wire_frame_ends_with_cr (WireSlice line)
{
  return line.length > 0 && line.data[line.length - 1] == '\r';
}

/* @next: where the line after this one begins; @has_end: by a line end, not by padding or the end of it all. */
static WireFrameStatus
wire_frame_take_first_line (WireReader *reader, WireSlice line, gsize next, gboolean has_end, WireFrame *frame)
{
  if (wire_frame_is_strict (line))
    {
      reader->kind = KIND_STRICT;
      frame->is_strict = TRUE;
      if (!has_end)
        return wire_frame_refuse (frame, WIRE_STATUS_BAD_REQUEST, next, "the message ends in the first line");
      if (!wire_frame_ends_with_cr (line))
        return wire_frame_refuse (frame, WIRE_STATUS_BAD_REQUEST, next, "a line ends without CR");
      return WIRE_FRAME_MORE;
    }
  if (wire_classic_is_padding_word (line))
    {
      frame->length = next;
      return WIRE_FRAME_SKIP;
    }
  reader->kind = KIND_CLASSIC;
  if (has_end && !wire_classic_is_one_line (line))
    return WIRE_FRAME_MORE;
  return wire_frame_take (frame, line.length + (has_end ? 1 : 0), FALSE);
}

static WireFrameStatus
wire_frame_take_strict_line (WireSlice line, gsize next, gboolean has_end, WireFrame *frame)
{
  if (!has_end)
    return wire_frame_refuse (frame, WIRE_STATUS_BAD_REQUEST, next, "the message has no closing empty line");
  if (!wire_frame_ends_with_cr (line))
    return wire_frame_refuse (frame, WIRE_STATUS_BAD_REQUEST, next, "a line ends without CR");
  return line.length == 1 ? wire_frame_take (frame, next, TRUE) : WIRE_FRAME_MORE;
}

static WireFrameStatus
wire_frame_take_classic_line (WireReader *reader, WireSlice line, gboolean has_end, WireFrame *frame)
{
  if (wire_classic_begins_request (line))
    return wire_frame_take (frame, reader->line_start, FALSE);
  if (!has_end)
    return wire_frame_take (frame, reader->line_start + line.length, FALSE);
  if (wire_classic_is_empty (line))
    return wire_frame_take (frame, reader->line_start + line.length + 1, TRUE);
  return WIRE_FRAME_MORE;
}

static WireFrameStatus
wire_frame_take_line (WireReader *reader, WireSlice line, gsize next, gboolean has_end, WireFrame *frame)
{
  WireFrameStatus status;

  if (reader->kind == KIND_FIRST_LINE)
    status = wire_frame_take_first_line (reader, line, next, has_end, frame);
  else if (reader->kind == KIND_STRICT)
    status = wire_frame_take_strict_line (line, next, has_end, frame);
  else
    status = wire_frame_take_classic_line (reader, line, has_end, frame);

  if (status == WIRE_FRAME_MORE && ++reader->n_lines > WIRE_HEAD_MAX_LINES)
    return wire_frame_refuse (frame, WIRE_STATUS_HEAD_TOO_LARGE, next, COMPLAINT_TOO_LARGE);
  reader->line_start = (guint32) next;
  reader->scanned = (guint32) next;
  return status;
}

WireFrameStatus
wire_frame_scan (WireReader *reader, WireSlice bytes, gboolean is_last, WireFrame *frame)
{
  WireFrameStatus status = WIRE_FRAME_MORE;

  if (reader->scanned == 0 && (frame->length = wire_frame_measure_gap (bytes)) > 0)
    return WIRE_FRAME_SKIP;
  /* A byte past the limit is enough to refuse: the rest of a flood is not looked at. */
  bytes.length = MIN (bytes.length, WIRE_HEAD_MAX_BYTES + 1);

  while (status == WIRE_FRAME_MORE)
    {
      const char *newline = memchr (bytes.data + reader->scanned, '\n', bytes.length - reader->scanned);
      gsize end = newline != NULL ? (gsize) (newline - bytes.data) : bytes.length;
      gsize next = newline != NULL ? end + 1 : end;
      gboolean has_end = newline != NULL;
      gsize binary = end;
      gsize padding = 0;

      frame->is_strict = reader->kind == KIND_STRICT;
      if (reader->kind == KIND_FIRST_LINE)
        binary = wire_frame_find_binary (bytes, reader->scanned, end);
      if (reader->kind != KIND_STRICT)
        padding = wire_frame_find_padding (reader, bytes, binary);
      if (padding > 0)
        {
          next = padding;
          end = padding - PADDING_BYTES;
          has_end = FALSE;
        }
      else if (binary < end && !wire_frame_is_line_too_long (bytes, 0, binary))
        {
          return wire_frame_refuse (frame, WIRE_STATUS_BAD_REQUEST, binary + 1, "not text");
        }

      if (next > WIRE_HEAD_MAX_BYTES || wire_frame_is_line_too_long (bytes, reader->line_start, end))
        return wire_frame_refuse (frame, WIRE_STATUS_HEAD_TOO_LARGE,
                                  MIN (reader->line_start + WIRE_LINE_MAX_BYTES, WIRE_HEAD_MAX_BYTES),
                                  COMPLAINT_TOO_LARGE);
      if (newline == NULL && padding == 0 && !is_last)
        {
          if (reader->kind == KIND_FIRST_LINE)
            wire_frame_listen (reader, bytes);
          reader->scanned = (guint32) end;
          return WIRE_FRAME_MORE;
        }
      status = wire_frame_take_line (reader, (WireSlice) { bytes.data + reader->line_start, end - reader->line_start },
                                     next, has_end, frame);
    }
  return status;
}
