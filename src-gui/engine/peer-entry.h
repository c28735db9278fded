/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-document.h"
#include "peer-download.h"

G_BEGIN_DECLS

/* One RFC as the index lists it, joined with what this computer has of it.
 *
 * Properties: number (uint), title (string), search-key (string: number and title, casefolded and normalized, made once),
 *   n-holders (uint), size (uint64, 0 unknown), n-agreeing (uint), document (PeerDocument or NULL), download (PeerDownload
 *   or NULL), state (PeerEntryState)
 */
typedef enum
{
  PEER_ENTRY_AVAILABLE, /* Get */
  PEER_ENTRY_QUEUED,    /* cancel */
  PEER_ENTRY_RUNNING,   /* progress, cancel */
  PEER_ENTRY_FAILED,    /* Retry */
  PEER_ENTRY_HELD,      /* Open */
} PeerEntryState;

#define PEER_TYPE_ENTRY (peer_entry_get_type ())
G_DECLARE_FINAL_TYPE (PeerEntry, peer_entry, PEER, ENTRY, GObject)

#define PEER_TYPE_ENTRY_STATE (peer_entry_state_get_type ())
GType peer_entry_state_get_type (void);

guint peer_entry_get_number (PeerEntry *self);
const char *peer_entry_get_title (PeerEntry *self);
const char *peer_entry_get_search_key (PeerEntry *self);
guint peer_entry_get_n_holders (PeerEntry *self);
PeerDocument *peer_entry_get_document (PeerEntry *self);
PeerDownload *peer_entry_get_download (PeerEntry *self);
PeerEntryState peer_entry_get_state (PeerEntry *self);

G_END_DECLS
