/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "index-limits.h"

#include "net-address.h"

G_BEGIN_DECLS

/* What the members of one address block (an IPv4 address, an IPv6 /64) hold together: many ports make many members, but
 * no more room. It is there as long as one of them is. */
typedef struct
{
  NetAddress block;
  guint n_members;
  guint n_leases;
  guint32 n_records;    /* the catalogue counts them */
  guint is_exempt : 1; /* from what is counted by address */
} IndexAccount;

typedef struct _IndexAccounts IndexAccounts;

IndexAccounts *index_accounts_new (const IndexLimits *limits);
void index_accounts_free (IndexAccounts *accounts);

/* One member more, one less. */
IndexAccount *index_accounts_join (IndexAccounts *accounts, const NetAddress *address);
void index_accounts_leave (IndexAccounts *accounts, IndexAccount *account);

/* One of its members has a lease from now, or no longer. */
void index_accounts_begin_lease (IndexAccounts *accounts, IndexAccount *account);
void index_accounts_end_lease (IndexAccounts *accounts, IndexAccount *account);
/* Whether a member at @address may begin one. */
gboolean index_accounts_may_lease (IndexAccounts *accounts, const NetAddress *address);

guint index_accounts_get_n_accounts (IndexAccounts *accounts);

G_END_DECLS
