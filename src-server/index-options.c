/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-options.h"

#include "index-configuration.h"

#define INDEX_LEASE_MAX_MINUTES 525600

static gboolean
index_options_override_limits (const IndexOptions *options, IndexLimits *limits, GError **error)
{
  for (gsize i = 0; options->overrides != NULL && options->overrides[i] != NULL; i++)
    {
      if (!index_limits_parse (limits, options->overrides[i], error))
        return FALSE;
    }
  if (options->lease_minutes >= 0)
    limits->lease_seconds = options->lease_minutes * 60;
  return TRUE;
}

static gboolean
index_options_check_numbers (const IndexOptions *options, GError **error)
{
  if (options->lease_minutes < -1 || options->lease_minutes == 0 || options->lease_minutes > INDEX_LEASE_MAX_MINUTES)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--lease-minutes is a number from 1 to %d",
                   INDEX_LEASE_MAX_MINUTES);
      return FALSE;
    }
  /* 1 is nobody's index; a process group or everybody is not meant. */
  if (options->reload_pid < 0 || options->reload_pid == 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--reload takes the number of the index's process");
      return FALSE;
    }
  return TRUE;
}

gboolean
index_options_parse (IndexOptions *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "listen", 'l', 0, G_OPTION_ARG_STRING_ARRAY, &options->listen,
      "Listen there instead of on ports 5555 and 7734 of all addresses; may be repeated", "ADDRESS:PORT" },
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config, "Read this configuration file", "FILE" },
    { "lease-minutes", 0, 0, G_OPTION_ARG_INT, &options->lease_minutes,
      "How long a peer of the old protocol stays listed after its last request (120)", "MINUTES" },
    { "limit", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->overrides,
      "Change a limit, whatever the configuration file says; may be repeated", "NAME=VALUE" },
    { "help-limits", 0, 0, G_OPTION_ARG_NONE, &options->wants_limits, "Print all limits and exit", NULL },
    { "print-config", 0, 0, G_OPTION_ARG_NONE, &options->wants_config,
      "Print a configuration file with all keys and their defaults, and exit", NULL },
    { "check-config", 0, 0, G_OPTION_ARG_NONE, &options->wants_check,
      "Tell what is wrong in the configuration file, by itself " INDEX_CONFIGURATION_FILE ", and exit", NULL },
    { "reload", 0, 0, G_OPTION_ARG_INT, &options->reload_pid,
      "Check the configuration file, tell the index with this process number to read it anew, and exit", "PID" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->is_quiet, "Do not print messages", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->wants_version, "Print the version and exit", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) arguments = g_strdupv (argv);
  IndexLimits limits;

  *options = (IndexOptions) { .lease_minutes = -1 };
  g_option_context_set_summary (context, "The index of a P2P-CI network: who shares which RFC document.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, &arguments, error))
    return FALSE;
  if (arguments[0] != NULL && arguments[1] != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "“%s” is one argument too many", arguments[1]);
      return FALSE;
    }
  if (!index_options_check_numbers (options, error))
    return FALSE;
  index_limits_init (&limits);
  return index_options_override_limits (options, &limits, error);
}

void
index_options_clear (IndexOptions *options)
{
  g_clear_pointer (&options->listen, g_strfreev);
  g_clear_pointer (&options->overrides, g_strfreev);
  g_clear_pointer (&options->config, g_free);
}

gboolean
index_options_load_limits (const IndexOptions *options, IndexLimits *limits, GPtrArray *faults)
{
  IndexLimits loaded;

  index_limits_init (&loaded);
  if (options->config != NULL && !index_configuration_read (options->config, &loaded, faults))
    return FALSE;
  /* They were right when the command line was parsed. */
  index_options_override_limits (options, &loaded, NULL);
  *limits = loaded;
  return TRUE;
}
