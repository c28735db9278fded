/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-download.h"
#include "peer-index-client.h"
#include "peer-liars.h"
#include "peer-queue-file.h"

G_BEGIN_DECLS

/* What all downloads share. Lent to the jobs, and outlives them. */
typedef struct
{
  NetPoller *poller;
  PeerIndexClient *client;
  GFile *folder;
  PeerLiars *liars;
  gboolean is_patient; /* waits for a holder to appear, and for space, instead of failing when there is none */

  /* When patient: @error says why no download can begin; this one is QUEUED again. */
  void (*stuck) (const GError *error, guint64 needed_bytes, gpointer user_data);
  gpointer stuck_data;
} PeerDownloadPlace;

/* Brings one document in: asks the index, then holder after holder, in rounds. What happens is told by the state of the
 * PeerDownload alone. A job begins QUEUED; run() is called by the queue whenever it has a place for one that is. */
typedef struct _PeerDownloadJob PeerDownloadJob;

#define PEER_DOWNLOAD_JOB_MAX_ROUNDS 5u
#define PEER_DOWNLOAD_JOB_MAX_HOLDERS 16u /* tried in a round, one after the other; liars not counted */

PeerDownloadJob *peer_download_job_new (const PeerDownloadPlace *place, PeerDownload *download);

/* Ends what is under way without a word. */
void peer_download_job_free (PeerDownloadJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PeerDownloadJob, peer_download_job_free)

/* Before the first run: that holder's text, whatever others have. */
void peer_download_job_choose (PeerDownloadJob *job, PeerHolder *holder);

/* What another run of the program needs to go on; a job that never ran takes it back. */
void peer_download_job_save (PeerDownloadJob *job, PeerQueueRow *row);
void peer_download_job_restore (PeerDownloadJob *job, const PeerQueueRow *row);

/* FAILED before it ran. */
void peer_download_job_refuse (PeerDownloadJob *job, const GError *error);

void peer_download_job_run (PeerDownloadJob *job);
void peer_download_job_cancel (PeerDownloadJob *job);
void peer_download_job_suspend (PeerDownloadJob *job); /* QUEUED, with all that it has; for another run of the program */
void peer_download_job_retry (PeerDownloadJob *job); /* QUEUED again, with all its rounds; when waiting or at an end */

G_END_DECLS
