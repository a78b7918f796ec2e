/* Files of a story: all that is read lies below its folder, with symbolic links resolved. */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "config.h"
#include "core/base/error.h"
#include "core/study/study-confined.h"
#include "ui/story/story-limits.h"
#include "ui/story/story-private.h"

char *
vit_story_resolve (const VitStory *story, const char *name, GError **error)
{
  g_autofree char *shown = g_utf8_make_valid (name, -1);
  if (!vit_pack_check_name (name, 255))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                   "\"%s\" is no path below the folder of the story", shown);
      return NULL;
    }
  g_autofree char *path = g_build_filename (story->folder, name, NULL);
  if (g_access (path, F_OK) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", path, g_strerror (errno));
      return NULL;
    }
  if (vit_path_is_below (story->folder, path))
    return g_steal_pointer (&path);
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
               "\"%s\" is a link that leads out of the folder of the story", shown);
  return NULL;
}

/* ---- The whole folder ---- */

static bool
check_below (const char *root, const char *folder, int depth, guint *n_files, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;
  if (depth > VIT_STORY_MAX_FOLDER_DEPTH)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "%s: folders lie deeper than %d inside each other", folder,
                   VIT_STORY_MAX_FOLDER_DEPTH);
      return false;
    }
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;
      if (++*n_files > VIT_STORY_MAX_FILES)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED, "%s: has more than %d files", root,
                       VIT_STORY_MAX_FILES);
          return false;
        }
      if (g_lstat (path, &info) != 0)
        continue;
      if (S_ISLNK (info.st_mode) && !vit_path_is_below (root, path))
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                       "%s: is a link that leads out of the folder of the story", path);
          return false;
        }
      if (S_ISDIR (info.st_mode) && !check_below (root, path, depth + 1, n_files, error))
        return false;
    }
  return dir != NULL;
}

bool
vit_story_check_folder (const char *folder, GError **error)
{
  guint n_files = 0;
  return check_below (folder, folder, 1, &n_files, error);
}

/* ---- The study ---- */

char *
vit_story_find_bundled (const char *name)
{
  const char *folder = g_getenv ("VITRINE_DATADIR");
  g_autofree char *installed =
      g_build_filename (folder ? folder : VIT_DATADIR, "samples", name, NULL);
  if (g_file_test (installed, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&installed);
  g_autofree char *in_tree = g_build_filename (VIT_SOURCE_ROOT, "resources", "samples", name, NULL);
  return g_file_test (in_tree, G_FILE_TEST_EXISTS) ? g_steal_pointer (&in_tree) : NULL;
}

VitStudy *
vit_story_load_study (VitStory *story, GError **error)
{
  g_return_val_if_fail (story, NULL);
  if (!story->study)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: names no study; give one with --study",
                   story->path);
      return NULL;
    }
  bool bundled = g_str_has_prefix (story->study, VIT_STORY_BUNDLED);
  const char *name = bundled ? story->study + strlen (VIT_STORY_BUNDLED) : story->study;
  if (bundled && (!vit_pack_check_name (name, 255) || strchr (name, '/')))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: \"%s\" is no study of the program's",
                   story->path, story->study);
      return NULL;
    }
  g_autofree char *path =
      bundled ? vit_story_find_bundled (name) : vit_story_resolve (story, name, error);
  if (bundled && !path)
    g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: the program's %s is not installed",
                 story->path, name);
  if (!path || (!bundled && !vit_story_check_folder (story->folder, error)))
    return NULL;
  g_autofree char *folder = bundled ? g_path_get_dirname (path) : g_strdup (story->folder);
  g_autoptr (VitStudy) study = vit_study_load (path, error);
  if (!study || !vit_study_check_confined (study, folder, "the story", error))
    return NULL;
  vit_story_attach (story, study);
  return g_steal_pointer (&study);
}
