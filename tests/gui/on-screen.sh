#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# on-screen.sh PROGRAM [ARGUMENT...]: runs a TAP test on a screen of its own that nobody sees.

set -eu

if ! command -v xvfb-run >/dev/null; then
  echo '1..0 # SKIP xvfb-run is not installed'
  exit 77
fi

# A home of its own, too: nothing of the user's is read or written.
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME="$home" XDG_CACHE_HOME="$home/cache" XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" XDG_RUNTIME_DIR="$home"

xvfb-run -a -s '-screen 0 1280x800x24 -nolisten tcp' "$@"
