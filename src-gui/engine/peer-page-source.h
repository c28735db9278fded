/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* All bytes of the text in @file, unpacked when it lies packed (peer-text-gzip.h), at most PEER_LIBRARY_FILE_MAX_BYTES
 * (G_IO_ERROR_MESSAGE_TOO_LARGE), on the calling thread. Links, pipes and devices are refused without waiting
 * (G_IO_ERROR_NOT_REGULAR_FILE). @cancellable is looked at once. A whole, translated sentence in @error. */
GBytes *peer_page_source_load (GFile *file, GCancellable *cancellable, GError **error);

G_END_DECLS
