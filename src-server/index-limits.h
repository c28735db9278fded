/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All that clients can make grow in the index, and how fast; 0 means no limit where it says so. Tests and
 * `--limit NAME=NUMBER` override single ones. */
typedef struct
{
  /* The catalogue. A full mirror of all RFCs is about 9,900 records. */
  guint records_per_peer;
  guint records_total;
  guint text_bytes;      /* different titles and digests; honest holders of a document agree on them */
  guint search_postings; /* words of titles in the search index; beyond it a title is found by its number alone */

  /* Connections. The total must stay under LimitNOFILE of the unit. */
  guint connections;
  guint connections_per_address; /* an IPv4 address or an IPv6 /64 */

  /* Connections that belong to no member: between soft and hard a growing part is refused at random, from
   * drop_percent up to all. */
  guint unregistered_soft;
  guint unregistered_drop_percent;
  guint unregistered_hard;
  guint silent_seconds;  /* no good request ever: idle no longer than this */
  guint idle_seconds;    /* asked something once but is no member: people think between two commands */
  guint pressed_seconds; /* both of the above while more than half of unregistered_hard is taken */

  /* New connections from one address. Old clients connect once for each request, so that a shelf of some hundred
   * documents is some hundred connections in a row, and a classroom sits behind one address. An accept, an ADD and a
   * close cost about 50 us: 200 a second are 1 % of a core. */
  guint connects_per_second; /* 0: no limit */
  guint connects_burst;

  /* Requests of one connection: a mirror adds all it has in one go, then little comes. */
  guint requests_per_second; /* 0: no limit */
  guint requests_burst;
  guint classic_lists_per_second; /* 1.0: LIST is unpaged, so dearer; 0: no limit */

  guint watchers;
  guint watch_changes; /* kept for slow watchers, all in all; who is behind by more starts anew */

  /* Members that joined by START or REGISTER outlive their connections. */
  guint lease_seconds;
  guint lease_guard_seconds; /* so long after its last request nobody else may have its address and port */

  /* Whoever is on this very machine can hurt it in easier ways; and tests, proxies and classrooms on one host come
   * from here. Counts of connections in total, of records and of bytes hold for them too. */
  gboolean loopback_is_exempt;
} IndexLimits;

void index_limits_init (IndexLimits *limits);

/* "NAME=NUMBER" as on the command line; FALSE with words for the user. */
gboolean index_limits_parse (IndexLimits *limits, const char *text, GError **error);

/* A line for each: its name and value, for --help. */
void index_limits_describe (const IndexLimits *limits, GString *output);

G_END_DECLS
