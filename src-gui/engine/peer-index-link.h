/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-client-connection.h"
#include "peer-index-form.h"

G_BEGIN_DECLS

/* One live connection to an index: requests go in, pipelined in 1.1 and one by one in 1.0, and each gets its answer or an
 * error, exactly once. It keeps the connection alive by PING, and gives it up when the index falls silent. */
typedef struct _PeerIndexLink PeerIndexLink;

#define PEER_INDEX_LINK_WINDOW 128u         /* requests without an answer */
#define PEER_INDEX_LINK_PROBE_SECONDS 5u    /* until the first answer */
#define PEER_INDEX_LINK_ANSWER_SECONDS 20u
#define PEER_INDEX_LINK_WHOLE_ANSWER_SECONDS 300u /* 16 MiB at 0.5 Mbit/s: for the whole of it, however it dribbles */
#define PEER_INDEX_LINK_CONNECT_SECONDS 15u
#define PEER_INDEX_LINK_PING_SECONDS 45u    /* of quiet */

/* What the head of an answer said. Lent. */
typedef struct
{
  WireStatus status;
  WireVersion version;
  gboolean has_total;
  guint32 total;
  char *next; /* NULL when absent, as the others */
  char *session;
  char *your_address;
} PeerIndexAnswer;

typedef struct
{
  /* A row of the body; may be NULL. */
  void (*row) (const char *line, gsize length, gpointer user_data);
  /* The last call; either @answer, or NULL and @error. */
  void (*done) (const PeerIndexAnswer *answer, const GError *error, gpointer user_data);
} PeerIndexCallHandler;

typedef struct
{
  /* A row of a notice (WATCH); may be NULL. */
  void (*notice) (PeerIndexLink *link, const char *line, gsize length, gpointer user_data);
  /* The last call: the connection has gone, all calls have been told so; the owner frees the link. */
  void (*closed) (PeerIndexLink *link, const GError *error, gpointer user_data);
} PeerIndexLinkHandler;

/* Takes @socket. */
PeerIndexLink *peer_index_link_new (NetPoller *poller,
                                    GSocket *socket,
                                    const PeerIndexLinkHandler *handler,
                                    gpointer user_data,
                                    GError **error);

/* Another owner: it is told from here on. */
void peer_index_link_set_handler (PeerIndexLink *link, const PeerIndexLinkHandler *handler, gpointer user_data);

/* Drops the connection; calls that are open are told G_IO_ERROR_CLOSED. closed() is not called. Safe in its handlers. */
void peer_index_link_free (PeerIndexLink *link);

/* @request's version must be the link's. An urgent one goes before those that wait for their place in the window. */
void peer_index_link_call (PeerIndexLink *link,
                           const WireRequest *request,
                           gboolean is_urgent,
                           const PeerIndexCallHandler *handler,
                           gpointer user_data);

/* The same with the @nth word for going away, 0 to 2. FALSE, and nothing is called, when the form has no such. */
gboolean peer_index_link_call_nth (PeerIndexLink *link,
                                   const WireRequest *request,
                                   guint nth,
                                   const PeerIndexCallHandler *handler,
                                   gpointer user_data);

/* After an index has answered in 1.0, or not at all. @place is connected to again for each request where the form wants it;
 * @patience_seconds: for each answer. */
void peer_index_link_set_form (PeerIndexLink *link, PeerIndexForm form, GSocketConnectable *place, guint patience_seconds);
PeerIndexForm peer_index_link_get_form (PeerIndexLink *link);
/* Answers need not be waited for any more. */
void peer_index_link_hurry (PeerIndexLink *link);
/* An empty line closed the last answer of a 1.0 index. */
gboolean peer_index_link_is_line_ended (PeerIndexLink *link);
gboolean peer_index_link_is_classic (PeerIndexLink *link);
WireVersion peer_index_link_get_version (PeerIndexLink *link);

/* Asks for a sign of life now: the network has changed. */
void peer_index_link_ping (PeerIndexLink *link);
/* The same where the connection is probably dead: it is given up when nothing comes within PEER_INDEX_LINK_PROBE_SECONDS. */
void peer_index_link_probe (PeerIndexLink *link);

/* Of the connection that it began with. Lent. */
const NetAddress *peer_index_link_get_remote_address (PeerIndexLink *link);
const NetAddress *peer_index_link_get_local_address (PeerIndexLink *link);

/* The error of an answer that is no success; NULL for 200. */
GError *peer_index_answer_make_error (const PeerIndexAnswer *answer);

G_END_DECLS
