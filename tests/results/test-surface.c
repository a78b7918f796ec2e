/* Surfaces around liquid-like atoms of a run: against points scattered in the box, and in snapshots
 * against the series. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/atom-polyhedron.h"
#include "core/results/region-surface.h"

static VitAnalyses *analyses;
static VitDeriver *deriver;
static VitStudy *study;
static VitRun *run;

static void
set_up (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "resources", "samples", "demo.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  study = vit_study_load (path, &error);
  g_assert_no_error (error);
  while (vit_study_get_n_runs (study) > 1)
    vit_study_remove_run (study, vit_study_get_run (study, 1));
  run = vit_study_get_run (study, 0);
  analyses = vit_analyses_new (study, NULL);
  g_assert_true (vit_analyses_open_sync (analyses, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (vit_tml_series_compute_all (vit_analyses_get_tml (analyses, run), NULL, &error));
  g_assert_no_error (error);
  deriver = vit_deriver_new (analyses, false);
}

static const VitSurfacePoint *
get_point (double time)
{
  g_autoptr (GError) error = NULL;
  const VitSurfaceSeries *series =
      vit_deriver_get (deriver, &vit_surface_series_derivation, run, 0, &error);
  g_assert_no_error (error);
  for (size_t k = 0; k < series->n; k++)
    if (fabs (series->points[k].time - time) < 1e-6)
      return &series->points[k];
  g_error ("no start time at %g ps", time);
}

/* What the study's options make of the frame at @time. */
static const VitSnapshot *
get_snapshot (double time)
{
  g_autoptr (GError) error = NULL;
  const VitSnapshot *snapshot =
      vit_deriver_get (deriver, &vit_snapshot_derivation, run, time, &error);
  g_assert_no_error (error);
  return snapshot;
}

/* Returns: the share of scattered points where the density of liquid-like atoms, spread by
 * Gaussians, is above a share of the mean density. */
static double
count_points (const VitSnapshot *snapshot, double width, double level)
{
  enum
  {
    N_POINTS = 2000
  };
  const VitFrame *frame = snapshot->frame;
  size_t n = frame->atoms->n, inside = 0;
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  double norm = pow (2 * G_PI * width * width, -1.5);
  double bound = level * (double) n / vit_cell_volume (&frame->cell);
  for (int p = 0; p < N_POINTS; p++)
    {
      double s[3], x[3], density = 0;
      for (int k = 0; k < 3; k++)
        s[k] = g_rand_double (rand);
      vit_cell_to_cartesian (&frame->cell, s, x);
      for (size_t i = 0; i < n; i++)
        {
          double d[3];
          if (!(snapshot->result->t_ml[i] > 685))
            continue;
          vit_frame_get_position (frame, i, d);
          for (int k = 0; k < 3; k++)
            d[k] -= x[k];
          vit_cell_minimum_image (&frame->cell, d);
          double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
          density += norm * exp (-r2 / (2 * width * width));
        }
      inside += density > bound;
    }
  return (double) inside / N_POINTS;
}

static void
test_series (void)
{
  static const struct
  {
    double time, width, level;
  } cases[] = { { 0, 2, 0.5 }, { 60, 2, 0.5 }, { 20, 3, 0.3 } };
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      vit_study_set_option_number (study, "surface", "width", cases[c].width);
      vit_study_set_option_number (study, "surface", "level", cases[c].level);
      const VitSurfacePoint point = *get_point (cases[c].time);
      const VitSnapshot *snapshot = get_snapshot (cases[c].time);
      double share = count_points (snapshot, cases[c].width, cases[c].level);
      double error = sqrt (share * (1 - share) / 2000);
      g_assert_cmpfloat (fabs (point.volume / point.box - share), <, 3.5 * error);
      g_assert_cmpfloat_with_epsilon (point.box, vit_cell_volume (&snapshot->cell), 1e-6);
      g_assert_cmpuint (point.n_liquid, ==, snapshot->n_liquid);
      g_assert_cmpfloat (point.area, >, 0);
    }
  vit_study_set_option_number (study, "surface", "width", 2);
  vit_study_set_option_number (study, "surface", "level", 0.5);
}

/* A snapshot has the surface while maps show it, of all liquid-like atoms, in the colours of what
 * has a mean. */
static void
test_snapshot (void)
{
  g_assert_null (get_snapshot (60)->surface);
  vit_study_set_option (study, "view", "surfaces", "beside", NULL);
  g_assert_null (get_snapshot (60)->surface);
  vit_study_set_option (study, "view", "whole-box", "1", NULL);
  const VitSnapshot *snapshot = get_snapshot (60);
  g_assert_nonnull (snapshot->surface);
  double low = INFINITY, high = -INFINITY;
  for (size_t i = 0; i < snapshot->frame->atoms->n; i++)
    if (snapshot->liquid[i])
      {
        low = fmin (low, snapshot->values[i]);
        high = fmax (high, snapshot->values[i]);
      }
  for (size_t i = 0; i < snapshot->surface->n_vertices; i++)
    {
      g_assert_cmpfloat ((double) snapshot->surface->values[i], >=, low);
      g_assert_cmpfloat ((double) snapshot->surface->values[i], <=, high);
    }
  double volume = snapshot->surface->volume, area = snapshot->surface->area;
  g_assert_cmpfloat_with_epsilon (volume, get_point (60)->volume, 1e-6 * volume);
  g_assert_cmpfloat_with_epsilon (area, get_point (60)->area, 1e-6 * area);
  vit_study_set_option (study, "view", "filter", "element == Cu", NULL);
  vit_study_set_option (study, "view", "colour-column", "element", NULL);
  snapshot = get_snapshot (60);
  g_assert_nonnull (snapshot->kept);
  g_assert_null (snapshot->surface->values);
  g_assert_cmpfloat_with_epsilon (snapshot->surface->volume, volume, 1e-6 * volume);
  vit_study_set_option_number (study, "surface", "level", 0.9);
  g_assert_cmpfloat (get_snapshot (60)->surface->volume, <, 0.8 * volume);
  vit_study_set_option (study, "view", "surfaces", "none", NULL);
  g_assert_null (get_snapshot (60)->surface);
}

/* Hull and cell of atoms have as many corners and faces, and the volume, that their quantities say.
 */
static void
test_polyhedron (void)
{
  const VitOptions *options = vit_study_get_options (study);
  for (int kind = VIT_POLYHEDRON_COORDINATION; kind <= VIT_POLYHEDRON_VORONOI; kind++)
    for (int rule = 0; rule < 2; rule++)
      {
        g_autoptr (GError) error = NULL;
        const char *quantity = kind == VIT_POLYHEDRON_VORONOI ? "volume" : "cn";
        vit_study_set_option (study, "structure", "chemistry-neighbours",
                              rule == 0 ? "cutoff" : "voronoi", NULL);
        vit_study_set_option (study, "view", "filter", "", NULL);
        vit_study_set_option (study, "view", "colour-column", quantity, NULL);
        vit_study_set_option (study, "view", "atom-run", vit_run_get_label (run), NULL);
        g_autoptr (VitSnapshot) snapshot = vit_snapshot_ref ((VitSnapshot *) get_snapshot (60));
        g_assert_cmpstr (snapshot->column, ==, quantity);
        for (int64_t id = 100; id < 5000; id += 1111)
          {
            g_autoptr (VitAtomPolyhedron) own = vit_atom_polyhedron_new (
                snapshot, (VitPolyhedronKind) kind, id, options, NULL, &error);
            g_assert_no_error (error);
            double value = snapshot->values[vit_atoms_find (snapshot->frame->atoms, id)];
            if (kind == VIT_POLYHEDRON_VORONOI)
              g_assert_cmpfloat (fabs (own->body->volume / value - 1), <, 1e-8);
            else
              g_assert_cmpfloat ((double) own->n_neighbours, ==, value);
            /* The derivation finds the same. */
            vit_study_set_option (study, "view", "polyhedron",
                                  kind == VIT_POLYHEDRON_VORONOI ? "voronoi" : "coordination",
                                  NULL);
            vit_study_set_option_number (study, "view", "atom", (double) id);
            const VitAtomPolyhedron *derived =
                vit_deriver_get (deriver, &vit_atom_polyhedron_derivation, run, 60, &error);
            g_assert_no_error (error);
            g_assert_cmpint (derived->id, ==, id);
            g_assert_cmpuint (derived->frame, ==, snapshot->index);
            g_assert_cmpfloat (derived->body->volume, ==, own->body->volume);
          }
        g_assert_null (vit_atom_polyhedron_new (snapshot, (VitPolyhedronKind) kind, 99999, options,
                                                NULL, &error));
        g_assert_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE);
      }
  vit_study_set_option (study, "view", "atom-run", "", NULL);
  g_autoptr (GError) error = NULL;
  vit_deriver_get (deriver, &vit_atom_polyhedron_derivation, run, 60, &error);
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  set_up ();
  g_test_add_func ("/results/surface/series", test_series);
  g_test_add_func ("/results/surface/snapshot", test_snapshot);
  g_test_add_func ("/results/surface/polyhedron", test_polyhedron);
  int status = g_test_run ();
  g_object_unref (deriver);
  g_object_unref (analyses);
  g_object_unref (study);
  return status;
}
