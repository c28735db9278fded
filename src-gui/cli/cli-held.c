/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-command.h"
#include "cli-library.h"
#include "cli-print.h"
#include "peer-shown-text.h"

#include <glib/gi18n-lib.h>

static void
cli_held_print (GListModel *library)
{
  for (guint i = 0; i < g_list_model_get_n_items (library); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (library, i);
      g_autofree char *title = peer_shown_text (peer_document_get_title (document));

      cli_print (peer_document_get_is_shared (document) ? "%6u  %s" : _("%6u  %s (not shared)"),
                 peer_document_get_number (document), title);
    }
}

static JsonNode *
cli_held_to_json (GListModel *library)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (library); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (library, i);

      json_array_add_object_element (array, cli_json_from_document (document));
    }
  return cli_json_node_from_array (array);
}

CliStatus
cli_held (CliContext *context, char **arguments)
{
  g_autoptr (PeerLibrary) library = cli_library_open (context, FALSE);

  if (library == NULL)
    return context->is_interrupted ? CLI_STATUS_INTERRUPTED : CLI_STATUS_FAILED;
  if (context->is_json)
    cli_print_json (cli_held_to_json (G_LIST_MODEL (library)), FALSE);
  else
    cli_held_print (G_LIST_MODEL (library));
  return CLI_STATUS_DONE;
}
