/* A study of any size in the real window: how long it takes to open, pictures a second of a slice
 * and of the whole box, and how long the map takes to follow the playhead.
 *
 *   xvfb-run -a -s "-screen 0 1600x1100x24" bench-scale STUDY [seconds]
 *
 * STUDY should have its store of results; bench-scale.py makes one. The map has 1000 × 800 pixels.
 * Times are of the clock, with the processor time of the main thread beside them;
 * VITRINE_TRACE=turns says what took the latter long. */

#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "core/base/turns.h"
#include "tests/bench/window-pictures.h"

enum
{
  WIDTH = 1000,
  HEIGHT = 800,
  N_SCRUBS = 8
};

static double
get_main_ms (void)
{
  struct timespec time;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec * 1e-6;
}

/* Iterate until @view shows @time, or any time if that is NaN, and waits for nothing more, for two
 * minutes at most. Returns: ms */
static double
wait_for_map (VitWindow *window, VitSliceView **view, double time)
{
  gint64 began = g_get_monotonic_time ();
  while (g_get_monotonic_time () - began < 120 * G_USEC_PER_SEC)
    {
      g_main_context_iteration (NULL, FALSE);
      if (!*view)
        {
          GtkWidget *found = harness_find (GTK_WIDGET (window), VIT_TYPE_SLICE_VIEW, NULL);
          *view = found ? VIT_SLICE_VIEW (found) : NULL;
        }
      double shown = *view ? vit_slice_view_get_time (*view) : NAN;
      if (!isnan (shown) && (isnan (time) || fabs (shown - time) < 1e-6) &&
          !vit_slice_view_is_busy (*view))
        break;
      g_usleep (500);
    }
  return (double) (g_get_monotonic_time () - began) * 1e-3;
}

static void
scrub (VitWindow *window, VitSliceView *view, const char *what)
{
  VitTmlSeries *tml = vit_analyses_get_tml (vit_session_get_analyses (window->session),
                                            vit_slice_view_get_run (view));
  guint n = tml ? vit_tml_series_get_n (tml) : 0;
  double sum = 0, most = 0, main_ms = get_main_ms ();
  int n_done = 0;
  for (guint i = 0; i < n && n_done < N_SCRUBS; i++)
    {
      double time = vit_tml_series_get_time (tml, (guint) ((i * 7 + 3) % n));
      vit_session_set_time (window->session, time);
      double ms = wait_for_map (window, &view, time);
      sum += ms;
      most = fmax (most, ms);
      n_done++;
    }
  if (n_done > 0)
    g_print ("%-28s mean %.0f ms, longest %.0f ms, main thread %.1f ms each\n", what, sum / n_done,
             most, (get_main_ms () - main_ms) / n_done);
}

static void
count (VitWindow *window, VitSliceView *view, PicturesKind kind, double seconds, const char *what)
{
  double cost[2], n = pictures_count (window, view, kind, seconds, cost);
  g_printerr ("-- %s\n", what);
  g_print ("%-28s %5.1f pictures/s, main thread %.1f ms a picture, all threads %.1f\n", what, n,
           cost[0], cost[1]);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  const char *study = argc > 1 ? argv[1] : NULL;
  double seconds = argc > 2 ? atof (argv[2]) : 4;
  if (!study)
    {
      g_printerr ("usage: bench-scale STUDY [seconds]\n");
      return 2;
    }
  g_autofree char *path = g_canonicalize_filename (study, NULL);
  VitWindow *window = harness_new_window ();
  vit_turns_watch ();
  double main_ms = get_main_ms ();
  gint64 began = g_get_monotonic_time ();
  vit_window_open_study (window, path);
  VitSliceView *view = NULL;
  double shown = wait_for_map (window, &view, NAN);
  double main_shown = get_main_ms () - main_ms;
  pictures_wait ();
  g_print ("%-28s %.0f ms to the first map, main thread %.0f; %.1f s until nothing is computed\n",
           "opening", shown, main_shown, (double) (g_get_monotonic_time () - began) * 1e-6 - 0.5);
  g_printerr ("-- opened\n");

  view = pictures_enlarge (window, WIDTH, HEIGHT);
  pictures_wait ();
  g_autofree char *words = vit_slice_view_dup_subtitle (view);
  g_print ("%s\n", words);
  scrub (window, view, "scrubbing, first time");
  scrub (window, view, "scrubbing, again");
  pictures_wait ();
  g_printerr ("-- scrubbed\n");
  vit_session_set_speed (window->session, 10);
  vit_session_set_loop (window->session, true);
  count (window, view, PICTURES_SAME, seconds, "slice, drawn again");
  count (window, view, PICTURES_SLICE, seconds, "slice, moved");
  count (window, view, PICTURES_PLAY, seconds, "slice, playing");
  pictures_wait ();

  VitSlice slice = *vit_session_get_slice (window->session);
  slice.whole = true;
  vit_session_set_slice (window->session, &slice);
  pictures_wait ();
  count (window, view, PICTURES_SAME, seconds, "whole box, drawn again");
  count (window, view, PICTURES_TURN, seconds, "whole box, turning");
  count (window, view, PICTURES_PLAY, seconds, "whole box, playing");
  pictures_wait ();
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  g_print ("peak memory %.0f MiB\n", (double) usage.ru_maxrss / 1024);
  harness_close (window);
  return harness_run ();
}
