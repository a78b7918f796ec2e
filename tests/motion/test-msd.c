/* Mean-square displacement of motions whose law is known. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>

#include "core/base/parallel.h"
#include "core/motion/msd.h"

#define N 400
#define FRAMES 120
#define EDGE 12.0

/* Writes a run of two species; @move adds the step to frame @f of an atom. */
static VitTrajectory *
write_run (const char *name, bool wrapped, void (*move) (GRand *random, int f, int i, double d[3]))
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-msd-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  static double x[N][3];
  for (int i = 0; i < N; i++)
    for (int k = 0; k < 3; k++)
      x[i][k] = g_rand_double_range (random, 0, EDGE);
  for (int f = 0; f < FRAMES; f++)
    {
      g_string_append_printf (
          text,
          "ITEM: TIMESTEP\n%d\nITEM: TIME\n%.3f\nITEM: NUMBER OF ATOMS\n%d\n"
          "ITEM: BOX BOUNDS pp pp pp\n0 %g\n0 %g\n0 %g\nITEM: ATOMS id type %s\n",
          f, 0.5 * f, N, EDGE, EDGE, EDGE, wrapped ? "x y z" : "xu yu zu");
      for (int i = 0; i < N; i++)
        {
          double p[3];
          for (int k = 0; k < 3; k++)
            p[k] = wrapped ? x[i][k] - EDGE * floor (x[i][k] / EDGE) : x[i][k];
          g_string_append_printf (text, "%d %d %.9f %.9f %.9f\n", i + 1, i % 4 == 0 ? 2 : 1, p[0],
                                  p[1], p[2]);
        }
      for (int i = 0; i < N; i++)
        {
          double d[3];
          move (random, f, i, d);
          for (int k = 0; k < 3; k++)
            x[i][k] += d[k];
        }
    }
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, &error));
  const char *const paths[] = { path, NULL };
  VitTrajectory *trajectory = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);
  g_rmdir (folder);
  return trajectory;
}

/* Alternating directions, so that the mean displacement is nought. */
static void
fly (GRand *random, int f, int i, double d[3])
{
  double speed = i % 4 == 0 ? 0.02 : 0.01, sign = i % 8 < 4 ? 1 : -1;
  d[0] = sign * speed * 0.6;
  d[1] = -sign * speed * 0.8;
  d[2] = 0;
}

static void
walk (GRand *random, int f, int i, double d[3])
{
  for (int k = 0; k < 3; k++)
    {
      double sum = -6;
      for (int j = 0; j < 12; j++)
        sum += g_rand_double (random);
      d[k] = 0.05 * sum;
    }
}

static VitMsd *
measure (VitTrajectory *trajectory, unsigned origins)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTimeline) timeline = vit_timeline_new (trajectory, NULL, NULL, &error);
  g_assert_no_error (error);
  VitMsdOptions options = { .max_origins = origins };
  VitMsd *msd = vit_msd_new (trajectory, timeline, &options, NULL, &error);
  g_assert_no_error (error);
  return msd;
}

/* Δr² = v²Δt², the same for all atoms of a species. */
static void
test_ballistic (void)
{
  g_autoptr (VitTrajectory) trajectory = write_run ("fly", false, fly);
  g_autoptr (VitMsd) msd = measure (trajectory, 0);
  g_assert_cmpuint (msd->n_types, ==, 2);
  g_assert_cmpuint (msd->counts[0], ==, N);
  g_assert_cmpuint (msd->counts[2], ==, N / 4);
  for (size_t k = 0; k < msd->n; k++)
    {
      double steps = msd->lags[k] / 0.5;
      g_assert_cmpfloat_with_epsilon (msd->msd[1 * msd->n + k] / (1e-4 * steps * steps), 1, 2e-3);
      g_assert_cmpfloat_with_epsilon (msd->msd[2 * msd->n + k] / (4e-4 * steps * steps), 1, 2e-3);
      /* Δr⁴ = (Δr²)²: 3/5 − 1 */
      g_assert_cmpfloat_with_epsilon (msd->alpha2[1 * msd->n + k], -0.4, 2e-3);
    }
}

/* ⟨Δr²⟩ = 3 σ² per step, and Gaussian. */
static void
test_random_walk (void)
{
  g_autoptr (VitTrajectory) trajectory = write_run ("walk", false, walk);
  g_autoptr (VitMsd) msd = measure (trajectory, 0);
  for (size_t k = 0; k < msd->n && msd->lags[k] < 20; k++)
    {
      double expected = 3 * 0.05 * 0.05 * msd->lags[k] / 0.5;
      g_assert_cmpfloat_with_epsilon (msd->msd[k] / expected, 1, 0.1);
      g_assert_cmpfloat_with_epsilon (msd->alpha2[k], 0, 0.1);
    }
  double latest;
  g_assert_cmpfloat (vit_msd_find_partial (msd, &latest), ==, 0);
}

static void
check_same (const VitMsd *a, const VitMsd *b, double tolerance)
{
  g_assert_cmpuint (a->n, ==, b->n);
  for (size_t k = 0; k < a->n * (a->n_types + 1); k++)
    g_assert_cmpfloat_with_epsilon (a->msd[k], b->msd[k], tolerance);
}

static void
test_wrapped (void)
{
  g_autoptr (VitTrajectory) plain = write_run ("plain", false, walk);
  g_autoptr (VitTrajectory) folded = write_run ("folded", true, walk);
  g_autoptr (VitMsd) a = measure (plain, 8);
  g_autoptr (VitMsd) b = measure (folded, 8);
  check_same (a, b, 1e-7);
}

/* Transforms and pairs of frames one by one give the same, wherever the walk has got to. */
static void
test_methods (void)
{
  for (int wrapped = 0; wrapped < 2; wrapped++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VitTrajectory) trajectory = write_run ("methods", wrapped, walk);
      g_autoptr (VitTimeline) timeline = vit_timeline_new (trajectory, NULL, NULL, &error);
      VitMsdOptions options = { .max_lags = 30, .max_origins = FRAMES };
      for (int drift = 0; drift < 2; drift++)
        {
          options.motion.keep_drift = drift;
          options.method = VIT_MSD_DIRECT;
          g_autoptr (VitMsd) pairs = vit_msd_new (trajectory, timeline, &options, NULL, &error);
          VitMsdOptions fast = options;
          fast.method = VIT_MSD_AUTO;
          fast.max_origins = 0;
          g_autoptr (VitMsd) all = vit_msd_new (trajectory, timeline, &fast, NULL, &error);
          g_assert_no_error (error);
          size_t compared = 0;
          for (size_t k = 0; k < pairs->n; k++)
            for (size_t j = 0; j < all->n; j++)
              /* Beyond 50 steps one per cent takes in neighbours. */
              if (fabs (pairs->lags[k] - all->lags[j]) < 1e-9 && pairs->lags[k] < 20)
                {
                  g_assert_cmpuint (pairs->origins[k], ==, all->origins[j]);
                  for (size_t t = 0; t <= all->n_types; t++)
                    {
                      g_assert_cmpfloat_with_epsilon (
                          all->msd[t * all->n + j] / pairs->msd[t * pairs->n + k], 1, 1e-9);
                      g_assert_cmpfloat_with_epsilon (all->alpha2[t * all->n + j],
                                                      pairs->alpha2[t * pairs->n + k], 1e-8);
                    }
                  compared++;
                }
          g_assert_cmpuint (compared, >, 10);
        }
    }
}

static void
test_threads (void)
{
  g_autoptr (VitTrajectory) trajectory = write_run ("threads", false, walk);
  vit_parallel_set_n_threads (1);
  g_autoptr (VitMsd) one = measure (trajectory, 8);
  vit_parallel_set_n_threads (3);
  g_autoptr (VitMsd) three = measure (trajectory, 8);
  g_autoptr (VitMsd) three_all = measure (trajectory, 0);
  vit_parallel_set_n_threads (1);
  g_autoptr (VitMsd) one_all = measure (trajectory, 0);
  vit_parallel_set_n_threads (0);
  check_same (one, three, 1e-300);
  check_same (one_all, three_all, 1e-300);
}

/* Frames every 5 ps, in the first third of the run also 1 ps after each; then it yields. Lags of 4,
 * 6, 9 ps … that only the first third has would lie far below those of 5 and 10 ps. */
static void
test_partial_lags (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-msd-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "yields", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  for (int t = 0; t <= 300; t++)
    {
      if (t % 5 != 0 && !(t % 5 == 1 && t < 100))
        continue;
      g_string_append_printf (text,
                              "ITEM: TIMESTEP\n%d\nITEM: TIME\n%d\nITEM: NUMBER OF ATOMS\n8\n"
                              "ITEM: BOX BOUNDS pp pp pp\n0 50\n0 50\n0 50\n"
                              "ITEM: ATOMS id type xu yu zu\n",
                              t, t);
      for (int i = 0; i < 8; i++)
        {
          double way = 1e-3 * t + (t > 150 ? 0.05 * (t - 150) : 0);
          g_string_append_printf (text, "%d 1 %.6f %d %d\n", i + 1, i % 2 ? way : -way, i, 2 * i);
        }
    }
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, &error));
  const char *const paths[] = { path, NULL };
  g_autoptr (VitTrajectory) trajectory = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);
  g_rmdir (folder);
  g_autoptr (VitMsd) msd = measure (trajectory, 1000);
  g_assert_cmpuint (msd->n, >, 10);
  g_assert_cmpfloat_with_epsilon (msd->lags[0], 1, 1e-9);
  for (size_t k = 1; k < msd->n; k++)
    g_assert_cmpfloat (msd->msd[k], >, 0.9 * msd->msd[k - 1]);
  /* 1 ps is an average over the origins 0, 5 … 95 ps; 5 ps and more over all. */
  double latest;
  g_assert_cmpfloat_with_epsilon (vit_msd_find_partial (msd, &latest), 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (latest, 95, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/msd/ballistic", test_ballistic);
  g_test_add_func ("/msd/random-walk", test_random_walk);
  g_test_add_func ("/msd/wrapped", test_wrapped);
  g_test_add_func ("/msd/methods", test_methods);
  g_test_add_func ("/msd/threads", test_threads);
  g_test_add_func ("/msd/partial-lags", test_partial_lags);
  return g_test_run ();
}
