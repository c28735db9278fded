/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-notifier.h"

#include <systemd/sd-daemon.h>

#define INDEX_STATUS_SECONDS 1u

struct _IndexNotifier
{
  IndexServer *server;
  guint status_source;
  guint watchdog_source;
  char *status;
  char *fault; /* in the configuration file; NULL: none */
  guint64 n_requests; /* at the last status */
  gint64 status_usec;
};

static const char *
index_plural (guint64 count, const char *one, const char *many)
{
  return count == 1 ? one : many;
}

char *
index_notifier_format_status (const IndexServerCounts *counts, double requests_per_second)
{
  return g_strdup_printf ("%u %s, %u %s, %u %s, %.0f requests/s", counts->n_peers,
                          index_plural (counts->n_peers, "peer", "peers"), counts->n_documents,
                          index_plural (counts->n_documents, "document", "documents"), counts->n_records,
                          index_plural (counts->n_records, "record", "records"), requests_per_second);
}

static gboolean
index_notifier_status_cb (gpointer user_data)
{
  IndexNotifier *notifier = user_data;
  gint64 now_usec = g_get_monotonic_time ();
  double seconds = MAX (1, now_usec - notifier->status_usec) / (double) G_USEC_PER_SEC;
  IndexServerCounts counts;
  g_autofree char *figures = NULL, *status = NULL;

  index_server_get_counts (notifier->server, &counts);
  figures = index_notifier_format_status (&counts, (counts.n_requests - notifier->n_requests) / seconds);
  status = notifier->fault != NULL ? g_strdup_printf ("%s; %s", figures, notifier->fault) : g_steal_pointer (&figures);
  notifier->n_requests = counts.n_requests;
  notifier->status_usec = now_usec;
  if (g_strcmp0 (status, notifier->status) != 0)
    {
      sd_notifyf (0, "STATUS=%s", status);
      g_free (notifier->status);
      notifier->status = g_steal_pointer (&status);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
index_notifier_watchdog_cb (gpointer user_data)
{
  sd_notify (0, "WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

IndexNotifier *
index_notifier_new (IndexServer *server)
{
  IndexNotifier *notifier = g_new0 (IndexNotifier, 1);
  guint64 watchdog_usec = 0;

  notifier->server = server;
  notifier->status_usec = g_get_monotonic_time ();
  if (g_getenv ("NOTIFY_SOCKET") == NULL)
    return notifier;

  notifier->status_source = g_timeout_add_seconds (INDEX_STATUS_SECONDS, index_notifier_status_cb, notifier);
  if (sd_watchdog_enabled (0, &watchdog_usec) > 0)
    notifier->watchdog_source =
        g_timeout_add_full (G_PRIORITY_DEFAULT, MAX (1, watchdog_usec / 2 / 1000), index_notifier_watchdog_cb, notifier, NULL);
  return notifier;
}

void
index_notifier_free (IndexNotifier *notifier)
{
  sd_notify (0, "STOPPING=1");
  g_clear_handle_id (&notifier->status_source, g_source_remove);
  g_clear_handle_id (&notifier->watchdog_source, g_source_remove);
  g_free (notifier->status);
  g_free (notifier->fault);
  g_free (notifier);
}

void
index_notifier_ready (IndexNotifier *notifier)
{
  sd_notify (0, "READY=1");
}

void
index_notifier_begin_reload (IndexNotifier *notifier)
{
  sd_notifyf (0, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time ());
}

void
index_notifier_end_reload (IndexNotifier *notifier, const char *fault)
{
  g_free (notifier->fault);
  notifier->fault = g_strdup (fault);
  index_notifier_status_cb (notifier);
  sd_notify (0, "READY=1");
}
