/* SPDX-FileCopyrightText: 2026 The P2P-CI authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Iterates the thread's default main context until @condition is TRUE. A condition that does not come true within
 * TEST_PATIENCE_SECONDS fails the test: the time is no assertion, it only ends what would hang. */
#define TEST_PATIENCE_SECONDS 30
typedef gboolean (*TestCondition) (gpointer data);
void test_wait_until (TestCondition condition, gpointer data);
void test_wait_until_true (const gboolean *flag);

/* Iterates until the asynchronous call that was given test_result_cb() and @result (NULL before) has ended. */
void test_result_cb (GObject *object, GAsyncResult *result, gpointer user_data);
void test_wait_for_result (GAsyncResult **result);

/* A new, empty folder; test_folder_free() removes it with all that is in it. */
GFile *test_folder_new (void);
void test_folder_free (GFile *folder);
/* Writes @contents to a new or old file of this name in @folder. */
GFile *test_folder_write (GFile *folder, const char *name, const char *contents, gssize length);

G_END_DECLS
