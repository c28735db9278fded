/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "gui-columns.h"

G_BEGIN_DECLS

/* The columns of the library: number, title, date, size, uploads, the switch and the menu. Rows are PeerDocument. */
const GuiColumn *gui_library_columns_get (guint *n_columns);

G_END_DECLS
