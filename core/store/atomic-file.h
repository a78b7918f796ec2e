#pragma once

/* Files that are there whole or not at all. Any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/** vit_file_replace: writes to a temporary name beside @path, syncs, and renames over it. */
bool vit_file_replace (const char *path, const void *data, size_t n, GError **error);
