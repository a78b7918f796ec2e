#include "tests/support/analyses.h"

#include <glib/gstdio.h>

VitAnalyses *
analyses_open_text (const char *text)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "atoms.dump", NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  const char *const paths[] = { path, NULL };
  const char *const species[] = { "Cu", "Zr", "Cu", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autoptr (VitRun) run = vit_run_new (paths);
  g_object_set (run, "species", species, NULL);
  vit_study_add_run (study, run);
  VitAnalyses *analyses = vit_analyses_new (study, NULL);
  g_assert_true (vit_analyses_open_sync (analyses, NULL, &error));
  g_assert_no_error (error);
  g_remove (path);
  g_rmdir (folder);
  return analyses;
}
