/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-engine.h"
#include "peer-search.h"

G_BEGIN_DECLS

/* The window that searches in the texts of all documents that are held; a result opens in the reader, at its line and with
 * the words marked. One for an application: opened again it is brought to the front. */
#define GUI_TYPE_READER_SEARCH (gui_reader_search_get_type ())
G_DECLARE_FINAL_TYPE (GuiReaderSearch, gui_reader_search, GUI, READER_SEARCH, AdwApplicationWindow)

GuiReaderSearch *gui_reader_search_open (GtkApplication *application, PeerEngine *engine);

G_END_DECLS
