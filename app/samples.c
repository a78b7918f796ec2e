#include "app/samples.h"

#include <glib.h>
#include <string.h>

#include "config.h"
#include "core/tml/model.h"

/* (transfer full) (nullable): @name (nullable) in a folder of what comes along. */
static char *
find_file (const char *kind, const char *name)
{
  const char *folder = g_getenv ("VITRINE_DATADIR");
  g_autofree char *installed = g_build_filename (folder ? folder : VIT_DATADIR, kind, name, NULL);
  if (g_file_test (installed, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&installed);

  g_autofree char *in_tree = g_build_filename (VIT_SOURCE_ROOT, "resources", kind, name, NULL);
  return g_file_test (in_tree, G_FILE_TEST_EXISTS) ? g_steal_pointer (&in_tree) : NULL;
}

static char *
find_sample (const char *name)
{
  return find_file ("samples", name);
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

char *
vit_samples_find_story (const char *name)
{
  g_autofree char *path = g_build_filename (name, "story.json", NULL),
                  *file = find_file ("stories", path);
  return file ? g_path_get_dirname (file) : NULL;
}

static int
compare_names (const void *a, const void *b)
{
  const char *x = *(char *const *) a, *y = *(char *const *) b;
  bool x_first = strcmp (x, VIT_SAMPLES_TOUR) == 0, y_first = strcmp (y, VIT_SAMPLES_TOUR) == 0;
  return x_first != y_first ? y_first - x_first : strcmp (x, y);
}

char **
vit_samples_list_stories (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *folder = find_file ("stories", NULL);
  g_autoptr (GDir) dir = folder ? g_dir_open (folder, 0, NULL) : NULL;
  for (const char *name; dir && (name = g_dir_read_name (dir));)
    {
      g_autofree char *story = vit_samples_find_story (name);
      if (story)
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

bool
vit_samples_is_bundled (const char *folder)
{
  g_autofree char *name = g_path_get_basename (folder), *story = vit_samples_find_story (name);
  return story && strcmp (story, folder) == 0;
}
