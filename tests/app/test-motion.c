/* Maps while the playhead moves: atoms between frames, their words, and their colours. */

#include <math.h>
#include <string.h>

#include "tests/app/harness.h"
#include "ui/views/atom-view.h"
#include "ui/views/slice-view.h"

/* Longest wait, s. */
#define PATIENCE 60

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Iterates until the words over the map have @piece in them. */
static void
wait_for_words (VitSliceView *map, const char *piece)
{
  gint64 end = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;
  guint timer = g_timeout_add (10, wake, NULL);
  for (bool there = false; !there;)
    {
      g_autofree char *words = vit_slice_view_dup_subtitle (map);
      there = strstr (words, piece) != NULL;
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      if (!there)
        g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (timer);
}

/* Sum of the coordinates of the atoms that are drawn: it differs where any of them has moved. */
static double
sum_positions (VitSliceView *map)
{
  VitAtomView *atoms = VIT_ATOM_VIEW (harness_find (GTK_WIDGET (map), VIT_TYPE_ATOM_VIEW, NULL));
  const VitScene *scene = vit_atom_view_get_scene (atoms);
  double sum = 0, x[3];
  for (size_t i = 0; i < vit_scene_get_n_atoms (scene); i++)
    if (vit_scene_get_atom_position (scene, i, x))
      sum += x[0] + 2 * x[1] + 3 * x[2];
  return sum;
}

static VitSliceView *
get_map (VitWindow *window)
{
  return VIT_SLICE_VIEW (
      harness_find (GTK_WIDGET (vit_window_get_page (window)), VIT_TYPE_SLICE_VIEW, NULL));
}

static void
test_scrubbing (void)
{
  VitWindow *window = harness_open_demo ();
  VitSliceView *map = get_map (window);
  VitSession *session = window->session;
  vit_session_set_time (session, 80);
  harness_settle ();
  double rest = sum_positions (map);
  g_assert_cmpfloat (vit_slice_view_get_time (map), ==, 80);

  vit_session_set_scrubbing (session, true);
  vit_session_set_time (session, 80.3);
  wait_for_words (map, "≈ 80.30 ps, between frames · colours of 80 ps");
  g_assert_cmpfloat (sum_positions (map), !=, rest);
  g_assert_cmpfloat_with_epsilon (vit_slice_view_get_time (map), 80.3, 1e-6);
  /* A frame is what it is: that of the start time looks as it does at rest. */
  vit_session_set_time (session, 80);
  wait_for_words (map, "= 80.00 ps");
  g_assert_cmpfloat_with_epsilon (sum_positions (map), rest, 1e-3 * fabs (rest));

  vit_session_set_time (session, 81.5);
  wait_for_words (map, "≈ 81.50 ps");
  vit_session_set_scrubbing (session, false);
  harness_settle ();
  g_autofree char *words = vit_slice_view_dup_subtitle (map);
  g_assert_true (strstr (words, "= 80 ps"));
  g_assert_cmpfloat (sum_positions (map), ==, rest);
  harness_close (window);
}

static void
test_colours (void)
{
  VitWindow *window = harness_open_demo ();
  VitSliceView *map = get_map (window);
  VitSession *session = window->session;
  VitColouring colouring = *vit_session_get_colouring (session);
  colouring.interpolated = true;
  vit_session_set_colouring (session, &colouring);
  vit_session_set_scrubbing (session, true);
  vit_session_set_time (session, 81.5);
  wait_for_words (map, "≈ 81.50 ps");
  /* The colours are taken when the playhead moves on. */
  for (double time = 81.6; time < 82; time += 0.1)
    {
      vit_session_set_time (session, time);
      harness_settle ();
    }
  wait_for_words (map, "colours between 80 and 85 ps");
  vit_session_set_scrubbing (session, false);
  harness_settle ();
  g_autofree char *words = vit_slice_view_dup_subtitle (map);
  g_assert_false (strstr (words, "colours"));
  harness_close (window);
}

/* What does not move along is left out or has its time said. */
static void
test_bodies (void)
{
  VitWindow *window = harness_open_demo ();
  VitSliceView *map = get_map (window);
  VitSession *session = window->session;
  vit_session_set_time (session, 80);
  vit_study_set_option_number (window->study, "view", "interpolate-colours", 1);
  g_assert_true (vit_study_set_option (window->study, "view", "polyhedron", "voronoi", NULL));
  g_assert_true (vit_study_set_option (window->study, "view", "surfaces", "beside", NULL));
  vit_session_select_atom (session, vit_study_get_run (window->study, 0), 2011);
  VitSlice slice = *vit_session_get_slice (session);
  slice.whole = true;
  vit_session_set_slice (session, &slice);
  VitColouring colouring = *vit_session_get_colouring (session);
  colouring.interpolated = true;
  vit_session_set_colouring (session, &colouring);
  wait_for_words (map, "Voronoi cell of 2011");
  wait_for_words (map, "surfaces: ");
  vit_session_set_scrubbing (session, true);
  vit_session_set_time (session, 81.5);
  wait_for_words (map, "polyhedron hidden while atoms move");
  for (double time = 81.6; time < 82; time += 0.1)
    {
      vit_session_set_time (session, time);
      harness_settle ();
    }
  wait_for_words (map, "colours between 80 and 85 ps, surfaces of 80 ps");
  vit_session_set_scrubbing (session, false);
  wait_for_words (map, "Voronoi cell of 2011");
  g_autofree char *words = vit_slice_view_dup_subtitle (map);
  g_assert_false (strstr (words, "hidden"));
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/motion/scrubbing", test_scrubbing);
  g_test_add_func ("/app/motion/colours", test_colours);
  g_test_add_func ("/app/motion/bodies", test_bodies);
  return harness_run ();
}
