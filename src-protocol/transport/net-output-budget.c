/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net-connection-private.h"

void
net_output_budget_remove (NetOutputBudget *budget, NetConnectionWork *work)
{
  if (work->n_counted == 0)
    return;

  g_queue_unlink (&budget->blocked, &work->blocked_link);
  budget->n_bytes -= work->n_counted;
  work->n_counted = 0;
}

static void
net_output_budget_set (NetOutputBudget *budget, NetConnectionWork *work, gsize n_bytes)
{
  net_output_budget_remove (budget, work);
  if (n_bytes == 0)
    return;

  work->blocked_link.data = work;
  g_queue_push_tail_link (&budget->blocked, &work->blocked_link);
  work->n_counted = n_bytes;
  budget->n_bytes += n_bytes;
}

/* A walk through all, but only while there is too much: whoever is found then is gone from it. */
static NetConnectionWork *
net_output_budget_find_largest (NetOutputBudget *budget)
{
  NetConnectionWork *largest = NULL;

  for (GList *link = budget->blocked.head; link != NULL; link = link->next)
    {
      NetConnectionWork *work = link->data;

      if (largest == NULL || work->n_counted > largest->n_counted)
        largest = work;
    }

  return largest;
}

void
net_connection_count_output (NetConnection *connection)
{
  NetOutputBudget *budget = net_poller_get_output_budget (connection->poller);

  if (connection->is_asker || connection->is_dead)
    return;

  net_output_budget_set (budget, connection->work,
                         net_output_get_unsent (&connection->work->output) + connection->work->n_kept);

  while (budget->n_bytes > budget->limit_bytes)
    {
      NetConnectionWork *largest = net_output_budget_find_largest (budget);

      net_output_budget_remove (budget, largest);
      net_output_clear (&largest->output, connection->poller);
      net_connection_reset_slow (largest->connection);
    }
}
