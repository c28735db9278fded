/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-download-job.h"
#include "peer-download-private.h"

struct _PeerDownloadJob
{
  const PeerDownloadPlace *place;
  PeerDownload *download; /* whose queue owns this job */
};

PeerDownloadJob *
peer_download_job_new (const PeerDownloadPlace *place, PeerDownload *download)
{
  PeerDownloadJob *job = g_new0 (PeerDownloadJob, 1);

  job->place = place;
  job->download = download;
  peer_download_set_state (download, PEER_DOWNLOAD_QUEUED, _("Waiting for its turn."));
  return job;
}

void
peer_download_job_free (PeerDownloadJob *job)
{
  g_free (job);
}

PeerDownload *
peer_download_job_get_download (PeerDownloadJob *job)
{
  return job->download;
}

void
peer_download_job_run (PeerDownloadJob *job)
{
  peer_download_set_state (job->download, PEER_DOWNLOAD_WAITING, job->place->client != NULL ? _("Waiting.") : "");
}

void
peer_download_job_cancel (PeerDownloadJob *job)
{
  peer_download_set_state (job->download, PEER_DOWNLOAD_CANCELLED, _("Cancelled."));
}

void
peer_download_job_retry (PeerDownloadJob *job)
{
  peer_download_set_state (job->download, PEER_DOWNLOAD_QUEUED, _("Waiting for its turn."));
}
