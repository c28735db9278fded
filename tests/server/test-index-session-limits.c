/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session-fixture.h"

/* Each limit that a session keeps, at n - 1, n and n + 1: for one connection, for one address, for all. */

static SessionClient *
client_new (SessionFixture *fixture, const char *address, IndexMeter *address_requests)
{
  SessionClient *client = session_client_new (fixture, address);

  client->session.address_requests = address_requests;
  return client;
}

static WireStatus
add (SessionClient *client, guint port, guint number)
{
  session_client_askf (client, "ADD RFC %u P2P-CI/1.1\r\nHost: h\r\nPort: %u\r\nTitle: T\r\n\r\n", number, port);
  return client->status;
}

static WireStatus
ping (SessionClient *client)
{
  session_client_ask (client, "PING P2P-CI/1.1\r\n\r\n");
  return client->status;
}

static void
few_records (IndexLimits *limits)
{
  limits->records_per_peer = 4;
  limits->records_per_address = 6;
  limits->records_total = 8;
}

static void
test_limits_records (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *first = session_client_new (fixture, "192.0.2.1");
  SessionClient *second = session_client_new (fixture, "192.0.2.1");
  SessionClient *other = session_client_new (fixture, "192.0.2.2");
  SessionClient *third = session_client_new (fixture, "192.0.2.3");

  for (guint number = 1; number <= 4; number++)
    g_assert_cmpint (add (first, 6001, number), ==, WIRE_STATUS_OK);
  g_assert_cmpint (add (first, 6001, 5), ==, WIRE_STATUS_FORBIDDEN);
  g_assert_cmpint (add (first, 6001, 4), ==, WIRE_STATUS_OK); /* again */

  /* Another port of the same address: two more. */
  g_assert_cmpint (add (second, 6002, 1), ==, WIRE_STATUS_OK);
  g_assert_cmpint (add (second, 6002, 2), ==, WIRE_STATUS_OK);
  g_assert_cmpint (add (second, 6002, 3), ==, WIRE_STATUS_FORBIDDEN);

  g_assert_cmpint (add (other, 6001, 1), ==, WIRE_STATUS_OK);
  g_assert_cmpint (add (other, 6001, 2), ==, WIRE_STATUS_OK);
  g_assert_cmpint (add (other, 6001, 3), ==, WIRE_STATUS_FORBIDDEN);
  g_assert_cmpint (add (third, 6001, 1), ==, WIRE_STATUS_FORBIDDEN);

  /* Who leaves makes room, for its own address first of all. */
  session_client_free (fixture, first);
  g_assert_cmpint (add (second, 6002, 3), ==, WIRE_STATUS_OK);
  g_assert_cmpint (add (third, 6001, 1), ==, WIRE_STATUS_OK);
  g_assert_cmpuint (index_catalog_get_n_records (fixture->service.catalog), ==, 6);
}

/* An IPv6 /64 is one address; loopback is exempt from what is counted by address, and from nothing else. */
static void
test_limits_records_of_blocks (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *first = session_client_new (fixture, "2001:db8::1");
  SessionClient *second = session_client_new (fixture, "2001:db8::ffff:2");
  SessionClient *here = session_client_new (fixture, "127.0.0.1");
  SessionClient *also_here = session_client_new (fixture, "127.0.0.1");

  fixture->limits.records_total = 100;
  index_catalog_set_limits (fixture->service.catalog, &fixture->limits);
  for (guint number = 1; number <= 4; number++)
    g_assert_cmpint (add (first, 6001, number), ==, WIRE_STATUS_OK);
  g_assert_cmpint (add (second, 6001, 1), ==, WIRE_STATUS_OK);
  g_assert_cmpint (add (second, 6001, 2), ==, WIRE_STATUS_OK);
  g_assert_cmpint (add (second, 6001, 3), ==, WIRE_STATUS_FORBIDDEN);
  for (guint number = 1; number <= 4; number++)
    {
      g_assert_cmpint (add (here, 6001, number), ==, WIRE_STATUS_OK);
      g_assert_cmpint (add (also_here, 6002, number), ==, WIRE_STATUS_OK);
    }
  g_assert_cmpint (add (here, 6001, 5), ==, WIRE_STATUS_FORBIDDEN);
}

static void
few_requests (IndexLimits *limits)
{
  limits->requests_per_second = 2;
  limits->requests_burst = 10;
  limits->address_requests_per_second = 4;
  limits->address_requests_burst = 25;
}

static guint
count_pings (SessionClient *client, guint n)
{
  guint n_answered = 0;

  for (guint i = 0; i < n; i++)
    n_answered += ping (client) == WIRE_STATUS_OK;
  return n_answered;
}

/* Many connections have not the rate of each. */
static void
test_limits_requests (SessionFixture *fixture, gconstpointer data)
{
  IndexMeter address = 0;
  SessionClient *clients[4];

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    clients[i] = client_new (fixture, "192.0.2.1", &address);
  g_assert_cmpuint (count_pings (clients[0], 10), ==, 10);
  g_assert_cmpint (ping (clients[0]), ==, WIRE_STATUS_TOO_MANY_REQUESTS);
  g_assert_cmpuint (count_pings (clients[1], 11), ==, 10);
  g_assert_cmpuint (count_pings (clients[2], 11), ==, 5);
  g_assert_cmpuint (count_pings (clients[3], 11), ==, 0);

  /* A second later: four for the address, two for a connection. */
  fixture->service.now_usec += G_USEC_PER_SEC;
  g_assert_cmpuint (count_pings (clients[0], 5), ==, 2);
  g_assert_cmpuint (count_pings (clients[1], 5), ==, 2);
  g_assert_cmpuint (count_pings (clients[2], 5), ==, 0);
}

/* The defaults: what a full mirror adds in one go, and not one more. */
static void
test_limits_requests_by_default (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "192.0.2.1");

  g_assert_cmpuint (count_pings (client, 12001), ==, 12000);
}

static void
test_limits_requests_of_this_machine (SessionFixture *fixture, gconstpointer data)
{
  IndexMeter address = 0;
  SessionClient *client = client_new (fixture, "127.0.0.1", &address);

  g_assert_cmpuint (count_pings (client, 1000), ==, 1000);
  g_assert_cmpint (address, ==, 0);
}

/* A long answer of 1.0 is taken from what its address may ask, so that a connection a list is no way around the rate. */
static void
test_limits_lists_cost (SessionFixture *fixture, gconstpointer data)
{
  IndexMeter address = 0;
  SessionClient *holder = session_client_new (fixture, "192.0.2.7");
  SessionClient *reader = client_new (fixture, "192.0.2.1", &address);
  SessionClient *other = client_new (fixture, "192.0.2.1", &address);
  guint n_bytes;

  fixture->limits.requests_burst = 100000;
  for (guint number = 1; number <= 5000; number++)
    g_assert_cmpint (add (holder, 6001, number), ==, WIRE_STATUS_OK);
  session_client_ask (reader, "LIST ALL P2P-CI/1.0\r\nHost: h\r\nPort: 6001\r\n\r\n");
  n_bytes = reader->output->len;
  g_assert_cmpuint (n_bytes, >, 7 * 16384);
  g_assert_cmpuint (n_bytes, <, 25 * 16384);
  g_assert_cmpuint (count_pings (other, 25), <=, 25 - n_bytes / 16384);
}

static void
few_leases (IndexLimits *limits)
{
  limits->leases = 4;
  limits->leases_per_address = 3;
  limits->lease_seconds = 100;
}

static gboolean
start (SessionClient *client, guint port)
{
  session_client_askf (client, "START P2P-CI/1.0 Host: h Port: %u\n", port);
  return client->status == WIRE_STATUS_OK;
}

/* Members that need no connection: a connection could else make one for each port. */
static void
test_limits_leases (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "192.0.2.1");
  SessionClient *other = session_client_new (fixture, "192.0.2.2");
  SessionClient *third = session_client_new (fixture, "192.0.2.3");

  for (guint port = 6001; port <= 6003; port++)
    g_assert_true (start (client, port));
  g_assert_false (start (client, 6004));
  g_assert_true (start (client, 6003)); /* it has that one */
  g_assert_true (start (other, 6001));
  g_assert_false (start (third, 6001));
  g_assert_cmpuint (index_members_get_n_members (fixture->service.members), ==, 4);

  /* A connection that stays needs no lease. */
  session_client_ask (third, "ADD RFC 1 P2P-CI/1.0\r\nHost: h\r\nPort: 6001\r\nTitle: T\r\n\r\n");
  g_assert_cmpint (third->status, ==, WIRE_STATUS_OK);

  session_client_ask (client, "END P2P-CI/1.0 Host: h Port: 6001\n");
  g_assert_true (start (client, 6004));
  g_assert_false (start (client, 6005));
  fixture->service.now_usec += 101 * G_USEC_PER_SEC;
  index_members_expire (fixture->service.members, fixture->service.now_usec);
  for (guint port = 6001; port <= 6003; port++)
    g_assert_true (start (client, port));
  g_assert_false (start (client, 6004));
}

static void
few_lists (IndexLimits *limits)
{
  limits->classic_lists_per_second = 2;
}

static void
test_limits_classic_lists (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "192.0.2.1");
  guint n_answered = 0;

  g_assert_cmpint (add (client, 6001, 1), ==, WIRE_STATUS_OK);
  for (guint i = 0; i < 9; i++)
    {
      session_client_ask (client, "LIST ALL P2P-CI/1.0\r\nHost: h\r\nPort: 6001\r\n\r\n");
      n_answered += client->status == WIRE_STATUS_OK;
    }
  g_assert_cmpuint (n_answered, ==, 8);
  fixture->service.now_usec += G_USEC_PER_SEC / 2;
  for (guint i = 0; i < 2; i++)
    {
      session_client_ask (client, "LIST ALL P2P-CI/1.0\r\nHost: h\r\nPort: 6001\r\n\r\n");
      n_answered += client->status == WIRE_STATUS_OK;
    }
  g_assert_cmpuint (n_answered, ==, 9);
}

static void
few_watchers (IndexLimits *limits)
{
  limits->watchers = 2;
}

static void
test_limits_watchers (SessionFixture *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 3; i++)
    {
      SessionClient *client = session_client_new (fixture, "192.0.2.1");

      session_client_ask (client, "WATCH RFCS P2P-CI/1.1\r\n\r\n");
      g_assert_cmpint (client->status, ==, i <= 2 ? WIRE_STATUS_OK : WIRE_STATUS_UNAVAILABLE);
    }
}

#define test(name, change_limits, func) \
  g_test_add ("/index-session-limits/" name, SessionFixture, change_limits, session_fixture_set_up, func, \
              session_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test ("records-of-a-peer-of-an-address-of-all", few_records, test_limits_records);
  test ("records-of-a-network-and-of-this-machine", few_records, test_limits_records_of_blocks);
  test ("requests-of-a-connection-and-of-an-address", few_requests, test_limits_requests);
  test ("requests-by-default", NULL, test_limits_requests_by_default);
  test ("requests-of-this-machine", few_requests, test_limits_requests_of_this_machine);
  test ("long-lists-cost-requests", few_requests, test_limits_lists_cost);
  test ("leases-of-an-address-and-of-all", few_leases, test_limits_leases);
  test ("lists-of-1.0", few_lists, test_limits_classic_lists);
  test ("watchers", few_watchers, test_limits_watchers);
  return g_test_run ();
}
