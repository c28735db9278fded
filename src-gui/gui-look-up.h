/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* A number that somebody asks for and the list lacks: it may be held all the same, since the list is only as new as its last
 * answer. A row of the index beside others.
 *
 * Properties: number (uint), text (string, a whole sentence: what can be done, or what came of it) */
#define GUI_TYPE_LOOK_UP (gui_look_up_get_type ())
G_DECLARE_FINAL_TYPE (GuiLookUp, gui_look_up, GUI, LOOK_UP, GObject)

GuiLookUp *gui_look_up_new (guint number);

guint gui_look_up_get_number (GuiLookUp *self);
const char *gui_look_up_get_text (GuiLookUp *self);
guint gui_look_up_get_n_holders (GuiLookUp *self); /* 0 while not known, and when there are none */
gboolean gui_look_up_is_asking (GuiLookUp *self);
gboolean gui_look_up_has_answer (GuiLookUp *self); /* or failed to get one */

/* What its button does, in full; a new string. */
char *gui_look_up_make_action (GuiLookUp *self);
const char *gui_look_up_get_icon (GuiLookUp *self);

/* Asks the index, and when that has named holders gets the document; TRUE when a download was begun. */
gboolean gui_look_up_act (GuiLookUp *self, PeerEngine *engine);

/* What comes now is of no interest any more. */
void gui_look_up_cancel (GuiLookUp *self);

G_END_DECLS
