/* vitrine-cli atoms */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli.h"
#include "core/base/error.h"
#include "core/io/formats.h"
#include "core/store/atomic-file.h"
#include "core/results/model-match.h"
#include "core/results/quantity.h"
#include "core/results/structure-quantities.h"

static char **time_texts;
static char *properties_text, *output, *model_path, *species_list, *rule_name, *cn_rule_name,
    *pair_cutoffs, *frame_name;
static int frame_number = -1, to_frame = -1, n_nearest;
static double temperature, timestep, interval, cutoff, t_g, face_threshold;
static gboolean weighted, said_ambiguous, keep_drift;

static const GOptionEntry entries[] = {
  { "time", 't', 0, G_OPTION_ARG_STRING_ARRAY, &time_texts,
    "Start time; may be given several times, or as a list", "PS" },
  { "frame", 'f', 0, G_OPTION_ARG_INT, &frame_number,
    "Frame, counted from 0 as in messages: lost ones included", "N" },
  { "property", 'p', 0, G_OPTION_ARG_STRING, &properties_text,
    "What to write, as in t_ml,displacement", "LIST" },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "FILE.csv, .xyz or .dump", "FILE" },
  { "model", 'm', 0, G_OPTION_ARG_FILENAME, &model_path, "T_ML model", "MODEL" },
  { "temperature", 'T', 0, G_OPTION_ARG_DOUBLE, &temperature, "Bath temperature of the run", "K" },
  { "interval", 0, 0, G_OPTION_ARG_DOUBLE, &interval, "Δt of displacements and plasticity", "PS" },
  { "displacements", 0, 0, G_OPTION_ARG_STRING, &frame_name,
    "Displacements against box (default), raw or cage; those of T_ML are the model's", "FRAME" },
  { "keep-drift", 0, 0, G_OPTION_ARG_NONE, &keep_drift,
    "Leave the mean displacement in displacements", NULL },
  { "to-frame", 0, 0, G_OPTION_ARG_INT, &to_frame,
    "Later frame of displacements and plasticity, in place of --interval", "N" },
  { "cutoff", 0, 0, G_OPTION_ARG_DOUBLE, &cutoff,
    "r_c of neighbours, plasticity and clusters (default 3.85)", "Å" },
  { "neighbours", 0, 0, G_OPTION_ARG_STRING, &rule_name,
    "Neighbours of bond order: voronoi (default), cutoff, pairs or nearest", "RULE" },
  { "cn-neighbours", 0, 0, G_OPTION_ARG_STRING, &cn_rule_name,
    "Neighbours that cn counts: cutoff (default), pairs, voronoi or nearest", "RULE" },
  { "pair-cutoffs", 0, 0, G_OPTION_ARG_STRING, &pair_cutoffs,
    "Cutoffs of the rule pairs, in Å, as in Cu-Cu=3.3,Cu-Zr=3.9; other pairs take r_c", "LIST" },
  { "face-threshold", 0, 0, G_OPTION_ARG_DOUBLE, &face_threshold,
    "Smallest Voronoi face that counts, in % of the mean of its cell (default 0)", "%" },
  { "nearest", 0, 0, G_OPTION_ARG_INT, &n_nearest,
    "How many neighbours the rule nearest takes (default 12)", "N" },
  { "area-weights", 0, 0, G_OPTION_ARG_NONE, &weighted,
    "Weigh Voronoi neighbours by the area of their face in bond order", NULL },
  { "tg", 0, 0, G_OPTION_ARG_DOUBLE, &t_g, "T_g above which an atom is liquid-like (default 685)",
    "K" },
  { "timestep", 0, 0, G_OPTION_ARG_DOUBLE, &timestep, "Timestep where the file has no clock",
    "PS" },
  { "species", 0, 0, G_OPTION_ARG_STRING, &species_list, "Names of the types, in order", "Cu,Zr" },
  { NULL },
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
  if (ok && inputs->ambiguous && *inputs->ambiguous >= 0 && !said_ambiguous)
    {
      said_ambiguous = TRUE;
      vit_cli_progress_end ();
      g_printerr ("%s: an atom moves by nearly half a box edge into frame %zd: unwrapping it is "
                  "ambiguous (warning)\n",
                  vit_trajectory_get_paths (inputs->trajectory)[0], *inputs->ambiguous);
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

/* Whether the model fits, and what a user should know of that. Without times there is nothing to
 * compare with; the composition is looked at all the same. */
static gboolean
check_model (VitModel *model,
             VitTrajectory *run,
             VitTimeline *timeline,
             char **names,
             const char *file,
             VitProgress *progress,
             GError **error)
{
  gboolean needed = FALSE;
  for (char **name = names; name && *name; name++)
    needed = needed || (vit_quantity_find (*name)->needs & VIT_NEEDS_MODEL);
  if (!needed)
    return TRUE;
  VitTmlOptions options = { .temperature = temperature };
  g_autoptr (VitModelMatch) match = vit_model_match_new (model, run, timeline, &options, error);
  if (!match)
    return FALSE;
  if (match->reduced)
    {
      g_autofree char *sentence =
          vit_model_match_validate (model, match->intervals, match->n_intervals, progress, error);
      if (!sentence)
        return FALSE;
      vit_model_match_warn (match, sentence);
    }
  vit_cli_progress_end ();
  if (match->warning)
    g_printerr ("%s: %s (warning)\n", file, match->warning);
  return TRUE;
}

/* Who are neighbours in bond order, and whom CN counts. */
typedef struct
{
  VitNeighbourChoice bonds, coordination;
} Rules;

static gboolean
parse_rules (Rules *rules, VitExit *exit)
{
  const char *unknown = NULL;
  *rules = (Rules){ { .rule = VIT_NEIGHBOURS_VORONOI }, { .rule = VIT_NEIGHBOURS_CUTOFF } };
  if (rule_name && !vit_neighbour_rule_parse (rule_name, &rules->bonds.rule))
    unknown = rule_name;
  if (cn_rule_name && !vit_neighbour_rule_parse (cn_rule_name, &rules->coordination.rule))
    unknown = cn_rule_name;
  rules->bonds.nearest = rules->coordination.nearest = (unsigned) MAX (n_nearest, 0);
  VitNeighbourRule bonds = rules->bonds.rule, coordination = rules->coordination.rule;
  bool pairs = bonds == VIT_NEIGHBOURS_PAIRS || coordination == VIT_NEIGHBOURS_PAIRS;
  bool nearest = bonds == VIT_NEIGHBOURS_NEAREST || coordination == VIT_NEIGHBOURS_NEAREST;
  if (unknown)
    *exit = vit_cli_usage ("atoms",
                           "there is no rule \"%s\" for neighbours; there are voronoi, "
                           "cutoff, pairs and nearest",
                           unknown);
  else if (!(face_threshold >= 0 && face_threshold < 100))
    *exit = vit_cli_usage ("atoms", "--face-threshold is a percentage from 0 to below 100");
  else if (n_nearest < 0 || n_nearest > 1000 || (n_nearest > 0 && !nearest))
    *exit = vit_cli_usage ("atoms", "--nearest goes with the rule nearest, up to 1000");
  else if (pairs != (pair_cutoffs != NULL))
    *exit = vit_cli_usage ("atoms", "--pair-cutoffs and the rule pairs go together");
  else if (weighted && bonds != VIT_NEIGHBOURS_VORONOI)
    *exit = vit_cli_usage ("atoms", "only Voronoi neighbours have areas to weigh them by");
  else
    return TRUE;
  return FALSE;
}

static VitExit
work (const char *const *files,
      char **names,
      Rules *rules,
      const VitMotionOptions *motion,
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
  if (model && !check_model (model, run, timeline, names, files[0], progress, &error))
    return vit_cli_fail (error);

  const char *const *types = (const char *const *) vit_trajectory_get_atoms (run)->species;
  if (pair_cutoffs &&
      (!vit_neighbour_choice_set_pairs (&rules->bonds, pair_cutoffs, types, &error) ||
       !vit_neighbour_choice_set_pairs (&rules->coordination, pair_cutoffs, types, &error)))
    {
      g_autoptr (GError) wrong = error;
      return vit_cli_usage ("atoms", "%s", wrong->message);
    }
  size_t n;
  g_autofree size_t *frames = find_frames (run, timeline, &n, &error);
  size_t later = 0;
  if (!frames || (to_frame >= 0 && !find_number (run, to_frame, &later, &error)))
    return vit_cli_fail (error);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (VitFrameStructure) structure = vit_frame_structure_new ();
  for (size_t i = 0; i < n; i++)
    {
      ssize_t ambiguous = -1;
      VitQuantityInputs inputs = { .trajectory = run,
                                   .timeline = timeline,
                                   .frame = frames[i],
                                   .model = model,
                                   .temperature = temperature,
                                   .interval = interval,
                                   .has_to = to_frame >= 0,
                                   .to = later,
                                   .motion = *motion,
                                   .cutoff = cutoff,
                                   .liquid = { .t_g = t_g },
                                   .bonds = &rules->bonds,
                                   .coordination = &rules->coordination,
                                   .face_threshold = face_threshold / 100,
                                   .weighted = weighted,
                                   .structure = structure,
                                   .ambiguous = &ambiguous };
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
  return g_string_free (g_steal_pointer (&text), FALSE);
}

VitExit
vit_command_atoms (int argc, char **argv)
{
  VitExit exit;
  VitWriterFormat format = VIT_WRITER_CSV;
  g_autofree char *properties = describe_properties ();
  if (!vit_cli_parse_described (entries, "FILE… --time PS --property LIST -o OUT",
                                "Per-atom values, ordered by id; several files are one run.",
                                properties, &argc, &argv, &exit))
    return exit;
  if (argc < 2)
    return vit_cli_usage ("atoms", "a file is needed");
  if ((time_texts != NULL) == (frame_number >= 0))
    return vit_cli_usage ("atoms", "either --time or --frame is needed");
  if (to_frame >= 0 && (interval > 0 || time_texts))
    return vit_cli_usage ("atoms", "--to-frame goes with --frame, and not with --interval");
  if (!vit_cli_is_amount (cutoff) || !vit_cli_is_amount (interval) || !vit_cli_is_amount (t_g) ||
      !vit_cli_is_amount (temperature))
    return vit_cli_usage ("atoms", "--cutoff, --interval, --temperature and --tg must be positive");
  if (!vit_cli_check_timestep ("atoms", timestep, &exit))
    return exit;
  g_autofree char *endings = vit_formats_list_written ();
  if (output && !vit_formats_find_writer (output, &format))
    return vit_cli_usage ("atoms", "%s: the name must end in %s", output, endings);
  g_auto (GStrv) names = properties_text ? g_strsplit (properties_text, ",", -1) : NULL;
  Rules rules;
  VitMotionOptions motion = { .keep_drift = keep_drift, .cage_cutoff = cutoff };
  if (!check_properties (names, &exit) || !parse_rules (&rules, &exit) ||
      !vit_cli_parse_motion_frame ("atoms", frame_name, &motion.frame, &exit))
    return exit;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  return work ((const char *const *) argv + 1, names, &rules, &motion, format, progress);
}
