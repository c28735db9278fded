/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "loopback.h"
#include "net-deadline-queue.h"
#include "test-support.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

typedef struct _Bell Bell;
struct _Bell
{
  NetWatch watch;
  NetPoller *poller;
  guint n_events;
  gboolean stays_ready;
  void (*rung) (Bell *bell);
  Bell *victim;
};

static void
bell_ready (NetWatch *watch, guint32 events)
{
  Bell *bell = NET_CONTAINER_OF (watch, Bell, watch);
  guint64 value;

  bell->n_events++;
  if (!bell->stays_ready)
    g_assert_cmpint (read (watch->fd, &value, sizeof value), ==, sizeof value);
  if (bell->rung != NULL)
    bell->rung (bell);
}

static Bell *
bell_new (NetPoller *poller)
{
  Bell *bell = g_new0 (Bell, 1);

  bell->watch.func = bell_ready;
  bell->poller = poller;
  g_assert_true (net_poller_add (poller, &bell->watch, eventfd (1, EFD_CLOEXEC | EFD_NONBLOCK), EPOLLIN, NULL));
  return bell;
}

static void
bell_free (Bell *bell)
{
  net_poller_remove (bell->poller, &bell->watch);
  close (bell->watch.fd);
  g_free (bell);
}

static void
test_batch (void)
{
  NetPoller *poller = loopback_poller_new (NULL);
  Bell *bells[NET_POLLER_BATCH + 44];
  guint n_events = 0;

  for (guint i = 0; i < G_N_ELEMENTS (bells); i++)
    bells[i] = bell_new (poller);

  g_assert_true (g_main_context_iteration (NULL, FALSE));
  for (guint i = 0; i < G_N_ELEMENTS (bells); i++)
    n_events += bells[i]->n_events;
  g_assert_cmpuint (n_events, ==, NET_POLLER_BATCH);

  g_assert_true (g_main_context_iteration (NULL, FALSE));
  for (guint i = 0; i < G_N_ELEMENTS (bells); i++)
    {
      g_assert_cmpuint (bells[i]->n_events, ==, 1);
      bell_free (bells[i]);
    }
  net_poller_free (poller);
}

static void
bell_frees_victim (Bell *bell)
{
  Bell *victim = g_steal_pointer (&bell->victim);

  if (victim == NULL)
    return;

  victim->victim = NULL;
  bell_free (victim);
}

/* Both are ready in one batch; whichever comes first frees the other. MALLOC_PERTURB_ shows a use of it. */
static void
test_removed_in_batch (void)
{
  NetPoller *poller = loopback_poller_new (NULL);
  Bell *a = bell_new (poller);
  Bell *b = bell_new (poller);

  a->rung = b->rung = bell_frees_victim;
  a->victim = b;
  b->victim = a;
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_false (g_main_context_iteration (NULL, FALSE));

  /* The survivor cleared its victim, the victim is gone: the survivor is the first that was added. */
  g_assert_cmpuint (a->n_events, ==, 1);
  bell_free (a);
  net_poller_free (poller);
}

static void
bell_iterates (Bell *bell)
{
  loopback_settle ();
}

static void
test_nested (void)
{
  NetPoller *poller = loopback_poller_new (NULL);
  Bell *bells[20];

  for (guint i = 0; i < G_N_ELEMENTS (bells); i++)
    {
      bells[i] = bell_new (poller);
      bells[i]->rung = bell_iterates;
    }

  loopback_settle ();
  for (guint i = 0; i < G_N_ELEMENTS (bells); i++)
    {
      g_assert_cmpuint (bells[i]->n_events, ==, 1);
      bell_free (bells[i]);
    }
  net_poller_free (poller);
}

static void
bell_frees_poller (Bell *bell)
{
  Bell *victim = bell->victim;

  net_poller_remove (bell->poller, &bell->watch);
  net_poller_remove (bell->poller, &victim->watch);
  net_poller_free (bell->poller);
}

static void
test_freed_in_handler (void)
{
  NetPoller *poller = loopback_poller_new (NULL);
  Bell *a = bell_new (poller);
  Bell *b = bell_new (poller);

  a->rung = b->rung = bell_frees_poller;
  a->victim = b;
  b->victim = a;
  loopback_settle ();
  g_assert_cmpuint (a->n_events + b->n_events, ==, 1);
  close (a->watch.fd);
  close (b->watch.fd);
  g_free (a);
  g_free (b);
}

/* What was not read is reported again: nobody's flood is forgotten, and nobody's holds the loop. */
static void
test_level_triggered (void)
{
  NetPoller *poller = loopback_poller_new (NULL);
  Bell *bell = bell_new (poller);

  bell->stays_ready = TRUE;
  for (guint i = 0; i < 5; i++)
    g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (bell->n_events, ==, 5);

  net_poller_change (poller, &bell->watch, 0);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  net_poller_change (poller, &bell->watch, EPOLLIN);
  g_assert_true (g_main_context_iteration (NULL, FALSE));

  bell_free (bell);
  net_poller_free (poller);
}

/* Deadlines */

typedef struct
{
  NetDeadline deadline;
  NetPoller *poller;
  guint n_expired;
  guint order;
} Alarm;

static guint alarm_order;

static void
alarm_expired (NetDeadline *deadline)
{
  Alarm *alarm = NET_CONTAINER_OF (deadline, Alarm, deadline);

  alarm->n_expired++;
  alarm->order = ++alarm_order;
}

static void
test_deadlines (void)
{
  gint64 now_usec = 1000000;
  NetPoller *poller = loopback_poller_new (&now_usec);
  Alarm first = { .deadline.func = alarm_expired };
  Alarm second = { .deadline.func = alarm_expired };
  Alarm cleared = { .deadline.func = alarm_expired };

  alarm_order = 0;
  net_poller_set_deadline (poller, &second.deadline, now_usec + 200);
  net_poller_set_deadline (poller, &cleared.deadline, now_usec + 50);
  net_poller_set_deadline (poller, &first.deadline, now_usec + 100);
  net_poller_clear_deadline (poller, &cleared.deadline);
  net_poller_clear_deadline (poller, &cleared.deadline);
  g_assert_false (g_main_context_iteration (NULL, FALSE));

  now_usec += 99;
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  now_usec += 1;
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (first.n_expired, ==, 1);
  g_assert_cmpuint (second.n_expired, ==, 0);

  now_usec += 1000;
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (second.n_expired, ==, 1);
  g_assert_cmpuint (first.n_expired, ==, 1);
  g_assert_cmpuint (cleared.n_expired, ==, 0);
  g_assert_cmpint (second.deadline.due_usec, ==, 0);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  net_poller_free (poller);
}

static void
test_deadline_moves (void)
{
  gint64 now_usec = 1000000;
  NetPoller *poller = loopback_poller_new (&now_usec);
  Alarm later = { .deadline.func = alarm_expired };
  Alarm sooner = { .deadline.func = alarm_expired };

  net_poller_set_deadline (poller, &later.deadline, now_usec + 100);
  net_poller_set_deadline (poller, &later.deadline, now_usec + 300);
  net_poller_set_deadline (poller, &sooner.deadline, now_usec + 900);
  net_poller_set_deadline (poller, &sooner.deadline, now_usec + 200);

  now_usec += 199;
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  now_usec += 1;
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (sooner.n_expired, ==, 1);
  g_assert_cmpuint (later.n_expired, ==, 0);
  now_usec += 100;
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (later.n_expired, ==, 1);
  net_poller_free (poller);
}

/* Against the plain truth: after any sequence of sets, moves and clears the right ones come out, in order. */
static void
test_deadlines_at_random (void)
{
  NetDeadlineQueue queue = { 0 };
  NetDeadline deadlines[500] = { 0 };

  for (guint round = 0; round < 20; round++)
    {
      gint64 now_usec = 0;
      gsize n_set = 0;

      for (guint i = 0; i < 3000; i++)
        {
          NetDeadline *deadline = &deadlines[g_test_rand_int_range (0, G_N_ELEMENTS (deadlines))];

          if (g_test_rand_int_range (0, 4) == 0)
            net_deadline_queue_remove (&queue, deadline);
          else
            net_deadline_queue_set (&queue, deadline, g_test_rand_int_range (1, 1000));
        }

      for (guint i = 0; i < G_N_ELEMENTS (deadlines); i++)
        n_set += deadlines[i].due_usec != 0;

      while (n_set > 0)
        {
          gint64 next_usec = net_deadline_queue_get_next_usec (&queue);
          NetDeadline *deadline;

          g_assert_cmpint (next_usec, >=, now_usec);
          for (guint i = 0; i < G_N_ELEMENTS (deadlines); i++)
            g_assert_true (deadlines[i].due_usec == 0 || deadlines[i].due_usec >= next_usec);
          g_assert_null (net_deadline_queue_pop_due (&queue, next_usec - 1));

          deadline = net_deadline_queue_pop_due (&queue, next_usec);
          g_assert_nonnull (deadline);
          g_assert_cmpint (deadline->due_usec, ==, 0);
          g_assert_cmpuint (deadline->queue_index, ==, 0);
          now_usec = next_usec;
          n_set--;
        }
      g_assert_cmpint (net_deadline_queue_get_next_usec (&queue), ==, 0);
    }

  net_deadline_queue_clear (&queue);
}

static void
alarm_again (NetDeadline *deadline)
{
  Alarm *alarm = NET_CONTAINER_OF (deadline, Alarm, deadline);

  alarm->n_expired++;
  net_poller_set_deadline (alarm->poller, deadline, net_poller_get_now_usec (alarm->poller));
}

static void
test_deadline_holds_nobody (void)
{
  gint64 now_usec = 1000000;
  NetPoller *poller = loopback_poller_new (&now_usec);
  Alarm alarm = { .deadline.func = alarm_again, .poller = poller };

  net_poller_set_deadline (poller, &alarm.deadline, now_usec);
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (alarm.n_expired, ==, NET_POLLER_BATCH);
  net_poller_clear_deadline (poller, &alarm.deadline);
  net_poller_free (poller);
}

/* The loop sleeps until a deadline of the real clock, and no longer. */
static void
test_deadline_wakes (void)
{
  NetPoller *poller = loopback_poller_new (NULL);
  Alarm alarm = { .deadline.func = alarm_expired };
  guint n_iterations = 0;

  net_poller_set_deadline (poller, &alarm.deadline, net_poller_get_now_usec (poller) + 20000);
  while (alarm.n_expired == 0)
    {
      g_main_context_iteration (NULL, TRUE);
      n_iterations++;
    }
  g_assert_cmpuint (n_iterations, <=, 3);
  net_poller_free (poller);
}

/* Turn ends */

typedef struct
{
  NetTurnEnd turn_end;
  NetPoller *poller;
  guint n_runs;
  gboolean again;
  NetTurnEnd *unqueues;
} Ending;

static void
ending_run (NetTurnEnd *turn_end)
{
  Ending *ending = NET_CONTAINER_OF (turn_end, Ending, turn_end);

  ending->n_runs++;
  if (ending->unqueues != NULL)
    net_poller_unqueue_turn_end (ending->poller, ending->unqueues);
  if (ending->again)
    net_poller_queue_turn_end (ending->poller, turn_end);
}

static void
test_turn_end (void)
{
  NetPoller *poller = loopback_poller_new (NULL);
  Ending ending = { .turn_end.func = ending_run, .poller = poller };
  Ending again = { .turn_end.func = ending_run, .poller = poller, .again = TRUE };
  Ending never = { .turn_end.func = ending_run, .poller = poller };

  ending.unqueues = &never.turn_end;
  net_poller_queue_turn_end (poller, &ending.turn_end);
  net_poller_queue_turn_end (poller, &ending.turn_end);
  net_poller_queue_turn_end (poller, &again.turn_end);
  net_poller_queue_turn_end (poller, &never.turn_end);

  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (ending.n_runs, ==, 1);
  g_assert_cmpuint (again.n_runs, ==, 1);
  g_assert_cmpuint (never.n_runs, ==, 0);

  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (ending.n_runs, ==, 1);
  g_assert_cmpuint (again.n_runs, ==, 2);

  net_poller_unqueue_turn_end (poller, &again.turn_end);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  net_poller_free (poller);
}

static Ending *queued_by_bell;
static guint n_bells_before_ending;

static void
bell_queues (Bell *bell)
{
  n_bells_before_ending += queued_by_bell->n_runs == 0;
  net_poller_queue_turn_end (bell->poller, &queued_by_bell->turn_end);
}

static void
test_turn_end_after_batch (void)
{
  NetPoller *poller = loopback_poller_new (NULL);
  Ending ending = { .turn_end.func = ending_run, .poller = poller };
  Bell *bells[10];

  queued_by_bell = &ending;
  n_bells_before_ending = 0;
  for (guint i = 0; i < G_N_ELEMENTS (bells); i++)
    {
      bells[i] = bell_new (poller);
      bells[i]->rung = bell_queues;
    }
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (n_bells_before_ending, ==, 10);
  g_assert_cmpuint (ending.n_runs, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (bells); i++)
    bell_free (bells[i]);
  net_poller_free (poller);
}

static void
bell_queues_next (Bell *bell)
{
  net_poller_queue_next_turn (bell->poller, &queued_by_bell->turn_end);
}

static void
test_next_turn (void)
{
  NetPoller *poller = loopback_poller_new (NULL);
  Ending ending = { .turn_end.func = ending_run, .poller = poller };
  Bell *bell = bell_new (poller);

  queued_by_bell = &ending;
  bell->rung = bell_queues_next;
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (ending.n_runs, ==, 0);
  g_assert_true (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (ending.n_runs, ==, 1);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  bell_free (bell);
  net_poller_free (poller);
}

/* One poll() and one epoll_wait() for a batch of any size; nothing at all while nothing happens. */
static void
test_system_calls (void)
{
  gint64 now_usec = 1000000;
  NetPoller *poller = loopback_poller_new (&now_usec);
  Alarm alarm = { .deadline.func = alarm_expired };
  Bell *bells[100];
  guint64 before;

  for (guint i = 0; i < G_N_ELEMENTS (bells); i++)
    bells[i] = bell_new (poller);

  before = net_poller_get_n_system_calls (poller);
  g_assert_cmpuint (before, ==, G_N_ELEMENTS (bells)); /* epoll_ctl() */
  for (guint i = 0; i < 1000; i++)
    net_poller_set_deadline (poller, &alarm.deadline, now_usec + 1000 + i);
  loopback_settle ();
  g_assert_cmpuint (net_poller_get_n_system_calls (poller) - before, ==, 2);

  for (guint i = 0; i < G_N_ELEMENTS (bells); i++)
    bell_free (bells[i]);
  net_poller_free (poller);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net-poller/a-batch-is-256-events", test_batch);
  g_test_add_func ("/net-poller/a-watch-freed-in-the-batch-gets-no-event", test_removed_in_batch);
  g_test_add_func ("/net-poller/each-event-once-when-handlers-iterate", test_nested);
  g_test_add_func ("/net-poller/freed-in-a-handler", test_freed_in_handler);
  g_test_add_func ("/net-poller/what-is-not-read-is-reported-again", test_level_triggered);
  g_test_add_func ("/net-poller/deadlines-run-in-order", test_deadlines);
  g_test_add_func ("/net-poller/a-deadline-moves", test_deadline_moves);
  g_test_add_func ("/net-poller/deadlines-at-random", test_deadlines_at_random);
  g_test_add_func ("/net-poller/a-deadline-that-sets-itself-holds-nobody", test_deadline_holds_nobody);
  g_test_add_func ("/net-poller/a-deadline-wakes-the-loop", test_deadline_wakes);
  g_test_add_func ("/net-poller/turn-ends-run-once", test_turn_end);
  g_test_add_func ("/net-poller/turn-ends-run-after-the-batch", test_turn_end_after_batch);
  g_test_add_func ("/net-poller/next-turn-is-not-this-one", test_next_turn);
  g_test_add_func ("/net-poller/two-system-calls-a-batch", test_system_calls);
  return g_test_run ();
}
