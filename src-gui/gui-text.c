/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-text.h"
#include "peer-shown-text.h"

#define FIRST_STRONG_ISOLATE "\xe2\x81\xa8"
#define POP_DIRECTIONAL_ISOLATE "\xe2\x81\xa9"

char *
gui_text_filter (const char *text)
{
  g_autofree char *shown = peer_shown_text (text);

  if (text == NULL || g_str_is_ascii (text))
    return g_steal_pointer (&shown);
  return g_strconcat (FIRST_STRONG_ISOLATE, shown, POP_DIRECTIONAL_ISOLATE, NULL);
}

char *
gui_text_filter_markup (const char *text)
{
  g_autofree char *plain = gui_text_filter (text);

  return g_markup_escape_text (plain, -1);
}
