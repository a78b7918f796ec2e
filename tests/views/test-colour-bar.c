/* Colours of a bar beside a map, at text scales where its strips begin between pixels. */

#include <gtk/gtk.h>
#include <math.h>

#include "ui/style/colormap.h"
#include "ui/views/colour-bar.h"

#define LONG 301

/* Compare the pixels in the middle of a bar, from @first to @last along it, with its colour map. */
static void
check (bool flat, double first, double last, double middle)
{
  const VitColouring colouring = {
    .column = "t_ml", .map = "viridis", .minimum = 300, .maximum = 1900
  };
  const VitColourEnds ends = { false, false };
  g_autoptr (GtkWidget) label = g_object_ref_sink (gtk_label_new (NULL));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, LONG, LONG);
  cairo_t *cr = cairo_create (surface);
  uint8_t table[256][4];
  vit_colormap_fill (colouring.map, table);
  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_paint (cr);
  if (flat)
    vit_colour_bar_draw_flat (label, cr, LONG, &colouring, ends, NAN, NULL);
  else
    vit_colour_bar_draw (label, cr, LONG, &colouring, ends, NAN, NULL);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  const uint8_t *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  for (int i = (int) ceil (first); i < (int) floor (last); i++)
    {
      int x = flat ? i : (int) middle, y = flat ? (int) middle : i;
      uint32_t pixel = *(const uint32_t *) (const void *) (data + y * stride + 4 * x);
      double along = (i + 0.5 - first) / (last - first);
      const uint8_t *c = table[(int) lround (255 * (flat ? along : 1 - along))];
      for (int k = 0; k < 3; k++)
        g_assert_cmpint (ABS ((int) (pixel >> (16 - 8 * k) & 255) - c[k]), <=, 8);
    }
  cairo_surface_destroy (surface);
}

static void
test_colours (void)
{
  const double scales[] = { 1, 1.15, 1.32, 1.52, 1.75, 2 };
  for (gsize k = 0; k < G_N_ELEMENTS (scales); k++)
    {
      double s = scales[k];
      vit_theme_set_text_scale (s);
      check (false, 26 * s, LONG - 14 * s, 4 + 6 * s);
      check (true, 12, LONG - 12, 18 * s + 4 * s);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  g_test_add_func ("/colour-bar/colours", test_colours);
  return g_test_run ();
}
