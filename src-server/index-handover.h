/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-server.h"

G_BEGIN_DECLS

/* Restart without losing a peer: what the service manager keeps from one run for the next one. Two descriptors, however
 * many peers: a sealed memory file with the state, and a socket in which those of the peers are in flight, 250 a message;
 * a descriptor a peer would cost the manager time with the square of their number.
 *
 * They are put there when the server ends and taken out, for good, when it starts. So nothing is there that a crash
 * could leave old, and a start that fails over them is not tried twice. When the unit is stopped for good the manager
 * drops them, and the peers see the end of their connections. */
typedef struct _IndexHandover IndexHandover;

IndexHandover *index_handover_new (void);
void index_handover_free (IndexHandover *handover);

/* TRUE when a descriptor of this name is of the handover's; then it is taken. @name may be NULL. */
gboolean index_handover_take (IndexHandover *handover, const char *name, int fd);

/* Before the server listens: all that was left, or nothing when any of it is damaged. */
void index_handover_restore (IndexHandover *handover, IndexServer *server, IndexLog *log);

/* After the main loop. Returns when the manager has what there is, and then TRUE; nothing is sent when there is nothing. */
gboolean index_handover_save (IndexHandover *handover, IndexServer *server, IndexLog *log);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IndexHandover, index_handover_free)

G_END_DECLS
