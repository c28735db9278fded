/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Why @server ("HOST[:PORT]") could not be had, or not be kept: a whole, translated sentence. A new string. */
char *peer_index_failure_describe (const GError *error, const char *server, gboolean is_network_available);

G_END_DECLS
