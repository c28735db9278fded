/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The desktop peer: its engine, its window, its settings and what the command line says.
 *
 * Actions: app.add, app.set-server (s), app.reconnect, app.preferences, app.about, app.quit */
#define GUI_TYPE_APPLICATION (gui_application_get_type ())
G_DECLARE_FINAL_TYPE (GuiApplication, gui_application, GUI, APPLICATION, AdwApplication)

GuiApplication *gui_application_new (void);

G_END_DECLS
