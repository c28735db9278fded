/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-index-attempt.h"

#define CONNECT_SECONDS 15u
#define CLASSIC_PATIENCE_SECONDS 2u
#define NO_PORT 1u /* of one who only asks: 1.0 wants some port, and takes no 0 */

struct _PeerIndexAttempt
{
  NetPoller *poller;
  GSocketConnectable *place;
  const PeerIndexAttemptHandler *handler;
  gpointer user_data;
  char *session; /* NULL: a new one */
  guint16 upload_port;

  GCancellable *connecting; /* NULL when not */
  PeerIndexLink *link;      /* NULL when there is none; being probed */
  PeerIndexForm form;       /* what the next connection begins with */
  guint n_answers;          /* in that form */
  gboolean has_letter;      /* the letter was answered, if in a doubtful way */
  gboolean is_last;         /* the letter again, whatever comes */
  gboolean has_version;     /* an index, but it refused the version */
  gboolean was_cut_off;     /* the last one ended in the middle of asking for 1.1 */
};

static void peer_index_attempt_connect (PeerIndexAttempt *self);

/* Half a connection, or a whole one: none of it any more. */
static void
peer_index_attempt_drop (PeerIndexAttempt *self)
{
  PeerIndexLink *link = g_steal_pointer (&self->link);
  g_autoptr (GCancellable) connecting = g_steal_pointer (&self->connecting);

  if (connecting != NULL)
    g_cancellable_cancel (connecting);
  if (link != NULL)
    peer_index_link_free (link);
}

static void
peer_index_attempt_ready (PeerIndexAttempt *self)
{
  self->handler->ready (g_steal_pointer (&self->link), self->user_data);
}

static void
peer_index_attempt_fail (PeerIndexAttempt *self, const GError *error)
{
  self->handler->failed (error, self->user_data);
}

static void
peer_index_attempt_go_on_in (PeerIndexAttempt *self, PeerIndexForm form)
{
  peer_index_attempt_drop (self);
  self->form = form;
  self->n_answers = 0;
  peer_index_attempt_connect (self);
}

/* No form is left. One that answered the letter, if it did not look like it, is taken at its word. */
static void
peer_index_attempt_run_out (PeerIndexAttempt *self, const GError *error)
{
  g_autoptr (GError) version_error = g_error_new_literal (WIRE_ERROR, WIRE_ERROR_VERSION, "");

  if (self->has_letter)
    {
      self->is_last = TRUE;
      peer_index_attempt_go_on_in (self, PEER_INDEX_LETTER);
    }
  else
    {
      peer_index_attempt_fail (self, self->has_version ? version_error : error);
    }
}

static void
peer_index_attempt_probed_cb (const PeerIndexAnswer *answer, const GError *error, gpointer user_data)
{
  PeerIndexAttempt *self = user_data;
  g_autoptr (GError) refusal = NULL;

  /* A connection that failed is told by closed(). */
  if (answer == NULL || self->link == NULL)
    return;

  if (answer->version == WIRE_VERSION_1_0 || answer->status == WIRE_STATUS_VERSION_NOT_SUPPORTED)
    {
      peer_index_attempt_go_on_in (self, PEER_INDEX_LETTER);
      return;
    }
  if (answer->status == WIRE_STATUS_OK)
    {
      peer_index_attempt_ready (self);
      return;
    }

  refusal = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "");
  peer_index_attempt_fail (self, refusal);
}

static void
peer_index_attempt_probe_strictly (PeerIndexAttempt *self)
{
  static const PeerIndexCallHandler handler = { .done = peer_index_attempt_probed_cb };
  WireRequest request = { .method = WIRE_METHOD_PING, .version = WIRE_VERSION_1_1 };

  if (self->session != NULL)
    request.session = wire_slice_from_string (self->session);
  peer_index_link_call (self->link, &request, TRUE, &handler, self);
}

/* The order in which the forms of 1.0 are tried. One that compares the version with the rest of its line, CR and all,
 * refuses CRLF with 505. One that answers no second request wants a connection for each. */
static void
peer_index_attempt_refused (PeerIndexAttempt *self, WireStatus status, const GError *error)
{
  gboolean is_version = status == WIRE_STATUS_VERSION_NOT_SUPPORTED;

  self->has_version |= is_version;
  switch (self->form)
    {
    case PEER_INDEX_LETTER:
      if (self->is_last)
        peer_index_attempt_fail (self, error);
      else if (status == WIRE_STATUS_NONE && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
        peer_index_attempt_go_on_in (self, PEER_INDEX_ORIGINAL);
      else
        peer_index_attempt_go_on_in (self, is_version ? PEER_INDEX_LF : PEER_INDEX_OPEN);
      break;
    case PEER_INDEX_OPEN:
      peer_index_attempt_go_on_in (self, status != WIRE_STATUS_NONE ? PEER_INDEX_LF : PEER_INDEX_ORIGINAL);
      break;
    case PEER_INDEX_LF:
      peer_index_attempt_go_on_in (self, is_version ? PEER_INDEX_OLD_WORD : PEER_INDEX_ORIGINAL);
      break;
    case PEER_INDEX_ORIGINAL:
      peer_index_attempt_go_on_in (self, PEER_INDEX_NUMBERS);
      break;
    case PEER_INDEX_STRICT:
    case PEER_INDEX_OLD_WORD:
    case PEER_INDEX_NUMBERS:
    default:
      peer_index_attempt_run_out (self, error);
    }
}

static void peer_index_attempt_probe_classically (PeerIndexAttempt *self);

/* What was asked changes nothing: found or not is all the same. */
static void
peer_index_attempt_understood (PeerIndexAttempt *self)
{
  gboolean is_clear = peer_index_form_connects_each_time (self->form);

  self->n_answers++;
  if (self->form == PEER_INDEX_LETTER)
    {
      self->has_letter = TRUE;
      is_clear = self->is_last || peer_index_link_is_line_ended (self->link);
    }

  if (is_clear || (self->form != PEER_INDEX_LETTER && self->n_answers > 1))
    {
      peer_index_link_set_form (self->link, self->form, self->place, 0);
      peer_index_attempt_ready (self);
    }
  else if (self->form == PEER_INDEX_LETTER)
    peer_index_attempt_go_on_in (self, PEER_INDEX_OPEN);
  else
    peer_index_attempt_probe_classically (self);
}

static void
peer_index_attempt_classic_probed_cb (const PeerIndexAnswer *answer, const GError *error, gpointer user_data)
{
  PeerIndexAttempt *self = user_data;
  g_autoptr (GError) refusal = NULL;

  if (answer == NULL || self->link == NULL)
    return;

  if (answer->status == WIRE_STATUS_OK || answer->status == WIRE_STATUS_NOT_FOUND)
    {
      peer_index_attempt_understood (self);
      return;
    }

  refusal = peer_index_answer_make_error (answer);
  peer_index_attempt_refused (self, answer->status, refusal);
}

/* 1.0 has no PING. Looking something up changes nothing; who shares joins where there is a word for it. */
static void
peer_index_attempt_probe_classically (PeerIndexAttempt *self)
{
  static const PeerIndexCallHandler handler = { .done = peer_index_attempt_classic_probed_cb };
  gboolean is_join = peer_index_form_connects_each_time (self->form) && self->upload_port != 0;
  char address[NET_ADDRESS_MAX_TEXT];
  WireRequest request = {
    .method = is_join ? WIRE_METHOD_JOIN : WIRE_METHOD_LOOKUP,
    .version = WIRE_VERSION_1_0,
    .dialect = { .is_crlf = TRUE, .has_closing_line = TRUE },
    .object = is_join ? WIRE_OBJECT_NONE : WIRE_OBJECT_RFC,
    .number = 1,
    .host = wire_slice_from_string (net_address_to_string (peer_index_link_get_local_address (self->link), address)),
    .port = self->upload_port != 0 ? self->upload_port : NO_PORT,
    .title = WIRE_SLICE_INIT ("RFC 1"),
  };

  peer_index_link_set_form (self->link, self->form, self->place,
                            self->form == PEER_INDEX_LETTER ? 0 : CLASSIC_PATIENCE_SECONDS);
  peer_index_link_call (self->link, &request, TRUE, &handler, self);
}

static void
peer_index_attempt_closed_cb (PeerIndexLink *link, const GError *error, gpointer user_data)
{
  PeerIndexAttempt *self = user_data;
  gboolean is_cut_off = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)
                        || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);

  /* Programs of 1.0 do all sorts of things with a request that they do not know, silence and going away among them. But
   * an index that was just being restarted goes away too: it is asked a second time. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    {
      peer_index_attempt_fail (self, error);
    }
  else if (peer_index_link_is_classic (link))
    {
      peer_index_attempt_refused (self, WIRE_STATUS_NONE, error);
    }
  else if (is_cut_off && !self->was_cut_off)
    {
      peer_index_attempt_drop (self);
      self->was_cut_off = TRUE;
      peer_index_attempt_connect (self);
    }
  else
    {
      peer_index_attempt_go_on_in (self, PEER_INDEX_LETTER);
    }
}

static const PeerIndexLinkHandler peer_index_attempt_link_handler = { .closed = peer_index_attempt_closed_cb };

static void
peer_index_attempt_connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PeerIndexAttempt *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = net_connect_finish (result, &error);

  /* Given up: the memory may have gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->connecting);
  if (socket != NULL)
    self->link = peer_index_link_new (self->poller, g_steal_pointer (&socket), &peer_index_attempt_link_handler, self,
                                      &error);
  if (self->link == NULL)
    peer_index_attempt_fail (self, error);
  else if (self->form != PEER_INDEX_STRICT)
    peer_index_attempt_probe_classically (self);
  else
    peer_index_attempt_probe_strictly (self);
}

static void
peer_index_attempt_connect (PeerIndexAttempt *self)
{
  self->handler->tried (self->user_data);
  self->connecting = g_cancellable_new ();
  net_connect_async (self->place, CONNECT_SECONDS, self->connecting, peer_index_attempt_connected_cb, self);
}

PeerIndexAttempt *
peer_index_attempt_new (NetPoller *poller,
                        GSocketConnectable *place,
                        const PeerIndexAsker *asker,
                        const PeerIndexAttemptHandler *handler,
                        gpointer user_data)
{
  PeerIndexAttempt *self = g_new0 (PeerIndexAttempt, 1);

  self->poller = poller;
  self->place = g_object_ref (place);
  self->handler = handler;
  self->user_data = user_data;
  self->session = g_strdup (asker->session);
  self->upload_port = asker->upload_port;
  peer_index_attempt_connect (self);
  return self;
}

void
peer_index_attempt_free (PeerIndexAttempt *self)
{
  peer_index_attempt_drop (self);
  g_object_unref (self->place);
  g_free (self->session);
  g_free (self);
}
