/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-status.h"

G_DEFINE_QUARK (wire-error-quark, wire_error)

const char *
wire_status_get_phrase (WireStatus status)
{
  switch (status)
    {
    case WIRE_STATUS_OK:
      return "OK";
    case WIRE_STATUS_PARTIAL_CONTENT:
      return "Partial Content";
    case WIRE_STATUS_BAD_REQUEST:
      return "Bad Request";
    case WIRE_STATUS_FORBIDDEN:
      return "Forbidden";
    case WIRE_STATUS_NOT_FOUND:
      return "Not Found";
    case WIRE_STATUS_CONFLICT:
      return "Conflict";
    case WIRE_STATUS_PRECONDITION_FAILED:
      return "Precondition Failed";
    case WIRE_STATUS_RANGE_NOT_SATISFIABLE:
      return "Range Not Satisfiable";
    case WIRE_STATUS_TOO_MANY_REQUESTS:
      return "Too Many Requests";
    case WIRE_STATUS_HEAD_TOO_LARGE:
      return "Request Head Too Large";
    case WIRE_STATUS_UNAVAILABLE:
      return "Service Unavailable";
    case WIRE_STATUS_VERSION_NOT_SUPPORTED:
      return "P2P-CI Version Not Supported";
    case WIRE_STATUS_NONE:
      break;
    }
  return "Unknown";
}

WireStatus
wire_status_to_classic (WireStatus status)
{
  switch (status)
    {
    case WIRE_STATUS_OK:
    case WIRE_STATUS_PARTIAL_CONTENT:
      return WIRE_STATUS_OK;
    case WIRE_STATUS_NOT_FOUND:
    case WIRE_STATUS_VERSION_NOT_SUPPORTED:
      return status;
    case WIRE_STATUS_NONE:
    case WIRE_STATUS_BAD_REQUEST:
    case WIRE_STATUS_FORBIDDEN:
    case WIRE_STATUS_CONFLICT:
    case WIRE_STATUS_PRECONDITION_FAILED:
    case WIRE_STATUS_RANGE_NOT_SATISFIABLE:
    case WIRE_STATUS_TOO_MANY_REQUESTS:
    case WIRE_STATUS_HEAD_TOO_LARGE:
    case WIRE_STATUS_UNAVAILABLE:
      break;
    }
  return WIRE_STATUS_BAD_REQUEST;
}
