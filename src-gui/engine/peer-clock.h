/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The wall clock, in one place: it only shows and never times anything, so that a jump of it does no harm. */
gint64 peer_clock_get_unix_seconds (void);

/* "Sun, 06 Nov 1994 08:49:37 GMT", whatever the locale, as the Date and Last-Modified headers have it. A new string. */
char *peer_clock_format_date (gint64 unix_seconds);

G_END_DECLS
