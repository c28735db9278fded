/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-library.h"
#include "cli-print.h"

#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
cli_library_is_loaded (gpointer data)
{
  return !peer_library_get_is_loading (data);
}

PeerLibrary *
cli_library_open (CliContext *context, gboolean is_written)
{
  g_autoptr (GFile) folder = cli_context_get_folder (context);
  g_autoptr (GFile) state_folder = g_file_new_build_filename (g_get_user_data_dir (), "p2p-ci", NULL);
  g_autoptr (PeerLibrary) library = peer_library_new (folder, state_folder);
  g_autofree char *error_text = NULL;

  if (!cli_context_wait (context, cli_library_is_loaded, library))
    return NULL;

  g_object_get (library, "error-text", &error_text, NULL);
  if (*error_text != '\0' && (is_written || g_access (g_file_peek_path (folder), R_OK | X_OK) != 0))
    {
      cli_print_error ("%s", error_text);
      return NULL;
    }
  return g_steal_pointer (&library);
}
