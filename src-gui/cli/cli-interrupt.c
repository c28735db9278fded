/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli-interrupt.h"

#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "cli-context.h"

static int descriptor = -1;
static volatile sig_atomic_t n_interrupts;

static void
cli_interrupt_signal_cb (int number)
{
  const int code = errno;
  const guint64 one = 1;

  if (n_interrupts > 0)
    _exit (CLI_STATUS_INTERRUPTED);
  n_interrupts = 1;
  if (write (descriptor, &one, sizeof one) < 0)
    _exit (CLI_STATUS_INTERRUPTED); /* nobody would hear of it */
  errno = code;
}

void
cli_interrupt_init (void)
{
  /* Without SA_RESTART: what waits in the kernel comes back. */
  const struct sigaction action = { .sa_handler = cli_interrupt_signal_cb };
  struct sigaction old_action;

  descriptor = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (descriptor < 0)
    return; /* then a signal ends the program, as it does by itself */
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  if (sigaction (SIGHUP, NULL, &old_action) == 0 && old_action.sa_handler != SIG_IGN)
    sigaction (SIGHUP, &action, NULL);
}

gboolean
cli_interrupt_has_come (void)
{
  return n_interrupts > 0;
}

int
cli_interrupt_get_descriptor (void)
{
  return descriptor;
}
