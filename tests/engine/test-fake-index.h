/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "test-talk.h"

G_BEGIN_DECLS

/* An index by script: it says what the test put into it, and remembers what it was told. */
typedef struct
{
  TestStage *stage;
  char *server;           /* "127.0.0.1:PORT" */
  GPtrArray *requests;    /* all that came, as they came */
  GHashTable *lookups;    /* number -> rows (owned) */
  GHashTable *records;    /* number -> title: what ADD and REMOVE left */
  char *rows;             /* of LIST RFCS */
  const char *list_headers; /* of LIST RFCS, each with its line end */
  const char *remove_status; /* as the next */
  guint n_cuts;           /* so many PINGs are answered by going away */
  const char *add_status; /* instead of "200 OK"; NULL for that */
  const char *session;    /* that an ADD is told */
  gboolean is_silent;
  TestTalk *dribble;      /* a LOOKUP that was not answered to its end; only when @dribbles */
  gboolean dribbles;
  gboolean is_watchable;  /* else WATCH is refused */
  gboolean is_classic;    /* knows 1.0 alone: 505 for everything else */
} TestFakeIndex;

TestFakeIndex *test_fake_index_new (void);
void test_fake_index_free (TestFakeIndex *index);

/* NOTIFY with these rows, to all. */
void test_fake_index_notify (TestFakeIndex *index, const char *rows);

/* One more holder for LOOKUP RFC @number, at 127.0.0.1; @digest_hex may be "". */
void test_fake_index_add_holder (TestFakeIndex *index, guint number, const char *name, guint16 port, const char *digest_hex);
guint test_fake_index_count_requests (TestFakeIndex *index, const char *prefix);

G_END_DECLS
