/* The structure sample as a result that follows from the study. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/structure-sample.h"

/* What a sample rests on, besides T_ML. */
#define VIT_STRUCTURE_AFFECTS                                                                      \
  (VIT_AFFECTS_CELLS | VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION | VIT_AFFECTS_SAMPLE)

char *
vit_structure_sample_dup_bond_rule (const VitStructureSample *sample)
{
  const VitStructureOptions *options = &sample->options;
  bool by_area = options->weighted && options->bonds.rule == VIT_NEIGHBOURS_VORONOI;
  g_autofree char *text = vit_neighbour_choice_dup_text (&options->bonds, options->face_threshold,
                                                         (const char *const *) sample->species);
  return g_strconcat (text, by_area ? ", weighted by area" : "",
                      options->averaged ? ", averaged over neighbours" : "", NULL);
}

char *
vit_structure_sample_dup_coordination_rule (const VitStructureSample *sample)
{
  return vit_neighbour_choice_dup_text (&sample->options.coordination,
                                        sample->options.face_threshold,
                                        (const char *const *) sample->species);
}

/* Without T_ML so many frames are pooled at most. */
#define MOST_FRAMES 20

/**
 * Input:
 * @starts: (nullable): T_ML at the frames; %NULL: they are not divided
 */
typedef struct
{
  VitTrajectory *trajectory;
  VitTmlStarts *starts;
  size_t n_frames;
  size_t *frames;
  double *times;
  char **species;
  VitOptions *options;
  VitLiquidRule rule;
  VitCache *cache;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;
  vit_trajectory_unref (input->trajectory);
  g_clear_pointer (&input->starts, vit_tml_starts_free);
  g_free (input->frames);
  g_free (input->times);
  g_strfreev (input->species);
  vit_options_free (input->options);
  g_clear_pointer (&input->cache, vit_cache_unref);
  g_free (input);
}

static void
describe (const Input *input, GString *key)
{
  g_string_append_printf (key, "%p|", (void *) input->trajectory);
  vit_options_describe (input->options, VIT_STRUCTURE_AFFECTS, key);
  if (input->starts)
    vit_tml_starts_describe (input->starts, key);
  else
    for (size_t k = 0; k < input->n_frames; k++)
      g_string_append_printf (key, "frame %zu at %.17g ", input->frames[k], input->times[k]);
  for (char **name = input->species; name && *name; name++)
    g_string_append_printf (key, "|%s", *name);
}

/* The start times with T_ML: all that are computed, or the one nearest to the playhead. */
static bool
take_starts (Input *input, VitTmlSeries *series, bool pooled, double time)
{
  int shown = pooled ? -1 : vit_tml_series_find (series, time);
  if (!pooled && shown < 0)
    return false;
  g_autoptr (VitTmlStarts) starts = vit_tml_series_get_starts (series, shown);
  if (starts->n == 0)
    return false;
  input->n_frames = starts->n;
  input->frames = g_memdup2 (starts->frames, starts->n * sizeof *starts->frames);
  input->times = g_memdup2 (starts->times, starts->n * sizeof *starts->times);
  input->starts = g_steal_pointer (&starts);
  return true;
}

/* Frames as they are: even ones of the whole run, or the one nearest to the playhead. */
static void
take_plain_frames (Input *input, VitTimeline *timeline, bool pooled, double time)
{
  size_t n = vit_trajectory_get_n_frames (input->trajectory);
  const double *times = timeline ? vit_timeline_get_times (timeline) : NULL;
  input->n_frames = pooled ? MIN (n, MOST_FRAMES) : 1;
  input->frames = g_new0 (size_t, input->n_frames);
  input->times = g_new (double, input->n_frames);
  for (size_t k = 0; k < input->n_frames; k++)
    {
      if (input->n_frames > 1)
        input->frames[k] = k * (n - 1) / (input->n_frames - 1);
      else if (!pooled && timeline)
        input->frames[k] = vit_timeline_find_nearest (timeline, time);
      input->times[k] = times ? times[input->frames[k]] : NAN;
    }
}

/* r_c is asked for where a rule of neighbours needs it. */
static bool
has_cutoff (VitAnalyses *analyses, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  const VitOption *cutoff = vit_option_find ("analysis", "cutoff");
  return !(vit_option_get_affects (cutoff, options) & VIT_STRUCTURE_AFFECTS) ||
         vit_analyses_get_cutoff (analyses, error) > 0;
}

static gpointer
prepare (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  VitTrajectory *trajectory = run ? vit_run_get_trajectory (run) : NULL;
  if (!trajectory)
    {
      const char *obstacle = run ? vit_analyses_get_obstacle (analyses, run) : NULL;
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                   obstacle ? obstacle : "There is no run.");
      return NULL;
    }
  if (!has_cutoff (analyses, error))
    return NULL;
  VitCache *cache = vit_analyses_get_cache (analyses);
  VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
  Input *input = g_new0 (Input, 1);
  input->trajectory = vit_trajectory_ref (trajectory);
  input->species = g_strdupv ((char **) vit_run_get_species (run));
  input->options = vit_options_copy (vit_study_get_options (study));
  input->rule = *vit_study_get_liquid_rule (study);
  input->cache = cache ? vit_cache_ref (cache) : NULL;
  bool pooled = input->options->structure.pool;
  if (!series || !take_starts (input, series, pooled, time))
    take_plain_frames (input, vit_run_get_timeline (run), pooled, time);
  describe (input, key);
  return input;
}

static gpointer
compute (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  g_autoptr (GPtrArray) results =
      input->starts ? vit_tml_starts_get_all (input->starts, progress, error) : NULL;
  if (input->starts && !results)
    return NULL;
  return vit_structure_sample_new (input->trajectory, input->frames, input->times,
                                   results ? (VitTmlResult *const *) results->pdata : NULL,
                                   input->n_frames, (const char *const *) input->species,
                                   input->options, &input->rule, input->cache, progress, error);
}

static void
unref_sample (gpointer sample)
{
  vit_structure_sample_unref (sample);
}

const VitDerivation vit_structure_derivation = {
  .name = "structure",
  .title = "Analysing the structure",
  .lane = VIT_JOB_MOMENT,
  .prepare = prepare,
  .compute = compute,
  .free_input = free_input,
  .unref = unref_sample,
};
