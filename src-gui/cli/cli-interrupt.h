/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SIGINT, SIGTERM, and SIGHUP where nobody said to ignore it. The first one asks the program to end cleanly; the second ends
 * it at once, whatever it waits for. A handler of our own: one that runs on the main loop is not heard by a program that is
 * stuck in a write. */
void cli_interrupt_init (void);

gboolean cli_interrupt_has_come (void);

/* Readable from then on, for poll(). */
int cli_interrupt_get_descriptor (void);

G_END_DECLS
