/* Movies: as many pictures as were given, by the encoder or as files, and nothing left behind by a
 * cancel. */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/error.h"
#include "ui/gallery/movie.h"

#define N 7

static char *folder;

static void
make_figures (VitFigure **figures)
{
  for (int i = 0; i < N; i++)
    {
      const double x[] = { 0, 1, 2 }, y[] = { i, 2, 1 };
      VitPlot *plot = vit_plot_new ();
      VitSeries style = { .colour = { 0, 0, 1, 1 }, .width = 2 };
      vit_plot_add (plot, &style, x, y, 3);
      vit_plot_set_x (plot, "<i>t</i> (ps)", 0, 2);
      vit_plot_set_y (plot, "y", 0, N);
      figures[i] = vit_figure_new_plot (plot);
    }
}

static void
free_figures (VitFigure **figures)
{
  for (int i = 0; i < N; i++)
    vit_figure_free (figures[i]);
}

static int
count_frames (const char *path)
{
  g_autofree char *command = g_strdup_printf ("ffprobe -v error -count_frames -select_streams v:0 "
                                              "-show_entries stream=nb_read_frames -of csv=p=0 %s",
                                              path);
  g_autofree char *output = NULL;
  g_assert_true (g_spawn_command_line_sync (command, &output, NULL, NULL, NULL));
  return atoi (output);
}

static const VitMovieOptions options = { .width = 321, .height = 240, .rate = 10, .font_size = 12 };

static void
test_encoded (gconstpointer ending)
{
  if (!vit_movie_can_encode ())
    {
      g_test_skip ("ffmpeg is not installed");
      return;
    }
  VitFigure *figures[N];
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strconcat ("movie", (const char *) ending, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  make_figures (figures);
  g_assert_true (vit_movie_write (figures, N, path, &options, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_frames (path), ==, N);
  free_figures (figures);
  g_remove (path);
}

static void
test_pictures (void)
{
  VitFigure *figures[N];
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "frames", NULL);
  g_autofree char *note = NULL;
  make_figures (figures);
  g_assert_true (vit_movie_write (figures, N, path, &options, &note, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (note);
  for (int i = 0; i < N; i++)
    {
      g_autofree char *name = g_strdup_printf ("frame-%05d.png", i);
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_assert_cmpint (g_remove (file), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
  free_figures (figures);
}

static void
test_cancelled (void)
{
  if (!vit_movie_can_encode ())
    {
      g_test_skip ("ffmpeg is not installed");
      return;
    }
  VitFigure *figures[N];
  g_autoptr (GError) error = NULL;
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "cancelled.mp4", NULL);
  make_figures (figures);
  vit_progress_cancel (progress);
  g_assert_false (vit_movie_write (figures, N, path, &options, NULL, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
  free_figures (figures);
}

static void
test_no_folder (void)
{
  if (!vit_movie_can_encode ())
    {
      g_test_skip ("ffmpeg is not installed");
      return;
    }
  VitFigure *figures[N];
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "nowhere", "x.mp4", NULL);
  make_figures (figures);
  g_assert_false (vit_movie_write (figures, N, path, &options, NULL, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_IO);
  free_figures (figures);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_test_add_data_func ("/gallery/movie/mp4", ".mp4", test_encoded);
  g_test_add_data_func ("/gallery/movie/webm", ".webm", test_encoded);
  g_test_add_func ("/gallery/movie/pictures", test_pictures);
  g_test_add_func ("/gallery/movie/cancelled", test_cancelled);
  g_test_add_func ("/gallery/movie/no-folder", test_no_folder);
  int failed = g_test_run ();
  g_rmdir (folder);
  return failed;
}
