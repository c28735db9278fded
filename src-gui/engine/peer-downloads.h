/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "peer-download.h"
#include "peer-index-client.h"

G_BEGIN_DECLS

/* The queue of downloads: a GListModel of PeerDownload, newest first. One for a number at a time.
 *
 * Properties: n-active (uint: all that are not at an end), max-parallel (uint, writable, 1 to 16), n-failed (uint),
 *   is-patient (boolean, writable, TRUE: a download that no peer holds waits for one that does; else it fails),
 *   is-paused (boolean: no other download begins, because the user said so; those that have begun go on),
 *   trouble-text (string, a whole translated sentence, "": why no download can begin, told here once and in no row: the folder is full
 *   or cannot be written to. It goes away by itself when that is over; peer_downloads_resume() looks at once),
 *   notice-text (string, a whole translated sentence, "": something that the user should read once, and that stops nothing)
 */
#define PEER_TYPE_DOWNLOADS (peer_downloads_get_type ())
#define PEER_DOWNLOADS_MAX_ACTIVE 10000u /* one more fails at once, and says why */
#define PEER_DOWNLOADS_MAX_ENDED 1000u   /* the oldest goes */
G_DECLARE_FINAL_TYPE (PeerDownloads, peer_downloads, PEER, DOWNLOADS, GObject)

/* @folder: where documents are put, as rfcN.txt, whole and checked or not at all. */
PeerDownloads *peer_downloads_new (NetPoller *poller, PeerIndexClient *client, GFile *folder);

/* For those that begin from now on; one under way ends where it began. */
void peer_downloads_set_folder (PeerDownloads *self, GFile *folder);

/* Keeps the queue in the file @path from now on, and goes on with what it holds: those that have not ended, failed ones, and
 * whether it is paused. Their bytes are in @folder. Only one program has a queue: in a second one this does nothing. Also
 * sweeps away what earlier runs left in the folder and nobody wants any more. */
void peer_downloads_keep (PeerDownloads *self, const char *path);

/* The one under way for this number, or a new one. @title may be NULL when not known yet. Lent. */
PeerDownload *peer_downloads_start (PeerDownloads *self, guint number, const char *title);
PeerDownload *peer_downloads_find (PeerDownloads *self, guint number); /* the newest; lent, or NULL */

/* The same from this very peer, and failing it from those that have the same text: also when most have another one. */
PeerDownload *peer_downloads_start_from (PeerDownloads *self, guint number, const char *title, PeerHolder *holder);

void peer_downloads_pause (PeerDownloads *self);
void peer_downloads_resume (PeerDownloads *self); /* "Try Again" and "Resume": whatever the queue stands still for */
gboolean peer_downloads_get_is_paused (PeerDownloads *self);
const char *peer_downloads_get_trouble_text (PeerDownloads *self);

void peer_downloads_clear_ended (PeerDownloads *self);
void peer_downloads_retry_failed (PeerDownloads *self);

G_END_DECLS
