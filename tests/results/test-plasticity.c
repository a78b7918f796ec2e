/* Plasticity of a real run against SciPy, from files as they come. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/base/error.h"
#include "core/results/plasticity.h"

static char *folder;

#define CUTOFF 3.85 /* Å */

static VitTrajectory *
open_run (const char *path)
{
  g_autoptr (GError) error = NULL;
  const char *const paths[] = { path, NULL };
  VitTrajectory *run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  return run;
}

static VitTrajectory *
open_creep (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "resources", "samples",
                                                 "creep-2.3.lammpstrj.zst", NULL);
  return open_run (path);
}

static size_t
find_frame (VitTrajectory *run, double time)
{
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, NULL);
  ssize_t frame = vit_timeline_find (timeline, time, 1e-3);
  g_assert_cmpint (frame, >=, 0);
  return (size_t) frame;
}

static VitPlasticity *
compute (VitTrajectory *run, size_t from, size_t to, double cutoff, VitCache *cache)
{
  g_autoptr (GError) error = NULL;
  VitPlasticityOptions options = { .cutoff = cutoff };
  VitPlasticity *result = vit_plasticity_compute (run, from, to, &options, cache, NULL, &error);
  g_assert_no_error (error);
  return result;
}

/* Each section of the file: `pair FROM TO CUTOFF` (ps, ps, Å), then lines `ID D2MIN MISES`. */
static void
test_oracle (void)
{
  g_autoptr (VitTrajectory) run = open_creep ();
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "creep-2.3.strain.gz", NULL);
  g_autoptr (VitPlasticity) result = NULL;
  gzFile file = gzopen (path, "rb");
  g_assert_nonnull (file);
  char line[256];
  unsigned compared = 0;
  while (gzgets (file, line, sizeof line))
    {
      char *at = line + (g_str_has_prefix (line, "pair ") ? 5 : 0);
      double first = g_ascii_strtod (at, &at), second = g_ascii_strtod (at, &at),
             third = g_ascii_strtod (at, &at);
      if (g_str_has_prefix (line, "pair "))
        {
          g_clear_pointer (&result, vit_plasticity_unref);
          result = compute (run, find_frame (run, first), find_frame (run, second), third, NULL);
          g_assert_cmpuint (result->n_flagged + result->n_missing + result->n_ambiguous, ==, 0);
          continue;
        }
      ssize_t i = vit_atoms_find (result->atoms, (int64_t) first);
      g_assert_cmpint (i, >=, 0);
      g_assert_cmpfloat_with_epsilon (result->values[VIT_PLASTICITY_D2MIN][i], second,
                                      1e-9 * (1 + second));
      g_assert_cmpfloat_with_epsilon (result->values[VIT_PLASTICITY_MISES][i], third, 1e-11);
      compared++;
    }
  gzclose (file);
  g_assert_cmpuint (compared, ==, 3 * 761);
}

/* A file of two frames with every atom in the box, in another order in each. */
static VitTrajectory *
open_wrapped (VitTrajectory *run, size_t from, size_t to, size_t left_out)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int f = 0; f < 2; f++)
    {
      g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, f ? to : from, NULL);
      size_t n = frame->atoms->n, written = f && left_out < n ? n - 1 : n;
      g_string_append_printf (text, "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%zu\n", f, written);
      g_string_append (text, "ITEM: BOX BOUNDS pp pp pp\n");
      for (int k = 0; k < 3; k++)
        g_string_append_printf (text, "%.17g %.17g\n", frame->cell.origin[k],
                                frame->cell.origin[k] + frame->cell.h[k][k]);
      g_string_append (text, "ITEM: ATOMS id type x y z\n");
      for (size_t k = 0; k < n; k++)
        {
          size_t i = f ? n - 1 - k : (k * 7) % n;
          double x[3];
          vit_frame_get_position (frame, i, x);
          vit_cell_wrap (&frame->cell, x, NULL);
          if (!f || i != left_out)
            g_string_append_printf (text, "%" G_GINT64_FORMAT " 1 %.17g %.17g %.17g\n",
                                    frame->atoms->ids[i], x[0], x[1], x[2]);
        }
    }
  g_autofree char *path = g_build_filename (folder, "wrapped.dump", NULL);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  return open_run (path);
}

static void
test_wrapped (void)
{
  g_autoptr (VitTrajectory) run = open_creep ();
  size_t from = find_frame (run, 0), to = find_frame (run, 50);
  g_autoptr (VitPlasticity) expected = compute (run, from, to, CUTOFF, NULL);
  g_autoptr (VitTrajectory) wrapped = open_wrapped (run, from, to, SIZE_MAX);
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (wrapped, 0, NULL);
  g_assert_false (frame->unwrapped);
  g_autoptr (VitPlasticity) result = compute (wrapped, 0, 1, CUTOFF, NULL);
  for (size_t i = 0; i < expected->atoms->n; i++)
    for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++)
      g_assert_cmpfloat_with_epsilon (result->values[m][i], expected->values[m][i], 1e-9);
}

/* An atom that vanishes has no values; those around it lose a neighbour, all others nothing. */
static void
test_missing (void)
{
  g_autoptr (VitTrajectory) run = open_creep ();
  size_t from = find_frame (run, 0), to = find_frame (run, 50), gone = 1234, changed = 0;
  g_autoptr (VitPlasticity) expected = compute (run, from, to, CUTOFF, NULL);
  g_autoptr (VitTrajectory) wrapped = open_wrapped (run, from, to, gone);
  g_autoptr (VitPlasticity) result = compute (wrapped, 0, 1, CUTOFF, NULL);
  g_assert_cmpuint (result->n_missing, ==, 1);
  for (size_t i = 0; i < expected->atoms->n; i++)
    {
      double d = result->values[VIT_PLASTICITY_D2MIN][i];
      g_assert_cmpint (isnan (d), ==, i == gone);
      changed += i != gone && fabs (d - expected->values[VIT_PLASTICITY_D2MIN][i]) > 1e-9;
    }
  g_assert_cmpuint (changed, >=, 8);
  g_assert_cmpuint (changed, <=, 20);
}

static void
test_cache (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "results", NULL);
  g_autoptr (VitCache) cache = vit_cache_open (path, 0, &error);
  g_assert_no_error (error);
  g_autoptr (VitTrajectory) run = open_creep ();
  g_autoptr (VitPlasticity) first = compute (run, 0, 9, CUTOFF, cache);
  uint64_t size = vit_cache_get_size (cache);
  g_assert_cmpuint (size, >, 0);
  g_autoptr (VitPlasticity) second = compute (run, 0, 9, CUTOFF, cache);
  g_assert_cmpuint (vit_cache_get_size (cache), ==, size);
  for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++)
    g_assert_cmpmem (first->values[m], first->atoms->n * sizeof (double), second->values[m],
                     second->atoms->n * sizeof (double));
  g_autoptr (VitPlasticity) other = compute (run, 0, 9, 5, cache);
  g_assert_cmpuint (vit_cache_get_size (cache), >, size);
  g_assert_cmpfloat (other->values[0][0], !=, first->values[0][0]);
  g_autoptr (VitPlasticity) back = compute (run, 9, 0, CUTOFF, cache);
  g_assert_cmpfloat (back->values[0][0], !=, first->values[0][0]);
  g_assert_true (vit_cache_clear (cache, NULL));
}

/* "T_ML" that is the plasticity itself over one interval goes with that one fully. */
static void
test_curve (void)
{
  g_autoptr (VitTrajectory) run = open_creep ();
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, NULL);
  size_t start = find_frame (run, 20), later = find_frame (run, 30);
  g_autoptr (VitPlasticity) own = compute (run, start, later, CUTOFF, NULL);
  size_t n = own->atoms->n;
  g_autofree float *t_ml = g_new (float, n);
  for (size_t i = 0; i < n; i++)
    t_ml[i] = (float) own->values[VIT_PLASTICITY_D2MIN][i];
  t_ml[5] = NAN;
  VitTmlResult result = {
    .atoms = own->atoms, .frame = start, .time = 20, .t_ml = t_ml, .n_valid = n - 1
  };
  const double intervals[] = { 5, 10, 20, 1e4 };
  VitPlasticityPoint points[4];
  VitPlasticityCurveOptions options = { .plasticity = { .cutoff = CUTOFF },
                                        .correlation = { .n_resamples = 50, .seed = 1 } };
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_plasticity_curve (run, timeline, &result, intervals, 4, &options, NULL, points,
                                       NULL, &error));
  g_assert_no_error (error);
  const VitCorrelation *rho = points[1].rho;
  g_assert_cmpint (points[1].from, ==, (ssize_t) start);
  g_assert_cmpint (points[1].to, ==, (ssize_t) later);
  g_assert_cmpuint (rho[0].n, ==, n - 1);
  g_assert_cmpfloat_with_epsilon (rho[VIT_PLASTICITY_D2MIN].rho, 1, 1e-9);
  g_assert_cmpfloat (rho[VIT_PLASTICITY_MISES].rho, >, 0.2);
  g_assert_cmpfloat (rho[VIT_PLASTICITY_MISES].rho, <, 0.99);
  g_assert_cmpfloat (rho[VIT_PLASTICITY_MISES].lo, <, rho[VIT_PLASTICITY_MISES].rho);
  g_assert_cmpfloat (rho[VIT_PLASTICITY_MISES].hi, >, rho[VIT_PLASTICITY_MISES].rho);
  g_assert_cmpfloat (points[0].rho[0].rho, <, 1);
  g_assert_cmpfloat (points[2].rho[0].rho, <, 1);
  g_assert_cmpint (points[3].to, ==, -1);
  g_assert_true (isnan (points[3].rho[0].rho));

  /* The coefficient is the same, the band of cells of the box wider than that of single atoms. */
  VitPlasticityPoint single[4];
  options.block = -1;
  g_assert_true (vit_plasticity_curve (run, timeline, &result, intervals, 4, &options, NULL, single,
                                       NULL, &error));
  for (int k = 0; k < 3; k += 2)
    {
      const VitCorrelation *cells = &points[k].rho[VIT_PLASTICITY_MISES],
                           *atoms = &single[k].rho[VIT_PLASTICITY_MISES];
      g_assert_cmpfloat (cells->rho, ==, atoms->rho);
      g_assert_cmpfloat (cells->hi - cells->lo, >, 1.15 * (atoms->hi - atoms->lo));
    }
  options.block = 0;

  /* Predictive: what is measured begins later, and T_ML knows less of it. */
  options.delay = 20;
  g_assert_true (vit_plasticity_curve (run, timeline, &result, intervals, 4, &options, NULL, points,
                                       NULL, &error));
  g_assert_cmpint (points[1].from, ==, (ssize_t) find_frame (run, 40));
  g_assert_cmpint (points[1].to, ==, (ssize_t) find_frame (run, 50));
  g_assert_cmpfloat (points[1].rho[0].rho, <, 0.8);
}

static void
test_refusals (void)
{
  g_autoptr (VitTrajectory) run = open_creep ();
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  VitPlasticityOptions options = { .cutoff = CUTOFF };
  vit_progress_cancel (progress);
  g_assert_null (vit_plasticity_compute (run, 0, 1, &options, NULL, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
  g_clear_error (&error);
  options.cutoff = 0;
  g_assert_null (vit_plasticity_compute (run, 0, 1, &options, NULL, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_setenv ("VITRINE_CACHE_DIR", folder, TRUE);
  g_test_add_func ("/plasticity/oracle", test_oracle);
  g_test_add_func ("/plasticity/wrapped", test_wrapped);
  g_test_add_func ("/plasticity/missing", test_missing);
  g_test_add_func ("/plasticity/cache", test_cache);
  g_test_add_func ("/plasticity/curve", test_curve);
  g_test_add_func ("/plasticity/refusals", test_refusals);
  int failed = g_test_run ();
  g_autofree char *wrapped = g_build_filename (folder, "wrapped.dump", NULL);
  g_autofree char *results = g_build_filename (folder, "results", NULL);
  g_remove (wrapped);
  g_rmdir (results);
  g_rmdir (folder);
  return failed;
}
