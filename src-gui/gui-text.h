/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Text that came from another computer, made fit to be shown by peer_shown_text (). Text with characters outside of ASCII is
 * isolated (U+2068, U+2069), so that it cannot turn what stands beside it around. Not markup and not a format. A new
 * string; NULL gives "". */
char *gui_text_filter (const char *text);

/* The same, with the characters of markup escaped, for the places of libadwaita that always read markup. */
char *gui_text_filter_markup (const char *text);

G_END_DECLS
