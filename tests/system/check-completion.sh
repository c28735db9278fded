#!/bin/bash
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What bash offers after these words: check-completion.sh COMPLETION-FILE P2P-CI
#
# Every command and every option of the program's own help is among it.

set -eu
# shellcheck source=data/completions/p2p-ci
. "$1"
program=$(realpath "$2")
compopt () { :; } # works only while bash itself completes
status=0

# offers EXPECTED WORD...: the last word is the one being completed
offers ()
{
  expected=$1
  shift
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  COMPREPLY=()
  _p2p_ci
  if [ "${COMPREPLY[*]}" != "$expected" ]; then
    echo "after \"$*\": \"${COMPREPLY[*]}\" instead of \"$expected\""
    status=1
  fi
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/texts"
touch "$folder/rfc1.txt" "$folder/rfc 2.txt"
cd "$folder"

offers 'share add lookup list get mirror remove held servers inspect' p2p-ci ''
offers 'share' p2p-ci sh
offers 'servers' p2p-ci se
offers 'get' p2p-ci --server localhost g
offers '--server' p2p-ci --ser
offers '--output' p2p-ci get --o
offers '' p2p-ci list --o
offers 'texts' p2p-ci share ''
offers 'rfc1.txt' p2p-ci add rfc1
offers 'rfc 2.txt' p2p-ci inspect 'rfc 2'
offers 'texts' p2p-ci mirror ''
offers '--match' p2p-ci mirror --m
offers 'texts' p2p-ci get --output te
offers 'texts' p2p-ci get --output = te
offers 'texts' p2p-ci share -f ''
offers '--folder' p2p-ci -s localhost list --f
offers '' p2p-ci lookup 21
offers '' p2p-ci add --number 2

# Of the library that the words name, for the one command that takes its numbers.
export XDG_DATA_HOME=$folder/data
write ()
{
  printf '\n\nNetwork Working Group      T. Tester\nRequest for Comments: %s\n\n\n                    Tides\n\n' "$1" >"texts/rfc$1.txt"
}
write 17
write 18
write 217
offers '17 18' "$program" --folder texts remove 1
offers '217' "$program" remove --folder = texts 2
offers '17 18 217' "$program" -f texts remove ''
offers '' "$program" remove -f missing/there ''

# What the help tells, the completion offers.
commands=$("$program" --help | sed -n 's/^  \([a-z]\{1,\}\)\( .*\)\{0,1\}$/\1/p')
[ -n "$commands" ] || { echo 'the help lists no commands'; status=1; }
for command in $commands; do
  offers "$command" p2p-ci "$command"
done
options=$("$program" --help | sed -n 's/^  \(-., \)\{0,1\}\(--[a-z]*\).*/\2/p')
[ -n "$options" ] || { echo 'the help lists no options'; status=1; }
for option in $options; do
  case $option in
    --output) offers "$option" p2p-ci get "$option" ;;
    --match) offers "$option" p2p-ci mirror "$option" ;;
    --number | --title | --replace) offers "$option" p2p-ci add "$option" ;;
    *) offers "$option" p2p-ci "$option" ;;
  esac
done
exit $status
