/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-session.h"

G_BEGIN_DECLS

/* An index without sockets: clients are sessions with an address, what they send goes through the real reader, and what
 * they are answered is a string. Its clock stands still unless the test moves it. */
typedef struct
{
  IndexLimits limits;
  IndexService service;
  GPtrArray *clients;
  IndexSession *displaced; /* the last one */
  IndexSession *doubted;
} SessionFixture;

typedef struct
{
  IndexSession session;
  GString *output;
  WireStatus status; /* of the last answer */
  gboolean wants_close;
  gboolean is_unfinished;
  gboolean is_costly;
} SessionClient;

/* @change_limits may be NULL. */
void session_fixture_set_up (SessionFixture *fixture, gconstpointer change_limits);
void session_fixture_tear_down (SessionFixture *fixture, gconstpointer change_limits);

SessionClient *session_client_new (SessionFixture *fixture, const char *address);
void session_client_free (SessionFixture *fixture, SessionClient *client);

/* The answers to all requests in @bytes, the last of them ended by silence; good until the next call. */
const char *session_client_ask (SessionClient *client, const char *bytes);
/* The same with a format for what changes. */
const char *session_client_askf (SessionClient *client, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The value of a header in the last answer: a new string, NULL when there is none. */
char *session_client_dup_header (SessionClient *client, const char *name);
/* What stands after the head. */
const char *session_client_get_body (SessionClient *client);

G_END_DECLS
