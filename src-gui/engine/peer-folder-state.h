/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "peer-folder.h"
#include "peer-library-watch.h"

G_BEGIN_DECLS

/* What a look at a folder tells the user of it. @text: a new, whole, translated sentence; "" when nothing is the matter. */
PeerFolderState peer_folder_state_find (const PeerLibraryLook *look, const char *shown_path, char **text);

G_END_DECLS
