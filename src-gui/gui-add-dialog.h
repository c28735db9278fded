/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-library.h"

G_BEGIN_DECLS

/* The form for one document: a file, chosen or dropped, and its number and title, filled in from it and editable.
 * @widget stands in the main window and its toast overlay. */
#define GUI_TYPE_ADD_DIALOG (gui_add_dialog_get_type ())
G_DECLARE_FINAL_TYPE (GuiAddDialog, gui_add_dialog, GUI, ADD_DIALOG, AdwWindow)

GtkWidget *gui_add_dialog_new (PeerLibrary *library, GtkWidget *widget);

void gui_add_dialog_set_file (GuiAddDialog *self, GFile *file);

G_END_DECLS
