/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes lines out of the slices of a body, however they are cut. It keeps half a line at most. */
typedef struct
{
  GString *half;       /* NULL when there is none */
  guint64 total_bytes; /* fed so far */
} PeerRowReader;

/* @line without its end, LF or CRLF; lent for the call. */
typedef void (*PeerRowFunc) (const char *line, gsize length, gpointer user_data);

/* WIRE_ERROR_TOO_LARGE for a line of more than WIRE_LINE_MAX_BYTES, or a body of more than WIRE_REPLY_MAX_BYTES. */
gboolean peer_row_reader_feed (PeerRowReader *reader,
                               const char *bytes,
                               gsize length,
                               PeerRowFunc func,
                               gpointer user_data,
                               GError **error);
/* The body has ended: a last line may have no end of its own. */
void peer_row_reader_finish (PeerRowReader *reader, PeerRowFunc func, gpointer user_data);
void peer_row_reader_clear (PeerRowReader *reader);

G_END_DECLS
