/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-files.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "peer-library-scan.h"

typedef struct
{
  char *name;
  PeerFileIdentity seen; /* by the last scan */
  gboolean is_settled;   /* two scans saw it the same */
  gboolean is_reading;
  gboolean is_present;   /* in the scan under way */
  PeerTextFile *read;    /* NULL until it was read; stale when its identity is not the one seen */
  guint number;          /* whose document it claims to be, 0 for none */
} PeerLibraryFile;

struct _PeerLibraryFiles
{
  GHashTable *by_name;   /* of PeerLibraryFile */
  GHashTable *by_number; /* of GPtrArray of PeerLibraryFile, lent */
  GHashTable *cached;    /* of PeerTextFile by name, or NULL */
  guint n_reading;
};

static void
peer_library_file_free (gpointer data)
{
  PeerLibraryFile *file = data;

  g_clear_pointer (&file->read, peer_text_file_unref);
  g_free (file->name);
  g_free (file);
}

PeerLibraryFiles *
peer_library_files_new (void)
{
  PeerLibraryFiles *self = g_new0 (PeerLibraryFiles, 1);

  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, peer_library_file_free);
  self->by_number = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

void
peer_library_files_free (PeerLibraryFiles *self)
{
  g_hash_table_unref (self->by_number);
  g_hash_table_unref (self->by_name);
  g_clear_pointer (&self->cached, g_hash_table_unref);
  g_free (self);
}

static void
peer_library_files_put_read (PeerLibraryFiles *self, GHashTable *table)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_name);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const PeerLibraryFile *file = value;

      if (file->read != NULL)
        g_hash_table_replace (table, file->read->name, peer_text_file_ref (file->read));
    }
}

void
peer_library_files_take_cached (PeerLibraryFiles *self, GHashTable *cached)
{
  g_clear_pointer (&self->cached, g_hash_table_unref);
  self->cached = cached;
}

void
peer_library_files_forget (PeerLibraryFiles *self, GHashTable *touched)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();

  if (self->cached == NULL)
    self->cached = peer_library_files_dup_read (self);
  else
    peer_library_files_put_read (self, self->cached);
  peer_library_files_take_scan (self, nothing, TRUE, nothing, touched);
}

static void
peer_library_files_touch (GHashTable *touched, guint number)
{
  if (number != 0)
    g_hash_table_add (touched, GUINT_TO_POINTER (number));
}

static void
peer_library_files_set_number (PeerLibraryFiles *self, PeerLibraryFile *file, guint number)
{
  GPtrArray *claims;

  if (file->number == number)
    return;
  claims = g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (file->number));
  if (claims != NULL && g_ptr_array_remove (claims, file) && claims->len == 0)
    g_hash_table_remove (self->by_number, GUINT_TO_POINTER (file->number));
  file->number = number;
  if (number == 0)
    return;
  claims = g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number));
  if (claims == NULL)
    {
      claims = g_ptr_array_new ();
      g_hash_table_insert (self->by_number, GUINT_TO_POINTER (number), claims);
    }
  g_ptr_array_add (claims, file);
}

static void
peer_library_files_set_reading (PeerLibraryFiles *self, PeerLibraryFile *file, gboolean is_reading)
{
  if (file->is_reading == is_reading)
    return;
  file->is_reading = is_reading;
  if (is_reading)
    self->n_reading++;
  else
    self->n_reading--;
}

static void
peer_library_files_set_read (PeerLibraryFiles *self, PeerLibraryFile *file, PeerTextFile *read, GHashTable *touched)
{
  peer_library_files_touch (touched, file->number);
  g_clear_pointer (&file->read, peer_text_file_unref);
  file->read = peer_text_file_ref (read);
  peer_library_files_set_number (self, file, peer_text_file_get_library_number (read));
  peer_library_files_touch (touched, file->number);
}

static gboolean
peer_library_file_is_stale (const PeerLibraryFile *file)
{
  return file->read == NULL || !peer_file_identity_equal (&file->read->identity, &file->seen);
}

static PeerLibraryFile *
peer_library_files_meet (PeerLibraryFiles *self, const PeerScanEntry *entry, gboolean trusts_all, GHashTable *touched)
{
  PeerLibraryFile *file = g_hash_table_lookup (self->by_name, entry->name);
  PeerTextFile *cached;

  if (file != NULL)
    {
      file->is_settled = trusts_all || peer_file_identity_equal (&file->seen, &entry->identity);
      file->seen = entry->identity;
      return file;
    }
  file = g_new0 (PeerLibraryFile, 1);
  file->name = g_strdup (entry->name);
  file->seen = entry->identity;
  file->is_settled = trusts_all;
  g_hash_table_insert (self->by_name, file->name, file);
  cached = self->cached != NULL ? g_hash_table_lookup (self->cached, entry->name) : NULL;
  if (cached != NULL && peer_file_identity_equal (&cached->identity, &entry->identity))
    peer_library_files_set_read (self, file, cached, touched);
  return file;
}

static void
peer_library_files_drop_absent (PeerLibraryFiles *self, GHashTable *touched)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_name);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      PeerLibraryFile *file = value;

      if (file->is_present)
        {
          file->is_present = FALSE;
          continue;
        }
      peer_library_files_touch (touched, file->number);
      peer_library_files_set_number (self, file, 0);
      peer_library_files_set_reading (self, file, FALSE);
      g_hash_table_iter_remove (&iter);
    }
}

gboolean
peer_library_files_take_scan (PeerLibraryFiles *self,
                              GPtrArray *entries,
                              gboolean trusts_all,
                              GPtrArray *to_read,
                              GHashTable *touched)
{
  gboolean wants_another = FALSE;

  for (guint i = 0; i < entries->len; i++)
    {
      const PeerScanEntry *entry = g_ptr_array_index (entries, i);
      PeerLibraryFile *file;

      file = peer_library_files_meet (self, entry, trusts_all, touched);
      file->is_present = TRUE;
      if (!peer_library_file_is_stale (file) || file->is_reading)
        continue;
      peer_library_files_touch (touched, file->number); /* it is another now, and being read */
      if (!file->is_settled)
        {
          wants_another = TRUE;
          continue;
        }
      peer_library_files_set_reading (self, file, TRUE);
      g_ptr_array_add (to_read, file->name);
    }
  peer_library_files_drop_absent (self, touched);
  return wants_another;
}

void
peer_library_files_take_read (PeerLibraryFiles *self, PeerTextFile *read, GHashTable *touched)
{
  PeerLibraryFile *file = g_hash_table_lookup (self->by_name, read->name);
  static const PeerFileIdentity none = { 0 };

  if (file == NULL)
    {
      file = g_new0 (PeerLibraryFile, 1);
      file->name = g_strdup (read->name);
      file->seen = read->identity;
      g_hash_table_insert (self->by_name, file->name, file);
    }
  peer_library_files_set_reading (self, file, FALSE);
  /* What did not even open is left alone until the next scan sees another file there. */
  if (peer_file_identity_equal (&read->identity, &none))
    read->identity = file->seen;
  else
    file->seen = read->identity;
  peer_library_files_set_read (self, file, read, touched);
}

static guint
peer_library_file_get_depth (const PeerLibraryFile *file)
{
  guint depth = 0;

  for (const char *c = file->name; *c != '\0'; c++)
    depth += *c == '/';
  return depth;
}

/* The name that the library itself gives comes first, then what lies least deep, then the alphabet, so that the choice
 * never wavers. */
static gboolean
peer_library_file_comes_before (const PeerLibraryFile *a, const PeerLibraryFile *b)
{
  const gboolean a_has_library_name = peer_text_file_has_library_name (a->read);
  const gboolean b_has_library_name = peer_text_file_has_library_name (b->read);

  if (a_has_library_name != b_has_library_name)
    return a_has_library_name;
  if (peer_library_file_get_depth (a) != peer_library_file_get_depth (b))
    return peer_library_file_get_depth (a) < peer_library_file_get_depth (b);
  return strcmp (a->name, b->name) > 0 ? a_has_library_name : !a_has_library_name;
}

static char *
peer_library_file_describe_rival (const PeerLibraryFile *file)
{
  g_autofree char *name = g_utf8_make_valid (file->name, -1);

  return g_strdup_printf (_("“%s” in the same folder is RFC %u too, with other content, and is not shared."), name, file->number);
}

const PeerTextFile *
peer_library_files_choose (PeerLibraryFiles *self, guint number, gboolean *is_stale, char **note)
{
  GPtrArray *claims = g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number));
  PeerLibraryFile *chosen = NULL;

  *note = NULL;
  if (claims == NULL)
    return NULL;
  for (guint i = 0; i < claims->len; i++)
    if (chosen == NULL || peer_library_file_comes_before (g_ptr_array_index (claims, i), chosen))
      chosen = g_ptr_array_index (claims, i);
  for (guint i = 0; i < claims->len && *note == NULL; i++)
    {
      const PeerLibraryFile *rival = g_ptr_array_index (claims, i);

      if (rival != chosen && !wire_digest_equal (&rival->read->digest, &chosen->read->digest))
        *note = peer_library_file_describe_rival (rival);
    }
  *is_stale = peer_library_file_is_stale (chosen);
  return chosen->read;
}

guint
peer_library_files_get_n_numbers (PeerLibraryFiles *self)
{
  return g_hash_table_size (self->by_number);
}

void
peer_library_files_touch_all (PeerLibraryFiles *self, GHashTable *touched)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->by_number);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (touched, key);
}

guint
peer_library_files_get_n_reading (PeerLibraryFiles *self)
{
  return self->n_reading;
}

GHashTable *
peer_library_files_dup_read (PeerLibraryFiles *self)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) peer_text_file_unref);

  peer_library_files_put_read (self, copy);
  return copy;
}

static int
peer_library_files_compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
peer_library_files_dup_ignored (PeerLibraryFiles *self)
{
  GPtrArray *ignored = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->by_name);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const PeerLibraryFile *file = value;
      g_autofree char *name = g_utf8_make_valid (file->name, -1);

      if (file->read != NULL && file->read->problem != PEER_PROBLEM_NONE)
        g_ptr_array_add (ignored, g_strdup_printf ("%s: %s", name, file->read->problem_text));
    }
  g_ptr_array_sort (ignored, peer_library_files_compare_strings);
  g_ptr_array_add (ignored, NULL);
  return (char **) g_ptr_array_free (ignored, FALSE);
}
