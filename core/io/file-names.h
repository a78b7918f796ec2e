#pragma once

/* Names of files: their order, and the patterns that stand for several. Any thread. */

#include <glib.h>
#include <stdbool.h>

/** vit_compare_file_names: the order of files, with numbers in names by value: dump.9 before
 * dump.10. */
int vit_compare_file_names (const char *a, const char *b);

/** vit_sort_file_names: sorts in place, with numbers in names by value: dump.9 before dump.10. */
void vit_sort_file_names (char **paths);

/** vit_order_globbed: sorts names that are in alphabetical order, as a shell lists them, by the
 * numbers in them; other orders were chosen and stay. Returns whether the order has changed. */
bool vit_order_globbed (char **paths);

/** vit_expand_patterns: (transfer full): replaces names with `*`, `?` or `[` that are no files by
 * the files that they match, sorted as by vit_sort_file_names(). */
char **vit_expand_patterns (const char *const *paths, GError **error);
