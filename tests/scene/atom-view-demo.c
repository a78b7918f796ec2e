/* A window with one atom view, to look at and to drive by hand or by a test:
 *
 *   atom-view-demo [--atoms-per-side N] [--whole-box] [--dark] [--tilt]
 *
 * What the view reports goes to standard output. */

#include <gtk/gtk.h>

#include "tests/scene/pictures.h"
#include "ui/views/atom-view.h"

static int per_side = 20;
static gboolean whole_box, dark, tilt;

static const GOptionEntry options[] = {
  { "atoms-per-side", 0, 0, G_OPTION_ARG_INT, &per_side, "Size of the box", "N" },
  { "whole-box", 0, 0, G_OPTION_ARG_NONE, &whole_box, "Show the whole box", NULL },
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "Dark theme", NULL },
  { "tilt", 0, 0, G_OPTION_ARG_NONE, &tilt, "Tilted box", NULL },
  G_OPTION_ENTRY_NULL,
};

static void
on_hovered (VitAtomView *view, int atom, double x, double y, void *data)
{
  g_print ("hovered %d\n", atom);
}

static void
on_picked (VitAtomView *view, int atom, void *data)
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
  g_autoptr (Picture) picture = picture_new (per_side, tilt);
  const float radii[2] = { 1.28f, 1.6f };
  vit_atom_view_set_radii (view, radii, 2);
  vit_atom_view_set_frame (view, picture->positions, picture->types, picture->n, &picture->cell);
  vit_atom_view_set_values (view, picture->values);
  vit_atom_view_set_outlined (view, picture->flags);
  vit_atom_view_set_colormap (view, picture->colours);
  vit_atom_view_set_slice (view, 1, 0.5, 3.85);
  vit_atom_view_set_whole_box (view, whole_box);
}

static void
activate (GtkApplication *app, void *data)
{
  if (dark)
    g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", TRUE, NULL);
  GtkWidget *window = gtk_application_window_new (app);
  gtk_window_set_title (GTK_WINDOW (window), "Atom view");
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 700);
  GtkWidget *view = vit_atom_view_new ();
  g_signal_connect (view, "hovered", G_CALLBACK (on_hovered), NULL);
  g_signal_connect (view, "picked", G_CALLBACK (on_picked), NULL);
  g_signal_connect (view, "slice-dragged", G_CALLBACK (on_slice_dragged), NULL);
  g_signal_connect (view, "camera-moved", G_CALLBACK (on_camera_moved), NULL);
  fill (VIT_ATOM_VIEW (view));
  gtk_window_set_child (GTK_WINDOW (window), view);
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
  return g_application_run (G_APPLICATION (app), argc, argv);
}
