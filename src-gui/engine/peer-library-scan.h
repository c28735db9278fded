/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-beneath.h"

G_BEGIN_DECLS

/* What lies in a folder and in the folders inside it now: regular files, not hidden ones, whose names may be those of
 * documents; each with its identity. No link is followed and no other file system entered. On a worker thread. */
typedef struct
{
  char *name; /* beneath the folder: "rfc5.txt", "old/rfc5.txt" */
  PeerFileIdentity identity;
} PeerScanEntry;

typedef struct
{
  GPtrArray *entries;    /* of PeerScanEntry */
  GPtrArray *subfolders; /* of char *: beneath the folder, and before all others "", the folder itself */
  char *unreadable;      /* a folder inside that could not be read, or NULL */
  gboolean is_cut;       /* there is more than the limits below let be looked at */
  gboolean is_distant;   /* on another computer's disk: nobody tells of what others change there */
} PeerLibraryScan;

#define PEER_LIBRARY_SCAN_MAX_FILES 100000u
#define PEER_LIBRARY_SCAN_MAX_FOLDERS 1000u /* each costs a watch, of which a user has some ten thousands */
#define PEER_LIBRARY_SCAN_MAX_DEPTH 8u      /* of folders inside */

/* @excluded: full paths of folders inside that are left out, NULL for none. NULL and @error when the folder itself cannot
 * be read. */
PeerLibraryScan *peer_library_scan (const char *folder, const char *const *excluded, GError **error);
void peer_library_scan_free (PeerLibraryScan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerLibraryScan, peer_library_scan_free)

G_END_DECLS
