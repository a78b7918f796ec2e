/* vitrine-cli status: how far the work on a study is that processes share. */

#include "app/cli/options.h"
#include "app/cli/study-work.h"

static gboolean as_json;
static char *results_text;

static void
print_json (const VitWorkStatus *status, VitStudy *study, const char *store)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "store");
  json_builder_add_string_value (builder, store);
  json_builder_set_member_name (builder, "runs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < status->n_runs; i++)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "label");
      json_builder_add_string_value (builder, vit_run_get_label (vit_study_get_run (study, i)));
      json_builder_set_member_name (builder, "units");
      json_builder_add_int_value (builder, (gint64) status->runs[i].n);
      json_builder_set_member_name (builder, "done");
      json_builder_add_int_value (builder, (gint64) status->runs[i].n_done);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  const struct
  {
    const char *name;
    size_t n;
  } counts[] = { { "units", status->n },
                 { "done", status->n_done },
                 { "claimed", status->n_claimed },
                 { "missing", status->n - status->n_done },
                 { "processes", status->n_processes } };
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      json_builder_set_member_name (builder, counts[i].name);
      json_builder_add_int_value (builder, (gint64) counts[i].n);
    }
  vit_cli_add_number (builder, "units_per_hour", status->rate * 3600);
  vit_cli_add_number (builder, "seconds_left", status->left);
  json_builder_set_member_name (builder, "runs_finished");
  json_builder_add_boolean_value (builder, status->finished);
  json_builder_set_member_name (builder, "complete");
  json_builder_add_boolean_value (builder, status->complete);
  json_builder_end_object (builder);
  vit_cli_print_json (json_builder_get_root (builder));
}

VitExit
vit_command_status (int argc, char **argv)
{
  static const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "As JSON", NULL },
    { "results", 0, 0, G_OPTION_ARG_STRING, &results_text,
      "What is wanted, as it was said to run (default t_ml)", "LIST" },
    { NULL },
  };
  VitExit exit;
  unsigned results;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = vit_cli_describe_results ();
  if (!vit_cli_parse_study (
          entries, "STUDY",
          "How far the work on a study is. Exit status 75 while it is not complete.", words, &argc,
          &argv, &exit))
    return exit;
  if (argc != 2)
    return vit_cli_usage ("status", "one study is needed");
  if (!vit_work_parse (results_text ? results_text : "t_ml", &results, &error))
    return vit_cli_usage ("status", "--results: %s", error->message);
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitAnalyses) analyses = vit_cli_open_study (argv[1], progress, &exit);
  if (!analyses)
    return exit;
  vit_cli_progress_end ();
  VitStudy *study = vit_analyses_get_study (analyses);
  VitCache *cache = vit_analyses_get_cache (analyses);
  g_autofree char *folder = vit_cli_dup_store (study);
  if (!cache || !vit_cache_get_store (cache))
    {
      g_autofree char *why = vit_cli_dup_no_store (study);
      g_printerr ("vitrine-cli: %s: there is no store of results%s%s\n", folder ? folder : argv[1],
                  why ? ": " : " yet", why ? why : "");
      return VIT_EXIT_INCOMPLETE;
    }
  g_autoptr (VitWork) work = vit_work_new (analyses, results, 0);
  VitWorkStatus status;
  vit_work_freeze (work);
  vit_work_get_status (work, &status);
  if (as_json)
    print_json (&status, study, folder);
  else
    {
      g_autofree char *text = vit_work_status_dup_text (&status, study);
      g_print ("%s", text);
    }
  exit = status.complete ? VIT_EXIT_GOOD : VIT_EXIT_INCOMPLETE;
  vit_work_status_clear (&status);
  return exit;
}
