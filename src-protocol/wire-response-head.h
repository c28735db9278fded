/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-response-reader.h"

G_BEGIN_DECLS

/* The head of an answer, out of the bytes that begin with it. For the response reader alone. */
typedef enum
{
  WIRE_HEAD_MORE,
  WIRE_HEAD_QUIET, /* silence or the close would make it whole */
  WIRE_HEAD_WHOLE,
  WIRE_HEAD_ERROR,
} WireHeadStatus;

/* @scanned (0 for a new head) is how far a former call has seen. @is_silent: nothing more comes for now; @is_last:
 * nothing more comes at all. */
WireHeadStatus wire_response_head_read (WireSide side,
                                        WireSlice bytes,
                                        guint32 *scanned,
                                        gboolean is_silent,
                                        gboolean is_last,
                                        WireResponse *response,
                                        gsize *length,
                                        GError **error);

/* The line begins an answer: it names a version. */
gboolean wire_response_head_begins (WireSlice line);

G_END_DECLS
