/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where worker threads put what they have done, for the main context that made it: one wake-up for as many messages as
 * are there. */
typedef struct _PeerMirrorInbox PeerMirrorInbox;

/* @message is the callee's now. */
typedef void (*PeerMirrorInboxFunc) (gpointer message, gpointer user_data);

PeerMirrorInbox *peer_mirror_inbox_new (PeerMirrorInboxFunc func, gpointer user_data);
void peer_mirror_inbox_post (PeerMirrorInbox *inbox, gpointer message); /* on any thread; takes @message */

/* What has not been handed out: for who is about to free it, when its threads have ended. NULL when there is no more. */
gpointer peer_mirror_inbox_pop (PeerMirrorInbox *inbox);
void peer_mirror_inbox_free (PeerMirrorInbox *inbox);

G_END_DECLS
