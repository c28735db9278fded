/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-document.h"

G_BEGIN_DECLS

/* A file that the user offers: what adding it would do, and what is in doubt. Made by peer_library_inspect_async().
 *
 * Properties: file (GFile), number (uint, writable, 0 when none), title (string, writable), size (uint64, of the
 *   text), date (string, as the text says it, or ""), modified (int64: the file, in Unix seconds), held (PeerDocument: what
 *   the library has under this number now, the same text or another, or NULL: with its size, date and modified the two
 *   sides of the question which one to keep), problem (PeerProblem), problem-text (string, a whole sentence, translated, "" when there is none; follows number and
 *   title as they are typed), is-chosen (boolean, writable: the check box), can-add (boolean: number and title are valid
 *   and the problem is none that stands in the way)
 */
typedef enum
{
  PEER_PROBLEM_NONE,            /* may be added without asking */
  PEER_PROBLEM_NO_NUMBER,       /* mended by typing one */
  PEER_PROBLEM_NO_TITLE,        /* mended by typing one */
  PEER_PROBLEM_NUMBER_DIFFERS,  /* text and file name disagree: the user decides */
  PEER_PROBLEM_STUB,            /* "available in PostScript": share only when confirmed */
  PEER_PROBLEM_ALREADY_HELD,    /* same bytes: left out, told */
  PEER_PROBLEM_DIFFERENT_TEXT,  /* this number is held with other bytes: replace or keep */
  PEER_PROBLEM_NOT_TEXT,        /* in the way */
  PEER_PROBLEM_TOO_LARGE,       /* in the way */
  PEER_PROBLEM_UNREADABLE,      /* in the way: links, devices, no permission, gone */
} PeerProblem;

#define PEER_TYPE_CANDIDATE (peer_candidate_get_type ())
G_DECLARE_FINAL_TYPE (PeerCandidate, peer_candidate, PEER, CANDIDATE, GObject)

#define PEER_TYPE_PROBLEM (peer_problem_get_type ())
GType peer_problem_get_type (void);

GFile *peer_candidate_get_file (PeerCandidate *self);
guint peer_candidate_get_number (PeerCandidate *self);
void peer_candidate_set_number (PeerCandidate *self, guint number);
const char *peer_candidate_get_title (PeerCandidate *self);
void peer_candidate_set_title (PeerCandidate *self, const char *title);
PeerDocument *peer_candidate_get_held (PeerCandidate *self); /* lent; NULL when the number is not held */
PeerProblem peer_candidate_get_problem (PeerCandidate *self);
const char *peer_candidate_get_problem_text (PeerCandidate *self);
gboolean peer_candidate_get_is_chosen (PeerCandidate *self);
void peer_candidate_set_is_chosen (PeerCandidate *self, gboolean is_chosen);
gboolean peer_candidate_get_can_add (PeerCandidate *self);

G_END_DECLS
