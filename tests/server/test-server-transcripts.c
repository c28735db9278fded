/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-server.h"

#include <string.h>

/* What the clients of six published P2P-CI/1.0 programs send, byte for byte, and what the index answers them: by
 * PROTOCOL 2.3 the form that the client's own server has, with the observed address where a row has its host. A row
 * with a pad was filled up with that character to 1024 bytes. A row that ends its connection is followed by a new one. */
typedef struct
{
  const char *request;
  char pad;
  gboolean ends;
  const char *answer;
} Exchange;

#define PADDED_BYTES 1024u

static const Exchange original[] = {
  { "START P2P-CI/1.0 Host: hostA Port: 6001\n",
    0, TRUE,
    "P2P-CI/1.0 200 OK \nPeer added to list \n" },
  { "LIST ALL P2P-CI/1.0\nHost: hostA\n Port: 6001",
    0, TRUE,
    "P2P-CI/1.0 404 Not Found\n" },
  { "ADD RFC 123 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: A Proferred Official ICP",
    0, TRUE,
    "P2P-CI/1.0 200 OK \nRFC 123 A Proferred Official ICP hostA 6001\n" },
  { "LOOKUP RFC 123 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: A Proferred Official ICP",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC 123 A Proferred Official ICP 127.0.0.1 6001\n" },
  { "LOOKUP RFC 999 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: Nope",
    0, TRUE,
    "P2P-CI/1.0 404 Not Found\n" },
  { "LIST ALL P2P-CI/1.0\nHost: hostA\n Port: 6001",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC 123 A Proferred Official ICP 127.0.0.1 6001\n" },
  { "START P2P-CI/1.0 Host: hostB Port: 6002\n",
    0, TRUE,
    "P2P-CI/1.0 200 OK \nPeer added to list \n" },
  { "LIST ALL P2P-CI/1.0\nHost: hostA\n Port: 6001",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC 123 A Proferred Official ICP 127.0.0.1 6001\n" },
  { "LIST ALL P2P-CI/1.0\nHost: hostA\n Port: 6001",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC 123 A Proferred Official ICP 127.0.0.1 6001\n" },
  { "REMOVE RFC 123 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: A Proferred Official ICP",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC entry found and deleted \n" },
  { "END P2P-CI/1.0 Host: hostA Port: 6001",
    0, TRUE,
    "P2P-CI/1.0 200 OK \nPeer removed from list \n" },
  { "ADD RFC 7 P2P-CI/2.0\n Host: h\n Port: 1\n Title: T",
    0, TRUE,
    "P2P-CI/1.0 505 P2P-CI Version Not Supported\n" },
  { "FOO RFC 1 P2P-CI/1.0\n Host: h\n Port: 1\n",
    0, TRUE,
    "P2P-CI/1.0 400 Bad Request\n" },
  { "REMOVE RFC 321 P2P-CI/1.0\n Host: hostB\n Port: 6002\n Title: Nope",
    0, TRUE,
    "P2P-CI/1.0 404 Not Found\n" },
  { "END P2P-CI/1.0 Host: hostA Port: 6001",
    0, TRUE,
    "P2P-CI/1.0 200 OK \nPeer removed from list \n" },
  { "LIST ALL P2P-CI/1.0\nHost: hostB\n Port: 6002",
    0, TRUE,
    "P2P-CI/1.0 404 Not Found\n" },
};

static const Exchange one_word_list[] = {
  { "REGISTER P2P-CI/1.0 Host: hostA Port: 6001\n",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nPeer added to list\n" },
  { "ADD 124 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: Big",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC 124 Big hostA 6001\n" },
  { "ADD 123 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: IP",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC 123 IP hostA 6001\n" },
  { "LISTALL P2P-CI/1.0\nHost: hostA\n Port: 6001",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC 124 Big 127.0.0.1 6001\nRFC 123 IP 127.0.0.1 6001\n" },
  { "LOOKUP 123 P2P-CI/1.0\nHost: hostA\nPort: 6001\nTitle:IP",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC 123 IP 127.0.0.1 6001\n" },
  { "LOOKUP 999 P2P-CI/1.0\nHost: hostA\nPort: 6001\nTitle:Nope",
    0, TRUE,
    "P2P-CI/1.0 404 Not Found\n" },
  { "ADD 55 P2P-CI/1.0\n Host: hostA\n Port: 6001\n Title: A Proferred Official ICP",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC 55 A Proferred Official ICP hostA 6001\n" },
  { "LISTALL P2P-CI/1.0\nHost: hostA\n Port: 6001",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC 124 Big 127.0.0.1 6001\n"
    "RFC 123 IP 127.0.0.1 6001\nRFC 55 A Proferred Official ICP 127.0.0.1 6001\n" },
  { "REGISTER P2P-CI/1.0 Host: hostB Port: 6002\n",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nPeer added to list\n" },
  { "ADD 7 P2P-CI/1.0\n Host: hostB\n Port: 6002\n Title: Other",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC 7 Other hostB 6002\n" },
  { "REMOVE 7 P2P-CI/1.0\n Host: hostB\n Port: 6002\n Title: Other",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC entry found and deleted\n" },
  { "EXIT P2P-CI/1.0 Host: hostB Port: 6002",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nPeer removed from list\n" },
  { "LISTALL P2P-CI/1.0\nHost: hostA\n Port: 6001",
    0, TRUE,
    "P2P-CI/1.0 200 OK\nRFC 124 Big 127.0.0.1 6001\n"
    "RFC 123 IP 127.0.0.1 6001\nRFC 55 A Proferred Official ICP 127.0.0.1 6001\n" },
  { "FOO 1 P2P-CI/1.0\n",
    0, TRUE,
    "P2P-CI/1.0 400 Bad Request\n" },
};

static const Exchange tight_colon[] = {
  { "ADD RFC 791 P2P-CI/1.0\r\nHost:client1.csc.ncsu.edu\r\n"
    "Port:33001\r\nTitle:Internet Protocol\r\n\r\n",
    0, FALSE,
    "P2P-CI/1.0 200 OK\r\nRFC 791 Internet Protocol client1.csc.ncsu.edu 33001\r\n\r\n" },
  { "ADD RFC 793 P2P-CI/1.0\r\nHost:client1.csc.ncsu.edu\r\n"
    "Port:33001\r\nTitle:Transmission Control Protocol\r\n\r\n",
    0, FALSE,
    "P2P-CI/1.0 200 OK\r\nRFC 793 Transmission Control Protocol client1.csc.ncsu.edu 33001\r\n\r\n" },
  { "ADD RFC 1058 P2P-CI/1.0\r\nHost:client1.csc.ncsu.edu\r\n"
    "Port:33001\r\nTitle:Routing Information Protocol\r\n\r\n",
    0, FALSE,
    "P2P-CI/1.0 200 OK\r\nRFC 1058 Routing Information Protocol client1.csc.ncsu.edu 33001\r\n\r\n" },
  { "ADD RFC 2328 P2P-CI/1.0\r\nHost:client1.csc.ncsu.edu\r\n"
    "Port:33001\r\nTitle:OSPF Version 2\r\n\r\n",
    0, FALSE,
    "P2P-CI/1.0 200 OK\r\nRFC 2328 OSPF Version 2 client1.csc.ncsu.edu 33001\r\n\r\n" },
  { "DISCONNECT P2P-CI/1.0\r\nHost:client1.csc.ncsu.edu\r\n\r\n",
    0, TRUE,
    "P2P-CI/1.0 200 OK\r\nPeer removed from list\r\n\r\n" },
  { "ADD RFC 793 P2P-CI/1.0\r\nHost:client2.csc.ncsu.edu\r\n"
    "Port:33002\r\nTitle:Transmission Control Protocol\r\n\r\n",
    0, FALSE,
    "P2P-CI/1.0 200 OK\r\nRFC 793 Transmission Control Protocol client2.csc.ncsu.edu 33002\r\n\r\n" },
  { "ADD RFC 4271 P2P-CI/1.0\r\nHost:client2.csc.ncsu.edu\r\n"
    "Port:33002\r\nTitle:A Border Gateway Protocol 4\r\n\r\n",
    0, FALSE,
    "P2P-CI/1.0 200 OK\r\nRFC 4271 A Border Gateway Protocol 4 client2.csc.ncsu.edu 33002\r\n\r\n" },
  { "LIST ALL P2P-CI/1.0\r\nHost:client2.csc.ncsu.edu\r\n\r\n",
    0, FALSE,
    "P2P-CI/1.0 200 OK\r\n793 Transmission Control Protocol 127.0.0.1 33002\r\n"
    "4271 A Border Gateway Protocol 4 127.0.0.1 33002\r\n\r\n" },
  { "LOOKUP RFC 791 P2P-CI/1.0\r\nHost:client2.csc.ncsu.edu\r\n\r\n",
    0, FALSE,
    "P2P-CI/1.0 404 Not Found\r\n\r\n" },
  { "LOOKUP RFC 9999 P2P-CI/1.0\r\nHost:client2.csc.ncsu.edu\r\n\r\n",
    0, TRUE,
    "P2P-CI/1.0 404 Not Found\r\n\r\n" },
  { "FOO RFC 1 P2P-CI/1.0\r\nHost:h\r\n\r\n",
    0, TRUE,
    "P2P-CI/1.0 400 Bad Request\r\n\r\n" },
  { "ADD RFC 1 P2P-CI/9.0\r\nHost:h\r\nPort:1\r\nTitle:t\r\n\r\n",
    0, TRUE,
    "P2P-CI/1.1 505 P2P-CI Version Not Supported\r\nContent-Length: 0\r\n\r\n" },
};

static const Exchange old_version_word[] = {
  { "LIST ALL P2P-CI-v1.0.0\nHost: localhost\nPort: 8080",
    0, FALSE,
    "P2P-CI-v1.0.0 404 Not Found\n" },
  { "ADD RFC 123 P2P-CI-v1.0.0\nHost: localhost\nPort: 8080\nTitle: A Proferred Official ICP",
    0, FALSE,
    "P2P-CI-v1.0.0 200 OK\nRFC 123 A Proferred Official ICP localhost 8080\n" },
  { "LOOKUP RFC 999 P2P-CI-v1.0.0\nHost: localhost\nPort: 8080\nTitle: Nope",
    0, FALSE,
    "P2P-CI-v1.0.0 404 Not Found\n" },
  { "LIST ALL P2P-CI-v1.0.0\nHost: localhost\nPort: 8080",
    0, TRUE,
    "P2P-CI-v1.0.0 200 OK\nRFC 123 A Proferred Official ICP 127.0.0.1 8080\n" },
  { "LOOKUP RFC 123 P2P-CI-v1.0.0\nHost: localhost\nPort: 8081\nTitle: A Proferred Official ICP",
    0, FALSE,
    "P2P-CI-v1.0.0 404 Not Found\n" },
  { "ADD RFC 123 P2P-CI-v1.0.0\nHost: localhost\nPort: 8081\nTitle: A Proferred Official ICP",
    0, TRUE,
    "P2P-CI-v1.0.0 200 OK\nRFC 123 A Proferred Official ICP localhost 8081\n" },
  { "ADD RFC 1 P2P-CI/1.0\nHost: h\nPort: 1\nTitle: t",
    0, TRUE,
    "P2P-CI/1.0 400 Bad Request\n" },
};

static const Exchange crlf_open[] = {
  { "LIST ALL P2P-CI/1.0\r\nHost: p2phost\r\nPort: 29170",
    0, FALSE,
    "P2P-CI/1.0 404 Not Found\r\n\r\n" },
  { "ADD RFC 9316 P2P-CI/1.0\r\nHost: p2phost\r\nPort: 29170\r\nTitle: Intent Classification",
    0, FALSE,
    "P2P-CI/1.0 200 OK\r\nRFC 9316 Intent Classification p2phost 29170\r\n\r\n" },
  { "ADD RFC 9316 P2P-CI/1.0\r\nHost: p2phost\r\nPort: 29170\r\nTitle: Intent Classification",
    0, FALSE,
    "P2P-CI/1.0 200 OK\r\nRFC 9316 Intent Classification p2phost 29170\r\n\r\n" },
  { "LOOKUP RFC 9316 P2P-CI/1.0\r\nHost: p2phost\r\nPort: 29170\r\nTitle: Intent Classification",
    0, FALSE,
    "P2P-CI/1.0 200 OK\r\nRFC 9316 Intent Classification 127.0.0.1 29170\r\n\r\n" },
  { "LOOKUP RFC 999 P2P-CI/1.0\r\nHost: p2phost\r\nPort: 29170\r\nTitle: x",
    0, FALSE,
    "P2P-CI/1.0 404 Not Found\r\n\r\n" },
  { "LIST ALL P2P-CI/1.0\r\nHost: p2phost\r\nPort: 29170",
    0, TRUE,
    "P2P-CI/1.0 200 OK\r\nRFC 9316 Intent Classification 127.0.0.1 29170\r\n\r\n" },
  { "ADD RFC 1 P2P-CI/1.0\r\nHost: p2phost\r\nPort: 29171\r\nTitle: dummy",
    0, FALSE,
    "P2P-CI/1.0 200 OK\r\nRFC 1 dummy p2phost 29171\r\n\r\n" },
  { "LEAVE P2P-CI/1.0\r\nHost: p2phost\r\nPort: 29171",
    0, TRUE,
    "P2P-CI/1.0 200 OK\r\nPeer removed from list\r\n\r\n" },
  { "ADD RFC 1 P2P-CI/9.0\r\nHost: h\r\nPort: 1\r\nTitle: t",
    0, TRUE,
    "P2P-CI/1.0 505 P2P-CI Version Not Supported\r\n\r\n" },
  { "FOO RFC 1 P2P-CI/1.0\r\nHost: h\r\nPort: 1\r\nTitle: t",
    0, TRUE,
    "P2P-CI/1.0 400 Bad Request\r\n\r\n" },
};

static const Exchange padded[] = {
  { "LIST ALL P2P-CI/1.0\nHOST: p2phost\nPort: 8282\n",
    '!', FALSE,
    "P2P-CI/1.0 404 Not Found\n" },
  { "ADD RFC 123 P2P-CI/1.0\nHOST: p2phost\nPort: 8282\nTitle: A Proferred Official ICP",
    '!', FALSE,
    "P2P-CI/1.0 200 OK\nRFC 123 A Proferred Official ICP p2phost 8282\n" },
  { "LIST ALL P2P-CI/1.0\nHOST: p2phost\nPort: 8282\n",
    '!', FALSE,
    "P2P-CI/1.0 200 OK\nRFC 123 A Proferred Official ICP 127.0.0.1 8282\n" },
  { "LOOKUP RFC 123 P2P-CI/1.0\nHost: p2phost\nPort: 8282\nTitle: A Proferred Official ICP",
    '!', FALSE,
    "P2P-CI/1.0 200 OK\nRFC 123 A Proferred Official ICP 127.0.0.1 8282\n" },
  { "LOOKUP RFC 999 P2P-CI/1.0\nHost: p2phost\nPort: 8282\nTitle: Nope",
    '!', FALSE,
    "P2P-CI/1.0 404 Not Found\n" },
  { "DEL PEER P2P-CI/1.0\nHOST: p2phost\nPort: 8282",
    '!', TRUE,
    "P2P-CI/1.0 200 OK\nPeer removed from list\n" },
};

typedef struct
{
  const Exchange *exchanges;
  gsize n_exchanges;
} Transcript;

static void
transcript_send (GSocket *socket, const Exchange *exchange)
{
  g_autoptr (GString) bytes = g_string_new (exchange->request);

  while (exchange->pad != 0 && bytes->len < PADDED_BYTES)
    g_string_append_c (bytes, exchange->pad);
  test_socket_send (socket, bytes->str, bytes->len);
}

/* The client reads what it waits for; when it closes, nothing more must have come. */
static void
transcript_expect (GSocket *socket, const Exchange *exchange)
{
  g_autofree char *answer = test_socket_read_until (socket, exchange->answer);
  g_autofree char *rest = NULL;

  g_assert_cmpstr (answer, ==, exchange->answer);
  if (!exchange->ends)
    return;
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  rest = test_socket_read_until (socket, "never said");
  g_assert_cmpstr (rest, ==, "");
}

static void
test_transcript (gconstpointer data)
{
  const Transcript *transcript = data;
  TestServer *server = test_server_start (NULL);
  GSocket *socket = NULL;

  for (gsize i = 0; i < transcript->n_exchanges; i++)
    {
      const Exchange *exchange = &transcript->exchanges[i];
      g_autofree char *shown = g_strescape (exchange->request, NULL);

      g_test_message ("%s", shown);
      if (socket == NULL)
        socket = test_server_connect (server);
      transcript_send (socket, exchange);
      transcript_expect (socket, exchange);
      if (exchange->ends)
        g_clear_object (&socket);
    }
  g_clear_object (&socket);
  test_server_stop (server);
}

#define TRANSCRIPT(exchanges) { exchanges, G_N_ELEMENTS (exchanges) }

int
main (int argc, char **argv)
{

  static const Transcript original_transcript = TRANSCRIPT (original);
  static const Transcript one_word_list_transcript = TRANSCRIPT (one_word_list);
  static const Transcript tight_colon_transcript = TRANSCRIPT (tight_colon);
  static const Transcript old_version_word_transcript = TRANSCRIPT (old_version_word);
  static const Transcript crlf_open_transcript = TRANSCRIPT (crlf_open);
  static const Transcript padded_transcript = TRANSCRIPT (padded);

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/transcripts/the-original", &original_transcript, test_transcript);
  g_test_add_data_func ("/transcripts/numbers-without-rfc", &one_word_list_transcript, test_transcript);
  g_test_add_data_func ("/transcripts/colons-without-a-blank", &tight_colon_transcript, test_transcript);
  g_test_add_data_func ("/transcripts/an-older-word-for-the-version", &old_version_word_transcript, test_transcript);
  g_test_add_data_func ("/transcripts/crlf-without-an-end", &crlf_open_transcript, test_transcript);
  g_test_add_data_func ("/transcripts/padded-messages", &padded_transcript, test_transcript);
  return g_test_run ();
}
