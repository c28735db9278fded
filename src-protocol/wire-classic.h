/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-request.h"

G_BEGIN_DECLS

/* The reading side of P2P-CI/1.0 and its dialects (PROTOCOL 2.1, 2.2); the answering side is wire-dialect. For the
 * reader alone. Lines come as they were cut at LF: blanks and CRs at both ends are no part of them. */

/* Another program than the four-letter words of 1.1 sends it: such a line can not become a request of 1.1. */
gboolean wire_classic_is_old_word (WireSlice word);

/* The line closes a message. */
gboolean wire_classic_is_empty (WireSlice line);

/* "END" alone: one program's padding, no leave. */
gboolean wire_classic_is_padding_word (WireSlice line);

/* Inside a message: it is no header, but the first line of the next one. */
gboolean wire_classic_begins_request (WireSlice line);

/* A first line that is a whole message: a join or a leave with Host: and Port: in it. */
gboolean wire_classic_is_one_line (WireSlice line);

/* The word that names a version, wherever it stands in the line; empty when there is none. */
WireSlice wire_classic_find_version (WireSlice line);

/* A whole message into a zeroed request, its raw filled in; @message is lent. */
void wire_classic_parse (WireDoor door, WireSlice message, gboolean has_closing_line, WireRequest *request);

/* How the client of a message that could not be read is to be told. */
void wire_classic_guess_dialect (WireSlice bytes, WireRequest *request);

G_END_DECLS
