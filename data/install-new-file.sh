#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# install-new-file.sh FILE DESTINATION: installs a file that people edit, unless there is one already.

set -eu
to=${DESTDIR:-}$2
if [ -e "$to" ]; then
  echo "Keeping $to"
  exit 0
fi
mkdir -p "$(dirname "$to")"
cp "$1" "$to"
chmod 644 "$to"
