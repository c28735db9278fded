/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The first page of all: which index to connect to. Activates "app.set-server" with what was entered, once that can be an
 * address, and emits "connected" then. */
#define GUI_TYPE_CONNECT_PAGE (gui_connect_page_get_type ())
G_DECLARE_FINAL_TYPE (GuiConnectPage, gui_connect_page, GUI, CONNECT_PAGE, AdwBin)

void gui_connect_page_focus (GuiConnectPage *self);

G_END_DECLS
