/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "gui-search-provider.h"

#include "gui-query.h"
#include "peer-shown-text.h"

#include <glib/gi18n-lib.h>

static const char interface_xml[] =
    "<node>"
    "  <interface name='org.gnome.Shell.SearchProvider2'>"
    "    <method name='GetInitialResultSet'>"
    "      <arg type='as' name='terms' direction='in'/><arg type='as' name='results' direction='out'/>"
    "    </method>"
    "    <method name='GetSubsearchResultSet'>"
    "      <arg type='as' name='previous_results' direction='in'/><arg type='as' name='terms' direction='in'/>"
    "      <arg type='as' name='results' direction='out'/>"
    "    </method>"
    "    <method name='GetResultMetas'>"
    "      <arg type='as' name='identifiers' direction='in'/><arg type='aa{sv}' name='metas' direction='out'/>"
    "    </method>"
    "    <method name='ActivateResult'>"
    "      <arg type='s' name='identifier' direction='in'/><arg type='as' name='terms' direction='in'/>"
    "      <arg type='u' name='timestamp' direction='in'/>"
    "    </method>"
    "    <method name='LaunchSearch'>"
    "      <arg type='as' name='terms' direction='in'/><arg type='u' name='timestamp' direction='in'/>"
    "    </method>"
    "  </interface>"
    "</node>";

struct _GuiSearchProvider
{
  GObject parent_instance;
  GApplication *application;
  const GuiSearchProviderHandler *handler;
  gpointer user_data;
  GDBusConnection *bus;
  guint registration;
};

/* A call that waits until the library has been read. */
typedef struct
{
  GuiSearchProvider *self;
  PeerLibrary *library;
  GDBusMethodInvocation *invocation;
  GVariant *parameters;
  void (*answer) (PeerLibrary *library, GVariant *parameters, GDBusMethodInvocation *invocation);
} GuiSearchCall;

G_DEFINE_FINAL_TYPE (GuiSearchProvider, gui_search_provider, G_TYPE_OBJECT)

/* Answers */

static gboolean
gui_search_provider_matches (PeerDocument *document, GuiQuery *query)
{
  g_autofree char *key = gui_query_make_key (peer_document_get_number (document), peer_document_get_title (document));

  return gui_query_matches (query, peer_document_get_number (document), key);
}

static void
gui_search_provider_answer_results (PeerLibrary *library, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  gboolean is_first = g_variant_n_children (parameters) == 1;
  g_autoptr (GVariant) terms = g_variant_get_child_value (parameters, is_first ? 0 : 1);
  g_autofree const char **words = g_variant_get_strv (terms, NULL);
  g_autofree char *text = g_strjoinv (" ", (char **) words);
  g_autoptr (GuiQuery) query = gui_query_new (text);
  guint n_documents = library != NULL ? g_list_model_get_n_items (G_LIST_MODEL (library)) : 0;
  guint n_results = 0;
  GVariantBuilder results;

  g_variant_builder_init (&results, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < n_documents && n_results < GUI_SEARCH_PROVIDER_MAX_RESULTS && !gui_query_is_empty (query); i++)
    {
      g_autoptr (PeerDocument) document = g_list_model_get_item (G_LIST_MODEL (library), i);

      if (!gui_search_provider_matches (document, query))
        continue;
      g_variant_builder_add_value (&results, g_variant_new_take_string (g_strdup_printf ("%u", peer_document_get_number (document))));
      n_results++;
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(as)", &results));
}

/* Identifiers are our own, but anybody on the bus can call. */
static guint
gui_search_provider_parse_identifier (const char *identifier)
{
  guint64 number;

  return g_ascii_string_to_unsigned (identifier, 10, 1, G_MAXUINT, &number, NULL) ? (guint) number : 0;
}

static void
gui_search_provider_add_meta (GVariantBuilder *metas, PeerDocument *document)
{
  g_autofree char *title = peer_shown_text (peer_document_get_title (document));
  g_autofree char *identifier = g_strdup_printf ("%u", peer_document_get_number (document));
  g_autofree char *name = g_strdup_printf (_("RFC %u · %s"), peer_document_get_number (document), title);
  g_autoptr (GIcon) icon = g_themed_icon_new ("text-x-generic");
  g_autoptr (GVariant) icon_value = g_variant_ref_sink (g_icon_serialize (icon));

  g_variant_builder_open (metas, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (metas, "{sv}", "id", g_variant_new_string (identifier));
  g_variant_builder_add (metas, "{sv}", "name", g_variant_new_string (name));
  g_variant_builder_add (metas, "{sv}", "icon", icon_value);
  g_variant_builder_close (metas);
}

static void
gui_search_provider_answer_metas (PeerLibrary *library, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) child = g_variant_get_child_value (parameters, 0);
  g_autofree const char **identifiers = g_variant_get_strv (child, NULL);
  GVariantBuilder metas;

  g_variant_builder_init (&metas, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; identifiers[i] != NULL && library != NULL; i++)
    {
      PeerDocument *document = peer_library_find (library, gui_search_provider_parse_identifier (identifiers[i]));

      if (document != NULL)
        gui_search_provider_add_meta (&metas, document);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &metas));
}

/* Waiting for the library */

static void
gui_search_call_finish (GuiSearchCall *call)
{
  call->answer (call->library, call->parameters, call->invocation);
  g_application_release (call->self->application);
  g_clear_object (&call->library);
  g_variant_unref (call->parameters);
  g_object_unref (call->self);
  g_free (call);
}

static void
gui_search_call_loading_cb (PeerLibrary *library, GParamSpec *pspec, GuiSearchCall *call)
{
  gboolean is_loading;

  g_object_get (library, "is-loading", &is_loading, NULL);
  if (is_loading)
    return;
  g_signal_handlers_disconnect_by_func (library, gui_search_call_loading_cb, call);
  gui_search_call_finish (call);
}

static void
gui_search_provider_answer_when_loaded (GuiSearchProvider *self,
                                        GVariant *parameters,
                                        GDBusMethodInvocation *invocation,
                                        void (*answer) (PeerLibrary *, GVariant *, GDBusMethodInvocation *))
{
  PeerLibrary *library = self->handler->get_library (self->user_data);
  GuiSearchCall *call = g_new0 (GuiSearchCall, 1);
  gboolean is_loading = FALSE;

  *call = (GuiSearchCall) {
    .self = g_object_ref (self),
    .invocation = invocation,
    .parameters = g_variant_ref (parameters),
    .answer = answer,
  };
  g_set_object (&call->library, library);
  g_application_hold (self->application);
  if (library != NULL)
    g_object_get (library, "is-loading", &is_loading, NULL);
  if (is_loading)
    g_signal_connect (library, "notify::is-loading", G_CALLBACK (gui_search_call_loading_cb), call);
  else
    gui_search_call_finish (call);
}

/* Calls */

static void
gui_search_provider_activate (GuiSearchProvider *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  const char *identifier = NULL;
  guint number;

  g_variant_get_child (parameters, 0, "&s", &identifier);
  number = gui_search_provider_parse_identifier (identifier);
  if (number != 0)
    self->handler->open (number, self->user_data);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
gui_search_provider_launch (GuiSearchProvider *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) terms = g_variant_get_child_value (parameters, 0);
  g_autofree const char **words = g_variant_get_strv (terms, NULL);
  g_autofree char *text = g_strjoinv (" ", (char **) words);

  self->handler->search (text, self->user_data);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
gui_search_provider_call (GDBusConnection *bus,
                          const char *sender,
                          const char *path,
                          const char *interface,
                          const char *method,
                          GVariant *parameters,
                          GDBusMethodInvocation *invocation,
                          gpointer user_data)
{
  GuiSearchProvider *self = user_data;

  if (g_str_equal (method, "GetInitialResultSet") || g_str_equal (method, "GetSubsearchResultSet"))
    gui_search_provider_answer_when_loaded (self, parameters, invocation, gui_search_provider_answer_results);
  else if (g_str_equal (method, "GetResultMetas"))
    gui_search_provider_answer_when_loaded (self, parameters, invocation, gui_search_provider_answer_metas);
  else if (g_str_equal (method, "ActivateResult"))
    gui_search_provider_activate (self, parameters, invocation);
  else
    gui_search_provider_launch (self, parameters, invocation);
}

gboolean
gui_search_provider_export (GuiSearchProvider *self, GDBusConnection *bus, const char *path, GError **error)
{
  static const GDBusInterfaceVTable table = { .method_call = gui_search_provider_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, error);

  if (node == NULL)
    return FALSE;
  self->registration = g_dbus_connection_register_object (bus, path, node->interfaces[0], &table, self, NULL, error);
  if (self->registration == 0)
    return FALSE;
  g_set_object (&self->bus, bus);
  return TRUE;
}

void
gui_search_provider_unexport (GuiSearchProvider *self)
{
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->bus, self->registration);
  self->registration = 0;
  g_clear_object (&self->bus);
}

GuiSearchProvider *
gui_search_provider_new (GApplication *application, const GuiSearchProviderHandler *handler, gpointer user_data)
{
  GuiSearchProvider *self = g_object_new (GUI_TYPE_SEARCH_PROVIDER, NULL);

  self->application = application;
  self->handler = handler;
  self->user_data = user_data;
  return self;
}

static void
gui_search_provider_dispose (GObject *object)
{
  gui_search_provider_unexport (GUI_SEARCH_PROVIDER (object));
  G_OBJECT_CLASS (gui_search_provider_parent_class)->dispose (object);
}

static void
gui_search_provider_class_init (GuiSearchProviderClass *class)
{
  G_OBJECT_CLASS (class)->dispose = gui_search_provider_dispose;
}

static void
gui_search_provider_init (GuiSearchProvider *self)
{
}
