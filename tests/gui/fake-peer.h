/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-engine.h"

G_BEGIN_DECLS

/* The engine's types with the same doors and nothing behind them: linked into the window's tests instead of the engine, so
 * that a test puts any state there is before the window, with no network, clock or thread. Every property of a double may
 * be set; downloads and uploads are the real ones, which know neither. */
PeerEngine *fake_engine_new (void);

PeerEntry *fake_engine_add_entry (PeerEngine *engine, guint number, const char *title, guint n_holders);
PeerDocument *fake_engine_add_document (PeerEngine *engine, guint number, const char *title, const char *date, guint64 size);
PeerDownload *fake_engine_add_download (PeerEngine *engine,
                                        guint number,
                                        const char *title,
                                        PeerDownloadState state,
                                        double fraction,
                                        const char *status_text);
/* A second later than the time before, so that the window is told. */
void fake_download_set_progress (PeerDownload *download, guint64 received, guint64 size);
PeerUpload *fake_engine_add_upload (PeerEngine *engine,
                                    guint number,
                                    const char *title,
                                    PeerUploadState state,
                                    double fraction,
                                    const char *status_text);
void fake_engine_set_connection (PeerEngine *engine, PeerConnectionState state, const char *state_text);
PeerCandidate *fake_candidate_new (GFile *file, guint number, const char *title, PeerProblem problem, const char *problem_text);

/* What was asked of it, for the tests to look at: "start 2616", "cancel 2616", "connect", ... one a line. */
const char *fake_engine_get_calls (void);
void fake_engine_clear_calls (void);

G_END_DECLS
