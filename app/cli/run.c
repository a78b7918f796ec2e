/* vitrine-cli run: fills the cache, and says what it does not hold afterwards. */

#include "app/cli/options.h"
#include "app/cli/premises.h"

/* Memory for results where no other is asked for: each goes to the disk and is not looked at again.
 */
#define MEMORY ((uint64_t) 64 << 20)

/* Start times that failed and are named. */
#define MAX_TOLD 20

static void tell (VitRun *run, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
tell (VitRun *run, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  vit_cli_progress_end ();
  g_printerr ("%s: %s\n", vit_run_get_label (run), message);
}

/* Start times that failed, or why there is none. */
static VitExit
tell_failures (VitRun *run, VitTmlSeries *series)
{
  VitExit exit = VIT_EXIT_GOOD;
  bool any = vit_tml_series_get_n (series) > 0;
  const char *reason = any ? vit_tml_series_get_reason (series, 0) : "there is no frame";
  if (vit_tml_series_get_n_ready (series) == 0)
    exit = VIT_EXIT_DAMAGED;
  if (!any || vit_tml_series_get_state (series, 0) == VIT_TML_IMPOSSIBLE)
    tell (run, "%s", reason);
  guint n_failed = 0;
  for (guint s = 0; s < vit_tml_series_get_n (series); s++)
    if (vit_tml_series_get_state (series, s) == VIT_TML_FAILED && n_failed++ < MAX_TOLD)
      tell (run, "%g ps: %s", vit_tml_series_get_time (series, s),
            vit_tml_series_get_reason (series, s));
  if (n_failed > MAX_TOLD)
    tell (run, "and %u more start times", n_failed - MAX_TOLD);
  if (n_failed > 0)
    exit = VIT_EXIT_DAMAGED;
  return vit_tml_series_met_change (series) ? VIT_EXIT_INCOMPLETE : exit;
}

/* What was computed and is not on disk, and why. */
static VitExit
tell_lost (VitRun *run, VitTmlSeries *series, VitCache *cache)
{
  guint n_ready = vit_tml_series_get_n_ready (series), n_kept = vit_tml_series_count_kept (series);
  g_autofree char *failure = vit_cache_dup_failure (cache);
  if (n_kept >= n_ready)
    return VIT_EXIT_GOOD;
  if (failure)
    {
      tell (run, "%u of %u start times are kept: %s", n_kept, n_ready, failure);
      return VIT_EXIT_DAMAGED;
    }
  g_autofree char *size =
      g_format_size_full (vit_cache_get_budget (cache), G_FORMAT_SIZE_IEC_UNITS);
  tell (run, "%u of %u start times are kept, as the cache may take %s: give --cache-size%s", n_kept,
        n_ready, size, n_kept > 0 ? " (warning)" : "");
  return n_kept > 0 ? VIT_EXIT_GOOD : VIT_EXIT_DAMAGED;
}

static VitExit
compute_run (VitAnalyses *analyses, VitRun *run, VitProgress *progress)
{
  GError *error = NULL;
  VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
  VitCache *cache = vit_analyses_get_cache (analyses);
  if (!series)
    {
      vit_cli_progress_end ();
      g_printerr ("vitrine-cli: %s: %s\n", vit_run_get_label (run),
                  vit_analyses_get_obstacle (analyses, run));
      return VIT_EXIT_DAMAGED;
    }
  bool ok = vit_tml_series_compute_all (series, progress, &error);
  if (cache)
    vit_cache_sync (cache);
  if (!ok)
    return vit_cli_fail (error);
  vit_cli_progress_end ();
  gboolean sure = vit_cli_check_tml (vit_run_get_label (run), series);
  g_print ("%s: %u of %u start times\n", vit_run_get_label (run),
           vit_tml_series_get_n_ready (series), vit_tml_series_get_n (series));
  VitExit exit = tell_failures (run, series);
  VitExit kept = cache ? tell_lost (run, series, cache) : VIT_EXIT_GOOD;
  return MAX (MAX (exit, kept), sure ? VIT_EXIT_GOOD : VIT_EXIT_DAMAGED);
}

/* Without a cache there is nothing to fill. */
static VitExit
check_cache (VitAnalyses *analyses)
{
  GError *error = NULL;
  if (vit_analyses_get_cache (analyses))
    return VIT_EXIT_GOOD;
  if (vit_cli_wants_cache ())
    {
      g_autoptr (VitCache) none = vit_cli_open_cache (&error);
      return none ? VIT_EXIT_GOOD : vit_cli_fail (error);
    }
  g_printerr ("vitrine-cli: nothing is kept, as there is to be no cache (warning)\n");
  return VIT_EXIT_GOOD;
}

VitExit
vit_command_run (int argc, char **argv)
{
  static const GOptionEntry none[] = { { NULL } };
  VitExit exit;
  if (!vit_cli_parse_study (none, "STUDY",
                            "Computes T_ML at all start times of all runs into the cache.", NULL,
                            &argc, &argv, &exit))
    return exit;
  if (argc != 2)
    return vit_cli_usage ("run", "one study is needed");
  vit_cli_set_usual_memory (MEMORY);
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitAnalyses) analyses = vit_cli_open_study (argv[1], progress, &exit);
  if (!analyses)
    return exit;
  exit = check_cache (analyses);
  if (exit != VIT_EXIT_GOOD)
    return exit;
  VitStudy *study = vit_analyses_get_study (analyses);
  guint n = vit_study_get_n_runs (study);
  for (guint i = 0; i < n; i++)
    {
      VitProgressPart whole =
          vit_progress_enter (progress, 0.1 + 0.9 * i / n, 0.1 + 0.9 * (i + 1) / n, NULL);
      VitExit one = compute_run (analyses, vit_study_get_run (study, i), progress);
      vit_progress_leave (progress, whole);
      exit = MAX (exit, one);
      if (vit_progress_is_cancelled (progress))
        return VIT_EXIT_INTERRUPTED;
    }
  return exit == VIT_EXIT_GOOD ? vit_cli_study_exit (study) : exit;
}
