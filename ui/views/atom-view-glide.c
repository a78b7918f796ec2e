/* The camera of an atom view glides where a preset or a reset would make it jump. All that asks for
 * the camera is told the goal. */

#include <string.h>

#include "ui/scene/glide.h"
#include "ui/views/atom-view-private.h"

static void
end_glide (VitAtomView *view)
{
  view->gliding = 0;
  vit_atom_view_draw_fewer (view, vit_atom_view_is_moved (view));
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  VitAtomView *view = VIT_ATOM_VIEW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  if (view->glide_began == 0)
    view->glide_began = now;
  double time =
      vit_glide_get_speed () * (double) (now - view->glide_began) * 1e-6 / VIT_GLIDE_SECONDS;
  VitCamera camera;
  vit_glide_camera (&view->glide_from, &view->goal, vit_glide_ease (time), &camera);
  vit_scene_set_camera (view->scene, &camera);
  if (time >= 1)
    end_glide (view);
  vit_atom_view_changed (view);
  vit_atom_view_emit_camera_moved (view);
  return time < 1 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static bool
are_animations_on (VitAtomView *view)
{
  gboolean on = FALSE;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (view)), "gtk-enable-animations", &on, NULL);
  return on;
}

void
vit_atom_view_glide_from (VitAtomView *view, const VitCamera *before)
{
  vit_atom_view_stop_glide (view);
  view->goal = *vit_scene_get_camera (view->scene);
  if (!view->seen || !gtk_widget_get_mapped (GTK_WIDGET (view)) || !(before->height > 0) ||
      memcmp (before, &view->goal, sizeof *before) == 0 || !are_animations_on (view))
    return;
  view->glide_from = *before;
  view->glide_began = 0;
  vit_scene_set_camera (view->scene, before);
  view->gliding = gtk_widget_add_tick_callback (GTK_WIDGET (view), on_tick, NULL, NULL);
  vit_atom_view_draw_fewer (view, vit_atom_view_is_moved (view));
}

void
vit_atom_view_stop_glide (VitAtomView *view)
{
  if (view->gliding == 0)
    return;
  gtk_widget_remove_tick_callback (GTK_WIDGET (view), view->gliding);
  end_glide (view);
}

const VitCamera *
vit_atom_view_get_goal (VitAtomView *view)
{
  return view->gliding ? &view->goal : vit_scene_get_camera (view->scene);
}

void
vit_atom_view_set_goal (VitAtomView *view, const VitCamera *goal)
{
  if (view->gliding)
    view->goal = *goal;
  else
    vit_scene_set_camera (view->scene, goal);
}
