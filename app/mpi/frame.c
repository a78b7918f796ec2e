#include "app/mpi/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "app/cli/interrupt.h"
#include "app/mpi/command.h"
#include "app/mpi/frame-work.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/domain/domain-write.h"
#include "core/io/formats.h"

typedef struct
{
  char *frame;
  char *reference;
  char *results;
  double cutoff;
  double face_threshold; /* % */
  gboolean weighted;
  char *of;
  char *above;
  char *output;
  int threads;
  gboolean report;
} FrameOptions;

static void
frame_options_clear (FrameOptions *options)
{
  g_free (options->frame);
  g_free (options->reference);
  g_free (options->results);
  g_free (options->of);
  g_free (options->above);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FrameOptions, frame_options_clear)

/* ---- The command line ---- */

static char *
dup_description (void)
{
  size_t n;
  const VitFrameResult *results = vit_frame_results (&n);
  GString *text = g_string_new ("Results:\n");
  for (size_t r = 0; r < n; r++)
    g_string_append_printf (text, "  %-13s %s\n", results[r].name, results[r].words);
  g_string_append (
      text,
      "\nEach rank reads its range of bytes of the dump and owns the atoms of its part of the "
      "box. What is\nwritten does not depend on the number of ranks. Columns have the names "
      "that vitrine-cli atoms gives\nthem.\n\nAs in:\n  mpirun -n 4 vitrine-mpi frame "
      "big.dump --reference 0 --cutoff 3.85 --results d2min,clusters,percolation \\\n    --of "
      "d2min --above 5 -o big.d2min.dump\n");
  return g_string_free (text, FALSE);
}

static GOptionContext *
new_context (FrameOptions *options)
{
  const GOptionEntry entries[] = {
    { "frame", 'f', 0, G_OPTION_ARG_STRING, &options->frame,
      "Frame, counted from 0 as in messages: lost ones included (default: the last)", "N" },
    { "reference", 'r', 0, G_OPTION_ARG_STRING, &options->reference,
      "Earlier frame that motion is measured from; columns of structure are then of it", "N" },
    { "results", 'R', 0, G_OPTION_ARG_STRING, &options->results,
      "What to compute (default: voronoi,bond-order)", "LIST" },
    { "cutoff", 'c', 0, G_OPTION_ARG_DOUBLE, &options->cutoff,
      "Cutoff of neighbours in D²min and clusters; captions of a study's figures print its own",
      "Å" },
    { "face-threshold", 0, 0, G_OPTION_ARG_DOUBLE, &options->face_threshold,
      "Smaller Voronoi faces, against the mean face of their cell, are left out (default 0)", "%" },
    { "area-weights", 0, 0, G_OPTION_ARG_NONE, &options->weighted,
      "Bonds weigh as much as the area of their face", NULL },
    { "of", 0, 0, G_OPTION_ARG_STRING, &options->of,
      "What clusters and percolation are of: a number that is computed, or a column of the dump",
      "NAME" },
    { "above", 0, 0, G_OPTION_ARG_STRING, &options->above,
      "Atoms with a higher value form clusters", "X" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      "FILE.dump, .xyz or .csv with what was computed of each atom", "FILE" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options->threads, "Threads of each rank (default 1)",
      "N" },
    { "report", 0, 0, G_OPTION_ARG_NONE, &options->report,
      "Time, memory, atoms and bytes of each rank on standard error", NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  GOptionContext *context = g_option_context_new ("DUMP");
  g_autofree char *description = dup_description ();
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context,
                                "Results of one frame that is divided over the ranks of MPI.");
  g_option_context_set_description (context, description);
  g_option_context_set_help_enabled (context, FALSE);
  return context;
}

static bool
parse_number (const char *option, const char *text, int64_t *number, GError **error)
{
  if (g_ascii_string_to_signed (text, 10, 0, UINT32_MAX, number, NULL))
    return true;
  return vit_mpi_fail_usage (error, "--%s %s: a frame is a number from 0 on", option, text);
}

/* Marks the results of the list, or of the default. */
static bool
choose_results (const FrameOptions *options, bool *chosen, GError **error)
{
  size_t n;
  const VitFrameResult *results = vit_frame_results (&n);
  g_auto (GStrv) names =
      g_strsplit (options->results ? options->results : "voronoi,bond-order", ",", -1);
  for (char **name = names; *name; name++)
    {
      size_t r = 0;
      while (r < n && strcmp (results[r].name, g_strstrip (*name)) != 0)
        r++;
      if (r == n)
        return vit_mpi_fail_usage (error, "--results: there is no \"%s\"; --help lists them",
                                   *name);
      chosen[r] = true;
    }
  return true;
}

static bool
check_needs (const VitFrameResult *result, const VitFrameWork *work, GError **error)
{
  if (result->needs & VIT_FRAME_NEEDS_REFERENCE && !work->has_reference)
    return vit_mpi_fail_usage (error, "%s is measured from an earlier frame: give --reference",
                               result->name);
  if (result->needs & VIT_FRAME_NEEDS_CUTOFF && !(work->cutoff > 0))
    return vit_mpi_fail_usage (error, "%s: who is a neighbour? Give --cutoff", result->name);
  if (result->needs & VIT_FRAME_NEEDS_OF && !work->of)
    return vit_mpi_fail_usage (error, "%s of what? Give --of", result->name);
  if (result->needs & VIT_FRAME_NEEDS_ABOVE && isnan (work->above))
    return vit_mpi_fail_usage (error, "%s of which atoms? Give --above", result->name);
  return true;
}

static bool
take_options (const FrameOptions *options,
              VitFrameWork *work,
              int64_t numbers[2],
              bool *chosen,
              GError **error)
{
  size_t n;
  const VitFrameResult *results = vit_frame_results (&n);
  work->has_reference = options->reference != NULL;
  work->cutoff = options->cutoff;
  work->face_threshold = options->face_threshold / 100;
  work->weighted = options->weighted;
  work->of = options->of;
  work->above = NAN;
  numbers[0] = numbers[1] = -1;
  if (options->above)
    {
      char *end;
      work->above = g_ascii_strtod (options->above, &end);
      if (*end || end == options->above || isnan (work->above))
        return vit_mpi_fail_usage (error, "--above %s is no number", options->above);
    }
  if (options->reference && !parse_number ("reference", options->reference, &numbers[0], error))
    return false;
  if (options->frame &&
      !parse_number ("frame", options->frame, &numbers[work->has_reference], error))
    return false;
  if (work->has_reference && options->frame && numbers[1] <= numbers[0])
    return vit_mpi_fail_usage (error, "--reference %s is not before --frame %s", options->reference,
                               options->frame);
  if (options->threads < 0 || options->threads > 4096)
    return vit_mpi_fail_usage (error, "--threads %d is out of range", options->threads);
  VitWriterFormat format;
  if (options->output && !vit_formats_find_writer (options->output, &format))
    {
      g_autofree char *endings = vit_formats_list_written ();
      return vit_mpi_fail_usage (error, "-o %s: the name ends in %s", options->output, endings);
    }
  if (!choose_results (options, chosen, error))
    return false;
  for (size_t r = 0; r < n; r++)
    if (chosen[r] && !check_needs (&results[r], work, error))
      return false;
  return true;
}

/* ---- Reading ---- */

/* Whether --of is a column that has to be read: no result of this frame has its name. */
static bool
is_column (const VitFrameWork *work)
{
  static const char *const computed[] = { "volume",   "d5",         "q4",      "w4",    "q6",
                                          "w6",       "q6_avg",     "w6_avg",  "d2min", "mises",
                                          "rotation", "volumetric", "distance" };
  for (gsize k = 0; work->of && k < G_N_ELEMENTS (computed); k++)
    if (strcmp (work->of, computed[k]) == 0)
      return false;
  return work->of != NULL;
}

static bool
check_dimension (const VitFrameWork *work, GError **error)
{
  const VitGridBounds *bounds = &work->domain->bounds;
  if (bounds->n < 2 || bounds->lo[2] < bounds->hi[2])
    return true;
  g_set_error (
      error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
      "%s: all atoms lie at one z: configurations of two dimensions are left to vitrine-cli",
      work->path);
  return false;
}

static bool
read_frames (VitFrameWork *work, const int64_t *numbers, GError **error)
{
  size_t n_frames = work->has_reference ? 2 : 1;
  const char *const columns[] = { work->of };
  if (!vit_dump_places_find (work->communicator, work->path, numbers, n_frames, &work->places,
                             work->progress, error) ||
      !vit_dump_part_read (work->communicator, work->path, &work->places.entries[0], columns,
                           is_column (work), &work->reference, error))
    return false;
  work->domain =
      vit_domain_new (work->communicator, &work->reference.cell, &work->reference.rows, error);
  if (!work->domain || !check_dimension (work, error))
    return false;
  if (!work->has_reference)
    return true;
  size_t n = work->domain->atoms.n;
  work->x = g_new (double, MAX (3 * n, 1));
  work->found = g_new (uint8_t, MAX (n, 1));
  return vit_dump_part_read (work->communicator, work->path, &work->places.entries[1], NULL, 0,
                             &work->frame, error) &&
         vit_domain_match (work->domain, &work->frame.rows, work->x, work->found, error);
}

static void
append_title (VitFrameWork *work)
{
  g_autofree char *name = g_path_get_basename (work->path);
  const VitIndexEntry *entries = work->places.entries;
  g_string_append_printf (work->summary,
                          "%s: frame %u (step %" G_GINT64_FORMAT "), %" G_GUINT64_FORMAT " atoms\n",
                          name, entries[0].number, entries[0].step, work->domain->bounds.n);
  if (work->has_reference)
    g_string_append_printf (work->summary,
                            "  is the reference of frame %u (step %" G_GINT64_FORMAT ")\n",
                            entries[1].number, entries[1].step);
}

/* ---- The report ---- */

typedef struct
{
  double seconds, reading, writing, processor;
  uint64_t n_own, n_halo, n_bytes, n_calls, peak; /* KiB */
} RankReport;

static double
get_seconds (void)
{
  return (double) g_get_monotonic_time () * 1e-6;
}

static void
print_report (VitCommunicator *communicator, RankReport *own, FILE *messages)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  VitTraffic traffic = vit_communicator_get_traffic (communicator);
  own->processor = (double) usage.ru_utime.tv_sec + 1e-6 * (double) usage.ru_utime.tv_usec +
                   (double) usage.ru_stime.tv_sec + 1e-6 * (double) usage.ru_stime.tv_usec;
  own->peak = (uint64_t) usage.ru_maxrss;
  own->n_bytes = traffic.n_bytes;
  own->n_calls = traffic.n_calls;
  size_t n;
  g_autofree RankReport *all =
      vit_communicator_gather (communicator, own, 1, sizeof *own, NULL, &n);
  if (!all)
    return;
  fputs ("rank  seconds  reading  writing  processor  peak_MiB    atoms  in_halos  sent_MiB  "
         "messages\n",
         messages);
  for (size_t r = 0; r < n; r++)
    fprintf (messages,
             "%4zu  %7.2f  %7.2f  %7.2f  %9.2f  %8.1f  %7" G_GUINT64_FORMAT "  %8" G_GUINT64_FORMAT
             "  %8.2f  %8" G_GUINT64_FORMAT "\n",
             r, all[r].seconds, all[r].reading, all[r].writing, all[r].processor,
             (double) all[r].peak / 1024, all[r].n_own, all[r].n_halo,
             (double) all[r].n_bytes / 1048576, all[r].n_calls);
}

/* ---- The command ---- */

static bool
compute (VitFrameWork *work,
         const FrameOptions *options,
         const int64_t *numbers,
         const bool *chosen,
         RankReport *report,
         GError **error)
{
  size_t n;
  const VitFrameResult *results = vit_frame_results (&n);
  double begin = get_seconds ();
  if (!read_frames (work, numbers, error))
    return false;
  report->reading = get_seconds () - begin;
  append_title (work);
  for (size_t r = 0; r < n; r++)
    if (chosen[r] && !results[r].compute (work, error))
      return false;
  double computed = get_seconds ();
  VitWriterFormat format;
  if (options->output && vit_formats_find_writer (options->output, &format) &&
      !vit_domain_write (
          work->domain, options->output, format, work->reference.step, work->reference.unwrapped,
          (const VitWriterColumn *) (void *) work->columns->data, work->columns->len, error))
    return false;
  report->writing = get_seconds () - computed;
  report->seconds = get_seconds () - begin;
  report->n_own = work->domain->atoms.n;
  report->n_halo = work->n_halo;
  return true;
}

VitExit
vit_mpi_command_frame (VitCommunicator *communicator,
                       int argc,
                       char **argv,
                       VitProgress *progress,
                       FILE *out,
                       FILE *messages)
{
  bool is_first = vit_communicator_get_rank (communicator) == 0;
  g_auto (FrameOptions) options = { .threads = 1 };
  g_set_prgname ("vitrine-mpi frame");
  g_autoptr (GOptionContext) context = new_context (&options);
  g_autoptr (GError) error = NULL;
  /* GLib moves what it does not take; the array is the command's own. */
  g_auto (GStrv) words = g_new0 (char *, (gsize) argc + 1);
  for (int a = 0; a < argc; a++)
    words[a] = g_strdup (argv[a]);
  if (vit_mpi_asks_for_help (argc, argv))
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
      if (is_first)
        fputs (help, out);
      return VIT_EXIT_GOOD;
    }
  size_t n_results;
  vit_frame_results (&n_results);
  g_autofree bool *chosen = g_new0 (bool, n_results);
  g_auto (GStrv) rest = g_strdupv (words);
  int64_t numbers[2];
  g_auto (VitFrameWork) work = { .communicator = communicator, .progress = progress };
  if (!g_option_context_parse_strv (context, &rest, &error) ||
      (g_strv_length (rest) != 2 && !vit_mpi_fail_usage (&error, "one dump is taken")) ||
      !take_options (&options, &work, numbers, chosen, &error))
    return vit_mpi_tell_failure (is_first ? messages : NULL, "frame", error,
                                 vit_interrupt_get_exit ());
  work.path = rest[1];
  work.columns = g_array_new (FALSE, TRUE, sizeof (VitWriterColumn));
  work.arrays = g_ptr_array_new_with_free_func (g_free);
  work.summary = g_string_new (NULL);
  vit_parallel_set_n_threads ((unsigned) options.threads);
  RankReport report = { 0 };
  vit_interrupt_soften ();
  if (!compute (&work, &options, numbers, chosen, &report, &error))
    return vit_mpi_tell_failure (is_first ? messages : NULL, "frame", error,
                                 vit_interrupt_get_exit ());
  if (is_first)
    fputs (work.summary->str, out);
  if (options.report)
    print_report (communicator, &report, messages);
  return VIT_EXIT_GOOD;
}
