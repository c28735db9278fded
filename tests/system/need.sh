#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Runs a validator, or skips with the reason when this machine has not got it: need.sh PROGRAM [ARGUMENT]...

set -eu
if ! command -v "$1" >/dev/null; then
  echo "skipped: $1 is not installed"
  exit 77
fi
exec "$@"
