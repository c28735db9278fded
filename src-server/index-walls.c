/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "index-walls.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

/* The filter sees 32 bits at a time; flags are in the low ones. */
#define INDEX_WALLS_ARGUMENT(i) (offsetof (struct seccomp_data, args[i]) + (G_BYTE_ORDER == G_BIG_ENDIAN ? 4 : 0))

gboolean
index_walls_raise (void)
{
  /* Jumps count from the next line. */
  struct sock_filter lines[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, __NR_sendmsg, 3, 0),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, __NR_sendto, 4, 0),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, __NR_sendmmsg, 3, 0),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, INDEX_WALLS_ARGUMENT (2)),
    BPF_JUMP (BPF_JMP | BPF_JA, 1, 0, 0),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, INDEX_WALLS_ARGUMENT (3)),
    BPF_JUMP (BPF_JMP | BPF_JSET | BPF_K, MSG_FASTOPEN, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog program = { G_N_ELEMENTS (lines), lines };

  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
