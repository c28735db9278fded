/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-print.h"

static void
assert_fits (const char *text, guint n_columns, const char *expected)
{
  g_autofree char *fitting = cli_fit_columns (text, n_columns);

  g_assert_cmpstr (fitting, ==, expected);
}

static void
test_fit_columns (void)
{
  assert_fits ("", 10, "");
  assert_fits ("nine here", 10, "nine here");
  assert_fits ("ten ten te", 10, "ten ten te");
  assert_fits ("eleven elev", 10, "eleven el…");
  /* Wide letters take two columns, marks none. */
  assert_fits ("文文文文文", 10, "文文文文文");
  assert_fits ("文文文文文文", 10, "文文文文…");
  assert_fits ("e\xcc\x81" "e\xcc\x81" "e\xcc\x81", 3, "e\xcc\x81" "e\xcc\x81" "e\xcc\x81");
  assert_fits ("abc", 1, "…");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli-print/a-line-is-cut-to-the-terminal", test_fit_columns);
  return g_test_run ();
}
