/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "gui-reader-view.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The bar that finds words in the text of a view: entry, "12 of 41", next and previous, and whether case matters. */
#define GUI_TYPE_READER_FIND (gui_reader_find_get_type ())
G_DECLARE_FINAL_TYPE (GuiReaderFind, gui_reader_find, GUI, READER_FIND, AdwBin)

/* @window: typing anywhere in it begins a search. */
void gui_reader_find_connect (GuiReaderFind *self, GuiReaderView *view, GtkWidget *window);

void gui_reader_find_open (GuiReaderFind *self);
void gui_reader_find_set_words (GuiReaderFind *self, const char *words);
void gui_reader_find_step (GuiReaderFind *self, gboolean is_forward);

/* The text is another. */
void gui_reader_find_update (GuiReaderFind *self);

G_END_DECLS
