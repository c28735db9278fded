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
for line in 'SPDX-License-Identifier: GPL-3.0-or-later' 'SPDX-FileCopyrightText: 2026 The P2P-CI authors'; do
  # shellcheck disable=SC2086 # the names have no blanks
  without=$(grep -L -m 1 -F "$line" $files || :)
  if [ -n "$without" ]; then
    printf 'without "%s":\n%s\n' "$line" "$without"
    status=1
  fi
done

texts=$(find . -path './build*' -prune -o -path './.git' -prune -o -iname 'rfc[0-9]*.txt' -print)
if [ -n "$texts" ]; then
  echo "RFC texts do not belong here: $texts"
  status=1
fi
exit $status
