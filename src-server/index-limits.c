/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-limits.h"

#include <gio/gio.h>
#include <string.h>

#define NUMBER(section, name, field, initial, min, max, sentences) \
  { section, name, INDEX_LIMIT_NUMBER, G_STRUCT_OFFSET (IndexLimits, field), initial, min, max, sentences }
#define SWITCH(section, name, field, initial, sentences) \
  { section, name, INDEX_LIMIT_SWITCH, G_STRUCT_OFFSET (IndexLimits, field), initial, FALSE, TRUE, sentences }

/* So many letters of a name may be wrong for it to be offered instead. */
#define INDEX_LIMIT_LIKE_LETTERS 6u

static const IndexLimit index_limits[] = {
  NUMBER ("Records", "records", records_total, 1000000, 1, 16000000,
          "How many records the index holds: a document at a peer is one. Each costs about 50 bytes of memory."),
  NUMBER ("Records", "records-per-peer", records_per_peer, 16384, 1, 1000000,
          "How many records one peer may have. All RFCs together are about 9,900."),
  NUMBER ("Records", "records-per-address", records_per_address, 131072, 1, 16000000,
          "How many all peers at one address, which is an IPv4 address or an IPv6 /64, may have together. It keeps one from "
          "filling the index; a class behind one address needs some room."),
  NUMBER ("Records", "text-bytes", text_bytes, 96 * 1024 * 1024, 64 * 1024, 2000000000,
          "How many bytes of different titles and digests the index holds. Peers that have the same document agree on "
          "them, so that honest ones need little."),
  NUMBER ("Records", "search-postings", search_postings, 1000000, 0, 100000000,
          "How many words of titles can be searched. A title beyond them is found by its number alone."),
  NUMBER ("Records", "watchers", watchers, 1024, 0, 1000000,
          "How many connections may watch the index for changes at the same time."),
  NUMBER ("Records", "watch-changes", watch_changes, 262144, 2, 100000000,
          "How many changes are kept for watchers that read slowly. One that is behind by more has to start anew."),

  NUMBER ("Connections", "connections", connections, 10000, 1, 1000000,
          "How many connections there may be at the same time. LimitNOFILE= of the service unit must be larger by a few "
          "hundred."),
  NUMBER ("Connections", "connections-per-address", connections_per_address, 64, 1, 1000000,
          "How many of them may come from one address, which is an IPv4 address or an IPv6 /64."),
  NUMBER ("Connections", "connects-per-second", connects_per_second, 200, 0, 1000000,
          "How many new connections a second one address may open in the long run; 0 for any number. Old clients "
          "connect once for each request, and a class may sit behind one address."),
  NUMBER ("Connections", "connects-burst", connects_burst, 4096, 1, 1000000,
          "How many new connections one address may open at once before the rate above holds."),
  NUMBER ("Connections", "unregistered", unregistered_hard, 512, 1, 1000000,
          "How many connections there may be that have not joined by adding a document."),
  NUMBER ("Connections", "unregistered-soft", unregistered_soft, 256, 1, 1000000,
          "From so many connections that have not joined on, some new ones are refused at random, the more the nearer "
          "to the number above."),
  NUMBER ("Connections", "unregistered-drop-percent", unregistered_drop_percent, 30, 0, 100,
          "How many of a hundred are refused at first then."),
  NUMBER ("Connections", "silent-seconds", silent_seconds, 60, 1, 86400,
          "A connection that has made no good request so many seconds after it was opened is closed, whatever it sent. It "
          "is long enough for a person who types, and for old clients that connect first and then show a menu."),
  NUMBER ("Connections", "silent-busy-seconds", silent_busy_seconds, 10, 1, 86400,
          "The same while more than an eighth of the connections that may not have joined are there: then their places are "
          "not free to wait on."),
  NUMBER ("Connections", "idle-seconds", idle_seconds, 600, 1, 86400,
          "A connection that has made a good request but has not joined, and asks nothing for so long, is closed. One that "
          "has joined may be silent for as long as it likes."),
  NUMBER ("Connections", "idle-busy-seconds", idle_busy_seconds, 60, 1, 86400,
          "The same while more than an eighth of the connections that may not have joined are there."),
  NUMBER ("Connections", "pressed-seconds", pressed_seconds, 5, 1, 86400,
          "Instead of all four while more than half of the connections that may not have joined are there."),
  SWITCH ("Connections", "loopback-exempt", loopback_is_exempt, TRUE,
          "Whether connections from this computer itself are free from what is counted by address and by second."),

  NUMBER ("Requests", "requests-per-second", requests_per_second, 500, 0, 1000000,
          "How many requests a second one connection may make in the long run; 0 for any number. A page of a list counts "
          "as several."),
  NUMBER ("Requests", "requests-burst", requests_burst, 12000, 1, 1000000,
          "How many it may make at once before the rate above holds. A peer adds all it has in one go."),
  NUMBER ("Requests", "address-requests-per-second", address_requests_per_second, 2000, 0, 1000000,
          "How many requests a second all connections from one address may make together; 0 for any number. Without it, "
          "whoever opens many connections would have the rate of each."),
  NUMBER ("Requests", "address-requests-burst", address_requests_burst, 48000, 1, 1000000,
          "How many they may make at once before the rate above holds."),
  NUMBER ("Requests", "classic-lists-per-second", classic_lists_per_second, 2, 0, 1000000,
          "How many lists a second one connection may ask for in P2P-CI/1.0, where a list is one long answer; 0 for any "
          "number."),

  NUMBER ("Requests", "buffer-bytes", buffer_bytes, 128 * 1024 * 1024, 1024 * 1024, 2000000000,
          "How many bytes all clients together may take in memory with answers that they do not read and requests that are not "
          "whole. Over it, the one that takes most is cut off."),

  NUMBER ("Members", "lease-seconds", lease_seconds, 2 * 60 * 60, 1, 31536000,
          "A peer of P2P-CI/1.0 that joined by START or REGISTER uses a connection for each request. It stays listed so "
          "long after its last one."),
  NUMBER ("Members", "lease-guard-seconds", lease_guard_seconds, 600, 0, 31536000,
          "So long after its last request nobody else at its address can take the port of such a peer over."),
  NUMBER ("Members", "leases", leases, 65536, 1, 1000000, "How many such peers there may be."),
  NUMBER ("Members", "leases-per-address", leases_per_address, 256, 1, 1000000, "How many of them at one address."),

  SWITCH ("Log", "log-messages", messages_are_logged, TRUE,
          "Whether messages that arrive are logged. Refused connections and what needs looking at always are."),
  NUMBER ("Log", "log-lines-per-second", log_lines_per_second, 20, 1, 1000,
          "How many lines a second the journal gets of messages, and as many of refused connections. The rest is counted."),
  NUMBER ("Log", "log-lines-per-address", log_lines_per_address, 1, 1, 1000,
          "How many of them may come from one address in the long run. Five may come at once."),
};

const IndexLimit *
index_limits_get_table (guint *n_limits)
{
  *n_limits = G_N_ELEMENTS (index_limits);
  return index_limits;
}

void
index_limits_init (IndexLimits *limits)
{
  for (gsize i = 0; i < G_N_ELEMENTS (index_limits); i++)
    G_STRUCT_MEMBER (guint, limits, index_limits[i].offset) = index_limits[i].initial;
}

/* Names */

static const IndexLimit *
index_limit_find_bytes (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (index_limits); i++)
    {
      if (strlen (index_limits[i].name) == length && memcmp (index_limits[i].name, name, length) == 0)
        return &index_limits[i];
    }
  return NULL;
}

const IndexLimit *
index_limit_find (const char *name)
{
  return index_limit_find_bytes (name, strlen (name));
}

/* Levenshtein's: letters to insert, leave out or replace. @a is one of our names. */
static guint
index_limit_get_distance (const char *a, const char *b)
{
  guint row[64];
  gsize length = strlen (a);

  g_return_val_if_fail (length < G_N_ELEMENTS (row), G_MAXUINT);
  for (gsize i = 0; i <= length; i++)
    row[i] = i;
  for (; *b != '\0'; b++)
    {
      guint diagonal = row[0]++;

      for (gsize i = 1; i <= length; i++)
        {
          guint replaced = diagonal + (g_ascii_tolower (*b) != a[i - 1]);

          diagonal = row[i];
          row[i] = MIN (replaced, MIN (row[i], row[i - 1]) + 1);
        }
    }
  return row[length];
}

const IndexLimit *
index_limit_find_like (const char *name)
{
  const IndexLimit *best = NULL;
  guint least = MIN (INDEX_LIMIT_LIKE_LETTERS, strlen (name) / 2) + 1;

  for (gsize i = 0; i < G_N_ELEMENTS (index_limits); i++)
    {
      guint distance = index_limit_get_distance (index_limits[i].name, name);

      if (distance < least)
        {
          least = distance;
          best = &index_limits[i];
        }
    }
  return best;
}

/* Values */

static gboolean
index_limit_parse_switch (const char *value, guint *result)
{
  static const char *const words[][2] = { { "false", "true" }, { "no", "yes" }, { "off", "on" }, { "0", "1" } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      for (guint on = FALSE; on <= TRUE; on++)
        {
          if (g_ascii_strcasecmp (value, words[i][on]) != 0)
            continue;
          *result = on;
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
index_limit_set (const IndexLimit *limit, IndexLimits *limits, const char *value, GError **error)
{
  guint64 number = 0;
  guint is_on = FALSE;

  if (limit->kind == INDEX_LIMIT_SWITCH && index_limit_parse_switch (value, &is_on))
    {
      G_STRUCT_MEMBER (guint, limits, limit->offset) = is_on;
      return TRUE;
    }
  if (limit->kind == INDEX_LIMIT_NUMBER
      && g_ascii_string_to_unsigned (value, 10, limit->min, limit->max, &number, NULL))
    {
      G_STRUCT_MEMBER (guint, limits, limit->offset) = number;
      return TRUE;
    }

  if (limit->kind == INDEX_LIMIT_SWITCH)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is true or false, not “%s”", limit->name, value);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is a number from %u to %u, not “%s”", limit->name,
                 limit->min, limit->max, value);
  return FALSE;
}

guint
index_limit_get (const IndexLimit *limit, const IndexLimits *limits)
{
  return G_STRUCT_MEMBER (guint, limits, limit->offset);
}

char *
index_limit_format (const IndexLimit *limit, guint value)
{
  if (limit->kind == INDEX_LIMIT_SWITCH)
    return g_strdup (value ? "true" : "false");
  return g_strdup_printf ("%u", value);
}

gboolean
index_limits_parse (IndexLimits *limits, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  const IndexLimit *limit = equals != NULL ? index_limit_find_bytes (text, equals - text) : NULL;
  g_autofree char *name = NULL;
  const IndexLimit *like = NULL;

  if (limit != NULL)
    return index_limit_set (limit, limits, equals + 1, error);

  name = equals != NULL ? g_strndup (text, equals - text) : g_strdup (text);
  like = index_limit_find_like (name);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "“%s” is not a limit: write NAME=VALUE, with a name that --help-limits tells%s%s%s", text,
               like != NULL ? ", perhaps “" : "", like != NULL ? like->name : "", like != NULL ? "”" : "");
  return FALSE;
}

void
index_limits_describe (const IndexLimits *limits, GString *output)
{
  for (gsize i = 0; i < G_N_ELEMENTS (index_limits); i++)
    {
      g_autofree char *value = index_limit_format (&index_limits[i], index_limit_get (&index_limits[i], limits));

      g_string_append_printf (output, "  %-28s %s\n", index_limits[i].name, value);
    }
}
