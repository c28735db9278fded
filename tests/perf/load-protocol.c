/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "load-protocol.h"

#include <stdlib.h>
#include <string.h>

static LoadSizes load_sizes;

static guint
load_number (guint record)
{
  return LOAD_FIRST_NUMBER + record;
}

/* The index */

static void
lookup_append_setup (GString *output, guint record)
{
  g_string_append_printf (output,
                          "ADD RFC %u P2P-CI/1.1\r\nHost: load.example\r\nPort: 6001\r\n"
                          "Title: A document of the load, number %06u\r\n\r\n",
                          load_number (record), record);
}

static void
lookup_append_request (GString *output, guint record, guint client)
{
  g_string_append_printf (output, "LOOKUP RFC %u P2P-CI/1.1\r\n%s\r\n", load_number (record),
                          load_sizes.asks_for_one ? "Limit: 1\r\n" : "");
}

/* Each client is a member of its own, by its port. */
static void
add_append_request (GString *output, guint record, guint client)
{
  g_string_append_printf (output,
                          "ADD RFC %u P2P-CI/1.1\r\nHost: load.example\r\nPort: %05u\r\n"
                          "Title: A document of the load, each the same\r\n\r\n",
                          load_number (record), 10001 + client % 50000);
}

/* Idle clients are members, with a record each: who is none may not stay. Members differ by address or port. */
static void
lookup_append_idle_setup (GString *output, guint idle)
{
  g_string_append_printf (output, "ADD RFC %u P2P-CI/1.1\r\nHost: idle.example\r\nPort: %u\r\nTitle: Idle\r\n\r\n",
                          1000 + idle % LOAD_IDLE_NUMBERS, 6002 + idle % LOAD_IDLE_PER_ADDRESS);
}

static gsize
lookup_measure_reply (const char *bytes, gsize length)
{
  const char *end = memmem (bytes, length, "\r\n\r\n", 4);
  const char *field;
  gsize total;

  if (end == NULL)
    return 0;

  field = memmem (bytes, (gsize) (end - bytes) + 2, "\r\nContent-Length: ", 18);
  if (field == NULL || strncmp (bytes, "P2P-CI/1.1 200 ", 15) != 0)
    g_error ("Not a good answer: %.*s", (int) MIN (length, 200), bytes);

  total = (gsize) (end - bytes) + 4 + strtoul (field + 18, NULL, 10);
  return total <= length ? total : 0;
}

/* redis */

static void
redis_append_value (GString *output, guint record)
{
  g_string_append_printf (output, "$%u\r\n", load_sizes.reply_bytes);
  for (guint i = 0; i < load_sizes.reply_bytes; i++)
    g_string_append_c (output, 'a' + (record + i) % 26);
  g_string_append (output, "\r\n");
}

static void
redis_append_setup (GString *output, guint record)
{
  g_string_append_printf (output, "*3\r\n$3\r\nSET\r\n$10\r\nrfc:%06u\r\n", load_number (record));
  redis_append_value (output, record);
}

static void
redis_append_request (GString *output, guint record, guint client)
{
  g_string_append_printf (output, "*2\r\n$3\r\nGET\r\n$10\r\nrfc:%06u\r\n", load_number (record));
}

static void
redis_append_set (GString *output, guint record, guint client)
{
  g_string_append_printf (output, "*3\r\n$3\r\nSET\r\n$16\r\nrfc:%06u:%05u\r\n", load_number (record), 10001 + client % 50000);
  redis_append_value (output, 0);
}

static gsize
redis_measure_reply (const char *bytes, gsize length)
{
  const char *end = memmem (bytes, length, "\r\n", 2);
  gsize total;

  if (end == NULL)
    return 0;
  if (bytes[0] == '-')
    g_error ("Not a good answer: %.*s", (int) MIN (length, 200), bytes);

  total = (gsize) (end - bytes) + 2;
  if (bytes[0] == '$')
    total += strtoul (bytes + 1, NULL, 10) + 2;
  return total <= length ? total : 0;
}

/* echo */

static void
echo_append_request (GString *output, guint record, guint client)
{
  g_string_append_printf (output, "%06u", load_number (record));
  for (guint i = LOAD_DIGITS; i < load_sizes.request_bytes; i++)
    g_string_append_c (output, 'q');
}

static void
echo_append_idle_setup (GString *output, guint idle)
{
  echo_append_request (output, idle, idle);
}

static gsize
echo_measure_reply (const char *bytes, gsize length)
{
  return length >= load_sizes.reply_bytes ? load_sizes.reply_bytes : 0;
}

static const LoadProtocol load_protocols[] = {
  { "lookup", lookup_append_setup, lookup_append_request, 11, lookup_append_idle_setup, lookup_measure_reply, FALSE },
  { "add", NULL, add_append_request, 8, lookup_append_idle_setup, lookup_measure_reply, TRUE },
  { "redis", redis_append_setup, redis_append_request, 22, NULL, redis_measure_reply, FALSE },
  { "redis-set", NULL, redis_append_set, 22, NULL, redis_measure_reply, TRUE },
  { "echo", NULL, echo_append_request, 0, echo_append_idle_setup, echo_measure_reply, FALSE },
};

const LoadProtocol *
load_protocol_find (const char *name, const LoadSizes *sizes)
{
  load_sizes = *sizes;
  for (guint i = 0; i < G_N_ELEMENTS (load_protocols); i++)
    if (g_strcmp0 (load_protocols[i].name, name) == 0)
      return &load_protocols[i];
  return NULL;
}
