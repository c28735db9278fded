/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "wire-digest.h"

G_BEGIN_DECLS

/* The hidden files that hold documents on their way in, in the folder where these will stand:
 *
 *   .rfcN.txt.DIGEST.part    the first bytes of the text that has this digest: they outlive the program, and whoever wants the
 *                            same text goes on from there
 *   .rfcN.txt.XXXXXXXX.part  in place of a file without a name, on file systems that have none: of no use to anybody else
 *
 * One program at a time has one: it is locked (flock) as long as it is open. */

#define PEER_PARTS_STALE_SECONDS (7u * 24u * 60u * 60u) /* nobody went on with it for so long: nobody will */

/* Both open for reading and writing, and lock; -1 and errno otherwise. @name gets the name, a new string. */
int peer_parts_open_kept (int folder, guint number, const WireDigest *digest, char **name); /* EWOULDBLOCK: in use */
int peer_parts_open_new (int folder, guint number, char **name);

/* Removes what programs left behind that ended in the middle: nameless ones, those of documents that are there by now, and
 * those that were not touched for PEER_PARTS_STALE_SECONDS. Never one that is in use, nor one of @wanted (numbers as keys,
 * or NULL). How many were removed. */
guint peer_parts_sweep (GFile *folder, GHashTable *wanted);

/* Removes all of one number that are not in use. */
void peer_parts_remove (GFile *folder, guint number);

G_END_DECLS
