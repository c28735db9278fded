/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-library.h"

G_BEGIN_DECLS

/* What a person does with a document, from whichever view. @widget is where it was asked: its window is the parent, its
 * toast overlay says what went wrong. */
void gui_document_open (GtkWidget *widget, PeerDocument *document); /* to read it here */
void gui_document_open_externally (GtkWidget *widget, PeerDocument *document);
void gui_document_show_in_folder (GtkWidget *widget, PeerDocument *document);
void gui_document_copy_reference (GtkWidget *widget, guint number); /* "RFC 2119" */
void gui_document_copy_link (GtkWidget *widget, guint number);      /* "rfc:2119" */

/* The file itself, to be dragged to where files are wanted. A new reference. */
GdkContentProvider *gui_document_make_content (PeerDocument *document);

/* Whether it is shared as far as the user is concerned: not while a toast offers to undo that it is no longer. */
gboolean gui_document_is_shared (PeerDocument *document);

/* The text says that it is another RFC than the file's name does; who shares it should look. */
gboolean gui_document_is_doubtful (PeerDocument *document);

/* With a toast and Undo; the index hears of it when the toast is gone. */
void gui_document_stop_sharing (GtkWidget *widget, PeerLibrary *library, PeerDocument *document);

/* At once, also what is just being stopped. */
void gui_document_share (PeerLibrary *library, PeerDocument *document);

/* Asks first. */
void gui_document_move_to_trash (GtkWidget *widget, PeerLibrary *library, PeerDocument *document);

G_END_DECLS
