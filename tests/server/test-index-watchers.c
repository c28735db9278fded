/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session-fixture.h"

#include <string.h>

static void
add (SessionClient *client, guint number, const char *title)
{
  session_client_askf (client, "ADD RFC %u P2P-CI/1.1\r\nHost: alpha\r\nPort: 6001\r\nTitle: %s\r\n\r\n", number, title);
  g_assert_cmpint (client->status, ==, WIRE_STATUS_OK);
}

static void
take (SessionClient *client, guint number)
{
  session_client_askf (client, "REMOVE RFC %u P2P-CI/1.1\r\n\r\n", number);
  g_assert_cmpint (client->status, ==, WIRE_STATUS_OK);
}

static SessionClient *
watch (SessionFixture *fixture, const char *headers)
{
  SessionClient *client = session_client_new (fixture, "192.0.2.77");

  session_client_askf (client, "WATCH RFCS P2P-CI/1.1\r\n%s\r\n", headers);
  g_assert_cmpstr (client->output->str, ==, "P2P-CI/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  return client;
}

/* One notice to one watcher: its rows. */
static const char *
tell (SessionFixture *fixture, SessionClient *client)
{
  g_string_truncate (client->output, 0);
  index_watchers_append_news (fixture->service.watchers, client->session.watcher, fixture->service.body, client->output);
  if (client->output->len == 0)
    return "";
  g_assert_true (g_str_has_prefix (client->output->str, "NOTIFY RFCS P2P-CI/1.1\r\n"));
  return session_client_get_body (client);
}

static void
test_watchers_tell_changes (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *holder = session_client_new (fixture, "192.0.2.1");
  SessionClient *watcher = NULL;

  add (holder, 1, "Before");
  watcher = watch (fixture, "");
  g_assert_false (index_watchers_has_news (fixture->service.watchers, watcher->session.watcher));
  add (holder, 2, "Two");
  add (holder, 3, "Three");
  take (holder, 2);
  take (holder, 1);
  g_assert_cmpstr (tell (fixture, watcher), ==, "2\t\t0\t\t\t0\n3\tThree\t1\t\t\t0\n1\t\t0\t\t\t0\n");
  index_watchers_end_round (fixture->service.watchers);
  g_assert_cmpuint (index_watchers_get_log_length (fixture->service.watchers), ==, 0);
  g_assert_cmpstr (tell (fixture, watcher), ==, "");

  /* Said again what was said before: no news. */
  add (holder, 3, "Three");
  g_assert_false (index_watchers_has_news (fixture->service.watchers, watcher->session.watcher));
  add (holder, 3, "Drei");
  g_assert_cmpstr (tell (fixture, watcher), ==, "3\tDrei\t1\t\t\t0\n");
  index_watchers_end_round (fixture->service.watchers);
  session_client_free (fixture, holder);
  g_assert_cmpstr (tell (fixture, watcher), ==, "3\t\t0\t\t\t0\n");
}

static void
test_watchers_match (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *holder = session_client_new (fixture, "192.0.2.1");
  SessionClient *watcher = watch (fixture, "Match: proto\r\n");

  add (holder, 1, "Internet Protocol");
  add (holder, 2, "Something else");
  g_assert_cmpstr (tell (fixture, watcher), ==, "1\tInternet Protocol\t1\t\t\t0\n");
  g_assert_false (index_watchers_has_news (fixture->service.watchers, watcher->session.watcher));

  /* A second WATCH takes the place of the first. */
  session_client_ask (watcher, "WATCH RFCS P2P-CI/1.1\r\nMatch: some\r\n\r\n");
  index_watchers_end_round (fixture->service.watchers);
  add (holder, 3, "Something new");
  add (holder, 4, "A protocol");
  tell (fixture, watcher);
  g_assert_nonnull (strstr (watcher->output->str, "3\tSomething new\t1\t\t\t0\n"));
  g_assert_null (strstr (watcher->output->str, "A protocol"));
}

/* Ten thousand changes of the same few: what a slow one has to take stays as much as there are documents. */
static void
test_watchers_merge (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *holder = session_client_new (fixture, "127.0.0.1");
  SessionClient *fast = watch (fixture, "");
  SessionClient *slow = watch (fixture, "");
  g_auto (GStrv) rows = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      for (guint j = 1; j <= 10; j++)
        {
          g_autofree char *title = g_strdup_printf ("Title %u", i);

          add (holder, j, title);
          add (holder, j, "In between");
          add (holder, j, title);
        }
      rows = (g_strfreev (rows), g_strsplit (tell (fixture, fast), "\n", -1));
      g_assert_cmpuint (g_strv_length (rows), ==, 10 + 1);
      index_watchers_end_round (fixture->service.watchers);
    }
  g_assert_cmpstr (tell (fixture, slow), ==, session_client_get_body (fast));
}

/* A watcher that comes while a change waits to be told hears of the next change of the same number. */
static void
test_watchers_late_comer (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *holder = session_client_new (fixture, "192.0.2.1");
  SessionClient *first = watch (fixture, "");
  SessionClient *second = NULL;

  add (holder, 1, "One");
  second = watch (fixture, "");
  take (holder, 1);
  g_assert_cmpstr (tell (fixture, first), ==, "1\t\t0\t\t\t0\n");
  g_assert_cmpstr (tell (fixture, second), ==, "1\t\t0\t\t\t0\n");
}

static void
limit_watching (IndexLimits *limits)
{
  limits->watchers = 2;
  limits->watch_changes = 100;
}

/* n - 1, n, n + 1 of watchers; and of the changes that one may be behind. */
static void
test_watchers_limits (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *holder = session_client_new (fixture, "192.0.2.1");
  SessionClient *first = watch (fixture, "");
  SessionClient *second = watch (fixture, "");
  SessionClient *third = session_client_new (fixture, "192.0.2.77");

  session_client_ask (third, "WATCH RFCS P2P-CI/1.1\r\n\r\n");
  g_assert_cmpint (third->status, ==, WIRE_STATUS_UNAVAILABLE);
  session_client_free (fixture, second);
  session_client_ask (third, "WATCH RFCS P2P-CI/1.1\r\n\r\n");
  g_assert_cmpint (third->status, ==, WIRE_STATUS_OK);

  for (guint i = 1; i <= 100; i++)
    add (holder, i, "T");
  g_assert_false (index_watchers_is_lost (fixture->service.watchers, first->session.watcher));
  add (holder, 101, "T");
  g_assert_true (index_watchers_is_lost (fixture->service.watchers, first->session.watcher));
  g_assert_cmpuint (index_watchers_get_log_length (fixture->service.watchers), <=, 100);
}

/* A notice is a page at most; the rest comes with the next. */
static void
test_watchers_pages (SessionFixture *fixture, gconstpointer data)
{
  SessionClient *holder = session_client_new (fixture, "127.0.0.1");
  SessionClient *watcher = watch (fixture, "");
  guint n_rows = 0, n_notices = 0;

  for (guint i = 1; i <= 6000; i++)
    add (holder, i, "A title that is neither long nor short, so that rows are as usual");
  while (index_watchers_has_news (fixture->service.watchers, watcher->session.watcher))
    {
      const char *body = tell (fixture, watcher);

      g_assert_cmpuint (strlen (body), <=, 256 * 1024);
      for (const char *p = body; *p != '\0'; p = strchr (p, '\n') + 1)
        n_rows++;
      n_notices++;
    }
  g_assert_cmpuint (n_rows, ==, 6000);
  g_assert_cmpuint (n_notices, ==, 2);
}

#define test(name, func, change) \
  g_test_add ("/index-watchers/" name, SessionFixture, change, session_fixture_set_up, func, session_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test ("tell-changes", test_watchers_tell_changes, NULL);
  test ("match", test_watchers_match, NULL);
  test ("merge", test_watchers_merge, NULL);
  test ("late-comer", test_watchers_late_comer, NULL);
  test ("limits", test_watchers_limits, limit_watching);
  test ("pages", test_watchers_pages, NULL);
  return g_test_run ();
}
