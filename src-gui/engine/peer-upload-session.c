/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-clock.h"
#include "peer-document-private.h"
#include "peer-platform.h"
#include "peer-upload-body.h"
#include "peer-upload-private.h"
#include "peer-upload-session.h"
#include "wire-response.h"

#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A request that was heard out: what is left of it when its answer begins. */
typedef struct
{
  WireVersion version;
  WireDialect dialect;
  guint32 number;
  gboolean has_range;
  guint64 range_first;
  gboolean has_range_last;
  guint64 range_last;
  WireDigest if_digest;
} PeerGet;

struct _PeerUploadSession
{
  NetServerConnection *connection;
  NetPoller *poller;
  PeerLibrary *library;
  const PeerUploadSessionHandler *handler;
  gpointer user_data;
  NetAddress block;
  char address[NET_ADDRESS_MAX_TEXT];

  PeerGet get;
  guint n_requests;
  gboolean is_waiting; /* for its turn */
  gboolean is_sending; /* has its turn */
  GCancellable *unpacking; /* the document, on a worker thread; NULL else */
  gboolean is_pausing; /* between the head and the body of a 1.0 answer */

  PeerUpload *upload;     /* under way, or NULL */
  PeerDocument *document; /* of it */
  WireDigest digest;      /* of the document, when it began */
  PeerUploadBody *body;   /* of it; NULL when there is none to send */
  PeerUploadCache *cache;
  NetTurnEnd turn; /* of a body that has something left to read, and nothing written */
  struct stat status;     /* of the file, when it began */
  guint64 first_byte;
  guint64 n_bytes; /* of the body */
  gulong is_shared_handler;
  gulong removed_handler;
  gulong changed_handler;
};

static void
peer_upload_session_set_idle (PeerUploadSession *session, guint seconds)
{
  net_server_connection_set_deadline (session->connection,
                                      net_poller_get_now_usec (session->poller) + seconds * G_USEC_PER_SEC);
}

/* Lets go of the document. Does not speak to the connection, which may be dead. */
static void
peer_upload_session_end_upload (PeerUploadSession *session, PeerUploadState state, const char *text)
{
  g_autoptr (PeerUpload) upload = g_steal_pointer (&session->upload);
  gboolean was_sending = session->is_sending;

  g_cancellable_cancel (session->unpacking);
  g_clear_object (&session->unpacking);
  if (upload != NULL)
    {
      g_clear_signal_handler (&session->is_shared_handler, session->document);
      g_clear_signal_handler (&session->removed_handler, session->library);
      g_clear_signal_handler (&session->changed_handler, session->library);
      if (state == PEER_UPLOAD_DONE)
        peer_document_count_upload (session->document);
      g_clear_object (&session->document);
      peer_upload_end (upload, state, text);
    }
  net_poller_unqueue_turn_end (session->poller, &session->turn);
  g_clear_pointer (&session->body, peer_upload_body_free);
  session->is_sending = FALSE;
  session->is_waiting = FALSE;
  session->is_pausing = FALSE;

  if (was_sending)
    session->handler->ended (session, upload, session->user_data);
}

/* The receiver must see an error, never an end. */
static void
peer_upload_session_cut (PeerUploadSession *session, const char *text)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, text);

  net_connection_reset (net_server_connection_get_connection (session->connection), error);
  peer_upload_session_end_upload (session, PEER_UPLOAD_FAILED, text);
}

static void
peer_upload_session_is_shared_cb (PeerUploadSession *session)
{
  if (!peer_document_get_is_shared (session->document))
    peer_upload_session_cut (session, _("Stopped: it is no longer shared."));
}

static void
peer_upload_session_removed_cb (PeerUploadSession *session, PeerDocument *document)
{
  if (document == session->document)
    peer_upload_session_cut (session, _("Stopped: the file is gone."));
}

static void
peer_upload_session_changed_cb (PeerUploadSession *session, PeerDocument *document)
{
  if (document == session->document && !wire_digest_equal (peer_document_get_digest (document), &session->digest))
    peer_upload_session_cut (session, _("Stopped: the file has changed."));
}

static gboolean
peer_upload_session_is_classic (PeerUploadSession *session)
{
  return session->get.version == WIRE_VERSION_1_0;
}

/* 1.0 has one connection for each document, 1.1 one for many. */
static gboolean
peer_upload_session_is_last_request (PeerUploadSession *session)
{
  return peer_upload_session_is_classic (session) || session->n_requests >= PEER_UPLOAD_SESSION_MAX_REQUESTS;
}

static void
peer_upload_session_write_head (PeerUploadSession *session, WireResponse *response)
{
  NetConnection *connection = net_server_connection_get_connection (session->connection);
  g_autofree char *date = peer_clock_format_date (peer_clock_get_unix_seconds ());

  response->version = session->get.version;
  response->date = wire_slice_from_string (date);
  response->os = wire_slice_from_string (peer_platform_get_os ());

  if (peer_upload_session_is_classic (session))
    {
      response->status = wire_status_to_classic (response->status);
      wire_response_append_classic (response, session->get.dialect, net_connection_get_output (connection));
    }
  else
    {
      wire_response_append (response, net_connection_get_output (connection));
    }
  net_connection_written (connection);
}

/* An answer without a document. */
static void
peer_upload_session_refuse (PeerUploadSession *session, WireStatus status)
{
  WireResponse response = { .status = status };

  /* 1.0 has no word for "busy": a closed connection is tried again, a 404 would not be. */
  if (!peer_upload_session_is_classic (session) || status != WIRE_STATUS_UNAVAILABLE)
    peer_upload_session_write_head (session, &response);

  if (peer_upload_session_is_last_request (session))
    net_server_connection_close (session->connection);
  else
    peer_upload_session_set_idle (session, PEER_UPLOAD_SESSION_IDLE_SECONDS);
}

static void
peer_upload_session_refuse_get (PeerUploadSession *session, WireStatus status)
{
  peer_upload_session_refuse (session, status);
  peer_upload_session_end_upload (session, PEER_UPLOAD_FAILED, "");
  if (!peer_upload_session_is_last_request (session))
    net_server_connection_set_busy (session->connection, FALSE);
}

/* All of the document has left. */
static void
peer_upload_session_sent (PeerUploadSession *session)
{
  peer_upload_set_sent (session->upload, session->first_byte + session->n_bytes,
                        net_poller_get_now_usec (session->poller));
  peer_upload_session_end_upload (session, PEER_UPLOAD_DONE, _("Sent."));

  if (peer_upload_session_is_last_request (session))
    {
      const char *trailer = wire_dialect_get_upload_form (session->get.dialect)->trailer;

      net_connection_write (net_server_connection_get_connection (session->connection), trailer, strlen (trailer));
      net_server_connection_close (session->connection);
      return;
    }

  peer_upload_session_set_idle (session, PEER_UPLOAD_SESSION_IDLE_SECONDS);
  net_server_connection_set_busy (session->connection, FALSE);
}

/* What has left: what is written less what waits behind the other side. */
static void
peer_upload_session_tell_sent (PeerUploadSession *session)
{
  const guint64 n_written = peer_upload_body_get_written (session->body);
  const guint64 n_unsent = net_connection_get_unsent (net_server_connection_get_connection (session->connection));

  peer_upload_set_sent (session->upload, session->first_byte + n_written - MIN (n_unsent, n_written),
                        net_poller_get_now_usec (session->poller));
}

static void
peer_upload_session_step (PeerUploadSession *session)
{
  NetConnection *connection = net_server_connection_get_connection (session->connection);

  switch (peer_upload_body_step (session->body, connection))
    {
    case PEER_UPLOAD_BODY_READ:
      net_poller_queue_next_turn (session->poller, &session->turn);
      break;
    case PEER_UPLOAD_BODY_WRITTEN:
      peer_upload_session_tell_sent (session);
      break;
    case PEER_UPLOAD_BODY_WHOLE:
      if (net_connection_get_unsent (connection) == 0)
        peer_upload_session_sent (session);
      break;
    case PEER_UPLOAD_BODY_CHANGED:
    default:
      peer_upload_session_cut (session, _("Stopped: the file has changed."));
    }
}

static void
peer_upload_session_turn (NetTurnEnd *turn)
{
  PeerUploadSession *session = NET_CONTAINER_OF (turn, PeerUploadSession, turn);

  peer_upload_session_step (session);
}

static void
peer_upload_session_send_body (PeerUploadSession *session)
{
  session->is_pausing = FALSE;
  net_server_connection_set_deadline (session->connection, 0);
  if (session->n_bytes == 0)
    peer_upload_session_sent (session);
  else
    peer_upload_session_step (session);
}

static gboolean
peer_upload_session_needs_pause (PeerUploadSession *session)
{
  return peer_upload_session_is_classic (session)
         && wire_dialect_get_upload_form (session->get.dialect)->has_pause;
}

static void
peer_upload_session_send (PeerUploadSession *session, WireResponse *response)
{
  g_autofree char *last_modified = peer_clock_format_date (session->status.st_mtim.tv_sec);

  response->last_modified = wire_slice_from_string (last_modified);
  response->has_content_length = TRUE;
  response->content_length = session->n_bytes;
  response->content_type = wire_slice_from_string (peer_upload_session_is_classic (session)
                                                       ? "text/plain"
                                                       : "text/plain; charset=utf-8");
  response->digest = session->digest;
  peer_upload_session_write_head (session, response);

  if (peer_upload_session_needs_pause (session))
    {
      session->is_pausing = TRUE;
      net_server_connection_set_deadline (session->connection,
                                          net_poller_get_now_usec (session->poller)
                                              + WIRE_CLASSIC_BODY_PAUSE_MILLISECONDS * 1000);
    }
  else
    {
      peer_upload_session_send_body (session);
    }
}

static void
peer_upload_session_begin_upload (PeerUploadSession *session)
{
  PeerDocument *document = session->document;

  session->upload = peer_upload_new (session->get.number, peer_document_get_title (document), session->address,
                                     (guint64) session->status.st_size);
  session->is_shared_handler = g_signal_connect_swapped (document, "notify::is-shared",
                                                         G_CALLBACK (peer_upload_session_is_shared_cb), session);
  session->removed_handler = g_signal_connect_swapped (session->library, "document-removed",
                                                       G_CALLBACK (peer_upload_session_removed_cb), session);
  session->changed_handler = g_signal_connect_swapped (session->library, "document-changed",
                                                       G_CALLBACK (peer_upload_session_changed_cb), session);
  session->handler->began (session, session->upload, session->user_data);
}

/* Which bytes of @size_bytes are asked for; NONE, OK or PARTIAL_CONTENT, or the refusal. */
static WireStatus
peer_upload_session_choose_bytes (PeerUploadSession *session, guint64 size_bytes)
{
  const PeerGet *get = &session->get;

  session->first_byte = 0;
  session->n_bytes = size_bytes;
  if (!get->has_range)
    return WIRE_STATUS_OK;

  if (get->range_first >= size_bytes || (get->has_range_last && get->range_last < get->range_first))
    return WIRE_STATUS_RANGE_NOT_SATISFIABLE;

  session->first_byte = get->range_first;
  session->n_bytes = (get->has_range_last ? MIN (get->range_last, size_bytes - 1) : size_bytes - 1) - get->range_first + 1;
  return WIRE_STATUS_PARTIAL_CONTENT;
}

/* With the document's file open, or @error: what to answer. Takes @fd. */
static WireStatus
peer_upload_session_opened (PeerUploadSession *session, int fd, PeerDocument *document, const GError *error)
{
  WireStatus status;

  /* What passes by itself is not told as if the document had gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES))
    return WIRE_STATUS_UNAVAILABLE;
  if (fd < 0)
    return WIRE_STATUS_NOT_FOUND;
  if (fstat (fd, &session->status) != 0)
    {
      close (fd);
      return WIRE_STATUS_NOT_FOUND;
    }

  session->digest = *peer_document_get_digest (document);
  if (session->get.if_digest.is_known && !wire_digest_equal (&session->get.if_digest, &session->digest))
    status = WIRE_STATUS_PRECONDITION_FAILED;
  else
    status = peer_upload_session_choose_bytes (session, (guint64) session->status.st_size);
  if (status != WIRE_STATUS_OK && status != WIRE_STATUS_PARTIAL_CONTENT)
    {
      close (fd);
      return status;
    }

  session->document = g_object_ref (document);
  session->body = peer_upload_body_new (session->cache, fd, (guint64) session->status.st_size, &session->digest,
                                        session->first_byte, session->n_bytes);
  return status;
}

static void
peer_upload_session_answer (PeerUploadSession *session, WireStatus status)
{
  WireResponse response = { .status = status };

  if (response.status != WIRE_STATUS_OK && response.status != WIRE_STATUS_PARTIAL_CONTENT)
    {
      peer_upload_session_refuse_get (session, response.status);
      return;
    }

  if (response.status == WIRE_STATUS_PARTIAL_CONTENT)
    {
      response.has_content_range = TRUE;
      response.range_first = session->first_byte;
      response.range_last = session->first_byte + session->n_bytes - 1;
      response.range_total = (guint64) session->status.st_size;
    }
  peer_upload_session_begin_upload (session);
  peer_upload_session_send (session, &response);
}

static void
peer_upload_session_unpacked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerUploadSession *session = user_data;
  PeerDocument *document = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return; /* and the session may be gone */

  g_clear_object (&session->unpacking);
  fd = peer_library_open_finish (session->library, result, &document, &error);
  peer_upload_session_answer (session, peer_upload_session_opened (session, fd, document, error));
}

void
peer_upload_session_begin (PeerUploadSession *session)
{
  PeerDocument *document = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  session->is_waiting = FALSE;
  session->is_sending = TRUE;
  net_server_connection_set_deadline (session->connection, 0);

  if (peer_library_is_packed (session->library, session->get.number))
    {
      session->unpacking = g_cancellable_new ();
      peer_library_open_async (session->library, session->get.number, session->unpacking,
                               peer_upload_session_unpacked_cb, session);
      return;
    }
  fd = peer_library_open (session->library, session->get.number, &document, &error);
  peer_upload_session_answer (session, peer_upload_session_opened (session, fd, document, error));
}

static void
peer_upload_session_keep (PeerUploadSession *session, const WireRequest *request)
{
  session->get = (PeerGet) {
    .version = request->version,
    .dialect = request->dialect,
    .number = request->number,
    .has_range = request->has_range && request->version != WIRE_VERSION_1_0,
    .range_first = request->range_first,
    .has_range_last = request->has_range_last,
    .range_last = request->range_last,
    .if_digest = request->if_digest,
  };
}

/* One implementation of 1.0 sends its last request to the index again. */
static gboolean
peer_upload_session_is_get (const WireRequest *request)
{
  return request->method == WIRE_METHOD_GET
         || (request->version == WIRE_VERSION_1_0
             && (request->method == WIRE_METHOD_LOOKUP || request->method == WIRE_METHOD_ADD));
}

static void
peer_upload_session_request_cb (NetServerConnection *connection, const WireRequest *request, gpointer user_data)
{
  PeerUploadSession *session = user_data;

  session->n_requests++;
  peer_upload_session_keep (session, request);
  if (request->refusal != WIRE_STATUS_NONE || !peer_upload_session_is_get (request))
    {
      peer_upload_session_refuse (
          session, request->refusal != WIRE_STATUS_NONE ? request->refusal : WIRE_STATUS_BAD_REQUEST);
      if (request->is_fatal)
        net_server_connection_close (connection);
      return;
    }

  switch (session->handler->admit (session, session->user_data))
    {
    case PEER_ADMISSION_NOW:
      net_server_connection_set_busy (connection, TRUE);
      peer_upload_session_begin (session);
      break;
    case PEER_ADMISSION_LATER:
      net_server_connection_set_busy (connection, TRUE);
      net_server_connection_set_deadline (connection, 0);
      session->is_waiting = TRUE;
      break;
    case PEER_ADMISSION_REFUSED:
    default:
      peer_upload_session_refuse (session, WIRE_STATUS_UNAVAILABLE);
    }
}

static void
peer_upload_session_drained_cb (NetServerConnection *connection, gpointer user_data)
{
  PeerUploadSession *session = user_data;

  if (session->upload != NULL && !session->is_pausing)
    peer_upload_session_step (session);
}

static void
peer_upload_session_expired_cb (NetServerConnection *connection, gpointer user_data)
{
  PeerUploadSession *session = user_data;

  if (session->is_pausing)
    peer_upload_session_send_body (session);
  else if (session->upload == NULL && session->unpacking == NULL && !session->is_waiting)
    net_server_connection_close (connection);
}

static void
peer_upload_session_closed_cb (NetServerConnection *connection, const GError *error, gpointer user_data)
{
  PeerUploadSession *session = user_data;

  session->connection = NULL;
  peer_upload_session_end_upload (session, PEER_UPLOAD_FAILED,
                                  g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
                                      ? _("The other side stopped receiving.")
                                      : _("The other side went away."));
  session->handler->closed (session, session->user_data);
}

static const NetServerConnectionHandler peer_upload_session_connection_handler = {
  .request = peer_upload_session_request_cb,
  .drained = peer_upload_session_drained_cb,
  .expired = peer_upload_session_expired_cb,
  .closed = peer_upload_session_closed_cb,
};

PeerUploadSession *
peer_upload_session_new (NetPoller *poller,
                         int fd,
                         PeerLibrary *library,
                         PeerUploadCache *cache,
                         const PeerUploadSessionHandler *handler,
                         gpointer user_data,
                         GError **error)
{
  PeerUploadSession *session = g_new0 (PeerUploadSession, 1);
  NetConnection *connection;

  session->turn.func = peer_upload_session_turn;
  session->poller = poller;
  session->library = library;
  session->cache = cache;
  session->handler = handler;
  session->user_data = user_data;
  session->connection = net_server_connection_new (poller, fd, WIRE_TO_PEER,
                                                   &peer_upload_session_connection_handler, session, error);
  if (session->connection == NULL)
    {
      g_free (session);
      return NULL;
    }

  connection = net_server_connection_get_connection (session->connection);
  net_address_get_block (net_connection_get_remote_address (connection, NULL), &session->block);
  net_address_to_string (net_connection_get_remote_address (connection, NULL), session->address);
  peer_upload_session_set_idle (session, PEER_UPLOAD_SESSION_FIRST_SECONDS);
  return session;
}

void
peer_upload_session_free (PeerUploadSession *session)
{
  peer_upload_session_end_upload (session, PEER_UPLOAD_FAILED, _("Stopped."));
  if (session->connection != NULL)
    net_server_connection_free (session->connection);
  g_free (session);
}

gboolean
peer_upload_session_is_waiting (PeerUploadSession *session)
{
  return session->is_waiting;
}

gboolean
peer_upload_session_is_sending (PeerUploadSession *session)
{
  return session->is_sending;
}

const NetAddress *
peer_upload_session_get_block (PeerUploadSession *session)
{
  return &session->block;
}
