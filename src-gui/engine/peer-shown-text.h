/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text that came from another computer, made fit for a screen or a terminal: no control, no bidirectional embedding or
 * override, no invisible and no private character, at most PEER_SHOWN_TEXT_MAX_MARKS combining marks on one base, at most
 * PEER_SHOWN_TEXT_MAX_CHARACTERS in all. A tab or a line end becomes a blank. Not markup and not a format. A new string;
 * NULL gives "". */
#define PEER_SHOWN_TEXT_MAX_MARKS 4u
#define PEER_SHOWN_TEXT_MAX_CHARACTERS 500u
char *peer_shown_text (const char *text);

G_END_DECLS
