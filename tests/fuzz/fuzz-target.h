/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A fuzz target is one file with this function. It asserts what must hold for any bytes. Built with -Dfuzzers=true it
 * is a libFuzzer program; else fuzz-replay.c calls it with the seeds of corpus/TARGET and with mutations of them. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

G_END_DECLS
