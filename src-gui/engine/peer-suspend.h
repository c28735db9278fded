/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tells when the computer has slept: then connections may be dead, and the monotonic clock, which stood still, does not know
 * of it. A timer of the clock that goes on in sleep is due at once on waking. */
typedef struct _PeerSuspend PeerSuspend;

#define PEER_SUSPEND_SECONDS 30u /* of sleep are not told of; also how often it is looked, at most */

typedef void (*PeerSuspendFunc) (gpointer user_data);

/* Runs in @context. @func may free it. Where the kernel has no such timer, it never tells. */
PeerSuspend *peer_suspend_new (GMainContext *context, PeerSuspendFunc func, gpointer user_data);
void peer_suspend_free (PeerSuspend *self);

/* Looks now, as the timer does. */
void peer_suspend_check (PeerSuspend *self);

/* A test's own: the microseconds of sleep since some moment. */
void peer_suspend_set_clock (PeerSuspend *self, gint64 (*clock) (gpointer user_data), gpointer user_data);

G_END_DECLS
