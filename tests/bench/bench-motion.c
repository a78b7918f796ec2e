/* Pictures a second while playing: one slice of 3.85 Å of a run of 63,888 atoms, in the real
 * window, outlines on, on a picture of 1000 × 800 pixels.
 *
 *   xvfb-run -a -s "-screen 0 1600x1100x24" bench-motion [seconds [speed, ps/s]]
 *
 * The run is the creep run of the samples, 3 × 2 × 2 times. Printed are pictures a second with new
 * positions, the limit (the same window, when the same atoms are drawn again and again), their
 * ratio, and what the main thread took of each picture, in ms of its own processor time; with
 * VITRINE_TRACE=turns also what took long. */

#include <stdio.h>
#include <stdlib.h>

#include "config.h"
#include "core/base/priority.h"
#include "core/base/turns.h"
#include "tests/bench/window-pictures.h"

enum
{
  TIMES_X = 3,
  TIMES_Y = 2,
  TIMES_Z = 2,
  N_FRAMES = 31,
  WIDTH = 1000,
  HEIGHT = 800
};

/* ---- The run ---- */

static void
write_frame (FILE *file, const VitFrame *frame)
{
  const VitAtoms *atoms = frame->atoms;
  const double (*h)[3] = frame->cell.h;
  const int times[3] = { TIMES_X, TIMES_Y, TIMES_Z };
  size_t n_copies = TIMES_X * TIMES_Y * TIMES_Z;
  fprintf (file, "ITEM: UNITS\nmetal\nITEM: TIME\n%.10g\nITEM: TIMESTEP\n%" G_GINT64_FORMAT "\n",
           frame->time, frame->step);
  fprintf (file, "ITEM: NUMBER OF ATOMS\n%zu\nITEM: BOX BOUNDS pp pp pp\n", n_copies * atoms->n);
  for (int k = 0; k < 3; k++)
    fprintf (file, "0 %.16e\n", times[k] * h[k][k]);
  fprintf (file, "ITEM: ATOMS id type xu yu zu\n");
  size_t id = 0;
  for (int c = 0; c < (int) n_copies; c++)
    for (size_t i = 0; i < atoms->n; i++)
      {
        double x[3];
        vit_frame_get_position (frame, i, x);
        const int copy[3] = { c % TIMES_X, c / TIMES_X % TIMES_Y, c / (TIMES_X * TIMES_Y) };
        for (int k = 0; k < 3; k++)
          x[k] += copy[k] * h[k][k] - frame->cell.origin[k];
        fprintf (file, "%zu %u %.4f %.4f %.4f\n", ++id, atoms->types[i], x[0], x[1], x[2]);
      }
}

/* Returns: (transfer full): a study of the run. */
static char *
write_study (void)
{
  g_autofree char *source = g_build_filename (VIT_SOURCE_ROOT, "resources/samples", NULL);
  g_autofree char *sample = g_build_filename (source, "creep-2.0.lammpstrj.zst", NULL);
  g_autofree char *run = g_build_filename (harness_folder (), "large.lammpstrj", NULL);
  char *study = g_build_filename (harness_folder (), "large.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  const char *paths[] = { sample, NULL };
  g_autoptr (VitTrajectory) trajectory = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  FILE *file = fopen (run, "w");
  for (size_t f = 0; f < N_FRAMES; f++)
    {
      g_autoptr (VitFrame) frame = vit_trajectory_read_frame (trajectory, f, &error);
      g_assert_no_error (error);
      write_frame (file, frame);
    }
  fclose (file);
  g_autofree char *text = g_strdup_printf (
      "[study]\nversion=1\n[model]\nfile=%s/CuZr.vitmodel\n[run 1]\nfiles=%s;\nlabel=large\n"
      "temperature=100\nspecies=Cu;Zr;\nshown=true\n[view]\ntime=10\n",
      source, run);
  g_assert_true (g_file_set_contents (study, text, -1, NULL));
  return study;
}

int
main (int argc, char **argv)
{
  double seconds = argc > 1 ? atof (argv[1]) : 6, speed = argc > 2 ? atof (argv[2]) : 10;
  harness_init (&argc, &argv);
  vit_priority_lower_workers ();
  g_autofree char *study = write_study ();
  VitWindow *window = harness_new_window ();
  vit_window_open_study (window, study);
  pictures_wait ();
  VitSliceView *view = pictures_enlarge (window, WIDTH, HEIGHT);
  GtkWidget *atoms = harness_find (GTK_WIDGET (view), VIT_TYPE_ATOM_VIEW, NULL);
  pictures_wait ();
  g_autofree char *words = vit_slice_view_dup_subtitle (view);
  g_print ("%d × %d: %s\n", gtk_widget_get_width (atoms), gtk_widget_get_height (atoms), words);
  vit_session_set_speed (window->session, speed);
  vit_session_set_loop (window->session, true);
  vit_turns_watch ();
  for (int round = 0; round < 3; round++)
    {
      double cost_limit[2], cost[2];
      double limit = pictures_count (window, view, PICTURES_SAME, seconds, cost_limit);
      double n = pictures_count (window, view, PICTURES_PLAY, seconds, cost);
      g_print ("%5.1f pictures/s  limit %5.1f  ratio %.2f  ms a picture: main thread %.1f, all "
               "threads %.1f; limit %.1f, %.1f\n",
               n, limit, n / limit, cost[0], cost[1], cost_limit[0], cost_limit[1]);
    }
  harness_close (window);
  return harness_run ();
}
