/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One download or upload: which document, how it stands in words, how far it is, and what can be done about it.
 *
 * Properties: transfer (PeerDownload or PeerUpload, construct-only)
 * Activates "transfers.open" with the number when a finished download is to be opened. */
#define GUI_TYPE_TRANSFER_ROW (gui_transfer_row_get_type ())
G_DECLARE_FINAL_TYPE (GuiTransferRow, gui_transfer_row, GUI, TRANSFER_ROW, GtkListBoxRow)

GtkWidget *gui_transfer_row_new (GObject *transfer);

G_END_DECLS
