/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-limits.h"

#include <gio/gio.h>

typedef struct
{
  const char *name;
  gsize offset;
  guint initial;
  guint min;
  guint max;
} IndexLimit;

#define LIMIT(name, field, initial, min, max) { name, G_STRUCT_OFFSET (IndexLimits, field), initial, min, max }

static const IndexLimit index_limits[] = {
  LIMIT ("records-per-peer", records_per_peer, 16384, 1, 1000000),
  LIMIT ("records", records_total, 1000000, 1, 16000000),
  LIMIT ("text-bytes", text_bytes, 96 * 1024 * 1024, 64 * 1024, 2000000000),
  LIMIT ("search-postings", search_postings, 1000000, 0, 100000000),
  LIMIT ("connections", connections, 10000, 1, 1000000),
  LIMIT ("connections-per-address", connections_per_address, 64, 1, 1000000),
  LIMIT ("unregistered-soft", unregistered_soft, 256, 1, 1000000),
  LIMIT ("unregistered-drop-percent", unregistered_drop_percent, 30, 0, 100),
  LIMIT ("unregistered", unregistered_hard, 512, 1, 1000000),
  LIMIT ("silent-seconds", silent_seconds, 60, 1, 86400),
  LIMIT ("idle-seconds", idle_seconds, 600, 1, 86400),
  LIMIT ("pressed-seconds", pressed_seconds, 5, 1, 86400),
  LIMIT ("connects-per-second", connects_per_second, 200, 0, 1000000),
  LIMIT ("connects-burst", connects_burst, 4096, 1, 1000000),
  LIMIT ("requests-per-second", requests_per_second, 500, 0, 1000000),
  LIMIT ("requests-burst", requests_burst, 12000, 1, 1000000),
  LIMIT ("classic-lists-per-second", classic_lists_per_second, 2, 0, 1000000),
  LIMIT ("watchers", watchers, 1024, 0, 1000000),
  LIMIT ("watch-changes", watch_changes, 262144, 2, 100000000),
  LIMIT ("lease-seconds", lease_seconds, 2 * 60 * 60, 1, 31536000),
  LIMIT ("lease-guard-seconds", lease_guard_seconds, 600, 0, 31536000),
  LIMIT ("loopback-exempt", loopback_is_exempt, TRUE, 0, 1),
};

void
index_limits_init (IndexLimits *limits)
{
  for (gsize i = 0; i < G_N_ELEMENTS (index_limits); i++)
    G_STRUCT_MEMBER (guint, limits, index_limits[i].offset) = index_limits[i].initial;
}

static const IndexLimit *
index_limits_find (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (index_limits); i++)
    {
      if (strlen (index_limits[i].name) == length && memcmp (index_limits[i].name, name, length) == 0)
        return &index_limits[i];
    }
  return NULL;
}

gboolean
index_limits_parse (IndexLimits *limits, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  const IndexLimit *limit = NULL;
  guint64 value = 0;

  if (equals != NULL)
    limit = index_limits_find (text, equals - text);
  if (limit == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "“%s” is not a limit: write NAME=NUMBER, with a name that --help-limits tells", text);
      return FALSE;
    }
  if (!g_ascii_string_to_unsigned (equals + 1, 10, limit->min, limit->max, &value, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "The limit “%s” is a number from %u to %u, not “%s”", limit->name, limit->min, limit->max, equals + 1);
      return FALSE;
    }
  G_STRUCT_MEMBER (guint, limits, limit->offset) = value;
  return TRUE;
}

void
index_limits_describe (const IndexLimits *limits, GString *output)
{
  for (gsize i = 0; i < G_N_ELEMENTS (index_limits); i++)
    g_string_append_printf (output, "  %-26s %u\n", index_limits[i].name,
                            G_STRUCT_MEMBER (guint, limits, index_limits[i].offset));
}
