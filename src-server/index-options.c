/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-options.h"

#define INDEX_LEASE_MAX_MINUTES 525600

static gboolean
index_options_take_limits (IndexOptions *options, char **limits, GError **error)
{
  for (gsize i = 0; limits != NULL && limits[i] != NULL; i++)
    {
      if (!index_limits_parse (&options->limits, limits[i], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
index_options_take_lease (IndexOptions *options, int minutes, GError **error)
{
  if (minutes < 0)
    return TRUE;
  if (minutes == 0 || minutes > INDEX_LEASE_MAX_MINUTES)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--lease-minutes is a number from 1 to %d",
                   INDEX_LEASE_MAX_MINUTES);
      return FALSE;
    }
  options->limits.lease_seconds = minutes * 60;
  return TRUE;
}

gboolean
index_options_parse (IndexOptions *options, int argc, char **argv, GError **error)
{
  g_auto (GStrv) limits = NULL;
  int lease_minutes = -1;
  const GOptionEntry entries[] = {
    { "listen", 'l', 0, G_OPTION_ARG_STRING_ARRAY, &options->listen,
      "Listen there instead of on ports 5555 and 7734 of all addresses; may be repeated", "ADDRESS:PORT" },
    { "lease-minutes", 0, 0, G_OPTION_ARG_INT, &lease_minutes,
      "How long a peer of the old protocol stays listed after its last request (120)", "MINUTES" },
    { "limit", 0, 0, G_OPTION_ARG_STRING_ARRAY, &limits, "Change a limit; may be repeated", "NAME=NUMBER" },
    { "help-limits", 0, 0, G_OPTION_ARG_NONE, &options->wants_limits, "Print all limits and exit", NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->is_quiet, "Do not print messages", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->wants_version, "Print the version and exit", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) arguments = g_strdupv (argv);

  *options = (IndexOptions) { 0 };
  index_limits_init (&options->limits);
  g_option_context_set_summary (context, "The index of a P2P-CI network: who shares which RFC document.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, &arguments, error))
    return FALSE;
  if (arguments[0] != NULL && arguments[1] != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "“%s” is one argument too many", arguments[1]);
      return FALSE;
    }
  return index_options_take_limits (options, limits, error) && index_options_take_lease (options, lease_minutes, error);
}

void
index_options_clear (IndexOptions *options)
{
  g_clear_pointer (&options->listen, g_strfreev);
}
