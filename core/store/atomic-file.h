#pragma once

/* Files that are written whole or not at all. Any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/** vit_file_replace: writes to a temporary name beside @path, syncs, and renames over it. */
bool vit_file_replace (const char *path, const void *data, size_t n, GError **error);

/** vit_file_replace_lightly: the same without the sync. After a crash of the machine the file may
 * be empty or cut, so use it for content that carries a checksum and is cheap to make again. */
bool vit_file_replace_lightly (const char *path, const void *data, size_t n, GError **error);
