/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-rate.h"

static guint
peer_rate_position (const PeerRate *rate, guint nth)
{
  return (rate->first + nth) % PEER_RATE_SAMPLES;
}

static void
peer_rate_drop_first (PeerRate *rate)
{
  rate->first = peer_rate_position (rate, 1);
  rate->n_samples--;
}

void
peer_rate_reset (PeerRate *rate)
{
  rate->first = 0;
  rate->n_samples = 0;
}

void
peer_rate_add (PeerRate *rate, gint64 now_usec, guint64 count)
{
  guint position;

  while (rate->n_samples > 1 && now_usec - rate->samples[rate->first].at_usec > PEER_RATE_WINDOW_USEC)
    peer_rate_drop_first (rate);

  if (rate->n_samples == PEER_RATE_SAMPLES)
    peer_rate_drop_first (rate);

  position = peer_rate_position (rate, rate->n_samples++);
  rate->samples[position].at_usec = now_usec;
  rate->samples[position].count = count;
}

guint64
peer_rate_get_per_second (const PeerRate *rate)
{
  guint last = peer_rate_position (rate, rate->n_samples - 1);
  gint64 usec;
  guint64 grown;

  if (rate->n_samples < 2)
    return 0;

  usec = rate->samples[last].at_usec - rate->samples[rate->first].at_usec;
  if (usec <= 0 || rate->samples[last].count < rate->samples[rate->first].count)
    return 0;

  grown = rate->samples[last].count - rate->samples[rate->first].count;
  return (guint64) ((double) grown * G_USEC_PER_SEC / (double) usec);
}
