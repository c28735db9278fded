/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net-server-connection.h"
#include "peer-library.h"
#include "peer-upload-cache.h"
#include "peer-upload.h"

G_BEGIN_DECLS

/* One connection of another peer that gets documents: GET after GET, one at a time; PROTOCOL 2.5 and 3.2. */
typedef struct _PeerUploadSession PeerUploadSession;

typedef enum
{
  PEER_ADMISSION_NOW,
  PEER_ADMISSION_LATER, /* peer_upload_session_begin() will be called */
  PEER_ADMISSION_REFUSED,
} PeerAdmission;

typedef struct
{
  /* May a document be sent now? */
  PeerAdmission (*admit) (PeerUploadSession *session, gpointer user_data);
  void (*began) (PeerUploadSession *session, PeerUpload *upload, gpointer user_data);
  /* After admit() said NOW, or begin(): whatever became of it. @upload is NULL when none began. */
  void (*ended) (PeerUploadSession *session, PeerUpload *upload, gpointer user_data);
  /* The last call: the owner frees the session. */
  void (*closed) (PeerUploadSession *session, gpointer user_data);
} PeerUploadSessionHandler;

#define PEER_UPLOAD_SESSION_FIRST_SECONDS 10u /* for the first request to come */
#define PEER_UPLOAD_SESSION_MAX_REQUESTS 100u /* on one connection; it closes after the last answer */
#define PEER_UPLOAD_SESSION_IDLE_SECONDS 60u  /* between requests */

/* Takes @fd. @cache outlives it. */
PeerUploadSession *peer_upload_session_new (NetPoller *poller,
                                            int fd,
                                            PeerLibrary *library,
                                            PeerUploadCache *cache,
                                            const PeerUploadSessionHandler *handler,
                                            gpointer user_data,
                                            GError **error);
void peer_upload_session_free (PeerUploadSession *session); /* calls ended() for what is under way, and nothing else */

/* For a session that was told LATER. */
void peer_upload_session_begin (PeerUploadSession *session);

gboolean peer_upload_session_is_waiting (PeerUploadSession *session); /* was told LATER */
gboolean peer_upload_session_is_sending (PeerUploadSession *session); /* was told NOW, or began, and has not ended */

/* What limits count by. */
const NetAddress *peer_upload_session_get_block (PeerUploadSession *session);

G_END_DECLS
