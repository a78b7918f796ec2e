/* vitrine-cli info */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/info-study.h"
#include "app/cli/options.h"
#include "app/cli/premises.h"
#include "core/base/error.h"
#include "core/geometry/species.h"
#include "core/results/run-check.h"
#include "core/io/reader.h"
#include "core/study/run-log.h"

static gboolean as_json;
static char *log_path;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Report as JSON", NULL },
  { "log", 0, 0, G_OPTION_ARG_FILENAME, &log_path, "LAMMPS log or file of columns of the run",
    "FILE" },
  VIT_CLI_ORDER_ENTRY VIT_CLI_RUN_ENTRIES VIT_CLI_PREMISE_ENTRIES{ NULL },
};

/* What is told, as JSON or as text. */
typedef struct
{
  VitTrajectory *run;
  VitTimeline *timeline; /* NULL where times are not known */
  GPtrArray *problems;
  const bool *kept; /* per frame of the run */
  size_t n_kept, n_damaged;
  VitCell cell;
  bool has_cell; /* else @cell is round the atoms */
  VitPremises *premises;
} Report;

static size_t *
count_species (const VitAtoms *atoms)
{
  size_t *counts = g_new0 (size_t, atoms->n_types + 1);
  for (size_t i = 0; i < atoms->n; i++)
    counts[atoms->types[i] - 1]++;
  return counts;
}

static void
add_problem (JsonBuilder *b, const VitProblem *problem)
{
  json_builder_begin_object (b);
  g_autofree char *name = g_filename_display_name (problem->file);
  json_builder_set_member_name (b, "file");
  json_builder_add_string_value (b, name);
  json_builder_set_member_name (b, "line");
  json_builder_add_int_value (b, (gint64) problem->line);
  json_builder_set_member_name (b, "frame");
  if (problem->frame >= 0)
    json_builder_add_int_value (b, problem->frame);
  else
    json_builder_add_null_value (b);
  json_builder_set_member_name (b, "step");
  if (problem->has_step)
    json_builder_add_int_value (b, problem->step);
  else
    json_builder_add_null_value (b);
  json_builder_set_member_name (b, "damaging");
  json_builder_add_boolean_value (b, problem->damaging);
  json_builder_set_member_name (b, "message");
  json_builder_add_string_value (b, problem->message);
  json_builder_end_object (b);
}

/* @cell is NULL where there is none. */
static void
add_cell (JsonBuilder *b, const VitCell *cell)
{
  json_builder_set_member_name (b, "cell");
  if (!cell)
    {
      json_builder_add_null_value (b);
      return;
    }
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "vectors");
  json_builder_begin_array (b);
  for (int k = 0; k < 3; k++)
    {
      json_builder_begin_array (b);
      for (int j = 0; j < 3; j++)
        json_builder_add_double_value (b, cell->h[k][j]);
      json_builder_end_array (b);
    }
  json_builder_end_array (b);
  json_builder_set_member_name (b, "origin");
  json_builder_begin_array (b);
  for (int k = 0; k < 3; k++)
    json_builder_add_double_value (b, cell->origin[k]);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "periodic");
  json_builder_begin_array (b);
  for (int k = 0; k < 3; k++)
    json_builder_add_boolean_value (b, cell->periodic[k]);
  json_builder_end_array (b);
  json_builder_end_object (b);
}

static void
add_problems (JsonBuilder *b, GPtrArray *problems)
{
  json_builder_set_member_name (b, "problems");
  json_builder_begin_array (b);
  for (guint i = 0; i < problems->len; i++)
    add_problem (b, problems->pdata[i]);
  json_builder_end_array (b);
}

static void
print_json (const Report *report)
{
  VitTrajectory *run = report->run;
  const VitAtoms *atoms = vit_trajectory_get_atoms (run);
  size_t n = vit_trajectory_get_n_frames (run);
  g_autofree size_t *counts = count_species (atoms);
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "format");
  json_builder_add_string_value (b, vit_trajectory_get_format (run));
  json_builder_set_member_name (b, "frames");
  json_builder_add_int_value (b, (gint64) report->n_kept);
  json_builder_set_member_name (b, "frames_damaged");
  json_builder_add_int_value (b, (gint64) report->n_damaged);
  json_builder_set_member_name (b, "unfinished");
  json_builder_add_boolean_value (b, vit_trajectory_is_unfinished (run));
  json_builder_set_member_name (b, "atoms");
  json_builder_add_int_value (b, (gint64) atoms->n);
  json_builder_set_member_name (b, "species");
  json_builder_begin_object (b);
  for (unsigned k = 0; k < atoms->n_types; k++)
    {
      g_autofree char *name = vit_species_dup_name ((const char *const *) atoms->species, k + 1);
      json_builder_set_member_name (b, name);
      json_builder_add_int_value (b, (gint64) counts[k]);
    }
  json_builder_end_object (b);
  json_builder_set_member_name (b, "columns");
  json_builder_begin_array (b);
  for (const char *const *column = vit_trajectory_get_columns (run); *column; column++)
    json_builder_add_string_value (b, *column);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "units");
  if (vit_trajectory_get_units (run))
    json_builder_add_string_value (b, vit_trajectory_get_units (run));
  else
    json_builder_add_null_value (b);
  add_cell (b, report->has_cell ? &report->cell : NULL);
  json_builder_set_member_name (b, "steps");
  json_builder_begin_array (b);
  for (size_t i = 0; i < n; i++)
    {
      VitFrameInfo info;
      vit_trajectory_get_frame_info (run, i, &info);
      if (report->kept[i])
        json_builder_add_int_value (b, info.step);
    }
  json_builder_end_array (b);
  json_builder_set_member_name (b, "frame_numbers");
  json_builder_begin_array (b);
  for (size_t i = 0; i < n; i++)
    if (report->kept[i])
      json_builder_add_int_value (b, (gint64) vit_trajectory_get_number (run, i));
  json_builder_end_array (b);
  json_builder_set_member_name (b, "times_ps");
  if (report->timeline)
    {
      json_builder_begin_array (b);
      for (size_t i = 0; i < n; i++)
        if (report->kept[i])
          json_builder_add_double_value (b, vit_timeline_get_times (report->timeline)[i]);
      json_builder_end_array (b);
    }
  else
    json_builder_add_null_value (b);
  vit_cli_add_premises (b, report->premises);
  add_problems (b, report->problems);
  json_builder_end_object (b);
  vit_cli_print_json (json_builder_get_root (b));
}

/* Where atoms come and go. */
static void
print_range_of_atoms (VitTrajectory *run)
{
  size_t n = vit_trajectory_get_n_frames (run), least = SIZE_MAX, most = 0;
  for (size_t i = 0; i < n; i++)
    {
      VitFrameInfo info;
      vit_trajectory_get_frame_info (run, i, &info);
      least = MIN (least, info.n_atoms);
      most = MAX (most, info.n_atoms);
    }
  if (least < most)
    printf ("         in the first frame; %zu to %zu in the others\n", least, most);
}

static void
print_text (const Report *report)
{
  VitTrajectory *run = report->run;
  VitTimeline *timeline = report->timeline;
  const VitCell *cell = &report->cell;
  const VitAtoms *atoms = vit_trajectory_get_atoms (run);
  size_t n = vit_trajectory_get_n_frames (run);
  g_autofree size_t *counts = count_species (atoms);
  VitFrameInfo first, last;
  double lengths[3];
  bool is_lj = g_strcmp0 (vit_premises_get_text (report->premises, VIT_PREMISE_UNITS), "lj") == 0;
  const char *of_time = is_lj ? "τ" : "ps", *of_length = is_lj ? "σ" : "Å";
  vit_trajectory_get_frame_info (run, 0, &first);
  vit_trajectory_get_frame_info (run, n - 1, &last);
  vit_cell_lengths (cell, lengths);
  g_autofree char *columns = g_strjoinv (" ", (char **) vit_trajectory_get_columns (run));
  printf ("format   %s%s%s\n", vit_trajectory_get_format (run),
          vit_trajectory_get_units (run) ? ", units " : "",
          vit_trajectory_get_units (run) ? vit_trajectory_get_units (run) : "");
  printf ("frames   %zu", report->n_kept);
  if (report->n_damaged > 0)
    printf (" kept of %zu", report->n_kept + report->n_damaged);
  printf ("\n");
  if (vit_trajectory_is_unfinished (run))
    printf ("         the last frame is not yet complete\n");
  printf ("steps    %" G_GINT64_FORMAT " ... %" G_GINT64_FORMAT "\n", first.step, last.step);
  if (timeline)
    {
      size_t end = vit_timeline_get_frame_at (timeline, vit_timeline_get_n_used (timeline) - 1);
      printf ("times    0 ... %.6g %s%s\n", vit_timeline_get_times (timeline)[end], of_time,
              vit_timeline_get_warning (timeline) ? " (see the warning)" : "");
    }
  else
    printf ("times    not known: give --timestep PS\n");
  if (timeline && vit_timeline_get_clock_offset (timeline) > 0)
    printf ("         the file's own clock begins at %.6g %s\n",
            vit_timeline_get_clock_offset (timeline), of_time);
  printf ("atoms    %zu:", atoms->n);
  for (unsigned k = 0; k < atoms->n_types; k++)
    {
      g_autofree char *name = vit_species_dup_name ((const char *const *) atoms->species, k + 1);
      g_print (" %s %zu (%.1f %%)", name, counts[k],
               100.0 * (double) counts[k] / (double) MAX (atoms->n, 1));
    }
  printf ("\n");
  print_range_of_atoms (run);
  if (!report->has_cell)
    printf ("box      none; the atoms need %.6g x %.6g x %.6g %s\n", lengths[0] - 2, lengths[1] - 2,
            lengths[2] - 2, of_length);
  else
    printf ("box      %.6g x %.6g x %.6g %s%s, periodic %c%c%c\n", lengths[0], lengths[1],
            lengths[2], of_length, vit_cell_is_orthogonal (cell) ? "" : " (triclinic)",
            cell->periodic[0] ? 'x' : '-', cell->periodic[1] ? 'y' : '-',
            cell->periodic[2] ? 'z' : '-');
  g_print ("columns  %s\n", columns);
  vit_cli_print_premises (report->premises);
}

/* Nothing could be kept: the report says why, in the same form. */
static void
print_json_refusal (GPtrArray *problems, size_t damaged)
{
  static const char *const lists[] = { "columns", "steps", "frame_numbers", "premises" };
  static const char *const unknown[] = { "cell", "times_ps" };
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "frames");
  json_builder_add_int_value (b, 0);
  json_builder_set_member_name (b, "frames_damaged");
  json_builder_add_int_value (b, (gint64) damaged);
  json_builder_set_member_name (b, "atoms");
  json_builder_add_int_value (b, 0);
  json_builder_set_member_name (b, "species");
  json_builder_begin_object (b);
  json_builder_end_object (b);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      json_builder_set_member_name (b, lists[i]);
      json_builder_begin_array (b);
      json_builder_end_array (b);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      json_builder_set_member_name (b, unknown[i]);
      json_builder_add_null_value (b);
    }
  add_problems (b, problems);
  json_builder_end_object (b);
  vit_cli_print_json (json_builder_get_root (b));
}

/* No frame can be read, or no file at all. */
static VitExit
refuse (char **files, GPtrArray *problems, GError *error)
{
  size_t damaged = 0;
  for (guint i = 0; i < problems->len; i++)
    damaged += ((VitProblem *) problems->pdata[i])->frame >= 0;
  bool of_frames = problems->len > 0;
  for (char **file = files; *file && !of_frames; file++)
    if (!file[1] || g_str_has_prefix (error->message, *file))
      {
        g_ptr_array_add (problems, vit_problem_new_from_error (*file, error));
        break;
      }
  if (as_json)
    print_json_refusal (problems, damaged);
  if (!of_frames)
    return vit_cli_fail (error);
  vit_cli_print_problems (problems, 0, MAX (damaged, 1));
  g_error_free (error);
  return VIT_EXIT_DAMAGED;
}

/* The box of the first frame that can be read. */
static bool
find_cell (VitTrajectory *run, const bool *kept, VitCell *cell, bool *has_cell, GError **error)
{
  size_t n = vit_trajectory_get_n_frames (run), first = 0;
  while (first + 1 < n && !kept[first])
    first++;
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, first, error);
  if (!frame)
    return false;
  *cell = frame->cell;
  *has_cell = frame->has_cell;
  return true;
}

static GPtrArray *
take_sound (size_t n, bool *kept, size_t *n_kept)
{
  for (size_t i = 0; i < n; i++)
    kept[i] = true;
  *n_kept = n;
  return g_ptr_array_new_with_free_func ((GDestroyNotify) vit_problem_free);
}

/* Add what the log says of its loading. A log of none is no error. */
static bool
judge_log (VitTrajectory *run,
           VitThermoLog *log,
           VitTimeline *timeline,
           const VitPremises *given,
           VitPremises *judged,
           VitProgress *progress,
           GError **error)
{
  g_autoptr (GError) none = NULL;
  g_autofree void *boxes = vit_run_read_boxes (run, NULL, 0, progress, error);
  if (!boxes)
    return false;
  g_autoptr (VitLoadingCurve) curve =
      vit_run_read_log (log, run, timeline, boxes, given, judged, NULL, &none);
  vit_cli_print_idle_of_log (log_path, given, curve, true, NULL);
  if (curve || !g_error_matches (none, VIT_ERROR, VIT_ERROR_INVALID))
    return true;
  g_propagate_prefixed_error (error, g_steal_pointer (&none), "%s: ", log_path);
  return false;
}

/* Judge times and log. Returns: whether the log could be read and fits what was given. */
static bool
judge_times (VitTrajectory *run,
             const VitPremises *given,
             VitPremises *judged,
             VitTimeline **timeline,
             VitProgress *progress,
             GError **error)
{
  g_autoptr (VitThermoLog) log = log_path ? vit_thermo_log_open (log_path, progress, error) : NULL;
  if (log_path && !log)
    return false;
  *timeline = vit_run_read_times (run, log, given, judged, NULL);
  vit_trajectory_add_doubts (run, judged);
  return !log || judge_log (run, log, *timeline, given, judged, progress, error);
}

/* Whether frames speak against a premise. */
static bool
contradicts_itself (VitTrajectory *run)
{
  const VitPremises *premises = vit_trajectory_get_premises (run);
  g_autoptr (VitPremises) doubted = vit_premises_copy (premises);
  vit_trajectory_add_doubts (run, doubted);
  return !vit_premises_equal (doubted, premises);
}

VitExit
vit_command_info (int argc, char **argv)
{
  VitExit exit;
  if (!vit_cli_parse (
          entries, "FILE… | STUDY",
          "What is in a trajectory: several files are one run; of a study, what its runs "
          "rest on.",
          &argc, &argv, &exit))
    return exit;
  if (argc < 2)
    return vit_cli_usage ("info", "a file is needed");
  if (argc == 2 && vit_cli_is_study (argv[1]))
    return log_path ? vit_cli_usage ("info", "--log: the runs of a study have logs of their own")
                    : vit_cli_info_study (argv[1], as_json);
  const VitPremises *given = vit_cli_get_premises ();
  g_autoptr (GPtrArray) refused =
      g_ptr_array_new_with_free_func ((GDestroyNotify) vit_problem_free);
  VitStored stored;
  size_t n_known = 0;
  g_autoptr (VitCache) cache = vit_cli_open_cache (NULL);
  /* Rows of files that are as they were when all was well are not counted again. */
  vit_cli_order_files (argv + 1);
  bool known = vit_run_find_check ((const char *const *) argv + 1, cache, &stored, &n_known);
  VitTrajectoryOptions options = {
    .given = given, .count_rows = !known, .use_index_cache = known, .problems = refused
  };
  GError *error = NULL;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  VitProgressPart whole = vit_progress_enter (progress, 0, 0.5, "Reading the files");
  g_autoptr (VitTrajectory) run =
      vit_trajectory_open ((const char *const *) argv + 1, &options, progress, &error);
  if (!run)
    return refuse (argv + 1, refused, error);
  size_t n_kept, n = vit_trajectory_get_n_frames (run);
  g_autofree bool *kept = g_new0 (bool, n);
  vit_progress_leave (progress, whole);
  vit_progress_set_range (progress, 0.5, 1, "Checking the frames");
  bool sound = known && n == n_known && vit_trajectory_get_problems (run)->len == 0;
  g_autoptr (GPtrArray) problems =
      sound ? take_sound (n, kept, &n_kept)
            : vit_trajectory_check (run, &n_kept, kept, progress, &error);
  if (!problems)
    return vit_cli_fail (error);
  if (!sound && problems->len == 0 && n_kept == n && vit_trajectory_get_n_damaged (run) == 0 &&
      !contradicts_itself (run))
    vit_run_keep_check (&stored, n);
  g_autoptr (VitPremises) judged = vit_premises_copy (vit_trajectory_get_premises (run));
  g_autoptr (VitTimeline) timeline = NULL;
  if (!vit_cli_refuse_labels (&error) ||
      !judge_times (run, given, judged, &timeline, progress, &error))
    return vit_cli_fail (error);
  if (!log_path)
    vit_cli_print_idle_of_log (argv[1], given, NULL, false, NULL);
  g_autoptr (VitPremises) premises = vit_run_join_premises (judged, given);
  Report report = {
    .run = run, .timeline = timeline, .problems = problems, .kept = kept, .premises = premises
  };
  if (!find_cell (run, kept, &report.cell, &report.has_cell, &error))
    return vit_cli_fail (error);
  report.n_kept = n_kept;
  report.n_damaged = vit_trajectory_get_n_damaged (run) + n - n_kept;
  vit_cli_print_problems (problems, n_kept, n_kept + report.n_damaged);
  vit_cli_print_timeline_warning (run, timeline);
  if (as_json)
    print_json (&report);
  else
    print_text (&report);
  bool sure = vit_cli_check_premises (argv[1], premises);
  bool damaging = report.n_damaged > 0 || !sure || vit_trajectory_is_damaged (run);
  for (guint i = 0; i < problems->len; i++)
    damaging = damaging || ((VitProblem *) problems->pdata[i])->damaging;
  return damaging ? VIT_EXIT_DAMAGED : VIT_EXIT_GOOD;
}
