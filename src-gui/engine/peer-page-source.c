/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-page-source.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "peer-text-file.h"

/* By the library's own door: what it would not share (a pipe, a device, a file under change) is not shown either. */
static GBytes *
peer_page_source_load_path (const char *path, GError **error)
{
  PeerFileIdentity identity;
  const int descriptor = peer_beneath_open_path (path, &identity, error);
  g_autoptr (GBytes) bytes = descriptor >= 0 ? peer_text_file_load (descriptor, path, &identity, error) : NULL;

  if (descriptor >= 0)
    g_close (descriptor, NULL);
  return g_steal_pointer (&bytes);
}

GBytes *
peer_page_source_load (GFile *file, GCancellable *cancellable, GError **error)
{
  const char *path = g_file_peek_path (file);
  GBytes *bytes = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (path != NULL)
    bytes = peer_page_source_load_path (path, error);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("it is no file of this computer"));
  if (bytes == NULL)
    {
      g_autofree char *name = g_file_get_parse_name (file);

      g_prefix_error (error, _("Cannot read %s: "), name);
    }
  return bytes;
}
