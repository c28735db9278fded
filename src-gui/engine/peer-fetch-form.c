/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-fetch-form.h"
#include "peer-platform.h"

PeerFetchForm
peer_fetch_form_after (PeerFetchForm form, const WireResponse *response)
{
  gboolean is_version = response->status == WIRE_STATUS_VERSION_NOT_SUPPORTED;
  gboolean is_bad = response->status == WIRE_STATUS_BAD_REQUEST;

  switch (form)
    {
    case PEER_FETCH_FORM_STRICT:
      return is_version || (is_bad && response->version == WIRE_VERSION_1_0) ? PEER_FETCH_FORM_LETTER
                                                                            : PEER_FETCH_FORM_NONE;
    case PEER_FETCH_FORM_LETTER:
      return is_version ? PEER_FETCH_FORM_BARE_LF : is_bad ? PEER_FETCH_FORM_UNCLOSED : PEER_FETCH_FORM_NONE;
    case PEER_FETCH_FORM_BARE_LF:
    case PEER_FETCH_FORM_OLD_WORD:
    case PEER_FETCH_FORM_UNCLOSED:
      return is_version || is_bad ? form + 1 : PEER_FETCH_FORM_NONE;
    case PEER_FETCH_FORM_NUMBER_ALONE:
    case PEER_FETCH_FORM_NONE:
    default:
      return PEER_FETCH_FORM_NONE;
    }
}

char *
peer_fetch_form_make_request (PeerFetchForm form, guint number, const char *address)
{
  gboolean has_old_word = form == PEER_FETCH_FORM_OLD_WORD;
  const char *version = has_old_word ? "P2P-CI-v1.0.0" : "P2P-CI/1.0";
  const char *line_end = form == PEER_FETCH_FORM_BARE_LF || has_old_word ? "\n" : "\r\n";
  const char *object = form == PEER_FETCH_FORM_NUMBER_ALONE ? "" : "RFC ";
  const char *closing = form == PEER_FETCH_FORM_UNCLOSED || has_old_word ? "" : line_end;

  return g_strdup_printf ("GET %s%u %s%sHost: %s%sOS: %s%s%s", object, number, version, line_end, address, line_end,
                          peer_platform_get_os (), line_end, closing);
}
