/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-status.h"

static const struct
{
  WireStatus status;
  const char *phrase;
  WireStatus classic;
} rows[] = {
  { WIRE_STATUS_OK, "OK", WIRE_STATUS_OK },
  { WIRE_STATUS_NONE, "Unknown", WIRE_STATUS_BAD_REQUEST },
  { WIRE_STATUS_PARTIAL_CONTENT, "Partial Content", WIRE_STATUS_OK },
  { WIRE_STATUS_BAD_REQUEST, "Bad Request", WIRE_STATUS_BAD_REQUEST },
  { WIRE_STATUS_FORBIDDEN, "Forbidden", WIRE_STATUS_BAD_REQUEST },
  { WIRE_STATUS_NOT_FOUND, "Not Found", WIRE_STATUS_NOT_FOUND },
  { WIRE_STATUS_CONFLICT, "Conflict", WIRE_STATUS_BAD_REQUEST },
  { WIRE_STATUS_PRECONDITION_FAILED, "Precondition Failed", WIRE_STATUS_BAD_REQUEST },
  { WIRE_STATUS_RANGE_NOT_SATISFIABLE, "Range Not Satisfiable", WIRE_STATUS_BAD_REQUEST },
  { WIRE_STATUS_TOO_MANY_REQUESTS, "Too Many Requests", WIRE_STATUS_BAD_REQUEST },
  { WIRE_STATUS_HEAD_TOO_LARGE, "Request Head Too Large", WIRE_STATUS_BAD_REQUEST },
  { WIRE_STATUS_UNAVAILABLE, "Service Unavailable", WIRE_STATUS_BAD_REQUEST },
  { WIRE_STATUS_VERSION_NOT_SUPPORTED, "P2P-CI Version Not Supported", WIRE_STATUS_VERSION_NOT_SUPPORTED },
  { (WireStatus) 299, "Unknown", WIRE_STATUS_BAD_REQUEST },
};

static void
test_phrase (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (wire_status_get_phrase (rows[i].status), ==, rows[i].phrase);
}

static void
test_classic (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (wire_status_to_classic (rows[i].status), ==, rows[i].classic);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire-status/every-code-has-its-phrase", test_phrase);
  g_test_add_func ("/wire-status/old-clients-are-told-four-codes-only", test_classic);

  return g_test_run ();
}
