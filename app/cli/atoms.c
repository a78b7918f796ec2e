/* vitrine-cli atoms */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/atom-columns.h"
#include "app/cli/inputs.h"
#include "app/cli/options.h"
#include "app/cli/premises.h"
#include "core/base/error.h"
#include "core/io/formats.h"
#include "core/store/atomic-file.h"
#include "core/structure/neighbour-rule.h"

static char **time_texts;
static char **expressions;
static char *properties_text, *condition, *output, *model_path, *frame_name, *run_label;
static int frame_number = -1, to_frame = -1;
static double interval;
static gboolean keep_drift;

/* One number for both rules of neighbours. */
static gboolean
take_nearest (const char *name, const char *value, gpointer data, GError **error)
{
  return vit_cli_take_option ("nearest", value, data, error) &&
         vit_cli_take_option ("cn-nearest", value, data, error);
}

static const GOptionEntry entries[] = {
  { "time", 't', 0, G_OPTION_ARG_STRING_ARRAY, &time_texts,
    "Start time; may be given several times, or as a list", "PS" },
  { "frame", 'f', 0, G_OPTION_ARG_INT, &frame_number,
    "Frame, counted from 0 as in messages: lost ones included", "N" },
  { "property", 'p', 0, G_OPTION_ARG_STRING, &properties_text,
    "What to write, as in t_ml,displacement", "LIST" },
  { "expression", 0, 0, G_OPTION_ARG_STRING_ARRAY, &expressions,
    "A column that is computed; may be given several times", "NAME=EXPR" },
  { "where", 0, 0, G_OPTION_ARG_STRING, &condition,
    "Only the atoms for which this is true, as in 't_ml > 685 && element == Cu'", "EXPR" },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
    "FILE.csv, .xyz or .dump (default: CSV on standard output)", "FILE" },
  { "run", 0, 0, G_OPTION_ARG_STRING, &run_label, "Which run of a study, by its label", "LABEL" },
  { "model", 'm', 0, G_OPTION_ARG_FILENAME, &model_path, "T_ML model", "MODEL" },
  VIT_CLI_TEMPERATURE_ENTRY{ "interval", 0, 0, G_OPTION_ARG_DOUBLE, &interval,
                             "Δt of displacements and plasticity; a study has one of its own",
                             "PS" },
  { "displacements", 0, 0, G_OPTION_ARG_STRING, &frame_name,
    "Displacements against box (default), raw or cage; those of T_ML are the model's", "FRAME" },
  { "keep-drift", 0, 0, G_OPTION_ARG_NONE, &keep_drift,
    "Leave the mean displacement in displacements", NULL },
  { "to-frame", 0, 0, G_OPTION_ARG_INT, &to_frame,
    "Later frame of displacements and plasticity, in place of --interval", "N" },
  { "nearest", 0, 0, G_OPTION_ARG_CALLBACK, take_nearest,
    "How many neighbours the rule nearest takes (default 12)", "N" },
  VIT_CLI_ORDER_ENTRY VIT_CLI_RUN_ENTRIES{ NULL },
};

static bool
find_number (VitTrajectory *run, int number, size_t *frame, GError **error)
{
  size_t n = vit_trajectory_get_n_frames (run), at = 0;
  while (at < n && vit_trajectory_get_number (run, at) < (size_t) number)
    at++;
  *frame = at;
  if (at < n && vit_trajectory_get_number (run, at) == (size_t) number)
    return true;
  if (at < n)
    g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "frame %d is damaged and was not kept",
                 number);
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                 "there is no frame %d: the run has frames 0 ... %zu", number,
                 vit_trajectory_get_number (run, n - 1));
  return false;
}

/* The frames that were asked for. */
static size_t *
find_frames (VitTrajectory *run, VitTimeline *timeline, size_t *n, GError **error)
{
  if (!time_texts)
    {
      size_t one;
      *n = 1;
      return find_number (run, frame_number, &one, error) ? g_memdup2 (&one, sizeof one) : NULL;
    }
  if (!timeline)
    return NULL;
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (size_t));
  for (char **text = time_texts; *text; text++)
    {
      size_t n_times;
      g_autofree double *times = vit_cli_parse_numbers (*text, &n_times);
      if (!times)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "--time %s is no number", *text);
          return NULL;
        }
      for (size_t i = 0; i < n_times; i++)
        {
          ssize_t frame = vit_timeline_find (timeline, times[i], 1e-3 + 1e-6 * fabs (times[i]));
          if (frame < 0)
            {
              size_t nearest = vit_timeline_find_nearest (timeline, times[i]);
              g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                           "there is no frame at %g ps; the nearest is at %g ps", times[i],
                           vit_timeline_get_times (timeline)[nearest]);
              return NULL;
            }
          g_array_append_val (frames, frame);
        }
    }
  return g_array_steal (frames, n);
}

/* ---- What is asked for ---- */

/* What a column needs was given. */
static gboolean
check_needs (const char *name, VitQuantityNeeds needs, gpointer exit)
{
  if ((needs & VIT_NEEDS_MODEL) &&
      (!model_path || !vit_premises_get_text (vit_cli_get_premises (), VIT_PREMISE_TEMPERATURE)))
    *(VitExit *) exit = vit_cli_usage ("atoms", "%s needs --model and --temperature", name);
  else if ((needs & VIT_NEEDS_INTERVAL) && !(interval > 0) && to_frame < 0 &&
           !vit_cli_is_given ("plasticity", "interval"))
    *(VitExit *) exit = vit_cli_usage ("atoms", "%s needs --interval or --to-frame", name);
  else
    return TRUE;
  return FALSE;
}

static VitQuantityWish
make_wish (const VitAtomColumns *columns, const VitOptions *options, const VitMotionOptions *motion)
{
  VitQuantityWish wish = { .compute_tml = true, .interval = interval, .motion = *motion };
  vit_atom_columns_wish (columns, options, &wish);
  if ((wish.affects & VIT_AFFECTS_PAIRS) && motion->frame == VIT_MOTION_CAGE)
    wish.needs_cutoff = true;
  return wish;
}

/* What was given and bears on no column. */
static void
print_idle_options (const VitQuantityWish *wish, const VitOptions *options, bool grown)
{
  size_t n;
  const VitOption *table = vit_option_list (&n);
  const VitOption *nearest = vit_option_find ("structure", "nearest");
  const VitOption *other = vit_option_find ("structure", "chemistry-nearest");
  gboolean both = vit_cli_is_given (nearest->group, nearest->key) &&
                  vit_cli_is_given (other->group, other->key);
  for (size_t i = 0; i < n; i++)
    {
      VitAffects affects = vit_option_get_affects (&table[i], options);
      if (both && &table[i] == nearest)
        affects |= vit_option_get_affects (other, options);
      if (!vit_cli_is_given (table[i].group, table[i].key) || (affects & wish->affects) ||
          (both && &table[i] == other) ||
          (wish->needs_cutoff && strcmp (table[i].key, "cutoff") == 0) ||
          (grown && strcmp (table[i].key, "filter-steps") == 0))
        continue;
      g_printerr ("vitrine-cli: %s%s bears on none of the columns (warning)\n",
                  table[i].alias ? "--" : "--set ", table[i].alias ? table[i].alias : table[i].key);
    }
}

/* ---- Studies ---- */

static VitStudy *
new_study (const char *const *files)
{
  VitStudy *study = vit_study_new ();
  g_autoptr (VitRun) run = vit_run_new (files);
  vit_study_add_run (study, run);
  return study;
}

/* The run whose atoms are wanted. */
static VitRun *
choose_run (VitStudy *study, VitExit *exit)
{
  VitRun *chosen = NULL;
  guint n = vit_study_get_n_runs (study), found = 0;
  g_autoptr (GString) labels = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      g_string_append_printf (labels, "%s\"%s\"", i > 0 ? ", " : "", vit_run_get_label (run));
      if (run_label && strcmp (vit_run_get_label (run), run_label) != 0)
        continue;
      chosen = run;
      found++;
    }
  if (found == 1)
    return chosen;
  if (n == 0)
    *exit = vit_cli_usage ("atoms", "the study has no run");
  else if (run_label && found == 0)
    *exit = vit_cli_usage ("atoms", "the study has no run \"%s\"; there are: %s", run_label,
                           labels->str);
  else
    *exit = vit_cli_usage ("atoms", "which run? --run LABEL; there are: %s", labels->str);
  return NULL;
}

/* ---- Values ---- */

/* Each once, however many frames say it. */
static void
print_notes (VitQuantitySource *source, GHashTable *said)
{
  GPtrArray *notes = vit_quantity_source_get_notes (source);
  const char *path = vit_trajectory_get_paths (vit_quantity_source_get_trajectory (source))[0];
  for (guint k = 0; k < notes->len; k++)
    if (g_hash_table_add (said, g_strdup (notes->pdata[k])))
      {
        vit_cli_progress_end ();
        g_printerr ("%s: %s (warning)\n", path, (const char *) notes->pdata[k]);
      }
}

/* How many atoms were written, of how many. */
typedef struct
{
  size_t n, of;
} Count;

static gboolean
append_frame (GString *text,
              VitWriterFormat format,
              VitQuantitySource *source,
              const VitAtomColumns *columns,
              const char *premises,
              bool several,
              GHashTable *said,
              Count *count,
              VitProgress *progress,
              GError **error)
{
  g_autoptr (VitAtomTable) table = vit_atom_columns_compute (columns, source, progress, error);
  print_notes (source, said);
  vit_quantity_source_release (source);
  if (!table)
    return FALSE;
  vit_writer_append (text, format, table->frame, vit_quantity_source_get_time (source), premises,
                     several, table->columns, table->n_columns);
  count->n += table->frame->atoms->n;
  count->of += table->n_of;
  return TRUE;
}

/* Whether the model fits, and what a user should know of that. */
static gboolean
check_model (VitAnalyses *analyses, VitRun *run, VitProgress *progress, GError **error)
{
  VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
  if (!series)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                   vit_analyses_get_obstacle (analyses, run));
      return FALSE;
    }
  if (!vit_tml_series_validate (series, progress, error))
    return FALSE;
  if (vit_cli_check_tml (vit_run_get_paths (run)[0], series))
    return TRUE;
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH, "T_ML is in doubt (--strict)");
  return FALSE;
}

/* Cutoffs of pairs that make no sense are wrong usage, if they were given here. */
static gboolean
check_pairs (VitRun *run, const VitOptions *options, VitExit *exit)
{
  VitNeighbourChoice choice;
  g_autoptr (GError) wrong = NULL;
  const char *const *species =
      (const char *const *) vit_trajectory_get_composition (vit_run_get_trajectory (run))->species;
  if (!vit_cli_is_given ("structure", "pair-cutoffs") ||
      vit_neighbour_choice_set_pairs (&choice, options->structure.pair_cutoffs, species, &wrong))
    return TRUE;
  *exit = vit_cli_usage ("atoms", "%s", wrong->message);
  return FALSE;
}

/* What was asked for can be had of this run. */
static gboolean
check_run (VitAnalyses *analyses,
           VitRun *run,
           VitQuantityNeeds needs,
           VitProgress *progress,
           GError **error)
{
  if (!vit_run_get_trajectory (run))
    {
      const GError *why = vit_run_get_error (run);
      if (why)
        g_propagate_error (error, g_error_copy (why));
      else
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "the run cannot be opened");
      return FALSE;
    }
  unsigned timed =
      VIT_NEEDS_MODEL | VIT_NEEDS_PAST | VIT_NEEDS_FUTURE | (to_frame < 0 ? VIT_NEEDS_INTERVAL : 0);
  if ((time_texts || (needs & timed)) && !vit_run_get_timeline (run))
    {
      g_propagate_error (error, g_error_copy (vit_run_get_error (run)));
      return FALSE;
    }
  return !(needs & VIT_NEEDS_MODEL) || check_model (analyses, run, progress, error);
}

static VitExit
work (VitStudy *study,
      VitAtomColumns *columns,
      const VitMotionOptions *motion,
      VitWriterFormat format,
      VitProgress *progress)
{
  VitExit exit;
  GError *error = NULL;
  Count count = { 0 };
  VitQuantityNeeds needs = vit_atom_columns_get_needs (columns);
  VitRun *run = choose_run (study, &exit);
  if (!run)
    return exit;
  if (model_path)
    vit_study_set_model_path (study, model_path);
  g_autoptr (VitAnalyses) analyses = vit_cli_open (study, progress, &exit);
  if (!analyses)
    return exit;
  if (!check_run (analyses, run, needs, progress, &error))
    return vit_cli_fail (error);
  if (!vit_atom_columns_check (columns, run, &exit))
    return exit;
  const VitOptions *options = vit_study_get_options (study);
  if (vit_cli_is_given ("view", "filter-steps"))
    columns->filter.steps = options->view.filter_steps;
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  VitQuantityWish wish = make_wish (columns, options, motion);
  if (!check_pairs (run, options, &exit))
    return exit;
  print_idle_options (&wish, options, vit_filter_is_set (&columns->filter));
  size_t n;
  g_autofree size_t *frames = find_frames (trajectory, vit_run_get_timeline (run), &n, &error);
  wish.has_to = to_frame >= 0;
  if (!frames || (wish.has_to && !find_number (trajectory, to_frame, &wish.to, &error)))
    return vit_cli_fail (error);
  g_autofree char *premises =
      vit_atom_columns_describe (columns, analyses, run, time_texts != NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (size_t i = 0; i < n; i++)
    {
      VitProgressPart whole = vit_progress_enter (progress, (double) i / (double) n,
                                                  (double) (i + 1) / (double) n, "Computing");
      g_autoptr (GPtrArray) warnings = vit_trajectory_check_frame (trajectory, frames[i]);
      vit_cli_print_problems (warnings, 1, 1);
      g_autoptr (VitQuantitySource) source =
          vit_quantity_source_new (analyses, run, frames[i], &wish);
      if (!append_frame (text, format, source, columns, premises, n > 1, said, &count, progress,
                         &error))
        return vit_cli_fail (error);
      vit_progress_leave (progress, whole);
    }
  vit_cli_progress_end ();
  if (vit_filter_is_set (&columns->filter))
    g_printerr ("vitrine-cli: %zu of %zu atoms\n", count.n, count.of);
  if (!output)
    fputs (text->str, stdout);
  else if (!vit_file_replace (output, text->str, text->len, &error))
    return vit_cli_fail (error);
  return vit_cli_run_exit (trajectory, FALSE);
}

/* Functions of expressions, without blanks among the arguments. */
static void
append_functions (GString *text)
{
  size_t n;
  const VitExpressionFunction *list = vit_expression_list_functions (&n);
  g_string_append (text, "\nFunctions of expressions:\n");
  for (size_t i = 0; i < n; i++)
    {
      g_auto (GStrv) arguments = g_strsplit (list[i].arguments, " ", -1);
      g_autofree char *joined = g_strjoinv ("", arguments);
      g_autofree char *call = g_strdup_printf ("%s(%s)", list[i].name, joined);
      g_string_append_printf (text, "  %-20s %s\n", call, list[i].description);
    }
}

static char *
describe_properties (void)
{
  size_t n;
  const VitQuantity *list = vit_quantity_list (&n);
  g_autoptr (GString) text = g_string_new ("Properties:\n");
  for (size_t i = 0; i < n; i++)
    g_string_append_printf (text, "  %-20s %s%s%s%s%s\n", list[i].name, list[i].description,
                            *list[i].unit ? " (" : "", list[i].unit, *list[i].unit ? ")" : "",
                            list[i].needs & VIT_NEEDS_MODEL ? "; needs --model, --temperature"
                            : list[i].needs & VIT_NEEDS_INTERVAL
                                ? "; needs --interval or --to-frame"
                                : "");
  append_functions (text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

VitExit
vit_command_atoms (int argc, char **argv)
{
  VitExit exit;
  GError *error = NULL;
  VitWriterFormat format = VIT_WRITER_CSV;
  g_autofree char *properties = describe_properties ();
  if (!vit_cli_parse_study (entries, "FILE… | STUDY --time PS --property LIST -o OUT",
                            "Per-atom values, ordered by id; several files are one run.",
                            properties, &argc, &argv, &exit))
    return exit;
  if (argc < 2)
    return vit_cli_usage ("atoms", "a file is needed");
  if ((time_texts != NULL) == (frame_number >= 0))
    return vit_cli_usage ("atoms", "either --time or --frame is needed");
  if (to_frame >= 0 && (interval > 0 || time_texts))
    return vit_cli_usage ("atoms", "--to-frame goes with --frame, and not with --interval");
  g_autofree char *endings = vit_formats_list_written ();
  if (output && !vit_formats_find_writer (output, &format))
    return vit_cli_usage ("atoms", "%s: the name must end in %s", output, endings);
  vit_cli_reads (model_path);
  for (int i = 1; i < argc; i++)
    vit_cli_reads (argv[i]);
  vit_cli_order_files (argv + 1);
  gboolean is_study = argc == 2 && vit_cli_is_study (argv[1]);
  g_auto (VitAtomColumns) columns = { 0 };
  VitMotionOptions motion = { .keep_drift = keep_drift };
  if (!vit_atom_columns_take (&columns, properties_text, expressions, condition, &exit) ||
      (!is_study && !vit_atom_columns_foreach (&columns, check_needs, &exit)) ||
      !vit_cli_parse_motion_frame ("atoms", frame_name, &motion.frame, &exit))
    return exit;
  g_autoptr (VitStudy) study =
      is_study ? vit_study_load (argv[1], &error) : new_study ((const char *const *) argv + 1);
  if (!study)
    return vit_cli_fail (error);
  if (!vit_cli_may_write ("atoms", output, study, &exit))
    return exit;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  return work (study, &columns, &motion, format, progress);
}
