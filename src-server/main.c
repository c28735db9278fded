/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-activation.h"
#include "index-handover.h"
#include "index-log.h"
#include "index-notifier.h"
#include "index-options.h"
#include "index-server.h"
#include "index-walls.h"

#include "net-address.h"

#include <errno.h>
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sysexits.h>

static int
fail (const GError *error, int exit_code)
{
  fprintf (stderr, "p2p-ci-server: %s\n", error->message);
  if (exit_code == EX_USAGE)
    fprintf (stderr, "Try “p2p-ci-server --help”.\n");
  return exit_code;
}

/* By hand the soft limit is 1024, for programs that use select(). */
static void
raise_open_files (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

static void
tell_listening (IndexLog *log, GSocket *socket)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);
  NetAddress address;
  char text[NET_ADDRESS_MAX_TEXT];
  guint16 port;

  if (local != NULL && net_address_from_socket_address (local, &address, &port))
    index_log_listening (log, net_address_to_string (&address, text), port);
}

static gboolean
listen_on_all (IndexServer *server, IndexLog *log, GPtrArray *sockets, GError **error)
{
  for (guint i = 0; i < sockets->len; i++)
    {
      if (!index_server_listen (server, sockets->pdata[i], error))
        return FALSE;
      tell_listening (log, sockets->pdata[i]);
    }
  return TRUE;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
reload_cb (gpointer user_data)
{
  index_notifier_reload (user_data);
  return G_SOURCE_CONTINUE;
}

static int
run (IndexServer *server, IndexLog *log, GPtrArray *sockets, IndexHandover *handover)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  IndexNotifier *notifier = NULL;

  /* Before anybody can connect, so that no signal finds the default handler. */
  notifier = index_notifier_new (server);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_unix_signal_add (SIGHUP, reload_cb, notifier);
  if (handover != NULL)
    index_handover_restore (handover, server, log);
  if (!listen_on_all (server, log, sockets, &error))
    {
      index_notifier_free (notifier);
      return fail (error, EX_OSERR);
    }

  index_notifier_ready (notifier);
  g_main_loop_run (loop);
  if (handover != NULL)
    index_handover_save (handover, server, log);
  index_notifier_free (notifier);
  return EXIT_SUCCESS;
}

static int
serve (const IndexOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IndexHandover) handover = index_handover_new ();
  g_autoptr (GPtrArray) sockets = index_activation_take_sockets (handover, &error);
  gboolean is_activated = sockets != NULL;
  IndexLogTarget target = options->is_quiet ? INDEX_LOG_NOWHERE : index_log_find_target ();
  IndexLog *log = NULL;
  IndexServer *server = NULL;
  int exit_code;

  index_walls_raise ();
  if (sockets != NULL && options->listen != NULL)
    {
      g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                   "The sockets come from systemd: set other addresses on the socket unit, not with --listen");
      return fail (error, EX_USAGE);
    }
  if (sockets == NULL && error == NULL)
    sockets = index_activation_open_sockets ((const char *const *) options->listen, &error);
  if (sockets == NULL)
    return fail (error, index_activation_get_exit_code (error));

  raise_open_files ();
  log = index_log_new (target);
  server = index_server_new (&options->limits, log, &error);
  exit_code = server != NULL ? run (server, log, sockets, is_activated ? handover : NULL) : fail (error, EX_OSERR);
  g_clear_pointer (&server, index_server_free);
  index_log_free (log);
  return exit_code;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) words = g_string_new (NULL);
  IndexOptions options;
  int exit_code = EXIT_SUCCESS;

  setlocale (LC_ALL, "");
  if (!index_options_parse (&options, argc, argv, &error))
    exit_code = fail (error, EX_USAGE);
  else if (options.wants_version)
    puts ("p2p-ci-server " PACKAGE_VERSION);
  else if (options.wants_limits)
    {
      index_limits_describe (&options.limits, words);
      fputs (words->str, stdout);
    }
  else
    exit_code = serve (&options);
  index_options_clear (&options);
  return exit_code;
}
