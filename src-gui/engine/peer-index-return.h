/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-index-attempt.h"

G_BEGIN_DECLS

#define PEER_INDEX_RETURN_SECONDS 60u /* between two looks, a quarter more or less by chance */
#define PEER_SERVER_LIST_MAX 8u

/* "HOST[:PORT], HOST[:PORT] …", the preferred one first; commas and blanks part them. NULL with @error (a whole sentence)
 * when one is none, or when there are more than PEER_SERVER_LIST_MAX; an empty list is an empty vector. */
char **peer_server_list_parse (const char *text, GError **error);

/* The way back: while an index further down the list is used, those before it are looked after from time to time. */
typedef struct _PeerIndexReturn PeerIndexReturn;

/* Server number @place answers: @link is the owner's. The watch is over. */
typedef void (*PeerIndexReturnFunc) (guint place, PeerIndexLink *link, gpointer user_data);

PeerIndexReturn *peer_index_return_new (NetPoller *poller, PeerIndexReturnFunc func, gpointer user_data);
void peer_index_return_free (PeerIndexReturn *self);

/* Looks after the first @n_servers of @servers, from a minute from now on. @servers is copied. */
void peer_index_return_start (PeerIndexReturn *self, char **servers, guint n_servers, guint16 upload_port);
void peer_index_return_stop (PeerIndexReturn *self);

G_END_DECLS
