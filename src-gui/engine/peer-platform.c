/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-platform.h"

#include <string.h>
#include <sys/utsname.h>

const char *
peer_platform_get_os (void)
{
  static char *os = NULL;

  if (g_once_init_enter (&os))
    {
      struct utsname names;
      gboolean is_known = uname (&names) == 0;

      g_once_init_leave (&os, g_strdup_printf ("%s %s",
                                               is_known ? names.sysname : "Unix",
                                               is_known ? names.release : "unknown"));
    }

  return os;
}

char *
peer_platform_display_path (GFile *file)
{
  g_autofree char *name = g_file_get_parse_name (file);
  const char *home = g_get_home_dir ();
  gsize length = strlen (home);

  if (length > 1 && g_str_has_prefix (name, home) && (name[length] == '/' || name[length] == '\0'))
    return g_strconcat ("~", name + length, NULL);

  return g_steal_pointer (&name);
}
