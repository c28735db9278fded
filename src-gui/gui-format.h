/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "peer-engine.h"

G_BEGIN_DECLS

/* What .ui files say with <closure>: values in, words out, and nothing else. @object is what the expression is for; none of
 * these looks at it. All strings are new. */
char *gui_format_number (gpointer object, guint number);                 /* "9293" */
char *gui_format_name (gpointer object, guint number);                   /* "RFC 9293" */
char *gui_format_remote_text (gpointer object, const char *text);        /* see gui-text.h */
char *gui_format_holders (gpointer object, guint n_holders);             /* "5 peers" */
char *gui_format_size (gpointer object, guint64 size);                   /* "4.7 kB"; "" for 0 */
char *gui_format_count (gpointer object, guint count);                   /* "12" */
char *gui_format_total (gpointer object, guint n_documents, guint64 total_size); /* "214 documents, 9.8 MB" */
char *gui_format_connection (gpointer object, PeerConnectionState state, const char *server);
char *gui_format_document_state (gpointer object, PeerDocumentState state);
char *gui_format_since (gpointer object, gint64 unix_seconds);           /* "14:02", with the date when not today; "–" for 0 */
char *gui_format_port (gpointer object, guint port);                     /* "41233"; "None" in words for 0 */
char *gui_format_server (gpointer object, const char *server);           /* the address, or that there is none */
char *gui_format_results (gpointer object, guint n_results);             /* "3 results" */
char *gui_format_share_label (gpointer object, guint n_files);           /* "Share 3 Files" */
gboolean gui_format_is_set (gpointer object, const char *text);          /* neither NULL nor "" */
gboolean gui_format_not (gpointer object, gboolean value);

char *gui_format_agreeing (guint n_agreeing, guint n_holders); /* "4 of 5 peers agree on it" */
char *gui_format_more (guint n_more); /* "and 3 more": of a list that is cut off */

/* "17 documents", "5 of 17 documents", "17 documents, as of 14:02"; @updated_at is in Unix seconds, 0 for no such time. */
char *gui_format_index_total (guint n_shown, guint n_all, gint64 updated_at);

/* "~/Documents/RFC", to be shown. */
char *gui_format_folder (GFile *folder);

/* "March 1997" and "1 April 2023", as the engine has them, in the user's language; anything else as it is. */
char *gui_format_document_date (gpointer object, const char *date);

/* "312 kB of 503 kB, 310 kB/s, 2 s left"; @size 0, @rate 0 and @seconds_left below 0 are not known and not said. */
char *gui_format_progress (gpointer object, guint64 moved, guint64 size, guint64 rate, int seconds_left);

/* What the button of a row in the index does, in full: "Get RFC 9293 from a peer". */
char *gui_format_entry_action (gpointer object, PeerEntryState state, guint number, double fraction);
const char *gui_format_entry_icon (PeerEntryState state);

/* Makes all of these known to a class's template by their names. */
void gui_format_bind (GtkWidgetClass *widget_class);

G_END_DECLS
