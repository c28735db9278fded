/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One line of text in a list: what a GtkLabel does that has no natural width and is cut off at its end. A list view keeps 200
 * rows alive and lays all of them out anew when one types; this one's size does not depend on its text, and its text is shaped
 * when it is drawn.
 *
 * Its accessible name is the text. Cut off, it says the whole in its tooltip. */
#define GUI_TYPE_LINE (gui_line_get_type ())
G_DECLARE_FINAL_TYPE (GuiLine, gui_line, GUI, LINE, GtkWidget)

GtkWidget *gui_line_new (void);

/* @text: plain, as it is to be seen; NULL for "". */
void gui_line_set_text (GuiLine *self, const char *text);
const char *gui_line_get_text (GuiLine *self);

/* Whether it is as wide as its text; else it takes whatever width it is given. */
void gui_line_set_is_fitting (GuiLine *self, gboolean is_fitting);

/* The bytes from @start to @end are bold, besides those that are so already; gone with the next text. */
void gui_line_mark (GuiLine *self, guint start, guint end);
void gui_line_clear_marks (GuiLine *self);
guint gui_line_get_n_marks (GuiLine *self);

gboolean gui_line_is_cut_off (GuiLine *self);

G_END_DECLS
