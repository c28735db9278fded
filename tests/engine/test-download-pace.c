/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-pace.h"

/* So many bytes each second; after how many seconds is it too slow? 0: never in two minutes. */
static guint
run (PeerPace *pace, guint from, guint bytes_per_second, guint64 *n_bytes)
{
  for (guint second = from + 1; second <= from + 120; second++)
    {
      *n_bytes += bytes_per_second;
      if (peer_pace_is_too_slow (pace, second * G_USEC_PER_SEC, *n_bytes))
        return second - from;
    }
  return 0;
}

static void
test_limit (void)
{
  static const struct
  {
    guint bytes_per_second;
    guint seconds;
  } rows[] = { { 0, 20 }, { 1, 20 }, { 1023, 20 }, { 1024, 0 }, { 1025, 0 }, { 100000, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      PeerPace pace;
      guint64 n_bytes = 5000; /* from somebody else */

      peer_pace_begin (&pace, 0, n_bytes);
      g_assert_cmpuint (run (&pace, 0, rows[i].bytes_per_second, &n_bytes), ==, rows[i].seconds);
    }
}

/* Whatever came before, silence is found out after 20 s, and not after up to 40. */
static void
test_silence_after_speed (void)
{
  for (guint fast = 1; fast <= 50; fast++)
    {
      PeerPace pace;
      guint64 n_bytes = 0;

      peer_pace_begin (&pace, 0, 0);
      for (guint second = 1; second <= fast; second++)
        g_assert_false (peer_pace_is_too_slow (&pace, second * G_USEC_PER_SEC, n_bytes += 1000000));
      g_assert_cmpuint (run (&pace, fast, 0, &n_bytes), ==, 20);
    }
}

/* Asked far more often, and after a gap, it is never too strict. */
static void
test_odd_times (void)
{
  PeerPace pace;

  peer_pace_begin (&pace, 0, 0);
  for (guint i = 1; i < 1000; i++)
    g_assert_false (peer_pace_is_too_slow (&pace, i * G_USEC_PER_SEC / 10, i * 103u));

  peer_pace_begin (&pace, 0, 0);
  g_assert_false (peer_pace_is_too_slow (&pace, 300 * G_USEC_PER_SEC, PEER_PACE_BYTES));
  g_assert_true (peer_pace_is_too_slow (&pace, 600 * G_USEC_PER_SEC, 2 * PEER_PACE_BYTES - 1));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/download-pace/limit", test_limit);
  g_test_add_func ("/download-pace/silence-after-speed", test_silence_after_speed);
  g_test_add_func ("/download-pace/odd-times", test_odd_times);

  return g_test_run ();
}
