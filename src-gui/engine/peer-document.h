/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "wire-digest.h"

G_BEGIN_DECLS

/* One document that this computer holds: an RFC text in the library. Owned by PeerLibrary, observed by faces.
 *
 * Properties, all read-only from outside the engine, all notified:
 *   number (uint), title (string), date (string, as "March 1997" or ""), authors (string, comma-separated or ""),
 *   size (uint64, bytes), file (GFile), state (PeerDocumentState), state-text (string, a whole sentence, translated),
 *   is-shared (boolean: the user wants it shared), n-uploads (uint: since the start), obsoletes (string, "1, 2" or ""),
 *   updates (string, the same), modified (int64: the file, in Unix seconds),
 *   text-number (uint: what the text itself says; 0 when it says none)
 */
typedef enum
{
  PEER_DOCUMENT_READING, /* being read or hashed; not offered yet */
  PEER_DOCUMENT_WAITING, /* to be shared, not in the index yet: offline or just being added */
  PEER_DOCUMENT_SHARED,  /* in the index */
  PEER_DOCUMENT_HELD,    /* kept here and not shared */
  PEER_DOCUMENT_REFUSED, /* the index would not take it: state-text says why */
} PeerDocumentState;

#define PEER_TYPE_DOCUMENT (peer_document_get_type ())
G_DECLARE_FINAL_TYPE (PeerDocument, peer_document, PEER, DOCUMENT, GObject)

#define PEER_TYPE_DOCUMENT_STATE (peer_document_state_get_type ())
GType peer_document_state_get_type (void);

guint peer_document_get_number (PeerDocument *self);
const char *peer_document_get_title (PeerDocument *self);
const char *peer_document_get_date (PeerDocument *self);
const char *peer_document_get_authors (PeerDocument *self);
guint64 peer_document_get_size (PeerDocument *self);
const WireDigest *peer_document_get_digest (PeerDocument *self); /* of the text's raw bytes */
const char *peer_document_get_obsoletes (PeerDocument *self);
const char *peer_document_get_updates (PeerDocument *self);
guint peer_document_get_text_number (PeerDocument *self); /* what the file is called goes before it */
gint64 peer_document_get_modified (PeerDocument *self);
GFile *peer_document_get_file (PeerDocument *self);
PeerDocumentState peer_document_get_state (PeerDocument *self);
gboolean peer_document_get_is_shared (PeerDocument *self);

G_END_DECLS
