/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-index-form.h"

typedef struct
{
  const char *version;
  const char *line_end;
  const char *indent;  /* before the headers */
  const char *closing; /* after the last one */
  const char *object;  /* before the number */
  const char *list;
  const char *join;
  const char *const leave[3]; /* one after the other, until one is understood */
  gboolean connects_each_time;
} PeerIndexWords;

/* By form; the first is of no use, for 1.1 is written elsewhere. */
static const PeerIndexWords words[] = {
  { 0 },
  { "P2P-CI/1.0", "\r\n", "", "\r\n\r\n", "RFC ", "LIST ALL", NULL, { "LEAVE", "DISCONNECT", NULL }, FALSE },
  { "P2P-CI/1.0", "\r\n", "", "", "RFC ", "LIST ALL", NULL, { "LEAVE", "DEL PEER", NULL }, FALSE },
  { "P2P-CI/1.0", "\n", "", "", "RFC ", "LIST ALL", NULL, { "LEAVE", "DEL PEER", NULL }, FALSE },
  { "P2P-CI-v1.0.0", "\n", "", "", "RFC ", "LIST ALL", NULL, { NULL }, FALSE },
  { "P2P-CI/1.0", "\n", " ", "", "RFC ", "LIST ALL", "START", { "END", NULL }, TRUE },
  { "P2P-CI/1.0", "\n", " ", "", "", "LISTALL", "REGISTER", { "EXIT", NULL }, TRUE },
};

gboolean
peer_index_form_connects_each_time (PeerIndexForm form)
{
  return words[form].connects_each_time;
}

static void
peer_index_form_append_header (const PeerIndexWords *form, const char *name, WireSlice value, GString *output)
{
  g_string_append (output, form->line_end);
  g_string_append (output, form->indent);
  g_string_append (output, name);
  g_string_append (output, ": ");
  wire_slice_append (value, output);
}

static void
peer_index_form_append_port (const PeerIndexWords *form, guint16 port, GString *output)
{
  g_autofree char *text = g_strdup_printf ("%u", port);

  peer_index_form_append_header (form, "Port", wire_slice_from_string (text), output);
}

/* One of them takes a quote for the beginning of a quotation, and dies when it does not end. */
static void
peer_index_form_append_title (PeerIndexForm form, WireSlice title, GString *output)
{
  gsize start;

  if (title.length == 0)
    return;
  peer_index_form_append_header (&words[form], "Title", (WireSlice) { NULL, 0 }, output);
  start = output->len;
  wire_slice_append (title, output);
  for (gsize i = start; form == PEER_INDEX_NUMBERS && i < output->len; i++)
    if (output->str[i] == '\'' || output->str[i] == '"' || output->str[i] == '\\')
      output->str[i] = ' ';
}

/* "START P2P-CI/1.0 Host: h Port: p" */
static void
peer_index_form_append_one_line (const PeerIndexWords *form, const char *word, const WireRequest *request, GString *output)
{
  g_string_append_printf (output, "%s %s Host: ", word, form->version);
  wire_slice_append (request->host, output);
  g_string_append_printf (output, " Port: %u\n", request->port);
}

static const char *
peer_index_form_find_word (const PeerIndexWords *form, const WireRequest *request, guint nth)
{
  if (request->method == WIRE_METHOD_JOIN)
    return form->join;
  if (request->method == WIRE_METHOD_LEAVE)
    return nth < G_N_ELEMENTS (form->leave) ? form->leave[nth] : NULL;
  if (request->method == WIRE_METHOD_LIST)
    return form->list;
  return wire_method_get_word (request->method);
}

gboolean
peer_index_form_append (PeerIndexForm form_id, const WireRequest *request, guint nth, GString *output)
{
  const PeerIndexWords *form = &words[form_id];
  const char *word;

  if (form_id == PEER_INDEX_STRICT)
    {
      wire_request_append (request, output);
      return TRUE;
    }

  word = peer_index_form_find_word (form, request, nth);
  if (word == NULL)
    return FALSE;
  if (form->connects_each_time && (request->method == WIRE_METHOD_JOIN || request->method == WIRE_METHOD_LEAVE))
    {
      peer_index_form_append_one_line (form, word, request, output);
      return TRUE;
    }

  g_string_append (output, word);
  if (request->object == WIRE_OBJECT_RFC)
    g_string_append_printf (output, " %s%u", form->object, request->number);
  g_string_append_printf (output, " %s", form->version);
  peer_index_form_append_header (form, "Host", request->host, output);
  peer_index_form_append_port (form, request->port, output);
  peer_index_form_append_title (form_id, request->title, output);
  g_string_append (output, form->closing);
  return TRUE;
}
