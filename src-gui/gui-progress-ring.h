/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A symbolic icon, and around it, where something is under way, a thin ring that fills clockwise. Presentation only: what says
 * it in words stands around it. */
#define GUI_TYPE_PROGRESS_RING (gui_progress_ring_get_type ())
G_DECLARE_FINAL_TYPE (GuiProgressRing, gui_progress_ring, GUI, PROGRESS_RING, GtkWidget)

GtkWidget *gui_progress_ring_new (void);

/* @icon_name must outlive it; NULL for none. @fraction from 0 to 1; negative: not known, the track alone is drawn. */
void gui_progress_ring_show (GuiProgressRing *self, const char *icon_name, gboolean has_ring, double fraction);

G_END_DECLS
