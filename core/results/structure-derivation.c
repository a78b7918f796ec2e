/* The derivation of the structure sample. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/sample-frames.h"
#include "core/results/structure-sample.h"

/* Options that affect a sample, besides those of T_ML. */
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

typedef struct
{
  VitTrajectory *trajectory;
  VitSampleFrames *frames;
  char **species;
  VitOptions *options;
  VitLiquidRule rule;
  VitCache *cache;
} StructureSampleInput;

static void
free_sample_input (gpointer data)
{
  StructureSampleInput *input = data;
  vit_trajectory_unref (input->trajectory);
  g_clear_pointer (&input->frames, vit_sample_frames_free);
  g_strfreev (input->species);
  vit_options_free (input->options);
  g_clear_pointer (&input->cache, vit_cache_unref);
  g_free (input);
}

static void
describe_sample_input (const StructureSampleInput *input, GString *key)
{
  g_string_append_printf (key, "%p|", (void *) input->trajectory);
  vit_options_describe (input->options, VIT_STRUCTURE_AFFECTS, key);
  vit_sample_frames_describe (input->frames, key);
  for (char **name = input->species; name && *name; name++)
    g_string_append_printf (key, "|%s", *name);
}

/* Ask for r_c only if a neighbour rule needs it. */
static bool
has_needed_cutoff (VitAnalyses *analyses, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  const VitOption *cutoff = vit_option_find ("analysis", "cutoff");
  return !(vit_option_get_affects (cutoff, options) & VIT_STRUCTURE_AFFECTS) ||
         vit_analyses_get_cutoff (analyses, error) > 0;
}

static gpointer
take_sample_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  const VitOptions *options = vit_study_get_options (study);
  VitSampleFrames *frames =
      vit_sample_frames_new (analyses, run, options->structure.pool, time, error);
  if (!frames || !has_needed_cutoff (analyses, error))
    {
      g_clear_pointer (&frames, vit_sample_frames_free);
      return NULL;
    }
  VitCache *cache = vit_analyses_get_cache (analyses);
  StructureSampleInput *input = g_new0 (StructureSampleInput, 1);
  input->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  input->frames = frames;
  input->species = g_strdupv ((char **) vit_run_get_species (run));
  /* Copy the options after r_c was asked for, which may have set it in the study. */
  input->options = vit_options_copy (vit_study_get_options (study));
  input->rule = *vit_study_get_liquid_rule (study);
  input->cache = cache ? vit_cache_ref (cache) : NULL;
  describe_sample_input (input, key);
  return input;
}

static gpointer
compute_sample (gpointer data, VitProgress *progress, GError **error)
{
  StructureSampleInput *input = data;
  const VitSampleFrames *frames = input->frames;
  g_autoptr (GPtrArray) results =
      frames->starts ? vit_tml_starts_get_all (frames->starts, progress, error) : NULL;
  if (frames->starts && !results)
    return NULL;
  return vit_structure_sample_new (input->trajectory, frames->frames, frames->times,
                                   results ? (VitTmlResult *const *) results->pdata : NULL,
                                   frames->n, (const char *const *) input->species, input->options,
                                   &input->rule, input->cache, progress, error);
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
  .prepare = take_sample_input,
  .compute = compute_sample,
  .free_input = free_sample_input,
  .unref = unref_sample,
};
