/* The drawing over the atoms of a slice view and beside them: scale bar, directions, colour bar. */

#include <math.h>
#include <string.h>

#include "ui/style/number-format.h"
#include "ui/style/theme.h"
#include "ui/views/colour-bar.h"
#include "ui/views/slice-view-private.h"

void
vit_slice_view_draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  VitSliceView *self = data;
  VitColouring colouring = vit_slice_view_get_colouring (self);
  bool is_tml = strcmp (colouring.column, "t_ml") == 0 && !colouring.difference;
  double t_g = is_tml ? vit_session_get_liquid_rule (self->session)->t_g : NAN;
  const VitAtoms *atoms = self->snapshot ? self->snapshot->frame->atoms : NULL;
  bool named = atoms && strcmp (colouring.column, "element") == 0;
  const char *const *names = named ? (const char *const *) atoms->species : NULL;
  /* The bar's area is wider than high where the bar lies beneath the map. */
  if (width > height)
    vit_colour_bar_draw_flat (self->bar, cr, width, &colouring, t_g, names);
  else
    vit_colour_bar_draw (self->bar, cr, height, &colouring, t_g, names);
}

void
vit_slice_view_draw_marks (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  VitSliceView *self = data;
  double scale = vit_atom_view_get_scale (self->atoms); /* pixels per Å in the picture's plane */
  if (!self->snapshot || !(scale > 0))
    return;
  const VitTheme *theme = vit_theme_get_current ();
  /* Derive the length from the Å that the picture spans: it is then the same in runs side by side.
   */
  double length = vit_nice_step (0.28 * height / scale), x = 10, y = height - 10;
  double s = vit_theme_get_text_scale (); /* of what is drawn about text */

  cairo_set_source_rgba (cr, theme->background.red, theme->background.green, theme->background.blue,
                         0.75);
  cairo_rectangle (cr, x - 6, y - 4 - 18 * s, length * scale + 12, 10 + 18 * s);
  if (!vit_session_get_slice (self->session)->whole)
    cairo_rectangle (cr, width - 66 * s, y + 6 - 22 * s, 66 * s, 22 * s);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, theme->foreground.red, theme->foreground.green, theme->foreground.blue);
  cairo_set_line_width (cr, 3);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + length * scale, y);
  cairo_stroke (cr);
  g_autofree char *label = length >= 10 ? g_strdup_printf ("<small>%g nm</small>", length / 10)
                                        : g_strdup_printf ("<small>%g Å</small>", length);
  vit_draw_markup (self->marks, cr, x + length * scale / 2, y - 2 - 9 * s, 0.5, label);

  if (vit_atom_view_get_fallback_reason (self->atoms))
    {
      cairo_set_source_rgba (cr, theme->background.red, theme->background.green,
                             theme->background.blue, 0.75);
      cairo_rectangle (cr, 0, 0, 118 * s, 18 * s);
      cairo_fill (cr);
      cairo_set_source_rgb (cr, theme->dim.red, theme->dim.green, theme->dim.blue);
      vit_draw_markup (self->marks, cr, 6, 9 * s, 0, "<small>without OpenGL</small>");
      cairo_set_source_rgb (cr, theme->foreground.red, theme->foreground.green,
                            theme->foreground.blue);
    }
  const VitSlice *slice = vit_session_get_slice (self->session);
  if (slice->whole)
    return;
  static const char *const axes[3] = { "<small>→ <i>y</i>   ↑ <i>z</i></small>",
                                       "<small>→ <i>x</i>   ↑ <i>z</i></small>",
                                       "<small>→ <i>x</i>   ↑ <i>y</i></small>" };
  vit_draw_markup (self->marks, cr, width - 6, y + 6 - 11 * s, 1, axes[slice->axis]);
}
