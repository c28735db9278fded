#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Writes the words of the sources as they are now to a file: make-pot.sh SOURCE-FOLDER POT-FILE
# It finds what the target p2p-ci-pot finds, without writing into the sources; the keywords are those of the "glib"
# preset that po/meson.build asks for.

set -eu
cd "$1"
exec xgettext --from-code=UTF-8 --package-name=p2p-ci --add-comments --directory=. --files-from=po/POTFILES \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 \
  --keyword=g_dcgettext:2 --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 \
  --flag=N_:1:pass-c-format --flag=C_:2:pass-c-format --flag=NC_:2:pass-c-format --flag=g_dngettext:2:pass-c-format \
  --flag=g_strdup_printf:1:c-format --flag=g_string_append_printf:2:c-format --flag=g_set_error:4:c-format \
  --output="$2"
