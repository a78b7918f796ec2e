/* Following atoms through faces of the box: the same run written wrapped and unwrapped must move
 * alike. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/motion/unwrap.h"

#define N 60
#define FRAMES 40

static char *folder;

/* A walk of @N atoms in a tilted box that grows a little. */
typedef struct
{
  VitCell cell[FRAMES];
  double x[FRAMES][N][3];
} Walk;

static void
box (int frame, double lo[3], double hi[3], double tilt[3])
{
  for (int k = 0; k < 3; k++)
    {
      lo[k] = -1;
      hi[k] = 8 + k + 0.01 * frame * (k - 1);
    }
  tilt[0] = 0.8;
  tilt[1] = -0.4;
  tilt[2] = 0.3 + 0.002 * frame;
}

static Walk *
new_walk (void)
{
  Walk *walk = g_new (Walk, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  double s[N][3];
  for (int i = 0; i < N; i++)
    for (int k = 0; k < 3; k++)
      s[i][k] = g_rand_double (random);
  for (int f = 0; f < FRAMES; f++)
    {
      double lo[3], hi[3], tilt[3];
      box (f, lo, hi, tilt);
      vit_cell_init_restricted (&walk->cell[f], lo, hi, tilt);
      for (int i = 0; i < N; i++)
        {
          vit_cell_to_cartesian (&walk->cell[f], s[i], walk->x[f][i]);
          for (int k = 0; k < 3; k++)
            s[i][k] += g_rand_double_range (random, -0.15, 0.2);
        }
    }
  return walk;
}

/**
 * @skip: frame that lacks atom 5; -1 for none
 * @unwrapped: frames that have unwrapped coordinates
 */
static VitTrajectory *
write_walk (const Walk *walk, bool (*unwrapped) (int frame), int skip)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int f = 0; f < FRAMES; f++)
    {
      double lo[3], hi[3], t[3];
      box (f, lo, hi, t);
      g_string_append_printf (text,
                              "ITEM: TIMESTEP\n%d\nITEM: TIME\n%d\nITEM: NUMBER OF ATOMS\n%d\n"
                              "ITEM: BOX BOUNDS xy xz yz pp pp pp\n%.10f %.10f %.10f\n%.10f %.10f "
                              "%.10f\n%.10f %.10f %.10f\n"
                              "ITEM: ATOMS id type %s\n",
                              f, f, f == skip ? N - 1 : N, lo[0] + MIN (0, t[1]), hi[0] + t[0],
                              t[0], lo[1], hi[1] + t[2], t[1], lo[2], hi[2], t[2],
                              unwrapped (f) ? "xu yu zu" : "x y z");
      /* In another order in every frame. */
      for (int n = 0; n < N; n++)
        {
          int i = (n * 7 + f) % N;
          double x[3];
          memcpy (x, walk->x[f][i], sizeof x);
          if (!unwrapped (f))
            vit_cell_wrap (&walk->cell[f], x, NULL);
          if (f != skip || i != 5)
            g_string_append_printf (text, "%d 1 %.10f %.10f %.10f\n", 10 + i, x[0], x[1], x[2]);
        }
    }
  g_autofree char *path = g_build_filename (folder, "walk.dump", NULL);
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  VitTrajectory *run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vit_trajectory_get_n_frames (run), ==, FRAMES);
  return run;
}

static bool
never (G_GNUC_UNUSED int frame)
{
  return false;
}

static bool
sometimes (int frame)
{
  return frame % 3 == 0;
}

static void
check (const Walk *walk, VitTrajectory *run, size_t from, size_t to)
{
  VitMotionOptions options = { .frame = VIT_MOTION_RAW, .keep_drift = true };
  double d[3 * N];
  ssize_t ambiguous = -1;
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_motion_between (run, from, to, &options, d, &ambiguous, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ambiguous, ==, -1);
  for (size_t i = 0; i < N; i++)
    {
      /* Raw positions of wrapped frames begin in the first frame's image. */
      double wrapped[3], expected[3];
      memcpy (wrapped, walk->x[from][i], sizeof wrapped);
      int image[3];
      vit_cell_wrap (&walk->cell[from], wrapped, image);
      for (int k = 0; k < 3; k++)
        expected[k] = walk->x[to][i][k] - walk->x[from][i][k];
      /* The box grows: an image counted in vectors of the first frame is another length in the
       * later one. */
      for (int v = 0; v < 3; v++)
        for (int k = 0; k < 3; k++)
          expected[k] -= image[v] * (walk->cell[to].h[v][k] - walk->cell[from].h[v][k]);
      for (size_t k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon (d[3 * i + k], expected[k], 1e-8);
    }
}

static void
test_walk (void)
{
  g_autofree Walk *walk = new_walk ();
  for (unsigned threads = 1; threads <= 3; threads++)
    {
      vit_parallel_set_n_threads (threads);
      g_autoptr (VitTrajectory) run = write_walk (walk, never, -1);
      check (walk, run, 0, FRAMES - 1);
      check (walk, run, 7, 31);
      check (walk, run, 31, 7); /* backwards, too */
      check (walk, run, 3, 3);
    }
  vit_parallel_set_n_threads (0);
}

/* In box coordinates an image is an image, so frames may be of both kinds. */
static void
test_mixed (void)
{
  g_autofree Walk *walk = new_walk ();
  g_autoptr (VitTrajectory) mixed = write_walk (walk, sometimes, -1);
  VitMotionOptions options = { .frame = VIT_MOTION_BOX };
  const size_t ends[][2] = { { 0, 10 }, { 1, 30 }, { 2, 33 }, { 35, 4 } };
  for (gsize e = 0; e < G_N_ELEMENTS (ends); e++)
    {
      double d[3 * N], mean[3] = { 0 }, expected[N][3];
      g_autoptr (GError) error = NULL;
      g_assert_true (
          vit_motion_between (mixed, ends[e][0], ends[e][1], &options, d, NULL, NULL, &error));
      g_assert_no_error (error);
      for (size_t i = 0; i < N; i++)
        {
          double s0[3], s1[3], x0[3];
          vit_cell_to_scaled (&walk->cell[ends[e][0]], walk->x[ends[e][0]][i], s0);
          vit_cell_to_scaled (&walk->cell[ends[e][1]], walk->x[ends[e][1]][i], s1);
          vit_cell_to_cartesian (&walk->cell[ends[e][1]], s0, x0);
          for (int k = 0; k < 3; k++)
            {
              expected[i][k] = walk->x[ends[e][1]][i][k] - x0[k];
              mean[k] += expected[i][k] / N;
            }
        }
      for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < 3; k++)
          g_assert_cmpfloat_with_epsilon (d[3 * i + k], expected[i][k] - mean[k], 1e-8);
    }
}

/* An atom that is away for a frame may be anywhere when it comes back. */
static void
test_lost (void)
{
  g_autofree Walk *walk = new_walk ();
  g_autoptr (VitTrajectory) run = write_walk (walk, never, 20);
  VitMotionOptions options = { 0 };
  double d[3 * N];
  g_autoptr (GError) error = NULL;
  const size_t ends[][2] = { { 3, 30 }, { 30, 3 }, { 21, 30 }, { 3, 19 } };
  for (int e = 0; e < 4; e++)
    {
      g_assert_true (
          vit_motion_between (run, ends[e][0], ends[e][1], &options, d, NULL, NULL, &error));
      g_assert_no_error (error);
      for (size_t i = 0; i < N; i++)
        g_assert_cmpint (isnan (d[3 * i]) != 0, ==, i == 5 && e < 2);
    }
}

/* Half a box edge in one step. */
static void
test_ambiguous (void)
{
  g_autofree Walk *walk = new_walk ();
  for (int f = 12; f < FRAMES; f++)
    for (int k = 0; k < 3; k++)
      walk->x[f][3][k] = walk->x[11][3][k] + (k == 1 ? 0.48 * walk->cell[0].h[1][1] : 0);
  g_autoptr (VitTrajectory) run = write_walk (walk, never, -1);
  VitMotionOptions options = { 0 };
  double d[3 * N];
  g_autoptr (GError) error = NULL;
  ssize_t ambiguous = -1;
  g_assert_true (vit_motion_between (run, 0, 11, &options, d, &ambiguous, NULL, &error));
  g_assert_cmpint (ambiguous, ==, -1);
  g_assert_true (vit_motion_between (run, 5, 30, &options, d, &ambiguous, NULL, &error));
  g_assert_cmpint (ambiguous, ==, 12);
}

static void
test_cancel (void)
{
  g_autofree Walk *walk = new_walk ();
  g_autoptr (VitTrajectory) run = write_walk (walk, never, -1);
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  VitMotionOptions options = { 0 };
  double d[3 * N];
  g_autoptr (GError) error = NULL;
  vit_progress_cancel (progress);
  g_assert_false (vit_motion_between (run, 0, 30, &options, d, NULL, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
  check (walk, run, 0, 30); /* nothing was left half done */
}

static void *
hammer (void *data)
{
  VitTrajectory *run = data;
  VitMotionOptions options = { 0 };
  double d[3 * N], *sum = g_new0 (double, FRAMES);
  for (size_t f = 0; f < FRAMES; f++)
    {
      g_assert_true (vit_motion_between (run, f, FRAMES - 1 - f, &options, d, NULL, NULL, NULL));
      for (int i = 0; i < 3 * N; i++)
        sum[f] += d[i] * d[i];
    }
  return sum;
}

static void
test_threads (void)
{
  g_autofree Walk *walk = new_walk ();
  g_autoptr (VitTrajectory) run = write_walk (walk, never, -1);
  GThread *threads[3];
  double *sums[3];
  for (int t = 0; t < 3; t++)
    threads[t] = g_thread_new ("unwrap", hammer, run);
  for (int t = 0; t < 3; t++)
    sums[t] = g_thread_join (threads[t]);
  for (int t = 1; t < 3; t++)
    g_assert_cmpmem (sums[0], FRAMES * sizeof (double), sums[t], FRAMES * sizeof (double));
  for (int t = 0; t < 3; t++)
    g_free (sums[t]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_test_add_func ("/motion/unwrap/walk", test_walk);
  g_test_add_func ("/motion/unwrap/mixed", test_mixed);
  g_test_add_func ("/motion/unwrap/lost", test_lost);
  g_test_add_func ("/motion/unwrap/ambiguous", test_ambiguous);
  g_test_add_func ("/motion/unwrap/cancel", test_cancel);
  g_test_add_func ("/motion/unwrap/threads", test_threads);
  int status = g_test_run ();
  g_autofree char *path = g_build_filename (folder, "walk.dump", NULL);
  g_unlink (path);
  g_rmdir (folder);
  g_free (folder);
  return status;
}
