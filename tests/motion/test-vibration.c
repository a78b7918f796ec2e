/* Vibrations and hops of motions that are known, in a box that breathes and drifts. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/motion/vibration.h"

#define N 150
#define FRAMES 61
#define SPACING 0.1
#define WIDTH 0.08 /* of the vibration along each axis, in scaled units times 12 Å */

/* Of each frame and atom: scaled position; the last three atoms step by @hop along x in the middle
 * of the last 4 ps. */
static double scaled[FRAMES][N][3], edges[FRAMES][3];
static int missing = -1; /* the atom that is not in frame 25 */
static bool is_followed; /* through the frames between, where positions are wrapped */

static double
get_normal (GRand *random)
{
  double sum = -6;
  for (int j = 0; j < 12; j++)
    sum += g_rand_double (random);
  return sum;
}

/* @absent: an atom that is not in frame 25. */
static VitTrajectory *
write_run (bool wrapped, double width, double hop, int absent)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-vibration-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "run.dump", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  missing = absent;
  is_followed = wrapped;
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  static double sites[N][3];
  for (int i = 0; i < N; i++)
    for (int k = 0; k < 3; k++)
      sites[i][k] = g_rand_double (random);
  for (int f = 0; f < FRAMES; f++)
    {
      for (int k = 0; k < 3; k++)
        edges[f][k] = 12 * (1 + 0.02 * sin (0.3 * f + k));
      g_string_append_printf (
          text,
          "ITEM: TIMESTEP\n%d\nITEM: TIME\n%.3f\nITEM: NUMBER OF ATOMS\n%d\n"
          "ITEM: BOX BOUNDS pp pp pp\n0 %.12f\n0 %.12f\n0 %.12f\nITEM: ATOMS id type %s\n",
          f, SPACING * f, N - (absent >= 0 && f == 25), edges[f][0], edges[f][1], edges[f][2],
          wrapped ? "x y z" : "xu yu zu");
      for (int i = 0; i < N; i++)
        for (int k = 0; k < 3; k++)
          {
            double drift = 0.004 * f * (k + 1),
                   s = sites[i][k] + width / 12 * get_normal (random) + drift;
            if (k == 0 && i >= N - 3 && f >= FRAMES - 21)
              s += hop / edges[FRAMES - 1][0];
            scaled[f][i][k] = s;
          }
      for (int row = 0; row < N; row++)
        {
          int i = f % 2 ? N - 1 - row : row;
          double x[3];
          if (i == absent && f == 25)
            continue;
          for (int k = 0; k < 3; k++)
            x[k] = edges[f][k] *
                   (wrapped ? scaled[f][i][k] - floor (scaled[f][i][k]) : scaled[f][i][k]);
          g_string_append_printf (text, "%d 1 %.12f %.12f %.12f\n", i + 1, x[0], x[1], x[2]);
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

static VitTimeline *
get_timeline (VitTrajectory *trajectory)
{
  g_autoptr (GError) error = NULL;
  VitTimeline *timeline = vit_timeline_new (trajectory, NULL, NULL, &error);
  g_assert_no_error (error);
  return timeline;
}

/* Position of an atom in frame @f, with the box of frame @now and without the mean motion. */
static void
get_position (int f, int i, int now, double x[3])
{
  for (int k = 0; k < 3; k++)
    {
      double mean = 0;
      bool is_lost = missing >= 0 && (f == 25 || (is_followed && f < 25));
      for (int j = 0; j < N; j++)
        mean += is_lost && j == missing ? 0 : (scaled[f][j][k] - scaled[now][j][k]) / (N - is_lost);
      x[k] = edges[now][k] * (scaled[f][i][k] - mean);
    }
}

static void
get_covariance (int begin, int end, int i, int now, double u[6])
{
  static const int first[6] = { 0, 1, 2, 0, 0, 1 }, second[6] = { 0, 1, 2, 1, 2, 2 };
  double mean[3] = { 0 }, x[3], n = end - begin;
  for (int f = begin; f < end; f++)
    {
      get_position (f, i, now, x);
      for (int k = 0; k < 3; k++)
        mean[k] += x[k] / n;
    }
  for (int f = begin; f < end; f++)
    {
      get_position (f, i, now, x);
      for (int k = 0; k < 6; k++)
        u[k] += (x[first[k]] - mean[first[k]]) * (x[second[k]] - mean[second[k]]) / (n - 1);
    }
}

static void
test_windows (void)
{
  g_autoptr (VitTrajectory) trajectory = write_run (false, WIDTH, 0, -1);
  g_autoptr (VitTimeline) timeline = get_timeline (trajectory);
  g_auto (VitFrameWindows) two = vit_vibration_find_windows (timeline, FRAMES - 1, 2, 20);
  g_assert_cmpuint (two.n, ==, 2);
  /* [0, 2] and [2.1, 4.1]; the next would end at 6.2 ps. */
  g_assert_cmpuint (two.starts[1], ==, 21);
  g_assert_cmpuint (two.starts[2], ==, 42);
  g_assert_cmpuint (two.frames[0], ==, 0);
  g_assert_cmpuint (two.frames[21], ==, 21);
  g_assert_cmpuint (two.frames[41], ==, 41);
  g_auto (VitFrameWindows) late = vit_vibration_find_windows (timeline, FRAMES - 1, 2, 3);
  g_assert_cmpuint (late.n, ==, 1);
  g_assert_cmpuint (late.frames[0], ==, 30);
  g_auto (VitFrameWindows) short_ones = vit_vibration_find_windows (timeline, FRAMES - 1, 0.2, 20);
  g_assert_cmpuint (short_ones.n, ==, 0);
  g_auto (VitFrameWindows) early = vit_vibration_find_windows (timeline, 10, 2, 20);
  g_assert_cmpuint (early.n, ==, 0);
  g_auto (VitFrameWindows) one = vit_vibration_find_windows (timeline, FRAMES - 1, 6, 20);
  g_assert_cmpuint (one.n, ==, 1);
  g_assert_cmpuint (one.starts[1], ==, 61);

  g_auto (VitFrameWindows) before = vit_hop_find_halves (timeline, FRAMES - 1, 4, false);
  g_assert_cmpuint (before.frames[0], ==, 20);
  g_assert_cmpuint (before.starts[1], ==, 20);
  g_assert_cmpuint (before.starts[2], ==, 41);
  g_auto (VitFrameWindows) after = vit_hop_find_halves (timeline, 5, 4, true);
  g_assert_cmpuint (after.frames[0], ==, 5);
  g_assert_cmpuint (after.frames[after.starts[1]], ==, 25);
  g_assert_cmpuint (after.starts[2], ==, 41);
  g_auto (VitFrameWindows) none = vit_hop_find_halves (timeline, 5, 4, false);
  g_assert_cmpuint (none.starts[1], ==, 0);
}

/* A lattice whose atoms vibrate independently: 3 σ²; against the definition, wrapped or not. */
static void
test_vibration (void)
{
  for (int wrapped = 0; wrapped < 2; wrapped++)
    {
      g_autoptr (VitTrajectory) trajectory = write_run (wrapped, WIDTH, 0, 17);
      g_autoptr (VitTimeline) timeline = get_timeline (trajectory);
      g_auto (VitFrameWindows) windows = vit_vibration_find_windows (timeline, FRAMES - 1, 2, 20);
      double u[N][6], mean = 0;
      g_autoptr (GError) error = NULL;
      g_assert_true (
          vit_vibration_measure (trajectory, FRAMES - 1, &windows, u, NULL, NULL, &error));
      for (int i = 0; i < N; i++)
        {
          double first[6] = { 0 }, second[6] = { 0 }, values[3];
          get_covariance (0, 21, i, FRAMES - 1, first);
          get_covariance (21, 42, i, FRAMES - 1, second);
          for (int k = 0; k < 6; k++)
            {
              /* An atom that is not there in the second window has the first; where atoms are
               * followed from frame to frame, none that goes through the gap. */
              double expected = i == 17 ? (wrapped ? NAN : first[k]) : (first[k] + second[k]) / 2;
              double epsilon = 1e-9;
              if (isnan (expected))
                g_assert_true (isnan (u[i][k]));
              else
                g_assert_cmpfloat_with_epsilon (u[i][k], expected, epsilon);
            }
          if (i == 17)
            continue;
          double trace = u[i][0] + u[i][1] + u[i][2];
          mean += trace / (N - 1);
          vit_vibration_get_eigenvalues (u[i], values);
          g_assert_cmpfloat_with_epsilon (values[0] + values[1] + values[2], trace, 1e-12);
          g_assert_true (values[0] >= values[1] && values[1] >= values[2] && values[2] > 0);
          for (int k = 0; k < 3; k++)
            {
              double a = u[i][0] - values[k], b = u[i][1] - values[k], c = u[i][2] - values[k];
              double determinant = a * (b * c - u[i][5] * u[i][5]) -
                                   u[i][3] * (u[i][3] * c - u[i][5] * u[i][4]) +
                                   u[i][4] * (u[i][3] * u[i][5] - b * u[i][4]);
              g_assert_cmpfloat_with_epsilon (determinant, 0, 1e-14);
            }
        }
      /* 150 atoms × 42 frames: 1.5 % is three standard errors. */
      g_assert_cmpfloat_with_epsilon (mean / (3 * WIDTH * WIDTH), 1, 0.03);
    }
}

/* A step of length a in the middle of still atoms: a². */
static void
test_hop (void)
{
  for (int wrapped = 0; wrapped < 2; wrapped++)
    {
      g_autoptr (VitTrajectory) trajectory = write_run (wrapped, 0, 1.7, -1);
      g_autoptr (VitTimeline) timeline = get_timeline (trajectory);
      double p_hop[N], later[N];
      g_autoptr (GError) error = NULL;
      g_auto (VitFrameWindows) before = vit_hop_find_halves (timeline, FRAMES - 1, 4, false),
                               after = vit_hop_find_halves (timeline, FRAMES - 41, 4, true);
      g_assert_true (vit_hop_measure (trajectory, FRAMES - 1, &before, p_hop, NULL, NULL, &error));
      g_assert_true (vit_hop_measure (trajectory, FRAMES - 41, &after, later, NULL, NULL, &error));
      /* The mean of all moves by 3/150 of the step. */
      double a = 1.7 * (1 - 3. / N), b = 1.7 * 3. / N;
      for (int i = 0; i < N; i++)
        {
          double step = i >= N - 3 ? a : b;
          g_assert_cmpfloat_with_epsilon (p_hop[i], step * step, 1e-9);
          double scale = edges[FRAMES - 41][0] / edges[FRAMES - 1][0];
          g_assert_cmpfloat_with_epsilon (later[i], step * step * scale * scale, 1e-9);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/motion/vibration/windows", test_windows);
  g_test_add_func ("/motion/vibration/vibration", test_vibration);
  g_test_add_func ("/motion/vibration/hop", test_hop);
  return g_test_run ();
}
