/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-document.h"
#include "peer-text-file.h"

G_BEGIN_DECLS

/* The document as the file and the user's own words have it: @own_title (NULL: none) and @is_shared. TRUE when peers should
 * hear of it: other bytes, another title, or shared the other way. A stale one is being read again: it says so, and waits
 * with its news. */
gboolean peer_library_fill (PeerDocument *document,
                            GFile *file,
                            const PeerTextFile *text,
                            const char *own_title,
                            gboolean is_shared,
                            gboolean is_stale,
                            const char *note);

G_END_DECLS
