/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-candidate.h"
#include "peer-library.h"
#include "peer-rfc-header.h"
#include "wire-digest.h"

G_BEGIN_DECLS

/* For the library alone. A candidate begins unread; one of the two calls that follow tells what the file is. */
PeerCandidate *peer_candidate_new (GFile *file);

/* The file was read whole. It takes number and title from @header and judges them, and again on each that is typed,
 * against what @library holds then. */
void peer_candidate_take_content (PeerCandidate *self,
                                  PeerLibrary *library,
                                  const PeerRfcHeader *header,
                                  guint64 size_bytes,
                                  const WireDigest *digest);

/* The file cannot be added whatever is typed, or adding it has failed. @text: a whole, translated sentence. */
void peer_candidate_set_obstacle (PeerCandidate *self, PeerProblem problem, const char *text);

/* Another candidate of the same list, offered before this one: at most one of the two is added while their numbers are
 * the same. */
void peer_candidate_set_twin (PeerCandidate *self, PeerCandidate *twin);

/* Judges again: the library has changed. */
void peer_candidate_judge (PeerCandidate *self);

guint64 peer_candidate_get_size (PeerCandidate *self);
const WireDigest *peer_candidate_get_digest (PeerCandidate *self);

G_END_DECLS
