/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-document.h"

G_BEGIN_DECLS

/* For the engine alone: faces only observe. */
PeerDocument *peer_document_new (guint number, GFile *file);

void peer_document_set_file (PeerDocument *self, GFile *file);
void peer_document_set_title (PeerDocument *self, const char *title);
void peer_document_set_date (PeerDocument *self, const char *date);
void peer_document_set_authors (PeerDocument *self, const char *authors);
void peer_document_set_updates (PeerDocument *self, const char *updates);
void peer_document_set_obsoletes (PeerDocument *self, const char *obsoletes);
void peer_document_set_text_number (PeerDocument *self, guint number);
void peer_document_set_content (PeerDocument *self, guint64 size_bytes, const WireDigest *digest);
void peer_document_set_modified (PeerDocument *self, gint64 unix_seconds);
void peer_document_set_is_shared (PeerDocument *self, gboolean is_shared);

/* @text: a whole, translated sentence that says more than the state does; NULL for the usual one.
 * The library decides READING, HELD and WAITING; the index client WAITING, SHARED and REFUSED. */
void peer_document_set_state (PeerDocument *self, PeerDocumentState state, const char *text);

/* What the user should know of the file whatever its state, a whole, translated sentence; it follows the state's own in
 * state-text. NULL or "" for nothing. */
void peer_document_set_note (PeerDocument *self, const char *note);

/* One more upload of it has ended well. */
void peer_document_count_upload (PeerDocument *self);

G_END_DECLS
