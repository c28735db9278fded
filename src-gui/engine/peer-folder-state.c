/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-folder-state.h"

#include <glib/gi18n-lib.h>

static char *
peer_folder_state_describe_unread (const PeerLibraryLook *look, const char *path)
{
  if (look->is_library)
    return g_strdup_printf (_("The folder “%s” cannot be read: %s. Make it readable, or choose another folder."), path,
                            look->error->message);
  if (g_error_matches (look->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_strdup_printf (_("The folder “%s” is not there. What is in it is shared again when it comes back."), path);
  return g_strdup_printf (_("The folder “%s” cannot be read: %s. Make it readable to share what is in it."), path,
                          look->error->message);
}

/* Of several things that are the matter the one that the user can do most about. */
static char *
peer_folder_state_describe_limit (const PeerLibraryLook *look, const char *path)
{
  g_autofree char *inside = NULL;

  if (look->is_library && !look->is_writable)
    return g_strdup_printf (
        _("The folder “%s” cannot be written. Its documents are shared, but none can be added to it."), path);
  if (look->scan->is_cut)
    return g_strdup_printf (_("The folder “%s” holds more than %u files or %u folders, or folders more than %u deep. "
                              "What is over that is not shared. Choose smaller folders inside it instead."),
                            path, PEER_LIBRARY_SCAN_MAX_FILES, PEER_LIBRARY_SCAN_MAX_FOLDERS,
                            PEER_LIBRARY_SCAN_MAX_DEPTH);
  if (look->scan->unreadable != NULL)
    {
      inside = g_filename_display_name (look->scan->unreadable);
      return g_strdup_printf (_("“%s” inside the folder “%s” cannot be read, so what is in it is not shared."), inside,
                              path);
    }
  if (!look->is_heard)
    return g_strdup_printf (_("This computer's limit of watched folders is reached, so changes in “%s” are noticed only "
                              "every %u seconds. Raising fs.inotify.max_user_watches mends it."),
                            path, PEER_LIBRARY_WATCH_LOOK_DISTANT_SECONDS);
  return g_strdup ("");
}

PeerFolderState
peer_folder_state_find (const PeerLibraryLook *look, const char *path, char **text)
{
  if (look->scan == NULL)
    {
      *text = peer_folder_state_describe_unread (look, path);
      return g_error_matches (look->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ? PEER_FOLDER_MISSING
                                                                             : PEER_FOLDER_UNREADABLE;
    }
  *text = peer_folder_state_describe_limit (look, path);
  return **text != '\0' ? PEER_FOLDER_LIMITED : PEER_FOLDER_FOLLOWED;
}
