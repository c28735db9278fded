/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-upload.h"

G_BEGIN_DECLS

PeerUpload *peer_upload_new (guint number, const char *title, const char *address, guint64 size_bytes);

/* Bytes of the body that left so far; faces are told at most 10 times a second of @now_usec. */
void peer_upload_set_sent (PeerUpload *self, guint64 sent_bytes, gint64 now_usec);

/* The end; @status_text is a whole, translated sentence. */
void peer_upload_end (PeerUpload *self, PeerUploadState state, const char *status_text);

G_END_DECLS
