/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

/* A double of Avahi on a private bus, which the programs take for the system's: as much of its D-Bus interface as a browser
 * of services needs. */
typedef struct FakeAvahi FakeAvahi;

/* The bus alone, once a program; Avahi is not there before fake_avahi_appear(). NULL, with the test skipped, where there is
 * no dbus-daemon. */
FakeAvahi *fake_avahi_new (void);
void fake_avahi_free (FakeAvahi *avahi);

void fake_avahi_appear (FakeAvahi *avahi);
void fake_avahi_vanish (FakeAvahi *avahi);

/* Before or after somebody browses. @interface stands for the network card; @address "" cannot be resolved. */
void fake_avahi_announce (FakeAvahi *avahi, int interface, const char *name, const char *address, guint16 port);
void fake_avahi_withdraw (FakeAvahi *avahi, int interface, const char *name, const char *address);
