/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-entry.h"
#include "wire-record.h"

G_BEGIN_DECLS

PeerEntry *peer_entry_new (guint number);

/* What the index says now; notifies what is different. */
void peer_entry_set_row (PeerEntry *self, const WireCatalogueRow *row);

void peer_entry_set_document (PeerEntry *self, PeerDocument *document); /* NULL when not held any more */
void peer_entry_set_download (PeerEntry *self, PeerDownload *download); /* whose state it then follows */

/* "rfc 2119 key words ...", casefolded and normalized: what searching looks in. A new string. */
char *peer_entry_make_search_key (guint number, const char *title);

G_END_DECLS
