#include "app/cli/inputs.h"
#include "app/cli/options.h"
#include "app/cli/study-work.h"
#include "core/results/work-pack.h"
#include "core/study/study-pack.h"

static char *output, *results_text;
static gboolean partial, whole_runs;

/* A run that cannot be read would be in the pack without a frame; why has been said. */
static VitExit
check_runs (VitStudy *study)
{
  VitExit exit = VIT_EXIT_GOOD;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      if (vit_run_get_trajectory (run))
        continue;
      vit_cli_progress_end ();
      g_printerr ("vitrine-cli: %s: cannot be read, and cannot be packed%s\n",
                  vit_run_get_label (run), partial ? " (warning)" : ": --partial packs the rest");
      exit = partial ? exit : VIT_EXIT_DAMAGED;
    }
  return exit;
}

/* Without its data nothing can be computed later. */
static VitExit
check_complete (VitWork *work, const char *study)
{
  size_t n = vit_work_get_n (work), n_missing = 0;
  bool finished = true;
  vit_work_check (work);
  for (size_t unit = 0; unit < n; unit++)
    n_missing += !vit_work_is_done (work, unit, true);
  for (size_t run = 0; run < vit_work_get_n_runs (work) && n_missing == 0; run++)
    finished = finished && vit_work_is_run_done (work, run, true);
  if (n_missing == 0 && finished)
    return VIT_EXIT_GOOD;
  const char *words = results_text ? results_text : "t_ml";
  vit_cli_progress_end ();
  if (n_missing > 0)
    g_printerr ("vitrine-cli: %s: %zu of %zu start times are missing%s", study, n_missing, n,
                partial ? " (warning)\n" : "");
  else
    g_printerr ("vitrine-cli: %s: what is made of whole runs is missing%s", study,
                partial ? " (warning)\n" : "");
  if (partial)
    return VIT_EXIT_GOOD;
  g_printerr (": compute them with vitrine-cli run --results=%s, or pack what is there with "
              "--partial\n",
              words);
  return VIT_EXIT_INCOMPLETE;
}

static VitExit
write_pack (VitWork *work, VitProgress *progress)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  VitWorkPack pack = { .whole = whole_runs, .notes = notes };
  if (!vit_work_pack (work, output, &pack, progress, &error))
    return vit_cli_fail (g_steal_pointer (&error));
  vit_cli_progress_end ();
  for (guint i = 0; i < notes->len; i++)
    g_printerr ("%s (warning)\n", (const char *) notes->pdata[i]);
  g_autofree char *size = g_format_size_full (pack.n_bytes, G_FORMAT_SIZE_IEC_UNITS);
  g_print ("%s: %s, %zu of %zu frames, %zu results\n", output, size, pack.n_kept, pack.n_of,
           pack.n_results);
  return VIT_EXIT_GOOD;
}

VitExit
vit_command_pack (int argc, char **argv)
{
  static const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The pack", "NAME.vitpack" },
    { "results", 0, 0, G_OPTION_ARG_STRING, &results_text,
      "What has to be there, as it was said to run (default t_ml); all of the store goes along",
      "LIST" },
    { "partial", 0, 0, G_OPTION_ARG_NONE, &partial,
      "Pack what is there, where something is missing", NULL },
    { "whole-runs", 0, 0, G_OPTION_ARG_NONE, &whole_runs,
      "Pack all frames of the runs, not only those of start times", NULL },
    { NULL },
  };
  VitExit exit;
  unsigned results;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = vit_cli_describe_results ();
  if (!vit_cli_parse_study (
          entries, "STUDY -o NAME.vitpack",
          "Packs a study with its results and the frames of its start times, so "
          "that it opens where its runs are not. Nothing is computed but r_c, which "
          "goes along.",
          words, &argc, &argv, &exit))
    return exit;
  if (argc != 2 || !output || !g_str_has_suffix (output, VIT_STUDY_PACK_SUFFIX))
    return vit_cli_usage ("pack", "one study and -o NAME" VIT_STUDY_PACK_SUFFIX " are needed");
  if (!vit_work_parse (results_text ? results_text : "t_ml", &results, &error))
    return vit_cli_usage ("pack", "--results: %s", error->message);
  vit_cli_reads (argv[1]);
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitAnalyses) analyses = vit_cli_open_study (argv[1], progress, &exit);
  if (!analyses || !vit_cli_may_write ("pack", output, vit_analyses_get_study (analyses), &exit))
    return exit;
  VitCache *cache = vit_analyses_get_cache (analyses);
  if (!cache || !vit_cache_get_store (cache))
    {
      g_autofree char *folder = vit_cli_dup_store (vit_analyses_get_study (analyses));
      g_autofree char *why = vit_cli_dup_no_store (vit_analyses_get_study (analyses));
      vit_cli_progress_end ();
      g_printerr (
          "vitrine-cli: %s: there is no store of results%s%s: make it with vitrine-cli run%s\n",
          folder ? folder : argv[1], why ? ", as " : "", why ? why : "",
          why ? " --store DIR, and give that to pack" : "");
      return VIT_EXIT_INCOMPLETE;
    }
  g_autoptr (VitWork) work = vit_work_new (analyses, results, 0);
  exit = check_runs (vit_analyses_get_study (analyses));
  if (exit == VIT_EXIT_GOOD)
    exit = check_complete (work, argv[1]);
  return exit == VIT_EXIT_GOOD ? write_pack (work, progress) : exit;
}
