#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Tries the project out on this machine, as root or through sudo: sh data/try.sh
#
# Installs the packages that are missing, builds, starts an index as systemd would and a terminal peer that shares
# sample documents, and opens the window, connected. Without a display it walks the same way with the terminal peer.
# Only this computer can connect to what it starts. Everything but the packages and build-try/ is gone at the end.

set -eu
cd "$(dirname "$0")/.."
source_folder=$PWD
. data/packages.sh

say () { printf '\n%s\n' "$*"; }
fail () { printf 'It did not work: %s\n' "$*" >&2; exit 1; }

has_display ()
{
  [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ] || [ -S "${XDG_RUNTIME_DIR:-/nonexistent}/wayland-0" ]
}

# Started through sudo, the window belongs to the desktop of the user and not to root.
if [ "$(id -u)" -eq 0 ] && [ -n "${SUDO_UID:-}" ] && [ "$SUDO_UID" -ne 0 ] && [ -d "/run/user/$SUDO_UID" ]; then
  export XDG_RUNTIME_DIR="/run/user/$SUDO_UID"
  export DBUS_SESSION_BUS_ADDRESS="unix:path=$XDG_RUNTIME_DIR/bus"
fi

# shellcheck disable=SC2154,SC2086 # lists of words, from packages.sh
if has_display; then
  gui=enabled
  install_missing $build_packages $run_packages $gui_packages
else
  gui=disabled
  install_missing $build_packages $run_packages
fi

build=$source_folder/build-try
prefix=$build/installed
log=$build/build.log
say 'Building...'
mkdir -p "$build"
{
  if [ -f "$build/build.ninja" ]; then
    meson setup --reconfigure "$build" -Dgui=$gui
  else
    meson setup "$build" --prefix "$prefix" -Dgui=$gui
  fi && nice meson compile -C "$build" && meson install -C "$build" --no-rebuild
} >"$log" 2>&1 </dev/null || { tail -n 40 "$log" >&2; fail "the build failed; all of it is in $log"; }

world=$(mktemp -d)
index_pid=
peer_pid=
other_pid=

# A peer that is asked to end tells the index that it leaves.
end ()
{
  if [ -n "$1" ] && kill "$1" 2>/dev/null; then
    wait "$1" 2>/dev/null || :
  fi
}

# shellcheck disable=SC2317 # called by the trap
clean_up ()
{
  trap - EXIT INT TERM
  end "$other_pid"
  end "$peer_pid"
  end "$index_pid"
  rm -rf "$world"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# A free port: the one wished for, or any.
free_port ()
{
  python3 -c '
import socket, sys
for port in (int(sys.argv[1]), 0):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            continue
        print(listener.getsockname()[1])
        break' "$1"
}

# become NAME PROGRAM [ARGUMENT]...: this shell becomes the program, with a home of its own. So $! is the program.
become ()
{
  home=$world/$1
  shift
  mkdir -p "$home"
  exec env HOME="$home" XDG_CONFIG_HOME="$home/.config" XDG_DATA_HOME="$home/.local/share" \
    XDG_STATE_HOME="$home/.local/state" XDG_CACHE_HOME="$home/.cache" "$@"
}

# until_true COMMAND...: patience for what takes a moment
until_true ()
{
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || fail "this never came true: $*"
    sleep 0.1
  done
}

port=$(free_port 5555)
course_port=$(free_port 7734)
server=127.0.0.1:$port
say "Starting an index on the ports $port and $course_port of this computer. systemd holds them, and starts
the server at the first connection."
systemd-socket-activate --fdname=p2p-ci:p2p-ci --listen="$server" --listen="127.0.0.1:$course_port" \
  "$prefix/libexec/p2p-ci-server" >"$world/index.log" 2>&1 &
index_pid=$!

mkdir "$world/library" "$world/window"
samples=$world/samples
sh data/sample-documents.sh "$samples" 12
say 'Starting a terminal peer that shares 12 sample documents:
  p2p-ci share --server '"$server $samples"
become sharer "$prefix/bin/p2p-ci" share --server "$server" "$samples" >"$world/sharer.log" 2>&1 &
peer_pid=$!

peer () { (become visitor "$prefix/bin/p2p-ci" "$@"); }
lists () { peer list --server "$server" | grep -q "$1"; }
until_true lists 90012

if [ $gui = enabled ]; then
  say 'Opening the window. Search, press a button to get a document, drop files on it to share them.
Close it to end.'
  env GSETTINGS_BACKEND=memory GSETTINGS_SCHEMA_DIR="$prefix/share/glib-2.0/schemas" XDG_DATA_HOME="$world/window" \
    XDG_DATA_DIRS="$prefix/share:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}" \
    "$prefix/bin/p2p-ci-peer" --gapplication-app-id=org.p2pci.Peer.Try --server "$server" --folder "$world/library" ||
    fail 'the window ended with an error'
  say 'The window is closed; the peer leaves and the index stops.'
  exit 0
fi

say 'There is no display here, so the terminal peer goes the way that the window goes.'

say '1. What does the index list?
  p2p-ci list'
peer list --server "$server" || fail 'the index could not be asked'

say '2. Which of them speak of digests?
  p2p-ci list digests'
peer list --server "$server" digests || fail 'the search failed'

say '3. Who holds document 90006?
  p2p-ci lookup 90006'
peer lookup --server "$server" 90006 || fail 'nobody holds it'

fetched=$world/fetched
mkdir "$fetched"
say "4. Get it, and two others, from that peer:
  p2p-ci get --output $fetched 90006 90007 90008"
peer get --server "$server" --output "$fetched" 90006 90007 90008 || fail 'the download failed'

for number in 90006 90007 90008; do
  cmp "$samples/rfc$number.txt" "$fetched/rfc$number.txt" || fail "document $number is not what was shared"
done
say '5. Compared with the originals: every byte is the same.'

holders () { peer lookup --server "$server" --json "$1" | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))'; }
has_holders () { [ "$(holders 90006)" = "$1" ]; }
say "6. Share what was fetched, as a second peer; now two hold document 90006:
  p2p-ci share $fetched"
become second "$prefix/bin/p2p-ci" share --server "$server" "$fetched" >"$world/second.log" 2>&1 &
other_pid=$!
until_true has_holders 2
peer lookup --server "$server" 90006

say '7. The first peer leaves. Its documents are gone from the index; those of the second stay:'
end "$peer_pid"
peer_pid=
until_true has_holders 1
peer list --server "$server"

say '8. The second leaves too, and the index is empty.'
end "$other_pid"
other_pid=
is_empty () { ! lists 9000; }
until_true is_empty

say 'All of it worked.'
