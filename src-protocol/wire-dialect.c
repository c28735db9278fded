/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-dialect.h"

/* PROTOCOL 2.3, the whole of it. The programs contradict each other, so the form of the request picks the form of the
 * answer; each row is one that some program can read. */
typedef struct
{
  const char *line_end;
  gboolean has_line_after_status;
  gboolean has_line_at_end;
} WireDialectForm;

static const WireDialectForm form_original = { "\n", FALSE, FALSE };
static const WireDialectForm form_crlf_open = { "\r\n", FALSE, TRUE };
static const WireDialectForm form_letter = { "\r\n", TRUE, TRUE };
static const WireDialectForm form_lf_closed = { "\n", TRUE, TRUE };

/* Of documents. Most old downloaders take what comes first for the head, and lose the bytes of the body that come with
 * it. But one family reads head and body at once; one cuts the head's last words off, and looks for no empty line; one
 * takes all lines after the sixth; one waits for a label and for an empty line. */
static const WireUploadForm upload_letter = { "\r\n", "\r\n", "", TRUE };
static const WireUploadForm upload_together = { "\r\n", "", "", FALSE };
static const WireUploadForm upload_open = { "\r\n", "", "", TRUE };
static const WireUploadForm upload_six_lines = { "\n", "", "", TRUE };
static const WireUploadForm upload_labelled = { "\r\n", " RFC Data: ", "\r\n\r\n", TRUE };

static const WireDialectForm *
wire_dialect_get_form (WireDialect dialect)
{
  if (dialect.is_crlf)
    return dialect.has_closing_line && !dialect.has_tight_colon ? &form_letter : &form_crlf_open;
  return dialect.has_closing_line ? &form_lf_closed : &form_original;
}

void
wire_dialect_append_status (WireDialect dialect, WireStatus status, GString *output)
{
  const WireDialectForm *form = wire_dialect_get_form (dialect);
  WireStatus classic = wire_status_to_classic (status);

  g_string_append (output, dialect.has_old_version_word ? "P2P-CI-v1.0.0 " : "P2P-CI/1.0 ");
  wire_text_append_decimal (classic, output);
  g_string_append_c (output, ' ');
  g_string_append (output, wire_status_get_phrase (classic));
  if (dialect.wants_status_blank && classic == WIRE_STATUS_OK)
    g_string_append_c (output, ' ');
  g_string_append (output, form->line_end);
  if (form->has_line_after_status)
    g_string_append (output, form->line_end);
}

void
wire_dialect_append_row (WireDialect dialect,
                         guint32 number,
                         WireSlice title,
                         WireSlice host,
                         guint16 port,
                         GString *output)
{
  /* As in wire_record_append(): a row that would be two is never written. */
  g_return_if_fail (wire_text_is_clean (title.data, title.length));
  g_return_if_fail (wire_text_is_clean (host.data, host.length));

  if (!dialect.wants_bare_numbers)
    g_string_append_len (output, "RFC ", 4);
  wire_text_append_decimal (number, output);
  g_string_append_c (output, ' ');
  wire_slice_append (title, output);
  g_string_append_c (output, ' ');
  wire_slice_append (host, output);
  g_string_append_c (output, ' ');
  wire_text_append_decimal (port, output);
  g_string_append (output, wire_dialect_get_form (dialect)->line_end);
}

void
wire_dialect_append_note (WireDialect dialect, const char *note, GString *output)
{
  g_string_append (output, note);
  if (dialect.wants_note_blank)
    g_string_append_c (output, ' ');
  g_string_append (output, wire_dialect_get_form (dialect)->line_end);
}

void
wire_dialect_append_end (WireDialect dialect, GString *output)
{
  const WireDialectForm *form = wire_dialect_get_form (dialect);

  if (form->has_line_at_end)
    g_string_append (output, form->line_end);
}

const WireUploadForm *
wire_dialect_get_upload_form (WireDialect dialect)
{
  if (dialect.has_old_version_word)
    return &upload_six_lines;
  if (dialect.wants_data_label)
    return &upload_labelled;
  if (!dialect.is_crlf || dialect.has_closing_line)
    return &upload_letter;
  return dialect.has_open_line ? &upload_open : &upload_together;
}
