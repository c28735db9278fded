/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-page.h"

G_BEGIN_DECLS

/* Asks how, and prints the page: 72 columns and 58 lines on each sheet, as of old. */
void gui_reader_print (GtkWindow *parent, PeerPage *page, const char *name);

G_END_DECLS
