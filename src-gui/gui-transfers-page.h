/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* Documents on their way in and out, newest first.
 *
 * Actions: transfers.clear, transfers.clear-downloads, transfers.clear-uploads, transfers.retry-failed, transfers.pause (and
 *   resume), transfers.open (u, the number) */
#define GUI_TYPE_TRANSFERS_PAGE (gui_transfers_page_get_type ())
G_DECLARE_FINAL_TYPE (GuiTransfersPage, gui_transfers_page, GUI, TRANSFERS_PAGE, AdwBin)

void gui_transfers_page_set_engine (GuiTransfersPage *self, PeerEngine *engine);

G_END_DECLS
