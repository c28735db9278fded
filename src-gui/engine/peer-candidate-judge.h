/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-candidate.h"
#include "peer-document.h"
#include "peer-text-file.h"

G_BEGIN_DECLS

/* What is known of a file that the user offers, and what is in doubt about it: no objects, no files. */
typedef struct
{
  const PeerTextFile *text;
  guint number;
  gboolean is_number_typed; /* which settles all doubts about it */
  const char *title;
  PeerDocument *held;            /* that has this number in the library, or NULL */
  const PeerTextFile *twin;      /* offered before it in the same list, with the same number, or NULL */
  const char *twin_name;         /* as it is shown */
} PeerCandidateFacts;

/* @text: a new, whole, translated sentence, or NULL with PEER_PROBLEM_NONE. */
PeerProblem peer_candidate_judge_facts (const PeerCandidateFacts *facts, char **text);

/* Neither a word of the user's nor a choice mends it. */
gboolean peer_problem_stands_in_the_way (PeerProblem problem);

G_END_DECLS
