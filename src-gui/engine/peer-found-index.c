/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-found-index.h"

struct _PeerFoundIndex
{
  GObject parent_instance;

  char *name;
  char *address;
  char *server;
  guint16 port;
  gboolean is_ipv6;
};

enum
{
  PROP_NAME = 1,
  PROP_ADDRESS,
  PROP_PORT,
  PROP_SERVER,
  PROP_IS_IPV6,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (PeerFoundIndex, peer_found_index, G_TYPE_OBJECT)

static void
peer_found_index_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerFoundIndex *self = PEER_FOUND_INDEX (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;
    case PROP_SERVER:
      g_value_set_string (value, self->server);
      break;
    case PROP_IS_IPV6:
      g_value_set_boolean (value, self->is_ipv6);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_found_index_finalize (GObject *object)
{
  PeerFoundIndex *self = PEER_FOUND_INDEX (object);

  g_free (self->name);
  g_free (self->address);
  g_free (self->server);
  G_OBJECT_CLASS (peer_found_index_parent_class)->finalize (object);
}

static void
peer_found_index_class_init (PeerFoundIndexClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = peer_found_index_get_property;
  object_class->finalize = peer_found_index_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, "", flags);
  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, flags);
  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, "", flags);
  properties[PROP_IS_IPV6] = g_param_spec_boolean ("is-ipv6", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
peer_found_index_init (PeerFoundIndex *self)
{
}

PeerFoundIndex *
peer_found_index_new (const char *name, const char *address, guint16 port, gboolean is_ipv6)
{
  PeerFoundIndex *self = g_object_new (PEER_TYPE_FOUND_INDEX, NULL);

  self->name = g_strdup (name);
  self->address = g_strdup (address);
  self->server = g_strdup_printf (is_ipv6 ? "[%s]:%u" : "%s:%u", address, port);
  self->port = port;
  self->is_ipv6 = is_ipv6;
  return self;
}

const char *
peer_found_index_get_name (PeerFoundIndex *self)
{
  return self->name;
}

const char *
peer_found_index_get_address (PeerFoundIndex *self)
{
  return self->address;
}

guint16
peer_found_index_get_port (PeerFoundIndex *self)
{
  return self->port;
}

const char *
peer_found_index_get_server (PeerFoundIndex *self)
{
  return self->server;
}

gboolean
peer_found_index_get_is_ipv6 (PeerFoundIndex *self)
{
  return self->is_ipv6;
}
