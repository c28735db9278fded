/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-index-failure.h"
#include "wire-status.h"

#include <glib/gi18n-lib.h>

char *
peer_index_failure_describe (const GError *error, const char *server, gboolean is_network_available)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_strdup_printf (_("%s refused the connection."), server);
  if (g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return g_strdup_printf (_("No such host: %s."), server);
  if (!is_network_available
      && (error->domain == G_RESOLVER_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE)))
    return g_strdup (_("No network."));
  if (g_error_matches (error, WIRE_ERROR, WIRE_ERROR_VERSION))
    return g_strdup_printf (_("The index at %s speaks another version of P2P-CI; this app speaks 1.1 and 1.0."), server);
  if (error->domain == WIRE_ERROR)
    return g_strdup_printf (_("%s does not speak P2P-CI as it should."), server);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    return g_strdup_printf (_("The index at %s closed the connection."), server);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    return g_strdup_printf (_("The index at %s is busy."), server);

  return g_strdup_printf (_("Cannot reach the index at %s."), server);
}
