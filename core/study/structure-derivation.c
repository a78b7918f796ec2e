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

VitStructureOptions
vit_structure_options_read (VitAnalyses *analyses)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  VitStructureOptions options = VIT_STRUCTURE_OPTIONS_DEFAULT;
  g_autofree char *rule = vit_study_get_option (study, GROUP, "neighbours");
  g_autofree char *reference = vit_study_get_option (study, GROUP, "reference");
  if (g_strcmp0 (rule, "cutoff") == 0)
    options.rule = VIT_NEIGHBOURS_CUTOFF;
  else if (g_strcmp0 (rule, "nearest") == 0)
    options.rule = VIT_NEIGHBOURS_NEAREST;
  options.face_threshold =
      CLAMP (vit_study_get_option_double (study, GROUP, "face-threshold", 0), 0, 100) / 100;
  options.nearest =
      (unsigned) CLAMP (vit_study_get_option_double (study, GROUP, "nearest", 12), 1, 100);
  options.cutoff = vit_analyses_get_cutoff (analyses);
  options.averaged = is_set (study, "averaged");
  options.weighted = is_set (study, "weighted");
  if (g_strcmp0 (reference, "subset") == 0)
    options.reference = VIT_CHEMICAL_REFERENCE_SUBSET;
  return options;
}

char *
vit_structure_options_dup_text (const VitStructureOptions *options)
{
  const char *weights =
      options->weighted && options->rule == VIT_NEIGHBOURS_VORONOI ? ", weighted by area" : "";
  const char *averaged = options->averaged ? ", averaged over neighbours" : "";
  switch (options->rule)
    {
    case VIT_NEIGHBOURS_CUTOFF:
      return g_strdup_printf ("neighbours within %g Å%s", options->cutoff, averaged);
    case VIT_NEIGHBOURS_NEAREST:
      return g_strdup_printf ("%u nearest neighbours%s", options->nearest, averaged);
    case VIT_NEIGHBOURS_VORONOI:
      break;
    }
  return g_strdup_printf ("Voronoi neighbours, faces ≥ %g %%%s%s", 100 * options->face_threshold,
                          weights, averaged);
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
describe (const Input *input, GString *key)
{
  const VitStructureOptions *o = &input->options;
  g_string_append_printf (key, "%p|%d %g %u %g %d %d %d|%d %g %g %d|", (void *) input->trajectory,
                          o->rule, o->face_threshold, o->nearest, o->cutoff, o->averaged,
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
  Input *input = g_new0 (Input, 1);
  input->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  input->results = g_steal_pointer (&results);
  input->species = g_strdupv ((char **) vit_run_get_species (run));
  input->options = vit_structure_options_read (analyses);
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
                                   &input->options, &input->rule, input->cache, progress,
                                   error);
}

static void
unref_sample (gpointer sample)
{
  vit_structure_sample_unref (sample);
}

const VitDerivation vit_structure_derivation = {
  .name = "structure",
  .title = "Analysing the structure",
  .prepare = prepare,
  .compute = compute,
  .free_input = free_input,
  .unref = unref_sample,
};
