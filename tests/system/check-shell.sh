#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Every shell script of the project parses and passes shellcheck: check-shell.sh SOURCE-FOLDER

set -eu
cd "$1"
scripts=$(find . -path './build*' -prune -o -path './.git' -prune -o -name '*.sh' -print; echo .ci/run)
completions=$(find data/completions -type f)

if ! command -v bash >/dev/null; then
  echo "skipped: bash is not installed"
  exit 77
fi
for file in $scripts $completions; do
  case $(head -n 1 "$file") in
    '#!/bin/sh') sh -n "$file" ;;
    *) bash -n "$file" ;;
  esac
done

if ! command -v shellcheck >/dev/null; then
  echo "skipped: shellcheck is not installed"
  exit 77
fi
# shellcheck disable=SC2086 # the names have no blanks
shellcheck $scripts $completions
