/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz-target.h"
#include "net-address.h"
#include "wire-text.h"

#include <string.h>

static void
fuzz_address_check_number (const char *text)
{
  static const NetAddress loopback = { .bytes = { [10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1 } };
  char buffer[NET_ADDRESS_MAX_TEXT];
  NetAddress address = { 0 };
  NetAddress again = { 0 };

  if (!net_address_from_string (text, &address))
    return;
  net_address_to_string (&address, buffer);
  g_assert_true (wire_text_is_address (buffer, strlen (buffer)));
  g_assert_true (net_address_from_string (buffer, &again));
  g_assert_true (net_address_equal (&address, &again));
  g_assert_cmpuint (net_address_hash (&address), ==, net_address_hash (&again));
  g_assert_false (net_address_may_be_fetched_from (&address, 1023, &loopback));
}

static void
fuzz_address_check_server (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnectable) server = net_address_parse_server (text, 5555, &error);

  g_assert_true ((server == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (G_IS_NETWORK_ADDRESS (server))
    {
      g_assert_cmpuint (g_network_address_get_port (G_NETWORK_ADDRESS (server)), >, 0);
      g_assert_null (strpbrk (g_network_address_get_hostname (G_NETWORK_ADDRESS (server)), " \t\r\n/:@[]%"));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  fuzz_address_check_number (text);
  fuzz_address_check_server (text);
  return 0;
}
