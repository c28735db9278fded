/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-handover.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

/* No names that a listening socket's could begin with. */
#define INDEX_HANDOVER_STATE "handover-state"
#define INDEX_HANDOVER_PEERS "handover-peers"

#define INDEX_HANDOVER_BATCH 250u /* the kernel takes 253 a message */
#define INDEX_HANDOVER_MAX_SOCKETS (1u << 20)
#define INDEX_HANDOVER_SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)
#define INDEX_HANDOVER_BARRIER_USEC (5 * G_USEC_PER_SEC)

struct _IndexHandover
{
  int state_fd;
  int peers_fd;
  gboolean is_given; /* something came */
  gboolean is_ambiguous; /* more than one of a kind: who knows which belong together */
};

static void
index_close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

IndexHandover *
index_handover_new (void)
{
  IndexHandover *handover = g_new0 (IndexHandover, 1);

  handover->state_fd = -1;
  handover->peers_fd = -1;
  return handover;
}

void
index_handover_free (IndexHandover *handover)
{
  index_close_fd (&handover->state_fd);
  index_close_fd (&handover->peers_fd);
  g_free (handover);
}

gboolean
index_handover_take (IndexHandover *handover, const char *name, int fd)
{
  int *place = NULL;

  if (g_strcmp0 (name, INDEX_HANDOVER_STATE) == 0)
    place = &handover->state_fd;
  else if (g_strcmp0 (name, INDEX_HANDOVER_PEERS) == 0)
    place = &handover->peers_fd;
  if (place == NULL)
    return FALSE;

  handover->is_given = TRUE;
  handover->is_ambiguous |= *place >= 0;
  index_close_fd (place);
  *place = fd;
  return TRUE;
}

/* Taking out */

typedef union
{
  char bytes[CMSG_SPACE (INDEX_HANDOVER_BATCH * sizeof (int))];
  struct cmsghdr align;
} IndexBatch;

static void
index_handover_place_sockets (GArray *sockets, const struct cmsghdr *control, guint32 first)
{
  guint n_fds = (control->cmsg_len - CMSG_LEN (0)) / sizeof (int);

  for (guint i = 0; i < n_fds; i++)
    {
      guint64 place = (guint64) first + i;
      int fd;

      memcpy (&fd, CMSG_DATA (control) + i * sizeof fd, sizeof fd);
      if (place < sockets->len && g_array_index (sockets, int, place) < 0)
        g_array_index (sockets, int, place) = fd;
      else
        close (fd);
    }
}

/* FALSE when there are no more. */
static gboolean
index_handover_receive (int peers_fd, GArray *sockets)
{
  guint32 first = G_MAXUINT32;
  IndexBatch batch;
  struct iovec vector = { &first, sizeof first };
  struct msghdr message = {
    .msg_iov = &vector,
    .msg_iovlen = 1,
    .msg_control = batch.bytes,
    .msg_controllen = sizeof batch.bytes,
  };
  gssize length = recvmsg (peers_fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

  if (length < 0 && errno == EINTR)
    return TRUE;
  if (length <= 0)
    return FALSE;
  for (struct cmsghdr *control = CMSG_FIRSTHDR (&message); control != NULL; control = CMSG_NXTHDR (&message, control))
    {
      if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS)
        index_handover_place_sockets (sockets, control, length == sizeof first ? GUINT32_FROM_LE (first) : G_MAXUINT32);
    }
  return TRUE;
}

typedef struct
{
  void *address;
  gsize length;
} IndexMapping;

static void
index_mapping_free (gpointer data)
{
  IndexMapping *mapping = data;

  munmap (mapping->address, mapping->length);
  g_free (mapping);
}

/* Sealed, or it could shrink under the reader. */
static GBytes *
index_handover_map (int fd, GError **error)
{
  struct stat status;
  IndexMapping mapping = { 0 };

  if (fd < 0 || fcntl (fd, F_GET_SEALS) < 0 || (fcntl (fd, F_GET_SEALS) & INDEX_HANDOVER_SEALS) != INDEX_HANDOVER_SEALS
      || fstat (fd, &status) != 0 || status.st_size <= 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The state is no sealed memory file");
      return NULL;
    }
  mapping.length = status.st_size;
  mapping.address = mmap (NULL, mapping.length, PROT_READ, MAP_PRIVATE, fd, 0);
  if (mapping.address == MAP_FAILED)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The state cannot be read: %s", g_strerror (errno));
      return NULL;
    }
  return g_bytes_new_with_free_func (mapping.address, mapping.length, index_mapping_free,
                                     g_memdup2 (&mapping, sizeof mapping));
}

static IndexState *
index_handover_load (IndexHandover *handover, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  IndexState *state = NULL;

  if (handover->is_ambiguous)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "There is more than one state");
      return NULL;
    }
  bytes = index_handover_map (handover->state_fd, error);
  if (bytes != NULL)
    state = index_state_load (bytes, error);
  if (state != NULL && index_state_get_n_connections (state) > INDEX_HANDOVER_MAX_SOCKETS)
    {
      g_clear_pointer (&state, index_state_free);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "There are too many connections in the state");
    }
  return state;
}

void
index_handover_restore (IndexHandover *handover, IndexServer *server, IndexLog *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IndexState) state = NULL;
  g_autoptr (GArray) sockets = g_array_new (FALSE, FALSE, sizeof (int));
  IndexServerCounts counts;

  if (!handover->is_given)
    return;

  /* First of all: if this process does not survive what is in there, the next one is spared it. */
  sd_notify (0, "FDSTOREREMOVE=1\nFDNAME=" INDEX_HANDOVER_STATE);
  sd_notify (0, "FDSTOREREMOVE=1\nFDNAME=" INDEX_HANDOVER_PEERS);
  state = index_handover_load (handover, &error);
  if (state != NULL)
    {
      const int none = -1;

      for (guint i = 0; i < index_state_get_n_connections (state); i++)
        g_array_append_val (sockets, none);
      while (handover->peers_fd >= 0 && index_handover_receive (handover->peers_fd, sockets))
        continue;
      index_server_restore (server, state, sockets);
      index_server_get_counts (server, &counts);
      index_log_taken_over (log, counts.n_connections, counts.n_records);
    }
  else
    index_log_warning (log, "What the last run left is of no use, so the index starts empty, and its peers will fill it: %s",
                       error->message);
  index_close_fd (&handover->state_fd);
  index_close_fd (&handover->peers_fd);
  handover->is_given = FALSE;
}

/* Putting in */

static gboolean
index_handover_send (int fd, GArray *sockets, guint first)
{
  guint n_fds = MIN (sockets->len - first, INDEX_HANDOVER_BATCH);
  guint32 first_le = GUINT32_TO_LE (first);
  IndexBatch batch = { 0 };
  struct iovec vector = { &first_le, sizeof first_le };
  struct msghdr message = {
    .msg_iov = &vector,
    .msg_iovlen = 1,
    .msg_control = batch.bytes,
    .msg_controllen = CMSG_SPACE (n_fds * sizeof (int)),
  };
  struct cmsghdr *control = CMSG_FIRSTHDR (&message);
  gssize length;

  control->cmsg_level = SOL_SOCKET;
  control->cmsg_type = SCM_RIGHTS;
  control->cmsg_len = CMSG_LEN (n_fds * sizeof (int));
  memcpy (CMSG_DATA (control), &g_array_index (sockets, int, first), n_fds * sizeof (int));
  do
    length = sendmsg (fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (length < 0 && errno == EINTR);
  return length == sizeof first_le;
}

static gboolean
index_handover_fill_peers (IndexHandover *handover, GArray *sockets, GError **error)
{
  int pair[2];
  guint first = 0;
  int saved_errno;

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Cannot make a pair of sockets: %s", g_strerror (errno));
      return FALSE;
    }
  handover->peers_fd = pair[0];
  while (first < sockets->len && index_handover_send (pair[1], sockets, first))
    first += MIN (sockets->len - first, INDEX_HANDOVER_BATCH);
  saved_errno = errno;
  close (pair[1]);
  if (first >= sockets->len)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "Only %u of %u connections could be handed over: %s",
               first, sockets->len, g_strerror (saved_errno));
  return FALSE;
}

static gboolean
index_handover_fill_state (IndexHandover *handover, IndexServer *server, GArray *sockets, GError **error)
{
  handover->state_fd = memfd_create ("p2p-ci-state", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (handover->state_fd < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Cannot make a memory file: %s", g_strerror (errno));
      return FALSE;
    }
  if (!index_server_save (server, handover->state_fd, sockets, error))
    return FALSE;
  if (fcntl (handover->state_fd, F_ADD_SEALS, INDEX_HANDOVER_SEALS) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Cannot seal the state: %s", g_strerror (errno));
  return FALSE;
}

/* Without FDPOLL=0 the manager would throw the peers' socket out as hung up: its other end is closed. */
static gboolean
index_handover_store (const char *words, int fd, GError **error)
{
  int result = sd_pid_notify_with_fds (0, 0, words, &fd, 1);

  if (result > 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The service manager takes no descriptors: %s",
               result < 0 ? g_strerror (-result) : "there is none");
  return FALSE;
}

gboolean
index_handover_save (IndexHandover *handover, IndexServer *server, IndexLog *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) sockets = g_array_new (FALSE, FALSE, sizeof (int));
  IndexServerCounts counts;

  index_server_get_counts (server, &counts);
  if (g_getenv ("NOTIFY_SOCKET") == NULL || counts.n_connections + counts.n_peers == 0)
    return FALSE;

  if (index_handover_fill_state (handover, server, sockets, &error))
    {
      /* Those that are on the way are handed over all the same: who is missing, was cut off. */
      if (!index_handover_fill_peers (handover, sockets, &error))
        {
          index_log_warning (log, "%s", error->message);
          g_clear_error (&error);
        }
      if (index_handover_store ("FDSTORE=1\nFDPOLL=0\nFDNAME=" INDEX_HANDOVER_STATE, handover->state_fd, &error)
          && handover->peers_fd >= 0)
        index_handover_store ("FDSTORE=1\nFDPOLL=0\nFDNAME=" INDEX_HANDOVER_PEERS, handover->peers_fd, &error);
      sd_notify_barrier (0, INDEX_HANDOVER_BARRIER_USEC);
      if (error == NULL)
        index_log_passed_on (log, sockets->len, counts.n_records);
    }
  if (error != NULL)
    index_log_warning (log, "Peers will have to connect again: %s", error->message);
  return error == NULL;
}
