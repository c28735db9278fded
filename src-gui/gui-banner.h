/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A strip across the window for what is the matter with all of it, with the way out beside it; gone when the text is empty.
 *
 * Properties: text (string, plain), button-label, button-action, other-label, other-action (strings), is-narrow (boolean:
 *   the buttons go beneath the words) */
#define GUI_TYPE_BANNER (gui_banner_get_type ())
G_DECLARE_FINAL_TYPE (GuiBanner, gui_banner, GUI, BANNER, AdwBin)

void gui_banner_set_text (GuiBanner *self, const char *text);
gboolean gui_banner_is_shown (GuiBanner *self);

G_END_DECLS
