/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-candidate.h"
#include "peer-library.h"
#include "peer-text-file.h"

G_BEGIN_DECLS

/* For the library alone. A candidate begins unread; one of the two calls that follow tells what the file is. */
PeerCandidate *peer_candidate_new (GFile *file);

/* The file was read. It takes number and title from @text and judges them, and again on each that is typed, against what
 * @library holds then. */
void peer_candidate_take_text (PeerCandidate *self, PeerLibrary *library, PeerTextFile *text);

/* The file cannot be added whatever is typed, or adding it has failed. @text: a whole, translated sentence. */
void peer_candidate_set_obstacle (PeerCandidate *self, PeerProblem problem, const char *text);

/* Another candidate of the same list, offered before this one: at most one of the two is added while their numbers are
 * the same. */
void peer_candidate_set_twin (PeerCandidate *self, PeerCandidate *twin);

/* Judges again: the library has changed. */
void peer_candidate_judge (PeerCandidate *self);

/* TRUE when the user has typed another title than the file says. */
gboolean peer_candidate_has_own_title (PeerCandidate *self);
const PeerTextFile *peer_candidate_get_text (PeerCandidate *self); /* lent; NULL before it was read */

G_END_DECLS
