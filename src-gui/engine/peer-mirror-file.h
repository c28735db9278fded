/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-beneath.h"
#include "peer-sha256.h"

G_BEGIN_DECLS

/* A document of a mirror on its way to the disk: bytes without a name (O_TMPFILE), or where the file system has none such a
 * hidden file that ends in ".part", until it is right, on the disk, and named. Used by one thread at a time. */
typedef struct
{
  int folder; /* lent */
  guint number;
  char *name;          /* the one that it gets */
  WireDigest expected; /* of its bytes */
  gpointer owner;

  int fd; /* -1 before the first byte */
  char *part_name;
  PeerSha256 sha;
  guint64 length_bytes;
  int error_number;          /* of the first system call that failed; 0 for none */
  PeerFileIdentity identity; /* once it has its name */
} PeerMirrorFile;

PeerMirrorFile *peer_mirror_file_new (int folder, guint number, const WireDigest *expected, gpointer owner);
void peer_mirror_file_free (PeerMirrorFile *file); /* drops the bytes, unless they got their name */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerMirrorFile, peer_mirror_file_free)

/* Both remember a failure in error_number, after which they do nothing. */
void peer_mirror_file_write (PeerMirrorFile *file, const void *bytes, gsize length);
/* All have been written: are they the expected ones? Once. */
gboolean peer_mirror_file_check (PeerMirrorFile *file);

/* In one step, and never in place of something else: a file there with the same bytes is as good, another one is EEXIST. 0 or an
 * errno. */
int peer_mirror_file_name_it (PeerMirrorFile *file);

/* Removes what a former run had to leave behind where files cannot be without a name. Files of a run that lives stay. */
void peer_mirror_file_sweep (int folder);

/* For tests: as on a file system without O_TMPFILE. */
void peer_mirror_file_set_old_file_system (gboolean is_old);

G_END_DECLS
