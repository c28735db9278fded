/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-library.h"

G_BEGIN_DECLS

/* Files on their way into the library: read, then shared at once when nothing is in doubt, or else shown in the review sheet.
 * @widget stands in the toast overlay that tells of it. */
void gui_adding_start (GtkWidget *widget, PeerLibrary *library, GListModel *files);

/* Shares what is chosen of @candidates, and tells of it with Undo. */
void gui_adding_share (GtkWidget *widget, PeerLibrary *library, GListModel *candidates);

G_END_DECLS
