/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows an address that stands in a document, whole, and asks what to do with it: a document is written by others, and
 * what it leads to is not opened unseen. */
void gui_reader_address_ask (GtkWindow *parent, const char *address);

G_END_DECLS
