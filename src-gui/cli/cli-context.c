/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-context.h"
#include "cli-discovery.h"
#include "cli-interrupt.h"
#include "cli-print.h"
#include "net-address.h"
#include "peer-engine.h"
#include "peer-index-client-private.h"
#include "peer-index-return.h"
#include "wire-status.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#define DEFAULT_SERVER "localhost"

static gboolean
cli_context_interrupted_cb (int descriptor, GIOCondition condition, gpointer user_data)
{
  CliContext *context = user_data;

  context->interrupt_id = 0;
  context->is_interrupted = TRUE;
  g_cancellable_cancel (context->cancellable);
  return G_SOURCE_REMOVE;
}

void
cli_context_init (CliContext *context)
{
  *context = (CliContext) { 0 };
  context->cancellable = g_cancellable_new ();
  cli_interrupt_init ();
  if (cli_interrupt_get_descriptor () >= 0)
    context->interrupt_id =
        g_unix_fd_add (cli_interrupt_get_descriptor (), G_IO_IN, cli_context_interrupted_cb, context);
}

void
cli_context_clear (CliContext *context)
{
  g_clear_handle_id (&context->interrupt_id, g_source_remove);
  if (context->client != NULL)
    peer_index_client_stop (context->client);
  g_clear_object (&context->client);
  g_clear_pointer (&context->poller, net_poller_free);
  g_clear_object (&context->cancellable);
  g_free (context->server);
  g_free (context->found_server);
  g_free (context->folder);
  g_free (context->output);
  g_free (context->match);
  g_free (context->title);
}

GFile *
cli_context_get_folder (CliContext *context)
{
  return context->folder != NULL ? g_file_new_for_commandline_arg (context->folder) : peer_engine_get_default_folder ();
}

/* NULL when nobody named one. */
static const char *
cli_context_find_named_server (CliContext *context)
{
  const char *server = context->server != NULL ? context->server : g_getenv ("P2P_CI_SERVER");

  return server != NULL && *server != '\0' ? server : NULL;
}

const char *
cli_context_get_server (CliContext *context)
{
  const char *server = cli_context_find_named_server (context);

  return server != NULL ? server : context->found_server != NULL ? context->found_server : DEFAULT_SERVER;
}

CliStatus
cli_context_choose_server (CliContext *context)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) servers = NULL;

  if (cli_context_find_named_server (context) == NULL && context->found_server == NULL)
    context->found_server = cli_discovery_dup_server (context);
  if (context->is_interrupted)
    return CLI_STATUS_INTERRUPTED;

  servers = peer_server_list_parse (cli_context_get_server (context), &error);
  if (servers != NULL)
    return CLI_STATUS_DONE;
  cli_print_error ("%s", error->message);
  return CLI_STATUS_USAGE;
}

gboolean
cli_context_wait (CliContext *context, CliCondition is_done, gpointer data)
{
  while (!context->is_interrupted && !is_done (data))
    g_main_context_iteration (NULL, TRUE);

  return !context->is_interrupted;
}

void
cli_result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

void
cli_context_wait_for_result (CliContext *context, GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
cli_context_has_answer (gpointer data)
{
  return peer_index_client_get_state (data) != PEER_CONNECTION_CONNECTING;
}

CliStatus
cli_context_connect (CliContext *context)
{
  g_autoptr (GError) error = NULL;
  CliStatus status = cli_context_choose_server (context);

  if (status != CLI_STATUS_DONE)
    return status;

  context->poller = net_poller_new (NULL, G_PRIORITY_DEFAULT, &error);
  if (context->poller == NULL)
    return cli_context_fail (context, error);

  context->client = peer_index_client_new (context->poller, NULL);
  peer_index_client_set_server (context->client, cli_context_get_server (context));
  peer_index_client_connect (context->client);
  if (!cli_context_wait (context, cli_context_has_answer, context->client))
    return CLI_STATUS_INTERRUPTED;
  if (peer_index_client_get_state (context->client) == PEER_CONNECTION_CONNECTED)
    return CLI_STATUS_DONE;

  cli_print_error (_("%s Is the address right, and is the index running? Name another one with --server."),
                   peer_index_client_get_reason (context->client));
  return CLI_STATUS_UNREACHABLE;
}

CliStatus
cli_context_fail (CliContext *context, const GError *error)
{
  if (context->is_interrupted)
    return CLI_STATUS_INTERRUPTED;

  cli_print_error ("%s", error->message);
  if (g_error_matches (error, WIRE_ERROR, WIRE_ERROR_NOT_FOUND))
    return CLI_STATUS_NOT_FOUND;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    return CLI_STATUS_UNREACHABLE;
  return CLI_STATUS_FAILED;
}
