/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The first lines of a text, as they would stand on paper: decoded, tabs expanded, control bytes, overstrikes, byte order
 * mark and form feeds gone, no blanks at the end. Columns count characters from 0. */
typedef struct
{
  char *text;   /* UTF-8 */
  guint indent; /* column of the first character that is no blank; 0 in a blank line */
  guint edge;   /* column after the last one; 0 in a blank line */
} PeerRfcLine;

typedef struct
{
  GArray *array;    /* of PeerRfcLine */
  gboolean is_text; /* looks like text for people */
} PeerRfcLines;

#define PEER_RFC_LINES_MAX 140u
#define PEER_RFC_LINE_MAX_BYTES 400u /* the rest of a longer line is not looked at */

/* All of @bytes as UTF-8, from UTF-8 or the encodings of old; NULs are dropped. A new string. */
char *peer_rfc_decode (const char *bytes, gsize length, gboolean *is_utf8);

PeerRfcLines *peer_rfc_lines_new (const char *bytes, gsize length);
void peer_rfc_lines_free (PeerRfcLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerRfcLines, peer_rfc_lines_free)

/* Beyond the end all lines are blank, so that looking ahead needs no care. Lent. */
const PeerRfcLine *peer_rfc_lines_get (const PeerRfcLines *lines, guint index);
gboolean peer_rfc_line_is_blank (const PeerRfcLine *line);

/* The first line from @index on that is not blank; the number of lines when there is none. */
guint peer_rfc_lines_skip_blank (const PeerRfcLines *lines, guint index);

/* A line of keys and people: what stands on the left (keys and values) and on the right (authors, organisations, date).
 * Either may be NULL. Free both. */
void peer_rfc_line_split (const PeerRfcLine *line, char **left, char **right);

G_END_DECLS
