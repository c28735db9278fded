/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Texts that lie packed on the disk ("rfc5.txt.gz", as Debian installs them). What is shared is the text inside: its bytes,
 * its size, its digest; packing is the disk's own affair. */

/* TRUE when the name ends in ".gz". */
gboolean peer_text_gzip_is_name (const char *name);

/* The text inside, all members of it one after the other. G_IO_ERROR_MESSAGE_TOO_LARGE as soon as it is more than
 * @max_bytes: no more than that is ever unpacked, whatever the packed bytes promise. G_IO_ERROR_INVALID_DATA when they are
 * damaged, cut off, or followed by something else. For any thread. */
GBytes *peer_text_gzip_unpack (GBytes *packed, gsize max_bytes, GError **error);

/* A descriptor of a file without a name, in memory, with @text and nothing else, that nobody can change any more, as old as
 * @mtime_nanoseconds; the caller closes it. -1 and @error when there is none. */
int peer_text_gzip_open_copy (GBytes *text, gint64 mtime_nanoseconds, GError **error);

G_END_DECLS
