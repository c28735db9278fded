/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "net-poller.h"
#include "peer-library.h"
#include "peer-upload.h"

G_BEGIN_DECLS

/* Serves the library's shared documents to other peers, by number alone; PROTOCOL 2.5 and 3.2. A GListModel of PeerUpload,
 * newest first, the last PEER_UPLOAD_SERVICE_KEPT of those at an end kept.
 *
 * Properties: port (uint, 0 when not listening), n-active (uint), error-text (string), max-uploads (uint, writable, 1 to
 *   PEER_UPLOAD_SERVICE_MAX_UPLOADS: documents sent at once; more wait for their turn)
 */
#define PEER_TYPE_UPLOAD_SERVICE (peer_upload_service_get_type ())
G_DECLARE_FINAL_TYPE (PeerUploadService, peer_upload_service, PEER, UPLOAD_SERVICE, GObject)

#define PEER_UPLOAD_SERVICE_MAX_UPLOADS 32u
#define PEER_UPLOAD_SERVICE_MAX_PER_ADDRESS 4u
#define PEER_UPLOAD_SERVICE_KEPT 50u

PeerUploadService *peer_upload_service_new (NetPoller *poller, PeerLibrary *library);

/* @port 0 lets the system pick. On failure the service stays as it was. */
gboolean peer_upload_service_listen (PeerUploadService *self, guint16 port, GError **error);
guint16 peer_upload_service_get_port (PeerUploadService *self);
void peer_upload_service_clear_ended (PeerUploadService *self);

G_END_DECLS
