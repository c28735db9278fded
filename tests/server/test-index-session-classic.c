/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session-fixture.h"

#include <string.h>

typedef struct
{
  const char *request;
  const char *answer;
} Row;

/* Each row over a connection of its own, as the original's clients do. */
static void
play (SessionFixture *fixture, const Row *rows, gsize n_rows)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      SessionClient *client = session_client_new (fixture, "192.0.2.1");

      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, rows[i].request);
      g_assert_cmpstr (session_client_ask (client, rows[i].request), ==, rows[i].answer);
      g_assert_false (client->wants_close);
      session_client_free (fixture, client);
    }
}

static void
test_classic_original (SessionFixture *fixture, gconstpointer data)
{
  static const Row rows[] = {
    { "START P2P-CI/1.0 Host: hostA Port: 6001\n", "P2P-CI/1.0 200 OK \nPeer added to list \n" },
    { "LIST ALL P2P-CI/1.0\nHost: hostA\n Port: 6001", "P2P-CI/1.0 404 Not Found\n" },
    { "ADD RFC 123 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: A Proferred Official ICP",
      "P2P-CI/1.0 200 OK \nRFC 123 A Proferred Official ICP hostA 6001\n" },
    { "LOOKUP RFC 123 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: A Proferred Official ICP",
      "P2P-CI/1.0 200 OK\nRFC 123 A Proferred Official ICP 192.0.2.1 6001\n" },
    { "LOOKUP RFC 999 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: Nope", "P2P-CI/1.0 404 Not Found\n" },
    { "LIST ALL P2P-CI/1.0\nHost: hostA\n Port: 6001",
      "P2P-CI/1.0 200 OK\nRFC 123 A Proferred Official ICP 192.0.2.1 6001\n" },
    { "START P2P-CI/1.0 Host: hostB Port: 6002\n", "P2P-CI/1.0 200 OK \nPeer added to list \n" },
    { "REMOVE RFC 123 P2P-CI/1.0\n Host: hostB\n Port: 6002\n Title: T", "P2P-CI/1.0 404 Not Found\n" },
    { "REMOVE RFC 123 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: T",
      "P2P-CI/1.0 200 OK\nRFC entry found and deleted \n" },
    { "REMOVE RFC 123 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: T", "P2P-CI/1.0 404 Not Found\n" },
    { "ADD RFC 7 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: It's \"quoted\"",
      "P2P-CI/1.0 200 OK \nRFC 7 It's \"quoted\" hostA 6001\n" },
    /* Nobody else with this port: not even one who calls itself differently. */
    { "END P2P-CI/1.0 Host: hostC Port: 6001", "P2P-CI/1.0 404 Not Found\n" },
    { "START P2P-CI/1.0 Host: hostC Port: 6001\n", "P2P-CI/1.0 400 Bad Request\n" },
    { "END P2P-CI/1.0 Host: hostA Port: 6001", "P2P-CI/1.0 200 OK \nPeer removed from list \n" },
    { "LIST ALL P2P-CI/1.0\nHost: hostB\n Port: 6002", "P2P-CI/1.0 404 Not Found\n" },
    { "END P2P-CI/1.0 Host: hostA Port: 6001", "P2P-CI/1.0 200 OK \nPeer removed from list \n" },
    { "FOO RFC 1 P2P-CI/1.0\n Host: h\n Port: 6001\n", "P2P-CI/1.0 400 Bad Request\n" },
  };

  play (fixture, rows, G_N_ELEMENTS (rows));
  g_assert_cmpuint (index_members_get_n_members (fixture->service.members), ==, 1);
}

static void
test_classic_register (SessionFixture *fixture, gconstpointer data)
{
  static const Row rows[] = {
    { "REGISTER P2P-CI/1.0 Host: hostA Port: 6001\n", "P2P-CI/1.0 200 OK\nPeer added to list\n" },
    { "ADD 124 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: Big", "P2P-CI/1.0 200 OK\nRFC 124 Big hostA 6001\n" },
    { "LOOKUP 124 P2P-CI/1.0\nHost: hostA\nPort: 6001\nTitle:IP", "P2P-CI/1.0 200 OK\nRFC 124 Big 192.0.2.1 6001\n" },
    { "REMOVE 124 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: Big",
      "P2P-CI/1.0 200 OK\nRFC entry found and deleted\n" },
    { "EXIT P2P-CI/1.0 Host: hostA Port: 6001", "P2P-CI/1.0 200 OK\nPeer removed from list\n" },
  };

  play (fixture, rows, G_N_ELEMENTS (rows));
  g_assert_cmpuint (index_members_get_n_members (fixture->service.members), ==, 0);
}

static void
test_classic_letter (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "192.0.2.1");
  SessionClient *other = session_client_new (fixture, "192.0.2.2");

  g_assert_cmpstr (
      session_client_ask (client, "ADD RFC 123 P2P-CI/1.0\r\nHost: thishost\r\nPort: 5678\r\nTitle: A Title\r\n\r\n"), ==,
      "P2P-CI/1.0 200 OK\r\n\r\nRFC 123 A Title thishost 5678\r\n\r\n");
  g_assert_cmpstr (session_client_ask (other, "LIST ALL P2P-CI/1.0\r\nHost: other\r\nPort: 5678\r\n\r\n"), ==,
                   "P2P-CI/1.0 200 OK\r\n\r\nRFC 123 A Title 192.0.2.1 5678\r\n\r\n");
  g_assert_cmpstr (session_client_ask (client, "ADD RFC 124 P2P-CI/1.0\r\nHost: x\r\nPort: 5678\r\nTitle: T\r\n\r\n"), ==,
                   "P2P-CI/1.0 400 Bad Request\r\n\r\n\r\n");

  /* Closing is leaving. */
  session_client_free (fixture, client);
  g_assert_cmpstr (session_client_ask (other, "LOOKUP RFC 123 P2P-CI/1.0\r\nHost: o\r\nPort: 5678\r\nTitle: T\r\n\r\n"), ==,
                   "P2P-CI/1.0 404 Not Found\r\n\r\n\r\n");
}

static void
test_classic_leaving_words (SessionFixture *fixture, gconstpointer data)
{
  static const char *const words[] = {
    "EXIT P2P-CI/1.0\r\nHost: h\r\nPort: 6001\r\n\r\n", "DEL P2P-CI/1.0\r\nHost: h\r\nPort: 6001\r\n\r\n",
    "DEL PEER P2P-CI/1.0\r\nHost: h\r\nPort: 6001\r\n\r\n", "LEAVE P2P-CI/1.0\r\nHost: h\r\nPort: 6001\r\n\r\n",
    "DISCONNECT P2P-CI/1.0\r\nHost: h\r\n\r\n", "QUIT P2P-CI/1.0\r\nHost: h\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      SessionClient *client = session_client_new (fixture, "192.0.2.1");

      g_test_message ("%s", words[i]);
      session_client_ask (client, "ADD RFC 1 P2P-CI/1.0\r\nHost: h\r\nPort: 6001\r\nTitle: T\r\n\r\n");
      g_assert_cmpint (client->status, ==, WIRE_STATUS_OK);
      session_client_ask (client, words[i]);
      g_assert_cmpint (client->status, ==, WIRE_STATUS_OK);
      g_assert_true (client->wants_close);
      g_assert_cmpuint (index_members_get_n_members (fixture->service.members), ==, 0);
      session_client_free (fixture, client);
    }
}

static void
short_lease (IndexLimits *limits)
{
  limits->lease_seconds = 100;
  limits->lease_guard_seconds = 10;
}

static void
test_classic_lease (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "192.0.2.1");

  session_client_ask (client, "START P2P-CI/1.0 Host: h Port: 6001\n");
  session_client_ask (client, "ADD RFC 1 P2P-CI/1.0\n Host: h\n Port: 6001\n Title: T");
  fixture->service.now_usec += 90 * G_USEC_PER_SEC;
  index_members_expire (fixture->service.members, fixture->service.now_usec);

  /* Looking something up is a sign of life too. */
  session_client_ask (client, "LOOKUP RFC 1 P2P-CI/1.0\n Host: h\n Port: 6001\n Title: T");
  fixture->service.now_usec += 90 * G_USEC_PER_SEC;
  index_members_expire (fixture->service.members, fixture->service.now_usec);
  g_assert_nonnull (index_catalog_find (fixture->service.catalog, 1));
  fixture->service.now_usec += 10 * G_USEC_PER_SEC;
  index_members_expire (fixture->service.members, fixture->service.now_usec);
  g_assert_null (index_catalog_find (fixture->service.catalog, 1));
}

/* A lease that has been silent for a while yields its port to who really is there now. */
static void
test_classic_lease_guard (SessionFixture *fixture, gconstpointer data)
{
  static const char add[] = "ADD RFC 2 P2P-CI/1.1\r\nHost: other\r\nPort: 6001\r\nTitle: T\r\n\r\n";
  SessionClient *old = session_client_new (fixture, "192.0.2.1");
  SessionClient *fresh = session_client_new (fixture, "192.0.2.1");

  session_client_ask (old, "START P2P-CI/1.0 Host: h Port: 6001\n");
  session_client_ask (old, "ADD RFC 1 P2P-CI/1.0\n Host: h\n Port: 6001\n Title: T");
  session_client_ask (fresh, add);
  g_assert_cmpint (fresh->status, ==, WIRE_STATUS_CONFLICT);
  fixture->service.now_usec += 10 * G_USEC_PER_SEC;
  session_client_ask (fresh, add);
  g_assert_cmpint (fresh->status, ==, WIRE_STATUS_OK);
  g_assert_null (index_catalog_find (fixture->service.catalog, 1));
}

static void
test_classic_connect (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "192.0.2.1");

  session_client_ask (client, "CONNECT 6001 P2P-CI/1.0\r\n\r\n");
  g_assert_cmpint (client->status, ==, WIRE_STATUS_OK);
  g_assert_cmpuint (index_members_get_n_members (fixture->service.members), ==, 1);
  session_client_free (fixture, client);
  g_assert_cmpuint (index_members_get_n_members (fixture->service.members), ==, 0);
}

/* A long answer comes in turns. */
static void
test_classic_long_answers (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "203.0.113.5");
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) again = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *address = g_strdup_printf ("10.0.%u.%u", i / 250, i % 250);
      SessionClient *holder = session_client_new (fixture, address);

      session_client_ask (holder, "ADD RFC 1 P2P-CI/1.0\nHost: h\nPort: 6001\nTitle: A title of some length");
    }
  session_client_ask (client, "LIST ALL P2P-CI/1.0\nHost: hostA\n Port: 6001");
  g_assert_true (client->is_unfinished);
  lines = g_strsplit (client->output->str, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 3000 + 1);

  session_client_ask (client, "LOOKUP RFC 1 P2P-CI/1.0\nHost: hostA\n Port: 6001\nTitle: T");
  g_assert_true (client->is_unfinished);
  again = g_strsplit (client->output->str, "\n", -1);
  g_assert_true (g_strv_equal ((const char *const *) lines, (const char *const *) again));
}

static void
limit_lists (IndexLimits *limits)
{
  limits->classic_lists_per_second = 2;
}

static void
test_classic_list_rate (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *client = session_client_new (fixture, "203.0.113.5");
  guint n_refused = 0;

  for (guint i = 0; i < 20; i++)
    {
      session_client_ask (client, "LIST ALL P2P-CI/1.0\nHost: hostA\n Port: 6001");
      n_refused += client->status == WIRE_STATUS_TOO_MANY_REQUESTS;
    }
  g_assert_cmpuint (n_refused, ==, 12);
  fixture->service.now_usec += G_USEC_PER_SEC / 2;
  session_client_ask (client, "LIST ALL P2P-CI/1.0\nHost: hostA\n Port: 6001");
  g_assert_cmpint (client->status, ==, WIRE_STATUS_NOT_FOUND);
}

#define test(name, func, change)                                                                                  \
  g_test_add ("/index-session-classic/" name, SessionFixture, change, session_fixture_set_up, func, \
              session_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test ("the-original", test_classic_original, NULL);
  test ("register-and-exit", test_classic_register, NULL);
  test ("the-letter", test_classic_letter, NULL);
  test ("leaving-words", test_classic_leaving_words, NULL);
  test ("lease", test_classic_lease, short_lease);
  test ("lease-guard", test_classic_lease_guard, short_lease);
  test ("connect", test_classic_connect, NULL);
  test ("long-answers", test_classic_long_answers, NULL);
  test ("list-rate", test_classic_list_rate, limit_lists);
  return g_test_run ();
}
