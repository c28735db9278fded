/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* What a person does with a row of the index. */

/* What its button says: gets, cancels, tries again or opens. @widget is where it was asked. */
void gui_entry_act (GtkWidget *widget, PeerEngine *engine, PeerEntry *entry);

/* All that can be done; a new menu of "index." and "page." actions. */
GMenuModel *gui_entry_make_menu (PeerEntry *entry);

G_END_DECLS
