/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-holder-private.h"
#include "wire-limits.h"

struct _PeerHolder
{
  GObject parent_instance;

  guint number;
  guint16 port;
  gboolean is_me;
  gboolean has_size;
  guint64 size_bytes;
  WireDigest digest;
  char *title;
  char *address;
  char *name;
};

enum
{
  PROP_NUMBER = 1,
  PROP_TITLE,
  PROP_ADDRESS,
  PROP_PORT,
  PROP_NAME,
  PROP_SIZE,
  PROP_IS_ME,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (PeerHolder, peer_holder, G_TYPE_OBJECT)

static void
peer_holder_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerHolder *self = PEER_HOLDER (object);

  switch (id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size_bytes);
      break;
    case PROP_IS_ME:
      g_value_set_boolean (value, self->is_me);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_holder_finalize (GObject *object)
{
  PeerHolder *self = PEER_HOLDER (object);

  g_free (self->title);
  g_free (self->address);
  g_free (self->name);
  G_OBJECT_CLASS (peer_holder_parent_class)->finalize (object);
}

static void
peer_holder_class_init (PeerHolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = peer_holder_get_property;
  object_class->finalize = peer_holder_finalize;

  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, WIRE_NUMBER_MAX, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, "", flags);
  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, WIRE_PORT_MAX, 0, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_IS_ME] = g_param_spec_boolean ("is-me", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
peer_holder_init (PeerHolder *self)
{
}

PeerHolder *
peer_holder_new (const WireRecord *record, gboolean is_me)
{
  PeerHolder *self = g_object_new (PEER_TYPE_HOLDER, NULL);

  self->number = record->number;
  self->title = wire_slice_dup (record->title);
  self->address = wire_slice_dup (record->address);
  self->port = record->port;
  self->name = wire_slice_dup (record->name);
  self->has_size = record->has_size;
  self->size_bytes = record->has_size ? record->size_bytes : 0;
  self->digest = record->digest;
  self->is_me = is_me;
  return self;
}

const char *
peer_holder_get_short_name (PeerHolder *self)
{
  return *self->name != '\0' && !g_str_equal (self->name, PEER_HOLDER_NO_NAME) ? self->name : self->address;
}

char *
peer_holder_describe (PeerHolder *self)
{
  g_autofree char *place = strchr (self->address, ':') != NULL
                               ? g_strdup_printf ("[%s]:%u", self->address, self->port)
                               : g_strdup_printf ("%s:%u", self->address, self->port);

  if (peer_holder_get_short_name (self) == self->address || g_str_equal (self->name, self->address))
    return g_steal_pointer (&place);

  return g_strdup_printf ("%s (%s)", self->name, place);
}

guint
peer_holder_get_number (PeerHolder *self)
{
  return self->number;
}

const char *
peer_holder_get_title (PeerHolder *self)
{
  return self->title;
}

const char *
peer_holder_get_address (PeerHolder *self)
{
  return self->address;
}

guint16
peer_holder_get_port (PeerHolder *self)
{
  return self->port;
}

const char *
peer_holder_get_name (PeerHolder *self)
{
  return self->name;
}

gboolean
peer_holder_get_has_size (PeerHolder *self)
{
  return self->has_size;
}

guint64
peer_holder_get_size (PeerHolder *self)
{
  return self->size_bytes;
}

const WireDigest *
peer_holder_get_digest (PeerHolder *self)
{
  return &self->digest;
}

gboolean
peer_holder_get_is_me (PeerHolder *self)
{
  return self->is_me;
}
