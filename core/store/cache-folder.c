#include "core/store/cache-folder.h"

char *
vit_cache_folder_dup (const char *kind)
{
  const char *folder = g_getenv ("VITRINE_CACHE_DIR");
  if (folder && !*folder)
    return NULL;
  return folder ? g_build_filename (folder, kind, NULL)
                : g_build_filename (g_get_user_cache_dir (), "vitrine", kind, NULL);
}
