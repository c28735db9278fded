/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net-poller-private.h"

#include "net-deadline-queue.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Blocks of one size that wait to be borrowed again. */
typedef struct
{
  gsize block_bytes;
  guint n_free;
  gpointer free_blocks[NET_POLLER_KEPT_BLOCKS];
} NetBlockPool;

struct _NetPoller
{
  GSource source; /* first: the poller is its source, and lives as long as a dispatch of it runs */
  int epoll_fd;
  gpointer epoll_tag;

  gint64 (*clock) (gpointer user_data);
  gpointer clock_data;
  gint64 turn_usec;
  guint n_turns; /* nested, when a handler iterates the context */

  struct epoll_event batch[NET_POLLER_BATCH];
  guint batch_length;
  guint batch_next;

  NetDeadlineQueue deadlines;
  NetTurnEnd next_turn; /* heads of rings */
  NetTurnEnd turn_ends;
  NetTurnEnd running;

  char *read_buffer;
  NetBlockPool pools[NET_N_BLOCKS];
  GString *free_buffers[NET_POLLER_KEPT_BUFFERS];
  guint n_free_buffers;
  NetOutputBudget output_budget;

  guint64 n_system_calls;
};

/* Rings of turn ends */

static void
net_turn_end_init_ring (NetTurnEnd *head)
{
  head->previous = head;
  head->next = head;
}

static gboolean
net_turn_end_is_ring_empty (NetTurnEnd *head)
{
  return head->next == head;
}

static void
net_turn_end_append (NetTurnEnd *head, NetTurnEnd *turn_end)
{
  turn_end->previous = head->previous;
  turn_end->next = head;
  head->previous->next = turn_end;
  head->previous = turn_end;
}

static void
net_turn_end_remove (NetTurnEnd *turn_end)
{
  if (turn_end->next == NULL)
    return;

  turn_end->previous->next = turn_end->next;
  turn_end->next->previous = turn_end->previous;
  turn_end->previous = NULL;
  turn_end->next = NULL;
}

/* Runs what was queued before, not what is queued meanwhile. One that is unqueued meanwhile leaves whichever ring it is
 * in, and does not run. */
static void
net_poller_run_ring (NetPoller *poller, NetTurnEnd *ring)
{
  while (!net_turn_end_is_ring_empty (ring))
    {
      NetTurnEnd *turn_end = ring->next;

      net_turn_end_remove (turn_end);
      net_turn_end_append (&poller->running, turn_end);
    }

  while (!net_turn_end_is_ring_empty (&poller->running))
    {
      NetTurnEnd *turn_end = poller->running.next;

      net_turn_end_remove (turn_end);
      turn_end->func (turn_end);
    }
}

/* Turns */

static gint64
net_poller_ask_clock (NetPoller *poller)
{
  return poller->clock != NULL ? poller->clock (poller->clock_data) : g_get_monotonic_time ();
}

static void
net_poller_fetch_batch (NetPoller *poller)
{
  int length = epoll_wait (poller->epoll_fd, poller->batch, NET_POLLER_BATCH, 0);

  net_poller_count_system_call (poller);
  poller->batch_length = MAX (length, 0);
  poller->batch_next = 0;

  for (guint i = 0; i < poller->batch_length; i++)
    {
      NetWatch *watch = poller->batch[i].data.ptr;

      watch->batch_index = i;
    }
}

/* A handler may iterate the context: then the nested turn goes on with what is left of this batch, so that each event
 * runs once, in whichever turn. */
static void
net_poller_run_batch (NetPoller *poller)
{
  if (poller->batch_next == poller->batch_length)
    net_poller_fetch_batch (poller);

  while (poller->batch_next < poller->batch_length)
    {
      struct epoll_event *event = &poller->batch[poller->batch_next++];
      NetWatch *watch = event->data.ptr;

      if (watch == NULL)
        continue;

      watch->batch_index = -1;
      watch->func (watch, event->events);
    }
}

/* As many as a batch has, so that a deadline which sets itself again cannot hold the loop. */
static void
net_poller_run_deadlines (NetPoller *poller)
{
  for (guint i = 0; i < NET_POLLER_BATCH; i++)
    {
      NetDeadline *deadline = net_deadline_queue_pop_due (&poller->deadlines, poller->turn_usec);

      if (deadline == NULL)
        return;

      deadline->func (deadline);
    }
}

/* The source. Its time-out is told in prepare(): g_source_set_ready_time() would write to the context's wakeup
 * descriptor at each change. */

static gboolean
net_poller_prepare (GSource *source, int *timeout_milliseconds)
{
  NetPoller *poller = (NetPoller *) source;
  gint64 due_usec = net_deadline_queue_get_next_usec (&poller->deadlines);
  gint64 left_usec;

  *timeout_milliseconds = -1;

  if (!net_turn_end_is_ring_empty (&poller->next_turn) || !net_turn_end_is_ring_empty (&poller->turn_ends)
      || poller->batch_next < poller->batch_length)
    return TRUE;
  if (due_usec == 0)
    return FALSE;

  left_usec = due_usec - net_poller_ask_clock (poller);
  if (left_usec <= 0)
    return TRUE;

  *timeout_milliseconds = MIN ((left_usec + 999) / 1000, G_MAXINT);
  return FALSE;
}

static gboolean
net_poller_check (GSource *source)
{
  NetPoller *poller = (NetPoller *) source;
  gint64 due_usec;

  if (g_source_query_unix_fd (source, poller->epoll_tag) != 0)
    return TRUE;

  due_usec = net_deadline_queue_get_next_usec (&poller->deadlines);
  return due_usec != 0 && due_usec <= net_poller_ask_clock (poller);
}

static gboolean
net_poller_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  NetPoller *poller = (NetPoller *) source;

  net_poller_count_system_call (poller); /* the loop's poll() */
  poller->turn_usec = net_poller_ask_clock (poller);
  poller->n_turns++;

  net_poller_run_ring (poller, &poller->next_turn);
  if (poller->batch_next < poller->batch_length || g_source_query_unix_fd (source, poller->epoll_tag) != 0)
    net_poller_run_batch (poller);
  net_poller_run_deadlines (poller);
  net_poller_run_ring (poller, &poller->turn_ends);

  poller->n_turns--;
  return G_SOURCE_CONTINUE;
}

static void
net_poller_finalize (GSource *source)
{
  NetPoller *poller = (NetPoller *) source;

  for (guint kind = 0; kind < NET_N_BLOCKS; kind++)
    while (poller->pools[kind].n_free > 0)
      g_free (poller->pools[kind].free_blocks[--poller->pools[kind].n_free]);

  while (poller->n_free_buffers > 0)
    g_string_free (poller->free_buffers[--poller->n_free_buffers], TRUE);

  g_free (poller->read_buffer);
  close (poller->epoll_fd);
}

static GSourceFuncs net_poller_funcs = {
  .prepare = net_poller_prepare,
  .check = net_poller_check,
  .dispatch = net_poller_dispatch,
  .finalize = net_poller_finalize,
};

NetPoller *
net_poller_new (GMainContext *context, int priority, GError **error)
{
  int epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  GSource *source;
  NetPoller *poller;

  if (epoll_fd < 0)
    {
      int saved_errno = errno;

      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), g_strerror (saved_errno));
      return NULL;
    }

  source = g_source_new (&net_poller_funcs, sizeof (NetPoller));
  g_source_set_static_name (source, "NetPoller");
  g_source_set_priority (source, priority);
  /* Else the loop would take the descriptor out before each dispatch and put it back after, with three system calls. */
  g_source_set_can_recurse (source, TRUE);

  poller = (NetPoller *) source;
  poller->epoll_fd = epoll_fd;
  poller->epoll_tag = g_source_add_unix_fd (source, epoll_fd, G_IO_IN);
  poller->output_budget.limit_bytes = NET_POLLER_OUTPUT_LIMIT_BYTES;
  poller->read_buffer = g_malloc (NET_POLLER_READ_BUFFER_BYTES);
  net_turn_end_init_ring (&poller->next_turn);
  net_turn_end_init_ring (&poller->turn_ends);
  net_turn_end_init_ring (&poller->running);

  g_source_attach (source, context != NULL ? context : g_main_context_get_thread_default ());
  return poller;
}

void
net_poller_free (NetPoller *poller)
{
  net_deadline_queue_clear (&poller->deadlines);
  poller->batch_length = 0;
  poller->batch_next = 0;

  g_source_destroy (&poller->source);
  g_source_unref (&poller->source);
}

GMainContext *
net_poller_get_context (NetPoller *poller)
{
  return g_source_get_context (&poller->source);
}

gint64
net_poller_get_now_usec (NetPoller *poller)
{
  return poller->n_turns > 0 ? poller->turn_usec : net_poller_ask_clock (poller);
}

void
net_poller_set_clock (NetPoller *poller, gint64 (*clock) (gpointer user_data), gpointer user_data)
{
  poller->clock = clock;
  poller->clock_data = user_data;
}

/* Watches */

static gboolean
net_poller_control (NetPoller *poller, int operation, NetWatch *watch)
{
  struct epoll_event event = { .events = watch->events, .data.ptr = watch };

  net_poller_count_system_call (poller);
  return epoll_ctl (poller->epoll_fd, operation, watch->fd, &event) == 0;
}

gboolean
net_poller_add (NetPoller *poller, NetWatch *watch, int fd, guint32 events, GError **error)
{
  watch->fd = fd;
  watch->events = events;
  watch->batch_index = -1;

  if (!net_poller_control (poller, EPOLL_CTL_ADD, watch))
    {
      int saved_errno = errno;

      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), g_strerror (saved_errno));
      return FALSE;
    }

  watch->is_added = TRUE;
  return TRUE;
}

void
net_poller_change (NetPoller *poller, NetWatch *watch, guint32 events)
{
  if (!watch->is_added || watch->events == events)
    return;

  watch->events = events;
  if (!net_poller_control (poller, EPOLL_CTL_MOD, watch))
    g_critical ("Cannot watch descriptor %d: %s", watch->fd, g_strerror (errno));
}

void
net_poller_remove (NetPoller *poller, NetWatch *watch)
{
  if (!watch->is_added)
    return;

  if (watch->batch_index >= 0)
    poller->batch[watch->batch_index].data.ptr = NULL;

  net_poller_control (poller, EPOLL_CTL_DEL, watch);
  watch->batch_index = -1;
  watch->is_added = FALSE;
}

/* Deadlines and turn ends */

void
net_poller_set_deadline (NetPoller *poller, NetDeadline *deadline, gint64 due_usec)
{
  if (due_usec == 0)
    net_deadline_queue_remove (&poller->deadlines, deadline);
  else
    net_deadline_queue_set (&poller->deadlines, deadline, due_usec);
}

void
net_poller_clear_deadline (NetPoller *poller, NetDeadline *deadline)
{
  net_deadline_queue_remove (&poller->deadlines, deadline);
}

void
net_poller_queue_turn_end (NetPoller *poller, NetTurnEnd *turn_end)
{
  if (turn_end->next == NULL)
    net_turn_end_append (&poller->turn_ends, turn_end);
}

void
net_poller_queue_next_turn (NetPoller *poller, NetTurnEnd *turn_end)
{
  if (turn_end->next == NULL)
    net_turn_end_append (&poller->next_turn, turn_end);
}

void
net_poller_unqueue_turn_end (NetPoller *poller, NetTurnEnd *turn_end)
{
  net_turn_end_remove (turn_end);
}

/* Counters and what is borrowed */

guint64
net_poller_get_n_system_calls (NetPoller *poller)
{
  return poller->n_system_calls;
}

void
net_poller_count_system_call (NetPoller *poller)
{
  poller->n_system_calls++;
}

void
net_poller_set_output_limit (NetPoller *poller, gsize limit_bytes)
{
  poller->output_budget.limit_bytes = limit_bytes;
}

gsize
net_poller_get_output_bytes (NetPoller *poller)
{
  return poller->output_budget.n_bytes;
}

NetOutputBudget *
net_poller_get_output_budget (NetPoller *poller)
{
  return &poller->output_budget;
}

char *
net_poller_get_read_buffer (NetPoller *poller, gsize *length)
{
  *length = NET_POLLER_READ_BUFFER_BYTES;
  return poller->read_buffer;
}

gpointer
net_poller_take_block (NetPoller *poller, NetBlock kind, gsize block_bytes)
{
  NetBlockPool *pool = &poller->pools[kind];

  g_assert (pool->block_bytes == 0 || pool->block_bytes == block_bytes);
  pool->block_bytes = block_bytes;

  if (pool->n_free == 0)
    return g_malloc0 (block_bytes);

  return memset (pool->free_blocks[--pool->n_free], 0, block_bytes);
}

void
net_poller_give_block (NetPoller *poller, NetBlock kind, gpointer block)
{
  NetBlockPool *pool = &poller->pools[kind];

  if (pool->n_free < NET_POLLER_KEPT_BLOCKS)
    pool->free_blocks[pool->n_free++] = block;
  else
    g_free (block);
}

GString *
net_poller_take_buffer (NetPoller *poller)
{
  if (poller->n_free_buffers == 0)
    return g_string_sized_new (1023);

  return poller->free_buffers[--poller->n_free_buffers];
}

void
net_poller_give_buffer (NetPoller *poller, GString *buffer)
{
  if (poller->n_free_buffers == NET_POLLER_KEPT_BUFFERS || buffer->allocated_len > NET_POLLER_KEPT_BUFFER_BYTES)
    {
      g_string_free (buffer, TRUE);
      return;
    }

  g_string_truncate (buffer, 0);
  poller->free_buffers[poller->n_free_buffers++] = buffer;
}
