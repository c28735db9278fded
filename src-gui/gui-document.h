/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-library.h"

G_BEGIN_DECLS

/* What a person does with a document, from whichever view. @widget is where it was asked: its window is the parent, its
 * toast overlay says what went wrong. */
void gui_document_open (GtkWidget *widget, PeerDocument *document);
void gui_document_show_in_folder (GtkWidget *widget, PeerDocument *document);
void gui_document_copy_reference (GtkWidget *widget, guint number);

/* With a toast and Undo. */
void gui_document_stop_sharing (GtkWidget *widget, PeerLibrary *library, PeerDocument *document);

/* Asks first. */
void gui_document_move_to_trash (GtkWidget *widget, PeerLibrary *library, PeerDocument *document);

G_END_DECLS
