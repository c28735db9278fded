#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The journal's catalogue explains exactly the events that the index logs, and the journal can read it:
# check-catalog.sh CATALOG SOURCE

set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

sed -n 's/^-- \([0-9a-f]\{32\}\)$/\1/p' "$1" | sort >"$folder/explained"
sed -n 's/^#define INDEX_MESSAGE_ID_[A-Z_]* "\([0-9a-f]\{32\}\)"$/\1/p' "$2" | sort >"$folder/logged"
[ -s "$folder/logged" ] || { echo "no event was found in $2"; exit 1; }
# < is not explained, > is not logged
diff "$folder/logged" "$folder/explained"

if ! command -v journalctl >/dev/null; then
  echo "skipped: journalctl is not installed"
  exit 77
fi
mkdir -p "$folder/root/usr/lib/systemd/catalog" "$folder/root/var/lib/systemd/catalog"
cp "$1" "$folder/root/usr/lib/systemd/catalog/"
journalctl --update-catalog --root="$folder/root" 2>"$folder/complaints" || { cat "$folder/complaints"; exit 1; }
if [ -s "$folder/complaints" ]; then
  cat "$folder/complaints"
  exit 1
fi
journalctl --list-catalog --root="$folder/root" | cut -d ' ' -f 1 | sort >"$folder/found"
diff "$folder/explained" "$folder/found"
