/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-queue-file.h"

#include <string.h>

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define WHOLE                                                                                                         \
  "P2P-CI downloads 1\nrunning\n"                                                                                     \
  "17\twaiting\t0\t\t0\t\tA Title\t\n"                                                                                \
  "18\tfailed\t4\t192.0.2.1\t5000\t" HEX "\t\tjuno is busy.\n"                                                        \
  "19\twaiting\t1\t2001:db8::1\t5001\t\tUml\303\244ut\t\n"                                                            \
  "end 3\n"

static char *
reformat (const char *text)
{
  g_autoptr (PeerQueue) queue = peer_queue_parse (text, strlen (text));
  g_autoptr (GBytes) bytes = NULL;

  if (queue == NULL)
    return NULL;

  bytes = peer_queue_format (queue);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_same_again (void)
{
  g_autofree char *whole = reformat (WHOLE);
  g_autofree char *empty = reformat ("P2P-CI downloads 1\npaused\nend 0\n");

  g_assert_cmpstr (whole, ==, WHOLE);
  g_assert_cmpstr (empty, ==, "P2P-CI downloads 1\npaused\nend 0\n");
}

/* An index may list a holder at any port; that one is not fetched from is no reason to lose the list. */
static void
test_any_port_that_a_row_may_have (void)
{
  static const char *const ports[] = { "1", "80", "1023", "1024", "65535" };

  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "P2P-CI downloads 1\nrunning\n17\tfailed\t0\t192.0.2.1\t%s\t\tA Title\tNo.\nend 1\n", ports[i]);
      g_autofree char *again = reformat (text);

      g_assert_cmpstr (again, ==, text);
    }
}

static void
test_any_cut (void)
{
  for (gsize length = 0; length < strlen (WHOLE); length++)
    {
      g_autoptr (PeerQueue) queue = peer_queue_parse (WHOLE, length);

      g_assert_null (queue);
    }
}

/* Any byte changed to any other: refused, or read as a whole queue, never worse. */
static void
test_any_byte (void)
{
  for (gsize i = 0; i < strlen (WHOLE); i++)
    for (guint byte = 0; byte < 256; byte++)
      {
        g_autofree char *text = g_strdup (WHOLE);
        g_autoptr (PeerQueue) queue = NULL;

        text[i] = (char) byte;
        queue = peer_queue_parse (text, strlen (WHOLE));
        if (queue != NULL)
          g_assert_cmpuint (queue->rows->len, ==, 3);
      }
}

static void
test_refused (void)
{
  static const char *const rows[] = {
    "P2P-CI downloads 2\nrunning\nend 0\n",
    "P2P-CI downloads 1\nwalking\nend 0\n",
    "P2P-CI downloads 1\nrunning\nend 1\n",
    "P2P-CI downloads 1\nrunning\nend 0\n\n",
    "P2P-CI downloads 1\nrunning\n0\twaiting\t0\t\t0\t\t\t\nend 1\n",
    "P2P-CI downloads 1\nrunning\n1000000\twaiting\t0\t\t0\t\t\t\nend 1\n",
    "P2P-CI downloads 1\nrunning\n-1\twaiting\t0\t\t0\t\t\t\nend 1\n",
    "P2P-CI downloads 1\nrunning\n17\tdone\t0\t\t0\t\t\t\nend 1\n",
    "P2P-CI downloads 1\nrunning\n17\twaiting\t1001\t\t0\t\t\t\nend 1\n",
    "P2P-CI downloads 1\nrunning\n17\twaiting\t0\thost.example\t5000\t\t\t\nend 1\n",
    "P2P-CI downloads 1\nrunning\n17\twaiting\t0\t192.0.2.1\t0\t\t\t\nend 1\n",
    "P2P-CI downloads 1\nrunning\n17\twaiting\t0\t192.0.2.1\t65536\t\t\t\nend 1\n",
    "P2P-CI downloads 1\nrunning\n17\twaiting\t0\t192.0.2.1\t5000\tabc\t\t\nend 1\n",
    "P2P-CI downloads 1\nrunning\n17\twaiting\t0\t\t5000\t\t\t\nend 1\n",
    "P2P-CI downloads 1\nrunning\n17\twaiting\t0\t\t0\t\t\nend 1\n",
    "P2P-CI downloads 1\nrunning\n17\twaiting\t0\t\t0\t\t\t\t\nend 1\n",
    "P2P-CI downloads 1\nrunning\n17\twaiting\t0\t\t0\t\t\033[31m\t\nend 1\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PeerQueue) queue = peer_queue_parse (rows[i], strlen (rows[i]));

      g_assert_null (queue);
    }
}

static void
test_limit (void)
{
  for (guint n = PEER_QUEUE_MAX_ROWS - 1; n <= PEER_QUEUE_MAX_ROWS + 1; n++)
    {
      g_autoptr (PeerQueue) queue = peer_queue_new ();
      g_autoptr (PeerQueue) read = NULL;
      g_autoptr (GBytes) bytes = NULL;

      for (guint i = 0; i < n; i++)
        peer_queue_add (queue)->number = i + 1;
      bytes = peer_queue_format (queue);
      g_assert_cmpuint (g_bytes_get_size (bytes), <, PEER_QUEUE_MAX_BYTES);
      read = peer_queue_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_assert_cmpint (read != NULL, ==, n <= PEER_QUEUE_MAX_ROWS);
    }
}

/* Others' words never make a row of their own. */
static void
test_words_with_line_ends (void)
{
  g_autoptr (PeerQueue) queue = peer_queue_new ();
  g_autoptr (PeerQueue) read = NULL;
  g_autoptr (GBytes) bytes = NULL;
  PeerQueueRow *row = peer_queue_add (queue);

  row->number = 17;
  row->title = g_strdup ("a\nend 0\n");
  row->message = g_strdup ("tab\tbed");
  bytes = peer_queue_format (queue);
  read = peer_queue_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_nonnull (read);
  row = g_ptr_array_index (read->rows, 0);
  g_assert_cmpstr (row->title, ==, "");
  g_assert_cmpstr (row->message, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/download-queue-file/same-again", test_same_again);
  g_test_add_func ("/download-queue-file/any-port-that-a-row-may-have", test_any_port_that_a_row_may_have);
  g_test_add_func ("/download-queue-file/any-cut", test_any_cut);
  g_test_add_func ("/download-queue-file/any-byte", test_any_byte);
  g_test_add_func ("/download-queue-file/refused", test_refused);
  g_test_add_func ("/download-queue-file/limit", test_limit);
  g_test_add_func ("/download-queue-file/words-with-line-ends", test_words_with_line_ends);

  return g_test_run ();
}
