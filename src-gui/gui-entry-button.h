/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-entry.h"

G_BEGIN_DECLS

/* The one button of a row in the index; what it does follows the entry's state: get, cancel with progress, try again,
 * open. Activates "index.act" with the number.
 *
 * Properties: entry (PeerEntry) */
#define GUI_TYPE_ENTRY_BUTTON (gui_entry_button_get_type ())
G_DECLARE_FINAL_TYPE (GuiEntryButton, gui_entry_button, GUI, ENTRY_BUTTON, AdwBin)

G_END_DECLS
