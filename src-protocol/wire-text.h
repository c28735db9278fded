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
gboolean wire_slice_equal_word (WireSlice slice, const char *word); /* ASCII, without regard to case */
char *wire_slice_dup (WireSlice slice); /* a new, terminated string */
WireSlice wire_slice_trim (WireSlice slice); /* without blanks and tabs at both ends; lent by the same owner */
void wire_slice_append (WireSlice slice, GString *output);

/* TRUE when there is one more part: moves it out of @rest, with the @separator after it gone. Splitting is over when
 * @rest->data is NULL, so that an empty last part is a part too. */
gboolean wire_slice_split (WireSlice *rest, char separator, WireSlice *part);

/* Text that may stand in a header value or a row: UTF-8, no control characters (tab, DEL, U+0080-9F included),
 * no line or paragraph separator (U+2028, U+2029). */
gboolean wire_text_is_clean (const char *text, gsize length);

/* How many bytes at the beginning are printable ASCII. */
gsize wire_text_measure_ascii (const char *text, gsize length);

/* A host label: letters, digits, hyphen, dot, underscore; or an IPv4 or IPv6 literal. At most WIRE_HOST_MAX_BYTES. */
gboolean wire_text_is_host (const char *text, gsize length);

/* An IPv4 or IPv6 address in numbers, an IPv6 one with or without its %scope. */
gboolean wire_text_is_address (const char *text, gsize length);

/* Digits alone: no sign, no blank, no leading zero but "0" itself, at most @max. @value is untouched on failure. */
gboolean wire_text_parse_decimal (const char *text, gsize length, guint64 max, guint64 *value);

void wire_text_append_decimal (guint64 value, GString *output);

/* Remote bytes for a log or a terminal: printable ASCII and clean, visible UTF-8 as they are, all else \xNN (the backslash too, so
 * that nothing can be feigned), at most WIRE_QUOTE_MAX_BYTES source bytes, then an ellipsis. A new string. */
#define WIRE_QUOTE_MAX_BYTES 128u
char *wire_text_quote (const char *bytes, gsize length);

/* A query as people type it: "2616", "rfc 2616", "RFC2616", "urn:ietf:rfc:2616", "rfc:2616"; leading zeros and blanks around
 * are let through, for people write them. 0 when it names no RFC. */
guint32 wire_text_parse_rfc_name (const char *text);

G_END_DECLS
