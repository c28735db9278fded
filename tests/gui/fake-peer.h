/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-engine.h"

G_BEGIN_DECLS

/* Those parts of the engine that have sockets or files, with the same doors and nothing behind them; what only holds values
 * (documents, entries, downloads, uploads, holders, candidates) is the engine's own. Linked into the window's tests before the
 * engine, so that a test puts any state there is before the window, with no network, clock or thread. Every property of the
 * doubles may be set. */
PeerEngine *fake_engine_new (void);

PeerEntry *fake_engine_add_entry (PeerEngine *engine, guint number, const char *title, guint n_holders);
void fake_engine_add_entries (PeerEngine *engine, guint first, guint n_entries); /* with titles of their own */
void fake_engine_remove_entry (PeerEngine *engine, PeerEntry *entry);
PeerDocument *fake_engine_add_document (PeerEngine *engine, guint number, const char *title, const char *date, guint64 size);
PeerDownload *fake_engine_add_download (PeerEngine *engine,
                                        guint number,
                                        const char *title,
                                        PeerDownloadState state,
                                        double fraction,
                                        const char *status_text);
PeerUpload *fake_engine_add_upload (PeerEngine *engine,
                                    guint number,
                                    const char *title,
                                    PeerUploadState state,
                                    double fraction,
                                    const char *status_text);
void fake_engine_set_connection (PeerEngine *engine, PeerConnectionState state, const char *state_text);

/* How far it is, of FAKE_DOWNLOAD_BYTES, at 310 kB a second. */
#define FAKE_DOWNLOAD_BYTES 503000u
void fake_download_progress (PeerDownload *download, double fraction);

/* A file of this name with these contents; judged against @library. */
PeerCandidate *fake_candidate_new (PeerLibrary *library, const char *name, const char *contents);

/* A text that has this number and title where an RFC has them. */
char *fake_document_text (guint number, const char *title);

/* The library holds this document, with the content that fake_document_text () gives it. */
void fake_engine_hold (PeerEngine *engine, const char *name, guint number, const char *title);

/* What was asked of it, for the tests to look at: "start 2616", "cancel 2616", "connect", ... one a line. */
const char *fake_engine_get_calls (void);
void fake_engine_clear_calls (void);

G_END_DECLS
