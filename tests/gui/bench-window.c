/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-test.h"
#include "test-support.h"

#include <string.h>
#include <time.h>

/* What the window costs with many rows, in the CPU time of its one thread: that is what keeps a frame waiting, and other programs
 * do not disturb it. Printed as a table; nothing is asserted, since machines differ. */

#define N_ROUNDS 7

static double
get_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

static void
print_row (const char *what, double *ms, double goal_ms)
{
  qsort (ms, N_ROUNDS, sizeof *ms, compare);
  g_print ("# %-52s %8.2f ms  (%.2f to %.2f)  goal %.0f: %s\n",
           what,
           ms[N_ROUNDS / 2],
           ms[0],
           ms[N_ROUNDS - 1],
           goal_ms,
           ms[N_ROUNDS / 2] <= goal_ms ? "met" : "short");
}

/* The longest turn of the main loop until nothing is left to be done, and all of them. */
static void
run_until_quiet (double *longest, double *all)
{
  *longest = *all = 0;
  for (guint n_idle = 0; n_idle < 12;)
    {
      double before = get_cpu_ms ();
      gboolean did = g_main_context_iteration (NULL, FALSE);
      double turn = get_cpu_ms () - before;

      *longest = MAX (*longest, turn);
      *all += turn;
      n_idle = did ? 0 : n_idle + 1;
      if (!did)
        g_usleep (3000); /* the next frame is due in 16 ms; sleeping costs no CPU time */
    }
}

static void
search (GuiTest *test, const char *query, double *longest, double *all)
{
  GtkWidget *page = gui_test_get_template_child (test->window, "index_page");
  double before = get_cpu_ms ();
  double first;

  g_object_set (page, "query", query, NULL);
  first = get_cpu_ms () - before;
  run_until_quiet (longest, all);
  *longest = MAX (*longest, first);
  *all += first;
}

static void
bench_rows (guint n_rows)
{
  static const char *const queries[] = { "t", "tr", "tra", "tran", "transport s", "" };
  double appear[N_ROUNDS], longest[G_N_ELEMENTS (queries)][N_ROUNDS], all[G_N_ELEMENTS (queries)][N_ROUNDS];
  g_autofree char *what = g_strdup_printf ("%u rows appear", n_rows);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      GuiTest test;
      double before, turn, rest;

      gui_test_start (&test);
      gui_test_resize (GTK_WINDOW (test.window), 940, 620);
      g_object_set (peer_engine_get_index_client (test.engine), "server", "host", NULL);
      fake_engine_set_connection (test.engine, PEER_CONNECTION_CONNECTED, "");
      before = get_cpu_ms ();
      fake_engine_add_entries (test.engine, 1, n_rows);
      turn = get_cpu_ms () - before;
      run_until_quiet (&before, &rest);
      appear[round] = turn + rest;
      for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
        search (&test, queries[i], &longest[i][round], &all[i][round]);
      gui_test_end (&test);
    }
  print_row (what, appear, 200.0 * n_rows / 10000);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *turn = g_strdup_printf ("%u rows, “%s”: the longest turn", n_rows, queries[i]);
      g_autofree char *sum = g_strdup_printf ("%u rows, “%s”: all turns", n_rows, queries[i]);

      print_row (turn, longest[i], 8.0 * n_rows / 10000);
      print_row (sum, all[i], 8.0 * n_rows / 10000);
    }
}

int
main (int argc, char *argv[])
{
  gui_test_init (&argc, &argv);
  bench_rows (10000);
  bench_rows (100000);
  g_print ("1..1\nok 1 /window/bench\n");
  return 0;
}
