/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-server.h"

G_BEGIN_DECLS

/* What systemd is told: ready, how it goes, and that the main loop still turns. Does nothing when nobody listens. */
typedef struct _IndexNotifier IndexNotifier;

IndexNotifier *index_notifier_new (IndexServer *server);
void index_notifier_free (IndexNotifier *notifier); /* says STOPPING */

void index_notifier_ready (IndexNotifier *notifier);
/* Around what SIGHUP asks for. @fault stands in the status line until a reload without one: a sentence without its full
 * stop, or NULL. */
void index_notifier_begin_reload (IndexNotifier *notifier);
void index_notifier_end_reload (IndexNotifier *notifier, const char *fault);

/* "3 peers, 12 documents, 14 records, 2 requests/s": a new string. */
char *index_notifier_format_status (const IndexServerCounts *counts, double requests_per_second);

G_END_DECLS
