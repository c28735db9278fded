/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net-address.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/random.h>

#define NET_HOST_MAX_BYTES 253

static const guint8 net_mapped_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static gboolean
net_address_is_ipv4 (const NetAddress *address)
{
  return memcmp (address->bytes, net_mapped_prefix, sizeof net_mapped_prefix) == 0;
}

static void
net_address_set_ipv4 (NetAddress *address, const guint8 ipv4[4])
{
  memset (address, 0, sizeof *address);
  memcpy (address->bytes, net_mapped_prefix, sizeof net_mapped_prefix);
  memcpy (address->bytes + 12, ipv4, 4);
}

static gboolean
net_address_from_inet_address (GInetAddress *inet_address, NetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (inet_address);

  switch (g_inet_address_get_family (inet_address))
    {
    case G_SOCKET_FAMILY_IPV4:
      net_address_set_ipv4 (address, bytes);
      return TRUE;
    case G_SOCKET_FAMILY_IPV6:
      memcpy (address->bytes, bytes, 16);
      address->scope_id = 0;
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
net_address_from_socket_address (GSocketAddress *socket_address, NetAddress *address, guint16 *port)
{
  GInetSocketAddress *inet;

  if (!G_IS_INET_SOCKET_ADDRESS (socket_address))
    return FALSE;

  inet = G_INET_SOCKET_ADDRESS (socket_address);
  if (!net_address_from_inet_address (g_inet_socket_address_get_address (inet), address))
    return FALSE;

  if (g_socket_address_get_family (socket_address) == G_SOCKET_FAMILY_IPV6 && !net_address_is_ipv4 (address))
    address->scope_id = g_inet_socket_address_get_scope_id (inet);

  if (port != NULL)
    *port = g_inet_socket_address_get_port (inet);
  return TRUE;
}

gboolean
net_address_from_native (const struct sockaddr_storage *native, NetAddress *address, guint16 *port)
{
  const struct sockaddr_in *ipv4 = (const struct sockaddr_in *) native;
  const struct sockaddr_in6 *ipv6 = (const struct sockaddr_in6 *) native;

  switch (native->ss_family)
    {
    case AF_INET:
      net_address_set_ipv4 (address, (const guint8 *) &ipv4->sin_addr);
      *port = ntohs (ipv4->sin_port);
      return TRUE;
    case AF_INET6:
      memcpy (address->bytes, &ipv6->sin6_addr, 16);
      address->scope_id = net_address_is_ipv4 (address) ? 0 : ipv6->sin6_scope_id;
      *port = ntohs (ipv6->sin6_port);
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
net_address_from_string (const char *text, NetAddress *address)
{
  g_autoptr (GInetAddress) inet_address = NULL;

  /* A scope ("%eth0") is this machine's own affair: nobody else can name one. */
  if (strchr (text, '%') != NULL)
    return FALSE;

  inet_address = g_inet_address_new_from_string (text);
  return inet_address != NULL && net_address_from_inet_address (inet_address, address);
}

static GInetAddress *
net_address_to_inet_address (const NetAddress *address)
{
  if (net_address_is_ipv4 (address))
    return g_inet_address_new_from_bytes (address->bytes + 12, G_SOCKET_FAMILY_IPV4);

  return g_inet_address_new_from_bytes (address->bytes, G_SOCKET_FAMILY_IPV6);
}

const char *
net_address_to_string (const NetAddress *address, char buffer[NET_ADDRESS_MAX_TEXT])
{
  gboolean is_ipv4 = net_address_is_ipv4 (address);

  /* Not by GInetAddress: the index writes an address in every row. */
  if (inet_ntop (is_ipv4 ? AF_INET : AF_INET6, is_ipv4 ? address->bytes + 12 : address->bytes, buffer,
                 NET_ADDRESS_MAX_TEXT) == NULL)
    buffer[0] = '\0';

  return buffer;
}

GSocketAddress *
net_address_to_socket_address (const NetAddress *address, guint16 port)
{
  g_autoptr (GInetAddress) inet_address = net_address_to_inet_address (address);

  return g_object_new (G_TYPE_INET_SOCKET_ADDRESS, "address", inet_address, "port", (guint) port, "scope-id",
                       address->scope_id, NULL);
}

gboolean
net_address_equal (const NetAddress *a, const NetAddress *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

/* SipHash-2-4 of the three words of an address, with a key of this process: nobody outside can choose addresses that
 * fall into one bucket. */

static inline void
net_siphash_round (guint64 v[4])
{
  v[0] += v[1];
  v[2] += v[3];
  v[1] = (v[1] << 13 | v[1] >> 51) ^ v[0];
  v[3] = (v[3] << 16 | v[3] >> 48) ^ v[2];
  v[0] = v[0] << 32 | v[0] >> 32;
  v[2] += v[1];
  v[0] += v[3];
  v[1] = (v[1] << 17 | v[1] >> 47) ^ v[2];
  v[3] = (v[3] << 21 | v[3] >> 43) ^ v[0];
  v[2] = v[2] << 32 | v[2] >> 32;
}

static inline void
net_siphash_word (guint64 v[4], guint64 word)
{
  v[3] ^= word;
  net_siphash_round (v);
  net_siphash_round (v);
  v[0] ^= word;
}

static const guint64 *
net_address_get_hash_key (void)
{
  static guint64 key[2];
  static gsize is_made = 0;

  if (g_once_init_enter (&is_made))
    {
      if (getrandom (key, sizeof key, 0) != sizeof key)
        for (guint i = 0; i < G_N_ELEMENTS (key); i++)
          key[i] = (guint64) g_random_int () << 32 | g_random_int ();
      g_once_init_leave (&is_made, 1);
    }

  return key;
}

guint
net_address_hash (const NetAddress *address)
{
  const guint64 *key = net_address_get_hash_key ();
  guint64 v[4] = { key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du, key[0] ^ 0x6c7967656e657261u,
                   key[1] ^ 0x7465646279746573u };
  guint64 words[2];
  guint64 sum;

  memcpy (words, address->bytes, sizeof words);
  net_siphash_word (v, words[0]);
  net_siphash_word (v, words[1]);
  net_siphash_word (v, (guint64) sizeof *address << 56 | address->scope_id);

  v[2] ^= 0xff;
  for (guint i = 0; i < 4; i++)
    net_siphash_round (v);

  sum = v[0] ^ v[1] ^ v[2] ^ v[3];
  return (guint) (sum ^ sum >> 32);
}

void
net_address_get_block (const NetAddress *address, NetAddress *block)
{
  *block = *address;
  if (!net_address_is_ipv4 (address))
    memset (block->bytes + 8, 0, 8);
}

/* What an address reaches */

typedef enum
{
  NET_REACH_NOTHING, /* unspecified, multicast, broadcast, reserved: never an upload service */
  NET_REACH_LOOPBACK,
  NET_REACH_LINK,
  NET_REACH_PRIVATE,
  NET_REACH_GLOBAL,
} NetReach;

typedef struct
{
  guint8 prefix[16];
  guint8 n_bits;
  NetReach reach;
} NetBlockRow;

/* First match wins. */
static const NetBlockRow net_ipv4_blocks[] = {
  { { 0 }, 8, NET_REACH_NOTHING }, /* this network */
  { { 10 }, 8, NET_REACH_PRIVATE },
  { { 100, 64 }, 10, NET_REACH_PRIVATE }, /* behind a carrier's NAT */
  { { 127 }, 8, NET_REACH_LOOPBACK },
  { { 169, 254 }, 16, NET_REACH_LINK }, /* 169.254.169.254, which tells cloud machines their secrets, included */
  { { 172, 16 }, 12, NET_REACH_PRIVATE },
  { { 192, 0, 0 }, 24, NET_REACH_NOTHING },  /* protocol assignments */
  { { 192, 88, 99 }, 24, NET_REACH_NOTHING }, /* 6to4 relays, gone */
  { { 192, 168 }, 16, NET_REACH_PRIVATE },
  { { 198, 18 }, 15, NET_REACH_PRIVATE },  /* benchmarks */
  { { 224 }, 4, NET_REACH_NOTHING },       /* multicast */
  { { 240 }, 4, NET_REACH_NOTHING },       /* reserved, and 255.255.255.255 */
  { { 0 }, 0, NET_REACH_GLOBAL },
};

static const NetBlockRow net_ipv6_blocks[] = {
  { { [15] = 1 }, 128, NET_REACH_LOOPBACK },
  { { 0 }, 96, NET_REACH_NOTHING },                         /* unspecified, and the old "compatible" form */
  { { 0, 0x64, 0xff, 0x9b, 0, 1 }, 48, NET_REACH_PRIVATE }, /* a site's own NAT64 */
  { { 0x01 }, 64, NET_REACH_NOTHING },                      /* discard */
  { { 0x20, 0x01, 0x00, 0x00 }, 32, NET_REACH_NOTHING },    /* Teredo: carries another address inside */
  { { 0xfc }, 7, NET_REACH_PRIVATE },
  { { 0xfe, 0x80 }, 10, NET_REACH_LINK },
  { { 0xfe, 0xc0 }, 10, NET_REACH_PRIVATE }, /* site-local, old */
  { { 0xff }, 8, NET_REACH_NOTHING },        /* multicast */
  { { 0 }, 0, NET_REACH_GLOBAL },
};

static gboolean
net_block_row_matches (const NetBlockRow *row, const guint8 *bytes)
{
  gsize n_bytes = row->n_bits / 8;
  guint8 mask = (guint8) (0xff00 >> row->n_bits % 8);

  return memcmp (row->prefix, bytes, n_bytes) == 0
         && (mask == 0 || (bytes[n_bytes] & mask) == (row->prefix[n_bytes] & mask));
}

static NetReach
net_reach_find (const NetBlockRow *row, const guint8 *bytes)
{
  while (!net_block_row_matches (row, bytes))
    row++;

  return row->reach;
}

static NetReach
net_address_get_reach (const NetAddress *address)
{
  static const guint8 nat64_prefix[12] = { 0, 0x64, 0xff, 0x9b };
  static const guint8 sixtofour_prefix[2] = { 0x20, 0x02 };
  const guint8 *bytes = address->bytes;

  /* IPv6 addresses that stand for an IPv4 one reach what that one does. */
  if (net_address_is_ipv4 (address) || memcmp (bytes, nat64_prefix, sizeof nat64_prefix) == 0)
    return net_reach_find (net_ipv4_blocks, bytes + 12);
  if (memcmp (bytes, sixtofour_prefix, sizeof sixtofour_prefix) == 0)
    return net_reach_find (net_ipv4_blocks, bytes + 2);

  return net_reach_find (net_ipv6_blocks, bytes);
}

gboolean
net_address_is_loopback (const NetAddress *address)
{
  return net_address_get_reach (address) == NET_REACH_LOOPBACK;
}

gboolean
net_address_may_be_fetched_from (const NetAddress *address, guint16 port, const NetAddress *index)
{
  NetReach index_reach = net_address_get_reach (index);

  if (port < 1024)
    return FALSE;

  switch (net_address_get_reach (address))
    {
    case NET_REACH_GLOBAL:
      return TRUE;
    case NET_REACH_PRIVATE:
      /* An index on this machine or this link also has members from the networks around it. */
      return index_reach == NET_REACH_PRIVATE || index_reach == NET_REACH_LINK || index_reach == NET_REACH_LOOPBACK;
    case NET_REACH_LINK:
      return index_reach == NET_REACH_LINK;
    case NET_REACH_LOOPBACK:
      return index_reach == NET_REACH_LOOPBACK;
    case NET_REACH_NOTHING:
    default:
      return FALSE;
    }
}

/* What a user types as a server */

static gboolean
net_parse_port (const char *text, const char *whole, guint16 *port, GError **error)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &value, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” does not end in a port: after the colon a number from 1 to 65535 is needed."), whole);
      return FALSE;
    }

  *port = (guint16) value;
  return TRUE;
}

static gboolean
net_is_host_name (const char *host)
{
  gsize length = strlen (host);

  if (length == 0 || length > NET_HOST_MAX_BYTES || host[0] == '.' || host[0] == '-' || strstr (host, "..") != NULL)
    return FALSE;

  /* Names in other scripts are the resolver's to encode. */
  for (const char *c = host; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("-._", *c) == NULL && (guchar) *c < 0x80)
      return FALSE;

  return TRUE;
}

/* Splits "HOST", "HOST:PORT", "[V6]", "[V6]:PORT" or "V6" in place. @port_text is NULL when there is none. */
static gboolean
net_split_server (char *text, char **host, char **port_text)
{
  char *colon = strrchr (text, ':');

  *host = text;
  *port_text = NULL;

  if (text[0] == '[')
    {
      char *bracket = strchr (text, ']');

      if (bracket == NULL || (bracket[1] != '\0' && bracket[1] != ':'))
        return FALSE;

      *host = text + 1;
      *port_text = bracket[1] == ':' ? bracket + 2 : NULL;
      *bracket = '\0';
      return strchr (*host, ':') != NULL;
    }

  if (colon != NULL && strchr (text, ':') == colon)
    {
      *port_text = colon + 1;
      *colon = '\0';
    }
  return TRUE;
}

GSocketConnectable *
net_address_parse_server (const char *text, guint16 default_port, GError **error)
{
  g_autofree char *copy = g_strstrip (g_strdup (text));
  g_autofree char *whole = g_strdup (copy);
  g_autoptr (GSocketAddress) numeric = NULL;
  guint16 port = default_port;
  char *host;
  char *port_text;

  if (copy[0] == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("No server is named. Write a host name or an address, with “:” and a port if it is "
                             "not the usual one."));
      return NULL;
    }

  if (!g_utf8_validate (copy, -1, NULL) || !net_split_server (copy, &host, &port_text))
    {
      g_autofree char *shown = g_utf8_make_valid (whole, -1);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is not a server. An IPv6 address with a port is written like [2001:db8::1]:7734."), shown);
      return NULL;
    }

  if (port_text != NULL && !net_parse_port (port_text, whole, &port, error))
    return NULL;

  numeric = g_inet_socket_address_new_from_string (host, port);
  if (numeric != NULL)
    return G_SOCKET_CONNECTABLE (g_steal_pointer (&numeric));

  if (!net_is_host_name (host))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is not a server. Write a host name or an address, with “:” and a port if it is not the "
                     "usual one."),
                   whole);
      return NULL;
    }

  return g_network_address_new (host, port);
}
