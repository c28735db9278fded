/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-downloads.h"

G_BEGIN_DECLS

/* Tells by notifications what became of downloads while nobody looked at the window: what ends together is one notice. Its
 * buttons are the application's actions open-document (u), show-view (s) and retry-failed. */
#define GUI_TYPE_NOTICES (gui_notices_get_type ())
G_DECLARE_FINAL_TYPE (GuiNotices, gui_notices, GUI, NOTICES, GObject)

/* @application is lent. */
GuiNotices *gui_notices_new (GApplication *application);

void gui_notices_set_downloads (GuiNotices *self, PeerDownloads *downloads);

/* @notice to the desktop, NULL to take back what it shows under @id; nothing without a session bus. */
void gui_notices_send (GApplication *application, const char *id, GNotification *notice);

/* While it is watched nothing is told, and what was told is taken back. */
void gui_notices_set_is_watched (GuiNotices *self, gboolean is_watched);

/* What there is to tell now: NULL when nothing is. For tests; the application need not call it. */
GNotification *gui_notices_make_arrived (GuiNotices *self);
GNotification *gui_notices_make_failed (GuiNotices *self);

G_END_DECLS
