/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The OS header: "Linux 6.1.0", and nothing that names this computer or who uses it. Lent, static. */
const char *peer_platform_get_os (void);

/* A path as people write it, the home folder as "~". A new string. */
char *peer_platform_display_path (GFile *file);

G_END_DECLS
