/* vitrine-cli info */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli.h"

static gboolean as_json;
static double timestep;
static char *species_list;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Report as JSON", NULL },
  { "timestep", 0, 0, G_OPTION_ARG_DOUBLE, &timestep, "Timestep where the file has no clock",
    "PS" },
  { "species", 0, 0, G_OPTION_ARG_STRING, &species_list, "Names of the types, in order", "Cu,Zr" },
  { NULL },
};

static size_t *
count_species (const VitAtoms *atoms)
{
  size_t *counts = g_new0 (size_t, atoms->n_types + 1);
  for (size_t i = 0; i < atoms->n; i++)
    counts[atoms->types[i] - 1]++;
  return counts;
}

static char *
species_name (const VitAtoms *atoms, unsigned k)
{
  return *atoms->species[k] ? g_strdup (atoms->species[k]) : g_strdup_printf ("type %u", k + 1);
}

static void
add_problem (JsonBuilder *b, const VitProblem *problem)
{
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "file");
  json_builder_add_string_value (b, problem->file);
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

static void
add_cell (JsonBuilder *b, const VitCell *cell)
{
  json_builder_set_member_name (b, "cell");
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
print_json (VitTrajectory *run,
            VitTimeline *timeline,
            const VitCell *cell,
            size_t kept,
            size_t damaged,
            GPtrArray *problems)
{
  const VitAtoms *atoms = vit_trajectory_get_atoms (run);
  size_t n = vit_trajectory_get_n_frames (run);
  g_autofree size_t *counts = count_species (atoms);
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "format");
  json_builder_add_string_value (b, vit_trajectory_get_format (run));
  json_builder_set_member_name (b, "frames");
  json_builder_add_int_value (b, (gint64) kept);
  json_builder_set_member_name (b, "frames_damaged");
  json_builder_add_int_value (b, (gint64) damaged);
  json_builder_set_member_name (b, "unfinished");
  json_builder_add_boolean_value (b, vit_trajectory_is_unfinished (run));
  json_builder_set_member_name (b, "atoms");
  json_builder_add_int_value (b, (gint64) atoms->n);
  json_builder_set_member_name (b, "species");
  json_builder_begin_object (b);
  for (unsigned k = 0; k < atoms->n_types; k++)
    {
      g_autofree char *name = species_name (atoms, k);
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
  add_cell (b, cell);
  json_builder_set_member_name (b, "steps");
  json_builder_begin_array (b);
  for (size_t i = 0; i < n; i++)
    {
      VitFrameInfo info;
      vit_trajectory_get_frame_info (run, i, &info);
      json_builder_add_int_value (b, info.step);
    }
  json_builder_end_array (b);
  json_builder_set_member_name (b, "times_ps");
  if (timeline)
    {
      json_builder_begin_array (b);
      for (size_t i = 0; i < n; i++)
        json_builder_add_double_value (b, vit_timeline_get_times (timeline)[i]);
      json_builder_end_array (b);
    }
  else
    json_builder_add_null_value (b);
  json_builder_set_member_name (b, "problems");
  json_builder_begin_array (b);
  for (guint i = 0; i < problems->len; i++)
    add_problem (b, problems->pdata[i]);
  json_builder_end_array (b);
  json_builder_end_object (b);
  vit_cli_print_json (json_builder_get_root (b));
}

static void
print_text (
    VitTrajectory *run, VitTimeline *timeline, const VitCell *cell, size_t kept, size_t damaged)
{
  const VitAtoms *atoms = vit_trajectory_get_atoms (run);
  size_t n = vit_trajectory_get_n_frames (run);
  g_autofree size_t *counts = count_species (atoms);
  VitFrameInfo first, last;
  double lengths[3];
  vit_trajectory_get_frame_info (run, 0, &first);
  vit_trajectory_get_frame_info (run, n - 1, &last);
  vit_cell_lengths (cell, lengths);
  g_autofree char *columns = g_strjoinv (" ", (char **) vit_trajectory_get_columns (run));
  printf ("format   %s%s%s\n", vit_trajectory_get_format (run),
          vit_trajectory_get_units (run) ? ", units " : "",
          vit_trajectory_get_units (run) ? vit_trajectory_get_units (run) : "");
  printf ("frames   %zu%s", kept, damaged > 0 ? "" : "\n");
  if (damaged > 0)
    printf (" kept of %zu\n", kept + damaged);
  if (vit_trajectory_is_unfinished (run))
    printf ("         the last frame is not yet complete\n");
  printf ("steps    %" G_GINT64_FORMAT " ... %" G_GINT64_FORMAT "\n", first.step, last.step);
  if (timeline)
    printf ("times    0 ... %.6g ps%s\n", vit_timeline_get_times (timeline)[n - 1],
            vit_timeline_get_warning (timeline) ? " (see the warning)" : "");
  else
    printf ("times    not known: the file has no ITEM: TIME; give --timestep PS\n");
  if (timeline && vit_timeline_get_clock_offset (timeline) > 0)
    printf ("         the file's own clock begins at %.6g ps\n",
            vit_timeline_get_clock_offset (timeline));
  printf ("atoms    %zu:", atoms->n);
  for (unsigned k = 0; k < atoms->n_types; k++)
    {
      g_autofree char *name = species_name (atoms, k);
      printf (" %s %zu (%.1f %%)", name, counts[k],
              100.0 * (double) counts[k] / (double) MAX (atoms->n, 1));
    }
  printf ("\nbox      %.6g x %.6g x %.6g Å%s, periodic %c%c%c\n", lengths[0], lengths[1],
          lengths[2], vit_cell_is_orthogonal (cell) ? "" : " (triclinic)",
          cell->periodic[0] ? 'x' : '-', cell->periodic[1] ? 'y' : '-',
          cell->periodic[2] ? 'z' : '-');
  printf ("columns  %s\n", columns);
}

/* Nothing could be kept: the report says why, in the same form. */
static void
print_json_refusal (const char *file, const GError *refusal)
{
  VitProblem problem = {
    .file = (char *) file, .frame = -1, .damaging = true, .message = refusal->message
  };
  size_t n = strlen (file);
  if (g_str_has_prefix (refusal->message, file) && refusal->message[n] == ':')
    problem.line = g_ascii_strtoull (refusal->message + n + 1, NULL, 10);
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "frames");
  json_builder_add_int_value (b, 0);
  json_builder_set_member_name (b, "problems");
  json_builder_begin_array (b);
  add_problem (b, &problem);
  json_builder_end_array (b);
  json_builder_end_object (b);
  vit_cli_print_json (json_builder_get_root (b));
}

VitExit
vit_command_info (int argc, char **argv)
{
  VitExit exit;
  if (!vit_cli_parse (entries, "FILE…", "What is in a trajectory: several files are one run.",
                      &argc, &argv, &exit))
    return exit;
  if (argc < 2)
    return vit_cli_usage ("info", "a file is needed");
  g_auto (GStrv) species = species_list ? g_strsplit (species_list, ",", -1) : NULL;
  VitTrajectoryOptions options = { .species = (const char *const *) species, .count_rows = true };
  GError *error = NULL;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  VitProgressPart whole = vit_progress_enter (progress, 0, 0.5, "Reading the files");
  g_autoptr (VitTrajectory) run =
      vit_trajectory_open ((const char *const *) argv + 1, &options, progress, &error);
  if (!run)
    {
      if (as_json)
        print_json_refusal (argv[1], error);
      return vit_cli_fail (error);
    }
  size_t kept, n = vit_trajectory_get_n_frames (run);
  vit_progress_leave (progress, whole);
  vit_progress_set_range (progress, 0.5, 1, "Checking the frames");
  g_autoptr (GPtrArray) problems = vit_trajectory_check (run, &kept, progress, &error);
  if (!problems)
    return vit_cli_fail (error);
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, timestep, NULL);
  VitCell cell;
  if (!vit_trajectory_read_cell (run, 0, &cell, &error))
    return vit_cli_fail (error);
  size_t damaged = vit_trajectory_get_n_damaged (run) + n - kept;
  vit_cli_print_problems (problems);
  if (damaged > 0)
    g_printerr ("kept %zu of %zu frames\n", kept, kept + damaged);
  if (timeline && vit_timeline_get_warning (timeline))
    g_printerr ("%s: %s (warning)\n", argv[1], vit_timeline_get_warning (timeline));
  if (as_json)
    print_json (run, timeline, &cell, kept, damaged, problems);
  else
    print_text (run, timeline, &cell, kept, damaged);
  bool damaging = false;
  for (guint i = 0; i < problems->len; i++)
    damaging = damaging || ((VitProblem *) problems->pdata[i])->damaging;
  return damaged > 0 || damaging ? VIT_EXIT_DAMAGED : VIT_EXIT_GOOD;
}
