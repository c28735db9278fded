/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

/* An invented document in the layout of its time. @body: what sets one text apart from another. A new string. */
static inline char *
test_rfc_text (guint number, const char *title, const char *body)
{
  return g_strdup_printf ("\n\nNetwork Working Group                                          T. Tester\n"
                          "Request for Comments: %-5u                          Test University\n"
                          "Category: Informational                                       May 1998\n\n\n"
                          "                    %s\n\nStatus of this Memo\n\n   %s\n",
                          number, title, body);
}

/* Writes one as @name; the caller owns the file. */
static inline GFile *
test_rfc_write (GFile *folder, const char *name, guint number, const char *title, const char *body)
{
  g_autofree char *text = test_rfc_text (number, title, body);
  g_autofree char *path = g_build_filename (g_file_peek_path (folder), name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}
