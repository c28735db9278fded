/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tells the service manager that started the program, if one did, how it is: "READY=1", "STATUS=…", "STOPPING=1", a line
 * each. One datagram is all there is to it, which is no reason for the terminal peer to need libsystemd. */
void cli_notify (const char *lines);

G_END_DECLS
