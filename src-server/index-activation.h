/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-handover.h"

G_BEGIN_DECLS

/* Where the listening sockets come from: handed in by systemd, or opened here when a person starts the program. */

/* Sockets that systemd handed in under a name that begins with "p2p-ci" (FileDescriptorName=); all of them when they
 * have no names. What an earlier run left goes to @handover, others are closed. NULL without @error when none were handed in at all. */
GPtrArray *index_activation_take_sockets (IndexHandover *handover, GError **error);

/* Opens "ADDRESS:PORT", "[V6]:PORT" or "PORT" each; NULL: the two default ports on all addresses. */
GPtrArray *index_activation_open_sockets (const char *const *listen, GError **error);

/* @text into an address with its port; "", "*" and a port alone mean all addresses. */
GSocketAddress *index_activation_parse_address (const char *text, GError **error);

/* Why no socket: the exit code that says so (sysexits.h). */
int index_activation_get_exit_code (const GError *error);

G_END_DECLS
