/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* All that is known of one RFC; the title of a document that is held can be typed over. */
#define GUI_TYPE_DETAILS_DIALOG (gui_details_dialog_get_type ())
G_DECLARE_FINAL_TYPE (GuiDetailsDialog, gui_details_dialog, GUI, DETAILS_DIALOG, AdwWindow)

/* @successors: the documents that replace it, "" when none is known. NULL when neither the index nor the library has the
 * number. */
GtkWidget *gui_details_dialog_new (PeerEngine *engine, guint number, const char *successors);

G_END_DECLS
