/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-request.h"

G_BEGIN_DECLS

/* The header names and values that requests and answers share. For the wire room's own files: nobody else needs it. */
typedef enum
{
  WIRE_HEADER_UNKNOWN,
  WIRE_HEADER_AFTER,
  WIRE_HEADER_CONTENT_LENGTH,
  WIRE_HEADER_CONTENT_RANGE,
  WIRE_HEADER_CONTENT_TYPE,
  WIRE_HEADER_DATE,
  WIRE_HEADER_HOST,
  WIRE_HEADER_IF_DIGEST,
  WIRE_HEADER_LAST_MODIFIED,
  WIRE_HEADER_LIMIT,
  WIRE_HEADER_MATCH,
  WIRE_HEADER_NEXT,
  WIRE_HEADER_OS,
  WIRE_HEADER_PORT,
  WIRE_HEADER_RANGE,
  WIRE_HEADER_REPR_DIGEST,
  WIRE_HEADER_SESSION,
  WIRE_HEADER_SIZE,
  WIRE_HEADER_SORT,
  WIRE_HEADER_TITLE,
  WIRE_HEADER_TOTAL,
  WIRE_HEADER_YOUR_ADDRESS,
} WireHeader;

WireHeader wire_header_find (WireSlice name);
const char *wire_header_get_name (WireHeader header);
gboolean wire_header_name_is_token (WireSlice name);

/* "Name: value" and CRLF. */
void wire_header_append (WireHeader header, WireSlice value, GString *output);
void wire_header_append_decimal (WireHeader header, guint64 value, GString *output);
void wire_header_append_digest (WireHeader header, const WireDigest *digest, GString *output);

/* A digest field: FALSE when it is malformed; one that has no sha-256 at all is none, and TRUE. */
gboolean wire_header_parse_digest (WireSlice value, WireDigest *digest);
gboolean wire_header_parse_uint32 (WireSlice value, guint32 *number);

/* Keeps the first refusal, unless a fatal one comes after one that is not. */
void wire_request_refuse (WireRequest *request, WireStatus refusal, gboolean is_fatal, const char *complaint);

/* Takes a header's trimmed value into @request, or refuses that (never fatally). In 1.0 any port but 0 may be named. */
void wire_request_take_header (WireRequest *request, WireHeader header, WireSlice value);

/* A whole message into a zeroed request, its raw filled in; @message is lent. */
void wire_strict_parse (WireDoor door, WireSlice message, WireRequest *request);

G_END_DECLS
