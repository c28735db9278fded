/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An index on this computer: the one that answers on the default port, as the system's service does, or else the installed
 * server, started for this user alone and ended with the object or the program. It listens to this computer only. */
#define PEER_TYPE_LOCAL_INDEX (peer_local_index_get_type ())
G_DECLARE_FINAL_TYPE (PeerLocalIndex, peer_local_index, PEER, LOCAL_INDEX, GObject)

/* @program NULL: the installed one. @port 0: the protocol's default. */
PeerLocalIndex *peer_local_index_new (const char *program, guint16 port);

/* The place to connect to, "localhost:PORT", a new string; the error is a whole sentence. Once at a time; a server that was
 * started before is kept. */
void peer_local_index_start_async (PeerLocalIndex *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
char *peer_local_index_start_finish (PeerLocalIndex *self, GAsyncResult *result, GError **error);

/* Whether it was started here; FALSE when it is the system's. */
gboolean peer_local_index_is_own (PeerLocalIndex *self);

/* Ends what was started here. */
void peer_local_index_stop (PeerLocalIndex *self);

G_END_DECLS
