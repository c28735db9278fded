/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where somebody came from by following references, and where to by going back. */
typedef struct _GuiReaderHistory GuiReaderHistory;

typedef struct
{
  guint number; /* of the document; 0 is nowhere */
  guint source; /* line of its file */
} GuiReaderPlace;

#define GUI_READER_HISTORY_MAX 100u /* the oldest is forgotten */

GuiReaderHistory *gui_reader_history_new (void);
void gui_reader_history_free (GuiReaderHistory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuiReaderHistory, gui_reader_history_free)

/* From @here somewhere new: what lay ahead is forgotten. */
void gui_reader_history_leave (GuiReaderHistory *self, GuiReaderPlace here);

/* The place to go to from @here, or nowhere. */
GuiReaderPlace gui_reader_history_go_back (GuiReaderHistory *self, GuiReaderPlace here);
GuiReaderPlace gui_reader_history_go_forward (GuiReaderHistory *self, GuiReaderPlace here);

gboolean gui_reader_history_can_go_back (GuiReaderHistory *self);
gboolean gui_reader_history_can_go_forward (GuiReaderHistory *self);

G_END_DECLS
