/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-autostart.h"

#include <glib/gstdio.h>

static const PeerAutostart entry = { "org.example.Made.Up", "Made Up", "made-up --background" };

static void
test_autostart_on_and_off (void)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "autostart", "org.example.Made.Up.desktop", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (peer_autostart_is_on (&entry));
  g_assert_true (peer_autostart_turn_off (&entry, &error));
  g_assert_true (peer_autostart_turn_on (&entry, &error));
  g_assert_no_error (error);
  g_assert_true (peer_autostart_is_on (&entry));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==,
                   "[Desktop Entry]\nType=Application\nName=Made Up\nExec=made-up --background\nIcon=org.example.Made.Up\n");
  g_assert_true (peer_autostart_turn_on (&entry, &error));
  g_assert_true (peer_autostart_turn_off (&entry, &error));
  g_assert_no_error (error);
  g_assert_false (peer_autostart_is_on (&entry));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Somebody turned it off in the session's own settings. */
static void
test_autostart_turned_off_elsewhere (void)
{
  static const char *const lines[] = { "Hidden=true\n", "X-GNOME-Autostart-enabled=false\n" };
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "autostart", "org.example.Made.Up.desktop", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *changed = NULL;

      g_assert_true (peer_autostart_turn_on (&entry, NULL));
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      changed = g_strconcat (text, lines[i], NULL);
      g_assert_true (g_file_set_contents (path, changed, -1, NULL));
      g_assert_false (peer_autostart_is_on (&entry));
      g_assert_true (peer_autostart_turn_on (&entry, NULL));
      g_assert_true (peer_autostart_is_on (&entry));
    }
}

static void
test_autostart_cannot_be_written (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (g_get_user_config_dir (), "", 0, NULL));
  g_assert_false (peer_autostart_turn_on (&entry, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/autostart/on-and-off", test_autostart_on_and_off);
  g_test_add_func ("/autostart/turned-off-elsewhere", test_autostart_turned_off_elsewhere);
  g_test_add_func ("/autostart/cannot-be-written", test_autostart_cannot_be_written);
  return g_test_run ();
}
