/* vitrine-cli figure, vitrine-cli figures */

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/column-checks.h"
#include "app/cli/figure-checks.h"
#include "app/cli/figure-looks.h"
#include "app/cli/inputs.h"
#include "app/cli/options.h"
#include "app/cli/picked-atoms.h"
#include "app/cli/premises.h"
#include "core/base/error.h"
#include "core/results/difference.h"
#include "core/results/snapshot.h"
#include "ui/gallery/figure-spec.h"
#include "ui/figure/canvas.h"
#include "ui/gallery/gallery.h"
#include "ui/gallery/map-words.h"
#include "ui/gallery/premise-caption.h"
#include "ui/journal/composer.h"

static char *output, *times_text, *intervals_text, *range_text, *percentiles_text, *format_name,
    *atoms_text;
static char **run_labels, **atom_texts;
static gboolean dark, developing;

/* Of both commands; the first and the last differ. */
static GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Where it goes; the ending tells the format",
    "FILE" },
  { "run", 0, 0, G_OPTION_ARG_STRING_ARRAY, &run_labels,
    "Label of a run; once per run (default: those shown)", "LABEL" },
  { "time", 't', 0, G_OPTION_ARG_CALLBACK, vit_cli_take_option, "Time (default: the study's)",
    "PS" },
  { "times", 0, 0, G_OPTION_ARG_STRING, &times_text, "Times of a filmstrip", "LIST" },
  { "intervals", 0, 0, G_OPTION_ARG_STRING, &intervals_text,
    "Intervals of a grid of plasticity in ps", "LIST" },
  { "atom", 0, 0, G_OPTION_ARG_STRING_ARRAY, &atom_texts,
    "Id of a followed atom, for histories and rings; once per atom (default: the study's)", "ID" },
  { "atoms", 0, 0, G_OPTION_ARG_STRING, &atoms_text,
    "Ids of picked atoms, of the first run or of RUN: (default: the study's)", "LIST" },
  { "range", 0, 0, G_OPTION_ARG_STRING, &range_text, "Colour scale from,to", "A,B" },
  { "range-percentiles", 0, 0, G_OPTION_ARG_STRING, &percentiles_text,
    "Colour scale between percentiles of the values, as in 2,98; 0,100 is all of them", "A,B" },
  { "developing", 0, 0, G_OPTION_ARG_NONE, &developing,
    "Runs are being written: maps show T_ML of the intervals that are present, until it is final",
    NULL },
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "On a dark background", NULL },
  { NULL },
  { NULL },
};

/* Many files go into one folder, in one format. */
static void
make_entries_of_figures (void)
{
  entries[0].description = "The folder they go to; it is made where it is not there";
  entries[0].arg_description = "DIR";
  entries[G_N_ELEMENTS (entries) - 2] = (GOptionEntry){
    "format", 0, 0, G_OPTION_ARG_STRING, &format_name, "svg (default), pdf, png or csv", "NAME"
  };
}

static gboolean
check_percentiles (const char *command, VitExit *exit)
{
  size_t n = 0;
  g_autofree double *ends = percentiles_text ? vit_cli_parse_numbers (percentiles_text, &n) : NULL;
  if (percentiles_text && range_text)
    *exit = vit_cli_usage (command, "--range and --range-percentiles exclude each other");
  else if (percentiles_text &&
           (!ends || n != 2 || !(ends[1] > ends[0]) || ends[0] < 0 || ends[1] > 100))
    *exit = vit_cli_usage (command, "--range-percentiles %s is not from,to between 0 and 100",
                           percentiles_text);
  else
    return TRUE;
  return FALSE;
}

/* What can be judged by the words alone, before anything is opened. */
static gboolean
check_options (const char *command, VitExit *exit)
{
  size_t n = 0;
  g_autofree double *range = range_text ? vit_cli_parse_numbers (range_text, &n) : NULL;
  if (range_text && (!range || n != 2 || !(range[1] > range[0])))
    *exit = vit_cli_usage (command, "--range %s is not from,to", range_text);
  else if (!check_percentiles (command, exit) || !vit_cli_check_looks (command, exit))
    return FALSE;
  else
    return TRUE;
  return FALSE;
}

/* The camera that was given on the command line. */
static gboolean
check_camera (const char *command, GPtrArray *runs, const VitGalleryRequest *request, VitExit *exit)
{
  g_autoptr (GError) error = NULL;
  VitGalleryRequest seen = *request;
  seen.runs = (VitRun **) runs->pdata;
  seen.n_runs = runs->len;
  if (!vit_cli_is_given ("view", "camera"))
    return TRUE;
  if (request->slice.whole && vit_map_check_camera (&seen, &error))
    return TRUE;
  if (!error)
    {
      *exit = vit_cli_usage (command, "--camera bears on the whole box alone (--whole-box yes)");
      return FALSE;
    }
  *exit = vit_cli_usage (command, "--camera: %s", error->message);
  return FALSE;
}

/* A time without a result shows the nearest that has one. */
static void
print_nearest_of (VitAnalyses *analyses, GPtrArray *runs, double time_ps)
{
  for (guint i = 0; i < runs->len; i++)
    {
      VitTmlSeries *series = vit_analyses_get_tml (analyses, runs->pdata[i]);
      int nearest = series ? vit_tml_series_find (series, time_ps) : -1;
      if (nearest >= 0 && fabs (vit_tml_series_get_time (series, (guint) nearest) - time_ps) > 1e-3)
        g_printerr ("%s: T_ML has no start time at %g ps; the nearest is at %g ps (warning)\n",
                    vit_run_get_label (runs->pdata[i]), time_ps,
                    vit_tml_series_get_time (series, (guint) nearest));
    }
}

/* Of the time that was given, and of those of a filmstrip. */
static void
print_nearest (VitAnalyses *analyses, GPtrArray *runs, const VitGalleryRequest *request)
{
  if (vit_cli_is_given ("view", "time"))
    print_nearest_of (analyses, runs, request->time);
  for (size_t i = 0; request->times && i < request->n_times; i++)
    print_nearest_of (analyses, runs, request->times[i]);
}

/* Ends that were given here count, then what the study says of the quantity. */
static void
read_range (VitStudy *study, VitGalleryRequest *request)
{
  const VitViewOptions *view = &vit_study_get_options (study)->view;
  VitColourRange range = vit_cli_get_range ();
  gboolean low = range_text || vit_cli_is_given ("view", "colour-minimum"),
           high = range_text || vit_cli_is_given ("view", "colour-maximum");
  if (percentiles_text)
    {
      size_t n;
      g_autofree double *ends = vit_cli_parse_numbers (percentiles_text, &n);
      range = (VitColourRange){ VIT_RANGE_PERCENTILES, ends[0], ends[1] };
    }
  vit_gallery_take_range (request, &range);
  if (low)
    request->colouring.minimum = view->colour_minimum;
  if (high)
    request->colouring.maximum = view->colour_maximum;
  request->fits_minimum = request->fits_minimum && !low;
  request->fits_maximum = request->fits_maximum && !high;
}

/* Differences have a range of their own. */
static void
set_difference_range (VitStudy *study)
{
  const char *text = range_text ? range_text : percentiles_text;
  size_t n;
  g_autofree double *ends = text ? vit_cli_parse_numbers (text, &n) : NULL;
  g_autofree char *key =
      vit_study_dup_difference_key (vit_compare_get_column (vit_study_get_options (study)));
  VitColourRange range = { range_text ? VIT_RANGE_LOCKED : VIT_RANGE_PERCENTILES,
                           ends ? ends[0] : 0, ends ? ends[1] : 0 };
  if (ends)
    vit_study_set_range (study, key, &range);
}

/* What the study shows; the command line has been set in it. */
static void
read_view (VitStudy *study, VitGalleryRequest *request)
{
  if (range_text)
    {
      size_t n;
      g_autofree double *range = vit_cli_parse_numbers (range_text, &n);
      vit_study_set_option_number (study, "view", "colour-minimum", range[0]);
      vit_study_set_option_number (study, "view", "colour-maximum", range[1]);
    }
  set_difference_range (study);
  vit_gallery_read_view (study, request);
  read_range (study, request);
  request->playhead = vit_cli_is_given ("view", "time");
  request->dark = dark;
  request->developing = developing;
}

static gboolean
choose_runs (const char *command, VitStudy *study, GPtrArray *runs, VitExit *exit)
{
  guint n = vit_study_get_n_runs (study);
  for (char **label = run_labels; label && *label; label++)
    {
      guint found = n;
      for (guint i = 0; i < n; i++)
        if (strcmp (vit_run_get_label (vit_study_get_run (study, i)), *label) == 0)
          found = i;
      if (found == n)
        {
          g_autofree char *said = vit_study_dup_nearest_run (study, *label);
          *exit = vit_cli_usage (command, "%s", said);
          return FALSE;
        }
      g_ptr_array_add (runs, vit_study_get_run (study, found));
    }
  for (guint i = 0; i < n && !run_labels; i++)
    if (vit_run_get_shown (vit_study_get_run (study, i)))
      g_ptr_array_add (runs, vit_study_get_run (study, i));
  return TRUE;
}

/* The first two runs that are named are those that are compared, unless options say otherwise. */
static void
choose_compared (VitStudy *study, GPtrArray *runs)
{
  static const char *const keys[] = { "run", "other" };
  for (guint i = 0; run_labels && i < MIN (runs->len, G_N_ELEMENTS (keys)); i++)
    if (!vit_cli_is_given ("compare", keys[i]))
      vit_study_set_option (study, "compare", keys[i], vit_run_get_label (runs->pdata[i]), NULL);
}

static gboolean
compute (VitAnalyses *analyses, GPtrArray *runs, VitProgress *progress, GError **error)
{
  VitRun *baseline = vit_analyses_get_baseline (analyses);
  guint n = runs->len + (baseline ? 1 : 0);
  for (guint i = 0; i < n; i++)
    {
      VitRun *run = i < runs->len ? runs->pdata[i] : baseline;
      VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
      VitProgressPart whole =
          vit_progress_enter (progress, 0.1 + 0.9 * i / n, 0.1 + 0.9 * (i + 1) / n, NULL);
      if (series && !vit_tml_series_compute_all (series, progress, error))
        return FALSE;
      vit_progress_leave (progress, whole);
    }
  return TRUE;
}

/* All that both commands do before a figure is made; @spec (nullable): of the only one. */
static VitAnalyses *
prepare (const char *command,
         const char *path,
         const VitFigureSpec *spec,
         VitGalleryRequest *request,
         GPtrArray *runs,
         double **times,
         VitExit *exit)
{
  GError *error = NULL;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitAnalyses) analyses = vit_cli_open_study (path, progress, exit);
  if (!analyses)
    return NULL;
  VitStudy *study = vit_analyses_get_study (analyses);
  read_view (study, request);
  if (!choose_runs (command, study, runs, exit) ||
      !vit_cli_check_names (command, study, spec ? spec->options : VIT_AFFECTS_NOTHING, runs,
                            exit) ||
      !check_camera (command, runs, request, exit) ||
      !vit_cli_take_followed (command, atom_texts, study, runs, &request->atoms, exit) ||
      !vit_cli_take_atoms (command, atoms_text, study, runs, &request->set, exit))
    return NULL;
  if (spec && spec->needs_atoms && (spec->follows & VIT_FOLLOWS_SELECTION) && !request->set)
    {
      *exit = vit_cli_usage (command, "%s needs --atoms LIST", spec->name);
      return NULL;
    }
  if (spec && spec->needs_atoms && (spec->follows & VIT_FOLLOWS_ATOM) && request->atoms.n == 0)
    {
      *exit = vit_cli_usage (command, "%s needs --atom ID", spec->name);
      return NULL;
    }
  choose_compared (study, runs);
  for (guint i = 0; i < runs->len && developing; i++)
    vit_run_set_live (runs->pdata[i], true);
  if (times_text && !(*times = vit_cli_parse_numbers (times_text, &request->n_times)))
    {
      *exit = vit_cli_usage (command, "--times %s is no list of numbers", times_text);
      return NULL;
    }
  request->times = *times;
  size_t n_intervals = 0;
  g_autofree double *intervals =
      intervals_text ? vit_cli_parse_numbers (intervals_text, &n_intervals) : NULL;
  if (intervals_text && !intervals)
    {
      *exit = vit_cli_usage (command, "--intervals %s is no list of numbers", intervals_text);
      return NULL;
    }
  vit_analyses_set_intervals (analyses, intervals, n_intervals);
  if (!compute (analyses, runs, progress, &error))
    {
      *exit = vit_cli_fail (error);
      return NULL;
    }
  vit_cli_progress_end ();
  if (!developing)
    print_nearest (analyses, runs, request);
  vit_analyses_set_atoms (analyses, &request->atoms);
  request->analyses = analyses;
  request->deriver = vit_deriver_new (analyses, false);
  request->runs = (VitRun **) runs->pdata;
  request->n_runs = runs->len;
  return g_steal_pointer (&analyses);
}

static char *
describe_figures (void)
{
  size_t n;
  const VitFigureSpec *const *list = vit_gallery_list (&n);
  g_autoptr (GString) text = g_string_new ("Figures:\n");
  for (size_t i = 0; i < n; i++)
    g_string_append_printf (text, "  %-20s %s\n", list[i]->name, list[i]->title);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_nearest_figure (const char *name)
{
  size_t n;
  const VitFigureSpec *const *list = vit_gallery_list (&n);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (size_t i = 0; i < n; i++)
    g_ptr_array_add (names, (gpointer) list[i]->name);
  g_ptr_array_add (names, NULL);
  return vit_cli_dup_nearest (name, (const char *const *) names->pdata);
}

/* Once, however many figures were drawn. */
static void
print_missing_characters (void)
{
  g_autofree char *text = vit_canvas_dup_missing_text ();
  if (text)
    g_printerr ("%s (warning)\n", text);
}

/* What a figure of the gallery needs. */
static bool
check_figure (const VitFigureSpec *spec, VitExit *exit)
{
  if (!(spec->follows & VIT_FOLLOWS_CONDITION) && vit_cli_is_given ("view", "filter"))
    *exit = vit_cli_usage ("figure", "%s has no atoms that --where bears on", spec->name);
  else
    return true;
  return false;
}

/* Whether the study has a figure of that name, composed of others. */
static bool
check_montage (const char *path, const char *name, VitExit *exit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitStudy) study = vit_cli_is_study (path) ? vit_study_load (path, NULL) : NULL;
  g_autoptr (VitMontage) found = study ? vit_study_get_montage (study, name, &error) : NULL;
  g_autofree char *nearest = dup_nearest_figure (name);
  if (!found && error && !g_error_matches (error, VIT_ERROR, VIT_ERROR_NOT_FOUND))
    *exit = vit_cli_usage ("figure", "%s: %s", path, error->message);
  else if (!found)
    *exit =
        vit_cli_usage ("figure", "there is no figure \"%s\"%s; --help lists them", name, nearest);
  return found != NULL;
}

VitExit
vit_command_figure (int argc, char **argv)
{
  VitExit exit;
  VitFormat format;
  g_autofree char *figures = describe_figures ();
  vit_cli_note_command (argc, argv);
  g_autofree GOptionEntry *all = vit_cli_new_figure_entries (entries);
  if (!vit_cli_parse_study (all, "STUDY NAME -o FILE", "One figure of a study.", figures, &argc,
                            &argv, &exit))
    return exit;
  if (argc != 3 || (!output && !vit_cli_wants_check ()))
    return vit_cli_usage ("figure", "STUDY NAME and -o FILE, --check or both are needed");
  const VitFigureSpec *spec = vit_gallery_find (argv[2]);
  if (!(spec ? check_figure (spec, &exit) : check_montage (argv[1], argv[2], &exit)))
    return exit;
  /* What is only checked is checked as a file that keeps its text. */
  format = VIT_FORMAT_PDF;
  if (output && !vit_format_from_path (output, &format))
    return vit_cli_usage ("figure", "%s: the name must end in .svg, .pdf, .png or .csv", output);
  if (!check_options ("figure", &exit))
    return exit;

  VitGalleryRequest request = { 0 };
  GError *error = NULL;
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autofree double *times = NULL;
  g_autoptr (VitAnalyses) analyses =
      prepare ("figure", argv[1], spec, &request, runs, &times, &exit);
  g_autoptr (VitAtomSet) set = request.set;
  if (!analyses)
    return exit;
  g_autoptr (VitDeriver) deriver = request.deriver;
  vit_cli_reads (argv[1]);
  if (!vit_cli_may_write_figure ("figure", output, vit_analyses_get_study (analyses), &exit))
    return exit;
  VitExportOptions options;
  VitStudy *study = vit_analyses_get_study (analyses);
  g_autoptr (VitMontage) montage = spec ? NULL : vit_study_get_montage (study, argv[2], &error);
  if (!spec && !montage)
    return vit_cli_fail (error);
  if (vit_cli_figure_shows_tml (spec, montage, &request) &&
      !vit_cli_check_figure_tml (&request, &exit))
    return exit;
  g_autoptr (VitFigure) figure = spec ? vit_gallery_make (argv[2], &request, &error)
                                      : vit_montage_make (montage, &request, &error);
  if (error && g_error_matches (error, VIT_ERROR, VIT_ERROR_NOT_FOUND))
    {
      exit = vit_cli_usage ("figure", "%s", error->message);
      g_clear_error (&error);
      return exit;
    }
  bool sure = true;
  for (guint i = 0; i < (spec ? 1 : montage->panels->len) && figure && sure; i++)
    {
      const char *name = spec ? argv[2] : g_array_index (montage->panels, VitPanel, i).figure;
      sure = vit_cli_check_logs (name, &request, &error) &&
             vit_cli_check_periods (name, &request, &error);
    }
  if (!figure || !sure ||
      !vit_cli_lay_out (study, argv[2], format, dark, figure, &options, &error) ||
      (output && !vit_figure_export (figure, output, format, &options, &error)) ||
      (output && !vit_cli_write_source_data (study, argv[2], figure, runs, output, &error)))
    return vit_cli_fail (error);
  print_missing_characters ();
  VitExit checked = VIT_EXIT_GOOD;
  if (vit_cli_wants_check ())
    checked = vit_cli_check_figure (argv[2], format, dark, figure, &options);
  vit_cli_print_checks (false);
  exit = vit_cli_figure_exit (&request);
  return MAX (exit, checked);
}

/* Labels may differ in characters that file names do not keep: number the later ones. */
static char *
dup_unique_path (const char *file)
{
  static GHashTable *written;
  if (!written)
    written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *ending = strrchr (file, '.');
  g_autofree char *name = g_strdup (file);
  for (int k = 2; g_hash_table_contains (written, name); k++)
    {
      g_free (name);
      name = g_strdup_printf ("%.*s-%d%s", (int) (ending - file), file, k, ending);
    }
  g_hash_table_add (written, g_strdup (name));
  return g_build_filename (output, name, NULL);
}

/* A figure and the file that it goes to. */
typedef struct
{
  const VitFigureSpec *spec;
  guint run; /* of a figure of one run */
  char *path;
} Planned;

static void
planned_free (Planned *planned)
{
  g_free (planned->path);
  g_free (planned);
}

/* All but those of which somebody has to pick something first. */
static GPtrArray *
plan_figures (const VitGalleryRequest *request, GPtrArray *runs)
{
  size_t n;
  const VitFigureSpec *const *list = vit_gallery_list (&n);
  GPtrArray *plan = g_ptr_array_new_with_free_func ((GDestroyNotify) planned_free);
  for (size_t i = 0; i < n; i++)
    {
      bool lacks_pick = list[i]->needs_atoms &&
                        (((list[i]->follows & VIT_FOLLOWS_ATOM) && request->atoms.n == 0) ||
                         ((list[i]->follows & VIT_FOLLOWS_SELECTION) && !request->set));
      guint n_files = lacks_pick ? 0 : list[i]->per_run ? runs->len : 1;
      for (guint r = 0; r < n_files; r++)
        {
          const char *suffix = list[i]->per_run ? vit_run_get_label (runs->pdata[r]) : "";
          g_autofree char *file = g_strdup_printf ("%s%s%s.%s", list[i]->name, *suffix ? "-" : "",
                                                   suffix, format_name ? format_name : "svg");
          Planned *planned = g_new0 (Planned, 1);
          planned->spec = list[i];
          planned->run = r;
          planned->path = dup_unique_path (g_strdelimit (file, "/ ", '-'));
          g_ptr_array_add (plan, planned);
        }
    }
  return plan;
}

static VitExit
write_figure (const Planned *planned,
              const VitGalleryRequest *request,
              GPtrArray *runs,
              VitFormat format)
{
  g_autoptr (GError) error = NULL;
  const char *name = planned->spec->name;
  VitStudy *study = vit_analyses_get_study (request->analyses);
  VitGalleryRequest one = *request;
  VitExportOptions options;
  if (planned->spec->per_run)
    {
      one.runs += planned->run;
      one.n_runs = 1;
    }
  g_autoptr (VitFigure) figure = vit_gallery_make (planned->spec->name, &one, &error);
  bool sure = vit_cli_check_logs (planned->spec->name, &one, figure ? &error : NULL) &&
              vit_cli_check_periods (planned->spec->name, &one, figure ? &error : NULL);
  if (figure && sure && vit_cli_lay_out (study, name, format, dark, figure, &options, &error) &&
      vit_figure_export (figure, planned->path, format, &options, &error) &&
      vit_cli_write_source_data (study, name, figure, runs, planned->path, &error))
    {
      if (vit_cli_wants_check ())
        return vit_cli_check_figure (name, format, dark, figure, &options);
      g_print ("%s\n", planned->path);
      return VIT_EXIT_GOOD;
    }
  g_printerr ("vitrine-cli: %s: %s\n", planned->spec->name, error->message);
  return g_error_matches (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE) ? VIT_EXIT_GOOD
                                                                    : VIT_EXIT_DAMAGED;
}

/* Nothing is written unless all can be. */
static VitExit
write_figures (const VitGalleryRequest *request, GPtrArray *runs, VitFormat format)
{
  VitExit exit;
  VitStudy *study = vit_analyses_get_study (request->analyses);
  g_autoptr (GPtrArray) plan = plan_figures (request, runs);
  for (guint i = 0; i < plan->len; i++)
    if (!vit_cli_may_write_figure ("figures", ((Planned *) plan->pdata[i])->path, study, &exit))
      return exit;
  if (!vit_cli_check_figure_tml (request, &exit))
    return exit;
  exit = VIT_EXIT_GOOD;
  for (guint i = 0; i < plan->len; i++)
    {
      VitExit one = write_figure (plan->pdata[i], request, runs, format);
      exit = MAX (exit, one);
    }
  print_missing_characters ();
  vit_cli_print_checks (true);
  VitExit of_runs = vit_cli_figure_exit (request);
  return MAX (exit, of_runs);
}

VitExit
vit_command_figures (int argc, char **argv)
{
  VitExit exit;
  VitFormat format;
  make_entries_of_figures ();
  vit_cli_note_command (argc, argv);
  g_autofree GOptionEntry *all = vit_cli_new_figure_entries (entries);
  if (!vit_cli_parse_study (all, "STUDY -o DIR", "All figures of a study.", NULL, &argc, &argv,
                            &exit))
    return exit;
  if (argc != 2 || !output)
    return vit_cli_usage ("figures", "STUDY -o DIR are needed");
  g_autofree char *ending = g_strconcat (".", format_name ? format_name : "svg", NULL);
  if (!vit_format_from_path (ending, &format))
    return vit_cli_usage ("figures", "there is no format \"%s\"", format_name);
  if (!check_options ("figures", &exit))
    return exit;
  vit_cli_reads (argv[1]);
  if (g_mkdir_with_parents (output, 0777) != 0)
    {
      g_printerr ("vitrine-cli: %s: %s\n", output, g_strerror (errno));
      return VIT_EXIT_DAMAGED;
    }
  VitGalleryRequest request = { 0 };
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autofree double *times = NULL;
  g_autoptr (VitAnalyses) analyses =
      prepare ("figures", argv[1], NULL, &request, runs, &times, &exit);
  g_autoptr (VitAtomSet) set = request.set;
  if (!analyses)
    return exit;
  g_autoptr (VitDeriver) deriver = request.deriver;
  return write_figures (&request, runs, format);
}
