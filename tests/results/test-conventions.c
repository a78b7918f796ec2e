/* One run in every way of writing it gives one motion: a box that is sheared and flipped, wrapped,
 * scaled or unwrapped positions, any order of rows, units and clock. */

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/base/error.h"
#include "core/motion/msd.h"
#include "core/results/plasticity.h"
#include "core/results/snapshot.h"
#include "core/study/run.h"
#include "core/tml/features.h"
#include "tests/support/folder.h"
#include "tests/support/shear-run.h"

#define N 60
#define FRAMES 90
#define CUTOFF 4.2

static char *folder;

static VitTrajectory *
open_text (const char *text, bool with_time)
{
  g_autofree char *path = g_build_filename (folder, "run.dump", NULL);
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (VitPremises) given = vit_premises_new ();
  if (!with_time)
    g_assert_true (vit_premises_parse_assignment (given, "timestep=0.002", &error));
  VitTrajectoryOptions options = { .given = given };
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  VitTrajectory *run = vit_trajectory_open (paths, &options, NULL, &error);
  g_assert_no_error (error);
  return run;
}

/* The displacement of §1 in the frame of the box, or raw, without drift. */
static void
get_truth (const ShearRun *truth, size_t from, size_t to, bool raw, double *d)
{
  double mean[3] = { 0 };
  for (size_t i = 0; i < truth->n; i++)
    {
      const double *s0 = truth->s + 3 * (from * truth->n + i),
                   *s1 = truth->s + 3 * (to * truth->n + i);
      const double *x0 = truth->x + 3 * (from * truth->n + i),
                   *x1 = truth->x + 3 * (to * truth->n + i);
      for (size_t j = 0; j < 3; j++)
        {
          d[3 * i + j] = raw ? x1[j] - x0[j] : 0;
          for (size_t v = 0; !raw && v < 3; v++)
            d[3 * i + j] += truth->continued[to][v][j] * (s1[v] - s0[v]);
          mean[j] += d[3 * i + j] / (double) truth->n;
        }
    }
  for (size_t k = 0; k < 3 * truth->n; k++)
    d[k] -= mean[k % 3];
}

static double
get_true_msd (const ShearRun *truth, size_t lag, bool raw)
{
  double sum = 0, d[3 * N];
  for (size_t f = 0; f + lag < truth->n_frames; f++)
    {
      get_truth (truth, f, f + lag, raw, d);
      for (size_t k = 0; k < 3 * truth->n; k++)
        sum += d[k] * d[k];
    }
  return sum / (double) (truth->n * (truth->n_frames - lag));
}

static void
check_msd (const ShearRun *truth, VitTrajectory *run, bool raw)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, &error);
  g_assert_no_error (error);
  VitMsdOptions options = { .motion = { .frame = raw ? VIT_MOTION_RAW : VIT_MOTION_BOX },
                            .max_lags = 12 };
  for (int direct = 0; direct < 2; direct++)
    {
      options.method = direct ? VIT_MSD_DIRECT : VIT_MSD_AUTO;
      options.max_origins = direct ? 1000 : 0;
      /* The box changes, so that only raw displacements are averaged over all origins at once. */
      if (!direct && !raw)
        continue;
      g_autoptr (VitMsd) msd = vit_msd_new (run, timeline, &options, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (msd->ambiguous, ==, -1);
      for (size_t k = 0; k < msd->n; k++)
        {
          size_t lag = (size_t) lround (msd->lags[k] / SHEAR_RUN_SPACING);
          double expected = get_true_msd (truth, lag, raw);
          g_assert_cmpfloat_with_epsilon (msd->lags[k], SHEAR_RUN_SPACING * (double) lag, 1e-9);
          g_assert_cmpfloat_with_epsilon (msd->msd[k], expected, 1e-9 * (1 + expected));
        }
    }
}

static void
check_features (const ShearRun *truth, VitTrajectory *run)
{
  static const size_t ends[] = { 2, 7, 31, 88 };
  g_autoptr (GError) error = NULL;
  float features[4 * N];
  ssize_t ambiguous;
  VitMotionOptions options = { 0 };
  g_assert_true (
      vit_features_compute (run, 1, ends, 4, 300, &options, features, &ambiguous, NULL, &error));
  g_assert_no_error (error);
  for (size_t j = 0; j < 4; j++)
    {
      double d[3 * N];
      get_truth (truth, 1, ends[j], false, d);
      for (size_t i = 0; i < N; i++)
        {
          double r2 =
              d[3 * i] * d[3 * i] + d[3 * i + 1] * d[3 * i + 1] + d[3 * i + 2] * d[3 * i + 2];
          g_assert_cmpfloat_with_epsilon ((double) features[4 * i + j],
                                          log10 (fmax (r2, 1e-12) / 300), 1e-5);
        }
    }
}

static VitPlasticity *
compute_plasticity (VitTrajectory *run, size_t from, size_t to)
{
  g_autoptr (GError) error = NULL;
  VitPlasticityOptions options = { .cutoff = CUTOFF };
  VitPlasticity *result = vit_plasticity_compute (run, from, to, &options, NULL, NULL, &error);
  g_assert_no_error (error);
  return result;
}

static void
check_plasticity (VitTrajectory *run, VitPlasticity *const expected[3])
{
  for (int pair = 0; pair < 3; pair++)
    {
      g_autoptr (VitPlasticity) result =
          compute_plasticity (run, expected[pair]->from, expected[pair]->to);
      for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++)
        for (size_t i = 0; i < N; i++)
          {
            double a = expected[pair]->values[m][i], b = result->values[m][i];
            g_assert_cmpint (isnan (a), ==, isnan (b));
            if (!isnan (a))
              g_assert_cmpfloat_with_epsilon (b, a, 1e-7 * (1 + fabs (a)));
          }
    }
}

static void
test_conventions (void)
{
  const double rate[3] = { 0.05, -0.04, 0.03 };
  g_autoptr (ShearRun) truth = shear_run_new (N, FRAMES, rate, 0.15, 5);
  static const char *const units[] = { NULL, "metal", "real" };
  g_autofree char *plain =
      shear_run_write (truth, &(ShearWriting){ .convention = SHEAR_XU }, 0, FRAMES);
  g_autoptr (VitTrajectory) first = open_text (plain, false);
  VitPlasticity *plasticity[3] = { compute_plasticity (first, 3, 4),
                                   compute_plasticity (first, 0, 20),
                                   compute_plasticity (first, 80, 5) };
  int n = 0;
  for (ShearConvention c = 0; c < SHEAR_N_CONVENTIONS; c++)
    for (int general = 0; general < 2; general++)
      for (int u = 0; u < 3; u++)
        {
          ShearWriting writing = { .convention = c,
                                   .reverse = n % 2,
                                   .units = units[u],
                                   .with_time = n++ % 3 != 0,
                                   .general = general };
          g_autofree char *text = shear_run_write (truth, &writing, 0, FRAMES);
          g_autoptr (VitTrajectory) run = open_text (text, writing.with_time);
          g_assert_cmpuint (vit_trajectory_get_problems (run)->len, ==, 0);
          check_msd (truth, run, false);
          /* What is raw depends on the image of an atom that was written. */
          if (c != SHEAR_X && c != SHEAR_XS)
            check_msd (truth, run, true);
          check_features (truth, run);
          check_plasticity (run, plasticity);
        }
  for (int pair = 0; pair < 3; pair++)
    vit_plasticity_unref (plasticity[pair]);
}

/* Atoms that move exactly with the box do not move, whatever is written, after ten box lengths. */
static void
test_exact (void)
{
  const double rate[3] = { 0.12, 0.03, -0.15 };
  g_autoptr (ShearRun) truth = shear_run_new (N, FRAMES, rate, 0, 6);
  g_assert_cmpint (ABS (truth->basis[FRAMES - 1].xy), >, 8);
  for (ShearConvention c = 0; c < SHEAR_N_CONVENTIONS; c++)
    {
      ShearWriting writing = { .convention = c, .with_time = true };
      g_autofree char *text = shear_run_write (truth, &writing, 0, FRAMES);
      g_autoptr (VitTrajectory) run = open_text (text, true);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, &error);
      g_autoptr (VitMsd) msd = vit_msd_new (run, timeline, NULL, NULL, &error);
      g_assert_no_error (error);
      for (size_t k = 0; k < msd->n; k++)
        g_assert_cmpfloat (msd->msd[k], <, 1e-18);
      const size_t pairs[][2] = { { 0, FRAMES - 1 }, { FRAMES - 1, 0 }, { 40, 41 }, { 10, 70 } };
      for (size_t p = 0; p < G_N_ELEMENTS (pairs); p++)
        {
          double d[3 * N];
          VitMotionOptions options = { .keep_drift = true };
          g_assert_true (
              vit_motion_between (run, pairs[p][0], pairs[p][1], &options, d, NULL, NULL, &error));
          for (size_t k = 0; k < 3 * N; k++)
            g_assert_cmpfloat_with_epsilon (d[k], 0, 1e-9);
          options.frame = VIT_MOTION_CAGE;
          options.cage_cutoff = CUTOFF;
          g_assert_true (
              vit_motion_between (run, pairs[p][0], pairs[p][1], &options, d, NULL, NULL, &error));
          g_autoptr (VitPlasticity) plasticity = compute_plasticity (run, pairs[p][0], pairs[p][1]);
          for (size_t i = 0; i < N; i++)
            g_assert_cmpfloat (plasticity->values[VIT_PLASTICITY_D2MIN][i], <, 1e-9);
        }
    }
}

/* A restart that goes back continues the frame before the one that it writes again: wrapped atoms
 * are not followed through what was given up, where they went farther than half the box. */
static void
test_restart (void)
{
  g_autoptr (ShearRun) truth = shear_run_new (N, FRAMES, (double[3]){ 0.02, 0.01, 0 }, 0.6, 10);
  const ShearWriting wrapped = { .convention = SHEAR_X };
  g_autofree char *given_up = shear_run_write (truth, &wrapped, 0, 80);
  g_autofree char *again = shear_run_write (truth, &wrapped, 14, FRAMES);
  g_autofree char *both = g_strconcat (given_up, again, NULL);
  g_autoptr (VitTrajectory) run = open_text (both, false);
  size_t n = vit_trajectory_get_n_frames (run);
  g_assert_cmpuint (n, ==, 80 + FRAMES - 14);
  /* Frames of the file and of the truth. */
  const size_t pairs[][4] = {
    { 5, 80, 5, 14 },    { 5, n - 1, 5, FRAMES - 1 }, { n - 1, 5, FRAMES - 1, 5 },
    { 40, 100, 40, 34 }, { 100, 40, 34, 40 },         { 3, 60, 3, 60 }
  };
  for (size_t p = 0; p < G_N_ELEMENTS (pairs); p++)
    {
      double d[3 * N], expected[3 * N];
      VitMotionOptions options = { 0 };
      g_autoptr (GError) error = NULL;
      g_assert_true (
          vit_motion_between (run, pairs[p][0], pairs[p][1], &options, d, NULL, NULL, &error));
      get_truth (truth, pairs[p][2], pairs[p][3], false, expected);
      for (size_t k = 0; k < 3 * N; k++)
        g_assert_cmpfloat_with_epsilon (d[k], expected[k], 1e-8);
    }
}

/* The strain of a run from its boxes is the whole shear, in each form of the header. */
static void
test_strain (void)
{
  g_autoptr (ShearRun) truth = shear_run_new (N, FRAMES, (double[3]){ 0.06, 0, 0 }, 0.1, 8);
  for (int general = 0; general < 2; general++)
    {
      ShearWriting writing = { .convention = SHEAR_X, .with_time = true, .general = general };
      g_autofree char *text = shear_run_write (truth, &writing, 0, FRAMES);
      g_autofree char *path = g_build_filename (folder, "strain.dump", NULL);
      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      const char *const paths[] = { path, NULL };
      g_autoptr (VitRun) run = vit_run_new (paths);
      g_autoptr (GError) error = NULL;
      g_assert_true (vit_run_open_sync (run, NULL, &error));
      size_t n;
      const double *strain = vit_run_get_strain (run, &n);
      g_assert_cmpuint (n, ==, FRAMES);
      for (size_t k = 0; k < FRAMES; k++)
        {
          double (*h)[3] = truth->continued[k], (*h0)[3] = truth->continued[0];
          g_assert_cmpfloat_with_epsilon (strain[k], h[1][0] / h[1][1] - h0[1][0] / h0[1][1], 1e-9);
        }
    }
}

/* The box is drawn in the continued basis while it leans over no more than two edges: it does not
 * jump at flips. */
static void
test_drawn (void)
{
  const double rate[3] = { 0.03, 0, -0.02 };
  g_autoptr (ShearRun) truth = shear_run_new (N, FRAMES, rate, 0, 7);
  g_autofree char *text = shear_run_write (truth, &(ShearWriting){ 0 }, 0, FRAMES);
  g_autoptr (VitTrajectory) run = open_text (text, false);
  size_t n_flips = 0, n_drawn = 0;
  for (size_t k = 0; k < FRAMES; k++)
    {
      VitCell cell = vit_snapshot_get_cell (run, k, &truth->printed[k]);
      double (*h)[3] = truth->continued[k];
      bool leans = fabs (h[1][0]) > 2 * h[0][0] || fabs (h[2][0]) > 2 * h[0][0] ||
                   fabs (h[2][1]) > 2 * h[1][1];
      n_flips += !vit_basis_is_identity (truth->basis[k]);
      for (int v = 0; v < 3; v++)
        for (int i = 0; i < 3; i++)
          g_assert_cmpfloat_with_epsilon (cell.h[v][i], leans ? truth->printed[k].h[v][i] : h[v][i],
                                          1e-9);
      n_drawn += !leans;
    }
  g_assert_cmpuint (n_flips + n_drawn, >, FRAMES + 10);
  g_assert_cmpuint (n_drawn, <, FRAMES);
}

/* A glass that LAMMPS sheared and flipped three times, against values from the flow that was asked
 * for (shear.py). */
static void
test_lammps (void)
{
  static const char *const names[] = { "shear-unwrapped.dump.gz", "shear-wrapped.dump.gz" };
  for (size_t w = 0; w < G_N_ELEMENTS (names); w++)
    {
      /* LAMMPS prints six digits; wrapped, they are cut at other places. */
      double tolerance = w == 0 ? 1e-7 : 2e-4;
      g_autoptr (GError) error = NULL;
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", names[w], NULL);
      g_autofree char *values =
          g_test_build_filename (G_TEST_DIST, "data", "shear.expected.gz", NULL);
      const char *const paths[] = { path, NULL };
      g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (vit_trajectory_get_problems (run)->len, ==, 0);
      g_assert_cmpint (vit_trajectory_get_basis (run, 45).xy, ==, 3);
      g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, &error);
      VitMsdOptions options = { .max_lags = 60, .max_origins = 1000 };
      g_autoptr (VitMsd) msd = vit_msd_new (run, timeline, &options, NULL, &error);
      g_assert_no_error (error);
      g_autoptr (VitPlasticity) plasticity = NULL;
      gzFile file = gzopen (values, "rb");
      g_assert_nonnull (file);
      char line[256];
      unsigned n_msd = 0, n_atoms = 0;
      while (gzgets (file, line, sizeof line))
        {
          g_auto (GStrv) words = g_strsplit (g_strstrip (line), " ", -1);
          if (strcmp (words[0], "msd") == 0)
            {
              double lag = g_ascii_strtod (words[1], NULL),
                     expected = g_ascii_strtod (words[2], NULL);
              for (size_t k = 0; k < msd->n; k++)
                if (fabs (msd->lags[k] - lag) < 1e-9)
                  {
                    g_assert_cmpfloat_with_epsilon (msd->msd[k], expected, tolerance * expected);
                    n_msd++;
                  }
              continue;
            }
          size_t from = (size_t) atoi (words[1]), to = (size_t) atoi (words[2]);
          double d2min = g_ascii_strtod (words[4], NULL), mises = g_ascii_strtod (words[5], NULL);
          if (!plasticity || plasticity->from != from)
            {
              g_clear_pointer (&plasticity, vit_plasticity_unref);
              VitPlasticityOptions how = { .cutoff = 3.85 };
              plasticity = vit_plasticity_compute (run, from, to, &how, NULL, NULL, &error);
              g_assert_no_error (error);
            }
          ssize_t i = vit_atoms_find (plasticity->atoms, atoi (words[3]));
          g_assert_cmpfloat_with_epsilon (plasticity->values[VIT_PLASTICITY_D2MIN][i], d2min,
                                          50 * tolerance * (1 + d2min));
          g_assert_cmpfloat_with_epsilon (plasticity->values[VIT_PLASTICITY_MISES][i], mises,
                                          50 * tolerance * (1 + mises));
          n_atoms++;
        }
      gzclose (file);
      g_assert_cmpuint (n_msd, >, 20);
      g_assert_cmpuint (n_atoms, ==, 3 * 108);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/conventions/all", test_conventions);
  g_test_add_func ("/conventions/exact", test_exact);
  g_test_add_func ("/conventions/restart", test_restart);
  g_test_add_func ("/conventions/strain", test_strain);
  g_test_add_func ("/conventions/drawn", test_drawn);
  g_test_add_func ("/conventions/lammps", test_lammps);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
