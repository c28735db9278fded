/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-beneath.h"

G_BEGIN_DECLS

/* What lies in the folder now: regular files, not hidden ones, each with its identity. On a worker thread. */
typedef struct
{
  char *name;
  PeerFileIdentity identity;
} PeerScanEntry;

#define PEER_LIBRARY_SCAN_MAX_FILES 100000u

/* A new array of PeerScanEntry. */
GPtrArray *peer_library_scan (const char *folder, GError **error);

G_END_DECLS
