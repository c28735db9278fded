/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-headers.h"
#include "wire-response.h"

#include <glib/gi18n-lib.h>

static void
wire_response_append_text (WireHeader header, WireSlice value, GString *output)
{
  g_return_if_fail (wire_text_is_clean (value.data, value.length));

  if (value.length > 0)
    wire_header_append (header, value, output);
}

static void
wire_response_append_status (const char *version, WireStatus status, GString *output)
{
  g_string_append (output, version);
  g_string_append_c (output, ' ');
  wire_text_append_decimal (status, output);
  g_string_append_c (output, ' ');
  g_string_append (output, wire_status_get_phrase (status));
  g_string_append (output, "\r\n");
}

static void
wire_response_append_content_range (const WireResponse *response, GString *output)
{
  g_string_append (output, "Content-Range: bytes ");
  wire_text_append_decimal (response->range_first, output);
  g_string_append_c (output, '-');
  wire_text_append_decimal (response->range_last, output);
  g_string_append_c (output, '/');
  wire_text_append_decimal (response->range_total, output);
  g_string_append (output, "\r\n");
}

void
wire_response_append (const WireResponse *response, GString *output)
{
  wire_response_append_status ("P2P-CI/1.1", response->status, output);
  if (response->has_total)
    wire_header_append_decimal (WIRE_HEADER_TOTAL, response->total, output);
  wire_response_append_text (WIRE_HEADER_NEXT, response->next, output);
  wire_response_append_text (WIRE_HEADER_SESSION, response->session, output);
  wire_response_append_text (WIRE_HEADER_YOUR_ADDRESS, response->your_address, output);
  wire_response_append_text (WIRE_HEADER_DATE, response->date, output);
  wire_response_append_text (WIRE_HEADER_OS, response->os, output);
  wire_response_append_text (WIRE_HEADER_LAST_MODIFIED, response->last_modified, output);
  wire_header_append_decimal (WIRE_HEADER_CONTENT_LENGTH, response->has_content_length ? response->content_length : 0,
                              output);
  wire_response_append_text (WIRE_HEADER_CONTENT_TYPE, response->content_type, output);
  if (response->digest.is_known)
    wire_header_append_digest (WIRE_HEADER_REPR_DIGEST, &response->digest, output);
  if (response->has_content_range)
    wire_response_append_content_range (response, output);
  g_string_append (output, "\r\n");
}

void
wire_notice_append (gsize body_bytes, GString *output)
{
  g_string_append (output, "NOTIFY RFCS P2P-CI/1.1\r\n");
  wire_header_append_decimal (WIRE_HEADER_CONTENT_LENGTH, body_bytes, output);
  g_string_append (output, "\r\n");
}

static void
wire_response_append_line (const char *name, WireSlice value, const char *line_end, GString *output)
{
  g_return_if_fail (wire_text_is_clean (value.data, value.length));

  if (value.length == 0)
    return;
  g_string_append (output, name);
  g_string_append (output, ": ");
  wire_slice_append (value, output);
  g_string_append (output, line_end);
}

void
wire_response_append_classic (const WireResponse *response, WireDialect dialect, GString *output)
{
  const WireUploadForm *form = wire_dialect_get_upload_form (dialect);
  WireStatus classic = wire_status_to_classic (response->status);

  g_string_append (output, dialect.has_old_version_word ? "P2P-CI-v1.0.0 " : "P2P-CI/1.0 ");
  wire_text_append_decimal (classic, output);
  g_string_append_c (output, ' ');
  g_string_append (output, wire_status_get_phrase (classic));
  g_string_append (output, form->line_end);
  wire_response_append_line ("Date", response->date, form->line_end, output);
  wire_response_append_line ("OS", response->os, form->line_end, output);
  if (classic == WIRE_STATUS_OK)
    {
      wire_response_append_line ("Last-Modified", response->last_modified, form->line_end, output);
      g_string_append (output, "Content-Length: ");
      wire_text_append_decimal (response->content_length, output);
      g_string_append (output, form->line_end);
      wire_response_append_line ("Content-Type", response->content_type, form->line_end, output);
      g_string_append (output, form->closing);
    }
  else if (*form->closing != '\0')
    {
      g_string_append (output, form->line_end);
    }
}

void
wire_response_set_error (const WireResponse *response, GError **error)
{
  switch (response->status)
    {
    case WIRE_STATUS_NOT_FOUND:
      g_set_error_literal (error, WIRE_ERROR, WIRE_ERROR_NOT_FOUND, _("The other side does not have it."));
      break;
    case WIRE_STATUS_CONFLICT:
      g_set_error_literal (error, WIRE_ERROR, WIRE_ERROR_CONFLICT,
                           _("Another peer at this address and port is already known to the index."));
      break;
    case WIRE_STATUS_VERSION_NOT_SUPPORTED:
      g_set_error_literal (error, WIRE_ERROR, WIRE_ERROR_VERSION,
                           _("The other side does not speak this version of P2P-CI."));
      break;
    case WIRE_STATUS_FORBIDDEN:
      g_set_error_literal (error, WIRE_ERROR, WIRE_ERROR_REFUSED, _("The other side does not allow it."));
      break;
    case WIRE_STATUS_PRECONDITION_FAILED:
      g_set_error_literal (error, WIRE_ERROR, WIRE_ERROR_REFUSED, _("The other side has a different text of it."));
      break;
    case WIRE_STATUS_RANGE_NOT_SATISFIABLE:
      g_set_error_literal (error, WIRE_ERROR, WIRE_ERROR_REFUSED,
                           _("The other side does not have the part that was asked for."));
      break;
    case WIRE_STATUS_TOO_MANY_REQUESTS:
    case WIRE_STATUS_UNAVAILABLE:
      g_set_error_literal (error, WIRE_ERROR, WIRE_ERROR_REFUSED, _("The other side is too busy at the moment."));
      break;
    default:
      g_set_error (error, WIRE_ERROR, WIRE_ERROR_REFUSED, _("The other side refused with code %d (%s)."),
                   (int) response->status, wire_status_get_phrase (response->status));
      break;
    }
}
