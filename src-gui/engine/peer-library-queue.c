/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-library-queue.h"

#include "peer-turn.h"

/* In an rc box: a turn holds it too, for what is told may end the library. */
struct _PeerLibraryQueue
{
  PeerLibraryQueueLook look; /* NULL once it was freed */
  GSourceOnceFunc idle;
  gpointer user_data;
  GArray *numbers; /* of guint: the one to look at first comes last */
  guint turn_id;
};

PeerLibraryQueue *
peer_library_queue_new (PeerLibraryQueueLook look, GSourceOnceFunc idle, gpointer user_data)
{
  PeerLibraryQueue *self = g_rc_box_new0 (PeerLibraryQueue);

  self->look = look;
  self->idle = idle;
  self->user_data = user_data;
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

static void
peer_library_queue_clear (gpointer data)
{
  PeerLibraryQueue *self = data;

  g_array_unref (self->numbers);
}

static void
peer_library_queue_unref (PeerLibraryQueue *self)
{
  g_rc_box_release_full (self, peer_library_queue_clear);
}

void
peer_library_queue_free (PeerLibraryQueue *self)
{
  g_clear_handle_id (&self->turn_id, g_source_remove);
  self->look = NULL;
  peer_library_queue_unref (self);
}

/* What is told may push: the numbers are taken out first. */
static void
peer_library_queue_look_at_some (PeerLibraryQueue *self, guint n_numbers)
{
  g_autoptr (GArray) some = g_array_sized_new (FALSE, FALSE, sizeof (guint), n_numbers);
  const guint start = self->numbers->len - n_numbers;

  if (n_numbers == 0 || self->look == NULL)
    return;
  g_array_append_vals (some, &g_array_index (self->numbers, guint, start), n_numbers);
  g_array_set_size (self->numbers, start);
  self->look (some, self->user_data);
}

static gboolean
peer_library_queue_turn_cb (gpointer user_data)
{
  PeerLibraryQueue *self = g_rc_box_acquire ((PeerLibraryQueue *) user_data);
  const gboolean is_last = self->numbers->len <= PEER_LIBRARY_QUEUE_TURN_MAX_NUMBERS;

  if (is_last)
    self->turn_id = 0;
  peer_library_queue_look_at_some (self, MIN (self->numbers->len, PEER_LIBRARY_QUEUE_TURN_MAX_NUMBERS));
  if (is_last && self->look != NULL)
    self->idle (self->user_data);
  peer_library_queue_unref (self);
  return is_last ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static int
peer_library_queue_compare_downwards (gconstpointer a, gconstpointer b)
{
  const guint number_a = *(const guint *) a;
  const guint number_b = *(const guint *) b;

  return number_a > number_b ? -1 : number_a < number_b;
}

void
peer_library_queue_push (PeerLibraryQueue *self, GHashTable *numbers)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, numbers);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const guint number = GPOINTER_TO_UINT (key);

      g_array_append_val (self->numbers, number);
    }
  if (self->turn_id == 0 && self->numbers->len <= PEER_LIBRARY_QUEUE_TURN_MAX_NUMBERS)
    {
      peer_library_queue_look_at_some (self, self->numbers->len);
      return;
    }
  g_array_sort (self->numbers, peer_library_queue_compare_downwards);
  if (self->turn_id == 0)
    self->turn_id = g_idle_add_full (PEER_TURN_PRIORITY, peer_library_queue_turn_cb, self, NULL);
}

void
peer_library_queue_look_now (PeerLibraryQueue *self, guint number)
{
  g_array_append_val (self->numbers, number);
  peer_library_queue_look_at_some (self, 1);
}

gboolean
peer_library_queue_is_empty (PeerLibraryQueue *self)
{
  return self->numbers->len == 0;
}
