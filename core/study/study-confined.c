#include "core/study/study-confined.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/study/study-private.h"

bool
vit_path_is_below (const char *root, const char *path)
{
  char own_root[PATH_MAX], real[PATH_MAX];
  if (!realpath (root, own_root) || !realpath (path, real))
    return false;
  size_t n = strlen (own_root);
  return strncmp (own_root, real, n) == 0 && (real[n] == '/' || real[n] == '\0');
}

/* A file that a study names, which may be a pattern or not be there: the folder that it is in
 * counts then. */
static bool
check_named (const char *root, const char *path, const char *whose, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  bool pattern = strpbrk (path, "*?[") != NULL;
  bool there = !pattern && g_file_test (path, G_FILE_TEST_EXISTS);
  if (!strpbrk (folder, "*?[") && vit_path_is_below (root, there ? path : folder))
    return true;
  g_autofree char *shown = g_utf8_make_valid (path, -1);
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
               "%s: is outside the folder of %s, which may read files of its own alone", shown,
               whose);
  return false;
}

/* Rules of a journal may be a file. */
static bool
check_journals (VitStudy *study, const char *whose, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (study->keys, NULL);
  for (char **group = groups; *group; group++)
    {
      g_autofree char *journal =
          vit_study_is_figure_group (*group) || vit_study_is_montage_group (*group)
              ? g_key_file_get_string (study->keys, *group, "journal", NULL)
              : NULL;
      if (!journal || (!strchr (journal, '/') && !g_str_has_suffix (journal, ".journal")))
        continue;
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                   "[%s]: the journal of %s has a name, and is no file", *group, whose);
      return false;
    }
  return true;
}

bool
vit_study_check_confined (VitStudy *study, const char *root, const char *whose, GError **error)
{
  g_return_val_if_fail (VIT_IS_STUDY (study) && root && whose, false);
  size_t n;
  const VitOption *table = vit_option_list (&n);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      for (const char *const *path = vit_run_get_paths (run); *path; path++)
        if (!check_named (root, *path, whose, error))
          return false;
      if (vit_run_get_log (run) && !check_named (root, vit_run_get_log (run), whose, error))
        return false;
    }
  if (vit_study_get_model_path (study) &&
      !check_named (root, vit_study_get_model_path (study), whose, error))
    return false;
  for (size_t i = 0; i < n; i++)
    {
      g_autofree char *path = table[i].type == VIT_OPTION_FILE
                                  ? vit_study_dup_option_path (study, table[i].group, table[i].key)
                                  : NULL;
      if (path && !check_named (root, path, whose, error))
        return false;
    }
  return check_journals (study, whose, error);
}
