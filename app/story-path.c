#include <string.h>

#include "app/story-desk.h"

bool
vit_story_is_path (const char *path)
{
  g_autofree char *base = g_path_get_basename (path),
                  *inside = g_build_filename (path, "story.json", NULL);
  return strcmp (base, "story.json") == 0 || g_str_has_suffix (path, ".vitstory") ||
         (g_file_test (path, G_FILE_TEST_IS_DIR) && g_file_test (inside, G_FILE_TEST_EXISTS));
}
