/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-look-up.h"

#include "wire-status.h"

#include <glib/gi18n-lib.h>

struct _GuiLookUp
{
  GObject parent_instance;
  guint number;
  char *text;
  char *title; /* as the index has it; NULL while not known */
  guint n_holders;
  gboolean has_answer;
  GCancellable *cancellable; /* of the question under way; NULL when there is none */
};

enum
{
  PROP_NUMBER = 1,
  PROP_TEXT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GuiLookUp, gui_look_up, G_TYPE_OBJECT)

static void
gui_look_up_take_text (GuiLookUp *self, char *text)
{
  g_free (self->text);
  self->text = text;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
gui_look_up_found (GuiLookUp *self, GListModel *holders)
{
  g_autoptr (PeerHolder) first = g_list_model_get_item (holders, 0);

  self->n_holders = g_list_model_get_n_items (holders);
  g_free (self->title);
  self->title = g_strdup (first != NULL ? peer_holder_get_title (first) : "");
  /* Translators: how many peers, the number of the RFC, its title. */
  gui_look_up_take_text (self,
                         g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                       "%u peer has RFC %u, “%s”.",
                                                       "%u peers have RFC %u, “%s”.",
                                                       self->n_holders),
                                          self->n_holders,
                                          self->number,
                                          self->title));
}

static void
gui_look_up_answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuiLookUp) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) holders = peer_index_client_lookup_finish (PEER_INDEX_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  self->has_answer = TRUE;
  if (holders != NULL)
    gui_look_up_found (self, holders);
  else if (g_error_matches (error, WIRE_ERROR, WIRE_ERROR_NOT_FOUND))
    gui_look_up_take_text (self, g_strdup_printf (_ ("No peer has RFC %u now."), self->number));
  else
    gui_look_up_take_text (self, g_strdup (error->message));
}

gboolean
gui_look_up_act (GuiLookUp *self, PeerEngine *engine)
{
  if (self->n_holders > 0)
    {
      peer_downloads_start (peer_engine_get_downloads (engine), self->number, self->title);
      return TRUE;
    }
  if (self->cancellable != NULL)
    return FALSE;
  self->cancellable = g_cancellable_new ();
  gui_look_up_take_text (self, g_strdup_printf (_ ("Asking the index for RFC %u…"), self->number));
  peer_index_client_lookup_async (peer_engine_get_index_client (engine),
                                  self->number,
                                  self->cancellable,
                                  gui_look_up_answered_cb,
                                  g_object_ref (self));
  return FALSE;
}

void
gui_look_up_cancel (GuiLookUp *self)
{
  g_cancellable_cancel (self->cancellable);
}

guint
gui_look_up_get_number (GuiLookUp *self)
{
  return self->number;
}

const char *
gui_look_up_get_text (GuiLookUp *self)
{
  return self->text;
}

guint
gui_look_up_get_n_holders (GuiLookUp *self)
{
  return self->n_holders;
}

gboolean
gui_look_up_is_asking (GuiLookUp *self)
{
  return self->cancellable != NULL;
}

gboolean
gui_look_up_has_answer (GuiLookUp *self)
{
  return self->has_answer;
}

char *
gui_look_up_make_action (GuiLookUp *self)
{
  if (self->n_holders > 0)
    return g_strdup_printf (_ ("Get RFC %u"), self->number);
  return g_strdup_printf (_ ("Look Up RFC %u"), self->number);
}

const char *
gui_look_up_get_icon (GuiLookUp *self)
{
  return self->n_holders > 0 ? "rfc-get-symbolic" : "system-search-symbolic";
}

static void
gui_look_up_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GuiLookUp *self = GUI_LOOK_UP (object);

  if (id == PROP_NUMBER)
    g_value_set_uint (value, self->number);
  else
    g_value_set_string (value, self->text);
}

static void
gui_look_up_finalize (GObject *object)
{
  GuiLookUp *self = GUI_LOOK_UP (object);

  g_clear_object (&self->cancellable);
  g_free (self->text);
  g_free (self->title);
  G_OBJECT_CLASS (gui_look_up_parent_class)->finalize (object);
}

static void
gui_look_up_class_init (GuiLookUpClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = gui_look_up_get_property;
  object_class->finalize = gui_look_up_finalize;
  properties[PROP_NUMBER]
      = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
gui_look_up_init (GuiLookUp *self)
{
}

GuiLookUp *
gui_look_up_new (guint number)
{
  GuiLookUp *self = g_object_new (GUI_TYPE_LOOK_UP, NULL);

  self->number = number;
  self->text = g_strdup_printf (_ ("Look up RFC %u on the server"), number);
  return self;
}
