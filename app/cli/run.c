/* vitrine-cli run: fills the store, and says what it does not hold afterwards. */

#include <stdlib.h>
#include <string.h>

#include "app/cli/interrupt.h"
#include "app/cli/options.h"
#include "app/cli/premises.h"
#include "app/cli/study-work.h"
#include "core/base/error.h"
#include "core/results/shares.h"

/* What a share of a study may take where nothing is said, bytes. */
#define MEMORY ((uint64_t) 1 << 30)

/* Start times that failed and are named. */
#define MAX_TOLD 20

static char *shard_text, *results_text;
static gboolean claims, finishes;
static size_t shard, n_shards;

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

/* Whether all that is wanted of a run needs no model, and it is open. */
static bool
is_without_tml (VitRun *run, unsigned results)
{
  return !vit_work_needs_tml (results) && vit_run_get_timeline (run);
}

static VitExit
compute_run (VitAnalyses *analyses, VitRun *run, unsigned results, VitProgress *progress)
{
  GError *error = NULL;
  VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
  VitCache *cache = vit_analyses_get_cache (analyses);
  if (!series && is_without_tml (run, results))
    {
      vit_cli_progress_end ();
      g_print ("%s: %s\n", vit_run_get_label (run), results_text);
      return VIT_EXIT_GOOD;
    }
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

/* ---- Units ---- */

/* Results are not looked at again, so that most of the memory is for units in flight and for frames
 * that the next ones read, too. */
static uint64_t
divide_memory (void)
{
  uint64_t all = vit_cli_get_memory (MEMORY);
  vit_cli_set_usual_memory (MAX (all / 32, 1 << 20));
  vit_trajectory_set_usual_cache ((size_t) MAX (all / 5, 1 << 20));
  return all / 4;
}

static bool
is_stopping (void *work)
{
  return vit_interrupt_is_stopping ();
}

static const char *
get_label (void)
{
  static char label[64];
  if (shard_text)
    g_snprintf (label, sizeof label, "shard %zu/%zu", shard, n_shards);
  return shard_text ? label : claims ? "this process" : "all";
}

/* What keeps the store from having all. */
static VitExit
tell_work (VitWork *work, const VitTaskReport *report)
{
  const char *reason;
  size_t n_failed = vit_work_count_failed (work, &reason);
  vit_cli_progress_end ();
  g_print ("%s: %zu of %zu units were there, %zu computed\n", get_label (), report->n_there,
           report->n_there + report->n_computed, report->n_computed);
  if (report->stopped)
    g_print ("%s: stopped; what is missing is computed when it is started again\n", get_label ());
  if (n_failed > 0)
    g_printerr ("vitrine-cli: %zu results could not be made, the first as %s\n", n_failed, reason);
  if (report->stopped || vit_work_met_change (work))
    return VIT_EXIT_INCOMPLETE;
  return n_failed > 0 ? VIT_EXIT_DAMAGED : VIT_EXIT_GOOD;
}

/* Cancelled by a signal that asked for an end: what is finished is published. */
static bool
is_soft_end (const GError *error)
{
  return g_error_matches (error, VIT_ERROR, VIT_ERROR_CANCELLED) && vit_interrupt_is_stopping ();
}

/* What is made of whole runs is made by whoever finds all units there. */
static VitExit
finish_runs (VitWork *work, VitProgress *progress)
{
  GError *error = NULL;
  size_t n = 0;
  /* Both are seen by whoever looks last: what was computed, and of which frames. */
  vit_work_save (work);
  vit_work_refresh (work);
  vit_work_learn (work);
  for (size_t unit = 0; unit < vit_work_get_n (work); unit++)
    n += vit_work_is_done (work, unit, finishes);
  if (n < vit_work_get_n (work))
    {
      if (!finishes)
        return VIT_EXIT_GOOD;
      vit_cli_progress_end ();
      g_printerr ("vitrine-cli: %zu of %zu units are missing: nothing is made of whole runs yet\n",
                  vit_work_get_n (work) - n, vit_work_get_n (work));
      return VIT_EXIT_INCOMPLETE;
    }
  VitTask task = vit_cli_task_of_runs (work);
  VitTaskReport report = { .stopped = false };
  task.is_stopping = is_stopping;
  g_autofree char *claimed = vit_work_dup_claims (work);
  g_autofree char *folder = claimed ? g_strconcat (claimed, "-runs", NULL) : NULL;
  /* One process makes it, and another if that is killed. */
  bool ok = folder ? vit_share_run_claims (&task, folder, &report, progress, &error)
                   : vit_share_run_part (&task, 0, task.n, &report, progress, &error);
  if (ok)
    return report.stopped ? VIT_EXIT_INCOMPLETE : VIT_EXIT_GOOD;
  if (!is_soft_end (error))
    return vit_cli_fail (error);
  g_clear_error (&error);
  return VIT_EXIT_INCOMPLETE;
}

static VitExit
compute_units (VitWork *work, VitProgress *progress)
{
  GError *error = NULL;
  VitTaskReport report = { .stopped = false };
  VitTask task = vit_cli_task_of_work (work);
  size_t begin = 0, end = task.n;
  bool ok = true;
  task.is_stopping = is_stopping;
  if (shard_text)
    vit_share_get_part (task.n, shard, n_shards, &begin, &end);
  VitProgressPart whole = vit_progress_enter (progress, 0, 0.9, NULL);
  vit_work_tell_pace (work, 0);
  if (claims)
    {
      g_autofree char *folder = vit_work_dup_claims (work);
      g_autofree char *before = g_strconcat (folder, "-first", NULL);
      VitTask first = vit_cli_task_of_preparation (work);
      first.is_stopping = is_stopping;
      ok = vit_share_run_claims (&first, before, &report, progress, &error) &&
           vit_share_run_claims (&task, folder, &report, progress, &error);
    }
  else if (!finishes)
    ok = vit_share_run_part (&task, begin, end, &report, progress, &error);
  vit_progress_leave (progress, whole);
  vit_work_end_pace (work);
  if (!ok && !is_soft_end (error))
    return vit_cli_fail (error);
  report.stopped = report.stopped || !ok;
  g_clear_error (&error);
  VitExit exit = finishes || (!shard_text && !claims && !report.stopped)
                     ? VIT_EXIT_GOOD
                     : tell_work (work, &report);
  /* Of a whole run, failures are told by start time. */
  VitExit finished = report.stopped ? VIT_EXIT_GOOD : finish_runs (work, progress);
  vit_work_save (work);
  return MAX (exit, finished);
}

/* Runs without units have a reason. */
static VitExit
tell_obstacles (VitAnalyses *analyses, unsigned results)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  VitExit exit = VIT_EXIT_GOOD;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      if (vit_analyses_get_tml (analyses, run) || is_without_tml (run, results))
        continue;
      exit = VIT_EXIT_DAMAGED;
      vit_cli_progress_end ();
      g_printerr ("vitrine-cli: %s: %s\n", vit_run_get_label (run),
                  vit_analyses_get_obstacle (analyses, run));
    }
  return exit;
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

static VitExit
check_words (unsigned *results)
{
  g_autoptr (GError) error = NULL;
  char *end = shard_text;
  if (shard_text && (claims || finishes))
    return vit_cli_usage ("run", "--shard goes with neither --claim nor --finish");
  if (claims && finishes)
    return vit_cli_usage ("run", "--claim finishes by itself");
  if (!vit_work_parse (results_text ? results_text : "t_ml", results, &error))
    return vit_cli_usage ("run", "--results: %s", error->message);
  if (!shard_text)
    return VIT_EXIT_GOOD;
  guint64 index = g_ascii_strtoull (shard_text, &end, 10), of = 0;
  if (end != shard_text && *end == '/')
    g_ascii_string_to_unsigned (end + 1, 10, 1, 1000000, &of, NULL);
  if (of == 0 || index >= of || !g_ascii_isdigit (*shard_text))
    return vit_cli_usage ("run", "--shard %s is not I/N with I from 0 to N − 1", shard_text);
  shard = (size_t) index;
  n_shards = (size_t) of;
  return VIT_EXIT_GOOD;
}

static VitExit
run_all (VitAnalyses *analyses, unsigned results, VitProgress *progress)
{
  VitExit exit = VIT_EXIT_GOOD;
  VitStudy *study = vit_analyses_get_study (analyses);
  guint n = vit_study_get_n_runs (study);
  for (guint i = 0; i < n; i++)
    {
      VitProgressPart whole =
          vit_progress_enter (progress, 0.9 + 0.1 * i / n, 0.9 + 0.1 * (i + 1) / n, NULL);
      VitExit one = compute_run (analyses, vit_study_get_run (study, i), results, progress);
      vit_progress_leave (progress, whole);
      exit = MAX (exit, one);
      if (vit_progress_is_cancelled (progress))
        return vit_interrupt_get_exit ();
    }
  return exit == VIT_EXIT_GOOD ? vit_cli_study_exit (study) : exit;
}

VitExit
vit_command_run (int argc, char **argv)
{
  static const GOptionEntry entries[] = {
    { "results", 0, 0, G_OPTION_ARG_STRING, &results_text,
      "What is computed (default t_ml), with commas between, or all", "LIST" },
    { "shard", 0, 0, G_OPTION_ARG_STRING, &shard_text, "The I-th of N parts alone; I counts from 0",
      "I/N" },
    { "claim", 0, 0, G_OPTION_ARG_NONE, &claims,
      "Share the work with all processes that are given --claim for this study", NULL },
    { "finish", 0, 0, G_OPTION_ARG_NONE, &finishes,
      "What is made of whole runs alone, once all start times are there", NULL },
    { NULL },
  };
  VitExit exit;
  unsigned results;
  g_autofree char *words = vit_cli_describe_results ();
  if (!vit_cli_parse_study (entries, "STUDY",
                            "Computes what a study needs into its store of results.", words, &argc,
                            &argv, &exit))
    return exit;
  if (argc != 2)
    return vit_cli_usage ("run", "one study is needed");
  exit = check_words (&results);
  if (exit != VIT_EXIT_GOOD)
    return exit;
  uint64_t memory = divide_memory ();
  vit_cli_fill_store ();
  vit_interrupt_soften ();
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitAnalyses) analyses = vit_cli_open_study (argv[1], progress, &exit);
  if (!analyses)
    return exit;
  VitCache *cache = vit_analyses_get_cache (analyses);
  bool shares = shard_text || claims || finishes;
  if (shares && !(cache && vit_cache_fills_store (cache)))
    {
      g_autofree char *why = vit_cli_dup_no_store (vit_analyses_get_study (analyses));
      g_printerr ("vitrine-cli: several processes need a store of results that can be written%s%s: "
                  "give --store DIR\n",
                  why ? ", and " : "", why ? why : "");
      return VIT_EXIT_DAMAGED;
    }
  exit = check_cache (analyses);
  if (exit != VIT_EXIT_GOOD)
    return exit;
  g_autoptr (VitWork) work = cache ? vit_work_new (analyses, results, memory) : NULL;
  if (work)
    {
      vit_work_check (work);
      exit = compute_units (work, progress);
    }
  if (exit == VIT_EXIT_INCOMPLETE || vit_progress_is_cancelled (progress))
    return vit_interrupt_came () ? vit_interrupt_get_exit () : exit;
  VitExit runs =
      shares ? tell_obstacles (analyses, results) : run_all (analyses, results, progress);
  return MAX (exit, runs);
}
