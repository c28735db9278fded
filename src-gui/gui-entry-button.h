/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-entry.h"

G_BEGIN_DECLS

/* The one button of a row of the index. Its meaning follows the state of what the row stands for: Get, cancel with the progress
 * around it, try again, open; or look up. Activates "index.act" with the number. */
#define GUI_TYPE_ENTRY_BUTTON (gui_entry_button_get_type ())
G_DECLARE_FINAL_TYPE (GuiEntryButton, gui_entry_button, GUI, ENTRY_BUTTON, GtkButton)

GtkWidget *gui_entry_button_new (void);

/* @item: a PeerEntry or a GuiLookUp, or NULL. It is followed. */
void gui_entry_button_set_item (GuiEntryButton *self, gpointer item);

G_END_DECLS
