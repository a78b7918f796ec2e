/* The structure sample as a result that follows from the study. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/study/structure-sample.h"

#define GROUP "structure"

static bool
is_set (VitStudy *study, const char *key)
{
  return vit_study_get_option_double (study, GROUP, key, 0) != 0;
}

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
read_choice (VitAnalyses *analyses,
             VitRun *run,
             const char *key,
             const char *nearest,
             VitNeighbourChoice *choice,
             GError **error)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  g_autofree char *rule = vit_study_get_option (study, GROUP, key);
  g_autofree char *pairs = vit_study_get_option (study, GROUP, "pair-cutoffs");
  if (rule && !vit_neighbour_rule_parse (rule, &choice->rule))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "There is no rule \"%s\" for neighbours",
                   rule);
      return false;
    }
  choice->cutoff = vit_analyses_get_cutoff (analyses);
  if (choice->rule == VIT_NEIGHBOURS_NEAREST)
    choice->nearest =
        (unsigned) CLAMP (vit_study_get_option_double (study, GROUP, nearest, 12), 1, 100);
  return choice->rule != VIT_NEIGHBOURS_PAIRS ||
         vit_neighbour_choice_set_pairs (choice, pairs, get_species (run), error);
}

static bool
read_options (VitAnalyses *analyses, VitRun *run, VitStructureOptions *options, GError **error)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  g_autofree char *reference = vit_study_get_option (study, GROUP, "reference");
  *options = VIT_STRUCTURE_OPTIONS_DEFAULT;
  options->face_threshold =
      CLAMP (vit_study_get_option_double (study, GROUP, "face-threshold", 0), 0, 100) / 100;
  options->averaged = is_set (study, "averaged");
  options->weighted = is_set (study, "weighted");
  if (g_strcmp0 (reference, "subset") == 0)
    options->reference = VIT_CHEMICAL_REFERENCE_SUBSET;
  return read_choice (analyses, run, "neighbours", "nearest", &options->bonds, error) &&
         read_choice (analyses, run, "chemistry-neighbours", "chemistry-nearest",
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
  GPtrArray *results; /* of VitTmlResult */
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
  g_ptr_array_unref (input->results);
  g_strfreev (input->species);
  g_clear_pointer (&input->cache, vit_cache_unref);
  g_free (input);
}

static void
unref_result (gpointer result)
{
  vit_tml_result_unref (result);
}

/* Every start time that is ready, or the one at the playhead. */
static GPtrArray *
take_results (VitTmlSeries *series, double time, bool pooled)
{
  GPtrArray *results = g_ptr_array_new_with_free_func (unref_result);
  guint n = vit_tml_series_get_n (series);
  int shown = vit_tml_series_find (series, time);
  for (guint i = 0; i < n; i++)
    {
      VitTmlResult *result = pooled || (int) i == shown ? vit_tml_series_get (series, i) : NULL;
      if (result)
        g_ptr_array_add (results, vit_tml_result_ref (result));
    }
  return results;
}

static void
describe_choice (const VitNeighbourChoice *choice, GString *key)
{
  g_string_append_printf (key, "%d %u %g", choice->rule, choice->nearest, choice->cutoff);
  for (int a = 0; choice->rule == VIT_NEIGHBOURS_PAIRS && a < VIT_MAX_PAIR_SPECIES; a++)
    for (int b = a; b < VIT_MAX_PAIR_SPECIES; b++)
      g_string_append_printf (key, " %g", choice->pairs[a][b]);
  g_string_append_c (key, '|');
}

static void
describe (const Input *input, GString *key)
{
  const VitStructureOptions *o = &input->options;
  g_string_append_printf (key, "%p|", (void *) input->trajectory);
  describe_choice (&o->bonds, key);
  describe_choice (&o->coordination, key);
  g_string_append_printf (key, "%g %d %d %d|%d %g %g %d|", o->face_threshold, o->averaged,
                          o->weighted, o->reference, input->rule.by_percentage, input->rule.t_g,
                          input->rule.percentage, input->rule.within_species);
  for (guint i = 0; i < input->results->len; i++)
    g_string_append_printf (key, "%p ", input->results->pdata[i]);
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
  g_autoptr (GPtrArray) results = take_results (series, time, is_set (study, "pool"));
  if (results->len == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                   "T_ML at %.4g ps has not been computed yet.", time);
      return NULL;
    }
  VitStructureOptions options;
  if (!read_options (analyses, run, &options, error))
    return NULL;
  Input *input = g_new0 (Input, 1);
  input->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  input->results = g_steal_pointer (&results);
  input->species = g_strdupv ((char **) vit_run_get_species (run));
  input->options = options;
  input->rule = *vit_study_get_liquid_rule (study);
  VitCache *cache = vit_analyses_get_cache (analyses);
  input->cache = cache ? vit_cache_ref (cache) : NULL;
  describe (input, key);
  return input;
}

static gpointer
compute (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  return vit_structure_sample_new (input->trajectory, (VitTmlResult *const *) input->results->pdata,
                                   input->results->len, (const char *const *) input->species,
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
