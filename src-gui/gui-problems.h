/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* What the matter is with the whole program, each in a banner with its way out: the index is out of reach, the disk is full, the
 * folder cannot be written to, the port is taken.
 *
 * Properties: is-narrow (boolean) */
#define GUI_TYPE_PROBLEMS (gui_problems_get_type ())
G_DECLARE_FINAL_TYPE (GuiProblems, gui_problems, GUI, PROBLEMS, AdwBin)

void gui_problems_set_engine (GuiProblems *self, PeerEngine *engine);

G_END_DECLS
