/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-request.h"

G_BEGIN_DECLS

/* The head of an answer, in 1.1 or 1.0. Slices are lent by the response reader, or by the caller who formats one. */
typedef struct
{
  WireStatus status;
  WireVersion version;
  gboolean has_content_length;
  guint64 content_length;

  /* from an index */
  gboolean has_total;
  guint32 total;
  WireSlice next; /* the cursor of the next page */
  WireSlice session;
  WireSlice your_address;

  /* from a peer */
  WireSlice date;
  WireSlice os;
  WireSlice last_modified;
  WireSlice content_type;
  WireDigest digest;
  gboolean has_content_range;
  guint64 range_first;
  guint64 range_last;
  guint64 range_total;

  gboolean is_open;   /* a 1.0 head that nothing has closed: an empty line after it may be the document's, or not */
  gboolean is_notice; /* NOTIFY RFCS: no answer, but news of a WATCH */
} WireResponse;

/* The head of a 1.1 answer with its closing empty line; Content-Length is always written. */
void wire_response_append (const WireResponse *response, GString *output);

/* "NOTIFY RFCS P2P-CI/1.1" with the length of the rows that follow. */
void wire_notice_append (gsize body_bytes, GString *output);

/* The head of a peer's answer to a 1.0 GET, in the order Date, OS, Last-Modified, Content-Length, Content-Type;
 * PROTOCOL 2.5. A refusal has the status line, Date and OS alone. */
void wire_response_append_classic (const WireResponse *response, WireDialect dialect, GString *output);

/* The sentence of an unsuccessful answer. */
void wire_response_set_error (const WireResponse *response, GError **error);

G_END_DECLS
