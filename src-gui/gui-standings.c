/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-standings.h"

#include "peer-turn.h"

struct _GuiStandings
{
  GObject parent_instance;
  PeerLibrary *library;
  GSignalGroup *library_signals;
  GHashTable *successors; /* number: GArray of guint, those that replace it */
  guint update_source;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (GuiStandings, gui_standings, G_TYPE_OBJECT)

static void
gui_standings_add (GuiStandings *self, guint number, guint successor)
{
  GArray *successors = g_hash_table_lookup (self->successors, GUINT_TO_POINTER (number));

  if (successors == NULL)
    {
      successors = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (self->successors, GUINT_TO_POINTER (number), successors);
    }
  g_array_append_val (successors, successor);
}

static void
gui_standings_read (GuiStandings *self, PeerDocument *document)
{
  g_autofree char *obsoletes = NULL;
  const char *next;

  g_object_get (document, "obsoletes", &obsoletes, NULL);
  next = obsoletes;
  while (next != NULL && *next != '\0')
    {
      char *end;
      guint64 number = g_ascii_strtoull (next, &end, 10);

      if (number > 0 && number <= G_MAXUINT)
        gui_standings_add (self, (guint) number, peer_document_get_number (document));
      next = end > next ? end : next + 1;
    }
}

void
gui_standings_update (GuiStandings *self)
{
  GListModel *documents = G_LIST_MODEL (self->library);
  guint n_before = g_hash_table_size (self->successors);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_hash_table_remove_all (self->successors);
  for (guint i = 0; self->library != NULL && i < g_list_model_get_n_items (documents); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (documents, i);

      gui_standings_read (self, document);
    }
  if (n_before + g_hash_table_size (self->successors) > 0)
    g_signal_emit (self, changed_signal, 0);
}

static gboolean
gui_standings_update_cb (gpointer user_data)
{
  GuiStandings *self = user_data;

  self->update_source = 0;
  gui_standings_update (self);
  return G_SOURCE_REMOVE;
}

/* Thousands of documents come in many turns at the start, and are looked at once. */
static void
gui_standings_library_changed_cb (GuiStandings *self)
{
  if (self->update_source == 0 && !peer_library_get_is_loading (self->library))
    self->update_source = g_idle_add_full (PEER_TURN_PRIORITY, gui_standings_update_cb, self, NULL);
}

void
gui_standings_set_library (GuiStandings *self, PeerLibrary *library)
{
  if (!g_set_object (&self->library, library))
    return;
  g_signal_group_set_target (self->library_signals, library);
  gui_standings_update (self);
}

guint
gui_standings_get_n_known (GuiStandings *self)
{
  return g_hash_table_size (self->successors);
}

gboolean
gui_standings_is_obsolete (GuiStandings *self, guint number)
{
  return g_hash_table_contains (self->successors, GUINT_TO_POINTER (number));
}

char *
gui_standings_dup_successors (GuiStandings *self, guint number)
{
  GArray *successors = g_hash_table_lookup (self->successors, GUINT_TO_POINTER (number));
  GString *text = g_string_new (NULL);

  for (guint i = 0; successors != NULL && i < successors->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? ", " : "", g_array_index (successors, guint, i));
  return g_string_free (text, FALSE);
}

static void
gui_standings_dispose (GObject *object)
{
  GuiStandings *self = GUI_STANDINGS (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_object (&self->library_signals);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (gui_standings_parent_class)->dispose (object);
}

static void
gui_standings_finalize (GObject *object)
{
  g_hash_table_unref (GUI_STANDINGS (object)->successors);
  G_OBJECT_CLASS (gui_standings_parent_class)->finalize (object);
}

static void
gui_standings_class_init (GuiStandingsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = gui_standings_dispose;
  G_OBJECT_CLASS (class)->finalize = gui_standings_finalize;
  changed_signal
      = g_signal_new ("changed", GUI_TYPE_STANDINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gui_standings_init (GuiStandings *self)
{
  static const char *const watched[] = { "items-changed", "notify::total-size", "notify::is-loading" };

  self->successors = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->library_signals = g_signal_group_new (PEER_TYPE_LIBRARY);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->library_signals, watched[i], G_CALLBACK (gui_standings_library_changed_cb), self);
}

GuiStandings *
gui_standings_new (void)
{
  return g_object_new (GUI_TYPE_STANDINGS, NULL);
}
