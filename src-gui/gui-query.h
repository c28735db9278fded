/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands in the search field, taken apart once and then asked about each row. */
typedef struct _GuiQuery GuiQuery;

GuiQuery *gui_query_new (const char *text);
void gui_query_free (GuiQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuiQuery, gui_query_free)

gboolean gui_query_is_empty (GuiQuery *self);

/* The RFC that the whole text names ("2616", "rfc2616", "urn:ietf:rfc:2616"); 0 when it is none. */
guint gui_query_get_number (GuiQuery *self);

/* Whether every word is in @key, which gui_query_make_key() or the engine made: letters anywhere, digits at the start of a
 * word. What names an RFC matches the numbers that begin so, too. */
gboolean gui_query_matches (GuiQuery *self, guint number, const char *key);

/* Where in @text, as it is to be seen, stands what is looked for: byte offsets, in no order, that may overlap. A new array. */
typedef struct
{
  guint start;
  guint end;
} GuiQuerySpan;

GArray *gui_query_find_spans (GuiQuery *self, const char *text);

/* Number and title as they are compared: normalized and casefolded. A new string. */
char *gui_query_make_key (guint number, const char *title);

G_END_DECLS
