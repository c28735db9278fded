/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net-address.h"

#include <string.h>

static NetAddress
address_of (const char *text)
{
  NetAddress address;

  memset (&address, 0x55, sizeof address);
  g_assert_true (net_address_from_string (text, &address));
  return address;
}

static void
test_one_form (void)
{
  static const struct
  {
    const char *text;
    const char *shown;
  } rows[] = {
    { "192.0.2.1", "192.0.2.1" },
    { "::ffff:192.0.2.1", "192.0.2.1" },
    { "::ffff:c000:201", "192.0.2.1" },
    { "2001:DB8::1", "2001:db8::1" },
    { "::1", "::1" },
    { "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NetAddress address = address_of (rows[i].text);
      char buffer[NET_ADDRESS_MAX_TEXT];

      g_assert_cmpstr (net_address_to_string (&address, buffer), ==, rows[i].shown);
    }
}

static void
test_not_an_address (void)
{
  static const char *texts[] = { "", "localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4:5", "[::1]", "::1%lo", "0x7f.1" };
  NetAddress address = address_of ("192.0.2.7");
  NetAddress before = address;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (net_address_from_string (texts[i], &address));
  g_assert_cmpmem (&address, sizeof address, &before, sizeof before);
}

static void
test_socket_address_roundtrip (void)
{
  static const char *texts[] = { "192.0.2.1", "2001:db8::1" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      NetAddress address = address_of (texts[i]);
      g_autoptr (GSocketAddress) socket_address = net_address_to_socket_address (&address, 7734);
      struct sockaddr_storage native;
      NetAddress again;
      guint16 port = 0;

      g_assert_true (net_address_from_socket_address (socket_address, &again, &port));
      g_assert_true (net_address_equal (&address, &again));
      g_assert_cmpuint (port, ==, 7734);

      g_assert_true (g_socket_address_to_native (socket_address, &native, sizeof native, NULL));
      g_assert_true (net_address_from_native (&native, &again, &port));
      g_assert_true (net_address_equal (&address, &again));
      g_assert_cmpuint (port, ==, 7734);
    }
}

static void
test_hash_spreads (void)
{
  guint counts[64] = { 0 };
  NetAddress a = address_of ("192.0.2.1");
  NetAddress b = address_of ("::ffff:192.0.2.1");

  g_assert_cmpuint (net_address_hash (&a), ==, net_address_hash (&b));

  for (guint i = 0; i < 6400; i++)
    {
      a.bytes[14] = (guint8) (i >> 8);
      a.bytes[15] = (guint8) i;
      counts[net_address_hash (&a) % 64]++;
    }
  for (guint i = 0; i < 64; i++)
    {
      g_assert_cmpuint (counts[i], >, 30);
      g_assert_cmpuint (counts[i], <, 200);
    }
}

/* Another process has another key. */
static void
test_hash_is_keyed (void)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  const char *arguments[] = { g_test_get_filename (G_TEST_BUILT, "transport", "test-net-address", NULL), "--hash", NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, 0, NULL, NULL, &first, NULL, NULL, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, 0, NULL, NULL, &second, NULL, NULL, NULL));
  g_assert_cmpuint (strlen (first), >, 0);
  g_assert_cmpstr (first, !=, second);
}

static void
test_blocks (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    gboolean is_same;
  } rows[] = {
    { "192.0.2.1", "192.0.2.1", TRUE },
    { "192.0.2.1", "192.0.2.2", FALSE },
    { "2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", TRUE },
    { "2001:db8:0:1::1", "2001:db8:0:2::1", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NetAddress a = address_of (rows[i].a);
      NetAddress b = address_of (rows[i].b);
      NetAddress block_a;
      NetAddress block_b;

      net_address_get_block (&a, &block_a);
      net_address_get_block (&b, &block_b);
      g_assert_cmpint (net_address_equal (&block_a, &block_b), ==, rows[i].is_same);
    }
}

/* From an index out in the world (g), on a private network (p), on this link (l), on this machine (m). */
static void
test_may_be_fetched_from (void)
{
  static const char *indexes[] = { "203.0.113.5", "192.168.1.1", "169.254.3.4", "127.0.0.1" };
  static const struct
  {
    const char *address;
    const char *from; /* the indexes that may name it */
  } rows[] = {
    { "8.8.8.8", "gplm" },
    { "1.0.0.1", "gplm" },
    { "203.0.113.9", "gplm" },
    { "::ffff:203.0.113.9", "gplm" },
    { "100.63.255.255", "gplm" },
    { "100.128.0.0", "gplm" },
    { "126.255.255.255", "gplm" },
    { "128.0.0.1", "gplm" },
    { "169.253.255.255", "gplm" },
    { "169.255.0.0", "gplm" },
    { "172.15.255.255", "gplm" },
    { "172.32.0.0", "gplm" },
    { "192.167.255.255", "gplm" },
    { "192.169.0.0", "gplm" },
    { "223.255.255.255", "gplm" },
    { "2001:db8::1", "gplm" },
    { "2606:4700::1111", "gplm" },
    { "2002:808:808::1", "gplm" },
    { "64:ff9b::808:808", "gplm" },

    { "10.0.0.1", "plm" },
    { "10.255.255.255", "plm" },
    { "100.64.0.0", "plm" },
    { "100.127.255.255", "plm" },
    { "172.16.0.0", "plm" },
    { "172.31.255.255", "plm" },
    { "192.168.0.1", "plm" },
    { "::ffff:192.168.0.1", "plm" },
    { "198.18.0.1", "plm" },
    { "198.19.255.255", "plm" },
    { "fc00::1", "plm" },
    { "fdff:ffff::1", "plm" },
    { "fec0::1", "plm" },
    { "64:ff9b::c0a8:1", "plm" },
    { "64:ff9b:1::1", "plm" },
    { "2002:c0a8:1::1", "plm" },

    { "169.254.0.1", "l" },
    { "169.254.169.254", "l" },
    { "::ffff:169.254.169.254", "l" },
    { "fe80::1", "l" },
    { "febf:ffff::1", "l" },

    { "127.0.0.1", "m" },
    { "127.255.255.254", "m" },
    { "::ffff:127.0.0.1", "m" },
    { "::1", "m" },
    { "64:ff9b::7f00:1", "m" },
    { "2002:7f00:1::1", "m" },

    { "0.0.0.0", "" },
    { "0.1.2.3", "" },
    { "::ffff:0.0.0.0", "" },
    { "192.0.0.8", "" },
    { "192.88.99.1", "" },
    { "224.0.0.1", "" },
    { "239.255.255.255", "" },
    { "240.0.0.1", "" },
    { "255.255.255.255", "" },
    { "::ffff:255.255.255.255", "" },
    { "::", "" },
    { "::2", "" },
    { "::127.0.0.1", "" },
    { "100::1", "" },
    { "2001::1", "" },
    { "ff02::1", "" },
    { "ff0e::1", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint k = 0; k < G_N_ELEMENTS (indexes); k++)
      {
        NetAddress address = address_of (rows[i].address);
        NetAddress index = address_of (indexes[k]);
        gboolean is_allowed = strchr (rows[i].from, "gplm"[k]) != NULL;

        if (net_address_may_be_fetched_from (&address, 7000, &index) != is_allowed)
          g_error ("%s from %s: expected %d", rows[i].address, indexes[k], is_allowed);
        g_assert_false (net_address_may_be_fetched_from (&address, 1023, &index));
        g_assert_false (net_address_may_be_fetched_from (&address, 22, &index));
        g_assert_false (net_address_may_be_fetched_from (&address, 0, &index));
        g_assert_cmpint (net_address_may_be_fetched_from (&address, 1024, &index), ==, is_allowed);
      }
}

static void
test_is_loopback (void)
{
  static const struct
  {
    const char *text;
    gboolean is_loopback;
  } rows[] = { { "127.0.0.1", TRUE }, { "127.1.2.3", TRUE }, { "::1", TRUE }, { "::ffff:127.0.0.1", TRUE },
               { "128.0.0.1", FALSE }, { "::2", FALSE }, { "10.0.0.1", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NetAddress address = address_of (rows[i].text);

      g_assert_cmpint (net_address_is_loopback (&address), ==, rows[i].is_loopback);
    }
}

static void
test_parse_server (void)
{
  static const struct
  {
    const char *text;
    const char *shown; /* NULL: an error that quotes what was typed */
  } rows[] = {
    { "example.org", "example.org:5555" },
    { "  example.org ", "example.org:5555" },
    { "example.org:7734", "example.org:7734" },
    { "localhost:1", "localhost:1" },
    { "my_host-1:65535", "my_host-1:65535" },
    { "b\303\274cher.example:7734", "b\303\274cher.example:7734" },
    { "192.0.2.1", "192.0.2.1:5555" },
    { "192.0.2.1:7734", "192.0.2.1:7734" },
    { "::1", "[::1]:5555" },
    { "[::1]", "[::1]:5555" },
    { "[::1]:7734", "[::1]:7734" },
    { "2001:db8::7734", "[2001:db8::7734]:5555" },
    { "example.org:", NULL },
    { "example.org:0", NULL },
    { "example.org:65536", NULL },
    { "example.org:-1", NULL },
    { "example.org:+1", NULL },
    { "example.org: 80", NULL },
    { "example.org:http", NULL },
    { ":7734", NULL },
    { "http://example.org", NULL },
    { "example.org/rfc", NULL },
    { "user@example.org", NULL },
    { "two words", NULL },
    { "a..b", NULL },
    { "-host", NULL },
    { "[::1", NULL },
    { "[::1]7734", NULL },
    { "[example.org]:7734", NULL },
    { "[]:7734", NULL },
    { "1:2:3", NULL },
    { "a\nb", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocketConnectable) connectable = net_address_parse_server (rows[i].text, 5555, &error);
      g_autofree char *shown = NULL;

      if (rows[i].shown == NULL)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
          g_assert_nonnull (strstr (error->message, rows[i].text));
          continue;
        }

      g_assert_no_error (error);
      if (G_IS_NETWORK_ADDRESS (connectable))
        shown = g_strdup_printf ("%s:%u", g_network_address_get_hostname (G_NETWORK_ADDRESS (connectable)),
                                 g_network_address_get_port (G_NETWORK_ADDRESS (connectable)));
      else
        shown = g_socket_connectable_to_string (connectable);
      g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

static void
test_parse_server_without_a_quote (void)
{
  static const char *texts[] = { "", "   ", "\377\376" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (net_address_parse_server (texts[i], 5555, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_host_name_length (void)
{
  g_autofree char *longest = g_strnfill (253, 'a');
  g_autofree char *too_long = g_strnfill (254, 'a');
  g_autoptr (GSocketConnectable) connectable = net_address_parse_server (longest, 5555, NULL);

  g_assert_nonnull (connectable);
  g_assert_null (net_address_parse_server (too_long, 5555, NULL));
}

int
main (int argc, char *argv[])
{
  if (argc == 2 && strcmp (argv[1], "--hash") == 0)
    {
      NetAddress address = address_of ("192.0.2.1");

      g_print ("%u", net_address_hash (&address));
      return 0;
    }

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net-address/one-form-for-mapped-addresses", test_one_form);
  g_test_add_func ("/net-address/what-is-none-is-refused", test_not_an_address);
  g_test_add_func ("/net-address/socket-address-and-back", test_socket_address_roundtrip);
  g_test_add_func ("/net-address/hash-spreads", test_hash_spreads);
  g_test_add_func ("/net-address/hash-is-keyed-by-process", test_hash_is_keyed);
  g_test_add_func ("/net-address/blocks-for-limits", test_blocks);
  g_test_add_func ("/net-address/may-be-fetched-from", test_may_be_fetched_from);
  g_test_add_func ("/net-address/loopback", test_is_loopback);
  g_test_add_func ("/net-address/server-as-typed", test_parse_server);
  g_test_add_func ("/net-address/server-that-cannot-be-quoted", test_parse_server_without_a_quote);
  g_test_add_func ("/net-address/host-name-length", test_host_name_length);
  return g_test_run ();
}
