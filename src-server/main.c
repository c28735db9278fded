/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-activation.h"
#include "index-configuration.h"
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
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
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

/* The listeners, the handover, the journal and whatever a library has open, with room to spare. */
#define DESCRIPTORS_BESIDES_CONNECTIONS 64u

static void
warn_of_few_files (const IndexLimits *limits, IndexLog *log)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY
      && limit.rlim_cur < (rlim_t) limits->connections + DESCRIPTORS_BESIDES_CONNECTIONS)
    index_log_warning (log,
                       "There may be %u connections, but only %" G_GUINT64_FORMAT " open files: raise LimitNOFILE= of the "
                       "service (by hand: “ulimit -n”), or lower “connections”",
                       limits->connections, (guint64) limit.rlim_cur);
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

typedef struct
{
  const IndexOptions *options;
  IndexServer *server;
  IndexLog *log;
  IndexNotifier *notifier;
} Reload;

static gboolean
reload_cb (gpointer user_data)
{
  const Reload *reload = user_data;
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *words = NULL;
  IndexLimits limits;

  index_notifier_begin_reload (reload->notifier);
  if (index_options_load_limits (reload->options, &limits, faults))
    {
      index_server_set_limits (reload->server, &limits);
      warn_of_few_files (&limits, reload->log);
      index_log_reloaded (reload->log, reload->options->config);
    }
  else
    {
      words = faults->len == 1 ? g_strdup_printf ("The configuration is as before, because of a fault in the file: %s",
                                                  (char *) faults->pdata[0])
                               : g_strdup_printf ("The configuration is as before, because of %u faults in the file, the "
                                                  "first: %s",
                                                  faults->len, (char *) faults->pdata[0]);
      index_log_warning (reload->log, "%s", words);
    }
  index_notifier_end_reload (reload->notifier, words);
  return G_SOURCE_CONTINUE;
}

static int
run (const IndexOptions *options, IndexServer *server, IndexLog *log, GPtrArray *sockets, IndexHandover *handover)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  IndexNotifier *notifier = NULL;
  Reload reload = { options, server, log, NULL };

  /* Before anybody can connect, so that no signal finds the default handler. */
  reload.notifier = notifier = index_notifier_new (server);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_unix_signal_add (SIGHUP, reload_cb, &reload);
  if (handover != NULL)
    index_handover_restore (handover, server, log);
  if (!listen_on_all (server, log, sockets, &error))
    {
      index_notifier_free (notifier);
      return fail (error, EX_OSERR);
    }

  index_notifier_ready (notifier);
  g_main_loop_run (loop);
  index_notifier_free (notifier);
  /* Taking a large index apart takes longer than all the rest of a restart, and the peers wait for the next run. */
  if (handover != NULL && index_handover_save (handover, server, log))
    exit (EXIT_SUCCESS);
  return EXIT_SUCCESS;
}

static int
tell_faults (GPtrArray *faults)
{
  for (guint i = 0; i < faults->len; i++)
    fprintf (stderr, "%s\n", (const char *) faults->pdata[i]);
  return EX_CONFIG;
}

static int
serve (const IndexOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (IndexHandover) handover = index_handover_new ();
  g_autoptr (GPtrArray) sockets = index_activation_take_sockets (handover, &error);
  gboolean is_activated = sockets != NULL;
  IndexLogTarget target = options->is_quiet ? INDEX_LOG_NOWHERE : index_log_find_target ();
  IndexLog *log = NULL;
  IndexServer *server = NULL;
  IndexLimits limits;
  int exit_code;

  index_walls_raise ();
  if (!index_options_load_limits (options, &limits, faults))
    return tell_faults (faults);
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
  warn_of_few_files (&limits, log);
  server = index_server_new (&limits, log, &error);
  exit_code = server != NULL ? run (options, server, log, sockets, is_activated ? handover : NULL) : fail (error, EX_OSERR);
  g_clear_pointer (&server, index_server_free);
  index_log_free (log);
  return exit_code;
}

/* What the file changes, so that a person sees it at once. */
static void
tell_changes (const char *path, const IndexLimits *limits)
{
  guint n_limits, n_changes = 0;
  const IndexLimit *table = index_limits_get_table (&n_limits);

  for (guint i = 0; i < n_limits; i++)
    {
      guint value = index_limit_get (&table[i], limits);
      g_autofree char *text = index_limit_format (&table[i], value);
      g_autofree char *initial = index_limit_format (&table[i], table[i].initial);

      if (value == table[i].initial)
        continue;
      n_changes++;
      printf ("%s=%s, by itself %s\n", table[i].name, text, initial);
    }
  printf ("%s is right, and changes %u of %u values.\n", path, n_changes, n_limits);
}

static int
check (IndexOptions *options, gboolean is_verbose)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  IndexLimits limits;

  if (options->config == NULL)
    options->config = g_strdup (INDEX_CONFIGURATION_FILE);
  if (!index_options_load_limits (options, &limits, faults))
    return tell_faults (faults);
  if (is_verbose)
    tell_changes (options->config, &limits);
  return EXIT_SUCCESS;
}

/* A faulty file is for the index too: it says so in its status. */
static int
reload (IndexOptions *options)
{
  int exit_code = check (options, FALSE);

  if (kill (options->reload_pid, SIGHUP) == 0)
    return exit_code;
  fprintf (stderr, "p2p-ci-server: Cannot tell process %d to read its configuration anew: %s\n", options->reload_pid,
           g_strerror (errno));
  return EX_OSERR;
}

static int
print_limits (const IndexOptions *options)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) words = g_string_new (NULL);
  IndexLimits limits;

  if (!index_options_load_limits (options, &limits, faults))
    return tell_faults (faults);
  index_limits_describe (&limits, words);
  fputs (words->str, stdout);
  return EXIT_SUCCESS;
}

static int
print_configuration (void)
{
  g_autoptr (GString) words = g_string_new (NULL);

  index_configuration_print (words);
  fputs (words->str, stdout);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  IndexOptions options;
  int exit_code = EXIT_SUCCESS;

  setlocale (LC_ALL, "");
  if (!index_options_parse (&options, argc, argv, &error))
    exit_code = fail (error, EX_USAGE);
  else if (options.wants_version)
    puts ("p2p-ci-server " PACKAGE_VERSION);
  else if (options.wants_limits)
    exit_code = print_limits (&options);
  else if (options.wants_config)
    exit_code = print_configuration ();
  else if (options.reload_pid != 0)
    exit_code = reload (&options);
  else if (options.wants_check)
    exit_code = check (&options, TRUE);
  else
    exit_code = serve (&options);
  index_options_clear (&options);
  return exit_code;
}
