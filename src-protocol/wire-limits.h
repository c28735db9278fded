/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* Every limit that the grammar keeps, each in one place. What a service allows
 * its clients beyond a single message is the service's own. */

#define WIRE_DEFAULT_PORT 5555u       /* the original's */
#define WIRE_COURSE_PORT 7734u        /* the published course protocol's */

#define WIRE_HEAD_MAX_BYTES 8192u     /* request or response head, closing empty line included */
#define WIRE_HEAD_MAX_LINES 64u       /* the first line included, the closing empty line not */
#define WIRE_LINE_MAX_BYTES 2048u     /* without its line end */
#define WIRE_METHOD_MAX_BYTES 16u
#define WIRE_HEADER_NAME_MAX_BYTES 32u
#define WIRE_HOST_MAX_BYTES 253u
#define WIRE_TITLE_MAX_BYTES 512u
#define WIRE_OS_MAX_BYTES 256u
#define WIRE_MATCH_MAX_BYTES 256u
#define WIRE_CURSOR_MAX_BYTES 64u
#define WIRE_SESSION_BYTES 32u         /* 128 bits in hex, exactly */

#define WIRE_NUMBER_MAX 999999u       /* RFC numbers are 1 to this */
#define WIRE_PORT_MIN 1024u           /* nobody's ssh or smtp can be named as an upload port */
#define WIRE_PORT_MAX 65535u

#define WIRE_LOOKUP_DEFAULT_LIMIT 64u
#define WIRE_PAGE_MAX_BYTES (256u * 1024u)
#define WIRE_REPLY_MAX_BYTES (16u * 1024u * 1024u)         /* an index's answer that a peer takes */
#define WIRE_DOCUMENT_MAX_BYTES (4u * 1024u * 1024u)       /* a document that a peer takes, or gives: the largest RFC is 1.6 MB */

/* P2P-CI/1.0 has messages without an end: after this much silence they are whole. */
#define WIRE_SILENCE_MILLISECONDS 150u
/* Old downloaders lose the bytes of a document that come together with its head. */
#define WIRE_CLASSIC_BODY_PAUSE_MILLISECONDS 100u
