/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-command.h"
#include "cli-print.h"
#include "peer-ranking.h"
#include "peer-shown-text.h"
#include "wire-status.h"

#include <glib/gi18n-lib.h>

static void
cli_lookup_print (GListModel *holders)
{
  for (guint i = 0; i < g_list_model_get_n_items (holders); i++)
    {
      g_autoptr (PeerHolder) holder = g_list_model_get_item (holders, i);
      g_autofree char *title = peer_shown_text (peer_holder_get_title (holder));
      g_autofree char *name = peer_shown_text (peer_holder_get_name (holder));
      gboolean is_v6 = strchr (peer_holder_get_address (holder), ':') != NULL;

      if (i == 0)
        cli_print ("RFC %u  %s", peer_holder_get_number (holder), title);
      cli_print (is_v6 ? "  [%s]:%u  %s" : "  %s:%u  %s", peer_holder_get_address (holder),
                 peer_holder_get_port (holder), name);
    }
}

/* Which text most of them have, when they do not all have the same. */
static void
cli_lookup_print_disagreement (GListModel *holders)
{
  g_autoptr (PeerLiars) liars = peer_liars_new ();
  g_autoptr (PeerRanking) ranking = peer_ranking_new (holders, liars);
  guint n_agreeing, n_compared;

  peer_ranking_compare_texts (ranking, &ranking->most_agreed, &n_agreeing, &n_compared);
  if (n_agreeing < n_compared)
    cli_print (g_dngettext (GETTEXT_PACKAGE, "They do not all have the same text: %u of %u has the one that is fetched.",
                            "They do not all have the same text: %u of %u have the one that is fetched.", n_agreeing),
               n_agreeing, n_compared);
}

static JsonNode *
cli_lookup_to_json (GListModel *holders)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (holders); i++)
    {
      g_autoptr (PeerHolder) holder = g_list_model_get_item (holders, i);

      json_array_add_object_element (array, cli_json_from_holder (holder));
    }
  return cli_json_node_from_array (array);
}

CliStatus
cli_lookup (CliContext *context, char **arguments)
{
  guint number = cli_command_parse_number (arguments[0]);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GListModel) holders = NULL;
  g_autoptr (GError) error = NULL;
  CliStatus status;

  if (number == 0)
    return CLI_STATUS_USAGE;
  status = cli_context_connect (context);
  if (status != CLI_STATUS_DONE)
    return status;

  peer_index_client_lookup_async (context->client, number, context->cancellable, cli_result_cb, &result);
  cli_context_wait_for_result (context, &result);
  holders = peer_index_client_lookup_finish (context->client, result, &error);
  if (holders == NULL)
    {
      /* Nobody is an answer too. */
      if (context->is_json && g_error_matches (error, WIRE_ERROR, WIRE_ERROR_NOT_FOUND))
        cli_print_json (cli_json_node_from_array (json_array_new ()), FALSE);
      return cli_context_fail (context, error);
    }

  if (context->is_json)
    cli_print_json (cli_lookup_to_json (holders), FALSE);
  else
    {
      cli_lookup_print (holders);
      cli_lookup_print_disagreement (holders);
    }
  return CLI_STATUS_DONE;
}
