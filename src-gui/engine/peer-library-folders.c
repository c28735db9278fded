/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-folders.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "peer-library.h"

struct _PeerLibraryFolders
{
  GFile *state_folder;
  const PeerFolderHandler *handler;
  GObject *owner;
  GListStore *store; /* of PeerFolder */
};

PeerLibraryFolders *
peer_library_folders_new (GFile *state_folder, const PeerFolderHandler *handler, GObject *owner)
{
  PeerLibraryFolders *self = g_new0 (PeerLibraryFolders, 1);

  self->state_folder = g_object_ref (state_folder);
  self->handler = handler;
  self->owner = owner;
  self->store = g_list_store_new (PEER_TYPE_FOLDER);
  return self;
}

static guint
peer_library_folders_count (PeerLibraryFolders *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->store));
}

/* Lent: the list keeps it. */
static PeerFolder *
peer_library_folders_get (PeerLibraryFolders *self, guint position)
{
  g_autoptr (PeerFolder) folder = g_list_model_get_item (G_LIST_MODEL (self->store), position);

  return folder;
}

void
peer_library_folders_free (PeerLibraryFolders *self)
{
  for (guint i = 0; i < peer_library_folders_count (self); i++)
    peer_folder_stop (peer_library_folders_get (self, i));
  g_object_unref (self->store);
  g_object_unref (self->state_folder);
  g_free (self);
}

GListModel *
peer_library_folders_get_model (PeerLibraryFolders *self)
{
  return G_LIST_MODEL (self->store);
}

PeerFolder *
peer_library_folders_get_own (PeerLibraryFolders *self)
{
  return peer_library_folders_get (self, 0);
}

/* Links on the way there make no other folder of it. */
static char *
peer_library_folders_resolve (GFile *folder)
{
  g_autofree char *resolved = realpath (g_file_peek_path (folder), NULL);

  return g_strdup (resolved != NULL ? resolved : g_file_peek_path (folder));
}

static gboolean
peer_library_folders_is_inside (const char *path, const char *outer)
{
  g_autofree char *prefix = g_str_has_suffix (outer, "/") ? g_strdup (outer) : g_strconcat (outer, "/", NULL);

  return g_str_has_prefix (path, prefix);
}

static void
peer_library_folders_drop (PeerLibraryFolders *self, guint position, GHashTable *touched)
{
  g_autoptr (PeerFolder) folder = g_list_model_get_item (G_LIST_MODEL (self->store), position);

  peer_folder_touch_all (folder, touched);
  peer_folder_stop (folder);
  g_list_store_remove (self->store, position);
}

/* A folder that is followed by itself is left out where it lies inside another. */
static void
peer_library_folders_exclude (PeerLibraryFolders *self)
{
  for (guint i = 0; i < peer_library_folders_count (self); i++)
    {
      PeerFolder *outer = peer_library_folders_get (self, i);
      g_autofree char *outer_path = peer_library_folders_resolve (peer_folder_get_file (outer));
      g_autoptr (GPtrArray) inside = g_ptr_array_new_with_free_func (g_free);

      for (guint k = 0; k < peer_library_folders_count (self); k++)
        {
          PeerFolder *inner = peer_library_folders_get (self, k);
          g_autofree char *path = peer_library_folders_resolve (peer_folder_get_file (inner));

          /* As the walk through the outer one will call it. */
          if (k != i && peer_library_folders_is_inside (path, outer_path))
            g_ptr_array_add (inside, g_build_filename (g_file_peek_path (peer_folder_get_file (outer)),
                                                       path + strlen (outer_path), NULL));
        }
      g_ptr_array_add (inside, NULL);
      peer_folder_exclude (outer, (const char *const *) inside->pdata);
    }
}

static PeerFolder *
peer_library_folders_put (PeerLibraryFolders *self, guint position, GFile *file)
{
  g_autoptr (PeerFolder) folder =
      peer_folder_new (file, self->state_folder, position == 0, self->handler, self->owner);

  g_list_store_insert (self->store, position, folder);
  return folder; /* the list's */
}

static gboolean
peer_library_folders_is_same (PeerFolder *folder, GFile *file)
{
  g_autofree char *path = peer_library_folders_resolve (file);
  g_autofree char *other = peer_library_folders_resolve (peer_folder_get_file (folder));

  return strcmp (path, other) == 0;
}

/* The new one comes before the old one goes: there always is one. */
void
peer_library_folders_set_own (PeerLibraryFolders *self, GFile *file, GHashTable *touched)
{
  PeerFolder *own = peer_library_folders_put (self, 0, file);

  for (guint i = peer_library_folders_count (self) - 1; i >= 1; i--)
    if (peer_folder_get_is_library (peer_library_folders_get (self, i)) ||
        peer_library_folders_is_same (peer_library_folders_get (self, i), file))
      peer_library_folders_drop (self, i, touched);
  peer_library_folders_exclude (self);
  peer_folder_start (own);
}

gboolean
peer_library_folders_check (PeerLibraryFolders *self, GFile *folder, GError **error)
{
  g_autofree char *shown = g_file_get_parse_name (folder);
  g_autofree char *path = g_file_peek_path (folder) != NULL ? peer_library_folders_resolve (folder) : NULL;

  if (path == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("“%s” is no folder of this computer."), shown);
      return FALSE;
    }
  if (peer_library_folders_count (self) > PEER_LIBRARY_MAX_FOLDERS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _("At most %u folders can be watched. Remove one of them, or choose a folder that holds several."),
                   PEER_LIBRARY_MAX_FOLDERS);
      return FALSE;
    }
  for (guint i = 0; i < peer_library_folders_count (self); i++)
    {
      PeerFolder *other = peer_library_folders_get (self, i);
      g_autofree char *other_path = peer_library_folders_resolve (peer_folder_get_file (other));

      if (strcmp (path, other_path) == 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                       peer_folder_get_is_library (other) ? _("“%s” is the library itself: what is in it is shared already.")
                                                          : _("“%s” is watched already."),
                       shown);
          return FALSE;
        }
      if (peer_library_folders_is_inside (path, other_path))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                       _("“%s” lies inside “%s”, which is shared with all that is in it."), shown,
                       peer_folder_get_path (other));
          return FALSE;
        }
    }
  return TRUE;
}

void
peer_library_folders_add (PeerLibraryFolders *self, GFile *folder)
{
  PeerFolder *added = peer_library_folders_put (self, peer_library_folders_count (self), folder);

  peer_library_folders_exclude (self);
  peer_folder_start (added);
}

gboolean
peer_library_folders_remove (PeerLibraryFolders *self, PeerFolder *folder, GHashTable *touched)
{
  guint position = 0;

  if (!g_list_store_find (self->store, folder, &position) || position == 0)
    return FALSE;
  peer_library_folders_drop (self, position, touched);
  peer_library_folders_exclude (self); /* what lay inside another is that one's now */
  return TRUE;
}

static char *
peer_library_folders_describe_rival (PeerFolder *folder, guint number)
{
  return g_strdup_printf (_("The folder “%s” has RFC %u too, with other content, and that is not shared."),
                          peer_folder_get_path (folder), number);
}

const PeerTextFile *
peer_library_folders_choose (
    PeerLibraryFolders *self, guint number, PeerFolder **folder, gboolean *is_stale, char **note)
{
  const PeerTextFile *chosen = NULL;

  *note = NULL;
  for (guint i = 0; i < peer_library_folders_count (self); i++)
    {
      PeerFolder *candidate = peer_library_folders_get (self, i);
      gboolean is_other_stale = FALSE;
      g_autofree char *other_note = NULL;
      const PeerTextFile *text = peer_folder_choose (candidate, number, &is_other_stale, &other_note);

      if (text == NULL)
        continue;
      if (chosen == NULL)
        {
          chosen = text;
          *folder = candidate;
          *is_stale = is_other_stale;
          *note = g_steal_pointer (&other_note);
        }
      else if (*note == NULL && !wire_digest_equal (&text->digest, &chosen->digest))
        *note = peer_library_folders_describe_rival (candidate, number);
    }
  return chosen;
}

gboolean
peer_library_folders_is_loading (PeerLibraryFolders *self)
{
  for (guint i = 0; i < peer_library_folders_count (self); i++)
    if (peer_folder_is_loading (peer_library_folders_get (self, i)))
      return TRUE;
  return FALSE;
}

void
peer_library_folders_touch_all (PeerLibraryFolders *self, GHashTable *touched)
{
  for (guint i = 0; i < peer_library_folders_count (self); i++)
    peer_folder_touch_all (peer_library_folders_get (self, i), touched);
}

char **
peer_library_folders_dup_ignored (PeerLibraryFolders *self)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  for (guint i = 0; i < peer_library_folders_count (self); i++)
    {
      g_auto (GStrv) ignored = peer_folder_dup_ignored (peer_library_folders_get (self, i));

      g_strv_builder_addv (all, (const char **) ignored);
    }
  return g_strv_builder_end (all);
}

static PeerLibraryKept *
peer_library_folders_get_kept (PeerLibraryFolders *self, guint position)
{
  return peer_folder_get_kept (peer_library_folders_get (self, position));
}

static gboolean
peer_library_folders_holds (PeerLibraryFolders *self, guint position, guint number)
{
  g_autofree char *note = NULL;
  gboolean is_stale;

  return peer_folder_choose (peer_library_folders_get (self, position), number, &is_stale, &note) != NULL;
}

static gboolean
peer_library_folders_hold (PeerLibraryFolders *self, guint number)
{
  for (guint i = 0; i < peer_library_folders_count (self); i++)
    if (peer_library_folders_holds (self, i, number))
      return TRUE;
  return FALSE;
}

void
peer_library_folders_follow_text (PeerLibraryFolders *self, guint number, const WireDigest *digest)
{
  g_autoptr (GString) text = g_string_new (NULL);

  wire_digest_append_hex (digest, text);
  for (guint i = 0; i < peer_library_folders_count (self); i++)
    {
      PeerLibraryKept *kept = peer_library_folders_get_kept (self, i);
      const guint from = peer_library_kept_knows (kept, number) ? 0 : peer_library_kept_find_text (kept, text->str);

      if (from != 0 && !peer_library_folders_hold (self, from))
        peer_library_kept_copy (kept, from, number);
      if (peer_library_kept_knows (kept, number))
        peer_library_kept_set_text (kept, number, text->str);
    }
}

char *
peer_library_folders_dup_title (PeerLibraryFolders *self, guint number)
{
  char *title = NULL;

  for (guint i = 0; i < peer_library_folders_count (self) && title == NULL; i++)
    title = peer_library_kept_dup_title (peer_library_folders_get_kept (self, i), number);
  return title;
}

gboolean
peer_library_folders_get_is_shared (PeerLibraryFolders *self, guint number)
{
  for (guint i = 0; i < peer_library_folders_count (self); i++)
    if (!peer_library_kept_get_is_shared (peer_library_folders_get_kept (self, i), number))
      return FALSE;
  return TRUE;
}

/* Forgotten in all of them; written down in those that hold the document, so that it still counts when one of them is no
 * longer shared. */
void
peer_library_folders_set_title (PeerLibraryFolders *self, guint number, const char *title)
{
  for (guint i = 0; i < peer_library_folders_count (self); i++)
    if (title == NULL || peer_library_folders_holds (self, i, number))
      peer_library_kept_set_title (peer_library_folders_get_kept (self, i), number, title);
}

void
peer_library_folders_set_is_shared (PeerLibraryFolders *self, guint number, gboolean is_shared)
{
  for (guint i = 0; i < peer_library_folders_count (self); i++)
    if (is_shared || peer_library_folders_holds (self, i, number))
      peer_library_kept_set_is_shared (peer_library_folders_get_kept (self, i), number, is_shared);
}

gboolean
peer_library_folders_flush (PeerLibraryFolders *self, GError **error)
{
  for (guint i = 0; i < peer_library_folders_count (self); i++)
    if (!peer_library_kept_flush (peer_library_folders_get_kept (self, i), error))
      return FALSE;
  return TRUE;
}
