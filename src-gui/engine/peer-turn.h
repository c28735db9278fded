/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The priority of work that is done a bounded piece at a time beside a window: that of GDK's frames (GDK_PRIORITY_REDRAW),
 * so that each takes its turn. At the usual one of idle work a spinner whose frames take longer than they last, on a slow
 * or busy machine without a graphics card, would leave it no turn at all. */
#define PEER_TURN_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)

G_END_DECLS
