#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Exactly these files are installed, each at its place: check-install.sh BUILD-FOLDER yes|no
#
# The second argument says whether the desktop peer is built.

set -eu
build=$1
has_gui=$2

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
DESTDIR=$folder/root meson install -C "$build" --no-rebuild --quiet >"$folder/log" 2>&1 || {
  cat "$folder/log"
  exit 1
}

prefix=$(meson introspect --buildoptions "$build" | python3 -c '
import json, sys
print(next(o["value"] for o in json.load(sys.stdin) if o["name"] == "prefix"))')
(cd "$folder/root" && find . -type f -o -type l) | sed 's|^\.||' | sort >"$folder/found"

expect () { printf '%s\n' "$prefix/$1" >>"$folder/expected"; }
expect bin/p2p-ci
expect lib/firewalld/services/p2p-ci.xml
expect lib/systemd/catalog/p2p-ci.catalog
expect lib/systemd/system/p2p-ci.service
expect lib/systemd/system/p2p-ci.socket
expect lib/systemd/user/p2p-ci-share.service
expect libexec/p2p-ci-server
expect share/bash-completion/completions/p2p-ci
expect share/doc/p2p-ci/LICENSE
expect share/doc/p2p-ci/README.md
expect share/doc/p2p-ci/examples/p2p-ci.avahi.service
expect share/locale/de/LC_MESSAGES/p2p-ci.mo
expect share/man/man1/p2p-ci.1
expect share/man/man5/p2p-ci.conf.5
expect share/man/man7/p2p-ci.7
expect share/man/man8/p2p-ci-server.8
case $prefix in
  /usr)
    echo /etc/p2p-ci/p2p-ci.conf >>"$folder/expected"
    echo /etc/ufw/applications.d/p2p-ci >>"$folder/expected"
    ;;
  *)
    expect etc/p2p-ci/p2p-ci.conf
    expect etc/ufw/applications.d/p2p-ci
    ;;
esac
if [ "$has_gui" = yes ]; then
  expect bin/p2p-ci-peer
  expect share/applications/org.p2pci.Peer.desktop
  expect share/dbus-1/services/org.p2pci.Peer.service
  expect share/glib-2.0/schemas/org.p2pci.Peer.gschema.xml
  expect share/gnome-shell/search-providers/org.p2pci.Peer.search-provider.ini
  expect share/icons/hicolor/scalable/apps/org.p2pci.Peer.svg
  expect share/icons/hicolor/symbolic/apps/org.p2pci.Peer-symbolic.svg
  expect share/man/man1/p2p-ci-peer.1
  expect share/metainfo/org.p2pci.Peer.metainfo.xml
fi
sort -o "$folder/expected" "$folder/expected"

# < is missing, > is one too many
diff "$folder/expected" "$folder/found"
