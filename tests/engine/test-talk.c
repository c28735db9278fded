/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-support.h"
#include "test-talk.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

static gboolean
test_talk_readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  TestTalk *talk = user_data;
  g_autoptr (GError) error = NULL;
  char buffer[65536];
  gssize length = g_socket_receive (socket, buffer, sizeof buffer, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;

  if (length > 0)
    g_string_append_len (talk->input, buffer, length);
  talk->is_closed = length <= 0;
  talk->is_reset = length < 0;
  if (talk->func != NULL)
    talk->func (talk, talk->data);

  return length > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Takes @socket. */
static TestTalk *
test_talk_new (GSocket *socket)
{
  TestTalk *talk = g_new0 (TestTalk, 1);

  g_socket_set_blocking (socket, FALSE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL); /* a byte is on its way when it is sent */
  talk->socket = socket;
  talk->input = g_string_new (NULL);
  talk->source = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (talk->source, (GSourceFunc) (void (*) (void)) test_talk_readable_cb, talk, NULL);
  g_source_attach (talk->source, NULL);
  return talk;
}

TestTalk *
test_talk_connect (guint16 port)
{
  return test_talk_connect_from ("127.0.0.1", port);
}

TestTalk *
test_talk_connect_from (const char *own_address, guint16 port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) own = g_inet_socket_address_new_from_string (own_address, 0);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, own, FALSE, &error);
  g_assert_no_error (error);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  return test_talk_new (socket);
}

void
test_talk_free (TestTalk *talk)
{
  g_source_destroy (talk->source);
  g_source_unref (talk->source);
  g_string_free (talk->input, TRUE);
  g_object_unref (talk->socket);
  g_free (talk);
}

typedef struct
{
  TestTalk *talk;
  const char *bytes;
  gsize left;
} TestSending;

static gboolean
test_talk_has_sent (gpointer data)
{
  TestSending *sending = data;
  g_autoptr (GError) error = NULL;

  while (sending->left > 0)
    {
      gssize length = g_socket_send (sending->talk->socket, sending->bytes, sending->left, NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return FALSE;
      if (length < 0)
        return TRUE; /* the other side has had enough */
      sending->bytes += length;
      sending->left -= (gsize) length;
    }

  return TRUE;
}

void
test_talk_send (TestTalk *talk, const char *bytes, gssize length)
{
  TestSending sending = { talk, bytes, length < 0 ? strlen (bytes) : (gsize) length };

  if (!test_talk_has_sent (&sending))
    test_wait_until (test_talk_has_sent, &sending);
}

void
test_talk_close (TestTalk *talk)
{
  g_source_destroy (talk->source);
  g_socket_close (talk->socket, NULL);
}

void
test_talk_reset (TestTalk *talk)
{
  struct linger linger = { .l_onoff = 1 };

  setsockopt (g_socket_get_fd (talk->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  test_talk_close (talk);
}

char *
test_talk_take_message (TestTalk *talk)
{
  const char *end = strstr (talk->input->str, "\r\n\r\n");
  char *message;
  gsize length;

  if (end == NULL)
    return NULL;

  length = (gsize) (end - talk->input->str) + 4;
  message = g_strndup (talk->input->str, length);
  g_string_erase (talk->input, 0, (gssize) length);
  talk->n_taken++;
  return message;
}

typedef struct
{
  TestTalk *talk;
  gsize length;
} TestAmount;

static gboolean
test_talk_has_bytes (gpointer data)
{
  TestAmount *amount = data;

  return amount->talk->is_closed || amount->talk->input->len >= amount->length;
}

void
test_talk_wait_for_bytes (TestTalk *talk, gsize length)
{
  TestAmount amount = { talk, length };

  test_wait_until (test_talk_has_bytes, &amount);
}

void
test_talk_wait_for_end (TestTalk *talk)
{
  test_wait_until_true (&talk->is_closed);
}

static gboolean
test_stage_accept_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  TestStage *stage = user_data;
  g_autoptr (GError) error = NULL;
  TestTalk *talk = test_talk_new (g_socket_accept (socket, NULL, &error));

  g_assert_no_error (error);
  talk->func = stage->func;
  talk->data = stage->data;
  g_ptr_array_add (stage->talks, talk);
  return G_SOURCE_CONTINUE;
}

TestStage *
test_stage_new (void (*func) (TestTalk *talk, gpointer data), gpointer data)
{
  TestStage *stage = g_new0 (TestStage, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) local = NULL;

  stage->func = func;
  stage->data = data;
  stage->talks = g_ptr_array_new_with_free_func ((GDestroyNotify) test_talk_free);
  stage->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_set_listen_backlog (stage->socket, 100);
  g_socket_bind (stage->socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (stage->socket, &error);
  g_assert_no_error (error);

  local = g_socket_get_local_address (stage->socket, NULL);
  stage->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  stage->source = g_socket_create_source (stage->socket, G_IO_IN, NULL);
  g_source_set_callback (stage->source, (GSourceFunc) (void (*) (void)) test_stage_accept_cb, stage, NULL);
  g_source_attach (stage->source, NULL);
  return stage;
}

void
test_stage_free (TestStage *stage)
{
  g_source_destroy (stage->source);
  g_source_unref (stage->source);
  g_ptr_array_unref (stage->talks);
  g_object_unref (stage->socket);
  g_free (stage);
}
