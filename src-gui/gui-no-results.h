/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "gui-look-up.h"

G_BEGIN_DECLS

/* Nothing in the index is what is searched for; what can be done about it. */
#define GUI_TYPE_NO_RESULTS (gui_no_results_get_type ())
G_DECLARE_FINAL_TYPE (GuiNoResults, gui_no_results, GUI, NO_RESULTS, AdwBin)

/* @query_text: NULL or "" for none; @look_up: the number that was searched for, or NULL; @is_filtered: more would be shown
 * without the filters. */
void gui_no_results_show (GuiNoResults *self, const char *query_text, GuiLookUp *look_up, gboolean is_filtered);

G_END_DECLS
