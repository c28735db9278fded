/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* Blocking, for what comes before the clock runs; whatever goes wrong ends the program with its reason. */

/* From 127.0.0.1 + @source; 0: from whichever address the system picks. */
int load_connect (int port, guint source);
void load_send_all (int fd, const char *bytes, gsize length);
/* Reads @n answers, and appends them to @answers, which may be NULL. */
void load_read_replies (int fd, guint n, gsize (*measure) (const char *bytes, gsize length), GString *answers);
void load_raise_descriptor_limit (void);

/* Nanoseconds on a CPU of a process, of all its threads. */
guint64 load_get_cpu_nsec (int pid);
