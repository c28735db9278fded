#!/bin/bash
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What bash offers after these words: check-completion.sh COMPLETION-FILE

set -eu
# shellcheck source=data/completions/p2p-ci
. "$1"
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

offers 'share add lookup list get remove inspect' p2p-ci ''
offers 'share' p2p-ci sh
offers 'get' p2p-ci --server localhost g
offers '--server' p2p-ci --ser
offers '--output' p2p-ci get --o
offers '' p2p-ci list --o
offers 'texts' p2p-ci share ''
offers 'rfc1.txt' p2p-ci add rfc1
offers 'rfc 2.txt' p2p-ci inspect 'rfc 2'
offers 'texts' p2p-ci get --output te
offers 'texts' p2p-ci get --output = te
offers 'texts' p2p-ci share -f ''
offers '--folder' p2p-ci -s localhost list --f
offers '' p2p-ci lookup 21
exit $status
