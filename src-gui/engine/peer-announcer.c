/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-announcer.h"
#include "peer-document-private.h"

#include <glib/gi18n-lib.h>

/* What the index knows of one number, and what it is being told. */
typedef struct
{
  PeerAnnouncer *announcer; /* NULL after stop(): the answer is of no interest any more */
  guint number;
  gboolean is_in_index;
  gboolean is_in_flight;
  gboolean is_dirty;   /* in the queue */
  gboolean is_removal; /* what is in flight */
  char *title;         /* that was sent last */
  WireDigest digest;
} PeerAnnouncement;

struct _PeerAnnouncer
{
  NetPoller *poller;
  PeerLibrary *library;
  const PeerAnnouncerHandler *handler;
  gpointer user_data;
  GHashTable *watched; /* documents whose signals are connected */

  PeerIndexLink *link; /* NULL while not connected */
  char *host;
  char *session; /* sent along until the first answer */
  guint16 port;
  GHashTable *announcements; /* by number; made anew by start() */
  GQueue dirty;              /* numbers */
  guint n_in_flight;
  gboolean is_unsettled;
  GArray *again; /* numbers */
  NetDeadline deadline;
};

static void peer_announcer_pump (PeerAnnouncer *announcer);

static void
peer_announcement_free (gpointer data)
{
  PeerAnnouncement *announcement = data;

  /* Its answer is still coming, and finds nobody at home. */
  announcement->announcer = NULL;
  g_clear_pointer (&announcement->title, g_free);
  if (!announcement->is_in_flight)
    g_free (announcement);
}

static PeerAnnouncement *
peer_announcer_get_announcement (PeerAnnouncer *announcer, guint number)
{
  PeerAnnouncement *announcement = g_hash_table_lookup (announcer->announcements, GUINT_TO_POINTER (number));

  if (announcement == NULL)
    {
      announcement = g_new0 (PeerAnnouncement, 1);
      announcement->announcer = announcer;
      announcement->number = number;
      g_hash_table_insert (announcer->announcements, GUINT_TO_POINTER (number), announcement);
    }

  return announcement;
}

static void
peer_announcer_look_at (PeerAnnouncer *announcer, guint number)
{
  PeerAnnouncement *announcement;

  if (announcer->link == NULL)
    return;

  announcement = peer_announcer_get_announcement (announcer, number);
  if (announcement->is_dirty)
    return;

  announcement->is_dirty = TRUE;
  g_queue_push_tail (&announcer->dirty, GUINT_TO_POINTER (number));
  peer_announcer_pump (announcer);
}

static gboolean
peer_announcer_wants (PeerDocument *document)
{
  PeerDocumentState state;

  if (document == NULL || !peer_document_get_is_shared (document))
    return FALSE;

  state = peer_document_get_state (document);
  return state == PEER_DOCUMENT_WAITING || state == PEER_DOCUMENT_SHARED;
}

/* The session, the Host and the Port go with every one: then no answer depends on another. */
static WireRequest
peer_announcer_make_request (PeerAnnouncer *announcer, WireMethod method, guint number)
{
  return (WireRequest) {
    .method = method,
    .version = peer_index_link_get_version (announcer->link),
    .dialect = { .is_crlf = TRUE, .has_closing_line = TRUE },
    .object = WIRE_OBJECT_RFC,
    .number = number,
    .host = wire_slice_from_string (announcer->host),
    .port = announcer->port,
  };
}

/* Answers */

static void
peer_announcer_look_again (PeerAnnouncer *announcer, guint number)
{
  g_array_append_val (announcer->again, number);
  if (announcer->deadline.due_usec == 0)
    net_poller_set_deadline (announcer->poller, &announcer->deadline,
                             net_poller_get_now_usec (announcer->poller)
                                 + PEER_ANNOUNCER_AGAIN_SECONDS * G_USEC_PER_SEC);
}

static void
peer_announcer_refused (PeerAnnouncer *announcer, PeerDocument *document, const PeerIndexAnswer *answer)
{
  gboolean passes = FALSE;
  g_autofree char *text = NULL;

  switch (answer->status)
    {
    case WIRE_STATUS_FORBIDDEN:
      text = g_strdup (_("The index takes no more documents from you."));
      break;
    case WIRE_STATUS_CONFLICT:
      passes = TRUE;
      text = g_strdup_printf (_("Another peer at your address uses port %u already."), announcer->port);
      break;
    case WIRE_STATUS_TOO_MANY_REQUESTS:
    case WIRE_STATUS_UNAVAILABLE:
      passes = TRUE;
      text = g_strdup (_("The index is busy."));
      break;
    default:
      text = g_strdup_printf (_("The index refused it: %u %s."), (guint) answer->status,
                              wire_status_get_phrase (answer->status));
    }

  if (passes)
    peer_announcer_look_again (announcer, peer_document_get_number (document));
  peer_document_set_state (document, PEER_DOCUMENT_REFUSED, text);
}

static void
peer_announcer_added (PeerAnnouncer *announcer, PeerAnnouncement *announcement, const PeerIndexAnswer *answer)
{
  PeerDocument *document = peer_library_find (announcer->library, announcement->number);

  announcement->is_in_index = answer->status == WIRE_STATUS_OK;
  if (announcement->is_in_index)
    {
      g_clear_pointer (&announcer->session, g_free);
      announcer->handler->identified (answer->session, answer->your_address, announcer->user_data);
    }

  /* Whoever was told may have disconnected. */
  if (announcement->announcer == NULL || !peer_announcer_wants (document))
    return;

  if (announcement->is_in_index)
    peer_document_set_state (document, PEER_DOCUMENT_SHARED, NULL);
  else
    peer_announcer_refused (announcer, document, answer);
}

/* An index too busy to remove still has it. */
static void
peer_announcer_removed (PeerAnnouncer *announcer, PeerAnnouncement *announcement, const PeerIndexAnswer *answer)
{
  announcement->is_in_index =
      answer->status == WIRE_STATUS_TOO_MANY_REQUESTS || answer->status == WIRE_STATUS_UNAVAILABLE;
  if (announcement->is_in_index)
    peer_announcer_look_again (announcer, announcement->number);
}

static void
peer_announcer_settle (PeerAnnouncer *announcer)
{
  if (!announcer->is_unsettled || announcer->n_in_flight > 0 || announcer->dirty.length > 0)
    return;

  announcer->is_unsettled = FALSE;
  announcer->handler->settled (announcer->user_data);
}

static void
peer_announcer_done_cb (const PeerIndexAnswer *answer, const GError *error, gpointer user_data)
{
  PeerAnnouncement *announcement = user_data;
  PeerAnnouncer *announcer = announcement->announcer;

  if (announcer == NULL)
    {
      g_free (announcement);
      return;
    }

  if (answer == NULL || answer->status == WIRE_STATUS_VERSION_NOT_SUPPORTED)
    {
      announcement->is_in_flight = FALSE;
      announcer->n_in_flight--;
      if (answer != NULL)
        announcer->handler->version_refused (announcer->user_data);
      return; /* else the whole connection has gone, and stop() follows */
    }

  /* In flight until all has been told: so it is still there when somebody who was told has stopped everything. */
  if (announcement->is_removal)
    peer_announcer_removed (announcer, announcement, answer);
  else
    peer_announcer_added (announcer, announcement, answer);
  if (announcement->announcer == NULL)
    {
      g_free (announcement);
      return;
    }
  announcement->is_in_flight = FALSE;
  announcer->n_in_flight--;

  /* It may have changed meanwhile. */
  if (!announcement->is_removal || !announcement->is_in_index)
    peer_announcer_look_at (announcer, announcement->number);
  peer_announcer_pump (announcer);
  peer_announcer_settle (announcer);
}

/* Requests */

static const PeerIndexCallHandler peer_announcer_call_handler = { .done = peer_announcer_done_cb };

static void
peer_announcer_send (PeerAnnouncer *announcer, PeerAnnouncement *announcement, const WireRequest *request)
{
  announcement->is_in_flight = TRUE;
  announcement->is_removal = request->method == WIRE_METHOD_REMOVE;
  announcer->n_in_flight++;
  announcer->is_unsettled = TRUE;
  peer_index_link_call (announcer->link, request, FALSE, &peer_announcer_call_handler, announcement);
}

static void
peer_announcer_add (PeerAnnouncer *announcer, PeerAnnouncement *announcement, PeerDocument *document)
{
  WireRequest request = peer_announcer_make_request (announcer, WIRE_METHOD_ADD, announcement->number);
  const char *title = peer_document_get_title (document);

  g_free (announcement->title);
  announcement->title = *title != '\0' ? g_strdup (title) : g_strdup_printf ("RFC %u", announcement->number);
  announcement->digest = *peer_document_get_digest (document);

  request.title = wire_slice_from_string (announcement->title);
  request.has_size = TRUE;
  request.size_bytes = peer_document_get_size (document);
  request.digest = announcement->digest;
  if (announcer->session != NULL)
    request.session = wire_slice_from_string (announcer->session);
  peer_announcer_send (announcer, announcement, &request);
}

static void
peer_announcer_remove (PeerAnnouncer *announcer, PeerAnnouncement *announcement)
{
  WireRequest request = peer_announcer_make_request (announcer, WIRE_METHOD_REMOVE, announcement->number);

  request.title = wire_slice_from_string (announcement->title);
  peer_announcer_send (announcer, announcement, &request);
}

static gboolean
peer_announcer_is_up_to_date (PeerAnnouncement *announcement, PeerDocument *document)
{
  const char *title = peer_document_get_title (document);

  return announcement->is_in_index && wire_digest_equal (&announcement->digest, peer_document_get_digest (document))
         && (*title == '\0' || g_str_equal (title, announcement->title));
}

static void
peer_announcer_reconcile (PeerAnnouncer *announcer, PeerAnnouncement *announcement)
{
  PeerDocument *document = peer_library_find (announcer->library, announcement->number);

  if (announcement->is_in_flight)
    return; /* the answer looks again */

  if (!peer_announcer_wants (document))
    {
      if (announcement->is_in_index)
        peer_announcer_remove (announcer, announcement);
    }
  else if (!peer_announcer_is_up_to_date (announcement, document))
    {
      peer_announcer_add (announcer, announcement, document);
    }
  else if (peer_document_get_state (document) == PEER_DOCUMENT_WAITING)
    {
      /* Stopped and shared again before the index was told. */
      peer_document_set_state (document, PEER_DOCUMENT_SHARED, NULL);
    }
}

static void
peer_announcer_pump (PeerAnnouncer *announcer)
{
  while (announcer->link != NULL && announcer->n_in_flight < PEER_ANNOUNCER_WINDOW && announcer->dirty.length > 0)
    {
      guint number = GPOINTER_TO_UINT (g_queue_pop_head (&announcer->dirty));
      PeerAnnouncement *announcement = peer_announcer_get_announcement (announcer, number);

      announcement->is_dirty = FALSE;
      peer_announcer_reconcile (announcer, announcement);
    }
}

static void
peer_announcer_deadline_cb (NetDeadline *deadline)
{
  PeerAnnouncer *announcer = NET_CONTAINER_OF (deadline, PeerAnnouncer, deadline);
  g_autoptr (GArray) again = g_steal_pointer (&announcer->again);

  announcer->again = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < again->len; i++)
    {
      guint number = g_array_index (again, guint, i);
      PeerDocument *document = peer_library_find (announcer->library, number);

      if (document != NULL && peer_document_get_state (document) == PEER_DOCUMENT_REFUSED)
        peer_document_set_state (document, PEER_DOCUMENT_WAITING, NULL);
      peer_announcer_look_at (announcer, number);
    }
}

/* The library */

static void
peer_announcer_document_cb (PeerDocument *document, GParamSpec *pspec, gpointer user_data)
{
  peer_announcer_look_at (user_data, peer_document_get_number (document));
}

static void
peer_announcer_watch (PeerAnnouncer *announcer, PeerDocument *document)
{
  if (!g_hash_table_add (announcer->watched, g_object_ref (document)))
    return;

  g_signal_connect (document, "notify::state", G_CALLBACK (peer_announcer_document_cb), announcer);
  g_signal_connect (document, "notify::is-shared", G_CALLBACK (peer_announcer_document_cb), announcer);
}

static void
peer_announcer_unwatch (gpointer document, gpointer value, gpointer announcer)
{
  g_signal_handlers_disconnect_by_func (document, peer_announcer_document_cb, announcer);
}

static void
peer_announcer_added_cb (PeerLibrary *library, PeerDocument *document, gpointer user_data)
{
  peer_announcer_watch (user_data, document);
  peer_announcer_look_at (user_data, peer_document_get_number (document));
}

static void
peer_announcer_changed_cb (PeerLibrary *library, PeerDocument *document, gpointer user_data)
{
  /* What was refused may be taken now. */
  if (peer_document_get_state (document) == PEER_DOCUMENT_REFUSED)
    peer_document_set_state (document, PEER_DOCUMENT_WAITING, NULL);
  peer_announcer_look_at (user_data, peer_document_get_number (document));
}

static void
peer_announcer_removed_cb (PeerLibrary *library, PeerDocument *document, gpointer user_data)
{
  PeerAnnouncer *announcer = user_data;

  peer_announcer_unwatch (document, NULL, announcer);
  g_hash_table_remove (announcer->watched, document);
  peer_announcer_look_at (announcer, peer_document_get_number (document));
}

PeerAnnouncer *
peer_announcer_new (NetPoller *poller, PeerLibrary *library, const PeerAnnouncerHandler *handler, gpointer user_data)
{
  PeerAnnouncer *announcer = g_new0 (PeerAnnouncer, 1);

  announcer->poller = poller;
  announcer->library = g_object_ref (library);
  announcer->handler = handler;
  announcer->user_data = user_data;
  announcer->watched = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  announcer->announcements = g_hash_table_new_full (NULL, NULL, NULL, peer_announcement_free);
  announcer->again = g_array_new (FALSE, FALSE, sizeof (guint));
  announcer->deadline.func = peer_announcer_deadline_cb;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (library)); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (G_LIST_MODEL (library), i);

      peer_announcer_watch (announcer, document);
    }
  g_signal_connect (library, "document-added", G_CALLBACK (peer_announcer_added_cb), announcer);
  g_signal_connect (library, "document-changed", G_CALLBACK (peer_announcer_changed_cb), announcer);
  g_signal_connect (library, "document-removed", G_CALLBACK (peer_announcer_removed_cb), announcer);
  return announcer;
}

void
peer_announcer_free (PeerAnnouncer *announcer)
{
  g_signal_handlers_disconnect_by_data (announcer->library, announcer);
  peer_announcer_stop (announcer);
  g_hash_table_foreach (announcer->watched, peer_announcer_unwatch, announcer);
  g_hash_table_unref (announcer->watched);
  g_hash_table_unref (announcer->announcements);
  g_array_unref (announcer->again);
  g_object_unref (announcer->library);
  g_free (announcer->host);
  g_free (announcer->session);
  g_free (announcer);
}

void
peer_announcer_start (PeerAnnouncer *announcer, PeerIndexLink *link, const char *host, guint16 port, const char *session)
{
  peer_announcer_stop (announcer);
  announcer->link = link;
  announcer->port = port;
  g_free (announcer->host);
  announcer->host = g_strdup (host);
  announcer->session = g_strdup (session);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (announcer->library)); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (G_LIST_MODEL (announcer->library), i);

      peer_announcer_look_at (announcer, peer_document_get_number (document));
    }
}

void
peer_announcer_stop (PeerAnnouncer *announcer)
{
  announcer->link = NULL;
  net_poller_clear_deadline (announcer->poller, &announcer->deadline);
  g_hash_table_remove_all (announcer->announcements);
  g_queue_clear (&announcer->dirty);
  g_array_set_size (announcer->again, 0);
  g_clear_pointer (&announcer->session, g_free);
  announcer->n_in_flight = 0;
  announcer->is_unsettled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (announcer->library)); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (G_LIST_MODEL (announcer->library), i);
      PeerDocumentState state = peer_document_get_state (document);

      if (state == PEER_DOCUMENT_SHARED || state == PEER_DOCUMENT_REFUSED)
        peer_document_set_state (document, PEER_DOCUMENT_WAITING, NULL);
    }
}
