#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# as-a-person.sh PROGRAM [ARGUMENT...]: runs it in a session of its own: a screen that nobody sees, a message bus, and the
# accessibility bus that starts on it.

set -eu

for tool in xvfb-run dbus-run-session; do
  if ! command -v "$tool" >/dev/null; then
    echo "SKIP: $tool is not installed"
    exit 77
  fi
done
if [ ! -x /usr/libexec/at-spi-bus-launcher ]; then
  echo 'SKIP: at-spi2-core is not installed'
  exit 77
fi

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME="$home" XDG_CACHE_HOME="$home/cache" XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" XDG_RUNTIME_DIR="$home"
unset GTK_A11Y NO_AT_BRIDGE DBUS_SESSION_BUS_ADDRESS

xvfb-run -a -s '-screen 0 1280x800x24 -nolisten tcp' dbus-run-session -- "$@"
