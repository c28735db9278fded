/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-candidate-entry.h"

#include "gui-text.h"

#define MAX_NUMBER 99999u

gboolean
gui_candidate_entry_is_hopeless (PeerProblem problem)
{
  return problem == PEER_PROBLEM_NOT_TEXT || problem == PEER_PROBLEM_TOO_LARGE || problem == PEER_PROBLEM_UNREADABLE;
}

guint
gui_candidate_entry_parse_number (const char *text)
{
  g_autofree char *digits = g_strstrip (g_strdup (text));
  guint64 number;

  return g_ascii_string_to_unsigned (digits, 10, 1, MAX_NUMBER, &number, NULL) ? (guint) number : 0;
}

static gboolean
gui_candidate_entry_number_to_text (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_autoptr (GtkEditable) entry = GTK_EDITABLE (g_binding_dup_target (binding));
  guint number = g_value_get_uint (from);

  /* "0042" is not rewritten, nor a mistake wiped out, while it is typed. */
  if (entry != NULL && gui_candidate_entry_parse_number (gtk_editable_get_text (entry)) == number)
    return FALSE;
  if (number == 0)
    g_value_set_static_string (to, "");
  else
    g_value_take_string (to, g_strdup_printf ("%u", number));
  return TRUE;
}

static gboolean
gui_candidate_entry_text_to_number (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_uint (to, gui_candidate_entry_parse_number (g_value_get_string (from)));
  return TRUE;
}

static void
gui_candidate_entry_mark (GtkEditable *field, gboolean is_invalid, const char *reason)
{
  GtkEditable *delegate = gtk_editable_get_delegate (field);
  GtkAccessible *accessible = GTK_ACCESSIBLE (delegate != NULL ? delegate : field);

  if (is_invalid)
    gtk_widget_add_css_class (GTK_WIDGET (field), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (field), "error");
  gtk_accessible_update_state (accessible,
                               GTK_ACCESSIBLE_STATE_INVALID,
                               is_invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, is_invalid ? reason : "", -1);
}

static void
gui_candidate_entry_check_number (GtkEditable *field, GParamSpec *pspec, PeerCandidate *candidate)
{
  g_autofree char *reason = gui_text_filter (peer_candidate_get_problem_text (candidate));

  gui_candidate_entry_mark (field, peer_candidate_get_number (candidate) == 0, reason);
}

static void
gui_candidate_entry_check_title (GtkEditable *field, GParamSpec *pspec, PeerCandidate *candidate)
{
  g_autofree char *reason = gui_text_filter (peer_candidate_get_problem_text (candidate));
  const char *title = peer_candidate_get_title (candidate);

  gui_candidate_entry_mark (field,
                            title == NULL || title[0] == '\0' || peer_candidate_get_problem (candidate) == PEER_PROBLEM_NO_TITLE,
                            reason);
}

void
gui_candidate_entry_bind (PeerCandidate *candidate, GtkEditable *number, GtkEditable *title)
{
  g_object_bind_property_full (candidate,
                               "number",
                               number,
                               "text",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL,
                               gui_candidate_entry_number_to_text,
                               gui_candidate_entry_text_to_number,
                               NULL,
                               NULL);
  g_object_bind_property (candidate, "title", title, "text", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (candidate,
                           "notify::problem-text",
                           G_CALLBACK (gui_candidate_entry_check_number),
                           number,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (candidate,
                           "notify::problem-text",
                           G_CALLBACK (gui_candidate_entry_check_title),
                           title,
                           G_CONNECT_SWAPPED);
  gui_candidate_entry_check_number (number, NULL, candidate);
  gui_candidate_entry_check_title (title, NULL, candidate);
}
