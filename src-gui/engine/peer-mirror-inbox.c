/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-mirror-inbox.h"

typedef struct
{
  GSource source; /* first: GLib's */
  PeerMirrorInbox *inbox;
} PeerMirrorInboxSource;

struct _PeerMirrorInbox
{
  PeerMirrorInboxFunc func;
  gpointer user_data;
  GAsyncQueue *messages;
  GSource *source;
};

static gboolean
peer_mirror_inbox_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  PeerMirrorInbox *inbox = ((PeerMirrorInboxSource *) source)->inbox;
  gpointer message;

  g_source_ref (source);
  g_source_set_ready_time (source, -1); /* before looking: what comes later wakes again */
  while (!g_source_is_destroyed (source) && (message = g_async_queue_try_pop (inbox->messages)) != NULL)
    inbox->func (message, inbox->user_data);
  g_source_unref (source);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs peer_mirror_inbox_source_funcs = { .dispatch = peer_mirror_inbox_dispatch };

PeerMirrorInbox *
peer_mirror_inbox_new (PeerMirrorInboxFunc func, gpointer user_data)
{
  PeerMirrorInbox *inbox = g_new0 (PeerMirrorInbox, 1);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  inbox->func = func;
  inbox->user_data = user_data;
  inbox->messages = g_async_queue_new ();
  inbox->source = g_source_new (&peer_mirror_inbox_source_funcs, sizeof (PeerMirrorInboxSource));
  ((PeerMirrorInboxSource *) inbox->source)->inbox = inbox;
  g_source_set_static_name (inbox->source, "mirror inbox");
  g_source_attach (inbox->source, context);
  return inbox;
}

void
peer_mirror_inbox_post (PeerMirrorInbox *inbox, gpointer message)
{
  g_async_queue_push (inbox->messages, message);
  g_source_set_ready_time (inbox->source, 0);
}

gpointer
peer_mirror_inbox_pop (PeerMirrorInbox *inbox)
{
  return g_async_queue_try_pop (inbox->messages);
}

void
peer_mirror_inbox_free (PeerMirrorInbox *inbox)
{
  g_source_destroy (inbox->source);
  g_source_unref (inbox->source);
  g_async_queue_unref (inbox->messages);
  g_free (inbox);
}
