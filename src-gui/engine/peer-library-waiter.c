/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-private.h"

/* Somebody who waits until the library is loaded. */
typedef struct
{
  GSourceOnceFunc func;
  gpointer user_data;
} PeerLibraryWaiter;

static void
peer_library_waiter_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
peer_library_waiter_cb (PeerLibrary *self, GParamSpec *pspec, gpointer user_data)
{
  const PeerLibraryWaiter waiter = *(PeerLibraryWaiter *) user_data;

  g_signal_handlers_disconnect_by_data (self, user_data);
  waiter.func (waiter.user_data);
}

void
peer_library_when_loaded (PeerLibrary *self, GSourceOnceFunc func, gpointer user_data)
{
  PeerLibraryWaiter *waiter;

  if (!peer_library_get_is_loading (self))
    {
      func (user_data);
      return;
    }
  waiter = g_new0 (PeerLibraryWaiter, 1);
  waiter->func = func;
  waiter->user_data = user_data;
  g_signal_connect_data (self, "notify::is-loading", G_CALLBACK (peer_library_waiter_cb), waiter, peer_library_waiter_free, 0);
}
