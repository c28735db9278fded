/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "load-loop.h"

/* Clients that read a list from its first page to its last, and again. What counts are bytes: figures->n_requests are
 * KiB. */
void load_pages_run (int port, int pid, guint n_clients, double seconds, LoadFigures *figures);
