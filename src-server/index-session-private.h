/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-rows.h"
#include "index-session.h"

G_BEGIN_DECLS

/* A page of a list counts as more requests than a row does. */
#define INDEX_BYTES_PER_REQUEST (16u * 1024u)

/* The two versions speak of the same things in different words; what the things are is in index-session.c. */
void index_session_answer_strict (IndexSession *session, const WireRequest *request, IndexAnswer *answer);
void index_session_answer_classic (IndexSession *session, const WireRequest *request, IndexAnswer *answer);
void index_session_refuse (IndexSession *session, const WireRequest *request, WireStatus status, IndexAnswer *answer);

/* Makes the session the owner of a member with this label and port, or with @is_lease the lease of one. CONFLICT when
 * somebody else has the port; BAD_REQUEST when the session is somebody else already. */
WireStatus index_session_join (IndexSession *session,
                               WireSlice host,
                               guint16 port,
                               gboolean is_lease,
                               IndexMember **member);
void index_session_leave (IndexSession *session);

/* ADD for @member: OK, FORBIDDEN or UNAVAILABLE. */
WireStatus index_session_add (IndexSession *session, IndexMember *member, const WireRequest *request);

/* What this client sees where a holder on this machine has its address; NULL: that address. @buffer lends. */
const char *index_session_get_loopback_address (IndexSession *session, char buffer[NET_ADDRESS_MAX_TEXT]);

void index_session_end_listing (IndexSession *session);

G_END_DECLS
