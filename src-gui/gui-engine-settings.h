/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-engine.h"

G_BEGIN_DECLS

/* The engine as the settings say, and kept so while it runs: server, folders, port, limits. What the command line said goes
 * before the settings until those are changed. */
typedef struct _GuiEngineSettings GuiEngineSettings;

/* A change could not be made: @sentence is whole and translated. The setting is what it was before. */
typedef void (*GuiEngineSettingsFunc) (const char *sentence, gpointer user_data);

/* @server and @folder (a path): NULL to go by the settings. */
GuiEngineSettings *gui_engine_settings_new (GSettings *settings,
                                            const char *server,
                                            const char *folder,
                                            GuiEngineSettingsFunc problem_func,
                                            gpointer user_data);
void gui_engine_settings_free (GuiEngineSettings *self);

/* Makes and starts it; lent, NULL and @error when the folder can be neither found nor made. */
PeerEngine *gui_engine_settings_start (GuiEngineSettings *self, GError **error);

char *gui_engine_settings_dup_server (GuiEngineSettings *self);

/* Another folder for the library; nothing changes when that cannot be. */
void gui_engine_settings_choose_folder (GuiEngineSettings *self, GFile *folder);

/* Watches one more folder. */
void gui_engine_settings_watch_folder (GuiEngineSettings *self, GFile *folder);

G_END_DECLS
