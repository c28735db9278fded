#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Every file says whose it is and under which licence, and no RFC text, which is not free, is among them:
# check-sources.sh SOURCE-FOLDER

set -eu
cd "$1"
status=0

files=$(find . -path './build*' -prune -o -path './.git' -prune -o -type f \
  \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o -name '*.ui' -o -name '*.css' -o -name '*.svg' -o -name '*.in' \
  -o -name '*.xml' -o -name 'meson*' -o -name '*.po' -o -name '*.[1-8]' \) -print)
for file in $files; do
  if ! head -n 4 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later'; then
    echo "$file has no SPDX-License-Identifier in its first lines"
    status=1
  fi
  if ! head -n 4 "$file" | grep -q 'SPDX-FileCopyrightText: 2026 The P2P-CI authors'; then
    echo "$file has no SPDX-FileCopyrightText in its first lines"
    status=1
  fi
done

texts=$(find . -path './build*' -prune -o -path './.git' -prune -o -iname 'rfc[0-9]*.txt' -print)
if [ -n "$texts" ]; then
  echo "RFC texts do not belong here: $texts"
  status=1
fi
exit $status
