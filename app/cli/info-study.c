/* vitrine-cli info STUDY: what the runs of a study are and rest on. */

#include <stdio.h>

#include "app/cli/info-study.h"
#include "app/cli/options.h"
#include "app/cli/premises.h"

static void
add_run (JsonBuilder *b, VitRun *run)
{
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "label");
  json_builder_add_string_value (b, vit_run_get_label (run));
  json_builder_set_member_name (b, "files");
  json_builder_begin_array (b);
  for (const char *const *path = vit_run_get_paths (run); *path; path++)
    {
      g_autofree char *name = g_filename_display_name (*path);
      json_builder_add_string_value (b, name);
    }
  json_builder_end_array (b);
  json_builder_set_member_name (b, "error");
  if (vit_run_get_error (run))
    json_builder_add_string_value (b, vit_run_get_error (run)->message);
  else
    json_builder_add_null_value (b);
  vit_cli_add_premises (b, vit_run_get_premises (run));
  json_builder_end_object (b);
}

static void
print_json (VitStudy *study)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "runs");
  json_builder_begin_array (b);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    add_run (b, vit_study_get_run (study, i));
  json_builder_end_array (b);
  json_builder_end_object (b);
  vit_cli_print_json (json_builder_get_root (b));
}

static void
print_run (VitRun *run)
{
  g_print ("run      %s\n", vit_run_get_label (run));
  for (const char *const *path = vit_run_get_paths (run); *path; path++)
    {
      g_autofree char *name = g_filename_display_name (*path);
      g_print ("file     %s\n", name);
    }
  if (vit_run_get_premises (run))
    vit_cli_print_premises (vit_run_get_premises (run));
}

VitExit
vit_cli_info_study (const char *path, gboolean as_json)
{
  GError *error = NULL;
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  if (!study)
    return vit_cli_fail (error);
  if (!vit_cli_give_study_premises ("info", study, TRUE))
    return VIT_EXIT_USAGE;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  gboolean sure = TRUE;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      if (!vit_run_open_sync (run, progress, NULL) && vit_run_get_error (run))
        {
          vit_cli_progress_end ();
          g_printerr ("vitrine-cli: %s: %s\n", vit_run_get_label (run),
                      vit_run_get_error (run)->message);
        }
      if (vit_run_get_trajectory (run))
        vit_cli_print_run_problems (vit_run_get_trajectory (run), vit_run_get_timeline (run));
      sure = vit_cli_check_run (vit_run_get_label (run), run) && sure;
      if (!as_json)
        print_run (run);
    }
  if (as_json)
    print_json (study);
  return sure ? vit_cli_study_exit (study) : VIT_EXIT_DAMAGED;
}
