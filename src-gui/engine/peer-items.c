/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-items.h"

#include <string.h>

/* Opens or closes the gap with one move, and fills it. */
static void
peer_items_replace (GPtrArray *items, guint position, guint n_removed, gpointer *added, guint n_added)
{
  guint n_tail = items->len - position - n_removed;
  guint n_overwritten = MIN (n_removed, n_added);

  /* One that only moves may have no other owner than @items. */
  for (guint i = 0; i < n_added; i++)
    g_object_ref (added[i]);

  if (n_added > n_removed)
    {
      g_ptr_array_set_size (items, (int) (items->len + n_added - n_removed));
      memmove (items->pdata + position + n_added, items->pdata + position + n_removed, n_tail * sizeof (gpointer));
    }
  else if (n_removed > n_added)
    {
      g_ptr_array_remove_range (items, position + n_added, n_removed - n_added);
    }

  for (guint i = 0; i < n_added; i++)
    {
      gpointer old = i < n_overwritten ? items->pdata[position + i] : NULL;

      items->pdata[position + i] = added[i];
      g_clear_object (&old);
    }
}

void
peer_items_splice (GListModel *model, GPtrArray *items, guint position, guint n_removed, gpointer *added, guint n_added)
{
  while (MIN (n_removed, n_added) > 0 && items->pdata[position] == added[0])
    {
      position++;
      added++;
      n_removed--;
      n_added--;
    }
  while (MIN (n_removed, n_added) > 0 && items->pdata[position + n_removed - 1] == added[n_added - 1])
    {
      n_removed--;
      n_added--;
    }

  if (n_removed == 0 && n_added == 0)
    return;

  peer_items_replace (items, position, n_removed, added, n_added);
  g_list_model_items_changed (model, position, n_removed, n_added);
}

guint
peer_items_find_position (GPtrArray *items, guint number, guint (*get_number) (gpointer item))
{
  guint low = 0;
  guint high = items->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_number (items->pdata[middle]) < number)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}
