/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* What happens when the main window is closed, or the program is to end: others may be getting documents from here. As the
 * setting when-closed says the window is hidden and sharing goes on, or the program ends; until the user has chosen they
 * are asked. */
typedef struct _GuiLeaving GuiLeaving;

/* @quit: ends the program, at once. All is lent but @settings. */
GuiLeaving *gui_leaving_new (GApplication *application, GSettings *settings, void (*quit) (gpointer user_data), gpointer user_data);
void gui_leaving_free (GuiLeaving *self);

void gui_leaving_set_engine (GuiLeaving *self, PeerEngine *engine);
void gui_leaving_set_window (GuiLeaving *self, GtkWindow *window);

/* The window is to be closed: hides it, ends the program, or asks. */
void gui_leaving_close_window (GuiLeaving *self);

/* Ends the program, and asks before when that cuts somebody off. */
void gui_leaving_quit (GuiLeaving *self);

G_END_DECLS
