/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-buffer.h"
#include "wire-limits.h"
#include "wire-response.h"

G_BEGIN_DECLS

/* Pulls answers out of a stream of bytes: head, body in slices, end; then the next answer. Strict in 1.1; in 1.0 it
 * reads what PROTOCOL 2.5 says that programs send. Bounded: a head is at most WIRE_HEAD_MAX_BYTES, a body is not kept (but
 * for one of at most WIRE_RESPONSE_DOUBT_MAX_BYTES, when only its end shows where it began: any document that a peer takes),
 * and at most its Content-Length is handed out; what a 1.0 peer sends after that is dropped.
 *
 * The rows of a 1.0 index are a body too, handed out in whole lines, up to an empty line, the next answer, silence or
 * the close; rows without a status line count as 200. An answer that is not 200 has no rows. */
#define WIRE_RESPONSE_DOUBT_MAX_BYTES WIRE_DOCUMENT_MAX_BYTES

typedef enum
{
  WIRE_FROM_INDEX,
  WIRE_FROM_PEER,
} WireSide;

typedef struct
{
  WireSide side;
  guint64 max_body_bytes; /* set by wire_response_reader_init() for its side; the owner may change it */
  WireBuffer buffer;
  GError *failure;

  guint32 scanned; /* of a head, seen and not whole */
  guint8 stage;
  guint8 body_kind;
  guint8 n_empty_lines;
  guint64 body_left;
  GString *doubt; /* a body whose first line may be its head's last; NULL when there is none */
  guint64 body_bytes; /* of a body without a length, handed out so far */
  guint is_silent : 1;
  guint is_closed : 1;
  guint is_last_answer : 1; /* of a 1.0 peer */
  guint is_line_ended : 1;  /* an empty line closed the last answer of a 1.0 index */
} WireResponseReader;

typedef enum
{
  WIRE_RESPONSE_MORE, /* feed again */
  WIRE_RESPONSE_QUIET, /* feed again; the head or a 1.0 index's rows may be whole: silence ends them */
  WIRE_RESPONSE_HEAD, /* @response is filled in */
  WIRE_RESPONSE_BODY, /* @body lends some of the body */
  WIRE_RESPONSE_END,  /* the answer is whole */
  WIRE_RESPONSE_ERROR,
} WireResponseStatus;

void wire_response_reader_init (WireResponseReader *reader, WireSide side);
void wire_response_reader_clear (WireResponseReader *reader);
void wire_response_reader_feed (WireResponseReader *reader, const char *bytes, gsize length);

/* ERROR sets @error (WIRE_ERROR), and every later call says the same. */
WireResponseStatus wire_response_reader_next (WireResponseReader *reader,
                                              WireResponse *response,
                                              WireSlice *body,
                                              GError **error);

/* Copies what is lent and not used, at most WIRE_HEAD_MAX_BYTES + what was fed. */
void wire_response_reader_keep (WireResponseReader *reader);

/* Silence, or the end of the stream (@is_closed): then a head or a body with a length that is not whole is an error,
 * and a body without a length is whole. Silence ends only what was QUIET. */
void wire_response_reader_end (WireResponseReader *reader, gboolean is_closed);

G_END_DECLS
