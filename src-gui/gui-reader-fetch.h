/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* A document that was asked for by a reference, on its way: its progress, and what to do about it.
 *
 * Signals: "arrived" (PeerDocument): it is held now */
#define GUI_TYPE_READER_FETCH (gui_reader_fetch_get_type ())
G_DECLARE_FINAL_TYPE (GuiReaderFetch, gui_reader_fetch, GUI, READER_FETCH, AdwBin)

void gui_reader_fetch_start (GuiReaderFetch *self, PeerEngine *engine, guint number);
void gui_reader_fetch_dismiss (GuiReaderFetch *self); /* it goes on among the transfers */
gboolean gui_reader_fetch_is_shown (GuiReaderFetch *self);

G_END_DECLS
