/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* The state of the connection, in words with a dot beside them; more of it, and what to do, in a popover.
 *
 * Properties: is-narrow (boolean: the dot alone) */
#define GUI_TYPE_STATUS_BUTTON (gui_status_button_get_type ())
G_DECLARE_FINAL_TYPE (GuiStatusButton, gui_status_button, GUI, STATUS_BUTTON, AdwBin)

void gui_status_button_set_engine (GuiStatusButton *self, PeerEngine *engine);

G_END_DECLS
