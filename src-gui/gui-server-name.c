/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-server-name.h"

#include "wire-limits.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

char *
gui_server_name_parse (const char *text, GError **error)
{
  g_autofree char *name = g_strstrip (g_strdup (text));
  g_autoptr (GSocketConnectable) address = NULL;

  if (name[0] == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("Type the server’s address."));
      return NULL;
    }
  if (strpbrk (name, " \t/@?#") == NULL)
    address = g_network_address_parse (name, WIRE_DEFAULT_PORT, NULL);
  if (address == NULL || g_network_address_get_port (G_NETWORK_ADDRESS (address)) == 0)
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("This is not an address. It is a host’s name or number, with or without a port, as in host:5555."));
      return NULL;
    }
  return g_steal_pointer (&name);
}
