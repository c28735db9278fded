/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-library.h"

G_BEGIN_DECLS

/* What is known of the standing of RFCs: which are obsolete, and by what. The documents that this computer holds say which
 * others they replace; nothing else is asked, and nothing is guessed.
 *
 * Signals: "changed" */
#define GUI_TYPE_STANDINGS (gui_standings_get_type ())
G_DECLARE_FINAL_TYPE (GuiStandings, gui_standings, GUI, STANDINGS, GObject)

GuiStandings *gui_standings_new (void);
void gui_standings_set_library (GuiStandings *self, PeerLibrary *library);

guint gui_standings_get_n_known (GuiStandings *self);
gboolean gui_standings_is_obsolete (GuiStandings *self, guint number);

/* "7230, 7231": which documents replace it, as far as they are held; "" when none does. A new string. */
char *gui_standings_dup_successors (GuiStandings *self, guint number);

/* Looks at the library now instead of in the next turn. */
void gui_standings_update (GuiStandings *self);

G_END_DECLS
