/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-page.h"

G_BEGIN_DECLS

/* The sections of a document, as a list to jump by.
 *
 * Signals: "chosen" (guint: the line of the page) */
#define GUI_TYPE_READER_CONTENTS (gui_reader_contents_get_type ())
G_DECLARE_FINAL_TYPE (GuiReaderContents, gui_reader_contents, GUI, READER_CONTENTS, AdwBin)

void gui_reader_contents_set_page (GuiReaderContents *self, PeerPage *page); /* NULL for none */

/* Marks the section that holds this line. */
void gui_reader_contents_follow (GuiReaderContents *self, guint line);

G_END_DECLS
