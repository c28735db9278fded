/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-candidate.h"

G_BEGIN_DECLS

/* One file in the review sheet: whether to take it, its number and title to be mended, and what is the matter with it. */
#define GUI_TYPE_CANDIDATE_ROW (gui_candidate_row_get_type ())
G_DECLARE_FINAL_TYPE (GuiCandidateRow, gui_candidate_row, GUI, CANDIDATE_ROW, GtkListBoxRow)

GtkWidget *gui_candidate_row_new (PeerCandidate *candidate);

G_END_DECLS
