#include "app/mpi/run.h"

#include <math.h>
#include <string.h>

#include "app/cli/interrupt.h"
#include "app/mpi/command.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/results/shares.h"
#include "core/results/work-status.h"
#include "core/store/budget.h"
#include "core/store/shared-files.h"

/* What a rank may take where nothing is said, bytes. */
#define MEMORY ((uint64_t) 1 << 30)

typedef struct
{
  char *store;
  char *results;
  char *memory;
  int threads;
} RunOptions;

static void
run_options_clear (RunOptions *options)
{
  g_free (options->store);
  g_free (options->results);
  g_free (options->memory);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunOptions, run_options_clear)

static char *
dup_description (void)
{
  GString *text = g_string_new ("Results:\n");
  const char *const *words = vit_work_list_words ();
  for (guint i = 0; words[i]; i++)
    g_string_append_printf (text, "  %-12s %s\n", words[i], vit_work_describe (i));
  g_string_append (
      text, "  all          " VIT_WORK_ALL "\n\n"
            "Units are those of vitrine-cli run, in the same store: start times that are there "
            "already are not\ncomputed again, and the others are divided evenly over the ranks.\n");
  return g_string_free (text, FALSE);
}

static GOptionContext *
new_context (RunOptions *options)
{
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &options->store,
      "Folder of results (default: STUDY's own, NAME.results beside it)", "DIR" },
    { "results", 0, 0, G_OPTION_ARG_STRING, &options->results,
      "What is computed (default t_ml), with commas between, or all", "LIST" },
    { "memory", 0, 0, G_OPTION_ARG_STRING, &options->memory,
      "Memory of each rank, as in 512MiB (default VITRINE_MEMORY, else 1GiB)", "SIZE" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options->threads, "Threads of each rank (default 1)",
      "N" },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  GOptionContext *context = g_option_context_new ("STUDY");
  g_autofree char *description = dup_description ();
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (
      context, "Computes what a study needs into its store of results, over the ranks of MPI.");
  g_option_context_set_description (context, description);
  g_option_context_set_help_enabled (context, FALSE);
  return context;
}

static bool
take_options (const RunOptions *options, unsigned *results, uint64_t *memory, GError **error)
{
  g_autoptr (GError) own = NULL;
  *memory = vit_budget_get (0, "VITRINE_MEMORY", MEMORY);
  if (options->memory && !vit_budget_parse (options->memory, memory))
    return vit_mpi_fail_usage (error, "--memory %s is no size such as 512MiB", options->memory);
  if (options->threads < 0 || options->threads > 4096)
    return vit_mpi_fail_usage (error, "--threads %d is no number of threads", options->threads);
  if (!vit_work_parse (options->results ? options->results : "t_ml", results, &own))
    return vit_mpi_fail_usage (error, "--results: %s", own->message);
  return true;
}

/* ---- The study and its store ---- */

static VitCache *
open_store (VitStudy *study, const RunOptions *options, GError **error)
{
  g_autofree char *folder =
      options->store ? g_canonicalize_filename (options->store, NULL) : vit_study_dup_store (study);
  if (!folder)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                   "ranks need a store of results that can be written: give --store DIR");
      return NULL;
    }
  VitStore *store = vit_store_open (folder, true, error);
  if (store && !vit_store_check_writable (store, error))
    g_clear_pointer (&store, vit_store_unref);
  if (!store)
    return NULL;
  vit_shared_files_add (folder, true);
  VitCache *cache = vit_cache_open_around (NULL, store, true);
  vit_store_unref (store);
  return cache;
}

static VitAnalyses *
open_study (const char *path, const RunOptions *options, VitProgress *progress, GError **error)
{
  g_autoptr (VitStudy) study = vit_study_load (path, error);
  g_autoptr (VitCache) cache = study ? open_store (study, options, error) : NULL;
  g_autoptr (VitAnalyses) analyses = cache ? vit_analyses_new (study, cache) : NULL;
  return analyses && vit_analyses_open_sync (analyses, progress, error)
             ? g_steal_pointer (&analyses)
             : NULL;
}

/* Rank 0 opens first and keeps what it finds of the files, which the others then read. */
static VitWork *
open_work (VitCommunicator *communicator,
           const char *path,
           const RunOptions *options,
           unsigned results,
           uint64_t memory,
           VitProgress *progress,
           GError **error)
{
  g_autoptr (VitAnalyses) analyses = NULL;
  bool done = true, is_first = vit_communicator_get_rank (communicator) == 0;
  if (is_first)
    done = (analyses = open_study (path, options, progress, error)) != NULL;
  g_autoptr (VitWork) work = analyses ? vit_work_new (analyses, results, memory) : NULL;
  if (work)
    {
      vit_work_save (work);
      vit_work_check (work);
    }
  if (!vit_communicator_agree (communicator, done, error))
    return NULL;
  if (!is_first)
    {
      analyses = open_study (path, options, progress, error);
      work = analyses ? vit_work_new (analyses, results, memory) : NULL;
      /* By what rank 0 found. */
      if (work)
        vit_work_check (work);
    }
  return vit_communicator_agree (communicator, work != NULL, error) ? g_steal_pointer (&work)
                                                                    : NULL;
}

/* All ranks must have the same units. */
static bool
check_name (VitCommunicator *communicator, VitWork *work, GError **error)
{
  char own[256] = "", first[256];
  g_autofree char *name = vit_work_dup_name (work);
  g_strlcpy (own, name, sizeof own);
  memcpy (first, own, sizeof own);
  vit_communicator_broadcast (communicator, first, sizeof first, 0);
  bool same = memcmp (own, first, sizeof own) == 0;
  if (!same)
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                 "rank %u sees other units than rank 0: do all ranks see the same files?",
                 vit_communicator_get_rank (communicator));
  return vit_communicator_agree (communicator, same, error);
}

/* ---- Units ---- */

static void
refresh (void *work)
{
  vit_work_refresh (work);
}

static bool
is_done (size_t unit, void *work)
{
  return vit_work_is_done (work, unit, true);
}

static size_t
get_most (size_t unit, void *work)
{
  return vit_work_get_most (work, unit);
}

static bool
compute (const size_t *units, size_t n, void *work, VitProgress *progress, GError **error)
{
  return vit_work_compute (work, units, n, progress, error);
}

static bool
is_stopping (void *work)
{
  return vit_interrupt_is_stopping ();
}

/* (collective): The units of which this rank computes what is missing: each rank looks at a part,
 * and then all have equal numbers of missing ones. Returns how many are missing in all. */
static size_t
divide_missing (VitCommunicator *communicator, VitWork *work, size_t *begin, size_t *end)
{
  size_t n = vit_work_get_n (work), first, last, n_missing = 0, met = 0, total;
  size_t rank = vit_communicator_get_rank (communicator),
         size = vit_communicator_get_size (communicator);
  vit_share_get_part (n, rank, size, &first, &last);
  g_autofree uint8_t *own = g_new0 (uint8_t, MAX (last - first, 1));
  for (size_t unit = first; unit < last; unit++)
    own[unit - first] = !vit_work_is_done (work, unit, true);
  g_autofree uint8_t *missing =
      vit_communicator_gather_all (communicator, own, last - first, 1, NULL, &total);
  for (size_t unit = 0; unit < total; unit++)
    n_missing += missing[unit];
  vit_share_get_part (n_missing, rank, size, &first, &last);
  *begin = *end = 0;
  for (size_t unit = 0; unit < total; unit++)
    {
      if (!missing[unit])
        continue;
      if (met == first)
        *begin = unit;
      met++;
      if (met == last && last > first)
        *end = unit + 1;
    }
  *begin = MIN (*begin, *end);
  return n_missing;
}

/* What became of the work, of all ranks. */
typedef struct
{
  uint64_t n_computed, n_failed, n_stopped, n_changed, n_unfinished;
} RunCounts;

static bool
compute_units (VitCommunicator *communicator,
               VitWork *work,
               size_t begin,
               size_t end,
               RunCounts *counts,
               VitProgress *progress,
               GError **error)
{
  VitTaskReport report = { .stopped = false };
  VitTask task = { .n = vit_work_get_n (work),
                   .refresh = refresh,
                   .is_done = is_done,
                   .get_most = get_most,
                   .compute = compute,
                   .is_stopping = is_stopping,
                   .data = work };
  GError *own = NULL;
  bool done = vit_share_run_part (&task, begin, end, &report, progress, &own);
  vit_work_save (work);
  /* What is finished is published; the others end, too. */
  if (!done && g_error_matches (own, VIT_ERROR, VIT_ERROR_CANCELLED) &&
      vit_interrupt_is_stopping ())
    {
      g_clear_error (&own);
      done = report.stopped = true;
    }
  if (own)
    g_propagate_error (error, own);
  counts->n_computed = report.n_computed;
  counts->n_stopped = report.stopped;
  return vit_communicator_agree (communicator, done, error);
}

/* Whole runs, once all their units are there: one after another over the ranks. */
static bool
finish_runs (VitCommunicator *communicator,
             VitWork *work,
             RunCounts *counts,
             VitProgress *progress,
             GError **error)
{
  bool done = true;
  unsigned size = vit_communicator_get_size (communicator);
  uint64_t n_stopped = counts->n_stopped;
  vit_communicator_sum (communicator, &n_stopped, 1);
  if (n_stopped > 0)
    return true;
  vit_work_refresh (work);
  for (size_t run = vit_communicator_get_rank (communicator); run < vit_work_get_n_runs (work);
       run += size)
    {
      if (vit_work_is_run_done (work, run, true))
        continue;
      if (vit_interrupt_is_stopping ())
        {
          counts->n_unfinished++;
          continue;
        }
      done = done && vit_work_finish_run (work, run, progress, error);
    }
  vit_work_save (work);
  return vit_communicator_agree (communicator, done, error);
}

static VitExit
tell (VitCommunicator *communicator,
      VitWork *work,
      size_t n_missing,
      RunCounts *counts,
      FILE *out,
      FILE *messages)
{
  const char *reason = NULL;
  counts->n_failed = vit_work_count_failed (work, &reason);
  counts->n_changed = vit_work_met_change (work);
  if (counts->n_failed > 0)
    fprintf (messages,
             "vitrine-mpi run: rank %u: %" G_GUINT64_FORMAT
             " results could not be made, the first as %s\n",
             vit_communicator_get_rank (communicator), counts->n_failed, reason);
  vit_communicator_sum (communicator, (uint64_t *) counts, sizeof *counts / sizeof (uint64_t));
  if (vit_communicator_get_rank (communicator) == 0)
    {
      fprintf (out, "%zu of %zu units were there, %" G_GUINT64_FORMAT " computed\n",
               vit_work_get_n (work) - n_missing, vit_work_get_n (work), counts->n_computed);
      if (counts->n_stopped + counts->n_unfinished > 0)
        fputs ("stopped; what is missing is computed when it is started again\n", out);
    }
  if (counts->n_stopped + counts->n_unfinished + counts->n_changed > 0)
    return VIT_EXIT_INCOMPLETE;
  return counts->n_failed > 0 ? VIT_EXIT_DAMAGED : VIT_EXIT_GOOD;
}

/* Runs without units have a reason. */
static VitExit
tell_obstacles (VitWork *work, unsigned results, bool is_first, FILE *messages)
{
  VitAnalyses *analyses = vit_work_get_analyses (work);
  VitStudy *study = vit_analyses_get_study (analyses);
  VitExit exit = VIT_EXIT_GOOD;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      bool is_there = !vit_work_needs_tml (results) && vit_run_get_timeline (run);
      if (vit_analyses_get_tml (analyses, run) || is_there)
        continue;
      exit = VIT_EXIT_DAMAGED;
      if (is_first)
        fprintf (messages, "vitrine-mpi run: %s: %s\n", vit_run_get_label (run),
                 vit_analyses_get_obstacle (analyses, run));
    }
  return exit;
}

VitExit
vit_mpi_command_run (VitCommunicator *communicator,
                     int argc,
                     char **argv,
                     VitProgress *progress,
                     FILE *out,
                     FILE *messages)
{
  bool is_first = vit_communicator_get_rank (communicator) == 0;
  g_auto (RunOptions) options = { .threads = 1 };
  g_set_prgname ("vitrine-mpi run");
  g_autoptr (GOptionContext) context = new_context (&options);
  g_autoptr (GError) error = NULL;
  if (vit_mpi_asks_for_help (argc, argv))
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
      if (is_first)
        fputs (help, out);
      return VIT_EXIT_GOOD;
    }
  g_auto (GStrv) words = g_new0 (char *, (gsize) argc + 1);
  for (int a = 0; a < argc; a++)
    words[a] = g_strdup (argv[a]);
  unsigned results;
  uint64_t memory;
  if (!g_option_context_parse_strv (context, &words, &error) ||
      (g_strv_length (words) != 2 && !vit_mpi_fail_usage (&error, "one study is needed")) ||
      !take_options (&options, &results, &memory, &error))
    return vit_mpi_tell_failure (is_first ? messages : NULL, "run", error,
                                 vit_interrupt_get_exit ());
  vit_parallel_set_n_threads ((unsigned) options.threads);
  /* Results are not looked at again: most of the memory is for units in flight and for frames. */
  vit_trajectory_set_usual_cache ((size_t) MAX (memory / 5, 1 << 20));
  vit_interrupt_soften ();
  g_autoptr (VitWork) work =
      open_work (communicator, words[1], &options, results, memory / 4, progress, &error);
  if (!work || !check_name (communicator, work, &error))
    return vit_mpi_tell_failure (is_first ? messages : NULL, "run", error,
                                 vit_interrupt_get_exit ());
  size_t begin, end, n_missing = divide_missing (communicator, work, &begin, &end);
  RunCounts counts = { 0 };
  if (!compute_units (communicator, work, begin, end, &counts, progress, &error) ||
      !finish_runs (communicator, work, &counts, progress, &error))
    return vit_mpi_tell_failure (is_first ? messages : NULL, "run", error,
                                 vit_interrupt_get_exit ());
  VitExit exit = tell (communicator, work, n_missing, &counts, out, messages);
  return MAX (exit, tell_obstacles (work, results, is_first, messages));
}
