/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows @popover, made for this one showing, at a place of @parent; it is taken, and gone for good when it closes. */
void gui_popup_show (GtkPopover *popover, GtkWidget *parent, const GdkRectangle *at);

/* Where @widget stands within @ancestor. */
GdkRectangle gui_popup_get_place (GtkWidget *ancestor, GtkWidget *widget);

/* A context menu, the same way. */
void gui_popup_menu (GMenuModel *menu, GtkWidget *parent, const GdkRectangle *at);

G_END_DECLS
