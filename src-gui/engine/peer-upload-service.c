/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "net-listener.h"
#include "peer-upload-private.h"
#include "peer-upload-service-private.h"
#include "peer-upload-session.h"
#include "peer-turn.h"

#define MAX_WAITING 8u
#define MAX_SESSIONS 128u
#define MAX_SESSIONS_PER_ADDRESS 16u

struct _PeerUploadService
{
  GObject parent_instance;

  NetPoller *poller;
  PeerLibrary *library;
  PeerUploadCache *cache; /* while anyone is connected */
  NetListener *listener; /* NULL when not listening */
  GPtrArray *uploads;    /* newest first */
  GPtrArray *sessions;   /* the oldest first: so those that wait get their turn */
  guint n_active;
  GSource *turn; /* of those that wait */
  guint max_uploads;
  guint max_per_address;
  guint16 port;
  char *error_text;
};

enum
{
  PROP_PORT = 1,
  PROP_N_ACTIVE,
  PROP_ERROR_TEXT,
  PROP_MAX_UPLOADS,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static GType
peer_upload_service_get_item_type (GListModel *model)
{
  return PEER_TYPE_UPLOAD;
}

static guint
peer_upload_service_get_n_items (GListModel *model)
{
  return PEER_UPLOAD_SERVICE (model)->uploads->len;
}

static gpointer
peer_upload_service_get_item (GListModel *model, guint position)
{
  PeerUploadService *self = PEER_UPLOAD_SERVICE (model);

  return position < self->uploads->len ? g_object_ref (g_ptr_array_index (self->uploads, position)) : NULL;
}

static void
peer_upload_service_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = peer_upload_service_get_item_type;
  iface->get_n_items = peer_upload_service_get_n_items;
  iface->get_item = peer_upload_service_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PeerUploadService,
                               peer_upload_service,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, peer_upload_service_list_model_init))

static void
peer_upload_service_set_n_active (PeerUploadService *self, guint n_active)
{
  self->n_active = n_active;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ACTIVE]);
}

static void
peer_upload_service_set_port (PeerUploadService *self, guint16 port)
{
  if (self->port == port)
    return;

  self->port = port;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PORT]);
}

/* The last PEER_UPLOAD_SERVICE_KEPT of those at an end stay to be seen. */
static void
peer_upload_service_drop_oldest (PeerUploadService *self)
{
  guint n_ended = 0;

  for (guint i = 0; i < self->uploads->len; i++)
    {
      if (peer_upload_get_state (g_ptr_array_index (self->uploads, i)) == PEER_UPLOAD_SENDING)
        continue;
      if (++n_ended <= PEER_UPLOAD_SERVICE_KEPT)
        continue;

      g_ptr_array_remove_index (self->uploads, i);
      g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 0);
      i--;
    }
}

typedef gboolean (*PeerUploadSessionTest) (PeerUploadSession *session);

/* Sessions of @block (NULL for all) that pass @test (NULL for all). */
static guint
peer_upload_service_count (PeerUploadService *self, const NetAddress *block, PeerUploadSessionTest test)
{
  guint n_sessions = 0;

  for (guint i = 0; i < self->sessions->len; i++)
    {
      PeerUploadSession *session = g_ptr_array_index (self->sessions, i);

      if ((block == NULL || net_address_equal (block, peer_upload_session_get_block (session)))
          && (test == NULL || test (session)))
        n_sessions++;
    }

  return n_sessions;
}

static gboolean
peer_upload_service_has_place (PeerUploadService *self, PeerUploadSession *session)
{
  const NetAddress *block = peer_upload_session_get_block (session);

  return peer_upload_service_count (self, NULL, peer_upload_session_is_sending) < self->max_uploads
         && peer_upload_service_count (self, block, peer_upload_session_is_sending) < self->max_per_address;
}

static PeerAdmission
peer_upload_service_admit_cb (PeerUploadSession *session, gpointer user_data)
{
  PeerUploadService *self = user_data;

  if (peer_upload_service_has_place (self, session))
    return PEER_ADMISSION_NOW;

  return peer_upload_service_count (self, NULL, peer_upload_session_is_waiting) < MAX_WAITING ? PEER_ADMISSION_LATER
                                                                                               : PEER_ADMISSION_REFUSED;
}

static void
peer_upload_service_began_cb (PeerUploadSession *session, PeerUpload *upload, gpointer user_data)
{
  PeerUploadService *self = user_data;

  g_ptr_array_insert (self->uploads, 0, g_object_ref (upload));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
  peer_upload_service_set_n_active (self, self->n_active + 1);
}

/* A place has become free. */
static gboolean
peer_upload_service_begin_next (PeerUploadService *self)
{
  for (guint i = 0; i < self->sessions->len; i++)
    {
      PeerUploadSession *session = g_ptr_array_index (self->sessions, i);

      if (peer_upload_session_is_waiting (session) && peer_upload_service_has_place (self, session))
        {
          peer_upload_session_begin (session);
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
peer_upload_service_turn_cb (gpointer user_data)
{
  PeerUploadService *self = user_data;

  g_clear_pointer (&self->turn, g_source_unref);
  while (peer_upload_service_begin_next (self))
    ;

  return G_SOURCE_REMOVE;
}

/* In a turn of its own: a session that has just ended is still in the middle of it. */
static void
peer_upload_service_queue_turn (PeerUploadService *self)
{
  if (self->turn != NULL || peer_upload_service_count (self, NULL, peer_upload_session_is_waiting) == 0)
    return;

  self->turn = g_idle_source_new ();
  g_source_set_priority (self->turn, PEER_TURN_PRIORITY);
  g_source_set_callback (self->turn, peer_upload_service_turn_cb, self, NULL);
  g_source_attach (self->turn, net_poller_get_context (self->poller));
}

static void
peer_upload_service_ended_cb (PeerUploadSession *session, PeerUpload *upload, gpointer user_data)
{
  PeerUploadService *self = user_data;

  if (upload != NULL)
    {
      peer_upload_service_set_n_active (self, self->n_active - 1);
      peer_upload_service_drop_oldest (self);
    }

  peer_upload_service_queue_turn (self);
}

static void
peer_upload_service_closed_cb (PeerUploadSession *session, gpointer user_data)
{
  PeerUploadService *self = user_data;

  g_ptr_array_remove (self->sessions, session);
  if (self->sessions->len == 0)
    peer_upload_cache_clear (self->cache);
}

static const PeerUploadSessionHandler peer_upload_service_session_handler = {
  .admit = peer_upload_service_admit_cb,
  .began = peer_upload_service_began_cb,
  .ended = peer_upload_service_ended_cb,
  .closed = peer_upload_service_closed_cb,
};

static void
peer_upload_service_accepted_cb (NetListener *listener, int fd, gpointer user_data)
{
  PeerUploadService *self = user_data;
  PeerUploadSession *session = peer_upload_session_new (self->poller, fd, self->library, self->cache,
                                                        &peer_upload_service_session_handler, self, NULL);

  if (session == NULL)
    return;

  if (self->sessions->len >= MAX_SESSIONS
      || peer_upload_service_count (self, peer_upload_session_get_block (session), NULL) >= MAX_SESSIONS_PER_ADDRESS)
    peer_upload_session_free (session);
  else
    g_ptr_array_add (self->sessions, session);
}

/* The listener comes back by itself; a face has nothing to do about it. */
static void
peer_upload_service_exhausted_cb (NetListener *listener, const GError *error, guint64 n_refused, gpointer user_data)
{
}

static const NetListenerHandler peer_upload_service_listener_handler = {
  .accepted = peer_upload_service_accepted_cb,
  .exhausted = peer_upload_service_exhausted_cb,
};

static void
peer_upload_service_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PeerUploadService *self = PEER_UPLOAD_SERVICE (object);

  switch (id)
    {
    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->n_active);
      break;
    case PROP_ERROR_TEXT:
      g_value_set_string (value, self->error_text);
      break;
    case PROP_MAX_UPLOADS:
      g_value_set_uint (value, self->max_uploads);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* What runs goes on to its end, also where fewer are allowed now. */
static void
peer_upload_service_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PeerUploadService *self = PEER_UPLOAD_SERVICE (object);

  if (self->max_uploads == g_value_get_uint (value))
    return;
  self->max_uploads = g_value_get_uint (value);
  peer_upload_service_queue_turn (self);
  g_object_notify_by_pspec (object, properties[PROP_MAX_UPLOADS]);
}

static void
peer_upload_service_dispose (GObject *object)
{
  peer_upload_service_stop (PEER_UPLOAD_SERVICE (object));
  G_OBJECT_CLASS (peer_upload_service_parent_class)->dispose (object);
}

static void
peer_upload_service_finalize (GObject *object)
{
  PeerUploadService *self = PEER_UPLOAD_SERVICE (object);

  g_ptr_array_unref (self->sessions);
  peer_upload_cache_free (self->cache);
  g_ptr_array_unref (self->uploads);
  g_clear_object (&self->library);
  g_free (self->error_text);
  G_OBJECT_CLASS (peer_upload_service_parent_class)->finalize (object);
}

static void
peer_upload_service_class_init (PeerUploadServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = peer_upload_service_get_property;
  object_class->set_property = peer_upload_service_set_property;
  object_class->dispose = peer_upload_service_dispose;
  object_class->finalize = peer_upload_service_finalize;

  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, flags);
  properties[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_ERROR_TEXT] = g_param_spec_string ("error-text", NULL, NULL, "", flags);
  properties[PROP_MAX_UPLOADS] = g_param_spec_uint (
      "max-uploads", NULL, NULL, 1, PEER_UPLOAD_SERVICE_MAX_UPLOADS, PEER_UPLOAD_SERVICE_MAX_UPLOADS, flags | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
peer_upload_service_init (PeerUploadService *self)
{
  self->uploads = g_ptr_array_new_with_free_func (g_object_unref);
  self->sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_upload_session_free);
  self->cache = peer_upload_cache_new ();
  self->max_uploads = PEER_UPLOAD_SERVICE_MAX_UPLOADS;
  self->max_per_address = PEER_UPLOAD_SERVICE_MAX_PER_ADDRESS;
  self->error_text = g_strdup ("");
}

PeerUploadService *
peer_upload_service_new (NetPoller *poller, PeerLibrary *library)
{
  PeerUploadService *self = g_object_new (PEER_TYPE_UPLOAD_SERVICE, NULL);

  self->poller = poller;
  g_set_object (&self->library, library);
  return self;
}

/* IPv6 takes IPv4 too; where there is no IPv6, IPv4 alone. */
static GSocket *
peer_upload_service_bind (guint16 port, GError **error)
{
  g_autoptr (GInetAddress) any6 = g_inet_address_new_any (G_SOCKET_FAMILY_IPV6);
  g_autoptr (GInetAddress) any4 = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) place6 = g_inet_socket_address_new (any6, port);
  g_autoptr (GSocketAddress) place4 = g_inet_socket_address_new (any4, port);
  g_autoptr (GError) error6 = NULL;
  GSocket *socket = net_listener_bind (place6, &error6);

  if (socket != NULL)
    return socket;
  if (!g_error_matches (error6, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    return net_listener_bind (place4, error);

  g_propagate_error (error, g_steal_pointer (&error6));
  return NULL;
}

gboolean
peer_upload_service_listen (PeerUploadService *self, guint16 port, GError **error)
{
  g_autoptr (GSocket) socket = peer_upload_service_bind (port, error);
  NetListener *listener;

  if (socket == NULL)
    return FALSE;

  listener = net_listener_new (self->poller, socket, &peer_upload_service_listener_handler, self, error);
  if (listener == NULL)
    return FALSE;

  g_clear_pointer (&self->listener, net_listener_free);
  self->listener = listener;
  peer_upload_service_set_error_text (self, "");
  peer_upload_service_set_port (self, net_listener_get_port (socket));
  return TRUE;
}

guint16
peer_upload_service_get_port (PeerUploadService *self)
{
  return self->port;
}

void
peer_upload_service_clear_ended (PeerUploadService *self)
{
  for (guint i = self->uploads->len; i > 0; i--)
    if (peer_upload_get_state (g_ptr_array_index (self->uploads, i - 1)) != PEER_UPLOAD_SENDING)
      {
        g_ptr_array_remove_index (self->uploads, i - 1);
        g_list_model_items_changed (G_LIST_MODEL (self), i - 1, 1, 0);
      }
}

void
peer_upload_service_set_error_text (PeerUploadService *self, const char *error_text)
{
  if (g_str_equal (self->error_text, error_text))
    return;

  g_free (self->error_text);
  self->error_text = g_strdup (error_text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_TEXT]);
}

void
peer_upload_service_set_limits (PeerUploadService *self, guint max_uploads, guint max_per_address)
{
  self->max_uploads = max_uploads;
  self->max_per_address = max_per_address;
}

void
peer_upload_service_stop (PeerUploadService *self)
{
  g_clear_pointer (&self->listener, net_listener_free);
  peer_upload_service_set_port (self, 0);
  /* One by one: each tells that it has ended, and that looks at those that are left. */
  while (self->sessions->len > 0)
    peer_upload_session_free (g_ptr_array_steal_index (self->sessions, self->sessions->len - 1));
  if (self->turn != NULL)
    g_source_destroy (self->turn);
  g_clear_pointer (&self->turn, g_source_unref);
}
