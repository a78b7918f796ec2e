#include "app/twin.h"

char *
vit_find_twin (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL),
                  *folder = self ? g_path_get_dirname (self) : NULL;
  const char *const places[] = { "vitrine-cli", "cli/vitrine-cli" };
  for (gsize i = 0; folder && i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_build_filename (folder, places[i], NULL);
      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }
  return g_find_program_in_path ("vitrine-cli");
}
