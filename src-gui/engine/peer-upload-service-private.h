/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-upload-service.h"

G_BEGIN_DECLS

/* Of 32 and 4 for tests of their own. */
void peer_upload_service_set_limits (PeerUploadService *self, guint max_uploads, guint max_per_address);

/* Shown in error-text until the next listen() that succeeds on the port that was asked for; "" for none. */
void peer_upload_service_set_error_text (PeerUploadService *self, const char *error_text);

/* Stops listening, cuts all connections. */
void peer_upload_service_stop (PeerUploadService *self);

G_END_DECLS
