/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-limits.h"
#include "index-meter.h"

#include "wire-request.h"

G_BEGIN_DECLS

/* What the index tells its operator: each message that comes, to the terminal when a person started it, to the journal
 * with fields of its own as a service. Bounded whatever comes in: what is over the rate is counted, and the count told.
 * It never waits for who reads it. */
typedef struct _IndexLog IndexLog;

typedef enum
{
  INDEX_LOG_NOWHERE,
  INDEX_LOG_TERMINAL, /* standard output */
  INDEX_LOG_JOURNAL,
} IndexLogTarget;

IndexLog *index_log_new (IndexLogTarget target);
void index_log_free (IndexLog *log);
/* How much it tells; before, what the limits are by themselves. */
void index_log_set_limits (IndexLog *log, const IndexLimits *limits);

/* The journal when standard error is connected to it, else the terminal. */
IndexLogTarget index_log_find_target (void);

/* A line that people and programs wait for, at once: "Started listening on IP ...". To standard output in any case. */
void index_log_listening (IndexLog *log, const char *address, guint16 port);

/* A restart, from its two sides. */
void index_log_passed_on (IndexLog *log, guint n_connections, guint n_records);
void index_log_taken_over (IndexLog *log, guint n_connections, guint n_records);

/* Whether one more message is told; if not, it is counted. @lines is the sender's own meter. Cheap. */
gboolean index_log_wants_message (IndexLog *log, IndexMeter *lines, gint64 now_usec);
void index_log_message (IndexLog *log,
                        const WireRequest *request,
                        WireStatus status,
                        const char *peer_address,
                        guint16 peer_port);

/* A connection that was refused at the gate, or that broke a rule; @reason is English and ours. @lines is
 * as above. */
void index_log_refused (IndexLog *log,
                        IndexMeter *lines,
                        const char *peer_address,
                        const char *reason,
                        gint64 now_usec);

/* Something that the operator should look at. */
void index_log_warning (IndexLog *log, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The configuration was read anew, from @path (NULL: there is no file, all is as on the command line). */
void index_log_reloaded (IndexLog *log, const char *path);

/* Tells what was counted, once there is room for it; call it now and then. */
void index_log_sweep (IndexLog *log, gint64 now_usec);

G_END_DECLS
