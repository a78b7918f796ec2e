/* The drawing over the atoms of a slice view and beside them: scale bar, directions, colour bar. */

#include <math.h>
#include <string.h>

#include "ui/figure/pictures.h"
#include "ui/gallery/arrow-marks.h"
#include "ui/scene/triad.h"
#include "ui/style/number-format.h"
#include "ui/style/theme.h"
#include "ui/views/colour-bar.h"
#include "ui/views/slice-view-private.h"

/* Pixels at the usual size of texts. */
#define TRIAD_FONT 12

/* Values that are drawn in the colour of an end. Maps side by side have the same scale, and the
 * same tips. */
static VitColourEnds
find_ends (VitSliceView *self, const VitColouring *c)
{
  VitColourEnds ends = { false, false };
  double slack = 1e-6 * (c->maximum - c->minimum);
  bool settled = strcmp (c->column, vit_session_get_colouring (self->session)->column) == 0 &&
                 !self->own && !vit_slice_view_shows_regions (self);
  if (self->difference && self->difference->snapshot->n_sorted > 0)
    {
      const VitSnapshot *snapshot = self->difference->snapshot;
      ends.below = snapshot->sorted[0] < c->minimum - slack;
      ends.above = snapshot->sorted[snapshot->n_sorted - 1] > c->maximum + slack;
    }
  if (self->maps && self->part != VIT_INDICATOR_HITS)
    {
      const VitSnapshot *snapshot = self->maps->snapshots[self->part];
      ends.below = snapshot->minimum < c->minimum - slack;
      ends.above = snapshot->maximum > c->maximum + slack;
    }
  if (self->measure < 0 && settled)
    vit_session_find_beyond (self->session, &ends.below, &ends.above);
  for (size_t i = 0; self->measure >= 0 && self->measured && i < self->snapshot->frame->atoms->n;
       i++)
    {
      double value = (double) self->measured[i];
      ends.below = ends.below || value < c->minimum - slack;
      ends.above = ends.above || value > c->maximum + slack;
    }
  return ends;
}

void
vit_slice_view_draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  VitSliceView *self = data;
  if (self->own && !self->snapshot)
    return;
  VitColouring colouring = vit_slice_view_get_colouring (self);
  bool is_tml = strcmp (colouring.column, "t_ml") == 0 && !colouring.difference;
  double t_g = is_tml ? vit_session_get_liquid_rule (self->session)->t_g : NAN;
  const VitAtoms *atoms = self->snapshot ? self->snapshot->frame->atoms : NULL;
  bool named = atoms && strcmp (colouring.column, "element") == 0;
  bool hits = self->maps && self->part == VIT_INDICATOR_HITS;
  const char *const *names = hits    ? vit_hit_names
                             : named ? (const char *const *) atoms->species
                                     : NULL;
  VitColourEnds ends = find_ends (self, &colouring);
  /* The bar's area is wider than high where the bar lies beneath the map. */
  if (width > height)
    vit_colour_bar_draw_flat (self->bar, cr, width, &colouring, ends, t_g, names);
  else
    vit_colour_bar_draw (self->bar, cr, height, &colouring, ends, t_g, names);
}

/* The directions of the whole box, in the corner where those of a slice are written. */
static void
draw_triad (VitSliceView *self, cairo_t *cr, int width, int height, const VitTheme *theme)
{
  const VitScene *scene = vit_atom_view_get_scene (self->atoms);
  const VitViewOptions *view = &vit_study_get_options (vit_session_get_study (self->session))->view;
  VitPictureMarks marks = { 0 };
  VitTriadAxis axes[3];
  if (view->triad == VIT_TRIAD_NONE)
    return;
  vit_triad_place (vit_scene_get_camera (scene), vit_scene_get_cell (scene),
                   view->triad == VIT_TRIAD_BOX_VECTORS, axes);
  for (; marks.n_axes < 3; marks.n_axes++)
    {
      const VitTriadAxis *axis = &axes[marks.n_axes];
      marks.axes[marks.n_axes] = (VitPictureAxis){ .x = axis->x, .y = axis->y };
      g_strlcpy (marks.axes[marks.n_axes].label, axis->label, sizeof marks.axes->label);
    }
  g_autoptr (VitCanvas) canvas = vit_canvas_new_cairo (cr, NULL);
  vit_picture_marks_draw (&marks, canvas, (VitRect){ 0, 0, width, height },
                          TRIAD_FONT * vit_theme_get_text_scale (), theme);
}

/* The scale of the arrows, in a corner; @angstroms: that the view is wide. */
static void
draw_arrow_scale (
    VitSliceView *self, cairo_t *cr, int width, int height, double angstroms, const VitTheme *theme)
{
  VitPictureMarks marks = { 0 };
  VitBoxView box;
  if (!(self->arrow_interval > 0))
    return;
  vit_box_view_read (vit_session_get_study (self->session), &box);
  bool whole = vit_session_get_slice (self->session)->whole;
  VitColouring colouring = vit_slice_view_get_colouring (self);
  vit_arrow_marks_fill (&box, colouring.map, whole && box.perspective ? 0 : angstroms, &marks);
  g_autoptr (VitCanvas) canvas = vit_canvas_new_cairo (cr, NULL);
  vit_picture_marks_draw (&marks, canvas, (VitRect){ 0, 0, width, height },
                          TRIAD_FONT * vit_theme_get_text_scale (), theme);
}

/* What the arrows are, above @bottom. */
static void
draw_arrow_words (
    VitSliceView *self, cairo_t *cr, double x, double bottom, int width, const VitTheme *theme)
{
  g_autofree char *arrows = vit_slice_view_dup_arrows (self);
  if (!arrows)
    return;
  g_autofree char *words = g_strdup_printf ("<small>%s</small>", arrows);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->marks, NULL);
  int wide, high;
  pango_layout_set_markup (layout, words, -1);
  pango_layout_set_width (layout, (int) (MAX (width - 2 * x, 20) * PANGO_SCALE));
  pango_layout_get_pixel_size (layout, &wide, &high);
  cairo_set_source_rgba (cr, theme->background.red, theme->background.green, theme->background.blue,
                         0.75);
  cairo_rectangle (cr, x - 6, bottom - high, wide + 12, high);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, theme->foreground.red, theme->foreground.green, theme->foreground.blue);
  cairo_move_to (cr, x, bottom - high);
  pango_cairo_show_layout (cr, layout);
}

bool
vit_slice_view_place (VitSliceView *self, const double face[2], double *x, double *y)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), false);
  const VitCell *cell = vit_scene_get_cell (vit_atom_view_get_scene (self->atoms));
  const VitSlice *slice = vit_session_get_slice (self->session);
  if (!self->snapshot || !cell)
    return false;
  double xyz[3];
  graphene_point_t at;
  vit_slice_get_point (slice, cell, face, xyz);
  if (!vit_atom_view_project (self->atoms, xyz, x, y) ||
      !gtk_widget_compute_point (GTK_WIDGET (self->atoms), GTK_WIDGET (self),
                                 &GRAPHENE_POINT_INIT ((float) *x, (float) *y), &at))
    return false;
  *x = (double) at.x;
  *y = (double) at.y;
  return true;
}

bool
vit_slice_view_locate (VitSliceView *self, double x, double y, double face[2])
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), false);
  static const double corners[3][2] = { { 0, 0 }, { 1, 0 }, { 0, 1 } };
  const VitCell *cell = vit_scene_get_cell (vit_atom_view_get_scene (self->atoms));
  const VitSlice *slice = vit_session_get_slice (self->session);
  graphene_point_t at;
  if (!self->snapshot || !cell ||
      !gtk_widget_compute_point (GTK_WIDGET (self), GTK_WIDGET (self->atoms),
                                 &GRAPHENE_POINT_INIT ((float) x, (float) y), &at))
    return false;
  double plane[3][3];
  for (int i = 0; i < 3; i++)
    vit_slice_get_point (slice, cell, corners[i], plane[i]);
  for (int i = 1; i < 3; i++)
    for (int k = 0; k < 3; k++)
      plane[i][k] -= plane[0][k];
  return vit_atom_view_find_in_plane (self->atoms, plane, (double) at.x, (double) at.y, face);
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

  draw_arrow_scale (self, cr, width, height, width / scale, theme);
  /* The directions are in the corner to the right. */
  draw_arrow_words (self, cr, x, y - 8 - 18 * s, (int) (width - 6 * TRIAD_FONT * s), theme);
  vit_slice_view_draw_followed (self, cr, width, height);
  cairo_set_source_rgb (cr, theme->foreground.red, theme->foreground.green, theme->foreground.blue);
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
    {
      draw_triad (self, cr, width, height, theme);
      return;
    }
  static const char *const axes[3] = { "<small>→ <i>y</i>   ↑ <i>z</i></small>",
                                       "<small>→ <i>x</i>   ↑ <i>z</i></small>",
                                       "<small>→ <i>x</i>   ↑ <i>y</i></small>" };
  vit_draw_markup (self->marks, cr, width - 6, y + 6 - 11 * s, 1, axes[slice->axis]);
}
