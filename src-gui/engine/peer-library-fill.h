/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-document.h"
#include "peer-library-kept.h"
#include "peer-text-file.h"

G_BEGIN_DECLS

/* The document as the file and the user's own words have it. TRUE when peers should hear of it: other bytes, another title,
 * or shared the other way. A stale one is being read again: it says so, and waits with its news. */
gboolean peer_library_fill (PeerDocument *document,
                            GFile *folder,
                            PeerLibraryKept *kept,
                            const PeerTextFile *text,
                            gboolean is_stale,
                            const char *note);

G_END_DECLS
