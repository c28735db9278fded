/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes lent by somebody else: no terminator, may be empty, data may then be NULL. */
typedef struct
{
  const char *data;
  gsize length;
} WireSlice;

#define WIRE_SLICE_INIT(literal) { (literal), sizeof (literal) - 1 }

WireSlice wire_slice_from_string (const char *string); /* NULL gives an empty slice */
gboolean wire_slice_equal_string (WireSlice slice, const char *string);
char *wire_slice_dup (WireSlice slice); /* a new, terminated string */

/* Text that may stand in a header value or a row: UTF-8, no control characters (tab, DEL, U+0080-9F included),
 * no line or paragraph separator (U+2028, U+2029). */
gboolean wire_text_is_clean (const char *text, gsize length);

/* A host label: letters, digits, hyphen, dot, underscore; or an IPv4 or IPv6 literal. At most WIRE_HOST_MAX_BYTES. */
gboolean wire_text_is_host (const char *text, gsize length);

/* Digits alone: no sign, no blank, no leading zero but "0" itself, at most @max. @value is untouched on failure. */
gboolean wire_text_parse_decimal (const char *text, gsize length, guint64 max, guint64 *value);

/* Remote bytes for a log or a terminal: printable ASCII and clean UTF-8 as they are, all else \xNN, at most
 * 128 source bytes, then an ellipsis. A new string. */
char *wire_text_quote (const char *bytes, gsize length);

/* A query as people type it: "2616", "rfc 2616", "RFC2616", "urn:ietf:rfc:2616", "rfc:2616". 0 when it names no RFC. */
guint32 wire_text_parse_rfc_name (const char *text);

G_END_DECLS
