/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-command.h"
#include "cli-print.h"
#include "peer-shown-text.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  JsonArray *array; /* NULL: print lines */
  guint n_rows;
} CliList;

static void
cli_list_row_cb (const WireCatalogueRow *row, gpointer user_data)
{
  CliList *list = user_data;
  g_autofree char *title = wire_slice_dup (row->title);
  g_autofree char *shown_title = NULL;
  JsonObject *object = NULL;

  list->n_rows++;
  if (list->array == NULL)
    {
      shown_title = peer_shown_text (title);
      cli_print (g_dngettext (GETTEXT_PACKAGE, "%6u  %4u peer   %s", "%6u  %4u peers  %s", row->holders), row->number,
                 row->holders, shown_title);
      return;
    }

  object = json_object_new ();
  json_object_set_int_member (object, "number", row->number);
  json_object_set_string_member (object, "title", title);
  json_object_set_int_member (object, "holders", row->holders);
  cli_json_set_size (object, row->has_size, row->size_bytes);
  cli_json_set_digest (object, &row->digest);
  json_object_set_int_member (object, "agreeing", row->agreeing);
  json_array_add_object_element (list->array, object);
}

static CliStatus
cli_list_end (CliContext *context, CliList *list, const char *match)
{
  if (list->array != NULL)
    cli_print_json (cli_json_node_from_array (g_steal_pointer (&list->array)), FALSE);
  if (list->n_rows > 0)
    return CLI_STATUS_DONE;

  if (*match == '\0')
    {
      cli_print_error ("%s", _("The index lists no documents yet."));
      return CLI_STATUS_DONE;
    }
  cli_print_error (_("No document matches “%s”."), match);
  return CLI_STATUS_NOT_FOUND;
}

CliStatus
cli_list (CliContext *context, char **arguments)
{
  g_autofree char *match = g_strjoinv (" ", arguments);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CliList list = { NULL, 0 };
  CliStatus status = cli_context_connect (context);

  if (status != CLI_STATUS_DONE)
    return status;

  list.array = context->is_json ? json_array_new () : NULL;
  peer_index_client_list_async (
      context->client, match, cli_list_row_cb, &list, context->cancellable, cli_result_cb, &result);
  cli_context_wait_for_result (context, &result);
  if (peer_index_client_list_finish (context->client, result, &error))
    return cli_list_end (context, &list, match);

  g_clear_pointer (&list.array, json_array_unref);
  return cli_context_fail (context, error);
}
