/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The codes of P2P-CI/1.1; PROTOCOL 3.3. A 1.0 client is told only 200, 400, 404 and 505. */
typedef enum
{
  WIRE_STATUS_NONE = 0,
  WIRE_STATUS_OK = 200,
  WIRE_STATUS_PARTIAL_CONTENT = 206,
  WIRE_STATUS_BAD_REQUEST = 400,
  WIRE_STATUS_FORBIDDEN = 403,
  WIRE_STATUS_NOT_FOUND = 404,
  WIRE_STATUS_CONFLICT = 409,
  WIRE_STATUS_PRECONDITION_FAILED = 412,
  WIRE_STATUS_RANGE_NOT_SATISFIABLE = 416,
  WIRE_STATUS_TOO_MANY_REQUESTS = 429,
  WIRE_STATUS_HEAD_TOO_LARGE = 431,
  WIRE_STATUS_UNAVAILABLE = 503,
  WIRE_STATUS_VERSION_NOT_SUPPORTED = 505,
} WireStatus;

/* The phrase that follows the code on the status line; never NULL. */
const char *wire_status_get_phrase (WireStatus status);

/* The nearest code that a P2P-CI/1.0 client knows. */
WireStatus wire_status_to_classic (WireStatus status);

/* Errors of the client's side: what an answer said, or what was wrong with it. */
#define WIRE_ERROR (wire_error_quark ())
GQuark wire_error_quark (void);

typedef enum
{
  WIRE_ERROR_MALFORMED, /* the other side does not speak the protocol */
  WIRE_ERROR_TOO_LARGE, /* a limit of wire-limits.h */
  WIRE_ERROR_VERSION,   /* 505 */
  WIRE_ERROR_REFUSED,   /* any other 4xx or 5xx */
  WIRE_ERROR_NOT_FOUND, /* 404 */
  WIRE_ERROR_CONFLICT,  /* 409 */
} WireError;

G_END_DECLS
