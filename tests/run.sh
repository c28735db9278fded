#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Runs every test of the project on a bare Debian machine, as root or through sudo: sh tests/run.sh
#
# Installs the packages that are missing, builds from nothing with warnings as errors, runs all suites, and builds the
# project without the desktop peer and, where clang is, with clang. The last line says "N passed, N failed, N skipped".
# The exit status is 0 when nothing failed and something passed. Everything is built beneath build-tests/.

set -u
cd "$(dirname "$0")/.." || exit 1
exec </dev/null
export LC_ALL=C.UTF-8

. data/packages.sh

n_passed=0
n_failed=0
n_skipped=0

finish ()
{
  echo "$n_passed passed, $n_failed failed, $n_skipped skipped"
  [ "$n_failed" -eq 0 ] && [ "$n_passed" -gt 0 ]
  exit
}

# Runs a step that is a test by itself: check SENTENCE LOG COMMAND...
check ()
{
  sentence=$1
  log=$2
  shift 2
  if "$@" >"$log" 2>&1; then
    n_passed=$((n_passed + 1))
    echo "passed: $sentence"
  else
    n_failed=$((n_failed + 1))
    tail -n 60 "$log"
    echo "failed: $sentence"
    return 1
  fi
}


# build FOLDER [MESON-OPTION]...
# shellcheck disable=SC2317 # called by check
build () { meson setup "$@" -Dwerror=true && nice meson compile -C "$1"; }
# shellcheck disable=SC2317 # called by check
build_with_clang () { CC=clang build "$@"; }

# shellcheck disable=SC2154,SC2086 # lists of words, from packages.sh
if ! install_missing $build_packages $gui_packages $run_packages $test_packages; then
  n_failed=1
  finish
fi

top=build-tests
if ! rm -rf "$top" || ! mkdir "$top"; then
  echo "Cannot make the folder $top anew" >&2
  n_failed=1
  finish
fi

if check 'it builds without a warning' "$top/build.log" build "$top/all"; then
  echo 'Running the tests'
  nice meson test -C "$top/all" --no-rebuild --print-errorlogs --timeout-multiplier 3 >"$top/test.log" 2>&1 ||
    sed -n '/^Summary of Failures/q; p' "$top/test.log"
  if [ -f "$top/all/meson-logs/testlog.json" ]; then
    python3 tests/count-results.py "$top/all/meson-logs/testlog.json" >"$top/counts"
    sed '$d' "$top/counts"
    read -r passed failed skipped <<COUNTS
$(tail -n 1 "$top/counts")
COUNTS
    n_passed=$((n_passed + passed))
    n_failed=$((n_failed + failed))
    n_skipped=$((n_skipped + skipped))
  else
    cat "$top/test.log"
    echo 'failed: meson test left no results'
    n_failed=$((n_failed + 1))
  fi
fi

if check 'it builds without the desktop peer' "$top/without-gui.log" build "$top/without-gui" -Dgui=disabled; then
  check 'without the desktop peer the right files are installed' "$top/without-gui-test.log" \
    meson test -C "$top/without-gui" --no-rebuild --print-errorlogs --suite data
fi

if command -v clang >/dev/null; then
  check 'clang builds it without a warning' "$top/clang.log" build_with_clang "$top/clang"
else
  echo 'skipped: clang builds it without a warning (clang is not installed)'
  n_skipped=$((n_skipped + 1))
fi

finish
