/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "peer-local-index.h"

#include "wire-limits.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define PROBE_SECONDS 2u
#define PROBE "PING P2P-CI/1.1\r\n\r\n"
#define ANSWER "P2P-CI/"

struct _PeerLocalIndex
{
  GObject parent_instance;
  char *program;
  guint16 port;
  GSubprocess *process;
  char *server; /* of what was started here */
};

/* One start: asks whether somebody answers, else starts a server on the port, else on any. */
typedef struct
{
  GSocketConnection *connection;
  GDataInputStream *output;
  char answer[sizeof ANSWER - 1];
  gboolean is_any_port;
} PeerLocalIndexStart;

G_DEFINE_FINAL_TYPE (PeerLocalIndex, peer_local_index, G_TYPE_OBJECT)

static void peer_local_index_spawn (GTask *task);

static void
peer_local_index_start_free (gpointer data)
{
  PeerLocalIndexStart *start = data;

  g_clear_object (&start->connection);
  g_clear_object (&start->output);
  g_free (start);
}

/* Does somebody answer? */

static void
peer_local_index_answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PeerLocalIndex *self = g_task_get_source_object (task);
  PeerLocalIndexStart *start = g_task_get_task_data (task);
  gsize n_read = 0;

  g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &n_read, NULL);
  if (n_read == sizeof start->answer && memcmp (start->answer, ANSWER, n_read) == 0)
    g_task_return_pointer (task, g_strdup_printf ("localhost:%u", self->port), g_free);
  else
    peer_local_index_spawn (g_steal_pointer (&task));
}

static void
peer_local_index_asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PeerLocalIndexStart *start = g_task_get_task_data (task);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (start->connection));

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL))
    peer_local_index_spawn (task);
  else
    g_input_stream_read_all_async (input, start->answer, sizeof start->answer, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), peer_local_index_answered_cb, task);
}

static void
peer_local_index_connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PeerLocalIndexStart *start = g_task_get_task_data (task);

  start->connection = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (object), result, NULL);
  if (start->connection == NULL)
    {
      peer_local_index_spawn (task);
      return;
    }
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (start->connection)), PROBE,
                                   sizeof PROBE - 1, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                   peer_local_index_asked_cb, task);
}

static void
peer_local_index_probe (GTask *task)
{
  PeerLocalIndex *self = g_task_get_source_object (task);
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_timeout (client, PROBE_SECONDS);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_host_async (client, "localhost", self->port, g_task_get_cancellable (task),
                                         peer_local_index_connected_cb, task);
}

/* Nobody does */

/* Not even a crash of the program leaves it behind. */
static void
peer_local_index_child_setup (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

/* "Started listening on IP 127.0.0.1  Port : 5555" */
static guint
peer_local_index_parse_port (const char *line)
{
  const char *colon = line != NULL ? strrchr (line, ':') : NULL;

  return colon != NULL ? (guint) g_ascii_strtoull (g_strchug ((char *) colon + 1), NULL, 10) : 0;
}

static void
peer_local_index_listening_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PeerLocalIndex *self = g_task_get_source_object (task);
  PeerLocalIndexStart *start = g_task_get_task_data (task);
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, NULL);
  guint port = peer_local_index_parse_port (line);

  if (port > 0 && port <= G_MAXUINT16)
    {
      self->server = g_strdup_printf ("localhost:%u", port);
      g_task_return_pointer (task, g_strdup (self->server), g_free);
      return;
    }
  g_clear_object (&start->output);
  peer_local_index_stop (self);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!start->is_any_port)
    {
      /* Something else has the port. */
      start->is_any_port = TRUE;
      peer_local_index_spawn (g_steal_pointer (&task));
      return;
    }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                           _("The index on this computer ended before it was ready. Start %s in a terminal to see why."),
                           self->program);
}

static void
peer_local_index_spawn (GTask *task)
{
  PeerLocalIndex *self = g_task_get_source_object (task);
  PeerLocalIndexStart *start = g_task_get_task_data (task);
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", start->is_any_port ? 0 : self->port);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, peer_local_index_child_setup, NULL, NULL);
  self->process = g_subprocess_launcher_spawn (launcher, &error, self->program, "--quiet", "--listen", listen, NULL);
  if (self->process == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                               g_error_matches (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT)
                                   ? _("Cannot start an index on this computer: %s is not installed.")
                                   : _("Cannot start an index on this computer: %s cannot be run."),
                               self->program);
      g_object_unref (task);
      return;
    }
  start->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_data_input_stream_read_line_async (start->output, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                       peer_local_index_listening_cb, task);
}

/* Public */

void
peer_local_index_start_async (PeerLocalIndex *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, peer_local_index_start_async);
  g_task_set_task_data (task, g_new0 (PeerLocalIndexStart, 1), peer_local_index_start_free);
  if (self->server == NULL)
    {
      peer_local_index_probe (task);
      return;
    }
  g_task_return_pointer (task, g_strdup (self->server), g_free);
  g_object_unref (task);
}

char *
peer_local_index_start_finish (PeerLocalIndex *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
peer_local_index_is_own (PeerLocalIndex *self)
{
  return self->server != NULL;
}

void
peer_local_index_stop (PeerLocalIndex *self)
{
  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  g_clear_object (&self->process);
  g_clear_pointer (&self->server, g_free);
}

PeerLocalIndex *
peer_local_index_new (const char *program, guint16 port)
{
  PeerLocalIndex *self = g_object_new (PEER_TYPE_LOCAL_INDEX, NULL);

  self->program = g_strdup (program != NULL ? program : INDEX_PROGRAM);
  self->port = port != 0 ? port : WIRE_DEFAULT_PORT;
  return self;
}

static void
peer_local_index_finalize (GObject *object)
{
  PeerLocalIndex *self = PEER_LOCAL_INDEX (object);

  peer_local_index_stop (self);
  g_free (self->program);
  G_OBJECT_CLASS (peer_local_index_parent_class)->finalize (object);
}

static void
peer_local_index_class_init (PeerLocalIndexClass *class)
{
  G_OBJECT_CLASS (class)->finalize = peer_local_index_finalize;
}

static void
peer_local_index_init (PeerLocalIndex *self)
{
}
