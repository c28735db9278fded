/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-candidate.h"

G_BEGIN_DECLS

/* Binds the two fields of a form to a candidate, both ways, for as long as they live. A field that stands in the way of adding
 * is marked (style class "error", GTK_ACCESSIBLE_STATE_INVALID) and described by the candidate's words. */
void gui_candidate_entry_bind (PeerCandidate *candidate, GtkEditable *number, GtkEditable *title);

/* Whether no typing can mend it: a picture does not become a text. */
gboolean gui_candidate_entry_is_hopeless (PeerProblem problem);

/* What is typed as a number: 1 to 99999; 0 when it is none. */
guint gui_candidate_entry_parse_number (const char *text);

G_END_DECLS
