/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The first page of all: which index to connect to. One that announces itself on the network, one whose address is entered,
 * or one on this computer: activates "app.set-server" with a place, or "app.use-local-index", and emits "connected" then. */
#define GUI_TYPE_CONNECT_PAGE (gui_connect_page_get_type ())
G_DECLARE_FINAL_TYPE (GuiConnectPage, gui_connect_page, GUI, CONNECT_PAGE, AdwBin)

void gui_connect_page_focus (GuiConnectPage *self);

/* Of PeerFoundIndex. Until it is called the page asks the network itself, while it is shown. */
void gui_connect_page_set_found (GuiConnectPage *self, GListModel *found);

G_END_DECLS
