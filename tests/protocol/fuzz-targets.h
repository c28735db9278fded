/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One input each; the first byte chooses the door and how the rest is cut. They abort when a promise is broken: what
 * comes out depends on the cut, reading does not end, a text that is not clean comes out, or what was read is not read
 * again from what is written. */
int fuzz_request (const guint8 *data, gsize size);
int fuzz_response (const guint8 *data, gsize size);
int fuzz_record (const guint8 *data, gsize size);

G_END_DECLS
