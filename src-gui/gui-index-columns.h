/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "gui-page.h"

G_BEGIN_DECLS

/* The columns of the index: number, title, status, holders, and the button. Rows are PeerEntry or GuiLookUp. */
const GuiColumn *gui_index_columns_get (guint *n_columns);

G_END_DECLS
