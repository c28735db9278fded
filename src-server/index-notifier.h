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
/* For SIGHUP: there is nothing to read anew, but systemd waits for the answer. */
void index_notifier_reload (IndexNotifier *notifier);

/* "3 peers, 12 documents, 14 records, 2 requests/s": a new string. */
char *index_notifier_format_status (const IndexServerCounts *counts, double requests_per_second);

G_END_DECLS
