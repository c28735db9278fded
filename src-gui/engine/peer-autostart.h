/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether a program is started with the user's session: a desktop entry in their autostart folder, which is the truth.
 * After the Desktop Application Autostart Specification. */
typedef struct
{
  const char *id;      /* of the application: the entry is ID.desktop */
  const char *name;    /* as the session's settings show it */
  const char *command; /* as Exec= wants it */
} PeerAutostart;

gboolean peer_autostart_is_on (const PeerAutostart *entry);
gboolean peer_autostart_turn_on (const PeerAutostart *entry, GError **error);
/* Also when it was not on. */
gboolean peer_autostart_turn_off (const PeerAutostart *entry, GError **error);

G_END_DECLS
