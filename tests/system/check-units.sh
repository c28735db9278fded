#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The units are right, and the service is as exposed as we say: check-units.sh SOCKET-UNIT SERVICE-UNIT USER-UNIT
#
# 0.3 is the promise; systemd-analyze counts it as 3 and fails above the threshold. A service without any protection
# must fail, so that a tool that ignores its threshold is noticed.

set -eu
if ! command -v systemd-analyze >/dev/null; then
  echo "skipped: systemd-analyze is not installed"
  exit 77
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$1" "$folder/p2p-ci.socket"
# verify looks for the program where it is going to be installed.
sed 's|^ExecStart=.*|ExecStart=/bin/true|; s|^ExecReload=.*|ExecReload=/bin/true|' "$2" >"$folder/p2p-ci.service"

status=0
complaints=$(systemd-analyze verify --man=no "$folder/p2p-ci.service" "$folder/p2p-ci.socket" 2>&1) || status=1
# A user's own: what it may close is less, so no promise of a number. Its program is asked for its words elsewhere.
sed 's|^ExecStart=.*|ExecStart=/bin/true|' "$3" >"$folder/p2p-ci-share.service"
complaints="$complaints
$(XDG_RUNTIME_DIR=$folder systemd-analyze verify --user --man=no "$folder/p2p-ci-share.service" 2>&1)" || status=1
# Other units of the machine may be complained of too; they are not ours.
complaints=$(printf '%s\n' "$complaints" | grep p2p-ci || :)
if [ -n "$complaints" ]; then
  printf '%s\n' "$complaints"
  status=1
fi

printf '[Service]\nExecStart=/bin/true\n' >"$folder/open.service"
if systemd-analyze security --offline=true --threshold=3 "$folder/open.service" >/dev/null 2>&1; then
  echo "a service without any protection passes: the threshold does not work here"
  status=1
fi
if ! systemd-analyze security --offline=true --threshold=3 --no-pager "$folder/p2p-ci.service" >"$folder/security"; then
  grep -v '^✓' "$folder/security"
  status=1
fi
tail -n 1 "$folder/security"

for port in 5555 7734; do
  if ! grep -qx "ListenStream=$port" "$1"; then
    echo "the socket unit does not listen on $port"
    status=1
  fi
done
exit $status
