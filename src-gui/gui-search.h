/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "gui-index-page.h"
#include "gui-library-page.h"

G_BEGIN_DECLS

/* The search bar: the field, how much was found, and beside it which kinds of documents the index shows.
 *
 * Properties: is-shown (boolean), is-narrow (boolean: the kinds stand beneath the field)
 * Signals: "entered" (the list is wanted) */
#define GUI_TYPE_SEARCH (gui_search_get_type ())
G_DECLARE_FINAL_TYPE (GuiSearch, gui_search, GUI, SEARCH, AdwBin)

/* What it searches. The kinds are kept in @settings. */
void gui_search_set_up (GuiSearch *self, GuiIndexPage *index_page, GuiLibraryPage *library_page, GSettings *settings);

/* @page: the one that is seen, NULL where there is nothing to search. Typing anywhere in @window begins a search. */
void gui_search_set_page (GuiSearch *self, GuiPage *page, GtkWidget *window);

void gui_search_begin (GuiSearch *self);
void gui_search_begin_with (GuiSearch *self, const char *words);
gboolean gui_search_has_focus (GuiSearch *self);

G_END_DECLS
