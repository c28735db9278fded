/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-state.h"

G_BEGIN_DECLS

/* The bytes of a handed-over state as other programs would have left them. */

/* A copy of @bytes, with the length and the sum that belong to it. */
GBytes *state_with_right_head (const guint8 *bytes, gsize length);

void state_set_versions (guint8 *bytes, guint32 version, guint32 oldest);

/* As a later version would write @whole, or as one that forgot to say so: each item has @more at its end, and
 * @has_new_kind puts items of a kind in between that nobody knows yet. */
GBytes *state_as_a_later_version (GBytes *whole, guint32 version, const char *more, gboolean has_new_kind);

G_END_DECLS
