/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-reader-places.h"

#define KEY "reader-places" /* (number, line), the last one read first */

guint
gui_reader_places_get (GSettings *settings, guint number)
{
  g_autoptr (GVariant) places = g_settings_get_value (settings, KEY);
  GVariantIter iter;
  guint32 other, source;

  g_variant_iter_init (&iter, places);
  while (g_variant_iter_next (&iter, "(uu)", &other, &source))
    if (other == number)
      return source;
  return 0;
}

void
gui_reader_places_set (GSettings *settings, guint number, guint source)
{
  g_autoptr (GVariant) places = g_settings_get_value (settings, KEY);
  GVariantBuilder builder;
  GVariantIter iter;
  guint32 other, line;
  guint n_kept = 0;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(uu)"));
  /* The beginning is where everything is read from anyway. */
  if (source > 0)
    {
      g_variant_builder_add (&builder, "(uu)", number, source);
      n_kept++;
    }
  g_variant_iter_init (&iter, places);
  while (g_variant_iter_next (&iter, "(uu)", &other, &line) && n_kept < GUI_READER_PLACES_MAX)
    if (other != number)
      {
        g_variant_builder_add (&builder, "(uu)", other, line);
        n_kept++;
      }
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}
