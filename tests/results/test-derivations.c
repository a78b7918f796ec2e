/* What follows from the demo study, made the way a program without a main loop makes it. */

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/cluster-series.h"
#include "core/results/mechanics-derivation.h"
#include "core/results/plasticity-derivation.h"
#include "core/results/rdf-derivation.h"
#include "core/results/structure-sample.h"

static VitAnalyses *analyses;
static VitDeriver *deriver;

static VitRun *
get_run (const char *label)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    if (strcmp (vit_run_get_label (vit_study_get_run (study, i)), label) == 0)
      return vit_study_get_run (study, i);
  g_error ("the demo has no run %s", label);
}

static void
set_up (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "resources", "samples", "demo.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  g_assert_no_error (error);
  analyses = vit_analyses_new (study, NULL);
  g_assert_true (vit_analyses_open_sync (analyses, NULL, &error));
  g_assert_no_error (error);
  static const char *const labels[] = { "creep 2.0 GPa", "creep 2.3 GPa", "unstressed" };
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      VitTmlSeries *series = vit_analyses_get_tml (analyses, get_run (labels[i]));
      g_assert_nonnull (series);
      g_assert_true (vit_tml_series_compute_all (series, NULL, &error));
    }
  deriver = vit_deriver_new (analyses, false);
}

static const VitStructureSample *
get_structure (const char *label, double time)
{
  g_autoptr (GError) error = NULL;
  const VitStructureSample *sample =
      vit_deriver_get (deriver, &vit_structure_derivation, get_run (label), time, &error);
  g_assert_no_error (error);
  return sample;
}

static void
test_structure (void)
{
  const VitStructureSample *s = get_structure ("creep 2.0 GPa", 20);
  g_assert_cmpuint (s->n, ==, 5324);
  g_assert_cmpuint (s->n_starts, ==, 1);
  g_assert_cmpfloat_with_epsilon (s->times[0], 20, 1e-6);
  g_assert_cmpuint (s->counts[VIT_SUBSET_ALL], ==, 5324);
  /* 0.198 of the atoms in the samples' own numbers; T_ML equal to T_g is neither. */
  g_assert_cmpfloat_with_epsilon (s->counts[VIT_SUBSET_LIQUID] / 5324.0, 0.198, 6e-4);
  g_assert_cmpuint (s->counts[VIT_SUBSET_LIQUID] + s->counts[VIT_SUBSET_SOLID], <=, 5324);

  double volume = 0, in_raster = 0, bonds = 0;
  for (size_t i = 0; i < s->n; i++)
    volume += s->volumes[i];
  g_assert_cmpfloat_with_epsilon (volume / 5324, s->means.volume[0].mean, 1e-3);
  for (size_t k = 0; k < s->raster.nx * s->raster.ny; k++)
    in_raster += s->density[VIT_SUBSET_ALL][k] * s->raster.dx * s->raster.dy;
  g_assert_cmpfloat (in_raster, >, 0.97);
  g_assert_cmpfloat (in_raster, <, 1.001);
  for (int b = 0; b < VIT_SIMILARITY_BINS; b++)
    bonds += s->similarity[VIT_SUBSET_SOLID][b] * 2.0 / VIT_SIMILARITY_BINS;
  g_assert_cmpfloat_with_epsilon (bonds, 1, 1e-9);
  g_assert_cmpuint (s->polyhedra->n, ==, 5324);
  g_assert_cmpuint (s->polyhedra->n_in[0], ==, s->counts[VIT_SUBSET_LIQUID]);

  const VitChemicalOrder *all = s->chemical[VIT_SUBSET_ALL];
  g_assert_cmpfloat_with_epsilon (all->fractions[0], 0.483, 1e-3);
  g_assert_cmpfloat_with_epsilon (all->eta[1], all->eta[2], 1e-12);
  g_assert_cmpstr (vit_structure_sample_get_species (s, 2), ==, "Zr");
}

/* Subsets within each species have the composition of the whole, and Δf compares like with like. */
static void
test_within_species (void)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  VitLiquidRule rule = {
    .by_percentage = true, .t_g = 685, .percentage = 10, .within_species = true
  };
  vit_study_set_liquid_rule (study, &rule);
  const VitStructureSample *s = get_structure ("creep 2.0 GPa", 20);
  const VitChemicalOrder *all = s->chemical[VIT_SUBSET_ALL], *own = s->chemical[VIT_SUBSET_LIQUID];
  for (unsigned t = 0; t < 2; t++)
    {
      g_assert_cmpuint (own->counts[t], ==, all->counts[t] / 10);
      g_assert_cmpfloat_with_epsilon (own->fractions[t], all->fractions[t], 1e-3);
    }
  double sum = 0;
  for (guint k = 0; k < s->polyhedra->kinds->len; k++)
    sum += s->excess_base[0][k];
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-9);
  vit_study_set_liquid_rule (study, &VIT_LIQUID_RULE_DEFAULT);
}

static void
test_pooled (void)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  size_t alone = get_structure ("creep 2.0 GPa", 20)->counts[VIT_SUBSET_LIQUID];
  vit_study_set_option (study, "structure", "pool", "1", NULL);
  const VitStructureSample *s = get_structure ("creep 2.0 GPa", 20);
  guint n = vit_tml_series_get_n_ready (vit_analyses_get_tml (analyses, get_run ("creep 2.0 GPa")));
  g_assert_cmpuint (s->n_starts, ==, n);
  g_assert_cmpuint (s->n, ==, (size_t) n * 5324);
  g_assert_cmpuint (s->counts[VIT_SUBSET_LIQUID], >, 10 * alone);
  vit_study_set_option (study, "structure", "pool", NULL, NULL);
}

static const VitStructureParts all_parts[] = { VIT_STRUCTURE_CELLS,      VIT_STRUCTURE_COORDINATION,
                                               VIT_STRUCTURE_ORDER_4,    VIT_STRUCTURE_ORDER_6,
                                               VIT_STRUCTURE_AVERAGED_6, VIT_STRUCTURE_SIMILARITY,
                                               VIT_STRUCTURE_CRYSTALLINE };

#define ALL_PARTS 0x7f

static VitFrameStructure *
make_structure (const VitOptions *options, VitCache *cache, unsigned parts)
{
  g_autoptr (GError) error = NULL;
  VitFrameStructure *structure = vit_frame_structure_new (
      vit_run_get_trajectory (get_run ("unstressed")), 0, options, NULL, cache, NULL);
  vit_frame_structure_need (structure, parts, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (structure->parts, ==, parts);
  return structure;
}

/* One part after the other, so that one that differs is named by its line. */
static bool
is_same_part (const VitFrameStructure *a, const VitFrameStructure *b, VitStructureParts part)
{
  size_t n = a->n, doubles = n * sizeof (double);
  switch (part)
    {
    case VIT_STRUCTURE_CELLS:
      return memcmp (a->volumes, b->volumes, doubles) == 0 && memcmp (a->d5, b->d5, doubles) == 0 &&
             memcmp (a->indices, b->indices, n * sizeof *a->indices) == 0;
    case VIT_STRUCTURE_COORDINATION:
      return memcmp (a->partial, b->partial, n * a->n_types * sizeof *a->partial) == 0;
    case VIT_STRUCTURE_ORDER_4:
      return memcmp (a->q4, b->q4, doubles) == 0 && memcmp (a->w4, b->w4, doubles) == 0;
    case VIT_STRUCTURE_ORDER_6:
      return memcmp (a->q6, b->q6, doubles) == 0 && memcmp (a->w6, b->w6, doubles) == 0;
    case VIT_STRUCTURE_AVERAGED_6:
      return memcmp (a->averaged_q6, b->averaged_q6, doubles) == 0 &&
             memcmp (a->averaged_w6, b->averaged_w6, doubles) == 0;
    case VIT_STRUCTURE_SIMILARITY:
      return memcmp (a->bonds, b->bonds, (n + 1) * sizeof *a->bonds) == 0 &&
             memcmp (a->bins, b->bins, a->bonds[n]) == 0;
    default:
      return memcmp (a->crystalline, b->crystalline, n * sizeof *a->crystalline) == 0;
    }
}

/* What comes from disk is what was computed, in whatever company; an option makes anew the parts
 * that it bears on, and no others. */
static void
test_frame_on_disk (void)
{
  static const struct
  {
    const char *group, *key, *value;
    unsigned parts;
  } changes[] = {
    { "structure", "neighbours", "cutoff", 0x7c },
    { "structure", "face-threshold", "1", 0x7d },
    { "structure", "weighted", "1", 0x7c },
    { "analysis", "cutoff", "3.6", 0x02 },
    { "structure", "chemistry-neighbours", "voronoi", 0x02 },
    { "structure", "averaged", "1", 0 },
    { "structure", "nearest", "14", 0 },
    { "plasticity", "interval", "7", 0 },
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", &error);
  g_autoptr (VitCache) cache = vit_cache_open (folder, 0, &error);
  g_assert_no_error (error);
  g_autoptr (VitOptions) options = vit_options_new ();
  options->analysis.cutoff = 3.85;
  g_autoptr (VitFrameStructure) plain = make_structure (options, NULL, ALL_PARTS);
  g_autoptr (VitFrameStructure) stored = make_structure (options, cache, ALL_PARTS);
  uint64_t size = vit_cache_get_size (cache);
  g_autoptr (VitFrameStructure) found = make_structure (options, cache, ALL_PARTS);
  g_assert_cmpuint (vit_cache_get_size (cache), ==, size);
  for (gsize p = 0; p < G_N_ELEMENTS (all_parts); p++)
    {
      g_autoptr (VitFrameStructure) alone = make_structure (options, NULL, all_parts[p]);
      g_assert_true (is_same_part (plain, stored, all_parts[p]));
      g_assert_true (is_same_part (plain, found, all_parts[p]));
      g_assert_true (is_same_part (plain, alone, all_parts[p]));
    }

  for (gsize k = 0; k < G_N_ELEMENTS (changes); k++)
    {
      g_autoptr (VitOptions) other = vit_options_copy (options);
      g_assert_true (vit_option_parse (vit_option_find (changes[k].group, changes[k].key),
                                       changes[k].value, other, NULL, &error));
      for (gsize p = 0; p < G_N_ELEMENTS (all_parts); p++)
        {
          size = vit_cache_get_size (cache);
          g_autoptr (VitFrameStructure) changed = make_structure (other, cache, all_parts[p]);
          bool bears = changes[k].parts & all_parts[p];
          g_test_message ("%s=%s, part %zu", changes[k].key, changes[k].value, p);
          g_assert_true ((vit_cache_get_size (cache) > size) == bears);
          g_assert_true (is_same_part (plain, changed, all_parts[p]) == !bears);
        }
    }
  g_assert_true (vit_cache_clear (cache, &error));
  g_rmdir (folder);
}

/* The same inputs give the same object; other options another one. */
static void
test_deriver (void)
{
  const VitStructureSample *first = get_structure ("creep 2.0 GPa", 20);
  g_assert_true (get_structure ("creep 2.0 GPa", 20.4) == first);
  double q6 = first->q6[0];
  VitStudy *study = vit_analyses_get_study (analyses);
  vit_study_set_option (study, "structure", "neighbours", "nearest", NULL);
  g_assert_cmpfloat (fabs (get_structure ("creep 2.0 GPa", 20)->q6[0] - q6), >, 1e-4);
  vit_study_set_option (study, "structure", "neighbours", NULL, NULL);

  /* Without T_ML there are no subsets; the rest is of the frame nearest to the playhead. */
  const VitStructureSample *plain = get_structure ("acoustic 2.0 GPa", 50);
  g_assert_false (plain->has_tml);
  g_assert_cmpfloat_with_epsilon (plain->times[0], 50, 1e-6);
  g_assert_cmpuint (plain->counts[VIT_SUBSET_ALL], ==, plain->n);
  g_assert_cmpuint (plain->counts[VIT_SUBSET_LIQUID] + plain->counts[VIT_SUBSET_SOLID], ==, 0);
  g_assert_cmpfloat (plain->means.cn[0].mean, >, 12);
  vit_study_set_option (study, "structure", "pool", "1", NULL);
  plain = get_structure ("acoustic 2.0 GPa", 50);
  g_assert_cmpuint (plain->n_starts, ==, 20);
  vit_study_set_option (study, "structure", "pool", NULL, NULL);
}

static guint n_made;

static gpointer
prepare_nothing (VitAnalyses *a, VitRun *run, double time, GString *key, GError **error)
{
  g_string_assign (key, "same");
  return g_new0 (char, 1);
}

static gpointer
count_made (gpointer input, VitProgress *progress, GError **error)
{
  n_made++;
  return g_new0 (char, 1);
}

/* However many results are asked for in turn, each is made once. */
static void
test_many (void)
{
  enum
  {
    N_KINDS = 200
  };
  static VitDerivation kinds[N_KINDS];
  g_autoptr (VitDeriver) many = vit_deriver_new (analyses, false);
  for (int round = 0; round < 3; round++)
    for (int i = 0; i < N_KINDS; i++)
      {
        kinds[i] = (VitDerivation){ "kind",     "Counting", VIT_JOB_MOMENT, prepare_nothing,
                                    count_made, g_free,     g_free };
        g_assert_nonnull (vit_deriver_get (many, &kinds[i], NULL, 0, NULL));
      }
  g_assert_cmpuint (n_made, ==, N_KINDS);
  /* One that stays in use outlives the others. */
  for (int i = 0; i < 1000; i++)
    vit_deriver_get (many, &kinds[0], NULL, 0, NULL);
  g_assert_cmpuint (n_made, ==, N_KINDS);
}

/* ---- While a slider is dragged ---- */

static guint drag_step, n_landed, n_pieces = 60; /* of 10 ms */

static gpointer
prepare_step (VitAnalyses *a, VitRun *run, double time, GString *key, GError **error)
{
  g_string_append_printf (key, "step %u", drag_step);
  return g_new0 (char, 1);
}

/* Takes a while, unless it is cancelled. */
static gpointer
work_slowly (gpointer input, VitProgress *progress, GError **error)
{
  for (guint k = 0; k < n_pieces; k++)
    {
      g_usleep (10000);
      if (!vit_progress_check (progress, error))
        return NULL;
    }
  return g_new0 (char, 1);
}

static void
on_landed (VitDeriver *of, const char *name, VitRun *run, gpointer data)
{
  n_landed++;
}

/* What takes longer than changes come is seen all the same: the last that is done, then the next.
 */
static void
test_dragged (void)
{
  static const VitDerivation kind = { "dragged",   "Dragging", VIT_JOB_MOMENT, prepare_step,
                                      work_slowly, g_free,     g_free };
  g_autoptr (VitDeriver) dragged = vit_deriver_new (analyses, true);
  g_signal_connect (dragged, "changed", G_CALLBACK (on_landed), NULL);
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  while (n_landed == 0 && g_get_monotonic_time () < end)
    {
      vit_deriver_get (dragged, &kind, NULL, 0, NULL);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (5000);
    }
  g_assert_cmpuint (n_landed, ==, 1);
  /* A new place each 20 ms. */
  end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  while (n_landed < 4 && g_get_monotonic_time () < end)
    {
      drag_step++;
      vit_deriver_get (dragged, &kind, NULL, 0, NULL);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (20000);
    }
  g_assert_cmpuint (n_landed, >=, 4);
}

/* Pictures that take much longer than the last one did, while the playhead runs. */
static void
test_slowed (void)
{
  static const VitDerivation kind = { "slowed",    "Slowing", VIT_JOB_PICTURE, prepare_step,
                                      work_slowly, g_free,    g_free };
  g_autoptr (VitDeriver) slowed = vit_deriver_new (analyses, true);
  g_signal_connect (slowed, "changed", G_CALLBACK (on_landed), NULL);
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  n_landed = 0;
  n_pieces = 5;
  while (n_landed < 3 && g_get_monotonic_time () < end)
    {
      n_pieces = n_landed > 0 ? 100 : 5;
      drag_step++;
      vit_deriver_get (slowed, &kind, NULL, 0, NULL);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (20000);
    }
  g_assert_cmpuint (n_landed, >=, 3);
}

static void
test_rdf (void)
{
  g_autoptr (GError) error = NULL;
  const VitRunRdf *result =
      vit_deriver_get (deriver, &vit_rdf_derivation, get_run ("creep 2.0 GPa"), 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->rdf->n_frames, ==, 20);
  g_assert_cmpfloat_with_epsilon (result->minimum, 3.85, 0.06);
  g_assert_cmpfloat (result->partial_minima[0], <, result->partial_minima[3]);
}

/* 98 % of the sizes of each measure lie on its scale, and one of them is its end. */
static void
check_scale (const VitPlasticityMaps *maps)
{
  for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++)
    {
      size_t n = 0, below = 0, equal = 0;
      for (size_t k = 0; k < maps->n; k++)
        for (size_t i = 0; i < maps->maps[k].plasticity->atoms->n; i++)
          {
            double size = fabs (maps->maps[k].plasticity->values[m][i]);
            n += isfinite (size);
            below += size < maps->largest[m];
            equal += size == maps->largest[m];
          }
      g_assert_cmpuint (n, >, 0);
      g_assert_cmpuint (equal, >, 0);
      g_assert_cmpuint (below, <=, (size_t) (0.98 * (double) (n - 1)));
      g_assert_cmpuint (below + equal, >, (size_t) (0.98 * (double) (n - 1)));
    }
}

static void
test_plasticity (void)
{
  g_autoptr (GError) error = NULL;
  VitRun *run = get_run ("creep 2.3 GPa");
  vit_study_set_option_number (vit_analyses_get_study (analyses), "plasticity", "interval", 100);
  const VitPlasticityMaps *maps =
      vit_deriver_get (deriver, &vit_plasticity_maps_derivation, run, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (maps->n, ==, 1);
  g_assert_cmpfloat_with_epsilon (maps->maps[0].interval, 100, 1);
  check_scale (maps);
  /* Several maps have one scale. */
  const double three[] = { 5, 20, 100 };
  vit_analyses_set_intervals (analyses, three, G_N_ELEMENTS (three));
  maps = vit_deriver_get (deriver, &vit_plasticity_maps_derivation, run, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (maps->n, ==, 3);
  check_scale (maps);
  vit_analyses_set_intervals (analyses, NULL, 0);
  const VitPlasticityCurves *curves =
      vit_deriver_get (deriver, &vit_plasticity_curves_derivation, run, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (curves->n_starts, ==, 5);
  g_assert_cmpuint (curves->n_intervals, ==, 10);
  /* Mobile atoms deform, the more the longer one waits. */
  const VitCorrelation *early = &curves->points[2].rho[VIT_PLASTICITY_D2MIN],
                       *late = &curves->points[8].rho[VIT_PLASTICITY_D2MIN];
  g_assert_cmpfloat (early->rho, >, 0);
  g_assert_cmpfloat (late->rho, >, early->rho + 0.1);
  g_assert_cmpfloat (late->lo, <, late->rho);
  g_assert_cmpfloat (late->hi, >, late->rho);
}

/* Numbers of docs/science.md §3 from another program: 706 → 626 K, 788 → 880 K. */
static void
test_clusters (void)
{
  static const struct
  {
    const char *label;
    double first, last;
  } runs[] = { { "creep 2.0 GPa", 706, 626 }, { "creep 2.3 GPa", 788, 880 } };
  for (gsize r = 0; r < G_N_ELEMENTS (runs); r++)
    {
      g_autoptr (GError) error = NULL;
      const VitClusterSeries *series =
          vit_deriver_get (deriver, &vit_cluster_derivation, get_run (runs[r].label), 0, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (series->n, ==, 27);
      g_test_message ("%s: T_perc %g → %g K", runs[r].label, series->points[0].t_perc,
                      series->points[26].t_perc);
      g_assert_cmpfloat_with_epsilon (series->points[0].t_perc, runs[r].first, 2.1);
      g_assert_cmpfloat_with_epsilon (series->points[26].t_perc, runs[r].last, 2.1);
      for (size_t k = 0; k < series->n; k++)
        {
          const VitClusterPoint *p = &series->points[k];
          size_t sum = 0;
          for (size_t c = 0; c < p->n_clusters; c++)
            sum += p->sizes[c];
          g_assert_cmpuint (sum, ==, p->n_liquid);
          g_assert_cmpuint (p->largest, ==, p->sizes[0]);
        }
    }
}

static void
test_mechanics (void)
{
  g_autoptr (GError) error = NULL;
  const VitLoadingCurve *curve =
      vit_deriver_get (deriver, &vit_loading_derivation, get_run ("creep 2.0 GPa"), 0, &error);
  g_assert_no_error (error);
  /* The ramp ends where the run begins: about −3.6 % then, −5.4 % at the end. */
  size_t at = 0;
  while (at < curve->n && curve->time[at] < 0)
    at++;
  g_assert_cmpfloat_with_epsilon (curve->strain[at], -0.036, 0.003);
  g_assert_cmpfloat_with_epsilon (curve->strain[curve->n - 1], -0.054, 0.002);
  g_assert_cmpfloat_with_epsilon (curve->stress[curve->n - 1], -2.0, 0.15);
  const VitReferenceLog *cooling =
      vit_deriver_get (deriver, &vit_cooling_derivation, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (cooling->transition.t_g, 703, 8);
  const VitReferenceLog *test =
      vit_deriver_get (deriver, &vit_stress_strain_derivation, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (test->yield.peak_stress, 2.5, 0.1);
}

static void
test_msd (void)
{
  g_autoptr (GError) error = NULL;
  const VitRunMsd *result =
      vit_deriver_get (deriver, &vit_rheology_derivation, get_run ("unstressed"), 0, &error);
  g_assert_no_error (error);
  /* 1/⟨1/m⟩ of 2048 atoms, 0.496 of them Cu */
  g_assert_cmpfloat_with_epsilon (result->mass, 1 / (0.49609375 / 63.546 + 0.50390625 / 91.224),
                                  1e-6);
  g_assert_true (result->fitted);
  /* At 0.01 ps atoms fly freely: (3 k_B T/m) t² with little friction. */
  double free_flight = 3 * VIT_BOLTZMANN * 100 / (result->mass * VIT_ATOMIC_MASS) * 1e-4;
  g_assert_cmpfloat_with_epsilon (result->msd->msd[0] / free_flight, 1, 0.1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  set_up ();
  g_test_add_func ("/derivations/structure", test_structure);
  g_test_add_func ("/derivations/within-species", test_within_species);
  g_test_add_func ("/derivations/pooled", test_pooled);
  g_test_add_func ("/derivations/frame-on-disk", test_frame_on_disk);
  g_test_add_func ("/derivations/deriver", test_deriver);
  g_test_add_func ("/derivations/many", test_many);
  g_test_add_func ("/derivations/dragged", test_dragged);
  g_test_add_func ("/derivations/slowed", test_slowed);
  g_test_add_func ("/derivations/rdf", test_rdf);
  g_test_add_func ("/derivations/plasticity", test_plasticity);
  g_test_add_func ("/derivations/clusters", test_clusters);
  g_test_add_func ("/derivations/mechanics", test_mechanics);
  g_test_add_func ("/derivations/msd", test_msd);
  int status = g_test_run ();
  g_object_unref (deriver);
  g_object_unref (analyses);
  return status;
}
