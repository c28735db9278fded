/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-document.h"

G_BEGIN_DECLS

/* The switch that shares a document, or no longer, and beside it how that stands, in words where there is room for them.
 * Activates "library.toggle-shared" with the number; it shows what is, not what was asked for.
 *
 * Properties: document (PeerDocument) */
#define GUI_TYPE_SHARE_SWITCH (gui_share_switch_get_type ())
G_DECLARE_FINAL_TYPE (GuiShareSwitch, gui_share_switch, GUI, SHARE_SWITCH, AdwBin)

G_END_DECLS
