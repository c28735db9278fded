/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-partial-file.h"

G_BEGIN_DECLS

/* What has come of a document, as holders with different texts are tried: each text has bytes of its own, and some may be there
 * from an earlier run of the program. A struct of its owner's, empty when it is all zeros. */
typedef struct
{
  PeerPartialFile *partial; /* of the text that is tried now; NULL when there is none */
  WireDigest digest;        /* of that text */
  GFile *folder;            /* where all of them are; NULL before there are any */
  guint number;
  gboolean has_others; /* of other texts */
} PeerDownloadBytes;

/* For the text with this @digest; bytes that no digest vouches for are a text of their own. */
gboolean peer_download_bytes_prepare (PeerDownloadBytes *bytes,
                                      GFile *folder,
                                      guint number,
                                      const WireDigest *digest,
                                      GError **error);

/* An earlier run ended between the last byte and the name. */
gboolean peer_download_bytes_are_whole (PeerDownloadBytes *bytes);

/* That there was no space for, at the last error; 0 not known. */
guint64 peer_download_bytes_get_needed (PeerDownloadBytes *bytes);

void peer_download_bytes_close (PeerDownloadBytes *bytes); /* what can be gone on with stays */
void peer_download_bytes_drop (PeerDownloadBytes *bytes);  /* nothing stays, of no text */
void peer_download_bytes_clear (PeerDownloadBytes *bytes); /* at the end of its owner, as closing */

G_END_DECLS
