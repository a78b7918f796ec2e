/* A movie of a turn: as many pictures as its seconds have, a box that goes round in them, and a
 * file that plays as long. */

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/export-work.h"
#include "tests/app/harness.h"

#define RATE 5
#define SECONDS 2.0

enum
{
  N = 10 /* RATE · SECONDS */
};

static void
test_number (void)
{
  static const struct
  {
    double turn, rate, seconds;
    guint n;
  } cases[] = { { 360, 10, 15, 150 }, { -360, 10, 15, 150 }, { 90, 10, 15, 38 },
                { 720, 25, 4, 200 },  { 360, 10, 0.7, 7 },   { 0, 10, 15, 1 },
                { 1, 1, 0.5, 1 } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) times =
          vit_export_repeat_time (7.5, cases[i].turn, cases[i].rate, cases[i].seconds);
      g_assert_cmpuint (times->len, ==, cases[i].n);
      for (guint k = 0; k < times->len; k++)
        g_assert_true (g_array_index (times, double, k) == 7.5);
    }
}

static void
on_changed (VitExportWork *work, void *data)
{
  *(VitExportStage *) data = vit_export_work_get_stage (work);
}

/* A movie of @turn degrees at the playhead. */
static char *
export_turn (VitWindow *window, const char *name, double turn)
{
  char *path = g_build_filename (harness_folder (), name, NULL);
  VitExportPlan plan = {
    .source = { .session = window->session,
                .names = { "slice" },
                .n = 1,
                .runs = { vit_session_get_shown (window->session, 0) } },
    .path = path,
    .movie = true,
    .movie_options = { .width = 240, .height = 200, .rate = RATE, .font_size = 10 },
    .turn = turn,
  };
  double seconds = vit_study_get_options (window->study)->view.turn_seconds;
  GArray *times =
      vit_export_repeat_time (vit_session_get_time (window->session), turn, RATE, seconds);
  VitExportStage stage = VIT_EXPORT_COMPUTING;
  VitExportWork *work = vit_export_work_start (&plan, times, on_changed, &stage);
  while (stage != VIT_EXPORT_WRITTEN && stage != VIT_EXPORT_FAILED)
    g_main_context_iteration (NULL, TRUE);
  g_test_message ("%s: %s", name,
                  vit_export_work_get_message (work) ? vit_export_work_get_message (work) : "");
  g_assert_cmpint (stage, ==, VIT_EXPORT_WRITTEN);
  vit_export_work_free (work);
  return path;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Returns: (transfer full): the pixels of the @i-th picture of a folder. */
static cairo_surface_t *
read_picture (const char *folder, int i)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (const char *name; dir && (name = g_dir_read_name (dir));)
    if (g_str_has_suffix (name, ".png"))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  g_assert_cmpuint (names->len, ==, N);
  cairo_surface_t *picture = cairo_image_surface_create_from_png (names->pdata[i]);
  g_assert_cmpint (cairo_surface_status (picture), ==, CAIRO_STATUS_SUCCESS);
  return picture;
}

/* Returns: the share of pixels that differ. */
static double
compare (const char *folder, int i, int k)
{
  cairo_surface_t *a = read_picture (folder, i), *b = read_picture (folder, k);
  int width = cairo_image_surface_get_width (a), height = cairo_image_surface_get_height (a);
  int n = 0;
  g_assert_cmpint (width, ==, 240);
  g_assert_cmpint (height, ==, 200);
  for (int y = 0; y < height; y++)
    {
      const uint32_t *p = (const uint32_t *) (cairo_image_surface_get_data (a) +
                                              y * cairo_image_surface_get_stride (a)),
                     *q = (const uint32_t *) (cairo_image_surface_get_data (b) +
                                              y * cairo_image_surface_get_stride (b));
      for (int x = 0; x < width; x++)
        n += (p[x] & 0xffffff) != (q[x] & 0xffffff);
    }
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
  return (double) n / (width * height);
}

static VitWindow *
open_box (void)
{
  VitWindow *window = harness_open_demo ();
  VitSlice slice = *vit_session_get_slice (window->session);
  slice.whole = true;
  vit_session_set_slice (window->session, &slice);
  vit_study_set_option_number (window->study, "view", "turn-seconds", SECONDS);
  harness_settle ();
  return window;
}

/* A whole turn does not come back to its first picture, as it goes on from there; each picture is
 * another one. A turn of −360° has them the other way round. */
static void
test_pictures (void)
{
  VitWindow *window = open_box ();
  g_autofree char *turn = export_turn (window, "turn.frames", 360);
  g_autofree char *back = export_turn (window, "back.frames", -360);
  for (int i = 1; i < N; i++)
    g_assert_cmpfloat (compare (turn, 0, i), >, 0.05);
  g_assert_cmpfloat (compare (turn, N - 2, N - 1), >, 0.05);
  cairo_surface_t *one = read_picture (turn, 1), *last = read_picture (back, N - 1);
  g_assert_cmpmem (cairo_image_surface_get_data (one), cairo_image_surface_get_stride (one) * 200,
                   cairo_image_surface_get_data (last),
                   cairo_image_surface_get_stride (last) * 200);
  cairo_surface_destroy (one);
  cairo_surface_destroy (last);
  harness_close (window);
}

static void
test_encoded (void)
{
  g_autofree char *ffprobe = g_find_program_in_path ("ffprobe");
  if (!vit_movie_can_encode () || !ffprobe)
    {
      g_test_skip ("ffmpeg is not installed");
      return;
    }
  VitWindow *window = open_box ();
  g_autofree char *path = export_turn (window, "turn.mp4", 360);
  g_autofree char *command =
      g_strdup_printf ("%s -v error -count_frames -select_streams v:0 -show_entries "
                       "stream=nb_read_frames,width,height:format=duration -of csv=p=0 %s",
                       ffprobe, path);
  g_autofree char *output = NULL;
  g_assert_true (g_spawn_command_line_sync (command, &output, NULL, NULL, NULL));
  g_auto (GStrv) words = g_strsplit_set (output, ",\n", -1);
  g_assert_cmpstr (words[0], ==, "240");
  g_assert_cmpstr (words[1], ==, "200");
  g_assert_cmpint (atoi (words[2]), ==, N);
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (words[3], NULL), SECONDS, 0.01);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/turn/number", test_number);
  g_test_add_func ("/app/turn/pictures", test_pictures);
  g_test_add_func ("/app/turn/encoded", test_encoded);
  return harness_run ();
}
