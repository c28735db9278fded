/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define GUI_READER_PLACES_MAX 200u /* documents; the one that was read longest ago is forgotten */

/* Where reading stopped in a document: the line of its file that stood at the top; 0 when nothing is known. */
guint gui_reader_places_get (GSettings *settings, guint number);
void gui_reader_places_set (GSettings *settings, guint number, guint source);

G_END_DECLS
