/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-library.h"

G_BEGIN_DECLS

/* One line that says which of the documents that are held have taken the place of this one, or change it, and opens them
 * (the action reader.open). Nothing is said when nothing is known. */
#define GUI_TYPE_READER_BANNER (gui_reader_banner_get_type ())
G_DECLARE_FINAL_TYPE (GuiReaderBanner, gui_reader_banner, GUI, READER_BANNER, AdwBin)

void gui_reader_banner_show (GuiReaderBanner *self, PeerLibrary *library, guint number);

G_END_DECLS
