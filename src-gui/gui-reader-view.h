/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-engine.h"
#include "peer-page-find.h"
#include "peer-page.h"

G_BEGIN_DECLS

/* The text of a document, 72 columns in the middle, with a cursor that a screen reader follows. It is filled in turns, and
 * decorated where it is seen: what can be followed, and what was found.
 *
 * Properties: zoom (double, writable, 1 is the usual size)
 * Signals: "follow" (gpointer: PeerReference, lent; gboolean: elsewhere), "moved": other lines are seen now
 */
#define GUI_TYPE_READER_VIEW (gui_reader_view_get_type ())
G_DECLARE_FINAL_TYPE (GuiReaderView, gui_reader_view, GUI, READER_VIEW, GtkTextView)

/* What has each document, and what may be fetched; followed as it changes. */
void gui_reader_view_set_engine (GuiReaderView *self, PeerEngine *engine);

/* Shows @page from @line on; NULL shows nothing. */
void gui_reader_view_set_page (GuiReaderView *self, PeerPage *page, guint line);
PeerPage *gui_reader_view_get_page (GuiReaderView *self); /* lent, or NULL */

void gui_reader_view_go_to (GuiReaderView *self, guint line);
guint gui_reader_view_get_line (GuiReaderView *self); /* the first that is seen */

/* Marks the hits of @find (taken; NULL for none), and goes to the first one from where the reader is. */
void gui_reader_view_find (GuiReaderView *self, PeerPageFind *find);
void gui_reader_view_step (GuiReaderView *self, gboolean is_forward); /* to the next or the previous hit, around the end */
guint gui_reader_view_get_n_hits (GuiReaderView *self);
int gui_reader_view_get_hit (GuiReaderView *self); /* the one that is shown, from 0; -1 for none */

/* What the cursor stands on is followed; FALSE when that is nothing. */
gboolean gui_reader_view_follow_cursor (GuiReaderView *self);

G_END_DECLS
