/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-reader.h"

G_BEGIN_DECLS

/* Finds where a message ends. For the reader alone. */
typedef enum
{
  WIRE_FRAME_MORE,
  WIRE_FRAME_WHOLE,
  WIRE_FRAME_SKIP,   /* @length bytes between two messages: of no meaning */
  WIRE_FRAME_REFUSED, /* nothing after it can be read */
} WireFrameStatus;

typedef struct
{
  gsize length;
  gboolean is_strict;
  gboolean has_closing_line;
  WireStatus refusal;
  const char *complaint;
} WireFrame;

/* @bytes begin with the message; @is_last: they are all that there will be. */
WireFrameStatus wire_frame_scan (WireReader *reader, WireSlice bytes, gboolean is_last, WireFrame *frame);

/* What wire_frame_scan() remembers of a message is forgotten: the next one begins. */
void wire_frame_reset (WireReader *reader);

/* Of a message that needs more bytes: silence would end it. */
gboolean wire_frame_is_quiet (const WireReader *reader);

G_END_DECLS
