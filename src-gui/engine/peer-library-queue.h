/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers whose documents are to be looked at: at once when they are few, else in turns of the main loop beside a window's
 * frames, from the lowest number up. */
typedef struct _PeerLibraryQueue PeerLibraryQueue;

#define PEER_LIBRARY_QUEUE_TURN_MAX_NUMBERS 500u

/* @look gets some numbers (of guint), lent; @idle is called after the last of several turns. Both may push again. */
typedef void (*PeerLibraryQueueLook) (GArray *numbers, gpointer user_data);
PeerLibraryQueue *peer_library_queue_new (PeerLibraryQueueLook look, GSourceOnceFunc idle, gpointer user_data);
void peer_library_queue_free (PeerLibraryQueue *self);

void peer_library_queue_push (PeerLibraryQueue *self, GHashTable *numbers); /* as keys */
void peer_library_queue_look_now (PeerLibraryQueue *self, guint number);   /* at this one */
gboolean peer_library_queue_is_empty (PeerLibraryQueue *self);

G_END_DECLS
