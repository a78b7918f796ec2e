/* The turntable of a page: its maps of the whole box turn together while the session says so and
 * the page is seen. */

#include "app/page-views.h"
#include "ui/views/slice-view.h"

/* A picture that took longer than this turns the box no further, seconds. */
#define LONGEST_STEP 0.2

static gboolean
on_turn (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  VitPage *self = VIT_PAGE (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = self->last_turn ? (double) (now - self->last_turn) * 1e-6 : 0;
  self->last_turn = now;
  double turn = vit_study_get_options (vit_session_get_study (self->session))->view.turn_seconds;
  if (self->maps->len > 0)
    vit_slice_view_turn (self->maps->pdata[0], 360 / turn * MIN (seconds, LONGEST_STEP));
  return G_SOURCE_CONTINUE;
}

static bool
is_minimised (VitPage *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  GdkSurface *surface = native ? gtk_native_get_surface (native) : NULL;
  return GDK_IS_TOPLEVEL (surface) &&
         (gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED);
}

static void
watch_window (VitPage *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  GdkSurface *surface = native ? gtk_native_get_surface (native) : NULL;
  if (!GDK_IS_TOPLEVEL (surface) || self->watched == surface)
    return;
  g_set_weak_pointer (&self->watched, surface);
  g_signal_connect_object (surface, "notify::state", G_CALLBACK (vit_page_update_turntable), self,
                           G_CONNECT_SWAPPED);
}

void
vit_page_update_turntable (VitPage *self)
{
  bool turns = self->session && vit_session_get_turning (self->session) && self->maps->len > 0 &&
               gtk_widget_get_mapped (GTK_WIDGET (self));
  if (turns)
    watch_window (self);
  turns = turns && !is_minimised (self);
  if (turns && !self->turning)
    {
      self->last_turn = 0;
      self->turning = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_turn, NULL, NULL);
    }
  else if (!turns && self->turning)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->turning);
      self->turning = 0;
    }
  for (guint i = 0; i < self->maps->len; i++)
    vit_slice_view_set_turning (self->maps->pdata[i], turns);
}

void
vit_page_turn (VitPage *self, double degrees)
{
  g_return_if_fail (VIT_IS_PAGE (self));
  if (self->maps->len > 0)
    vit_slice_view_turn (self->maps->pdata[0], degrees);
}
