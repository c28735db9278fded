#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The service file is what Avahi's own DTD wants: check-avahi.sh FILE

set -eu
dtd=/usr/share/avahi/avahi-service.dtd
if [ ! -e $dtd ] || ! command -v xmllint >/dev/null; then
  echo "skipped: $dtd (avahi-daemon) or xmllint is not installed"
  exit 77
fi
exec xmllint --nonet --noout --dtdvalid $dtd "$1"
