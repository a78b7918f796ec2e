/* The atom view in a real window: what it draws with, and that what it says of places agrees. */

#include <gtk/gtk.h>
#include <math.h>
#include <string.h>

#include "tests/scene/pictures.h"
#include "ui/views/atom-view-private.h"

static bool have_display;

static GtkWidget *
show (VitAtomView **view)
{
  g_autoptr (Picture) picture = picture_new (10, true);
  GtkWidget *window = gtk_window_new ();
  *view = VIT_ATOM_VIEW (vit_atom_view_new ());
  vit_atom_view_set_frame (*view, picture->scaled, picture->types, picture->n, &picture->cell);
  vit_atom_view_set_values (*view, picture->values);
  vit_atom_view_set_colormap (*view, picture->colours);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (*view));
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 300);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (*view));
  return window;
}

/* The colours of the window as drawn: how many pixels are bluer than they are red. */
static size_t
count_blue (GtkWidget *window)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  g_autoptr (GdkTexture) texture =
      gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  gsk_render_node_unref (node);
  size_t n = (size_t) gdk_texture_get_width (texture) * gdk_texture_get_height (texture);
  g_autofree uint32_t *pixels = g_new (uint32_t, n);
  gdk_texture_download (texture, (uint8_t *) pixels, gdk_texture_get_width (texture) * 4);
  size_t blue = 0;
  for (size_t i = 0; i < n; i++)
    blue += (pixels[i] & 0xff) > ((pixels[i] >> 16) & 0xff) + 40;
  return blue;
}

static void
test_draws (void)
{
  if (!have_display)
    {
      g_test_skip ("no display");
      return;
    }
  VitAtomView *view;
  GtkWidget *window = show (&view);
  const char *reason = vit_atom_view_get_fallback_reason (view);
  g_test_message ("fallback: %s", reason ? reason : "no");
  const char *debug = g_getenv ("GDK_DEBUG");
  if (debug && strstr (debug, "gl-disable"))
    g_assert_nonnull (reason);
  g_assert_cmpuint (count_blue (window), >, 1000);
  vit_atom_view_set_whole_box (view, true);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (view));
  g_assert_cmpuint (count_blue (window), >, 1000);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
count_steered (VitAtomView *view, int *n)
{
  (*n)++;
}

/* One that follows sees the same of its box, and tells nobody that it was steered. */
static void
test_follows (void)
{
  if (!have_display)
    {
      g_test_skip ("no display");
      return;
    }
  VitAtomView *leader, *view;
  GtkWidget *one = show (&leader), *other = show (&view);
  int steered = 0;
  g_signal_connect (view, "camera-steered", G_CALLBACK (count_steered), &steered);
  vit_atom_view_set_whole_box (leader, true);
  const VitCamera before = *vit_scene_get_camera (vit_atom_view_get_scene (view));
  vit_atom_view_follow (view, leader);
  const VitCamera *now = vit_scene_get_camera (vit_atom_view_get_scene (view));
  g_assert_cmpmem (now, sizeof *now, &before, sizeof before);

  vit_atom_view_set_whole_box (view, true);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (view));
  VitCamera camera = *vit_scene_get_camera (vit_atom_view_get_scene (leader));
  vit_camera_orbit (&camera, 0.4, -0.2);
  vit_camera_pan (&camera, 300, 20, 10);
  camera.height *= 0.7;
  vit_atom_view_touch_camera (leader, &camera);
  vit_atom_view_follow (view, leader);
  now = vit_scene_get_camera (vit_atom_view_get_scene (view));
  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpfloat_with_epsilon (now->target[i], camera.target[i], 1e-6);
      for (int k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon (now->axes[i][k], camera.axes[i][k], 1e-9);
    }
  g_assert_cmpfloat_with_epsilon (now->height, camera.height, 1e-6);

  vit_atom_view_reset_camera (leader);
  vit_atom_view_follow (view, leader);
  const VitCamera *theirs = vit_scene_get_camera (vit_atom_view_get_scene (leader));
  g_assert_cmpfloat_with_epsilon (now->height, theirs->height, 1e-6);
  g_assert_cmpint (steered, ==, 0);
  gtk_window_destroy (GTK_WINDOW (one));
  gtk_window_destroy (GTK_WINDOW (other));
}

/* Its first frame comes after the other was turned. */
static void
test_follows_late (void)
{
  if (!have_display)
    {
      g_test_skip ("no display");
      return;
    }
  VitAtomView *leader;
  GtkWidget *window = show (&leader), *other = gtk_window_new ();
  VitAtomView *view = VIT_ATOM_VIEW (vit_atom_view_new ());
  gtk_window_set_child (GTK_WINDOW (other), GTK_WIDGET (view));
  gtk_window_set_default_size (GTK_WINDOW (other), 400, 300);
  gtk_window_present (GTK_WINDOW (other));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (view));
  vit_atom_view_set_whole_box (leader, true);
  vit_atom_view_set_whole_box (view, true);
  VitCamera camera = *vit_scene_get_camera (vit_atom_view_get_scene (leader));
  vit_camera_orbit (&camera, 0.4, -0.2);
  camera.height *= 0.7;
  vit_atom_view_touch_camera (leader, &camera);
  vit_atom_view_follow (view, leader);
  camera.height *= 0.9;
  vit_atom_view_touch_camera (leader, &camera);

  g_autoptr (Picture) picture = picture_new (10, true);
  vit_atom_view_set_frame (view, picture->scaled, picture->types, picture->n, &picture->cell);
  const VitCamera *now = vit_scene_get_camera (vit_atom_view_get_scene (view));
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++)
      g_assert_cmpfloat_with_epsilon (now->axes[i][k], camera.axes[i][k], 1e-9);
  g_assert_cmpfloat_with_epsilon (now->height, camera.height, 1e-6);
  /* It follows no longer by itself, and outlives the one that it followed. */
  g_assert_null (view->leader);
  gtk_window_destroy (GTK_WINDOW (window));
  vit_atom_view_set_frame (view, picture->scaled, picture->types, picture->n, &picture->cell);
  gtk_window_destroy (GTK_WINDOW (other));
}

static void
test_places (void)
{
  if (!have_display)
    {
      g_test_skip ("no display");
      return;
    }
  VitAtomView *view;
  GtkWidget *window = show (&view);
  const VitScene *scene = vit_atom_view_get_scene (view);
  size_t shown = 0, found = 0;
  for (size_t i = 0; i < vit_scene_get_n_atoms (scene); i++)
    {
      double at[3], x, y;
      if (!vit_scene_get_atom_position (scene, i, at))
        continue;
      g_assert_true (vit_atom_view_project (view, at, &x, &y));
      shown++;
      found += vit_atom_view_pick (view, x, y) == (ssize_t) i;
    }
  g_assert_cmpuint (shown, >, 50);
  g_assert_cmpuint (found, >, shown / 2);
  /* The box's face fills the view, with room for the atoms. */
  double scale = vit_atom_view_get_scale (view);
  g_assert_cmpfloat (scale * 26, >, 0.7 * 300);
  g_assert_cmpfloat (scale * 26, <, 300);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_slice_is_kept (void)
{
  if (!have_display)
    {
      g_test_skip ("no display");
      return;
    }
  VitAtomView *view;
  GtkWidget *window = show (&view);
  vit_atom_view_set_slice (view, 0, 0.25, 4);
  vit_atom_view_set_whole_box (view, true);
  g_assert_cmpint (vit_scene_get_slice_axis (vit_atom_view_get_scene (view)), ==, -1);
  vit_atom_view_set_slice (view, 2, 0.75, 4);
  vit_atom_view_set_whole_box (view, false);
  g_assert_cmpint (vit_scene_get_slice_axis (vit_atom_view_get_scene (view)), ==, 2);
  g_assert_cmpfloat (vit_atom_view_get_slice_position (view), ==, 0.75);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
set_animated (bool animated)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", animated, NULL);
}

static bool
is_at (VitAtomView *view, const VitCamera *camera)
{
  const VitCamera *now = vit_scene_get_camera (vit_atom_view_get_scene (view));
  return memcmp (now, camera, sizeof *now) == 0;
}

/* A preset glides there: what is said of the camera is the goal at once, what is seen comes nearer
 * with every picture and ends at the goal exactly. Who steers meanwhile has the camera. */
static void
test_glides (void)
{
  if (!have_display)
    {
      g_test_skip ("no display");
      return;
    }
  VitAtomView *view;
  GtkWidget *window = show (&view);
  vit_atom_view_set_whole_box (view, true);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (view));
  const VitCamera front = *vit_scene_get_camera (vit_atom_view_get_scene (view));
  vit_atom_view_set_camera (view, "x");
  g_assert_false (is_at (view, &front));
  const VitCamera x = *vit_scene_get_camera (vit_atom_view_get_scene (view));

  set_animated (true);
  vit_atom_view_set_camera (view, "");
  g_assert_true (is_at (view, &x));
  g_autofree char *goal = vit_atom_view_dup_camera (view);
  g_assert_cmpstr (goal, ==, "");
  double nearest = INFINITY;
  int n_between = 0;
  while (!is_at (view, &front))
    {
      g_main_context_iteration (NULL, TRUE);
      const VitCamera *now = vit_scene_get_camera (vit_atom_view_get_scene (view));
      double way = fabs (log (now->height / front.height));
      for (int k = 0; k < 3; k++)
        for (int i = 0; i < 3; i++)
          way += fabs (now->axes[k][i] - front.axes[k][i]);
      g_assert_cmpfloat (way, <=, nearest + 1e-9);
      n_between += way < nearest;
      nearest = way;
    }
  g_assert_cmpint (n_between, >=, 2);
  g_assert_false (view->gliding);

  vit_atom_view_set_camera (view, "x");
  g_assert_true (is_at (view, &front));
  VitCamera own = front;
  own.height *= 0.5;
  vit_atom_view_touch_camera (view, &own);
  g_assert_false (view->gliding);
  for (int i = 0; i < 20; i++)
    {
      gtk_widget_queue_draw (GTK_WIDGET (view));
      gtk_test_widget_wait_for_draw (GTK_WIDGET (view));
      g_assert_true (is_at (view, &own));
    }
  set_animated (false);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A moving large box has fewer atoms, and says so; at rest, and of a slice, all are drawn. */
static void
test_says_fewer (void)
{
  if (!have_display)
    {
      g_test_skip ("no display");
      return;
    }
  VitAtomView *view;
  GtkWidget *window = show (&view);
  g_autoptr (Picture) picture = picture_new (40, false);
  size_t n_flagged = 0;
  for (size_t i = 0; i < picture->n; i++)
    n_flagged += picture->flags[i] = i % 16 == 0;
  vit_atom_view_set_frame (view, picture->scaled, picture->types, picture->n, &picture->cell);
  vit_atom_view_set_whole_box (view, true);
  /* As where the processor draws. */
  view->list->prune = true;
  vit_atom_view_set_turning (view, true);
  g_autofree char *all = vit_atom_view_dup_thinning (view);
  g_assert_cmpstr (all, ==, "1 of 3 atoms drawn");
  vit_atom_view_set_outlined (view, picture->flags);
  g_assert_cmpuint (n_flagged, ==, 4000);
  g_autofree char *some = vit_atom_view_dup_thinning (view);
  g_assert_cmpstr (some, ==, "1 of 3 solid-like atoms drawn, all liquid-like ones");
  vit_atom_view_set_turning (view, false);
  g_assert_null (vit_atom_view_dup_thinning (view));
  /* While the atoms move, too, until a frame comes. */
  vit_atom_view_move (view, picture->scaled, &picture->cell);
  g_autofree char *moved = vit_atom_view_dup_thinning (view);
  g_assert_cmpstr (moved, ==, some);
  vit_atom_view_set_whole_box (view, false);
  g_assert_null (vit_atom_view_dup_thinning (view));
  vit_atom_view_set_whole_box (view, true);
  g_assert_true (vit_atom_view_is_moved (view));
  vit_atom_view_set_frame (view, picture->scaled, picture->types, picture->n, &picture->cell);
  g_assert_null (vit_atom_view_dup_thinning (view));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  have_display = gtk_init_check ();
  if (have_display)
    set_animated (false);
  g_test_add_func ("/views/atom-view/draws", test_draws);
  g_test_add_func ("/views/atom-view/follows", test_follows);
  g_test_add_func ("/views/atom-view/follows-late", test_follows_late);
  g_test_add_func ("/views/atom-view/glides", test_glides);
  g_test_add_func ("/views/atom-view/places", test_places);
  g_test_add_func ("/views/atom-view/says-fewer", test_says_fewer);
  g_test_add_func ("/views/atom-view/slice-is-kept", test_slice_is_kept);
  return g_test_run ();
}
