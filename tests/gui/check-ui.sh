#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check-ui.sh SOURCEDIR: what can be said of the .ui files without running the window: each is in the resource, well formed,
# free of markup, and every icon-only button in it has a name. That their types and properties exist is what the window tests
# show, which build all of them: GTK's own validator knows none of our types.

set -eu
cd "$1"
status=0

fail ()
{
  echo "$1" >&2
  status=1
}

for ui in gui-*.ui gtk/*.ui; do
  grep -q ">$ui<" p2p-ci-peer.gresource.xml || fail "$ui is not in the resource"
  if command -v xmllint >/dev/null; then
    xmllint --noout "$ui" || fail "$ui is not well formed"
  fi
  if grep -nE '"use-markup">(1|yes|[Tt]rue)' "$ui"; then
    fail "$ui reads markup where remote text may stand"
  fi
done
if grep -nE 'set_markup|_markup \(.*, TRUE\)' gui-*.c; then
  fail "Remote text must not become markup"
fi
exit $status
