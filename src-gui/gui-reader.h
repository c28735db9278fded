/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* A window to read documents in. It follows references: to what is held at once, to what a peer has as soon as it has come.
 *
 * Actions: reader.open (u), reader.back, reader.forward, reader.find, reader.find-next, reader.find-previous, reader.contents,
 *   reader.zoom-in, reader.zoom-out, reader.zoom-normal, reader.hides-breaks, reader.follow, reader.open-externally,
 *   reader.show-in-folder, reader.save-copy, reader.print, reader.copy-reference */
#define GUI_TYPE_READER (gui_reader_get_type ())
G_DECLARE_FINAL_TYPE (GuiReader, gui_reader, GUI, READER, AdwApplicationWindow)

/* Opens @document in a window of its own, or brings the one to the front that shows it. */
GuiReader *gui_reader_open (GtkApplication *application, PeerEngine *engine, PeerDocument *document);

/* The same, at this line of its file and with these words marked. */
GuiReader *gui_reader_open_at (GtkApplication *application,
                               PeerEngine *engine,
                               PeerDocument *document,
                               guint source,
                               const char *words);

guint gui_reader_get_number (GuiReader *self); /* of what is read */

G_END_DECLS
