/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-engine.h"
#include "test-support.h"

#include <string.h>

/* The port that the user fixed is another program's: another one does, and the user is told. */
static void
test_port_in_use (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketListener) other = g_socket_listener_new ();
  guint16 busy = g_socket_listener_add_any_inet_port (other, NULL, &error);
  GFile *folder = test_folder_new ();
  GFile *state_folder = test_folder_new ();
  PeerEngineOptions options = { .folder = folder, .state_folder = state_folder, .upload_port = busy };
  PeerEngine *engine;
  guint16 port;
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;

  g_assert_no_error (error);
  engine = peer_engine_new (&options, &error);
  g_assert_no_error (error);
  peer_engine_start (engine);
  port = peer_upload_service_get_port (peer_engine_get_upload_service (engine));
  g_assert_cmpuint (port, !=, 0);
  g_assert_cmpuint (port, !=, busy);

  g_object_get (peer_engine_get_upload_service (engine), "error-text", &text, NULL);
  expected = g_strdup_printf (
      "Port %u is used by another program. Others get documents from you on port %u meanwhile.", busy, port);
  g_assert_cmpstr (text, ==, expected);

  g_object_unref (engine);
  test_folder_free (folder);
  test_folder_free (state_folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/upload-port/in-use", test_port_in_use);

  return g_test_run ();
}
