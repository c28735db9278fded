#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# po/POTFILES names every file with words to translate, and no file that is gone: check-potfiles.sh SOURCE-FOLDER

set -eu
cd "$1"
status=0

listed=$(grep -v '^#' po/POTFILES)
for file in $listed; do
  if [ ! -f "$file" ]; then
    echo "po/POTFILES names $file, which is not there"
    status=1
  fi
done

marked=$(
  grep -rlE --include='*.c' --include='*.h' '\<(_|N_|C_|NC_|g_dngettext|ngettext) ?\(' src-* || :
  grep -rlE --include='*.ui' 'translatable="(yes|true)"' src-* || :
  find data -name '*.desktop.in' -o -name '*.metainfo.xml.in'
  grep -lE 'gettext-domain' data/*.gschema.xml 2>/dev/null || :
)
for file in $marked; do
  if ! printf '%s\n' "$listed" | grep -qxF "$file"; then
    echo "add this line to po/POTFILES: $file"
    status=1
  fi
done
exit $status
