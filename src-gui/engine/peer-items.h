/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What list models do with the objects that they hold: @items owns its elements (g_object_unref). */

/* Puts @n_added of @added where the @n_removed items at @position stand, and tells of it as one change. What is the same at
 * both ends stays untouched and untold. */
void peer_items_splice (GListModel *model,
                        GPtrArray *items,
                        guint position,
                        guint n_removed,
                        gpointer *added, /* lent; NULL when none */
                        guint n_added);

/* Of items ordered by a number: where the one of @number stands, or would. */
guint peer_items_find_position (GPtrArray *items, guint number, guint (*get_number) (gpointer item));

G_END_DECLS
