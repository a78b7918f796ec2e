#include "tests/bench/window-pictures.h"

#include <math.h>
#include <time.h>

#include "core/base/job.h"
#include "ui/views/view-frame.h"

void
pictures_wait (void)
{
  for (int quiet = 0; quiet < 100; quiet++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      if (vit_job_count () > 0)
        quiet = 0;
      g_usleep (5000);
    }
}

VitSliceView *
pictures_enlarge (VitWindow *window, int wanted_width, int wanted_height)
{
  GtkWidget *view = harness_find (GTK_WIDGET (window), VIT_TYPE_SLICE_VIEW, NULL);
  GtkWidget *atoms = harness_find (view, VIT_TYPE_ATOM_VIEW, NULL);
  g_signal_emit_by_name (gtk_widget_get_ancestor (view, VIT_TYPE_VIEW_FRAME), "maximise");
  int width = 1200, height = 900;
  for (int i = 0; i < 4; i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (window), width, height);
      for (int k = 0; k < 100; k++)
        {
          g_main_context_iteration (NULL, FALSE);
          g_usleep (3000);
        }
      width += wanted_width - gtk_widget_get_width (atoms);
      height += wanted_height - gtk_widget_get_height (atoms);
    }
  return VIT_SLICE_VIEW (view);
}

typedef struct
{
  VitWindow *window;
  VitSliceView *view;
  VitAtomView *atoms;
  PicturesKind kind;
  double last;
  int n_pictures;
} Counter;

static void
on_painted (GdkFrameClock *clock, Counter *counter)
{
  double time = vit_slice_view_get_time (counter->view);
  counter->n_pictures += counter->kind != PICTURES_PLAY || time != counter->last;
  counter->last = time;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Counter *counter = data;
  if (counter->kind == PICTURES_TURN)
    vit_slice_view_turn (counter->view, 1);
  else if (counter->kind == PICTURES_SLICE)
    {
      VitSlice slice = *vit_session_get_slice (counter->window->session);
      slice.position = fmod (slice.position + 0.001, 1);
      vit_session_set_slice (counter->window->session, &slice);
    }
  else
    vit_atom_view_set_selected (counter->atoms, -1);
  return G_SOURCE_CONTINUE;
}

static double
get_ms (clockid_t clock)
{
  struct timespec time;
  clock_gettime (clock, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec * 1e-6;
}

double
pictures_count (
    VitWindow *window, VitSliceView *view, PicturesKind kind, double seconds, double cost[2])
{
  GtkWidget *widget = GTK_WIDGET (view);
  Counter counter = { .window = window,
                      .view = view,
                      .atoms = VIT_ATOM_VIEW (harness_find (widget, VIT_TYPE_ATOM_VIEW, NULL)),
                      .kind = kind,
                      .last = vit_slice_view_get_time (view) };
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gulong signal = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &counter);
  guint tick = 0;
  vit_slice_view_set_turning (view, kind == PICTURES_TURN);
  if (kind == PICTURES_PLAY)
    vit_session_set_playing (window->session, true);
  else
    tick = gtk_widget_add_tick_callback (widget, on_tick, &counter, NULL);
  gint64 began = g_get_monotonic_time (), end = began + (gint64) (seconds * 1e6);
  const double before[2] = { get_ms (CLOCK_THREAD_CPUTIME_ID), get_ms (CLOCK_PROCESS_CPUTIME_ID) };
  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  double passed = (double) (g_get_monotonic_time () - began) * 1e-6;
  int n = MAX (counter.n_pictures, 1);
  cost[0] = (get_ms (CLOCK_THREAD_CPUTIME_ID) - before[0]) / n;
  cost[1] = (get_ms (CLOCK_PROCESS_CPUTIME_ID) - before[1]) / n;
  if (tick)
    gtk_widget_remove_tick_callback (widget, tick);
  vit_session_set_playing (window->session, false);
  vit_slice_view_set_turning (view, false);
  g_signal_handler_disconnect (clock, signal);
  return counter.n_pictures / passed;
}
