/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-folder-private.h"
#include "peer-library-copy.h"
#include "peer-library.h"

G_BEGIN_DECLS

/* For the library's own stories: inspecting, adding, opening, trashing. */

/* Files that were just put into the folder at @path, without waiting for the monitor: of PeerLibraryCopy; those without a file
 * are passed over. FALSE when that is no longer the library's own folder. */
gboolean peer_library_take_copies (PeerLibrary *self, const char *path, GPtrArray *copies);

/* @title NULL: what the file says. Shares it again if it was not. */
void peer_library_keep (PeerLibrary *self, guint number, const char *title);

/* The file that is the shared document of this number, lent, and its folder; NULL when there is none. */
const PeerTextFile *peer_library_choose_shared (PeerLibrary *self, guint number, PeerFolder **folder);

/* @func once the first look at the folders is over; at once when it is. */
void peer_library_when_loaded (PeerLibrary *self, GSourceOnceFunc func, gpointer user_data);

/* Looks at the folders a moment later. */
void peer_library_look_soon (PeerLibrary *self);

G_END_DECLS
