# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# The Debian packages that building, running and testing need, and how to get those that are missing. To be sourced.

# shellcheck disable=SC2034 # for those who source this
{
  build_packages='gcc libc6-dev meson ninja-build pkgconf gettext libglib2.0-dev libglib2.0-dev-bin libsystemd-dev libjson-glib-dev'
  gui_packages='libgtk-4-dev libadwaita-1-dev libgtk-4-bin desktop-file-utils librsvg2-common adwaita-icon-theme fonts-dejavu-core'
  run_packages='systemd procps'
  test_packages='python3 python3-gi gir1.2-atspi-2.0 xvfb xauth xdotool openbox dbus dbus-daemon at-spi2-core libglib2.0-bin
    appstream libxml2-utils mandoc shellcheck bash-completion systemd-container iproute2 strace'
}

# Prints which of these packages are not installed.
missing_packages ()
{
  for package in "$@"; do
    case $(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null) in
      'install ok installed') ;;
      *) printf '%s ' "$package" ;;
    esac
  done
}

# Installs what is missing of these packages, quietly, as root or through sudo. Where that is not possible it says what
# to do, and fails. On a system without dpkg it leaves the matter to the build, which names what it lacks.
install_missing ()
{
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    return 0
  fi
  missing=$(missing_packages "$@")
  if [ -z "$missing" ]; then
    return 0
  fi
  if [ "$(id -u)" -eq 0 ]; then
    as_root='env'
  elif command -v sudo >/dev/null && [ -t 0 ]; then
    as_root='sudo env'
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root='sudo -n env'
  else
    echo "These packages are missing: $missing" >&2
    echo "Run this as root or through sudo, or install them first: apt-get install --no-install-recommends $missing" >&2
    return 1
  fi

  echo "Installing $missing"
  install_log=$(mktemp)
  # shellcheck disable=SC2086 # lists of words
  if ! $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq update </dev/null >"$install_log" 2>&1 ||
     ! $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
       -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install $missing </dev/null >"$install_log" 2>&1; then
    cat "$install_log" >&2
    rm -f "$install_log"
    echo "The packages could not be installed: $missing" >&2
    return 1
  fi
  rm -f "$install_log"
}
