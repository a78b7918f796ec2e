#include "app/samples.h"

#include <glib.h>

#include "config.h"
#include "core/tml/model.h"

static char *
find_sample (const char *name)
{
  const char *folder = g_getenv ("VITRINE_DATADIR");
  g_autofree char *installed =
      g_build_filename (folder ? folder : VIT_DATADIR, "samples", name, NULL);
  if (g_file_test (installed, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&installed);

  g_autofree char *in_tree = g_build_filename (VIT_SOURCE_ROOT, "resources", "samples", name, NULL);
  return g_file_test (in_tree, G_FILE_TEST_EXISTS) ? g_steal_pointer (&in_tree) : NULL;
}

char *
vit_samples_find_demo (void)
{
  return find_sample ("demo.vitrine");
}

char *
vit_samples_find_model (void)
{
  return find_sample ("CuZr" VIT_MODEL_SUFFIX);
}
