/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-response.h"

G_BEGIN_DECLS

/* Pulls answers out of a stream of bytes: head, body in slices, end; then the next answer. Strict in 1.1; in 1.0 it
 * reads what PROTOCOL 2.5 says that programs send. Bounded: a head is at most WIRE_HEAD_MAX_BYTES, a body is never
 * kept, and at most its Content-Length is handed out; in 1.0 what comes after that is dropped. */
typedef enum
{
  WIRE_FROM_INDEX,
  WIRE_FROM_PEER,
} WireSide;

typedef struct
{
  WireSide side;
  const char *lent;
  gsize lent_length;
  GByteArray *kept;
  gsize scanned;
  guint64 body_left;
  guint is_in_body : 1;
  guint is_until_close : 1; /* a 1.0 body without a length */
  guint is_ended : 1;
  guint is_broken : 1;
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

/* Silence, or the end of the stream (@is_closed): then a body with a length that is not whole is an error, and one
 * without a length is whole. */
void wire_response_reader_end (WireResponseReader *reader, gboolean is_closed);

G_END_DECLS
