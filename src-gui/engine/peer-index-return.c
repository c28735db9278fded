/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "net-address.h"
#include "peer-index-return.h"
#include "wire-limits.h"

struct _PeerIndexReturn
{
  NetPoller *poller;
  PeerIndexReturnFunc func;
  gpointer user_data;
  NetDeadline deadline;
  char **servers;
  guint n_servers;
  guint place; /* that is being tried */
  guint16 upload_port;
  PeerIndexAttempt *attempt; /* NULL between two looks */
};

char **
peer_server_list_parse (const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, ", \t\n", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n_servers = 0;

  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_autoptr (GSocketConnectable) place = NULL;

      if (*words[i] == '\0')
        continue;
      place = net_address_parse_server (words[i], WIRE_DEFAULT_PORT, error);
      if (place == NULL)
        return NULL;
      if (++n_servers > PEER_SERVER_LIST_MAX)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       g_dngettext (GETTEXT_PACKAGE, "No more than %u index server can be named.",
                                    "No more than %u index servers can be named.", PEER_SERVER_LIST_MAX),
                       PEER_SERVER_LIST_MAX);
          return NULL;
        }
      g_strv_builder_add (builder, words[i]);
    }
  return g_strv_builder_end (builder);
}

static void
peer_index_return_rest (PeerIndexReturn *self)
{
  gint64 usec = (gint64) (PEER_INDEX_RETURN_SECONDS * G_USEC_PER_SEC * g_random_double_range (0.75, 1.25));

  self->place = 0;
  net_poller_set_deadline (self->poller, &self->deadline, net_poller_get_now_usec (self->poller) + usec);
}

static void peer_index_return_look (PeerIndexReturn *self);

static void
peer_index_return_ready_cb (PeerIndexLink *link, gpointer user_data)
{
  PeerIndexReturn *self = user_data;
  guint place = self->place;

  peer_index_return_stop (self);
  self->func (place, link, self->user_data);
}

static void
peer_index_return_failed_cb (const GError *error, gpointer user_data)
{
  PeerIndexReturn *self = user_data;

  g_clear_pointer (&self->attempt, peer_index_attempt_free);
  if (++self->place < self->n_servers)
    peer_index_return_look (self);
  else
    peer_index_return_rest (self);
}

static void
peer_index_return_tried_cb (gpointer user_data)
{
}

static void
peer_index_return_look (PeerIndexReturn *self)
{
  static const PeerIndexAttemptHandler handler = {
    .ready = peer_index_return_ready_cb,
    .failed = peer_index_return_failed_cb,
    .tried = peer_index_return_tried_cb,
  };
  PeerIndexAsker asker = { self->upload_port, NULL };
  g_autoptr (GSocketConnectable) place = net_address_parse_server (self->servers[self->place], WIRE_DEFAULT_PORT, NULL);

  self->attempt = peer_index_attempt_new (self->poller, place, &asker, &handler, self);
}

static void
peer_index_return_deadline_cb (NetDeadline *deadline)
{
  peer_index_return_look (NET_CONTAINER_OF (deadline, PeerIndexReturn, deadline));
}

PeerIndexReturn *
peer_index_return_new (NetPoller *poller, PeerIndexReturnFunc func, gpointer user_data)
{
  PeerIndexReturn *self = g_new0 (PeerIndexReturn, 1);

  self->poller = poller;
  self->func = func;
  self->user_data = user_data;
  self->deadline.func = peer_index_return_deadline_cb;
  return self;
}

void
peer_index_return_free (PeerIndexReturn *self)
{
  g_clear_pointer (&self->attempt, peer_index_attempt_free);
  g_strfreev (self->servers);
  g_free (self);
}

void
peer_index_return_start (PeerIndexReturn *self, char **servers, guint n_servers, guint16 upload_port)
{
  peer_index_return_stop (self);
  if (n_servers == 0)
    return;

  g_strfreev (self->servers);
  self->servers = g_strdupv (servers);
  self->n_servers = n_servers;
  self->upload_port = upload_port;
  peer_index_return_rest (self);
}

void
peer_index_return_stop (PeerIndexReturn *self)
{
  net_poller_clear_deadline (self->poller, &self->deadline);
  g_clear_pointer (&self->attempt, peer_index_attempt_free);
}
