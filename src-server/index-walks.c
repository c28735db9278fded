/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-walks.h"

struct _IndexStop
{
  IndexStop *moved_to; /* NULL: it stands by itself */
  guint32 record;      /* 0 at the end, where it is not in the table */
  guint32 n_references; /* walks, and stops that moved to it */
};

struct _IndexWalks
{
  GHashTable *by_record;
  guint n_stops;
};

IndexWalks *
index_walks_new (void)
{
  IndexWalks *walks = g_new0 (IndexWalks, 1);

  walks->by_record = g_hash_table_new (NULL, NULL);
  return walks;
}

void
index_walks_free (IndexWalks *walks)
{
  g_warn_if_fail (walks->n_stops == 0);
  g_hash_table_unref (walks->by_record);
  g_free (walks);
}

static IndexStop *
index_walks_find (IndexWalks *walks, guint32 record)
{
  return g_hash_table_lookup (walks->by_record, GUINT_TO_POINTER (record));
}

static void
index_walks_place (IndexWalks *walks, IndexStop *stop, guint32 record)
{
  stop->record = record;
  if (record != 0)
    g_hash_table_insert (walks->by_record, GUINT_TO_POINTER (record), stop);
}

IndexStop *
index_walks_wait (IndexWalks *walks, guint32 record)
{
  IndexStop *stop = index_walks_find (walks, record);

  if (stop == NULL)
    {
      stop = g_new0 (IndexStop, 1);
      walks->n_stops++;
      index_walks_place (walks, stop, record);
    }
  stop->n_references++;
  return stop;
}

static void
index_walks_drop (IndexWalks *walks, IndexStop *stop)
{
  while (stop != NULL && --stop->n_references == 0)
    {
      IndexStop *next = stop->moved_to;

      if (next == NULL && stop->record != 0)
        g_hash_table_remove (walks->by_record, GUINT_TO_POINTER (stop->record));
      walks->n_stops--;
      g_free (stop);
      stop = next;
    }
}

/* Halves the way for those who come after. */
static IndexStop *
index_walks_resolve (IndexWalks *walks, IndexStop *stop)
{
  while (stop->moved_to != NULL && stop->moved_to->moved_to != NULL)
    {
      IndexStop *old = stop->moved_to;

      stop->moved_to = old->moved_to;
      stop->moved_to->n_references++;
      index_walks_drop (walks, old);
      stop = stop->moved_to;
    }
  return stop->moved_to != NULL ? stop->moved_to : stop;
}

guint32
index_walks_go_on (IndexWalks *walks, IndexStop *stop)
{
  guint32 record = index_walks_resolve (walks, stop)->record;

  index_walks_drop (walks, stop);
  return record;
}

void
index_walks_pass_on (IndexWalks *walks, guint32 record, guint32 next)
{
  IndexStop *stop = walks->n_stops > 0 ? index_walks_find (walks, record) : NULL;
  IndexStop *other = stop != NULL && next != 0 ? index_walks_find (walks, next) : NULL;

  if (stop == NULL)
    return;
  g_hash_table_remove (walks->by_record, GUINT_TO_POINTER (record));
  if (other == NULL)
    {
      index_walks_place (walks, stop, next);
      return;
    }
  stop->moved_to = other;
  other->n_references++;
}

guint
index_walks_get_n_stops (IndexWalks *walks)
{
  return walks->n_stops;
}
