/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-index-link.h"
#include "peer-library.h"

G_BEGIN_DECLS

/* Makes the index know what the library shares: ADD and REMOVE for each difference, in one pipelined burst after connecting
 * and one by one as the library changes. It keeps the documents' states WAITING, SHARED and REFUSED.
 *
 * There is one rule: a number whose document may have changed is looked at again, and what the index then lacks or has too
 * much is sent. So it does not matter in what order things happen. */
typedef struct _PeerAnnouncer PeerAnnouncer;

#define PEER_ANNOUNCER_WINDOW 64u         /* ADDs and REMOVEs without an answer */
#define PEER_ANNOUNCER_AGAIN_SECONDS 10u  /* after a refusal that passes: 409, 429, 503 */

typedef struct
{
  /* The answer to an ADD named the session or the address; either may be NULL. */
  void (*identified) (const char *session, const char *your_address, gpointer user_data);
  /* All that was to be sent has been answered. */
  void (*settled) (gpointer user_data);
  /* The index speaks another version after all. */
  void (*version_refused) (gpointer user_data);
} PeerAnnouncerHandler;

PeerAnnouncer *peer_announcer_new (NetPoller *poller,
                                   PeerLibrary *library,
                                   const PeerAnnouncerHandler *handler,
                                   gpointer user_data);
void peer_announcer_free (PeerAnnouncer *announcer);

/* Everything, from the beginning: the index knows nothing yet. @link is lent until stop(); @session may be NULL. */
void peer_announcer_start (PeerAnnouncer *announcer,
                           PeerIndexLink *link,
                           const char *host,
                           guint16 port,
                           const char *session);

/* The connection has gone: what was shared waits again. */
void peer_announcer_stop (PeerAnnouncer *announcer);

G_END_DECLS
