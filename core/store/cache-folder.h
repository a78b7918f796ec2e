#pragma once

/* Where what is only remembered lies: `$VITRINE_CACHE_DIR`, else the user's cache folder. An empty
 * `VITRINE_CACHE_DIR` means that nothing is remembered. Any thread. */

#include <glib.h>

/** vit_cache_folder_dup: (transfer full) (nullable): the folder of a kind, such as "results"; %NULL
 * where nothing is remembered. It is not made. */
char *vit_cache_folder_dup (const char *kind);
