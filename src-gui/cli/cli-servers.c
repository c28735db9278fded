/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-command.h"
#include "cli-discovery.h"
#include "cli-print.h"
#include "peer-shown-text.h"

#include <glib/gi18n-lib.h>

static void
cli_servers_print_line (PeerFoundIndex *found)
{
  g_autofree char *name = peer_shown_text (peer_found_index_get_name (found));

  cli_print ("%-21s  %s", peer_found_index_get_server (found), name);
}

static JsonObject *
cli_servers_make_object (PeerFoundIndex *found)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "name", peer_found_index_get_name (found));
  json_object_set_string_member (object, "address", peer_found_index_get_address (found));
  json_object_set_int_member (object, "port", peer_found_index_get_port (found));
  json_object_set_string_member (object, "server", peer_found_index_get_server (found));
  return object;
}

static void
cli_servers_print (GListModel *model, gboolean is_json)
{
  JsonArray *array = is_json ? json_array_new () : NULL;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (PeerFoundIndex) found = g_list_model_get_item (model, i);

      if (array != NULL)
        json_array_add_object_element (array, cli_servers_make_object (found));
      else
        cli_servers_print_line (found);
    }
  if (array != NULL)
    cli_print_json (cli_json_node_from_array (array), FALSE);
}

CliStatus
cli_servers (CliContext *context, char **arguments)
{
  g_autoptr (PeerBrowser) browser = cli_discovery_run (context);

  if (browser == NULL)
    return CLI_STATUS_INTERRUPTED;
  if (*peer_browser_get_reason (browser) != '\0')
    {
      cli_print_error ("%s", peer_browser_get_reason (browser));
      return CLI_STATUS_FAILED;
    }

  cli_servers_print (G_LIST_MODEL (browser), context->is_json);
  if (g_list_model_get_n_items (G_LIST_MODEL (browser)) == 0)
    cli_print_error ("%s", _("No index announces itself on this network. Name the one that you know with --server."));
  return CLI_STATUS_DONE;
}
