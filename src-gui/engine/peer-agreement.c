/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "peer-agreement.h"

char *
peer_agreement_describe (guint n_agreeing, guint n_compared)
{
  if (n_compared < 2 || n_agreeing == 0)
    return g_strdup ("");
  if (n_agreeing >= n_compared)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u peer agrees on this text.", "All %u peers agree on this text.", n_compared),
        n_compared);
  if (2 * n_agreeing > n_compared)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %u peers agrees on this text.",
                                         "%u of %u peers agree on this text.", n_agreeing),
                            n_agreeing, n_compared);

  /* Not even most of them: that is worth a warning word. */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Only %u of %u peers has this text.",
                                       "Only %u of %u peers have this text.", n_agreeing),
                          n_agreeing, n_compared);
}
