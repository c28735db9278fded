/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-members.h"

#include <string.h>
#include <sys/random.h>

struct _IndexMembers
{
  IndexCatalog *catalog;
  const IndexLimits *limits;
  GHashTable *by_key;
  GHashTable *by_token;
  IndexAccounts *accounts;
  IndexMember *first_lease; /* the one that runs out first */
  IndexMember *last_lease;
};

static guint
index_member_hash_key (gconstpointer key)
{
  const IndexMember *member = key;

  return net_address_hash (&member->address) * 31 + member->port;
}

static gboolean
index_member_equal_key (gconstpointer a, gconstpointer b)
{
  const IndexMember *left = a;
  const IndexMember *right = b;

  return left->port == right->port && net_address_equal (&left->address, &right->address);
}

/* Tokens are random and ours. */
static guint
index_member_hash_token (gconstpointer key)
{
  guint hash;

  memcpy (&hash, ((const IndexMember *) key)->token, sizeof hash);
  return hash;
}

/* In constant time: how far a guess is right must not show. */
static gboolean
index_member_equal_token (gconstpointer a, gconstpointer b)
{
  const IndexMember *left = a;
  const IndexMember *right = b;
  guint8 difference = 0;

  for (guint i = 0; i < INDEX_TOKEN_BYTES; i++)
    difference |= left->token[i] ^ right->token[i];
  return difference == 0;
}

IndexMembers *
index_members_new (IndexCatalog *catalog, const IndexLimits *limits)
{
  IndexMembers *members = g_new0 (IndexMembers, 1);

  members->catalog = catalog;
  members->limits = limits;
  members->accounts = index_accounts_new (limits);
  members->by_key = g_hash_table_new (index_member_hash_key, index_member_equal_key);
  members->by_token = g_hash_table_new (index_member_hash_token, index_member_equal_token);
  return members;
}

void
index_members_free (IndexMembers *members)
{
  g_autoptr (GList) all = g_hash_table_get_keys (members->by_key);

  for (GList *l = all; l != NULL; l = l->next)
    index_members_remove (members, l->data);
  g_hash_table_unref (members->by_key);
  g_hash_table_unref (members->by_token);
  index_accounts_free (members->accounts);
  g_free (members);
}

IndexMember *
index_members_find (IndexMembers *members, const NetAddress *address, guint16 port)
{
  IndexMember key = { .address = *address, .port = port };

  return g_hash_table_lookup (members->by_key, &key);
}

IndexMember *
index_members_find_token (IndexMembers *members, WireSlice hex)
{
  IndexMember key = { 0 };

  if (hex.length != INDEX_TOKEN_HEX)
    return NULL;
  for (guint i = 0; i < INDEX_TOKEN_BYTES; i++)
    {
      int high = g_ascii_xdigit_value (hex.data[2 * i]);
      int low = g_ascii_xdigit_value (hex.data[2 * i + 1]);

      if (high < 0 || low < 0)
        return NULL;
      key.token[i] = high << 4 | low;
    }
  return g_hash_table_lookup (members->by_token, &key);
}

static void
index_members_append_lease (IndexMembers *members, IndexMember *member, gint64 now_usec)
{
  index_accounts_begin_lease (members->accounts, member->account);
  member->last_usec = now_usec;
  member->next_lease = NULL;
  member->previous_lease = members->last_lease;
  if (members->last_lease != NULL)
    members->last_lease->next_lease = member;
  else
    members->first_lease = member;
  members->last_lease = member;
}

static void
index_members_unlink_lease (IndexMembers *members, IndexMember *member)
{
  index_accounts_end_lease (members->accounts, member->account);
  if (member->next_lease != NULL)
    member->next_lease->previous_lease = member->previous_lease;
  else
    members->last_lease = member->previous_lease;
  if (member->previous_lease != NULL)
    member->previous_lease->next_lease = member->next_lease;
  else
    members->first_lease = member->next_lease;
}

static void
index_token_init (guint8 token[INDEX_TOKEN_BYTES])
{
  if (getrandom (token, INDEX_TOKEN_BYTES, 0) == (gssize) INDEX_TOKEN_BYTES)
    return;
  for (guint i = 0; i < INDEX_TOKEN_BYTES; i++)
    token[i] = g_random_int ();
}

IndexMember *
index_members_add_again (IndexMembers *members,
                         const NetAddress *address,
                         guint16 port,
                         WireSlice host,
                         const guint8 token[INDEX_TOKEN_BYTES],
                         gpointer owner,
                         gint64 last_usec)
{
  IndexMember *member = g_new0 (IndexMember, 1);
  char text[NET_ADDRESS_MAX_TEXT];

  member->address = *address;
  member->account = index_accounts_join (members->accounts, address);
  member->port = port;
  member->owner = owner;
  net_address_to_string (address, text);
  if (host.length == 0)
    host = wire_slice_from_string (text);
  member->holder =
      index_catalog_add_holder (members->catalog, text, port, host, net_address_is_loopback (address));
  if (!member->account->is_exempt)
    index_catalog_set_address_count (members->catalog, member->holder, &member->account->n_records);
  memcpy (member->token, token, INDEX_TOKEN_BYTES);
  if (owner == NULL)
    index_members_append_lease (members, member, last_usec);

  g_hash_table_add (members->by_key, member);
  g_hash_table_add (members->by_token, member);
  return member;
}

IndexMember *
index_members_add (IndexMembers *members,
                   const NetAddress *address,
                   guint16 port,
                   WireSlice host,
                   gpointer owner,
                   gint64 now_usec)
{
  guint8 token[INDEX_TOKEN_BYTES];

  index_token_init (token);
  return index_members_add_again (members, address, port, host, token, owner, now_usec);
}

gboolean
index_members_may_lease (IndexMembers *members, const NetAddress *address)
{
  return index_accounts_may_lease (members->accounts, address);
}

void
index_members_remove (IndexMembers *members, IndexMember *member)
{
  index_catalog_remove_holder (members->catalog, member->holder);
  if (member->owner == NULL)
    index_members_unlink_lease (members, member);
  index_accounts_leave (members->accounts, member->account);
  g_hash_table_remove (members->by_key, member);
  g_hash_table_remove (members->by_token, member);
  g_free (member);
}

void
index_members_touch (IndexMembers *members, IndexMember *member, gint64 now_usec)
{
  if (member->owner != NULL)
    return;
  index_members_unlink_lease (members, member);
  index_members_append_lease (members, member, now_usec);
}

void
index_members_give_to (IndexMembers *members, IndexMember *member, gpointer owner)
{
  if (member->owner == NULL)
    index_members_unlink_lease (members, member);
  member->owner = owner;
}

gint64
index_members_expire (IndexMembers *members, gint64 now_usec)
{
  gint64 lease_usec = (gint64) members->limits->lease_seconds * G_USEC_PER_SEC;

  while (members->first_lease != NULL && members->first_lease->last_usec + lease_usec <= now_usec)
    index_members_remove (members, members->first_lease);
  return members->first_lease != NULL ? members->first_lease->last_usec + lease_usec : 0;
}

guint
index_members_get_n_members (IndexMembers *members)
{
  return g_hash_table_size (members->by_key);
}

IndexMember *
index_members_get_first_lease (IndexMembers *members)
{
  return members->first_lease;
}

WireSlice
index_members_get_host (IndexMembers *members, const IndexMember *member)
{
  const IndexHolder *holder = index_catalog_get_holder (members->catalog, member->holder);
  const char *host = strchr (holder->label + holder->address_length + 1, '\t') + 1;

  return (WireSlice) { host, holder->label + holder->label_length - host };
}

gboolean
index_members_has_host (IndexMembers *members, const IndexMember *member, WireSlice host)
{
  WireSlice own = index_members_get_host (members, member);

  return own.length == host.length && g_ascii_strncasecmp (own.data, host.data, host.length) == 0;
}

void
index_member_format_token (const IndexMember *member, char hex[INDEX_TOKEN_HEX + 1])
{
  for (guint i = 0; i < INDEX_TOKEN_BYTES; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", member->token[i]);
}
