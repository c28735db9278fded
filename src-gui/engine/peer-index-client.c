/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-announcer.h"
#include "peer-clock.h"
#include "peer-holder-private.h"
#include "peer-index-attempt.h"
#include "peer-index-client-private.h"
#include "peer-index-failure.h"
#include "peer-index-leaving.h"
#include "peer-index-pause.h"
#include "peer-index-return.h"

struct _PeerIndexClient
{
  GObject parent_instance;

  NetPoller *poller;
  PeerLibrary *library;
  PeerAnnouncer *announcer; /* NULL for a client that only asks */
  GNetworkMonitor *monitor;
  PeerSuspend *suspend;

  char *server;
  char *state_text;
  char *my_address;
  char *reason; /* why it is offline */
  char *first_reason; /* why the preferred server was not to be had */
  GHashTable *sessions; /* server -> token: each index knows its own, and is told no other's */
  PeerConnectionState state;
  guint retry_seconds;
  gint64 connected_since;
  guint16 upload_port;

  PeerIndexAttempt *attempt; /* NULL but while CONNECTING */
  PeerIndexLink *link;       /* NULL but while CONNECTED */
  PeerIndexLeaving *leaving; /* an old one */
  PeerIndexPause *pause;
  PeerIndexReturn *way_back; /* to a server before the current one */
  char **servers;            /* of @server; NULL until it is tried */
  guint current;
  NetAddress index_address;
  PeerCatalogueFunc notice_func;
  gpointer notice_data;
  gboolean is_watching; /* the index tells what changes */
};

enum
{
  PROP_SERVER = 1,
  PROP_STATE,
  PROP_STATE_TEXT,
  PROP_RETRY_SECONDS,
  PROP_CONNECTED_SINCE,
  PROP_MY_ADDRESS,
  N_PROPERTIES
};

enum
{
  SIGNAL_RECORDS_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PeerIndexClient, peer_index_client, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (PeerConnectionState,
                    peer_connection_state,
                    G_DEFINE_ENUM_VALUE (PEER_CONNECTION_DISCONNECTED, "disconnected"),
                    G_DEFINE_ENUM_VALUE (PEER_CONNECTION_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (PEER_CONNECTION_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (PEER_CONNECTION_CONNECTED, "connected"))

static void
peer_index_client_notify (PeerIndexClient *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
peer_index_client_set_string (PeerIndexClient *self, char **slot, const char *value, guint property)
{
  if (g_strcmp0 (*slot, value) == 0)
    return;

  g_free (*slot);
  *slot = g_strdup (value);
  peer_index_client_notify (self, property);
}

static void
peer_index_client_set_retry_seconds (PeerIndexClient *self, guint retry_seconds)
{
  if (self->retry_seconds == retry_seconds)
    return;

  self->retry_seconds = retry_seconds;
  peer_index_client_notify (self, PROP_RETRY_SECONDS);
}

static void
peer_index_client_set_state (PeerIndexClient *self, PeerConnectionState state, const char *text)
{
  gint64 connected_since = 0;

  if (state == PEER_CONNECTION_CONNECTED)
    connected_since = self->connected_since != 0 ? self->connected_since : peer_clock_get_unix_seconds ();

  g_object_freeze_notify (G_OBJECT (self));
  peer_index_client_set_string (self, &self->state_text, text, PROP_STATE_TEXT);
  if (self->connected_since != connected_since)
    {
      self->connected_since = connected_since;
      peer_index_client_notify (self, PROP_CONNECTED_SINCE);
    }
  if (state != PEER_CONNECTION_OFFLINE)
    peer_index_client_set_retry_seconds (self, 0);
  if (self->state != state)
    {
      self->state = state;
      peer_index_client_notify (self, PROP_STATE);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/* Offline, and back */

static void
peer_index_client_ticked_cb (guint seconds_left, gpointer user_data)
{
  PeerIndexClient *self = user_data;
  g_autofree char *again = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "Trying again in %u s.", "Trying again in %u s.", seconds_left), seconds_left);
  g_autofree char *text = g_strdup_printf ("%s %s", self->reason, again);

  g_object_freeze_notify (G_OBJECT (self));
  peer_index_client_set_retry_seconds (self, seconds_left);
  peer_index_client_set_state (self, PEER_CONNECTION_OFFLINE, text);
  g_object_thaw_notify (G_OBJECT (self));
}

/* Half a connection, a whole one, or a pause before one: none of it any more. */
static void
peer_index_client_drop (PeerIndexClient *self)
{
  PeerIndexLink *link = g_steal_pointer (&self->link);

  self->is_watching = FALSE;
  peer_index_pause_stop (self->pause);
  peer_index_return_stop (self->way_back);
  g_clear_pointer (&self->attempt, peer_index_attempt_free);
  if (self->announcer != NULL)
    peer_announcer_stop (self->announcer);
  if (link != NULL)
    peer_index_link_free (link);
}

static const char *
peer_index_client_get_current (PeerIndexClient *self)
{
  return self->servers != NULL ? self->servers[self->current] : self->server;
}

static char *
peer_index_client_describe (PeerIndexClient *self, const GError *error)
{
  gboolean is_network = self->monitor != NULL && g_network_monitor_get_network_available (self->monitor);

  return peer_index_failure_describe (error, peer_index_client_get_current (self), is_network);
}

/* Takes @reason. The preferred server is tried first again. */
static void
peer_index_client_wait (PeerIndexClient *self, char *reason)
{
  g_free (self->reason);
  self->reason = reason;
  self->current = 0;
  peer_index_client_drop (self);
  peer_index_pause_start (self->pause);
}

static void
peer_index_client_go_offline (PeerIndexClient *self, const GError *error)
{
  peer_index_client_wait (self, peer_index_client_describe (self, error));
}

/* attempt -> ready -> announce */

static void
peer_index_client_watched_cb (const PeerIndexAnswer *answer, const GError *error, gpointer user_data)
{
  PeerIndexClient *self = user_data;

  self->is_watching = answer != NULL && answer->status == WIRE_STATUS_OK;
}

/* Before anything is listed: so no change falls between the two. */
static void
peer_index_client_watch (PeerIndexClient *self)
{
  static const PeerIndexCallHandler handler = { .done = peer_index_client_watched_cb };
  WireRequest request = { .method = WIRE_METHOD_WATCH, .version = WIRE_VERSION_1_1, .object = WIRE_OBJECT_RFCS };

  if (self->notice_func != NULL && !peer_index_link_is_classic (self->link))
    peer_index_link_call (self->link, &request, TRUE, &handler, self);
}

static void
peer_index_client_link_closed_cb (PeerIndexLink *link, const GError *error, gpointer user_data)
{
  peer_index_client_go_offline (user_data, error);
}

static void
peer_index_client_notice_cb (PeerIndexLink *link, const char *line, gsize length, gpointer user_data)
{
  PeerIndexClient *self = user_data;
  WireCatalogueRow row;

  if (link == self->link && self->notice_func != NULL && wire_catalogue_row_parse (line, length, &row))
    self->notice_func (&row, self->notice_data);
}

/* An index of 1.0 tells others what we write as Host, and not the address that it sees. */
static void
peer_index_client_take_own_address (PeerIndexClient *self)
{
  char address[NET_ADDRESS_MAX_TEXT];

  peer_index_client_set_string (self, &self->my_address,
                                net_address_to_string (peer_index_link_get_local_address (self->link), address),
                                PROP_MY_ADDRESS);
}

/* The current index's; NULL before it has given one. Lent. */
static const char *
peer_index_client_get_session (PeerIndexClient *self)
{
  return g_hash_table_lookup (self->sessions, self->servers[self->current]);
}

static void
peer_index_client_ready_cb (PeerIndexLink *link, gpointer user_data)
{
  static const PeerIndexLinkHandler handler = {
    .notice = peer_index_client_notice_cb,
    .closed = peer_index_client_link_closed_cb,
  };
  PeerIndexClient *self = user_data;
  g_autofree char *text =
      self->current == 0
          ? g_strdup_printf (_("Connected to %s."), peer_index_client_get_current (self))
          /* translators: two servers */
          : g_strdup_printf (_("Connected to %s, because %s does not answer."), peer_index_client_get_current (self),
                             self->servers[0]);

  g_clear_pointer (&self->attempt, peer_index_attempt_free);
  self->link = link;
  self->index_address = *peer_index_link_get_remote_address (link);
  if (peer_index_link_is_classic (link))
    peer_index_client_take_own_address (self);
  peer_index_link_set_handler (link, &handler, self);
  peer_index_return_start (self->way_back, self->servers, self->current, self->upload_port);
  peer_index_client_watch (self);
  peer_index_pause_connected (self->pause);
  peer_index_client_set_state (self, PEER_CONNECTION_CONNECTED, text);

  /* Whoever was told may have disconnected. */
  if (self->announcer != NULL && self->link != NULL && self->state == PEER_CONNECTION_CONNECTED)
    peer_announcer_start (self->announcer, self->link, peer_index_client_get_name (self), self->upload_port,
                          peer_index_client_get_session (self));
}

static void peer_index_client_try (PeerIndexClient *self);

/* Another index may see another address. */
static void
peer_index_client_forget (PeerIndexClient *self)
{
  peer_index_client_set_string (self, &self->my_address, "", PROP_MY_ADDRESS);
}

static void
peer_index_client_failed_cb (const GError *error, gpointer user_data)
{
  PeerIndexClient *self = user_data;
  g_autofree char *reason = peer_index_client_describe (self, error);

  if (self->servers[1] == NULL)
    {
      peer_index_client_wait (self, g_steal_pointer (&reason));
      return;
    }

  if (self->current == 0)
    {
      g_free (self->first_reason);
      self->first_reason = g_steal_pointer (&reason);
    }
  if (self->servers[self->current + 1] == NULL)
    {
      peer_index_client_wait (self, g_strdup_printf (_("%s None of the other index servers answers either."),
                                                     self->first_reason));
      return;
    }

  peer_index_client_drop (self);
  peer_index_client_forget (self);
  self->current++;
  peer_index_client_try (self);
}

static void
peer_index_client_tried_cb (gpointer user_data)
{
  PeerIndexClient *self = user_data;

  peer_index_pause_tried (self->pause);
}

static void
peer_index_client_try (PeerIndexClient *self)
{
  static const PeerIndexAttemptHandler handler = {
    .ready = peer_index_client_ready_cb,
    .failed = peer_index_client_failed_cb,
    .tried = peer_index_client_tried_cb,
  };
  PeerIndexAsker asker = { self->upload_port, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnectable) place = NULL;
  g_autofree char *text = NULL;

  if (self->servers == NULL)
    self->servers = peer_server_list_parse (self->server, &error);
  if (self->servers != NULL)
    place = net_address_parse_server (self->servers[0] != NULL ? self->servers[self->current] : "", WIRE_DEFAULT_PORT,
                                      &error);
  if (place == NULL)
    {
      peer_index_client_drop (self);
      peer_index_client_set_state (self, PEER_CONNECTION_DISCONNECTED, error->message);
      return;
    }

  text = g_strdup_printf (_("Connecting to %s."), peer_index_client_get_current (self));
  asker.session = peer_index_client_get_session (self);
  self->attempt = peer_index_attempt_new (self->poller, place, &asker, &handler, self);
  peer_index_client_set_state (self, PEER_CONNECTION_CONNECTING, text);
}

static void
peer_index_client_pause_over_cb (gpointer user_data)
{
  peer_index_client_try (user_data);
}

static void
peer_index_client_network_changed_cb (PeerIndexClient *self)
{
  if (self->state == PEER_CONNECTION_CONNECTED)
    peer_index_link_ping (self->link);
  else if (self->state == PEER_CONNECTION_OFFLINE)
    peer_index_pause_hurry (self->pause);
}

/* The other side may have given the connection up meanwhile, or the network be another. */
static void
peer_index_client_resumed_cb (gpointer user_data)
{
  PeerIndexClient *self = user_data;

  if (self->state == PEER_CONNECTION_CONNECTED)
    peer_index_link_probe (self->link);
  else if (self->state == PEER_CONNECTION_OFFLINE)
    peer_index_pause_hurry (self->pause);
}

/* What the announcer says */

static void
peer_index_client_identified_cb (const char *session, const char *your_address, gpointer user_data)
{
  PeerIndexClient *self = user_data;

  if (session != NULL)
    g_hash_table_replace (self->sessions, g_strdup (self->servers[self->current]), g_strdup (session));
  if (your_address != NULL)
    peer_index_client_set_string (self, &self->my_address, your_address, PROP_MY_ADDRESS);
}

static void
peer_index_client_settled_cb (gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_RECORDS_CHANGED], 0);
}

static void
peer_index_client_version_refused_cb (gpointer user_data)
{
  g_autoptr (GError) error = g_error_new_literal (WIRE_ERROR, WIRE_ERROR_VERSION, "");

  peer_index_client_go_offline (user_data, error);
}

static const PeerAnnouncerHandler peer_index_client_announcer_handler = {
  .identified = peer_index_client_identified_cb,
  .settled = peer_index_client_settled_cb,
  .version_refused = peer_index_client_version_refused_cb,
};

static void
peer_index_client_leave (PeerIndexClient *self, gint64 due_usec)
{
  /* A callback of a link that is just being ended sees CONNECTED, and no link any more. */
  gboolean can_say_so = self->state == PEER_CONNECTION_CONNECTED && self->link != NULL;

  if (!peer_index_leaving_get_is_under_way (self->leaving) && can_say_so)
    peer_index_leaving_start (self->leaving, g_steal_pointer (&self->link), peer_index_client_get_name (self),
                              self->upload_port, due_usec);
  peer_index_client_drop (self);
  peer_index_client_set_state (self, PEER_CONNECTION_DISCONNECTED, _("Not connected."));
}

/* A preferred server is there again: what was said to the other one is taken back, and said to it. */
static void
peer_index_client_returned_cb (guint place, PeerIndexLink *link, gpointer user_data)
{
  PeerIndexClient *self = user_data;
  g_autofree char *text = g_strdup_printf (_("Connecting to %s."), self->servers[place]);

  if (!peer_index_leaving_get_is_under_way (self->leaving))
    peer_index_leaving_start (self->leaving, g_steal_pointer (&self->link), peer_index_client_get_name (self),
                              self->upload_port, net_poller_get_now_usec (self->poller) + G_USEC_PER_SEC);
  peer_index_client_drop (self);
  peer_index_client_forget (self);
  self->current = place;
  peer_index_client_set_state (self, PEER_CONNECTION_CONNECTING, text);
  /* Whoever was told may have disconnected. */
  if (self->state == PEER_CONNECTION_CONNECTING && self->attempt == NULL)
    peer_index_client_ready_cb (link, self);
  else
    peer_index_link_free (link);
}

static void
peer_index_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerIndexClient *self = PEER_INDEX_CLIENT (object);

  switch (id)
    {
    case PROP_SERVER:
      g_value_set_string (value, self->server);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_STATE_TEXT:
      g_value_set_string (value, self->state_text);
      break;
    case PROP_RETRY_SECONDS:
      g_value_set_uint (value, self->retry_seconds);
      break;
    case PROP_CONNECTED_SINCE:
      g_value_set_int64 (value, self->connected_since);
      break;
    case PROP_MY_ADDRESS:
      g_value_set_string (value, self->my_address);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
peer_index_client_dispose (GObject *object)
{
  peer_index_client_stop (PEER_INDEX_CLIENT (object));
  G_OBJECT_CLASS (peer_index_client_parent_class)->dispose (object);
}

static void
peer_index_client_finalize (GObject *object)
{
  PeerIndexClient *self = PEER_INDEX_CLIENT (object);

  g_clear_pointer (&self->leaving, peer_index_leaving_free);
  g_clear_pointer (&self->pause, peer_index_pause_free);
  g_clear_pointer (&self->way_back, peer_index_return_free);
  g_clear_object (&self->library);
  g_free (self->server);
  g_free (self->state_text);
  g_free (self->my_address);
  g_free (self->reason);
  g_free (self->first_reason);
  g_strfreev (self->servers);
  g_hash_table_unref (self->sessions);
  G_OBJECT_CLASS (peer_index_client_parent_class)->finalize (object);
}

static void
peer_index_client_class_init (PeerIndexClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = peer_index_client_get_property;
  object_class->dispose = peer_index_client_dispose;
  object_class->finalize = peer_index_client_finalize;

  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, "", flags);
  properties[PROP_STATE] = g_param_spec_enum (
      "state", NULL, NULL, PEER_TYPE_CONNECTION_STATE, PEER_CONNECTION_DISCONNECTED, flags);
  properties[PROP_STATE_TEXT] = g_param_spec_string ("state-text", NULL, NULL, "", flags);
  properties[PROP_RETRY_SECONDS] = g_param_spec_uint ("retry-seconds", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_CONNECTED_SINCE] =
      g_param_spec_int64 ("connected-since", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_MY_ADDRESS] = g_param_spec_string ("my-address", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[SIGNAL_RECORDS_CHANGED] = g_signal_new (
      "records-changed", PEER_TYPE_INDEX_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
peer_index_client_init (PeerIndexClient *self)
{
  self->server = g_strdup ("");
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->state_text = g_strdup (_("No index server is set."));
  self->my_address = g_strdup ("");
}

PeerIndexClient *
peer_index_client_new (NetPoller *poller, PeerLibrary *library)
{
  static const PeerIndexPauseHandler pause_handler = {
    .ticked = peer_index_client_ticked_cb,
    .over = peer_index_client_pause_over_cb,
  };
  PeerIndexClient *self = g_object_new (PEER_TYPE_INDEX_CLIENT, NULL);

  self->poller = poller;
  self->leaving = peer_index_leaving_new (poller);
  self->pause = peer_index_pause_new (poller, &pause_handler, self);
  self->way_back = peer_index_return_new (poller, peer_index_client_returned_cb, self);
  self->suspend = peer_suspend_new (net_poller_get_context (poller), peer_index_client_resumed_cb, self);
  g_set_object (&self->library, library);
  if (library != NULL)
    self->announcer = peer_announcer_new (poller, library, &peer_index_client_announcer_handler, self);

  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_swapped (self->monitor, "network-changed", G_CALLBACK (peer_index_client_network_changed_cb), self);
  return self;
}

void
peer_index_client_set_server (PeerIndexClient *self, const char *server)
{
  gboolean is_wanted = self->state != PEER_CONNECTION_DISCONNECTED;

  if (g_strcmp0 (self->server, server) == 0)
    return;

  if (is_wanted)
    peer_index_client_disconnect (self);

  peer_index_client_forget (self);
  g_hash_table_remove_all (self->sessions);
  g_clear_pointer (&self->servers, g_strfreev);
  self->current = 0;
  peer_index_pause_reset (self->pause);
  peer_index_client_set_string (self, &self->server, server != NULL ? server : "", PROP_SERVER);
  if (*self->server == '\0')
    peer_index_client_set_state (self, PEER_CONNECTION_DISCONNECTED, _("No index server is set."));
  else if (is_wanted)
    peer_index_client_connect (self);
  else
    peer_index_client_set_state (self, PEER_CONNECTION_DISCONNECTED, _("Not connected."));
}

const char *
peer_index_client_get_server (PeerIndexClient *self)
{
  return self->server;
}

void
peer_index_client_set_upload_port (PeerIndexClient *self, guint16 port)
{
  self->upload_port = port;
}

void
peer_index_client_connect (PeerIndexClient *self)
{
  if (self->poller == NULL || *self->server == '\0' || self->state == PEER_CONNECTION_CONNECTED
      || self->state == PEER_CONNECTION_CONNECTING)
    return;

  peer_index_client_try (self);
}

void
peer_index_client_disconnect (PeerIndexClient *self)
{
  if (self->poller != NULL)
    peer_index_client_leave (self, net_poller_get_now_usec (self->poller) + G_USEC_PER_SEC);
}

void
peer_index_client_stop (PeerIndexClient *self)
{
  if (self->poller == NULL)
    return;

  peer_index_client_drop (self);
  peer_index_leaving_end (self->leaving);
  g_clear_pointer (&self->announcer, peer_announcer_free);
  g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->suspend, peer_suspend_free);
  peer_index_client_set_state (self, PEER_CONNECTION_DISCONNECTED, _("Not connected."));
  self->poller = NULL;
}

PeerConnectionState
peer_index_client_get_state (PeerIndexClient *self)
{
  return self->state;
}

const char *
peer_index_client_get_reason (PeerIndexClient *self)
{
  return self->state == PEER_CONNECTION_OFFLINE ? self->reason : "";
}

const char *
peer_index_client_get_state_text (PeerIndexClient *self)
{
  return self->state_text;
}

void
peer_index_client_leave_async (PeerIndexClient *self,
                               gint64 due_usec,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, peer_index_client_leave_async);
  peer_index_client_leave (self, due_usec);
  peer_index_leaving_wait (self->leaving, g_steal_pointer (&task));
}

gboolean
peer_index_client_leave_finish (PeerIndexClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
peer_index_client_get_index_address (PeerIndexClient *self, NetAddress *address)
{
  if (self->state != PEER_CONNECTION_CONNECTED)
    return FALSE;

  *address = self->index_address;
  return TRUE;
}

void
peer_index_client_set_notice_func (PeerIndexClient *self, PeerCatalogueFunc func, gpointer user_data)
{
  self->notice_func = func;
  self->notice_data = user_data;
}

gboolean
peer_index_client_is_watching (PeerIndexClient *self)
{
  return self->is_watching;
}

PeerSuspend *
peer_index_client_get_suspend (PeerIndexClient *self)
{
  return self->suspend;
}

PeerIndexLink *
peer_index_client_get_link (PeerIndexClient *self)
{
  return self->state == PEER_CONNECTION_CONNECTED ? self->link : NULL;
}

gboolean
peer_index_client_is_me (PeerIndexClient *self, WireSlice address, guint16 port)
{
  return port == self->upload_port && *self->my_address != '\0' && wire_slice_equal_string (address, self->my_address);
}

const char *
peer_index_client_get_name (PeerIndexClient *self)
{
  return *self->my_address != '\0' ? self->my_address : PEER_HOLDER_NO_NAME;
}

guint16
peer_index_client_get_upload_port (PeerIndexClient *self)
{
  return self->upload_port;
}
