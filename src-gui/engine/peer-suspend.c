/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-suspend.h"

#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct _PeerSuspend
{
  PeerSuspendFunc func;
  gpointer user_data;
  gint64 (*clock) (gpointer user_data);
  gpointer clock_data;
  gint64 slept_usec; /* when it was looked last */
  GSource *source;   /* NULL without a timer */
  int descriptor;
};

static gint64
peer_suspend_read_clock (clockid_t id)
{
  struct timespec now = { 0 };

  clock_gettime (id, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* One goes on in sleep and the other does not. */
static gint64
peer_suspend_measure (gpointer user_data)
{
  return peer_suspend_read_clock (CLOCK_BOOTTIME) - peer_suspend_read_clock (CLOCK_MONOTONIC);
}

void
peer_suspend_check (PeerSuspend *self)
{
  const gint64 slept_usec = self->clock (self->clock_data);
  const gboolean has_slept = slept_usec - self->slept_usec > PEER_SUSPEND_SECONDS * G_USEC_PER_SEC;

  self->slept_usec = slept_usec;
  if (has_slept)
    self->func (self->user_data);
}

static gboolean
peer_suspend_timer_cb (int descriptor, GIOCondition condition, gpointer user_data)
{
  guint64 n_times;

  /* Asked for the count, it is quiet until the next time. */
  if (read (descriptor, &n_times, sizeof n_times) == sizeof n_times)
    peer_suspend_check (user_data);
  return G_SOURCE_CONTINUE;
}

static void
peer_suspend_start_timer (PeerSuspend *self, GMainContext *context)
{
  const struct timespec period = { .tv_sec = PEER_SUSPEND_SECONDS };
  const struct itimerspec timer = { .it_interval = period, .it_value = period };

  self->descriptor = timerfd_create (CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (self->descriptor < 0 || timerfd_settime (self->descriptor, 0, &timer, NULL) < 0)
    return;

  self->source = g_unix_fd_source_new (self->descriptor, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (peer_suspend_timer_cb), self, NULL);
  g_source_attach (self->source, context);
}

PeerSuspend *
peer_suspend_new (GMainContext *context, PeerSuspendFunc func, gpointer user_data)
{
  PeerSuspend *self = g_new0 (PeerSuspend, 1);

  self->func = func;
  self->user_data = user_data;
  peer_suspend_set_clock (self, peer_suspend_measure, NULL);
  peer_suspend_start_timer (self, context);
  return self;
}

void
peer_suspend_free (PeerSuspend *self)
{
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  if (self->descriptor >= 0)
    close (self->descriptor);
  g_free (self);
}

void
peer_suspend_set_clock (PeerSuspend *self, gint64 (*clock) (gpointer user_data), gpointer user_data)
{
  self->clock = clock;
  self->clock_data = user_data;
  self->slept_usec = clock (user_data);
}
