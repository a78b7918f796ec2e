/* What a study is read from. */

#include "core/io/file-names.h"
#include "core/store/read-file.h"
#include "core/study/study-private.h"

/* Patterns stand for the files that they match now. */
static bool
is_one_of (const char *const *patterns, const char *path)
{
  g_auto (GStrv) files = vit_expand_patterns (patterns, NULL);
  for (char **file = files; file && *file; file++)
    if (vit_file_is_same (*file, path))
      return true;
  return false;
}

bool
vit_study_reads (VitStudy *self, const char *path)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && path, false);
  size_t n;
  const VitOption *options = vit_option_list (&n);
  bool found = self->model_path && vit_file_is_same (self->model_path, path);
  for (size_t i = 0; i < n && !found; i++)
    if (options[i].type == VIT_OPTION_FILE)
      {
        g_autofree char *file = vit_study_dup_option_path (self, options[i].group, options[i].key);
        found = file && vit_file_is_same (file, path);
      }
  for (guint i = 0; i < self->runs->len && !found; i++)
    {
      VitRun *run = self->runs->pdata[i];
      const char *log = vit_run_get_log (run);
      found = (log && vit_file_is_same (log, path)) || is_one_of (vit_run_get_paths (run), path);
    }
  return found;
}
