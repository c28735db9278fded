/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Peers that sent something else than what they offered: not asked again while the program runs. */
typedef struct _PeerLiars PeerLiars;

#define PEER_LIARS_MAX 4096u /* the oldest is forgotten first */

PeerLiars *peer_liars_new (void);
void peer_liars_free (PeerLiars *liars);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerLiars, peer_liars_free)

void peer_liars_add (PeerLiars *liars, const char *address, guint16 port);
gboolean peer_liars_contains (PeerLiars *liars, const char *address, guint16 port);

G_END_DECLS
