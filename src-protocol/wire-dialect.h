/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-text.h"
#include "wire-status.h"

G_BEGIN_DECLS

/* How a P2P-CI/1.0 client wrote its request, and so how it wants to be answered; PROTOCOL 2.3. The whole of the
 * mirroring is the table in wire-dialect.c: nothing else in the programs asks which client this is. */
typedef struct
{
  guint is_crlf : 1;              /* the line end */
  guint has_closing_line : 1;     /* an empty line closed the request */
  guint has_tight_colon : 1;      /* "Name:v" without the blank */
  guint wants_bare_numbers : 1;   /* LIST rows begin with "n" instead of "RFC n" */
  guint has_old_version_word : 1; /* "P2P-CI-v1.0.0", echoed in the answer */
  guint has_open_line : 1;        /* not even its last line is ended */
  guint wants_status_blank : 1;   /* the original's "200 OK " */
  guint wants_note_blank : 1;     /* and its "Peer added to list " */
  guint wants_data_label : 1;     /* of a GET: the document comes between " RFC Data: " and an empty line */
} WireDialect;

/* How a document is sent to a 1.0 GET; PROTOCOL 2.5. */
typedef struct
{
  const char *line_end;
  const char *closing; /* after the last header */
  const char *trailer; /* after the document, outside its Content-Length */
  gboolean has_pause;  /* head and body in segments of their own */
} WireUploadForm;

/* Appends the status line and, where this dialect has one, the empty line after it. */
void wire_dialect_append_status (WireDialect dialect, WireStatus status, GString *output);

/* Appends one row with its line end. @host is what the dialect's one column for it shows. */
void wire_dialect_append_row (WireDialect dialect,
                              guint32 number,
                              WireSlice title,
                              WireSlice host,
                              guint16 port,
                              GString *output);

/* Appends a sentence as the original does after a join, a leave or a removal. */
void wire_dialect_append_note (WireDialect dialect, const char *note, GString *output);

/* Appends what closes the answer: an empty line, or nothing. */
void wire_dialect_append_end (WireDialect dialect, GString *output);

/* Static. */
const WireUploadForm *wire_dialect_get_upload_form (WireDialect dialect);

G_END_DECLS
