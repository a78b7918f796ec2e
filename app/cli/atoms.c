/* vitrine-cli atoms */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli.h"
#include "core/base/error.h"
#include "core/io/writer.h"
#include "core/store/atomic-file.h"
#include "core/study/quantity.h"
#include "core/study/structure-quantities.h"

static char **time_texts;
static char *properties_text, *output, *model_path, *species_list, *rule_name;
static int frame_number = -1, to_frame = -1, n_nearest;
static double temperature, timestep, interval, cutoff, t_g, face_threshold;
static gboolean weighted;

static const GOptionEntry entries[] = {
  { "time", 't', 0, G_OPTION_ARG_STRING_ARRAY, &time_texts,
    "Start time; may be given several times", "PS" },
  { "frame", 'f', 0, G_OPTION_ARG_INT, &frame_number, "Frame, from 0", "N" },
  { "property", 'p', 0, G_OPTION_ARG_STRING, &properties_text,
    "What to write, as in t_ml,displacement", "LIST" },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "FILE.csv, .xyz or .dump", "FILE" },
  { "model", 'm', 0, G_OPTION_ARG_FILENAME, &model_path, "T_ML model", "MODEL" },
  { "temperature", 'T', 0, G_OPTION_ARG_DOUBLE, &temperature, "Bath temperature of the run", "K" },
  { "interval", 0, 0, G_OPTION_ARG_DOUBLE, &interval, "Δt of displacements and plasticity", "PS" },
  { "to-frame", 0, 0, G_OPTION_ARG_INT, &to_frame,
    "Later frame of displacements and plasticity, in place of --interval", "N" },
  { "cutoff", 0, 0, G_OPTION_ARG_DOUBLE, &cutoff,
    "r_c of neighbours, plasticity and clusters (default 3.85)", "Å" },
  { "neighbours", 0, 0, G_OPTION_ARG_STRING, &rule_name,
    "Neighbours of bond order: voronoi (default), cutoff or nearest", "RULE" },
  { "face-threshold", 0, 0, G_OPTION_ARG_DOUBLE, &face_threshold,
    "Smallest Voronoi face that counts, in % of the mean of its cell (default 0)", "%" },
  { "nearest", 0, 0, G_OPTION_ARG_INT, &n_nearest,
    "How many neighbours --neighbours nearest takes (default 12)", "N" },
  { "area-weights", 0, 0, G_OPTION_ARG_NONE, &weighted,
    "Weigh Voronoi neighbours by the area of their face in bond order", NULL },
  { "tg", 0, 0, G_OPTION_ARG_DOUBLE, &t_g, "T_g above which an atom is liquid-like (default 685)",
    "K" },
  { "timestep", 0, 0, G_OPTION_ARG_DOUBLE, &timestep, "Timestep where the file has no clock",
    "PS" },
  { "species", 0, 0, G_OPTION_ARG_STRING, &species_list, "Names of the types, in order", "Cu,Zr" },
  { NULL },
};

/* The frames that were asked for. */
static size_t *
find_frames (VitTrajectory *run, VitTimeline *timeline, size_t *n, GError **error)
{
  size_t n_frames = vit_trajectory_get_n_frames (run);
  if (!time_texts)
    {
      if (frame_number < 0 || (size_t) frame_number >= n_frames)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                       "there is no frame %d: the run has frames 0 ... %zu", frame_number,
                       n_frames - 1);
          return NULL;
        }
      *n = 1;
      size_t one = (size_t) frame_number;
      return g_memdup2 (&one, sizeof one);
    }
  if (!timeline)
    return NULL;
  *n = g_strv_length (time_texts);
  g_autofree size_t *frames = g_new (size_t, *n);
  for (size_t i = 0; i < *n; i++)
    {
      char *end;
      double time = g_ascii_strtod (time_texts[i], &end);
      if (!*time_texts[i] || *end)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "--time %s is no number",
                       time_texts[i]);
          return NULL;
        }
      ssize_t frame = vit_timeline_find (timeline, time, 1e-3 + 1e-6 * fabs (time));
      if (frame < 0)
        {
          size_t nearest = vit_timeline_find_nearest (timeline, time);
          g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                       "there is no frame at %g ps; the nearest is at %g ps", time,
                       vit_timeline_get_times (timeline)[nearest]);
          return NULL;
        }
      frames[i] = (size_t) frame;
    }
  return g_steal_pointer (&frames);
}

static bool
check_to_frame (VitTrajectory *run, GError **error)
{
  size_t n_frames = vit_trajectory_get_n_frames (run);
  if (to_frame < 0 || (size_t) to_frame < n_frames)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
               "there is no frame %d: the run has frames 0 ... %zu", to_frame, n_frames - 1);
  return false;
}

static gboolean
append_frame (GString *text,
              VitWriterFormat format,
              const VitQuantityInputs *inputs,
              char **names,
              bool several,
              VitProgress *progress,
              GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (inputs->trajectory, inputs->frame, error);
  if (!frame)
    return FALSE;
  guint n = names ? g_strv_length (names) : 0;
  VitWriterColumn *columns = g_new0 (VitWriterColumn, n + 1);
  gboolean ok = TRUE;
  for (guint c = 0; c < n && ok; c++)
    {
      const VitQuantity *quantity = vit_quantity_find (names[c]);
      double *values = g_new (double, MAX (frame->atoms->n, 1) * (size_t) quantity->components);
      columns[c] = (VitWriterColumn){ quantity->name, quantity->unit, values, quantity->components,
                                      quantity->component_names };
      ok = vit_quantity_compute (quantity, inputs, values, progress, error);
    }
  double time = inputs->timeline ? vit_timeline_get_times (inputs->timeline)[inputs->frame] : NAN;
  if (ok)
    vit_writer_append (text, format, frame, time, several, columns, n);
  for (guint c = 0; c < n; c++)
    g_free ((double *) columns[c].values);
  g_free (columns);
  return ok;
}

static gboolean
check_properties (char **names, VitExit *exit)
{
  for (char **name = names; name && *name; name++)
    {
      const VitQuantity *quantity = vit_quantity_find (g_strstrip (*name));
      if (!quantity)
        {
          g_autofree char *known = vit_quantity_dup_names ();
          *exit =
              vit_cli_usage ("atoms", "there is no property \"%s\"; there are: %s", *name, known);
          return FALSE;
        }
      if ((quantity->needs & VIT_NEEDS_MODEL) && (!model_path || !(temperature > 0)))
        {
          *exit = vit_cli_usage ("atoms", "%s needs --model and --temperature", *name);
          return FALSE;
        }
      if ((quantity->needs & VIT_NEEDS_INTERVAL) && !(interval > 0) && to_frame < 0)
        {
          *exit = vit_cli_usage ("atoms", "%s needs --interval or --to-frame", *name);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
parse_rule (VitNeighbourRule *rule, VitExit *exit)
{
  static const char *const names[] = { "voronoi", "cutoff", "nearest" };
  *rule = VIT_NEIGHBOURS_VORONOI;
  gboolean known = rule_name == NULL;
  for (guint r = 0; rule_name && r < G_N_ELEMENTS (names); r++)
    if (strcmp (names[r], rule_name) == 0)
      {
        *rule = (VitNeighbourRule) r;
        known = TRUE;
      }
  if (!known)
    *exit = vit_cli_usage ("atoms",
                           "there is no rule \"%s\" for neighbours; there are voronoi, "
                           "cutoff and nearest",
                           rule_name);
  else if (!(face_threshold >= 0 && face_threshold < 100))
    *exit = vit_cli_usage ("atoms", "--face-threshold is a percentage from 0 to below 100");
  else if (n_nearest < 0 || n_nearest > 1000 || (n_nearest > 0 && *rule != VIT_NEIGHBOURS_NEAREST))
    *exit = vit_cli_usage ("atoms", "--nearest goes with --neighbours nearest, up to 1000");
  else if (weighted && *rule != VIT_NEIGHBOURS_VORONOI)
    *exit = vit_cli_usage ("atoms", "only Voronoi neighbours have areas to weigh them by");
  else
    return TRUE;
  return FALSE;
}

static VitExit
work (const char *const *files,
      char **names,
      VitNeighbourRule rule,
      VitWriterFormat format,
      VitProgress *progress)
{
  GError *error = NULL;
  g_auto (GStrv) species = species_list ? g_strsplit (species_list, ",", -1) : NULL;
  VitTrajectoryOptions options = { .species = (const char *const *) species,
                                   .use_index_cache = true };
  g_autoptr (VitTrajectory) run = vit_trajectory_open (files, &options, progress, &error);
  if (!run)
    return vit_cli_fail (error);
  g_autoptr (GError) no_times = NULL;
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, timestep, &no_times);
  vit_cli_print_run_problems (run, timeline);
  g_autoptr (VitModel) model = NULL;
  bool needs_times = time_texts != NULL;
  VitQuantityNeeds timed = VIT_NEEDS_MODEL | (to_frame < 0 ? VIT_NEEDS_INTERVAL : 0);
  for (char **name = names; name && *name; name++)
    needs_times = needs_times || (vit_quantity_find (*name)->needs & timed);
  if (needs_times && !timeline)
    return vit_cli_fail (g_steal_pointer (&no_times));
  if (model_path && !(model = vit_model_load (model_path, &error)))
    return vit_cli_fail (error);
  char *warning = NULL;
  if (model && !vit_model_check_run (model, run, &warning, &error))
    return vit_cli_fail (error);
  if (warning)
    g_printerr ("%s: %s (warning)\n", files[0], warning);
  g_free (warning);

  size_t n;
  g_autofree size_t *frames = find_frames (run, timeline, &n, &error);
  if (!frames || !check_to_frame (run, &error))
    return vit_cli_fail (error);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (VitFrameStructure) structure = vit_frame_structure_new ();
  for (size_t i = 0; i < n; i++)
    {
      VitQuantityInputs inputs = { .trajectory = run,
                                   .timeline = timeline,
                                   .frame = frames[i],
                                   .model = model,
                                   .temperature = temperature,
                                   .interval = interval,
                                   .has_to = to_frame >= 0,
                                   .to = to_frame >= 0 ? (size_t) to_frame : 0,
                                   .cutoff = cutoff,
                                   .liquid = { .t_g = t_g },
                                   .rule = rule,
                                   .face_threshold = face_threshold / 100,
                                   .nearest = (unsigned) n_nearest,
                                   .weighted = weighted,
                                   .structure = structure };
      VitProgressPart whole = vit_progress_enter (progress, (double) i / (double) n,
                                                  (double) (i + 1) / (double) n, "Computing");
      if (!append_frame (text, format, &inputs, names, n > 1, progress, &error))
        return vit_cli_fail (error);
      vit_progress_leave (progress, whole);
    }
  if (!output)
    fputs (text->str, stdout);
  else if (!vit_file_replace (output, text->str, text->len, &error))
    return vit_cli_fail (error);
  return vit_trajectory_get_n_damaged (run) > 0 ? VIT_EXIT_DAMAGED : VIT_EXIT_GOOD;
}

VitExit
vit_command_atoms (int argc, char **argv)
{
  VitExit exit;
  VitWriterFormat format = VIT_WRITER_CSV;
  if (!vit_cli_parse (entries, "FILE… --time PS --property LIST -o OUT",
                      "Per-atom values, ordered by id.", &argc, &argv, &exit))
    return exit;
  if (argc < 2)
    return vit_cli_usage ("atoms", "a file is needed");
  if ((time_texts != NULL) == (frame_number >= 0))
    return vit_cli_usage ("atoms", "either --time or --frame is needed");
  if (to_frame >= 0 && (interval > 0 || time_texts))
    return vit_cli_usage ("atoms", "--to-frame goes with --frame, and not with --interval");
  if (cutoff < 0 || interval < 0 || t_g < 0)
    return vit_cli_usage ("atoms", "--cutoff, --interval and --tg must be positive");
  if (output && !vit_writer_format_from_path (output, &format))
    return vit_cli_usage (
        "atoms", "%s: the name must end in .csv, .xyz, .extxyz, .dump or .lammpstrj", output);
  g_auto (GStrv) names = properties_text ? g_strsplit (properties_text, ",", -1) : NULL;
  VitNeighbourRule rule;
  if (!check_properties (names, &exit) || !parse_rule (&rule, &exit))
    return exit;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  return work ((const char *const *) argv + 1, names, rule, format, progress);
}
