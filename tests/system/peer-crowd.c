/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-index-client.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* Many peers in one program, each with a connection to the index of its own, as the engine makes it and makes it again:
 * peer-crowd SERVER COUNT FIRST-PORT FOLDER
 *
 * All share the folder, whose documents must lie in it; an empty folder "state" beside them is for the library's notes.
 * It ends with SIGTERM, and leaves the index then. */


static void
raise_open_files (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static PeerIndexClient *
make_client (NetPoller *poller, PeerLibrary *library, const char *server, guint port)
{
  PeerIndexClient *client = peer_index_client_new (poller, library);

  peer_index_client_set_upload_port (client, port);
  peer_index_client_set_server (client, server);
  peer_index_client_connect (client);
  return client;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GPtrArray) clients = g_ptr_array_new ();
  g_autoptr (GFile) folder = NULL;
  g_autoptr (GFile) state_folder = NULL;
  NetPoller *poller = NULL;
  PeerLibrary *library = NULL;

  setlocale (LC_ALL, "");
  if (argc != 5)
    {
      fprintf (stderr, "peer-crowd SERVER COUNT FIRST-PORT FOLDER\n");
      return EXIT_FAILURE;
    }
  raise_open_files ();
  poller = net_poller_new (NULL, G_PRIORITY_DEFAULT, &error);
  if (poller == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return EXIT_FAILURE;
    }
  folder = g_file_new_for_path (argv[4]);
  state_folder = g_file_get_child (folder, "state");
  library = peer_library_new (folder, state_folder);
  for (int i = 0; i < atoi (argv[2]); i++)
    g_ptr_array_add (clients, make_client (poller, library, argv[1], atoi (argv[3]) + i));
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_main_loop_run (loop);
  /* The connections end with the process, and the index takes their records away. */
  return EXIT_SUCCESS;
}
