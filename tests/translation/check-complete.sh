#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Every word of the sources as they are now is translated, and no translation is only guessed:
# check-complete.sh SOURCE-FOLDER LANGUAGE

set -eu
for program in xgettext msgmerge msgattrib msgfmt; do
  if ! command -v "$program" >/dev/null; then
    echo "skipped: $program is not installed"
    exit 77
  fi
done

here=$(dirname "$0")
source=$1
language=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0

# What stands in a catalogue beneath its header, and where it is from.
tell ()
{
  words=$(sed -e '1,/^$/d' "$1" | sed -n -e '/^#: /p' -e '/^msgctxt /p' -e '/^msgid/,/^msgstr/{/^msgstr/!p;}')
  if [ -n "$words" ]; then
    echo "po/$language.po: $2:"
    echo "$words"
    status=1
  fi
}

sh "$here/make-pot.sh" "$source" "$folder/now.pot"
msgmerge --quiet --no-fuzzy-matching --output-file="$folder/now.po" "$source/po/$language.po" "$folder/now.pot"
msgattrib --untranslated --no-obsolete --no-wrap "$folder/now.po" >"$folder/untranslated"
msgattrib --only-fuzzy --no-obsolete --no-wrap "$folder/now.po" >"$folder/fuzzy"
msgattrib --only-obsolete "$source/po/$language.po" >"$folder/obsolete"

tell "$folder/untranslated" 'these are not translated'
tell "$folder/fuzzy" 'these are guesses that nobody has looked at (fuzzy)'
if grep -q '^#~' "$folder/obsolete"; then
  echo "po/$language.po: these are no longer in the sources and can go:"
  grep '^#~' "$folder/obsolete"
  status=1
fi
if grep -nE '^(msgstr|").*([.][.][.]|\\")' "$source/po/$language.po" >"$folder/typewriter"; then
  echo "po/$language.po: write … for three dots, and the quotation marks of the language:"
  cat "$folder/typewriter"
  status=1
fi

if [ $status -ne 0 ]; then
  cat <<END

To bring it up to date:
  meson compile -C BUILD-FOLDER p2p-ci-pot p2p-ci-update-po
then translate in po/$language.po what is empty or marked "fuzzy" (and take the mark away), and drop old entries with
  msgattrib --no-obsolete --output-file=po/$language.po po/$language.po
END
fi
exit $status
