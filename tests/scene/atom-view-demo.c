/* A window with one atom view, to look at and to drive by hand or by a test:
 *
 *   atom-view-demo [--atoms-per-side N] [--whole-box] [--dark] [--tilt] [--scrub FRAMES]
 *
 * What the view reports goes to standard output. Scrubbing shows so many frames, each with new
 * positions and values, as fast as the window draws, says how fast that was, and quits. */

#include <gtk/gtk.h>
#include <math.h>

#include "tests/scene/pictures.h"
#include "ui/views/atom-view.h"

static int per_side = 20;
static gboolean whole_box, dark, tilt;
static int scrub;

/* What is shown, and how far scrubbing has come. */
static Picture *picture;
static int n_scrubbed;
static gint64 scrub_start;

static const GOptionEntry options[] = {
  { "atoms-per-side", 0, 0, G_OPTION_ARG_INT, &per_side, "Size of the box", "N" },
  { "whole-box", 0, 0, G_OPTION_ARG_NONE, &whole_box, "Show the whole box", NULL },
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "Dark theme", NULL },
  { "tilt", 0, 0, G_OPTION_ARG_NONE, &tilt, "Tilted box", NULL },
  { "scrub", 0, 0, G_OPTION_ARG_INT, &scrub, "Measure frames per second", "FRAMES" },
  G_OPTION_ENTRY_NULL,
};

static void
on_hovered (VitAtomView *view, int atom, double x, double y, void *data)
{
  g_print ("hovered %d\n", atom);
}

static void
on_picked (VitAtomView *view, int atom, gboolean more, void *data)
{
  g_print ("picked %d\n", atom);
  vit_atom_view_set_selected (view, atom);
}

static void
on_slice_dragged (VitAtomView *view, double position, void *data)
{
  g_print ("slice %.4f\n", position);
}

static void
on_camera_moved (VitAtomView *view, void *data)
{
  g_print ("scale %.3f\n", vit_atom_view_get_scale (view));
}

static void
fill (VitAtomView *view)
{
  picture = picture_new (per_side, tilt);
  const float radii[2] = { 1.28f, 1.6f };
  vit_atom_view_set_radii (view, radii, 2);
  vit_atom_view_set_frame (view, picture->scaled, picture->types, picture->n, &picture->cell);
  vit_atom_view_set_values (view, picture->values);
  vit_atom_view_set_outlined (view, picture->flags);
  vit_atom_view_set_colormap (view, picture->colours);
  vit_atom_view_set_slice (view, 1, 0.5, 3.85);
  vit_atom_view_set_whole_box (view, whole_box);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, void *data)
{
  VitAtomView *view = VIT_ATOM_VIEW (widget);
  if (n_scrubbed == 10) /* the first are slow: shaders, buffers */
    scrub_start = g_get_monotonic_time ();
  if (n_scrubbed++ == scrub + 10)
    {
      double seconds = (g_get_monotonic_time () - scrub_start) / 1e6;
      g_print ("%zu atoms, %d x %d: %.1f frames/s\n", picture->n, gtk_widget_get_width (widget),
               gtk_widget_get_height (widget), scrub / seconds);
      gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (widget)));
      return G_SOURCE_REMOVE;
    }
  for (size_t i = 0; i < 3 * picture->n; i++)
    picture->positions[i] += (i + n_scrubbed) % 2 ? 0.01f : -0.01f;
  vit_cell_wrap_scaled (&picture->cell, picture->positions, picture->n, picture->scaled);
  for (size_t i = 0; i < picture->n; i++)
    picture->values[i] = fmodf (picture->values[i] + 0.01f, 1);
  vit_atom_view_set_frame (view, picture->scaled, picture->types, picture->n, &picture->cell);
  vit_atom_view_set_values (view, picture->values);
  return G_SOURCE_CONTINUE;
}

static void
activate (GtkApplication *app, void *data)
{
  if (dark)
    g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", TRUE, NULL);
  GtkWidget *window = gtk_application_window_new (app);
  gtk_window_set_title (GTK_WINDOW (window), "Atom view");
  gtk_window_set_default_size (GTK_WINDOW (window), scrub ? 1000 : 800, scrub ? 840 : 700);
  GtkWidget *view = vit_atom_view_new ();
  g_signal_connect (view, "hovered", G_CALLBACK (on_hovered), NULL);
  g_signal_connect (view, "picked", G_CALLBACK (on_picked), NULL);
  g_signal_connect (view, "slice-dragged", G_CALLBACK (on_slice_dragged), NULL);
  g_signal_connect (view, "camera-moved", G_CALLBACK (on_camera_moved), NULL);
  fill (VIT_ATOM_VIEW (view));
  gtk_window_set_child (GTK_WINDOW (window), view);
  if (scrub > 0)
    gtk_widget_add_tick_callback (view, on_tick, NULL, NULL);
  gtk_window_present (GTK_WINDOW (window));
  const char *reason = vit_atom_view_get_fallback_reason (VIT_ATOM_VIEW (view));
  g_print ("fallback: %s\n", reason ? reason : "no");
}

int
main (int argc, char **argv)
{
  setvbuf (stdout, NULL, _IOLBF, 0);
  g_autoptr (GtkApplication) app = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_application_add_main_option_entries (G_APPLICATION (app), options);
  g_signal_connect (app, "activate", G_CALLBACK (activate), NULL);
  int status = g_application_run (G_APPLICATION (app), argc, argv);
  g_clear_pointer (&picture, picture_free);
  return status;
}
