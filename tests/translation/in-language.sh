#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# in-language.sh SOURCE-FOLDER WORK-FOLDER LANGUAGE PROGRAM [ARGUMENT...]: runs a TAP test in another language, with the
# catalogue of the sources as they are now and nothing installed. The language en_XA is the pseudo translation.

set -eu
skip ()
{
  echo "1..0 # SKIP $1"
  exit 77
}

here=$(dirname "$0")
source=$1
work=$2
language=$3
shift 3
command -v msgfmt >/dev/null || skip 'msgfmt is not installed'
mkdir -p "$work/locale/$language/LC_MESSAGES" "$work/locales"

case $language in
  en_XA)
    command -v xgettext >/dev/null || skip 'xgettext is not installed'
    country=$language
    sh "$here/make-pot.sh" "$source" "$work/words.pot"
    python3 -B "$here/make-pseudo.py" "$work/words.pot" "$work/words.po"
    ;;
  *)
    country=${language}_$(printf '%s' "$language" | tr '[:lower:]' '[:upper:]')
    cp "$source/po/$language.po" "$work/words.po"
    ;;
esac
msgfmt --check-format --output-file="$work/locale/$language/LC_MESSAGES/p2p-ci.mo" "$work/words.po"

# Catalogues are looked for in a locale that is set and is not "C", and a bare machine has no other. So one is made
# here: the real one where its sources are installed, and otherwise C's by another name, which differs in the way
# numbers and dates are written.
name=$country.UTF-8
rm -rf "${work:?}/locales/$name"
if ! localedef --no-archive --inputfile="$country" --charmap=UTF-8 "$work/locales/$name" >/dev/null 2>&1; then
  rm -rf "${work:?}/locales/$name"
  [ -d /usr/lib/locale/C.utf8 ] || skip "no locale $name can be made here: install the package locales"
  cp -r /usr/lib/locale/C.utf8 "$work/locales/$name"
fi

unset LANGUAGE
export LOCPATH="$work/locales" LC_ALL="$name" P2PCI_LOCALEDIR="$work/locale" P2PCI_PICTURES="$work/pictures"
exec "$@"
