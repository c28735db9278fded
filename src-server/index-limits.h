/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All that clients can make grow in the index, and how fast; 0 means no limit where it says so. Each is a row of one
 * table in index-limits.c, which the command line, the configuration file and its manual page are made from. */
typedef struct
{
  /* The catalogue. A full mirror of all RFCs is about 9,900 records. */
  guint records_total;
  guint records_per_peer;
  guint records_per_address; /* of all peers at one address together */
  guint text_bytes;      /* different titles and digests; honest holders of a document agree on them */
  guint search_postings; /* words of titles in the search index; beyond it a title is found by its number alone */
  guint watchers;
  guint watch_changes; /* kept for slow watchers, all in all; who is behind by more starts anew */

  /* Connections. The total must stay under LimitNOFILE of the unit. */
  guint connections;
  guint connections_per_address; /* an IPv4 address or an IPv6 /64 */

  /* New connections from one address. Old clients connect once for each request, so that a shelf of some hundred
   * documents is some hundred connections in a row, and a classroom sits behind one address. An accept, an ADD and a
   * close cost about 50 us: 200 a second are 1 % of a core. */
  guint connects_per_second; /* 0: no limit */
  guint connects_burst;

  /* Connections that belong to no member: between soft and hard a growing part is refused at random, from
   * drop_percent up to all. */
  guint unregistered_soft;
  guint unregistered_drop_percent;
  guint unregistered_hard;

  /* Of those that are no members: from the accept until the first good request, and from the last request on. Others need
   * the places only when there are few left: more than an eighth taken is busy, more than half is pressed. */
  guint silent_seconds; /* people type, and old clients show a menu first */
  guint silent_busy_seconds;
  guint idle_seconds; /* people think between two commands */
  guint idle_busy_seconds;
  guint pressed_seconds; /* both */

  /* Requests of one connection: a mirror adds all it has in one go, then little comes. */
  guint requests_per_second; /* 0: no limit */
  guint requests_burst;
  guint address_requests_per_second; /* of all connections of one address together; 0: no limit */
  guint address_requests_burst;
  guint classic_lists_per_second; /* 1.0: LIST is unpaged, so dearer; 0: no limit */
  guint buffer_bytes;             /* unsent answers and half requests of all; over it, who holds most is cut off */

  /* Members that joined by START or REGISTER outlive their connections. */
  guint leases;
  guint leases_per_address;
  guint lease_seconds;
  guint lease_guard_seconds; /* so long after its last request nobody else may have its address and port */

  /* Whoever is on this very machine can hurt it in easier ways; and tests, proxies and classrooms on one host come
   * from here. Counts of connections in total, of records and of bytes hold for them too. */
  gboolean loopback_is_exempt;

  /* What is told of what comes in. */
  gboolean messages_are_logged;
  guint log_lines_per_second; /* in the journal, of each kind of event */
  guint log_lines_per_address; /* a second */
} IndexLimits;

typedef enum
{
  INDEX_LIMIT_NUMBER,
  INDEX_LIMIT_SWITCH, /* "true" or "false" */
} IndexLimitKind;

/* A row of the table. */
typedef struct
{
  const char *section; /* of the configuration file */
  const char *name;    /* unlike any other's in all sections */
  IndexLimitKind kind;
  gsize offset; /* in IndexLimits */
  guint initial;
  guint min;
  guint max;
  const char *sentences; /* what it bounds and, where it is not plain, why; ASCII, no quotes and no backslashes */
} IndexLimit;

/* In the order in which they are shown, sections together. */
const IndexLimit *index_limits_get_table (guint *n_limits);

void index_limits_init (IndexLimits *limits);

/* NULL when there is none with this name. */
const IndexLimit *index_limit_find (const char *name);
/* The one whose name is most like it; NULL when none is. */
const IndexLimit *index_limit_find_like (const char *name);

/* FALSE with words for the user, and @limits untouched. */
gboolean index_limit_set (const IndexLimit *limit, IndexLimits *limits, const char *value, GError **error);
guint index_limit_get (const IndexLimit *limit, const IndexLimits *limits);
/* As it stands in the configuration file: a new string. */
char *index_limit_format (const IndexLimit *limit, guint value);

/* "NAME=VALUE" as on the command line; FALSE with words for the user. */
gboolean index_limits_parse (IndexLimits *limits, const char *text, GError **error);

/* A line for each: its name and value, for --help-limits. */
void index_limits_describe (const IndexLimits *limits, GString *output);

G_END_DECLS
