#pragma once

/* Files that are there whole or not at all. Any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/** vit_file_replace: writes to a temporary name beside @path, syncs, and renames over it. */
bool vit_file_replace (const char *path, const void *data, size_t n, GError **error);

/** vit_file_replace_lightly: the same without the sync, for what is found anew at little cost and
 * carries a checksum: after a crash of the machine the file may be empty or cut. */
bool vit_file_replace_lightly (const char *path, const void *data, size_t n, GError **error);
