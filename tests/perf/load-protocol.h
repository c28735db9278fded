/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* What is spoken. All requests of a protocol have one length, and all its answers too: so the loop keeps no tables that
 * would push the server's own out of a cache that both share, and echo can be measured with the very same sizes. */

#define LOAD_FIRST_NUMBER 100000u
#define LOAD_DIGITS 6u
#define LOAD_MAX_RECORDS 900000
#define LOAD_IDLE_NUMBERS 100u /* idle members hold a record each, of so many documents */
#define LOAD_IDLE_PER_ADDRESS 50u

typedef struct
{
  const char *name;
  void (*append_setup) (GString *output, guint record); /* NULL: nothing is there before */
  /* @client: of all that ever connect, from 0 */
  void (*append_request) (GString *output, guint record, guint client);
  guint digits_offset;                                     /* of the record's number in a request: LOAD_DIGITS of them */
  void (*append_idle_setup) (GString *output, guint idle); /* NULL: an idle connection says nothing */
  /* The length of the first answer in @bytes; 0 when it is not whole. */
  gsize (*measure_reply) (const char *bytes, gsize length);
  gboolean makes_new; /* each request is of the client's next record, not of any */
} LoadProtocol;

typedef struct
{
  guint request_bytes; /* of echo */
  guint reply_bytes;   /* of echo, and of values in redis */
  gboolean asks_for_one; /* of all the holders that a document has */
} LoadSizes;

const LoadProtocol *load_protocol_find (const char *name, const LoadSizes *sizes);
