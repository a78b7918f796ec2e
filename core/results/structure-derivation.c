/* The structure sample as a result that follows from the study. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/structure-sample.h"

/* What a sample rests on, besides T_ML. */
#define VIT_STRUCTURE_AFFECTS                                                                      \
  (VIT_AFFECTS_CELLS | VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION | VIT_AFFECTS_SAMPLE)

/* Names by type: the user's, or else the file's. */
static const char *const *
get_species (VitRun *run)
{
  const char *const *given = vit_run_get_species (run);
  return given ? given
               : (const char *const *) vit_trajectory_get_atoms (vit_run_get_trajectory (run))
                     ->species;
}

/* What the rule does not need is left at 0: it makes no other result. */
static bool
take_choice (VitAnalyses *analyses,
             VitRun *run,
             int rule,
             int nearest,
             VitNeighbourChoice *choice,
             GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  *choice = (VitNeighbourChoice){ .rule = (VitNeighbourRule) rule };
  if (choice->rule == VIT_NEIGHBOURS_CUTOFF || choice->rule == VIT_NEIGHBOURS_PAIRS)
    {
      choice->cutoff = vit_analyses_get_cutoff (analyses, error);
      if (!(choice->cutoff > 0))
        return false;
    }
  if (choice->rule == VIT_NEIGHBOURS_NEAREST)
    choice->nearest = (unsigned) nearest;
  return choice->rule != VIT_NEIGHBOURS_PAIRS ||
         vit_neighbour_choice_set_pairs (choice, options->structure.pair_cutoffs, get_species (run),
                                         error);
}

static bool
take_options (VitAnalyses *analyses, VitRun *run, VitStructureOptions *options, GError **error)
{
  const VitStructureGroup *group =
      &vit_study_get_options (vit_analyses_get_study (analyses))->structure;
  *options = (VitStructureOptions){ .face_threshold = group->face_threshold / 100,
                                    .averaged = group->averaged,
                                    .weighted = group->weighted,
                                    .reference = (VitChemicalReference) group->reference };
  return take_choice (analyses, run, group->neighbours, group->nearest, &options->bonds, error) &&
         take_choice (analyses, run, group->chemistry_neighbours, group->chemistry_nearest,
                      &options->coordination, error);
}

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
  VitTmlStarts *starts;
  char **species;
  VitStructureOptions options;
  VitLiquidRule rule;
  VitCache *cache;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;
  vit_trajectory_unref (input->trajectory);
  vit_tml_starts_free (input->starts);
  g_strfreev (input->species);
  g_clear_pointer (&input->cache, vit_cache_unref);
  g_free (input);
}

static void
describe (const Input *input, const VitOptions *options, GString *key)
{
  g_string_append_printf (key, "%p|", (void *) input->trajectory);
  vit_options_describe (options, VIT_STRUCTURE_AFFECTS, key);
  vit_tml_starts_describe (input->starts, key);
  for (char **name = input->species; name && *name; name++)
    g_string_append_printf (key, "|%s", *name);
}

static gpointer
prepare (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  VitTmlSeries *series = run ? vit_analyses_get_tml (analyses, run) : NULL;
  if (!series)
    {
      const char *obstacle = run ? vit_analyses_get_obstacle (analyses, run) : NULL;
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                   obstacle ? obstacle : "There is no run.");
      return NULL;
    }
  bool pooled = vit_study_get_options (study)->structure.pool;
  g_autoptr (VitTmlStarts) starts =
      vit_tml_series_get_starts (series, pooled ? -1 : vit_tml_series_find (series, time));
  if (starts->n == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                   "T_ML at %.4g ps has not been computed yet.", time);
      return NULL;
    }
  VitStructureOptions options;
  if (!take_options (analyses, run, &options, error))
    return NULL;
  Input *input = g_new0 (Input, 1);
  input->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  input->starts = g_steal_pointer (&starts);
  input->species = g_strdupv ((char **) vit_run_get_species (run));
  input->options = options;
  input->rule = *vit_study_get_liquid_rule (study);
  VitCache *cache = vit_analyses_get_cache (analyses);
  input->cache = cache ? vit_cache_ref (cache) : NULL;
  describe (input, vit_study_get_options (study), key);
  return input;
}

static gpointer
compute (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  g_autoptr (GPtrArray) results = vit_tml_starts_get_all (input->starts, progress, error);
  if (!results)
    return NULL;
  return vit_structure_sample_new (input->trajectory, (VitTmlResult *const *) results->pdata,
                                   results->len, (const char *const *) input->species,
                                   &input->options, &input->rule, input->cache, progress, error);
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
