/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-text-file.h"

G_BEGIN_DECLS

/* Copies one file, or the text that it holds packed, into the library's folder as rfcN.txt, whole or not at all. On a worker
 * thread. */
typedef struct
{
  char *path; /* of the file to copy */
  guint number;
  WireDigest digest;   /* of what was looked at: other bytes are not copied */
  gboolean may_replace; /* a file of that name with other bytes */
  gboolean is_needless; /* the library has these bytes already: nothing is copied */

  PeerTextFile *file;   /* out: as it lies in the folder, or NULL */
  PeerProblem problem;  /* out: why not */
  char *problem_text;
} PeerLibraryCopy;

PeerLibraryCopy *peer_library_copy_new (const char *path, guint number, const WireDigest *digest, gboolean may_replace);
void peer_library_copy_free (gpointer copy);

/* All of @copies (of PeerLibraryCopy); the folder's names are on the disk when it returns. */
void peer_library_copy_all (GPtrArray *copies, const char *folder, GCancellable *cancellable);

/* Removes what copies left behind whose program has ended in the middle. */
void peer_library_copy_clean (const char *folder);

G_END_DECLS
