/* The followed atoms over a map: rings with numbers, and the lines of what is measured between
 * them. */

#include <math.h>

#include "core/geometry/measure.h"
#include "ui/style/number-format.h"
#include "ui/style/theme.h"
#include "ui/views/slice-view-private.h"

/* Between so many atoms something is measured: a distance, an angle, a dihedral angle. */
#define MEASURED_MOST 4

/* A followed atom as it is drawn. */
typedef struct
{
  bool there;   /* whether the run has it */
  bool shown;   /* whether the map shows it: it lies in the slice and is not left out */
  double x[3];  /* Å, from the box's origin */
  double at[2]; /* pixels */
  double radius;
} Place;

/* Returns: the box of the atoms that are drawn. */
static const VitCell *
get_cell (VitSliceView *self)
{
  return self->point.motion ? &self->cell : &self->snapshot->cell;
}

static void
find_place (VitSliceView *self, int64_t id, Place *place)
{
  const VitSnapshot *snapshot = self->snapshot;
  const VitScene *scene = vit_atom_view_get_scene (self->atoms);
  const VitCell *cell = get_cell (self);
  ssize_t i = vit_atoms_find (snapshot->frame->atoms, id);
  *place = (Place){ .there = i >= 0 };
  if (i < 0)
    return;
  const float *positions = self->point.motion ? self->moved : snapshot->positions;
  place->shown = vit_scene_get_atom_position (scene, (size_t) i, place->x);
  for (int k = 0; !place->shown && k < 3; k++)
    for (int j = 0; j < 3; j++)
      place->x[k] += (double) positions[3 * i + j] * cell->h[j][k];
  place->there = vit_atom_view_project (self->atoms, place->x, &place->at[0], &place->at[1]);
  place->radius =
      vit_scene_get_atom_radius (scene, (size_t) i) * vit_atom_view_get_scale (self->atoms) + 2;
}

static void
set_colour (cairo_t *cr, VitRgba c, double alpha)
{
  cairo_set_source_rgba (cr, c.red, c.green, c.blue, alpha);
}

/* Draw a text on a ground that sets it off from the atoms, its middle at @x, @y. */
static void
draw_label (VitSliceView *self, cairo_t *cr, double x, double y, const char *text, VitRgba colour)
{
  const VitTheme *theme = vit_theme_get_current ();
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->marks, NULL);
  g_autofree char *markup = g_strdup_printf ("<small>%s</small>", text);
  int width, height;
  pango_layout_set_markup (layout, markup, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  /* Keep it within the view. */
  double room_x = gtk_widget_get_width (self->marks), room_y = gtk_widget_get_height (self->marks);
  x = CLAMP (x, width / 2.0 + 3, fmax (room_x - width / 2.0 - 3, width / 2.0 + 3));
  y = CLAMP (y, height / 2.0 + 1, fmax (room_y - height / 2.0 - 1, height / 2.0 + 1));
  set_colour (cr, theme->background, 0.85);
  cairo_rectangle (cr, x - width / 2.0 - 3, y - height / 2.0 + 1, width + 6, height - 2);
  cairo_fill (cr);
  set_colour (cr, colour, 1);
  cairo_move_to (cr, x - width / 2.0, y - height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

/* The ring of an atom that the map does not show is dashed: it lies before or behind the slice. */
static void
draw_ring (cairo_t *cr, const Place *place, VitRgba colour)
{
  const double dashes[] = { 3, 3 };
  cairo_new_path (cr);
  cairo_arc (cr, place->at[0], place->at[1], place->radius, 0, 2 * G_PI);
  set_colour (cr, vit_theme_get_current ()->background, 0.8);
  cairo_set_line_width (cr, 4.5);
  cairo_stroke_preserve (cr);
  set_colour (cr, colour, 1);
  cairo_set_line_width (cr, 2.2);
  cairo_set_dash (cr, dashes, place->shown ? 0 : 2, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* Draw the way from @from by @step Å, and set @middle to its middle. */
static void
draw_step (VitSliceView *self,
           cairo_t *cr,
           const double from[3],
           const double step[3],
           double direction,
           double middle[2])
{
  const VitTheme *theme = vit_theme_get_current ();
  double to[3], a[2], b[2];
  for (int k = 0; k < 3; k++)
    to[k] = from[k] + direction * step[k];
  if (!vit_atom_view_project (self->atoms, from, &a[0], &a[1]) ||
      !vit_atom_view_project (self->atoms, to, &b[0], &b[1]))
    return;
  cairo_new_path (cr);
  cairo_move_to (cr, a[0], a[1]);
  cairo_line_to (cr, b[0], b[1]);
  set_colour (cr, theme->background, 0.8);
  cairo_set_line_width (cr, 3.6);
  cairo_stroke_preserve (cr);
  set_colour (cr, theme->foreground, 1);
  cairo_set_line_width (cr, 1.4);
  cairo_stroke (cr);
  middle[0] = (a[0] + b[0]) / 2;
  middle[1] = (a[1] + b[1]) / 2;
}

/* Draw the shortest way between two atoms; one that crosses the boundary of the box is drawn from
 * either atom. */
static void
draw_distance (VitSliceView *self, cairo_t *cr, const Place *a, const Place *b)
{
  double step[3], gap = 0, middle[2] = { NAN, NAN }, other[2];
  vit_measure_step (get_cell (self), a->x, b->x, step);
  for (int k = 0; k < 3; k++)
    gap = fmax (gap, fabs (a->x[k] + step[k] - b->x[k]));
  draw_step (self, cr, a->x, step, 1, middle);
  if (gap > 1e-3)
    draw_step (self, cr, b->x, step, -1, other);
  if (!isfinite (middle[0]))
    return;
  char number[VIT_NUMBER_BYTES];
  double length = sqrt (step[0] * step[0] + step[1] * step[1] + step[2] * step[2]);
  g_autofree char *text = g_strdup_printf ("%s Å", vit_format_reading ("%.2f", length, number));
  draw_label (self, cr, middle[0], middle[1], text, vit_theme_get_current ()->foreground);
}

static void
draw_angle (VitSliceView *self, cairo_t *cr, const Place places[3])
{
  char number[VIT_NUMBER_BYTES];
  double angle = vit_measure_angle (get_cell (self), places[0].x, places[1].x, places[2].x);
  if (!isfinite (angle))
    return;
  g_autofree char *text = g_strdup_printf ("∠ %s°", vit_format_reading ("%.1f", angle, number));
  draw_label (self, cr, places[1].at[0], places[1].at[1] + places[1].radius + 10, text,
              vit_theme_get_current ()->foreground);
}

void
vit_slice_view_draw_followed (VitSliceView *self, cairo_t *cr)
{
  const VitFollowedAtoms *followed = vit_session_get_followed (self->session);
  Place places[VIT_FOLLOWED_MOST];
  bool all = true;
  if (!self->snapshot || followed->n < 2)
    return;
  for (guint k = 0; k < followed->n; k++)
    {
      find_place (self, followed->ids[k], &places[k]);
      all = all && places[k].there;
    }
  bool measured = all && followed->n <= MEASURED_MOST;
  for (guint k = 0; measured && k + 1 < followed->n; k++)
    draw_distance (self, cr, &places[k], &places[k + 1]);
  if (measured && followed->n == 3)
    draw_angle (self, cr, places);
  for (guint k = 0; k < followed->n; k++)
    {
      VitRgba colour = vit_theme_get_run_colour ((int) k, vit_theme_get_current ()->dark);
      g_autofree char *number = g_strdup_printf ("<b>%u</b>", k + 1);
      if (!places[k].there)
        continue;
      draw_ring (cr, &places[k], colour);
      draw_label (self, cr, places[k].at[0] + 0.75 * places[k].radius + 6,
                  places[k].at[1] - 0.75 * places[k].radius - 6, number, colour);
    }
}
