/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Says @text, plain and not markup, in the toast overlay that @widget stands in. */
void gui_toast_show (GtkWidget *widget, const char *text);

/* The same with a button. @clicked is called with @data when it is pressed; @destroy when the toast is gone. */
void gui_toast_show_with_button (GtkWidget *widget,
                                 const char *text,
                                 const char *button_label,
                                 GCallback clicked,
                                 gpointer data,
                                 GClosureNotify destroy);

/* One that stays until it is dismissed. A new reference. */
AdwToast *gui_toast_show_lasting (GtkWidget *widget, const char *text, const char *button_label);

G_END_DECLS
