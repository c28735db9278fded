/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* Who holds a document, asked of the index when it is shown. For one showing, see gui-popup.h. */
#define GUI_TYPE_HOLDERS_POPOVER (gui_holders_popover_get_type ())
G_DECLARE_FINAL_TYPE (GuiHoldersPopover, gui_holders_popover, GUI, HOLDERS_POPOVER, GtkPopover)

GtkWidget *gui_holders_popover_new (PeerEngine *engine, PeerEntry *entry);

G_END_DECLS
