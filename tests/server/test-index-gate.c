/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-gate.h"

typedef struct
{
  IndexLimits limits;
  IndexGate *gate;
  gint64 now_usec;
  guint n_unregistered;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  index_limits_init (&fixture->limits);
  fixture->limits.connections = 100;
  fixture->limits.connections_per_address = 5;
  fixture->limits.connects_per_second = 2;
  fixture->limits.connects_burst = 10;
  fixture->gate = index_gate_new (&fixture->limits);
  fixture->now_usec = 1000 * G_USEC_PER_SEC;
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  index_gate_free (fixture->gate);
}

static IndexGateVerdict
fixture_enter (Fixture *fixture, const char *text, IndexBlock **block)
{
  NetAddress address;
  IndexBlock *own = NULL;
  IndexGateVerdict verdict;

  g_assert_true (net_address_from_string (text, &address));
  verdict = index_gate_enter (fixture->gate, &address, fixture->n_unregistered, fixture->now_usec, &own);
  if (block != NULL)
    *block = own;
  return verdict;
}

static void
test_gate_per_address (Fixture *fixture, gconstpointer data)
{
  IndexBlock *block = NULL;

  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (fixture_enter (fixture, i % 2 ? "192.0.2.1" : "::ffff:192.0.2.1", &block), ==, INDEX_GATE_OPEN);
  g_assert_cmpint (fixture_enter (fixture, "192.0.2.1", NULL), ==, INDEX_GATE_ADDRESS_FULL);
  g_assert_cmpint (fixture_enter (fixture, "192.0.2.2", NULL), ==, INDEX_GATE_OPEN);
  index_gate_leave (fixture->gate, block, fixture->now_usec);
  g_assert_cmpint (fixture_enter (fixture, "192.0.2.1", NULL), ==, INDEX_GATE_OPEN);
  g_assert_cmpint (fixture_enter (fixture, "192.0.2.1", NULL), ==, INDEX_GATE_ADDRESS_FULL);
}

static void
test_gate_per_network_of_ipv6 (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *address = g_strdup_printf ("2001:db8:0:1::%u", i + 1);

      g_assert_cmpint (fixture_enter (fixture, address, NULL), ==, INDEX_GATE_OPEN);
    }
  g_assert_cmpint (fixture_enter (fixture, "2001:db8:0:1:ffff::1", NULL), ==, INDEX_GATE_ADDRESS_FULL);
  g_assert_cmpint (fixture_enter (fixture, "2001:db8:0:2::1", NULL), ==, INDEX_GATE_OPEN);
}

static void
test_gate_total (Fixture *fixture, gconstpointer data)
{
  IndexBlock *block = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *address = g_strdup_printf ("192.0.2.%u", i);

      g_assert_cmpint (fixture_enter (fixture, address, &block), ==, INDEX_GATE_OPEN);
    }
  g_assert_cmpint (fixture_enter (fixture, "198.51.100.1", NULL), ==, INDEX_GATE_FULL);
  g_assert_cmpint (fixture_enter (fixture, "127.0.0.1", NULL), ==, INDEX_GATE_FULL);
  index_gate_leave (fixture->gate, block, fixture->now_usec);
  g_assert_cmpint (fixture_enter (fixture, "198.51.100.1", NULL), ==, INDEX_GATE_OPEN);
}

static void
test_gate_connect_rate (Fixture *fixture, gconstpointer data)
{
  IndexBlock *block = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_assert_cmpint (fixture_enter (fixture, "192.0.2.1", &block), ==, INDEX_GATE_OPEN);
      index_gate_leave (fixture->gate, block, fixture->now_usec);
    }
  g_assert_cmpint (fixture_enter (fixture, "192.0.2.1", NULL), ==, INDEX_GATE_ADDRESS_FAST);
  fixture->now_usec += G_USEC_PER_SEC / 2;
  g_assert_cmpint (fixture_enter (fixture, "192.0.2.1", &block), ==, INDEX_GATE_OPEN);
  g_assert_cmpint (fixture_enter (fixture, "192.0.2.1", NULL), ==, INDEX_GATE_ADDRESS_FAST);
  index_gate_leave (fixture->gate, block, fixture->now_usec);

  /* After a while nothing is left to remember. */
  g_assert_cmpuint (index_gate_get_n_blocks (fixture->gate), ==, 1);
  index_gate_sweep (fixture->gate, fixture->now_usec);
  g_assert_cmpuint (index_gate_get_n_blocks (fixture->gate), ==, 1);
  index_gate_sweep (fixture->gate, fixture->now_usec + 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (index_gate_get_n_blocks (fixture->gate), ==, 0);
}

static void
test_gate_this_machine (Fixture *fixture, gconstpointer data)
{
  fixture->n_unregistered = 10000;
  for (guint i = 0; i < 50; i++)
    {
      g_assert_cmpint (fixture_enter (fixture, "127.0.0.1", NULL), ==, INDEX_GATE_OPEN);
      g_assert_cmpint (fixture_enter (fixture, "::1", NULL), ==, INDEX_GATE_OPEN);
    }
}

static void
test_gate_not_even_this_machine (Fixture *fixture, gconstpointer data)
{
  fixture->limits.loopback_is_exempt = FALSE;
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (fixture_enter (fixture, "127.0.0.1", NULL), ==, INDEX_GATE_OPEN);
  g_assert_cmpint (fixture_enter (fixture, "127.0.0.1", NULL), ==, INDEX_GATE_ADDRESS_FULL);
}

static void
test_gate_crowd (Fixture *fixture, gconstpointer data)
{
  guint n_refused = 0;

  fixture->limits.connections = 1000000;
  fixture->limits.connections_per_address = 1000000;
  fixture->limits.connects_per_second = 0;

  fixture->n_unregistered = fixture->limits.unregistered_soft - 1;
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpint (fixture_enter (fixture, "192.0.2.1", NULL), ==, INDEX_GATE_OPEN);
  fixture->n_unregistered = fixture->limits.unregistered_soft;
  for (guint i = 0; i < 10000; i++)
    n_refused += fixture_enter (fixture, "192.0.2.1", NULL) == INDEX_GATE_CROWDED;
  g_assert_cmpuint (n_refused, >, 2500);
  g_assert_cmpuint (n_refused, <, 3500);
  fixture->n_unregistered = fixture->limits.unregistered_hard;
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpint (fixture_enter (fixture, "192.0.2.1", NULL), ==, INDEX_GATE_CROWDED);
}

/* Who lowers the one alone, in a configuration file, may leave it below the other. */
static void
test_gate_crowd_limit_below_the_soft_one (Fixture *fixture, gconstpointer data)
{
  fixture->limits.connections_per_address = 1000;
  fixture->limits.connects_per_second = 0;
  fixture->limits.unregistered_hard = fixture->limits.unregistered_soft / 2;

  fixture->n_unregistered = fixture->limits.unregistered_hard - 1;
  g_assert_cmpint (fixture_enter (fixture, "192.0.2.1", NULL), ==, INDEX_GATE_OPEN);
  fixture->n_unregistered = fixture->limits.unregistered_hard;
  g_assert_cmpint (fixture_enter (fixture, "192.0.2.1", NULL), ==, INDEX_GATE_CROWDED);
}

#define add(name, func) g_test_add ("/index-gate/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("per-address", test_gate_per_address);
  add ("per-network-of-ipv6", test_gate_per_network_of_ipv6);
  add ("total", test_gate_total);
  add ("connect-rate", test_gate_connect_rate);
  add ("this-machine-is-exempt", test_gate_this_machine);
  add ("unless-it-is-not", test_gate_not_even_this_machine);
  add ("crowd", test_gate_crowd);
  add ("crowd-limit-below-the-soft-one", test_gate_crowd_limit_below_the_soft_one);
  return g_test_run ();
}
