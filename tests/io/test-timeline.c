/* Finding frames by time: against looking at all of them. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

#include "core/base/random.h"
#include "core/io/timeline.h"

#define N 400

/* A run of one atom with these times. */
static VitTimeline *
new_timeline (const double *times, size_t n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (size_t i = 0; i < n; i++)
    {
      char time[G_ASCII_DTOSTR_BUF_SIZE];
      g_ascii_formatd (time, sizeof time, "%.3f", times[i]);
      g_string_append_printf (text,
                              "ITEM: TIMESTEP\n%zu\nITEM: TIME\n%s\nITEM: NUMBER OF ATOMS\n1\n"
                              "ITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n0 9\n"
                              "ITEM: ATOMS id type x y z\n1 1 1 2 3\n",
                              10 * i, time);
    }
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp ("vitrine-timeline-XXXXXX.dump", &path, &error);
  g_assert_no_error (error);
  close (fd);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, &error));
  const char *const paths[] = { path, NULL };
  g_autoptr (VitTrajectory) trajectory = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  VitTimeline *timeline = vit_timeline_new (trajectory, NULL, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_free (path);
  return timeline;
}

/* Of frames at the same distance the earlier time, of one time the earliest frame. */
static size_t
look_at_all (VitTimeline *timeline, double time)
{
  const double *times = vit_timeline_get_times (timeline);
  size_t best = 0;
  for (size_t i = 1; i < vit_timeline_get_n_frames (timeline); i++)
    {
      double d = fabs (times[i] - time), least = fabs (times[best] - time);
      if (d < least || (d == least && times[i] < times[best]))
        best = i;
    }
  return best;
}

static void
check (VitTimeline *timeline, double from, double to)
{
  uint64_t state = 11;
  size_t hint = 0;
  for (int i = 0; i < 3000; i++)
    {
      /* Eighths, so that ties are met and exact. */
      double time = from + (to - from) * (double) vit_random_below (&state, 1000) / 1000;
      time = round (8 * time) / 8;
      size_t expected = look_at_all (timeline, time);
      double distance = fabs (vit_timeline_get_times (timeline)[expected] - time);
      g_assert_cmpuint (vit_timeline_find_nearest (timeline, time), ==, expected);
      g_assert_cmpint (vit_timeline_find_from (timeline, time, distance, &hint), ==,
                       (gssize) expected);
      if (i % 3 == 0)
        hint = vit_random_below (&state, 2 * N);
      if (distance > 0)
        g_assert_cmpint (vit_timeline_find_from (timeline, time, 0.9 * distance, &hint), ==, -1);
    }
}

static void
test_even (void)
{
  double times[N];
  for (size_t i = 0; i < N; i++)
    times[i] = 0.25 * (double) i;
  g_autoptr (VitTimeline) timeline = new_timeline (times, N);
  check (timeline, -5, 0.25 * N + 5);
}

/* Times that repeat, stand still and go back, as a restart writes them. */
static void
test_uneven (void)
{
  double times[N] = { 0 };
  uint64_t state = 5;
  for (size_t i = 1; i < N; i++)
    {
      double step = 0.5 * (double) vit_random_below (&state, 4);
      times[i] = i % 97 == 0 ? times[i - 30] : i > 300 ? times[i - 1] : times[i - 1] + step;
    }
  g_autoptr (VitTimeline) timeline = new_timeline (times, N);
  g_assert_nonnull (vit_timeline_get_warning (timeline));
  check (timeline, -5, 250);
}

static void
test_one (void)
{
  const double times[] = { 3 };
  g_autoptr (VitTimeline) timeline = new_timeline (times, 1);
  check (timeline, -2, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timeline/even", test_even);
  g_test_add_func ("/timeline/uneven", test_uneven);
  g_test_add_func ("/timeline/one", test_one);
  return g_test_run ();
}
