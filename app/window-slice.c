/* Keys move the slice in steps; it glides from one to the next. All views show each position
 * between, as when it is dragged, so that pictures and their labels agree. */

#include "app/window-private.h"
#include "ui/scene/glide.h"

static void
set_position (VitWindow *self, double position)
{
  VitSlice slice = *vit_session_get_slice (self->session);
  slice.position = position;
  vit_session_set_slice (self->session, &slice);
  self->glide_now = vit_session_get_slice (self->session)->position;
}

/* Whether nobody else has moved the slice. */
static bool
is_own (VitWindow *self)
{
  const VitSlice *slice = self->session ? vit_session_get_slice (self->session) : NULL;
  return slice && slice->axis == self->glide_axis && slice->position == self->glide_now;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  VitWindow *self = VIT_WINDOW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  if (self->glide_began == 0)
    self->glide_began = now;
  double time =
      vit_glide_get_speed () * (double) (now - self->glide_began) * 1e-6 / VIT_GLIDE_SECONDS;
  bool own = is_own (self);
  if (own)
    set_position (self,
                  vit_glide_cyclic (self->glide_from, self->glide_goal, vit_glide_ease (time)));
  if (own && time < 1)
    return G_SOURCE_CONTINUE;
  self->gliding = 0;
  return G_SOURCE_REMOVE;
}

void
vit_window_stop_slice (VitWindow *self)
{
  if (self->gliding)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->gliding);
  self->gliding = 0;
}

void
vit_window_move_slice (VitWindow *self, double by)
{
  const VitSlice *slice = vit_session_get_slice (self->session);
  gboolean animated = FALSE;
  double goal = (self->gliding && is_own (self) ? self->glide_goal : slice->position) + by;
  goal -= goal < 0 ? -1 : goal > 1 ? 1 : 0;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animated,
                NULL);
  vit_window_stop_slice (self);
  if (!animated || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      set_position (self, goal);
      return;
    }
  self->glide_from = self->glide_now = slice->position;
  self->glide_goal = goal;
  self->glide_axis = slice->axis;
  self->glide_began = 0;
  self->gliding = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}
