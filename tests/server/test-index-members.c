/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-members.h"

#include <string.h>

#define SECOND G_USEC_PER_SEC

typedef struct
{
  IndexLimits limits;
  IndexCatalog *catalog;
  IndexMembers *members;
  NetAddress address;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  index_limits_init (&fixture->limits);
  fixture->limits.lease_seconds = 100;
  fixture->catalog = index_catalog_new (&fixture->limits);
  fixture->members = index_members_new (fixture->catalog, &fixture->limits);
  g_assert_true (net_address_from_string ("192.0.2.1", &fixture->address));
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  index_members_free (fixture->members);
  index_catalog_free (fixture->catalog);
}

static IndexMember *
fixture_add (Fixture *fixture, guint16 port, gpointer owner, gint64 now_usec)
{
  IndexMember *member = index_members_add (fixture->members, &fixture->address, port, wire_slice_from_string ("hostA"),
                                           owner, now_usec);

  index_catalog_add (fixture->catalog, member->holder, port, wire_slice_from_string ("T"), FALSE, 0, NULL);
  return member;
}

static void
test_members_by_key (Fixture *fixture, gconstpointer data)
{
  IndexMember *member = fixture_add (fixture, 6001, fixture, 0);
  NetAddress mapped, other;

  g_assert_true (net_address_from_string ("::ffff:192.0.2.1", &mapped));
  g_assert_true (net_address_from_string ("192.0.2.2", &other));
  g_assert_true (index_members_find (fixture->members, &mapped, 6001) == member);
  g_assert_null (index_members_find (fixture->members, &fixture->address, 6002));
  g_assert_null (index_members_find (fixture->members, &other, 6001));
  g_assert_cmpstr (index_catalog_get_holder (fixture->catalog, member->holder)->label, ==, "192.0.2.1\t6001\thostA");
  g_assert_true (index_members_has_host (fixture->members, member, wire_slice_from_string ("HOSTa")));
  g_assert_false (index_members_has_host (fixture->members, member, wire_slice_from_string ("hostAB")));
  index_members_remove (fixture->members, member);
  g_assert_null (index_members_find (fixture->members, &fixture->address, 6001));
  g_assert_cmpuint (index_catalog_get_n_records (fixture->catalog), ==, 0);
}

static void
test_members_by_token (Fixture *fixture, gconstpointer data)
{
  IndexMember *a = fixture_add (fixture, 6001, fixture, 0);
  IndexMember *b = fixture_add (fixture, 6002, fixture, 0);
  char token_a[INDEX_TOKEN_HEX + 1], token_b[INDEX_TOKEN_HEX + 1];

  index_member_format_token (a, token_a);
  index_member_format_token (b, token_b);
  g_assert_cmpstr (token_a, !=, token_b);
  g_assert_true (index_members_find_token (fixture->members, wire_slice_from_string (token_a)) == a);
  g_assert_true (index_members_find_token (fixture->members, wire_slice_from_string (token_b)) == b);
  token_a[31] = token_a[31] == '0' ? '1' : '0';
  g_assert_null (index_members_find_token (fixture->members, wire_slice_from_string (token_a)));
  g_assert_null (index_members_find_token (fixture->members, wire_slice_from_string ("")));
  g_assert_null (index_members_find_token (fixture->members, (WireSlice) { token_b, 31 }));
  token_b[0] = 'x';
  g_assert_null (index_members_find_token (fixture->members, wire_slice_from_string (token_b)));
}

/* At n - 1, n and n + 1 of its seconds. */
static void
test_members_leases_run_out (Fixture *fixture, gconstpointer data)
{
  IndexMember *first = fixture_add (fixture, 6001, NULL, 1 * SECOND);

  fixture_add (fixture, 6002, NULL, 2 * SECOND);
  fixture_add (fixture, 6003, fixture, 0);
  g_assert_cmpint (index_members_expire (fixture->members, 101 * SECOND - 1), ==, 101 * SECOND);
  index_members_touch (fixture->members, first, 50 * SECOND);
  g_assert_cmpint (index_members_expire (fixture->members, 102 * SECOND - 1), ==, 102 * SECOND);
  g_assert_cmpuint (index_members_get_n_members (fixture->members), ==, 3);
  g_assert_cmpint (index_members_expire (fixture->members, 102 * SECOND), ==, 150 * SECOND);
  g_assert_cmpuint (index_members_get_n_members (fixture->members), ==, 2);
  g_assert_null (index_catalog_find (fixture->catalog, 6002));
  g_assert_cmpint (index_members_expire (fixture->members, 150 * SECOND + 1), ==, 0);
  g_assert_cmpuint (index_members_get_n_members (fixture->members), ==, 1);
  g_assert_nonnull (index_catalog_find (fixture->catalog, 6003));
}

static void
test_members_lease_becomes_owned (Fixture *fixture, gconstpointer data)
{
  IndexMember *member = fixture_add (fixture, 6001, NULL, 0);

  index_members_give_to (fixture->members, member, fixture);
  g_assert_cmpint (index_members_expire (fixture->members, 1000 * SECOND), ==, 0);
  g_assert_true (index_members_find (fixture->members, &fixture->address, 6001) == member);
  index_members_touch (fixture->members, member, 0);
  g_assert_cmpint (index_members_expire (fixture->members, 1000 * SECOND), ==, 0);
}

static void
test_members_without_a_host (Fixture *fixture, gconstpointer data)
{
  IndexMember *member =
      index_members_add (fixture->members, &fixture->address, 6001, (WireSlice) { NULL, 0 }, fixture, 0);

  g_assert_cmpstr (index_catalog_get_holder (fixture->catalog, member->holder)->label, ==, "192.0.2.1\t6001\t192.0.2.1");
}

#define add(name, func) g_test_add ("/index-members/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("by-address-and-port", test_members_by_key);
  add ("by-token", test_members_by_token);
  add ("leases-run-out", test_members_leases_run_out);
  add ("a-lease-becomes-owned", test_members_lease_becomes_owned);
  add ("without-a-host-the-address-is-shown", test_members_without_a_host);
  return g_test_run ();
}
