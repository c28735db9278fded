/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-configuration.h"

#include <stdio.h>

/* print-keys TEMPLATE: the template with the keys of the configuration file in the place of @KEYS@. */
int
main (int argc, char **argv)
{
  g_autoptr (GString) keys = g_string_new (NULL);
  g_autoptr (GString) page = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *template = NULL;

  if (argc != 2)
    return 64;
  if (!g_file_get_contents (argv[1], &template, NULL, &error))
    {
      fprintf (stderr, "print-keys: %s\n", error->message);
      return 66;
    }
  index_configuration_print_manual (keys);
  g_string_assign (page, template);
  g_string_replace (page, "@KEYS@\n", keys->str, 1);
  g_string_replace (page, "@FILE@", INDEX_CONFIGURATION_FILE, 0);
  fputs (page->str, stdout);
  return 0;
}
