/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What goes to standard output or standard error, whose reader may be slow, or stand still, or have gone: the program hears of
 * an interruption all the same. */

/* Writes all of it and waits for that. G_IO_ERROR_CANCELLED when an interruption came first: from then on only what the
 * reader takes at once is written. G_IO_ERROR_BROKEN_PIPE when the reader has gone. */
gboolean cli_writer_write (int descriptor, const char *bytes, gsize length, GError **error);

/* From now on what the reader of standard output does not take at once waits in memory, and is written by the main loop:
 * for a program that has other things to do. At most CLI_WRITER_MAX_WAITING_BYTES wait; whole lines over that are lost. */
void cli_writer_begin_to_wait (void);
#define CLI_WRITER_MAX_WAITING_BYTES (1024u * 1024u)

/* A line on standard output, without its end. */
gboolean cli_writer_write_line (const char *line, GError **error);

/* As many lines as were lost since it was asked last; 0 while there is no room to tell of it. */
guint cli_writer_take_n_lost (void);

/* Writes what waits, as far as the reader takes it. */
void cli_writer_end (void);

/* TRUE when an interruption kept something from being written. */
gboolean cli_writer_was_cut (void);

G_END_DECLS
