/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sys/socket.h>

G_BEGIN_DECLS

/* A peer's address in one form: IPv4 and v4-mapped IPv6 are the same thing, so that every comparison, limit and
 * printout agrees. Compare with memcmp or net_address_equal(); hash with net_address_hash(), which is keyed. */
typedef struct
{
  guint8 bytes[16]; /* IPv6 order; IPv4 as ::ffff:a.b.c.d */
  guint32 scope_id;
} NetAddress;

#define NET_ADDRESS_MAX_TEXT 64

gboolean net_address_from_socket_address (GSocketAddress *socket_address, NetAddress *address, guint16 *port);
/* The same from what getpeername() and accept() fill in. */
gboolean net_address_from_native (const struct sockaddr_storage *native, NetAddress *address, guint16 *port);
gboolean net_address_from_string (const char *text, NetAddress *address);

/* Numeric; IPv4 without the mapping, IPv6 without brackets. Writes at most NET_ADDRESS_MAX_TEXT bytes with the
 * terminator, and returns @buffer. */
const char *net_address_to_string (const NetAddress *address, char buffer[NET_ADDRESS_MAX_TEXT]);
GSocketAddress *net_address_to_socket_address (const NetAddress *address, guint16 port);

gboolean net_address_equal (const NetAddress *a, const NetAddress *b);
guint net_address_hash (const NetAddress *address);
gboolean net_address_is_loopback (const NetAddress *address);

/* The block that limits count by: the whole of an IPv4 address, the /64 of an IPv6 one. */
void net_address_get_block (const NetAddress *address, NetAddress *block);

/* Whether a row that an index at @index sent may be connected to: never unspecified, multicast or broadcast; loopback,
 * link-local and private ones only from an index of that class; no port below 1024. SECURITY T11. */
gboolean net_address_may_be_fetched_from (const NetAddress *address, guint16 port, const NetAddress *index);

/* "HOST", "HOST:PORT", "[V6]:PORT", "V6"; NULL and @error in words that a user reads. */
GSocketConnectable *net_address_parse_server (const char *text, guint16 default_port, GError **error);

G_END_DECLS
