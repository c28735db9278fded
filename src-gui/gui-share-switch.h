/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-document.h"

G_BEGIN_DECLS

/* The switch that shares a document, or no longer, and beside it how that stands, in words where there is room for them.
 * Activates "library.toggle-shared" with the number; it shows what is, not what was asked for. */
#define GUI_TYPE_SHARE_SWITCH (gui_share_switch_get_type ())
G_DECLARE_FINAL_TYPE (GuiShareSwitch, gui_share_switch, GUI, SHARE_SWITCH, GtkBox)

GtkWidget *gui_share_switch_new (void);

/* Shows how @document stands now; called again when that changes. */
void gui_share_switch_set_document (GuiShareSwitch *self, PeerDocument *document, gboolean has_words);

G_END_DECLS
