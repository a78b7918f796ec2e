/* Profiles of a run in time: what is known of a box that deforms, step by step, and what is
 * blank. */

#include <glib.h>
#include <math.h>

#include "core/base/error.h"
#include "core/results/profile-series.h"
#include "tests/support/folder.h"

#define EDGE 8
#define N (EDGE * EDGE * EDGE)
#define FRAMES 40

static char *folder;

static double
get_height (int frame)
{
  return 16 * (1 + 0.01 * frame);
}

/* Layers of atoms that move with a box that is stretched along z and leans; the column is 100 times
 * the frame plus the layer. */
static VitAnalyses *
new_analyses (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  for (int frame = 0; frame < FRAMES; frame++)
    {
      double height = get_height (frame), lean = 0.3 * frame;
      g_string_append_printf (text,
                              "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%d\n"
                              "ITEM: BOX BOUNDS xy xz yz pp pp pp\n0 %.17g 0\n0 16 %.17g\n"
                              "0 %.17g 0\nITEM: ATOMS id type xu yu zu c_v\n",
                              1000 * frame, N, 16 + lean, lean, height);
      for (int i = 0; i < N; i++)
        {
          int layer = i / EDGE / EDGE;
          double z = height * (layer + 0.5) / EDGE - (i % 3 == 0 ? height : 0);
          g_string_append_printf (text, "%d %d %.8f %.8f %.8f %d\n", i + 1, 1 + i % 2,
                                  2.0 * (i % EDGE) + 1 + lean * z / height,
                                  2.0 * (i / EDGE % EDGE) + 1, z, 100 * frame + layer);
        }
    }
  g_autofree char *path = g_build_filename (folder, "layers.dump", NULL);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  const char *const paths[] = { path, NULL }, *const species[] = { "Cu", "Zr", NULL };
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autoptr (VitRun) run = vit_run_new (paths);
  g_object_set (run, "species", species, "label", "layers", "timestep", 0.001, NULL);
  vit_study_add_run (study, run);
  vit_study_set_option (study, "compare", "quantity", "c_v", NULL);
  vit_study_set_option_number (study, "analysis", "cutoff", 3.5);
  VitAnalyses *analyses = vit_analyses_new (study, NULL);
  g_assert_true (vit_analyses_open_sync (analyses, NULL, &error));
  g_assert_no_error (error);
  return analyses;
}

/* The profiles once all are known; each result knows more than the one before. */
static VitProfileSeries *
make (VitDeriver *deriver, VitAnalyses *analyses, double time, GError **error)
{
  VitRun *run = vit_study_get_run (vit_analyses_get_study (analyses), 0);
  size_t before = 0;
  const VitProfileSeries *series =
      vit_deriver_get (deriver, &vit_profile_derivation, run, time, error);
  while (series && series->n_known < series->n_wanted)
    {
      g_assert_cmpuint (series->n_known, >, before);
      before = series->n_known;
      series = vit_deriver_get (deriver, &vit_profile_derivation, run, time, error);
    }
  return series ? vit_profile_series_ref ((VitProfileSeries *) series) : NULL;
}

static void
test_layers (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitAnalyses) analyses = new_analyses ();
  g_autoptr (VitDeriver) deriver = vit_deriver_new (analyses, false);
  g_autoptr (VitProfileSeries) p = make (deriver, analyses, 5, &error);
  double edge = 0;
  g_assert_no_error (error);
  for (int frame = 0; frame < FRAMES; frame++)
    edge += hypot (get_height (frame), 0.3 * frame) / FRAMES;
  g_assert_cmpuint (p->n, ==, FRAMES);
  g_assert_cmpuint (p->n_known, ==, FRAMES);
  g_assert_cmpuint (p->n_failed, ==, 0);
  g_assert_cmpfloat_with_epsilon (p->edge, edge, 1e-9);
  g_assert_cmpuint (p->n_bins, ==, (size_t) lround (edge / 2));
  g_assert_cmpfloat (p->minimum, ==, 0);
  g_assert_cmpfloat (p->maximum, ==, 100 * (FRAMES - 1) + EDGE - 1);
  for (size_t k = 0; k < p->n; k++)
    {
      double atoms = 0;
      g_assert_cmpfloat_with_epsilon (p->times[k], (double) k, 1e-9);
      for (size_t b = 0; b < p->n_bins; b++)
        {
          double mean = p->mean[k * p->n_bins + b], count = p->counts[k * p->n_bins + b];
          atoms += count;
          if (count == 0)
            g_assert_true (isnan (mean));
          else
            /* A slab holds one layer or none, the same at all times. */
            g_assert_cmpfloat (mean, ==, p->mean[b] + 100 * (double) k);
        }
      g_assert_cmpfloat (atoms, ==, N);
    }
  g_assert_cmpint (vit_profile_series_find (p, 7.4), ==, 7);
  g_assert_cmpint (vit_profile_series_find (p, 1e9), ==, FRAMES - 1);
}

/* The first result is of the times about the playhead. */
static void
test_outward (void)
{
  g_autoptr (VitAnalyses) analyses = new_analyses ();
  g_autoptr (VitDeriver) deriver = vit_deriver_new (analyses, false);
  VitRun *run = vit_study_get_run (vit_analyses_get_study (analyses), 0);
  const VitProfileSeries *p = vit_deriver_get (deriver, &vit_profile_derivation, run, 30.2, NULL);
  g_assert_nonnull (p);
  g_assert_cmpuint (p->n_known, <, p->n_wanted);
  g_assert_cmpuint (p->n_wanted, ==, FRAMES);
  g_assert_true (p->known[30]);
  double farthest = 0, nearest = FRAMES;
  for (int k = 0; k < FRAMES; k++)
    if (p->known[k])
      farthest = fmax (farthest, fabs (k - 30.2));
    else
      nearest = fmin (nearest, fabs (k - 30.2));
  g_assert_cmpfloat (farthest, <, nearest);
}

/* Along other vectors, in other slabs; a change of options makes other profiles. */
static void
test_options (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitAnalyses) analyses = new_analyses ();
  g_autoptr (VitDeriver) deriver = vit_deriver_new (analyses, false);
  VitStudy *study = vit_analyses_get_study (analyses);
  g_autoptr (VitProfileSeries) before = make (deriver, analyses, 0, &error);
  vit_study_set_option_number (study, "compare", "axis", 0);
  vit_study_set_option_number (study, "compare", "bin", 4);
  g_autoptr (VitProfileSeries) p = make (deriver, analyses, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (p->n_bins, ==, 4);
  g_assert_cmpint (p->axis, ==, 0);
  for (size_t k = 0; k < 4 * p->n; k++)
    {
      g_assert_cmpfloat (p->counts[k], ==, N / 4);
      g_assert_cmpfloat_with_epsilon (p->mean[k], 100 * (double) (k / 4) + (EDGE - 1) / 2.0, 1e-9);
    }
  vit_study_set_option (study, "compare", "quantity", "-c_v", NULL);
  g_autoptr (VitProfileSeries) negative = make (deriver, analyses, 0, &error);
  for (size_t k = 0; k < 4 * p->n; k++)
    g_assert_cmpfloat (negative->mean[k], ==, -p->mean[k]);
}

/* A quantity of two frames is blank where no frame lies Δt later. */
static void
test_interval (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitAnalyses) analyses = new_analyses ();
  g_autoptr (VitDeriver) deriver = vit_deriver_new (analyses, false);
  VitStudy *study = vit_analyses_get_study (analyses);
  vit_study_set_option_number (study, "plasticity", "interval", 5);
  vit_study_set_option (study, "compare", "quantity", "distance", NULL);
  g_autoptr (VitProfileSeries) p = make (deriver, analyses, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (p->interval, ==, 5);
  g_assert_cmpuint (p->n_failed, ==, 5);
  g_assert_nonnull (p->reason);
  for (size_t k = 0; k < p->n; k++)
    for (size_t b = 0; b < p->n_bins; b++)
      if (k + 5 >= FRAMES)
        g_assert_true (isnan (p->mean[k * p->n_bins + b]));
      else if (p->counts[k * p->n_bins + b] > 0)
        /* Atoms move with the box: no displacement. */
        g_assert_cmpfloat (fabs (p->mean[k * p->n_bins + b]), <, 1e-6);
}

static void
test_failures (void)
{
  g_autoptr (VitAnalyses) analyses = new_analyses ();
  g_autoptr (VitDeriver) deriver = vit_deriver_new (analyses, false);
  VitStudy *study = vit_analyses_get_study (analyses);
  static const char *const bad[] = { "region", "c_w", "t_ml", "c_v +" };
  for (gsize k = 0; k < G_N_ELEMENTS (bad); k++)
    {
      g_autoptr (GError) error = NULL;
      vit_study_set_option (study, "compare", "quantity", bad[k], NULL);
      g_assert_null (make (deriver, analyses, 0, &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/profile/layers", test_layers);
  g_test_add_func ("/profile/outward", test_outward);
  g_test_add_func ("/profile/options", test_options);
  g_test_add_func ("/profile/interval", test_interval);
  g_test_add_func ("/profile/failures", test_failures);
  int result = g_test_run ();
  folder_remove (folder);
  return result;
}
