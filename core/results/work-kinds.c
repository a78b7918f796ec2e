/* What can be wanted of a study: one table. */

#include <string.h>

#include "core/base/error.h"
#include "core/results/frame-structure.h"
#include "core/results/indicator-maps.h"
#include "core/results/mechanics-derivation.h"
#include "core/results/plasticity-derivation.h"
#include "core/results/ranking-derivation.h"
#include "core/results/rdf-derivation.h"
#include "core/results/tml-curve.h"
#include "core/results/work-private.h"

/* Parts of a structure that pages show. */
#define PARTS                                                                                      \
  (VIT_STRUCTURE_CELLS | VIT_STRUCTURE_COORDINATION | VIT_STRUCTURE_ORDER_6 |                      \
   VIT_STRUCTURE_AVERAGED_6 | VIT_STRUCTURE_SIMILARITY | VIT_STRUCTURE_CRYSTALLINE)

static bool
compute_structure (
    VitWork *work, const VitWorkRun *run, size_t k, VitProgress *progress, GError **error)
{
  VitTrajectory *trajectory = vit_run_get_trajectory (run->run);
  const char *const *species = vit_run_get_species (run->run);
  g_autoptr (VitFrameStructure) structure = vit_frame_structure_new (
      trajectory, run->starts->frames[k],
      vit_study_get_options (vit_analyses_get_study (work->analyses)),
      species ? species
              : (const char *const *) vit_trajectory_get_composition (trajectory)->species,
      work->cache, NULL);
  return vit_frame_structure_need (structure, PARTS, progress, error);
}

static bool
compute_plasticity (
    VitWork *work, const VitWorkRun *run, size_t k, VitProgress *progress, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (work->analyses));
  VitPlasticityOptions how = { .cutoff = vit_options_get_cutoff (options),
                               .per_neighbour = options->plasticity.per_neighbour };
  size_t n;
  g_autofree double *intervals = vit_plasticity_dup_intervals (work->analyses, &n);
  for (size_t i = 0; i < n; i++)
    {
      ssize_t to = vit_plasticity_find_frame (vit_run_get_timeline (run->run),
                                              run->starts->frames[k], intervals[i], NULL);
      if (to < 0)
        continue;
      g_autoptr (VitPlasticity) plasticity =
          vit_plasticity_compute (vit_run_get_trajectory (run->run), run->starts->frames[k],
                                  (size_t) to, &how, work->cache, progress, error);
      if (!plasticity)
        return false;
    }
  return true;
}

static bool
compute_clusters (
    VitWork *work, const VitWorkRun *run, size_t k, VitProgress *progress, GError **error)
{
  VitStudy *study = vit_analyses_get_study (work->analyses);
  const VitOptions *options = vit_study_get_options (study);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (VitTmlStarts) one = vit_tml_starts_pick (run->starts, &k, 1);
  vit_options_describe (options, VIT_AFFECTS_CLUSTERS, text);
  VitClusterInput input = { .trajectory = vit_run_get_trajectory (run->run),
                            .starts = one,
                            .rule = *vit_study_get_liquid_rule (study),
                            .cutoff = vit_options_get_cutoff (options),
                            .options = text->str,
                            .cache = work->cache };
  g_autoptr (VitClusterSeries) series = vit_cluster_series_new (&input, progress, error);
  return series != NULL;
}

/* In the order of the bits. */
const VitWorkKind vit_work_kinds[VIT_WORK_N_KINDS] = {
  { "t_ml", "T_ML of each start time", VIT_AFFECTS_NOTHING, 0, NULL, { NULL } },
  { "structure",
    "Voronoi cells, neighbours and bond order at each start time",
    VIT_AFFECTS_CELLS | VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION,
    0,
    compute_structure,
    { NULL } },
  { "plasticity",
    "strain, D²min and rotation from each start time on",
    VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_PAIRS,
    0,
    compute_plasticity,
    { NULL } },
  { "clusters",
    "liquid-like regions of each start time, for tracks and persistence",
    VIT_AFFECTS_CLUSTERS,
    VIT_WORK_T_ML,
    compute_clusters,
    { NULL } },
  { "pairs", "g(r) and its minima", VIT_AFFECTS_NOTHING, 0, NULL, { &vit_rdf_derivation } },
  { "msd",
    "MSD and rheology",
    VIT_AFFECTS_RHEOLOGY,
    0,
    NULL,
    { &vit_msd_derivation, &vit_rheology_derivation } },
  { "curves",
    "T_ML against time, plasticity against Δt",
    VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_CORRELATION | VIT_AFFECTS_FRACTION | VIT_AFFECTS_LIQUID,
    VIT_WORK_T_ML,
    NULL,
    { &vit_tml_curve_derivation, &vit_plasticity_curves_derivation } },
  { "scores",
    "how well indicators tell what flows, as the options of the group ranking have it",
    VIT_AFFECTS_RANKING | VIT_AFFECTS_COLUMNS | VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_PAIRS |
        VIT_AFFECTS_CLUSTERS | VIT_AFFECTS_FRACTION | VIT_AFFECTS_LIQUID,
    VIT_WORK_T_ML,
    NULL,
    { &vit_ranking_derivation, &vit_chosen_indicator_derivation, &vit_score_interval_derivation,
      &vit_score_average_derivation, &vit_indicator_maps_derivation },
    true },
};

const char *const *
vit_work_list_words (void)
{
  static const char *words[VIT_WORK_N_KINDS + 1];
  for (gsize k = 0; k < VIT_WORK_N_KINDS; k++)
    words[k] = vit_work_kinds[k].word;
  return words;
}

const char *
vit_work_describe (guint word)
{
  g_return_val_if_fail (word < VIT_WORK_N_KINDS, NULL);
  return vit_work_kinds[word].description;
}

bool
vit_work_parse (const char *text, unsigned *results, GError **error)
{
  g_return_val_if_fail (text && results, false);
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  *results = 0;
  for (char **word = words; *word; word++)
    {
      unsigned found = strcmp (g_strstrip (*word), "all") == 0 ? VIT_WORK_EVERYTHING : 0;
      for (gsize k = 0; k < VIT_WORK_N_KINDS; k++)
        if (strcmp (*word, vit_work_kinds[k].word) == 0)
          found = 1u << k | vit_work_kinds[k].needs;
      if (found == 0)
        {
          g_autofree char *all = g_strjoinv (", ", (char **) vit_work_list_words ());
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "\"%s\" is none of %s, all", *word,
                       all);
          return false;
        }
      *results |= found;
    }
  return true;
}
