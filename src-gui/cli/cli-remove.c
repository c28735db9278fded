/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-command.h"
#include "cli-library.h"
#include "cli-print.h"

#include <glib/gi18n-lib.h>

CliStatus
cli_remove (CliContext *context, char **arguments)
{
  guint number = cli_command_parse_number (arguments[0]);
  g_autoptr (PeerLibrary) library = NULL;
  g_autoptr (GError) error = NULL;
  PeerDocument *document = NULL;

  if (number == 0)
    return CLI_STATUS_USAGE;
  library = cli_library_open (context, FALSE);
  if (library == NULL)
    return context->is_interrupted ? CLI_STATUS_INTERRUPTED : CLI_STATUS_FAILED;

  document = peer_library_find (library, number);
  if (document == NULL)
    {
      cli_print_error (_("RFC %u is not in the library (%s)."), number,
                       g_file_peek_path (peer_library_get_folder (library)));
      return CLI_STATUS_NOT_FOUND;
    }

  peer_library_set_shared (library, document, FALSE);
  if (!peer_library_flush (library, &error))
    return cli_context_fail (context, error);

  if (context->is_json)
    cli_print_json (cli_json_node_from_object (cli_json_from_document (document)), FALSE);
  else
    cli_print (_("RFC %u is not shared any more. Its file stays: %s"), number,
               g_file_peek_path (peer_document_get_file (document)));
  return CLI_STATUS_DONE;
}
