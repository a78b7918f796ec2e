#pragma once

/* The folder of everything that can be made again: `$VITRINE_CACHE_DIR`, else the user's cache
 * folder. An empty `VITRINE_CACHE_DIR` means that nothing is stored. Any thread. */

#include <glib.h>

/** vit_cache_folder_dup: (transfer full) (nullable): the folder of a kind, such as "results"; %NULL
 * if nothing is stored. The folder is not created. */
char *vit_cache_folder_dup (const char *kind);
