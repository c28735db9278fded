/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-accounts.h"

struct _IndexAccounts
{
  const IndexLimits *limits;
  GHashTable *by_block;
  guint n_leases;
};

IndexAccounts *
index_accounts_new (const IndexLimits *limits)
{
  IndexAccounts *accounts = g_new0 (IndexAccounts, 1);

  accounts->limits = limits;
  accounts->by_block = g_hash_table_new_full ((GHashFunc) net_address_hash, (GEqualFunc) net_address_equal, NULL, g_free);
  return accounts;
}

void
index_accounts_free (IndexAccounts *accounts)
{
  g_hash_table_unref (accounts->by_block);
  g_free (accounts);
}

static IndexAccount *
index_accounts_find (IndexAccounts *accounts, const NetAddress *address)
{
  NetAddress block;

  net_address_get_block (address, &block);
  return g_hash_table_lookup (accounts->by_block, &block);
}

IndexAccount *
index_accounts_join (IndexAccounts *accounts, const NetAddress *address)
{
  IndexAccount *account = index_accounts_find (accounts, address);

  if (account == NULL)
    {
      account = g_new0 (IndexAccount, 1);
      net_address_get_block (address, &account->block);
      account->is_exempt = accounts->limits->loopback_is_exempt && net_address_is_loopback (address);
      g_hash_table_insert (accounts->by_block, &account->block, account);
    }
  account->n_members++;
  return account;
}

void
index_accounts_leave (IndexAccounts *accounts, IndexAccount *account)
{
  if (--account->n_members == 0)
    g_hash_table_remove (accounts->by_block, &account->block);
}

void
index_accounts_begin_lease (IndexAccounts *accounts, IndexAccount *account)
{
  accounts->n_leases++;
  account->n_leases++;
}

void
index_accounts_end_lease (IndexAccounts *accounts, IndexAccount *account)
{
  accounts->n_leases--;
  account->n_leases--;
}

gboolean
index_accounts_may_lease (IndexAccounts *accounts, const NetAddress *address)
{
  const IndexAccount *account = index_accounts_find (accounts, address);

  if (accounts->n_leases >= accounts->limits->leases)
    return FALSE;
  return account == NULL || account->is_exempt || account->n_leases < accounts->limits->leases_per_address;
}

guint
index_accounts_get_n_accounts (IndexAccounts *accounts)
{
  return g_hash_table_size (accounts->by_block);
}
