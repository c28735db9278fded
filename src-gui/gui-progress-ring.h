/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A thin ring that fills clockwise. Presentation only: what shows the state in words stands around it.
 *
 * Properties: fraction (double, 0 to 1; negative: unknown, only the track is drawn) */
#define GUI_TYPE_PROGRESS_RING (gui_progress_ring_get_type ())
G_DECLARE_FINAL_TYPE (GuiProgressRing, gui_progress_ring, GUI, PROGRESS_RING, GtkWidget)

G_END_DECLS
