/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-beneath.h"
#include "peer-candidate.h"
#include "wire-digest.h"

G_BEGIN_DECLS

/* What one file is, read whole and hashed: made on a worker thread, never changed after. Counted references, from any
 * thread. */
typedef struct
{
  char *name; /* of the file, beneath its folder: "rfc5.txt", "old/rfc5.txt.gz" */
  PeerFileIdentity identity; /* of the file as it lies on the disk */
  guint64 size_bytes;  /* of the text: a packed file is smaller */
  PeerProblem problem; /* NONE, NOT_TEXT, TOO_LARGE or UNREADABLE; with any of the three nothing below is known */
  char *problem_text;  /* a whole, translated sentence; "" with NONE */
  WireDigest digest;
  guint text_number; /* 0 when the text says none */
  guint name_number; /* 0 when the name says none */
  gboolean is_stub;
  char *title; /* "" when there is none, as the four below */
  char *date;
  char *authors;
  char *obsoletes;
  char *updates;
} PeerTextFile;

PeerTextFile *peer_text_file_new (const char *name);
PeerTextFile *peer_text_file_ref (PeerTextFile *self);
void peer_text_file_unref (PeerTextFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerTextFile, peer_text_file_unref)

/* A file of this name with these bytes; its identity is for the caller to fill in. */
PeerTextFile *peer_text_file_new_for_bytes (const char *name, GBytes *bytes);

/* Both read up to PEER_LIBRARY_FILE_MAX_BYTES on the calling thread, and never fail: what is the matter is told in the
 * result. A file that changes meanwhile is UNREADABLE. */
PeerTextFile *peer_text_file_read (int folder, const char *name);
PeerTextFile *peer_text_file_read_path (const char *path);

/* The number that this file has as it lies in the library: the one that its name claims in the library's own form,
 * else what the text says without any doubt; 0 when it is none of the library's documents. */
guint peer_text_file_get_library_number (const PeerTextFile *self);
gboolean peer_text_file_has_library_name (const PeerTextFile *self); /* "rfcN.txt" */

gint64 peer_text_file_get_modified_seconds (const PeerTextFile *self); /* since 1970 */

/* Other people's files may lie in a folder too: only what has the name of a text or of an RFC is opened at all. */
gboolean peer_text_file_name_may_be_text (const char *name);

/* The text in the open file, unpacked when @name is that of a packed one; at most PEER_LIBRARY_FILE_MAX_BYTES
 * (G_IO_ERROR_MESSAGE_TOO_LARGE). G_IO_ERROR_BUSY when it is no longer the file of @identity, G_IO_ERROR_INVALID_DATA when
 * it cannot be unpacked. */
GBytes *peer_text_file_load (int descriptor, const char *name, const PeerFileIdentity *identity, GError **error);

G_END_DECLS
