/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-transfer.h"

G_BEGIN_DECLS

/* Those transfers of some lists that a test holds for, newest first, one row each.
 *
 * Properties: title (string) */
#define GUI_TYPE_TRANSFER_SECTION (gui_transfer_section_get_type ())
G_DECLARE_FINAL_TYPE (GuiTransferSection, gui_transfer_section, GUI, TRANSFER_SECTION, GtkBox)

typedef gboolean (*GuiTransferTest) (PeerTransfer *transfer, gpointer user_data);

/* @lists: of lists of PeerTransfer. */
void gui_transfer_section_set_lists (GuiTransferSection *self, GListModel *lists, GuiTransferTest test, gpointer user_data);

/* Tests again: states have changed. */
void gui_transfer_section_update (GuiTransferSection *self);

guint gui_transfer_section_get_n_transfers (GuiTransferSection *self);

/* What stands above them; NULL or "" for nothing. */
void gui_transfer_section_set_title (GuiTransferSection *self, const char *title);

G_END_DECLS
