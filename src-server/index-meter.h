/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A token bucket in one number: the time at which all that was taken will have been earned. Begins as 0, full. */
typedef gint64 IndexMeter;

/* Takes @cost when the bucket holds it. @per_second 0: no limit. */
static inline gboolean
index_meter_take (IndexMeter *meter, gint64 now_usec, guint cost, guint per_second, guint burst)
{
  gint64 earned_usec = MAX (*meter, now_usec);

  if (per_second == 0)
    return TRUE;
  earned_usec += (gint64) cost * G_USEC_PER_SEC / per_second;
  if (earned_usec - now_usec > (gint64) burst * G_USEC_PER_SEC / per_second)
    return FALSE;
  *meter = earned_usec;
  return TRUE;
}

/* Takes @cost, held or not: of what is done already. What comes next waits until it is earned. */
static inline void
index_meter_charge (IndexMeter *meter, gint64 now_usec, guint cost, guint per_second)
{
  if (per_second != 0)
    *meter = MAX (*meter, now_usec) + (gint64) cost * G_USEC_PER_SEC / per_second;
}

G_END_DECLS
