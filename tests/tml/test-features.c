/* Features of atoms whose way is known, and which start times have the frames for them. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

#include "core/tml/features.h"

#define N_FRAMES 60
#define BATH 250.0

static double times[N_FRAMES];

/* How far atom @id has come at frame @f, Å; with the other two atoms nothing drifts. */
static double
travel (int id, size_t f)
{
  return id == 1 ? 0.01 * times[f] : id == 2 ? -0.01 * times[f] : 0;
}

/* Three atoms; the third is not there from frame 50 on. Frames are 0.5 ps apart, but for one. */
static VitTrajectory *
open_run (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (size_t f = 0; f < N_FRAMES; f++)
    {
      times[f] = 0.5 * (double) f + (f == 40 ? 0.1 : 0);
      int n = f < 50 ? 3 : 2;
      g_string_append_printf (text, "ITEM: TIMESTEP\n%zu\nITEM: TIME\n%d.%d\n", f,
                              (int) (10 * times[f]) / 10, (int) round (10 * times[f]) % 10);
      g_string_append_printf (text, "ITEM: NUMBER OF ATOMS\n%d\n", n);
      g_string_append (text, "ITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n0 9\n");
      g_string_append (text, "ITEM: ATOMS id type xu yu zu\n");
      for (int id = 1; id <= n; id++)
        g_string_append_printf (text, "%d 1 %d.%06d 2 3\n", id, id + 2,
                                (int) lround (1e6 * (0.5 + travel (id, f))));
    }
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  close (g_file_open_tmp ("vitrine-features-XXXXXX.dump", &path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, &error));
  const char *const paths[] = { path, NULL };
  VitTrajectory *run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_free (path); /* the file goes with the last test */
  return run;
}

static double
expect (int id, size_t from, size_t to)
{
  double r = travel (id, to) - travel (id, from);
  return log10 (fmax (r * r, 1e-12) / BATH);
}

/* Whatever the order of the intervals, each has its column. */
static void
test_known_way (gconstpointer data)
{
  VitTrajectory *run = (VitTrajectory *) data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, &error);
  const double intervals[] = { 5, 0.5, 10, 1 };
  VitMotionOptions motion = { 0 };
  size_t frames[4];
  float x[3 * 4];
  ssize_t ambiguous;
  g_assert_true (vit_features_find_frames (timeline, 3, intervals, 4, 0, frames, NULL));
  g_assert_true (
      vit_features_compute (run, 3, frames, 4, BATH, &motion, x, &ambiguous, NULL, &error));
  g_assert_no_error (error);
  for (int id = 1; id <= 3; id++)
    for (int j = 0; j < 4; j++)
      g_assert_cmpfloat_with_epsilon ((double) x[4 * (id - 1) + j], expect (id, 3, frames[j]),
                                      2e-4);
  /* An atom that is not in all frames has no features at all. */
  g_assert_true (vit_features_find_frames (timeline, 35, intervals, 4, 0, frames, NULL));
  g_assert_true (
      vit_features_compute (run, 35, frames, 4, BATH, &motion, x, &ambiguous, NULL, &error));
  g_assert_true (isfinite (x[0]) && isfinite (x[7]));
  frames[2] = 55;
  g_assert_true (
      vit_features_compute (run, 35, frames, 4, BATH, &motion, x, &ambiguous, NULL, &error));
  g_assert_true (isfinite (x[0]) && isfinite (x[7]));
  for (int j = 0; j < 4; j++)
    g_assert_true (isnan (x[8 + j]));
}

/* The frame that is 0.1 ps off counts for intervals from 10 ps on. */
static void
test_tolerance (gconstpointer data)
{
  VitTrajectory *run = (VitTrajectory *) data;
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, NULL);
  size_t frame;
  double missing, interval = 10;
  g_assert_true (vit_features_find_frames (timeline, 20, &interval, 1, 0, &frame, NULL));
  g_assert_cmpuint (frame, ==, 40);
  interval = 9.5;
  g_assert_false (vit_features_find_frames (timeline, 21, &interval, 1, 0, &frame, &missing));
  g_assert_cmpfloat (missing, ==, 9.5);
  g_assert_true (vit_features_find_frames (timeline, 21, &interval, 1, 0.02, &frame, NULL));
}

/* One interval after the other leaves the start times that have all. */
static void
test_narrowing (gconstpointer data)
{
  VitTrajectory *run = (VitTrajectory *) data;
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, NULL);
  const double intervals[] = { 2, 0.5, 9 };
  bool possible[N_FRAMES];
  size_t frames[3], left = 0, expected = 0;
  for (size_t i = 0; i < N_FRAMES; i++)
    possible[i] = true;
  for (int j = 0; j < 3; j++)
    left = vit_features_filter_starts (timeline, intervals[j], 0, possible);
  for (size_t i = 0; i < N_FRAMES; i++)
    {
      bool all = vit_features_find_frames (timeline, i, intervals, 3, 0, frames, NULL);
      g_assert_cmpint (possible[i], ==, all);
      expected += all;
    }
  g_assert_cmpuint (left, ==, expected);
  g_assert_cmpuint (left, >, 20);
  g_assert_cmpuint (left, <, N_FRAMES - 18);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autoptr (VitTrajectory) run = open_run ();
  g_test_add_data_func ("/tml/features/known-way", run, test_known_way);
  g_test_add_data_func ("/tml/features/tolerance", run, test_tolerance);
  g_test_add_data_func ("/tml/features/narrowing", run, test_narrowing);
  int failed = g_test_run ();
  g_unlink (vit_trajectory_get_paths (run)[0]);
  return failed;
}
