/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes from this process, for good, the one way out to the network that the directives of the unit leave open: a
 * listening socket that is shut down is free again, and sendto() with MSG_FASTOPEN connects it, without connect() and
 * from the network of the host. Who takes the server over can then call nobody. Before there is a second thread.
 * FALSE when the kernel has no system call filters. */
gboolean index_walls_raise (void);

G_END_DECLS
