/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fuzz-target.h"
#include "wire-text.h"

#include <string.h>

/* Nothing of it can move a cursor, feign a line, or reorder what stands around it. */
static void
fuzz_quote_check_printable (const char *quoted)
{
  g_assert_true (g_utf8_validate (quoted, -1, NULL));
  g_assert_true (wire_text_is_clean (quoted, strlen (quoted)));
  for (const char *c = quoted; *c != '\0'; c = g_utf8_next_char (c))
    g_assert_true (g_unichar_isprint (g_utf8_get_char (c)));
}

/* A backslash is always the beginning of an escape. */
static void
fuzz_quote_check_escapes (const char *quoted)
{
  for (const char *c = strchr (quoted, '\\'); c != NULL; c = strchr (c + 4, '\\'))
    g_assert_true (c[1] == 'x' && g_ascii_isxdigit (c[2]) && g_ascii_isxdigit (c[3]));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *quoted = wire_text_quote ((const char *) data, size);
  g_autofree char *name = g_strndup ((const char *) data, size);

  fuzz_quote_check_printable (quoted);
  fuzz_quote_check_escapes (quoted);
  g_assert_cmpuint (strlen (quoted), <=, 4 * WIRE_QUOTE_MAX_BYTES + strlen ("…"));
  if (size <= WIRE_QUOTE_MAX_BYTES && wire_text_measure_ascii ((const char *) data, size) == size)
    g_assert_false (g_str_has_suffix (quoted, "…"));
  g_assert_cmpuint (wire_text_measure_ascii ((const char *) data, size), <=, size);
  g_assert_cmpuint (wire_text_parse_rfc_name (name), <, 1000000);
  return 0;
}
