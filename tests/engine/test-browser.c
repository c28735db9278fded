/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-avahi.h"
#include "peer-browser.h"
#include "test-support.h"

static FakeAvahi *avahi;

static gboolean
is_settled (gpointer data)
{
  return peer_browser_get_is_settled (data);
}

static gboolean
is_failed (gpointer data)
{
  return *peer_browser_get_reason (data) != '\0';
}

/* What is in the model, in its order: "name=server name=server". */
static char *
describe (PeerBrowser *browser)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (browser)); i++)
    {
      g_autoptr (PeerFoundIndex) found = g_list_model_get_item (G_LIST_MODEL (browser), i);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", peer_found_index_get_name (found),
                              peer_found_index_get_server (found));
    }
  return g_string_free (text, FALSE);
}

typedef struct
{
  PeerBrowser *browser;
  const char *text;
} Expected;

static gboolean
is_expected (gpointer data)
{
  Expected *expected = data;
  g_autofree char *text = describe (expected->browser);

  return g_str_equal (text, expected->text);
}

static void
expect (PeerBrowser *browser, const char *text)
{
  Expected expected = { browser, text };

  test_wait_until (is_expected, &expected);
}

static void
test_found (void)
{
  g_autoptr (PeerBrowser) browser = NULL;
  g_autoptr (PeerFoundIndex) found = NULL;

  fake_avahi_appear (avahi);
  fake_avahi_announce (avahi, 2, "library", "192.0.2.7", 7734);
  fake_avahi_announce (avahi, 2, "annex", "2001:db8::7", 5555);
  browser = peer_browser_new ();
  test_wait_until (is_settled, browser);
  g_assert_cmpstr (peer_browser_get_reason (browser), ==, "");
  expect (browser, "annex=[2001:db8::7]:5555 library=192.0.2.7:7734");

  found = g_list_model_get_item (G_LIST_MODEL (browser), 1);
  g_assert_cmpstr (peer_found_index_get_address (found), ==, "192.0.2.7");
  g_assert_cmpuint (peer_found_index_get_port (found), ==, 7734);
  g_assert_false (peer_found_index_get_is_ipv6 (found));

  /* Live, both ways. */
  fake_avahi_announce (avahi, 2, "cellar", "192.0.2.8", 7734);
  expect (browser, "annex=[2001:db8::7]:5555 cellar=192.0.2.8:7734 library=192.0.2.7:7734");
  fake_avahi_withdraw (avahi, 2, "annex", "2001:db8::7");
  expect (browser, "cellar=192.0.2.8:7734 library=192.0.2.7:7734");
  fake_avahi_vanish (avahi);
}

/* One name is one index, however many ways there are to it. */
static void
test_many_ways (void)
{
  g_autoptr (PeerBrowser) browser = NULL;

  fake_avahi_appear (avahi);
  fake_avahi_announce (avahi, 2, "library", "2001:db8::7", 7734);
  fake_avahi_announce (avahi, 3, "library", "192.0.2.7", 7734);
  fake_avahi_announce (avahi, 2, "library", "192.0.2.8", 7734);
  browser = peer_browser_new ();
  test_wait_until (is_settled, browser);
  expect (browser, "library=192.0.2.7:7734");

  fake_avahi_withdraw (avahi, 3, "library", "192.0.2.7");
  expect (browser, "library=192.0.2.8:7734");
  fake_avahi_withdraw (avahi, 2, "library", "192.0.2.8");
  expect (browser, "library=[2001:db8::7]:7734");
  fake_avahi_withdraw (avahi, 2, "library", "2001:db8::7");
  expect (browser, "");
  fake_avahi_vanish (avahi);
}

/* What cannot be connected to, or be shown, is left out, and the good one beside it is not. */
static void
test_hostile (void)
{
  g_autofree char *longest = g_strnfill (63, 'n');
  g_autofree char *too_long = g_strnfill (64, 'n');
  g_autofree char *expected = g_strdup_printf ("a <b>&amp;%%s</b>=192.0.2.7:1 %s=192.0.2.7:7734", longest);
  g_autoptr (PeerBrowser) browser = NULL;

  fake_avahi_appear (avahi);
  fake_avahi_announce (avahi, 2, "link-local", "fe80::1", 7734);
  fake_avahi_announce (avahi, 2, "unresolved", "", 7734);
  fake_avahi_announce (avahi, 2, "no address", "nonsense", 7734);
  fake_avahi_announce (avahi, 2, "no port", "192.0.2.7", 0);
  fake_avahi_announce (avahi, 2, "two\nlines", "192.0.2.7", 7734);
  fake_avahi_announce (avahi, 2, "escape\033[31m", "192.0.2.7", 7734);
  fake_avahi_announce (avahi, 2, "", "192.0.2.7", 7734);
  fake_avahi_announce (avahi, 2, too_long, "192.0.2.7", 7734);
  fake_avahi_announce (avahi, 2, longest, "192.0.2.7", 7734);
  fake_avahi_announce (avahi, 2, "a <b>&amp;%s</b>", "192.0.2.7", 1);
  browser = peer_browser_new ();
  test_wait_until (is_settled, browser);
  expect (browser, expected);
  fake_avahi_vanish (avahi);
}

static void
test_limit (void)
{
  for (guint n = PEER_BROWSER_MAX_INDEXES - 1; n <= PEER_BROWSER_MAX_INDEXES + 1; n++)
    {
      g_autoptr (PeerBrowser) browser = NULL;

      fake_avahi_appear (avahi);
      for (guint i = 0; i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("index %u", i);

          fake_avahi_announce (avahi, 2, name, "192.0.2.7", 7734);
        }
      browser = peer_browser_new ();
      test_wait_until (is_settled, browser);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (browser)), ==, MIN (n, PEER_BROWSER_MAX_INDEXES));
      fake_avahi_vanish (avahi);
    }
}

static void
test_comes_and_goes (void)
{
  g_autoptr (PeerBrowser) browser = peer_browser_new ();

  test_wait_until (is_failed, browser);
  g_assert_true (peer_browser_get_is_settled (browser));
  g_assert_cmpstr (peer_browser_get_reason (browser), ==,
                   "The network cannot be searched for indexes: Avahi does not run on this computer.");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (browser)), ==, 0);

  fake_avahi_appear (avahi);
  fake_avahi_announce (avahi, 2, "library", "192.0.2.7", 7734);
  expect (browser, "library=192.0.2.7:7734");
  g_assert_cmpstr (peer_browser_get_reason (browser), ==, "");

  fake_avahi_vanish (avahi);
  expect (browser, "");
  test_wait_until (is_failed, browser);
}

/* Given up in the middle of everything. */
static void
test_dropped (void)
{
  fake_avahi_appear (avahi);
  fake_avahi_announce (avahi, 2, "library", "192.0.2.7", 7734);
  for (guint n_turns = 0; n_turns < 12; n_turns++)
    {
      PeerBrowser *browser = peer_browser_new ();

      for (guint i = 0; i < n_turns; i++)
        g_main_context_iteration (NULL, FALSE);
      g_assert_finalize_object (browser);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
    }
  fake_avahi_vanish (avahi);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  avahi = fake_avahi_new ();
  if (avahi == NULL)
    return 77;

  g_test_add_func ("/browser/what-is-announced-is-found", test_found);
  g_test_add_func ("/browser/one-name-is-one-index", test_many_ways);
  g_test_add_func ("/browser/hostile-announcements", test_hostile);
  g_test_add_func ("/browser/not-more-than-the-limit", test_limit);
  g_test_add_func ("/browser/avahi-comes-and-goes", test_comes_and_goes);
  g_test_add_func ("/browser/given-up-at-any-time", test_dropped);
  status = g_test_run ();
  fake_avahi_free (avahi);
  return status;
}
