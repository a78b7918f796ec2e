#include "ui/panels/colour-choice.h"

#include <math.h>

#include "ui/style/run-colour.h"

/* Colours in a line: the hues of the table. */
#define N_COLUMNS 7

static VitRun *
get_run (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER)), "run");
}

static void
close_choice (GtkWidget *widget)
{
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER)));
}

static void
on_swatch_clicked (GtkButton *button, gpointer place)
{
  g_autofree char *colour = vit_run_colour_dup_text (GPOINTER_TO_INT (place));
  g_autoptr (VitRun) run = g_object_ref (get_run (GTK_WIDGET (button)));
  close_choice (GTK_WIDGET (button));
  g_object_set (run, "colour", colour, NULL);
}

static void
on_automatic_clicked (GtkButton *button)
{
  g_autoptr (VitRun) run = g_object_ref (get_run (GTK_WIDGET (button)));
  close_choice (GTK_WIDGET (button));
  g_object_set (run, "colour", NULL, NULL);
}

static void
on_response (GtkDialog *dialog, int response, VitRun *run)
{
  GdkRGBA c;
  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (dialog), &c);
  g_autofree char *colour = g_strdup_printf (
      "#%02x%02x%02x", (unsigned) lround (255.0 * (double) c.red),
      (unsigned) lround (255.0 * (double) c.green), (unsigned) lround (255.0 * (double) c.blue));
  if (response == GTK_RESPONSE_OK)
    g_object_set (run, "colour", colour, NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
on_other_clicked (GtkButton *button, VitStudy *study)
{
  VitRun *run = get_run (GTK_WIDGET (button));
  VitRgba now = vit_run_colour_get (study, run, false);
  GdkRGBA colour = { (float) now.red, (float) now.green, (float) now.blue, 1 };
  g_autofree char *title = g_strdup_printf ("Colour of %s", vit_run_get_name (run));
  GtkWidget *dialog =
      gtk_color_chooser_dialog_new (title, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))));
  gtk_color_chooser_set_use_alpha (GTK_COLOR_CHOOSER (dialog), FALSE);
  gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (dialog), &colour);
  gtk_window_set_modal (GTK_WINDOW (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), g_object_ref (run),
                         (GClosureNotify) (void (*) (void)) g_object_unref, 0);
  close_choice (GTK_WIDGET (button));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer place)
{
  VitRgba c = vit_theme_get_run_colour (GPOINTER_TO_INT (place), vit_theme_get_current ()->dark);
  cairo_arc (cr, width / 2.0, height / 2.0, MIN (width, height) / 2.0 - 1, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, c.red, c.green, c.blue);
  cairo_fill (cr);
}

static GtkWidget *
new_swatch (int place)
{
  GtkWidget *button = gtk_button_new (), *area = gtk_drawing_area_new ();
  g_autofree char *name = g_strdup (vit_run_colour_get_name (place));
  *name = g_ascii_toupper (*name);
  gtk_widget_set_size_request (area, 18, 18);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_swatch, GINT_TO_POINTER (place),
                                  NULL);
  gtk_button_set_child (GTK_BUTTON (button), area);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_swatch_clicked), GINT_TO_POINTER (place));
  return button;
}

GtkWidget *
vit_colour_choice_new (VitStudy *study, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_STUDY (study) && VIT_IS_RUN (run), NULL);
  GtkWidget *popover = gtk_popover_new (), *grid = gtk_grid_new (),
            *automatic = gtk_button_new_with_label ("Automatic"),
            *other = gtk_button_new_with_label ("Other…");
  for (int place = 0; place < VIT_N_RUN_COLOURS; place++)
    gtk_grid_attach (GTK_GRID (grid), new_swatch (place), place % N_COLUMNS, place / N_COLUMNS, 1,
                     1);
  const int row = (VIT_N_RUN_COLOURS + N_COLUMNS - 1) / N_COLUMNS;
  gtk_widget_add_css_class (automatic, "flat");
  gtk_widget_add_css_class (other, "flat");
  gtk_widget_set_tooltip_text (automatic, "The colour of its place in the table");
  gtk_widget_set_tooltip_text (other, "Any colour");
  gtk_grid_attach (GTK_GRID (grid), automatic, 0, row, 4, 1);
  gtk_grid_attach (GTK_GRID (grid), other, 4, row, 3, 1);
  g_signal_connect (automatic, "clicked", G_CALLBACK (on_automatic_clicked), NULL);
  g_signal_connect_object (other, "clicked", G_CALLBACK (on_other_clicked), study, 0);
  g_object_set_data_full (G_OBJECT (popover), "run", g_object_ref (run), g_object_unref);
  gtk_popover_set_child (GTK_POPOVER (popover), grid);
  return popover;
}
