/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-avahi.h"

#include <string.h>

#define BROWSER_PATH "/Client1/ServiceBrowser1"
#define BROWSER "org.freedesktop.Avahi.ServiceBrowser"

static const char server_xml[] =
    "<node><interface name='org.freedesktop.Avahi.Server'>"
    "<method name='ServiceBrowserNew'><arg type='i' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='u' direction='in'/>"
    "<arg type='o' direction='out'/></method>"
    "<method name='ResolveService'><arg type='i' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='i' direction='in'/><arg type='u' direction='in'/>"
    "<arg type='i' direction='out'/><arg type='i' direction='out'/><arg type='s' direction='out'/>"
    "<arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/>"
    "<arg type='i' direction='out'/><arg type='s' direction='out'/><arg type='q' direction='out'/>"
    "<arg type='aay' direction='out'/><arg type='u' direction='out'/></method>"
    "</interface></node>";

typedef struct
{
  int interface;
  int protocol;
  char *name;
  char *address;
  guint16 port;
} FakeService;

struct FakeAvahi
{
  GTestDBus *bus;
  GDBusConnection *connection; /* NULL while Avahi is not there */
  GDBusNodeInfo *info;
  GPtrArray *services;
  gboolean is_browsed;
};

static void
fake_service_free (gpointer data)
{
  FakeService *service = data;

  g_free (service->name);
  g_free (service->address);
  g_free (service);
}

static int
fake_protocol (const char *address)
{
  return strchr (address, ':') != NULL ? 1 : 0;
}

static void
fake_avahi_tell (FakeAvahi *avahi, const char *signal, const FakeService *service)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (avahi->connection, NULL, BROWSER_PATH, BROWSER, signal,
                                 service != NULL ? g_variant_new ("(iisssu)", service->interface, service->protocol,
                                                                  service->name, "_p2p-ci._tcp", "local", 0u)
                                                 : NULL,
                                 &error);
  g_assert_no_error (error);
}

static void
fake_avahi_resolve (FakeAvahi *avahi, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  int interface;
  int protocol;
  const char *name;

  g_variant_get (parameters, "(ii&s&s&siu)", &interface, &protocol, &name, NULL, NULL, NULL, NULL);
  for (guint i = 0; i < avahi->services->len; i++)
    {
      FakeService *service = g_ptr_array_index (avahi->services, i);

      if (service->interface == interface && service->protocol == protocol && g_str_equal (service->name, name)
          && *service->address != '\0')
        {
          g_dbus_method_invocation_return_value (
              invocation, g_variant_new ("(iissssisq@aayu)", interface, protocol, name, "_p2p-ci._tcp", "local",
                                         "host.local", protocol, service->address, service->port,
                                         g_variant_new_array (G_VARIANT_TYPE ("ay"), NULL, 0), 0u));
          return;
        }
    }
  g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.Avahi.TimeoutError", "Timeout reached");
}

static void
fake_avahi_call_cb (GDBusConnection *connection,
                    const char *sender,
                    const char *path,
                    const char *interface,
                    const char *method,
                    GVariant *parameters,
                    GDBusMethodInvocation *invocation,
                    gpointer user_data)
{
  FakeAvahi *avahi = user_data;

  if (g_str_equal (method, "ResolveService"))
    {
      fake_avahi_resolve (avahi, parameters, invocation);
      return;
    }

  /* The signals overtake the answer, as the real one's may. */
  avahi->is_browsed = TRUE;
  for (guint i = 0; i < avahi->services->len; i++)
    fake_avahi_tell (avahi, "ItemNew", g_ptr_array_index (avahi->services, i));
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", BROWSER_PATH));
  fake_avahi_tell (avahi, "AllForNow", NULL);
}

FakeAvahi *
fake_avahi_new (void)
{
  g_autofree char *program = g_find_program_in_path ("dbus-daemon");
  FakeAvahi *avahi;

  if (program == NULL)
    {
      g_test_skip ("there is no dbus-daemon here");
      return NULL;
    }

  avahi = g_new0 (FakeAvahi, 1);
  avahi->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (avahi->bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (avahi->bus), TRUE);
  avahi->info = g_dbus_node_info_new_for_xml (server_xml, NULL);
  avahi->services = g_ptr_array_new_with_free_func (fake_service_free);
  return avahi;
}

void
fake_avahi_free (FakeAvahi *avahi)
{
  fake_avahi_vanish (avahi);
  g_test_dbus_stop (avahi->bus);
  g_object_unref (avahi->bus);
  g_dbus_node_info_unref (avahi->info);
  g_ptr_array_unref (avahi->services);
  g_free (avahi);
}

void
fake_avahi_appear (FakeAvahi *avahi)
{
  static const GDBusInterfaceVTable vtable = { .method_call = fake_avahi_call_cb };
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;

  avahi->connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (avahi->bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (avahi->connection, "/", avahi->info->interfaces[0], &vtable, avahi, NULL, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (avahi->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "RequestName",
                                        g_variant_new ("(su)", "org.freedesktop.Avahi", 0u), NULL,
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

void
fake_avahi_vanish (FakeAvahi *avahi)
{
  if (avahi->connection == NULL)
    return;

  g_dbus_connection_close_sync (avahi->connection, NULL, NULL);
  g_clear_object (&avahi->connection);
  g_ptr_array_set_size (avahi->services, 0);
  avahi->is_browsed = FALSE;
}

void
fake_avahi_announce (FakeAvahi *avahi, int interface, const char *name, const char *address, guint16 port)
{
  FakeService *service = g_new0 (FakeService, 1);

  service->interface = interface;
  service->protocol = fake_protocol (address);
  service->name = g_strdup (name);
  service->address = g_strdup (address);
  service->port = port;
  g_ptr_array_add (avahi->services, service);
  if (avahi->is_browsed)
    fake_avahi_tell (avahi, "ItemNew", service);
}

void
fake_avahi_withdraw (FakeAvahi *avahi, int interface, const char *name, const char *address)
{
  for (guint i = 0; i < avahi->services->len; i++)
    {
      FakeService *service = g_ptr_array_index (avahi->services, i);

      if (service->interface == interface && service->protocol == fake_protocol (address)
          && g_str_equal (service->name, name))
        {
          fake_avahi_tell (avahi, "ItemRemove", service);
          g_ptr_array_remove_index (avahi->services, i);
          return;
        }
    }
  g_assert_not_reached ();
}
