/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-library.h"

G_BEGIN_DECLS

/* The review sheet: the files that something is in doubt about, each to be mended, taken or left; those without doubt are
 * only counted. @widget stands in the main window. */
#define GUI_TYPE_REVIEW_DIALOG (gui_review_dialog_get_type ())
G_DECLARE_FINAL_TYPE (GuiReviewDialog, gui_review_dialog, GUI, REVIEW_DIALOG, AdwWindow)

GtkWidget *gui_review_dialog_new (GtkWidget *widget, PeerLibrary *library, GListModel *candidates);

G_END_DECLS
