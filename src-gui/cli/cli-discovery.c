/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-discovery.h"
#include "cli-print.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  PeerBrowser *browser;
  guint timeout_id;
} CliDiscovery;

static gboolean
cli_discovery_timeout_cb (gpointer user_data)
{
  CliDiscovery *discovery = user_data;

  discovery->timeout_id = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
cli_discovery_is_done (gpointer data)
{
  CliDiscovery *discovery = data;

  return discovery->timeout_id == 0 || peer_browser_get_is_settled (discovery->browser);
}

PeerBrowser *
cli_discovery_run (CliContext *context)
{
  g_autoptr (PeerBrowser) browser = peer_browser_new ();
  CliDiscovery discovery = { .browser = browser };
  gboolean is_done;

  discovery.timeout_id = g_timeout_add (CLI_DISCOVERY_MILLISECONDS, cli_discovery_timeout_cb, &discovery);
  is_done = cli_context_wait (context, cli_discovery_is_done, &discovery);
  g_clear_handle_id (&discovery.timeout_id, g_source_remove);
  return is_done ? g_steal_pointer (&browser) : NULL;
}

char *
cli_discovery_dup_server (CliContext *context)
{
  g_autoptr (PeerBrowser) browser = cli_discovery_run (context);
  const guint n_found = browser != NULL ? g_list_model_get_n_items (G_LIST_MODEL (browser)) : 0;
  g_autoptr (PeerFoundIndex) found = NULL;

  if (n_found > 1)
    cli_print_error ("%s", _("More than one index is on this network. “p2p-ci servers” lists them; name one with --server."));
  if (n_found != 1)
    return NULL;

  found = g_list_model_get_item (G_LIST_MODEL (browser), 0);
  cli_print_error (_("Using the index “%s” at %s, found on this network."), peer_found_index_get_name (found),
                   peer_found_index_get_server (found));
  return g_strdup (peer_found_index_get_server (found));
}
