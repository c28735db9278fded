/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire-dialect.h"
#include "wire-digest.h"
#include "wire-limits.h"
#include "wire-status.h"

G_BEGIN_DECLS

typedef enum
{
  WIRE_VERSION_1_0,
  WIRE_VERSION_1_1,
} WireVersion;

typedef enum
{
  WIRE_METHOD_UNKNOWN,
  WIRE_METHOD_ADD,
  WIRE_METHOD_LOOKUP,
  WIRE_METHOD_LIST,
  WIRE_METHOD_REMOVE,
  WIRE_METHOD_WATCH,
  WIRE_METHOD_PING,
  WIRE_METHOD_JOIN,    /* 1.0: START, REGISTER */
  WIRE_METHOD_CONNECT, /* 1.0: CONNECT p; a join whose membership is the connection */
  WIRE_METHOD_LEAVE,   /* 1.1 LEAVE; 1.0: END, EXIT, DEL, DEL PEER, DEL SELF, LEAVE, DISCONNECT, QUIT */
  WIRE_METHOD_GET,
} WireMethod;

typedef enum
{
  WIRE_OBJECT_NONE,
  WIRE_OBJECT_RFC,  /* number */
  WIRE_OBJECT_ALL,  /* LIST ALL: records */
  WIRE_OBJECT_RFCS, /* LIST RFCS, WATCH RFCS: the catalogue */
} WireObject;

typedef enum
{
  WIRE_SORT_NUMBER,
  WIRE_SORT_TITLE,
  WIRE_SORT_HOLDERS,
} WireSort;

/* Which door a request comes in by: ADD is not GET. On the upload port 1.0's LOOKUP and ADD count as GET. */
typedef enum
{
  WIRE_TO_INDEX,
  WIRE_TO_PEER,
} WireDoor;

/* A whole request. Slices are lent by the reader until its next call, or by the caller who formats one.
 * An absent header is an empty slice, 0, or has_... FALSE. */
typedef struct
{
  WireStatus refusal; /* NONE when well formed; else the code to answer with, and @complaint says why */
  const char *complaint; /* static; for the log */
  gboolean is_fatal;  /* the stream cannot be read on after it: answer, then close */

  WireMethod method; /* UNKNOWN too when it belongs at the other door */
  WireVersion version; /* how to answer: a 505 in the frame of 1.1 is told in 1.1 */
  WireDialect dialect; /* meaningful in 1.0 */
  WireObject object;
  guint32 number;
  WireSlice method_word; /* as it came, for the log */
  WireSlice raw;         /* the whole message as it came, for the log */

  WireSlice host;
  guint16 port;
  WireSlice title;
  WireSlice os;

  gboolean has_size;
  guint64 size_bytes;
  WireDigest digest; /* Repr-Digest */

  WireSlice session;
  WireSlice match;
  WireSlice after;
  WireSort sort;
  gboolean has_limit;
  guint32 limit;

  gboolean has_range;
  guint64 range_first;
  gboolean has_range_last;
  guint64 range_last;
  WireDigest if_digest;
} WireRequest;

/* The strict form of 1.1, or the letter of 1.0 (PROTOCOL 2). Only the fields that the method has are written. */
void wire_request_append (const WireRequest *request, GString *output);

const char *wire_method_get_word (WireMethod method); /* the word of 1.1, for logs and metrics */

G_END_DECLS
