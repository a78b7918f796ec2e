#pragma once

/* Files that are read whole. Any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * vit_file_read:
 * @largest: bytes, the most that such a file may have
 * @data: (out) (transfer full): the content and a NUL byte
 * @n: (out): its length without that byte
 * @error: %VIT_ERROR_IO; %VIT_ERROR_UNSUPPORTED if it is no regular file, as a pipe and a device
 *   have no end, or larger than @largest
 *
 * A file that grows meanwhile is read up to the length that it had.
 */
bool vit_file_read (const char *path, size_t largest, char **data, size_t *n, GError **error);

/** vit_file_peek: the first @n bytes at most of a regular file; 0 if there is none. */
size_t vit_file_peek (const char *path, char *head, size_t n);

/** vit_file_is_same: whether both names, through symbolic links, are one regular file. */
bool vit_file_is_same (const char *a, const char *b);
