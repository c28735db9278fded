/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net-deadline-queue.h"

/* A deadline's queue_index counts from 1, so that 0, which fresh memory has, says that it is not in the queue. */

static void
net_deadline_queue_put (NetDeadlineQueue *queue, gsize index, NetDeadlineEntry entry)
{
  queue->entries[index] = entry;
  entry.deadline->queue_index = index + 1;
}

static void
net_deadline_queue_sift_up (NetDeadlineQueue *queue, gsize index, NetDeadlineEntry entry)
{
  while (index > 0)
    {
      gsize parent = (index - 1) / 2;

      if (queue->entries[parent].key_usec <= entry.key_usec)
        break;

      net_deadline_queue_put (queue, index, queue->entries[parent]);
      index = parent;
    }

  net_deadline_queue_put (queue, index, entry);
}

static void
net_deadline_queue_sift_down (NetDeadlineQueue *queue, gsize index, NetDeadlineEntry entry)
{
  for (;;)
    {
      gsize child = 2 * index + 1;

      if (child >= queue->n_entries)
        break;
      if (child + 1 < queue->n_entries && queue->entries[child + 1].key_usec < queue->entries[child].key_usec)
        child++;
      if (entry.key_usec <= queue->entries[child].key_usec)
        break;

      net_deadline_queue_put (queue, index, queue->entries[child]);
      index = child;
    }

  net_deadline_queue_put (queue, index, entry);
}

/* Puts @entry where another one has left a gap. */
static void
net_deadline_queue_fill_gap (NetDeadlineQueue *queue, gsize index, NetDeadlineEntry entry)
{
  if (index > 0 && queue->entries[(index - 1) / 2].key_usec > entry.key_usec)
    net_deadline_queue_sift_up (queue, index, entry);
  else
    net_deadline_queue_sift_down (queue, index, entry);
}

void
net_deadline_queue_clear (NetDeadlineQueue *queue)
{
  for (gsize i = 0; i < queue->n_entries; i++)
    {
      queue->entries[i].deadline->queue_index = 0;
      queue->entries[i].deadline->due_usec = 0;
    }

  g_clear_pointer (&queue->entries, g_free);
  queue->n_entries = 0;
  queue->n_allocated = 0;
}

static void
net_deadline_queue_insert (NetDeadlineQueue *queue, NetDeadline *deadline)
{
  if (queue->n_entries == queue->n_allocated)
    {
      queue->n_allocated = MAX (16, 2 * queue->n_allocated);
      queue->entries = g_renew (NetDeadlineEntry, queue->entries, queue->n_allocated);
    }

  net_deadline_queue_sift_up (queue, queue->n_entries++,
                              (NetDeadlineEntry){ .key_usec = deadline->due_usec, .deadline = deadline });
}

void
net_deadline_queue_set (NetDeadlineQueue *queue, NetDeadline *deadline, gint64 due_usec)
{
  deadline->due_usec = due_usec;

  if (deadline->queue_index == 0)
    {
      net_deadline_queue_insert (queue, deadline);
      return;
    }

  if (due_usec < queue->entries[deadline->queue_index - 1].key_usec)
    net_deadline_queue_sift_up (queue, deadline->queue_index - 1,
                                (NetDeadlineEntry){ .key_usec = due_usec, .deadline = deadline });
}

void
net_deadline_queue_remove (NetDeadlineQueue *queue, NetDeadline *deadline)
{
  gsize index = deadline->queue_index;
  NetDeadlineEntry last;

  deadline->due_usec = 0;
  if (index == 0)
    return;

  deadline->queue_index = 0;
  last = queue->entries[--queue->n_entries];
  if (last.deadline != deadline)
    net_deadline_queue_fill_gap (queue, index - 1, last);
}

gint64
net_deadline_queue_get_next_usec (NetDeadlineQueue *queue)
{
  while (queue->n_entries > 0)
    {
      NetDeadlineEntry top = queue->entries[0];

      if (top.key_usec >= top.deadline->due_usec)
        return top.key_usec;

      top.key_usec = top.deadline->due_usec;
      net_deadline_queue_sift_down (queue, 0, top);
    }

  return 0;
}

NetDeadline *
net_deadline_queue_pop_due (NetDeadlineQueue *queue, gint64 now_usec)
{
  gint64 next_usec = net_deadline_queue_get_next_usec (queue);
  NetDeadline *deadline;

  if (next_usec == 0 || next_usec > now_usec)
    return NULL;

  deadline = queue->entries[0].deadline;
  net_deadline_queue_remove (queue, deadline);
  return deadline;
}
