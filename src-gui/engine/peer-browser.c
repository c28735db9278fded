/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "net-address.h"
#include "peer-browser.h"
#include "wire-text.h"

#define AVAHI_NAME "org.freedesktop.Avahi"
#define AVAHI_SERVER "org.freedesktop.Avahi.Server"
#define AVAHI_BROWSER "org.freedesktop.Avahi.ServiceBrowser"
#define SERVICE_TYPE "_p2p-ci._tcp"
#define AVAHI_ANY (-1)
#define NAME_MAX_BYTES 63u /* a label of DNS */
#define DOMAIN_MAX_BYTES 255u
#define CALL_MILLISECONDS 10000

/* One name on one interface in one version of IP. */
typedef struct
{
  PeerBrowser *browser; /* NULL once it is of no interest any more */
  int interface;
  int protocol;
  char *name;
  char *domain;
  char *address; /* NULL until it is resolved */
  guint16 port;
  gboolean is_ipv6;
  gboolean is_resolving; /* the answer holds it too */
} PeerSighting;

struct _PeerBrowser
{
  GObject parent_instance;

  GCancellable *cancellable;
  GDBusConnection *connection; /* NULL until there is one */
  guint watch_id;
  guint signal_id;
  char *path;           /* of Avahi's own browser; NULL while there is none */
  GPtrArray *sightings; /* of PeerSighting */
  GListStore *found;    /* of PeerFoundIndex */
  guint n_resolving;
  gboolean has_all; /* of what Avahi knew */
  gboolean is_settled;
  char *reason;
};

enum
{
  PROP_IS_SETTLED = 1,
  PROP_REASON,
  PROP_N_ITEMS,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void peer_browser_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PeerBrowser,
                               peer_browser,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, peer_browser_list_model_init))

static void
peer_sighting_free (PeerSighting *sighting)
{
  g_free (sighting->name);
  g_free (sighting->domain);
  g_free (sighting->address);
  g_free (sighting);
}

static void
peer_sighting_release (gpointer data)
{
  PeerSighting *sighting = data;

  sighting->browser = NULL;
  if (!sighting->is_resolving)
    peer_sighting_free (sighting);
}

static void
peer_browser_set_reason (PeerBrowser *self, const char *reason)
{
  if (g_str_equal (self->reason, reason))
    return;

  g_free (self->reason);
  self->reason = g_strdup (reason);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
}

static void
peer_browser_update_settled (PeerBrowser *self)
{
  gboolean is_settled = *self->reason != '\0' || (self->has_all && self->n_resolving == 0);

  if (self->is_settled == is_settled)
    return;

  self->is_settled = is_settled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SETTLED]);
}

/* The model */

static int
peer_browser_compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return g_utf8_collate (peer_found_index_get_name ((PeerFoundIndex *) a), peer_found_index_get_name ((PeerFoundIndex *) b));
}

/* Of several sightings of one name: IPv4 before IPv6, and else the first. */
static PeerSighting *
peer_browser_choose (PeerBrowser *self, const char *name)
{
  PeerSighting *chosen = NULL;

  for (guint i = 0; i < self->sightings->len; i++)
    {
      PeerSighting *sighting = g_ptr_array_index (self->sightings, i);

      if (sighting->address != NULL && g_str_equal (sighting->name, name)
          && (chosen == NULL || (chosen->is_ipv6 && !sighting->is_ipv6)))
        chosen = sighting;
    }
  return chosen;
}

static gboolean
peer_browser_find (PeerBrowser *self, const char *name, guint *position)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->found)); i++)
    {
      g_autoptr (PeerFoundIndex) found = g_list_model_get_item (G_LIST_MODEL (self->found), i);

      if (g_str_equal (peer_found_index_get_name (found), name))
        {
          *position = i;
          return TRUE;
        }
    }
  return FALSE;
}

static void
peer_browser_update_name (PeerBrowser *self, const char *name)
{
  PeerSighting *sighting = peer_browser_choose (self, name);
  g_autoptr (PeerFoundIndex) found = NULL;
  guint position;
  gboolean is_there = peer_browser_find (self, name, &position);

  if (sighting != NULL)
    found = peer_found_index_new (name, sighting->address, sighting->port, sighting->is_ipv6);
  if (is_there && found != NULL)
    {
      g_autoptr (PeerFoundIndex) old = g_list_model_get_item (G_LIST_MODEL (self->found), position);

      if (g_str_equal (peer_found_index_get_server (old), peer_found_index_get_server (found)))
        return;
    }
  if (is_there)
    g_list_store_remove (self->found, position);
  if (found != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->found)) < PEER_BROWSER_MAX_INDEXES)
    g_list_store_insert_sorted (self->found, found, peer_browser_compare, NULL);
}

/* Resolving */

static void
peer_sighting_take_address (PeerSighting *sighting, const char *address, guint16 port)
{
  NetAddress parsed;

  /* A link-local IPv6 address means nothing without its interface; there is another address beside it where it counts. */
  if (port == 0 || !net_address_from_string (address, &parsed)
      || g_ascii_strncasecmp (address, "fe80:", 5) == 0)
    return;

  g_free (sighting->address);
  sighting->address = g_strdup (address);
  sighting->port = port;
  sighting->is_ipv6 = strchr (address, ':') != NULL;
}

static void
peer_browser_resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerSighting *sighting = user_data;
  PeerBrowser *self = sighting->browser;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);

  sighting->is_resolving = FALSE;
  if (self == NULL)
    {
      peer_sighting_free (sighting);
      return;
    }

  self->n_resolving--;
  if (answer != NULL)
    {
      const char *address;
      guint16 port;

      g_variant_get (answer, "(ii&s&s&s&si&sq@aayu)", NULL, NULL, NULL, NULL, NULL, NULL, NULL, &address, &port, NULL, NULL);
      peer_sighting_take_address (sighting, address, port);
      peer_browser_update_name (self, sighting->name);
    }
  peer_browser_update_settled (self);
}

static void
peer_browser_resolve (PeerBrowser *self, PeerSighting *sighting)
{
  sighting->is_resolving = TRUE;
  self->n_resolving++;
  g_dbus_connection_call (self->connection, AVAHI_NAME, "/", AVAHI_SERVER, "ResolveService",
                          g_variant_new ("(iisssiu)", sighting->interface, sighting->protocol, sighting->name,
                                         SERVICE_TYPE, sighting->domain, AVAHI_ANY, 0u),
                          G_VARIANT_TYPE ("(iissssisqaayu)"), G_DBUS_CALL_FLAGS_NONE, CALL_MILLISECONDS,
                          self->cancellable, peer_browser_resolved_cb, sighting);
}

/* What Avahi says */

static gboolean
peer_browser_is_sane (const char *name, const char *type, const char *domain)
{
  return g_str_equal (type, SERVICE_TYPE) && *name != '\0' && strlen (name) <= NAME_MAX_BYTES
         && strlen (domain) <= DOMAIN_MAX_BYTES && wire_text_is_clean (name, strlen (name));
}

static gboolean
peer_browser_find_sighting (PeerBrowser *self, int interface, int protocol, const char *name, const char *domain, guint *place)
{
  for (guint i = 0; i < self->sightings->len; i++)
    {
      PeerSighting *sighting = g_ptr_array_index (self->sightings, i);

      if (sighting->interface == interface && sighting->protocol == protocol && g_str_equal (sighting->name, name)
          && g_str_equal (sighting->domain, domain))
        {
          *place = i;
          return TRUE;
        }
    }
  return FALSE;
}

static void
peer_browser_item (PeerBrowser *self, GVariant *parameters, gboolean is_new)
{
  int interface;
  int protocol;
  const char *name;
  const char *type;
  const char *domain;
  guint place;
  gboolean is_known;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(iisssu)")))
    return;
  g_variant_get (parameters, "(ii&s&s&su)", &interface, &protocol, &name, &type, &domain, NULL);
  if (!peer_browser_is_sane (name, type, domain))
    return;

  is_known = peer_browser_find_sighting (self, interface, protocol, name, domain, &place);
  if (is_new && !is_known && self->sightings->len < PEER_BROWSER_MAX_SIGHTINGS)
    {
      PeerSighting *sighting = g_new0 (PeerSighting, 1);

      sighting->browser = self;
      sighting->interface = interface;
      sighting->protocol = protocol;
      sighting->name = g_strdup (name);
      sighting->domain = g_strdup (domain);
      g_ptr_array_add (self->sightings, sighting);
      peer_browser_resolve (self, sighting);
    }
  else if (!is_new && is_known)
    {
      PeerSighting *sighting = g_ptr_array_index (self->sightings, place);

      if (sighting->is_resolving)
        self->n_resolving--;
      g_ptr_array_remove_index (self->sightings, place);
      peer_browser_update_name (self, name);
      peer_browser_update_settled (self);
    }
}

static void
peer_browser_signal_cb (GDBusConnection *connection,
                        const char *sender,
                        const char *path,
                        const char *interface,
                        const char *signal,
                        GVariant *parameters,
                        gpointer user_data)
{
  PeerBrowser *self = user_data;

  /* Signals may overtake the answer that names the path. */
  if (self->path != NULL && !g_str_equal (path, self->path))
    return;

  if (g_str_equal (signal, "ItemNew"))
    peer_browser_item (self, parameters, TRUE);
  else if (g_str_equal (signal, "ItemRemove"))
    peer_browser_item (self, parameters, FALSE);
  else if (g_str_equal (signal, "AllForNow") || g_str_equal (signal, "Failure"))
    self->has_all = TRUE;
  peer_browser_update_settled (self);
}

static void
peer_browser_forget (PeerBrowser *self)
{
  if (self->signal_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->signal_id);
  self->signal_id = 0;
  g_clear_pointer (&self->path, g_free);
  g_ptr_array_set_size (self->sightings, 0);
  g_list_store_remove_all (self->found);
  self->n_resolving = 0;
  self->has_all = FALSE;
}

static void
peer_browser_fail (PeerBrowser *self, const char *reason)
{
  peer_browser_forget (self);
  peer_browser_set_reason (self, reason);
  peer_browser_update_settled (self);
}

/* bus -> Avahi is there -> its browser -> its signals */

static void
peer_browser_browsing_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  PeerBrowser *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  if (answer == NULL)
    peer_browser_fail (self, _("The network cannot be searched for indexes: Avahi refuses."));
  else if (self->path == NULL)
    g_variant_get (answer, "(o)", &self->path);
}

static void
peer_browser_appeared_cb (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  PeerBrowser *self = user_data;

  peer_browser_forget (self);
  peer_browser_set_reason (self, "");
  peer_browser_update_settled (self);
  self->signal_id = g_dbus_connection_signal_subscribe (connection, owner, AVAHI_BROWSER, NULL, NULL, NULL,
                                                        G_DBUS_SIGNAL_FLAGS_NONE, peer_browser_signal_cb, self, NULL);
  g_dbus_connection_call (connection, AVAHI_NAME, "/", AVAHI_SERVER, "ServiceBrowserNew",
                          g_variant_new ("(iissu)", AVAHI_ANY, AVAHI_ANY, SERVICE_TYPE, "", 0u), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, CALL_MILLISECONDS, self->cancellable, peer_browser_browsing_cb, self);
}

static void
peer_browser_vanished_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  peer_browser_fail (user_data, _("The network cannot be searched for indexes: Avahi does not run on this computer."));
}

static void
peer_browser_bus_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_bus_get_finish (result, &error);
  PeerBrowser *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  self->connection = connection;
  if (connection == NULL)
    peer_browser_fail (self, _("The network cannot be searched for indexes: there is no system bus."));
  else
    self->watch_id = g_bus_watch_name_on_connection (connection, AVAHI_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                     peer_browser_appeared_cb, peer_browser_vanished_cb, self, NULL);
}

/* The object */

static GType
peer_browser_get_item_type (GListModel *model)
{
  return PEER_TYPE_FOUND_INDEX;
}

static guint
peer_browser_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (PEER_BROWSER (model)->found));
}

static gpointer
peer_browser_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (PEER_BROWSER (model)->found), position);
}

static void
peer_browser_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = peer_browser_get_item_type;
  iface->get_n_items = peer_browser_get_n_items;
  iface->get_item = peer_browser_get_item;
}

static void
peer_browser_items_changed_cb (PeerBrowser *self, guint position, guint n_removed, guint n_added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
  if (n_removed != n_added)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
peer_browser_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerBrowser *self = PEER_BROWSER (object);

  switch (id)
    {
    case PROP_IS_SETTLED:
      g_value_set_boolean (value, self->is_settled);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, peer_browser_get_n_items (G_LIST_MODEL (self)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_browser_dispose (GObject *object)
{
  PeerBrowser *self = PEER_BROWSER (object);

  g_cancellable_cancel (self->cancellable);
  if (self->watch_id != 0)
    g_bus_unwatch_name (self->watch_id);
  self->watch_id = 0;
  if (self->signal_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->signal_id);
  self->signal_id = 0;
  /* Avahi keeps a browser for as long as somebody holds it; the connection may be the whole program's. */
  if (self->path != NULL)
    g_dbus_connection_call (self->connection, AVAHI_NAME, self->path, AVAHI_BROWSER, "Free", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_MILLISECONDS, NULL, NULL, NULL);
  g_clear_pointer (&self->path, g_free);
  g_ptr_array_set_size (self->sightings, 0);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (peer_browser_parent_class)->dispose (object);
}

static void
peer_browser_finalize (GObject *object)
{
  PeerBrowser *self = PEER_BROWSER (object);

  g_ptr_array_unref (self->sightings);
  g_object_unref (self->found);
  g_object_unref (self->cancellable);
  g_free (self->reason);
  G_OBJECT_CLASS (peer_browser_parent_class)->finalize (object);
}

static void
peer_browser_class_init (PeerBrowserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = peer_browser_get_property;
  object_class->dispose = peer_browser_dispose;
  object_class->finalize = peer_browser_finalize;

  properties[PROP_IS_SETTLED] = g_param_spec_boolean ("is-settled", NULL, NULL, FALSE, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, "", flags);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, PEER_BROWSER_MAX_INDEXES, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
peer_browser_init (PeerBrowser *self)
{
  self->cancellable = g_cancellable_new ();
  self->sightings = g_ptr_array_new_with_free_func (peer_sighting_release);
  self->found = g_list_store_new (PEER_TYPE_FOUND_INDEX);
  self->reason = g_strdup ("");
  g_signal_connect_object (self->found, "items-changed", G_CALLBACK (peer_browser_items_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

PeerBrowser *
peer_browser_new (void)
{
  PeerBrowser *self = g_object_new (PEER_TYPE_BROWSER, NULL);

  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, peer_browser_bus_cb, self);
  return self;
}

gboolean
peer_browser_get_is_settled (PeerBrowser *self)
{
  return self->is_settled;
}

const char *
peer_browser_get_reason (PeerBrowser *self)
{
  return self->reason;
}
