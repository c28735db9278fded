/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-buffer.h"
#include "wire-request.h"

G_BEGIN_DECLS

/* Pulls whole requests out of a stream of bytes, however it is cut. It has no descriptor and no clock: feed it, then
 * call wire_reader_next() until it is out of messages. An idle reader owns no memory; a half-read message is at most
 * WIRE_HEAD_MAX_BYTES. Work is linear in the bytes fed: nothing is scanned twice.
 *
 * 1.0 has requests without an end. Such a request is whole when an empty line, the first line of another request, the
 * end of the stream, padding, or silence comes: WIRE_READER_QUIET asks the caller for wire_reader_end_message() when
 * WIRE_SILENCE_MILLISECONDS pass without another byte. So any cut of the stream gives the same messages. */
typedef struct
{
  WireDoor door;
  WireBuffer buffer;

  /* of the message now being read, from its first byte: */
  guint32 scanned;    /* seen, no line end among it since line_start */
  guint32 line_start; /* of the line that is being read */
  guint8 n_lines;
  guint8 kind;
  guint is_silent : 1; /* only silence is missing to end its first line */

  guint is_ended : 1;
  guint is_broken : 1; /* after a fatal refusal nothing more is read */
} WireReader;

typedef enum
{
  WIRE_READER_EMPTY,   /* all used, nothing begun */
  WIRE_READER_PARTIAL, /* a message has begun and needs more bytes: a deadline is running */
  WIRE_READER_QUIET,   /* as PARTIAL, and silence would end it */
  WIRE_READER_REQUEST, /* @request is filled in: well formed, or with its refusal */
} WireReaderStatus;

void wire_reader_init (WireReader *reader, WireDoor door);
void wire_reader_clear (WireReader *reader);

/* Lends @bytes until the next call that returns something other than REQUEST, or wire_reader_keep(). */
void wire_reader_feed (WireReader *reader, const char *bytes, gsize length);

WireReaderStatus wire_reader_next (WireReader *reader, WireRequest *request);

/* Copies what is lent and not used: for a caller who stops pulling before the reader is empty. The amount is bounded
 * by what was fed. */
void wire_reader_keep (WireReader *reader);

/* The silence has passed, or the other side has sent its last byte: what there is counts as whole. */
void wire_reader_end_message (WireReader *reader);

/* Bytes not yet handed out: a half message, or requests that a paused caller has not pulled. In one piece after
 * wire_reader_keep(); before it, what is lent is left out when something is kept. */
gsize wire_reader_get_pending (const WireReader *reader, const char **bytes);

/* The numbers of lookups that seem to be among these bytes, for who fetches ahead what it answers them with: a hint, that
 * costs a glance at each line. A number may be any. */
guint wire_reader_peek_lookups (const WireReader *reader, guint32 *numbers, guint max_numbers);

G_END_DECLS
