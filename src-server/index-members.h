/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-accounts.h"
#include "index-catalog.h"
#include "index-limits.h"

#include "net-address.h"

G_BEGIN_DECLS

/* Who may act on which records. A member is an observed address and the upload port that it told; its Host is a label
 * to show. It lives as long as its owner, a connection, or without one as long as its lease: clients of 1.0 that join
 * by START or REGISTER open a connection for each request. */
#define INDEX_TOKEN_BYTES 16u
#define INDEX_TOKEN_HEX (2 * INDEX_TOKEN_BYTES)

typedef struct _IndexMember IndexMember;
struct _IndexMember
{
  NetAddress address;
  IndexAccount *account;
  guint32 holder; /* in the catalogue */
  guint16 port;
  guint8 token[INDEX_TOKEN_BYTES]; /* proves that a newcomer is the one that was here before */
  gpointer owner;                  /* NULL: on a lease */
  gint64 last_usec;                /* of the lease: its last request */
  IndexMember *next_lease;
  IndexMember *previous_lease;
};

typedef struct _IndexMembers IndexMembers;

IndexMembers *index_members_new (IndexCatalog *catalog, const IndexLimits *limits);
void index_members_free (IndexMembers *members);

IndexMember *index_members_find (IndexMembers *members, const NetAddress *address, guint16 port);
/* By the token in hex, as the Session header has it. */
IndexMember *index_members_find_token (IndexMembers *members, WireSlice hex);

/* There must be none with this address and port. @owner NULL: on a lease from @now_usec on. */
IndexMember *index_members_add (IndexMembers *members,
                                const NetAddress *address,
                                guint16 port,
                                WireSlice host,
                                gpointer owner,
                                gint64 now_usec);
/* The same with the token and the lease that it had in another process. */
IndexMember *index_members_add_again (IndexMembers *members,
                                      const NetAddress *address,
                                      guint16 port,
                                      WireSlice host,
                                      const guint8 token[INDEX_TOKEN_BYTES],
                                      gpointer owner,
                                      gint64 last_usec);
/* Whether one more member at @address may be on a lease. */
gboolean index_members_may_lease (IndexMembers *members, const NetAddress *address);
/* With all its records, in one step. */
void index_members_remove (IndexMembers *members, IndexMember *member);

/* A lease begins anew with each request. */
void index_members_touch (IndexMembers *members, IndexMember *member, gint64 now_usec);
/* From a lease, or from another owner, to @owner. */
void index_members_give_to (IndexMembers *members, IndexMember *member, gpointer owner);

/* Ends the leases that have run out; when the next one does, 0 when there is none. */
gint64 index_members_expire (IndexMembers *members, gint64 now_usec);

guint index_members_get_n_members (IndexMembers *members);
/* The one that runs out first; then its next_lease. */
IndexMember *index_members_get_first_lease (IndexMembers *members);

WireSlice index_members_get_host (IndexMembers *members, const IndexMember *member);
gboolean index_members_has_host (IndexMembers *members, const IndexMember *member, WireSlice host);
void index_member_format_token (const IndexMember *member, char hex[INDEX_TOKEN_HEX + 1]);

G_END_DECLS
