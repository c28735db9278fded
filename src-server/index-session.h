/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-catalog.h"
#include "index-members.h"
#include "index-meter.h"
#include "index-watchers.h"

#include "wire-request.h"

G_BEGIN_DECLS

typedef struct _IndexSession IndexSession;

/* What all sessions share. It has no socket and no clock: who calls sets @now_usec before. */
typedef struct
{
  IndexCatalog *catalog;
  IndexMembers *members;
  IndexWatchers *watchers; /* their user data is the session */
  const IndexLimits *limits;
  gint64 now_usec; /* monotonic */
  guint64 n_requests;
  GString *body;   /* of the answer being made */
  GArray *entries; /* of the page being made */

  /* The session's member was taken over by a newcomer with its token: its connection is over. */
  void (*displaced) (IndexSession *session, gpointer user_data);
  /* Somebody else claims its address and port: find out soon whether it still lives. */
  void (*doubted) (IndexSession *session, gpointer user_data);
  gpointer user_data;
} IndexService;

void index_service_init (IndexService *service, const IndexLimits *limits);
void index_service_clear (IndexService *service);

/* What the index knows of one connection. */
struct _IndexSession
{
  IndexService *service;
  IndexWatcher *watcher; /* NULL: does not watch */
  IndexMember *member; /* that lives as long as this connection; NULL: none */
  IndexMeter requests;
  IndexMeter *address_requests; /* of all connections of this address, lent; NULL: not counted */
  IndexMeter classic_lists;
  NetAddress address; /* as observed */
  NetAddress local;   /* ours, as this client reached it */
  gpointer user_data;

  /* A 1.0 answer that is not written to its end: LIST goes by record, LOOKUP by walk. */
  IndexWalk *walk;
  guint32 record;
  WireDialect dialect;

  guint is_loopback : 1;
  guint is_exempt : 1;    /* from rates */
  guint is_introduced : 1; /* was told its token */
  guint has_asked : 1;    /* a good request came */
  guint is_listing : 1;
};

void index_session_init (IndexSession *session, IndexService *service, const NetAddress *address, const NetAddress *local);
/* The connection is gone: so is what it held, in one step. */
void index_session_clear (IndexSession *session);

typedef struct
{
  GString *output; /* appended to */
  WireStatus status;
  guint is_unfinished : 1; /* more comes from index_session_continue() when the reader has taken this */
  guint wants_close : 1;   /* when the answer is out */
  guint is_costly : 1;     /* took long to make: others should have their turn before this client has the next */
} IndexAnswer;

void index_session_answer (IndexSession *session, const WireRequest *request, IndexAnswer *answer);
void index_session_continue (IndexSession *session, IndexAnswer *answer);

/* Takes a request from what this client may ask in a second. */
gboolean index_session_may (IndexSession *session);
/* An answer that is made took as long as @cost more requests. */
void index_session_charge (IndexSession *session, guint cost, IndexAnswer *answer);

G_END_DECLS
