#include "ui/figure/figure-notes.h"

#include <math.h>

#include "ui/figure/figure-private.h"
#include "ui/figure/pictures-private.h"

/* Lengths in font sizes. */
#define HEAD 1.1
#define LINE 0.26
#define GROUND 0.5
#define WORDS_WIDTH 16
#define WORDS_SIZE 0.95

/* ---- Keeping ---- */

static void
note_free (gpointer data)
{
  VitNote *note = data;
  g_free ((char *) note->words);
  g_free (note);
}

static void
add_copy (GPtrArray **notes, const VitNote *note)
{
  VitNote *copy = g_memdup2 (note, sizeof *note);
  copy->words = g_strdup (note->words);
  if (!*notes)
    *notes = g_ptr_array_new_with_free_func (note_free);
  g_ptr_array_add (*notes, copy);
}

static bool
add_to_pictures (VitPictures *pictures, const VitNote *note)
{
  for (int i = 0; i < pictures->rows * pictures->columns; i++)
    if (pictures->pictures[i].func && (!note->owner || pictures->pictures[i].owner == note->owner))
      {
        add_copy (&pictures->pictures[i].notes, note);
        return true;
      }
  return false;
}

bool
vit_figure_add_note (VitFigure *figure, const VitNote *note)
{
  g_return_val_if_fail (figure && note, false);
  if (figure->pictures)
    return add_to_pictures (figure->pictures, note);
  if (figure->plot && (!note->owner || vit_plot_get_tag (figure->plot)->owner == note->owner))
    {
      add_copy (&figure->notes, note);
      return true;
    }
  for (int i = 0; i < figure->n_children; i++)
    if (vit_figure_add_note (figure->children[i], note))
      return true;
  return false;
}

/* ---- Drawing ---- */

VitRgba
vit_note_colour (bool on_dark)
{
  return on_dark ? (VitRgba){ 1.0, 0.65, 0.2, 1 } : (VitRgba){ 0.85, 0.33, 0.0, 1 };
}

/* A shaft with a head at @to, @wider than it is by itself. */
static void
draw_arrow (VitCanvas *canvas, VitPoint from, VitPoint to, double font, double wider)
{
  double angle = atan2 (to.y - from.y, to.x - from.x),
         head = fmin (HEAD * font, hypot (to.x - from.x, to.y - from.y));
  VitPoint tip = { to.x + wider * cos (angle), to.y + wider * sin (angle) };
  double reach = head + 2 * wider, half = 0.45;
  vit_canvas_set_line (canvas, LINE * font + 2 * wider, 0);
  vit_canvas_line (canvas, from.x - wider * cos (angle), from.y - wider * sin (angle),
                   to.x - 0.7 * head * cos (angle), to.y - 0.7 * head * sin (angle));
  const VitPoint points[3] = {
    tip,
    { tip.x - reach * cos (angle - half), tip.y - reach * sin (angle - half) },
    { tip.x - reach * cos (angle + half), tip.y - reach * sin (angle + half) },
  };
  vit_canvas_polygon (canvas, points, G_N_ELEMENTS (points));
}

/* On a ground of their own, so that they can be read on any map. */
static VitRect
draw_words (const VitNote *note,
            VitCanvas *canvas,
            VitPoint at,
            bool above,
            VitRect bounds,
            double font,
            const VitTheme *theme)
{
  double size = WORDS_SIZE * font, line = 1.25 * size, pad = 0.35 * font, wide = 0, width;
  g_autofree char *markup = g_markup_escape_text (note->words, -1);
  g_autoptr (GPtrArray) lines =
      vit_canvas_wrap (canvas, size, markup, fmin (WORDS_WIDTH * font, bounds.width - 2 * pad));
  for (guint i = 0; i < lines->len; i++)
    {
      vit_canvas_measure (canvas, size, lines->pdata[i], &width, NULL);
      wide = fmax (wide, width);
    }
  VitRect ground = { at.x - wide / 2 - pad, 0, wide + 2 * pad, lines->len * line + 2 * pad };
  ground.y = above ? at.y - ground.height - 0.4 * font : at.y + 0.4 * font;
  ground.x = CLAMP (ground.x, bounds.x, fmax (bounds.x + bounds.width - ground.width, bounds.x));
  ground.y = CLAMP (ground.y, bounds.y, fmax (bounds.y + bounds.height - ground.height, bounds.y));
  vit_canvas_set_alpha (canvas, theme->background, 0.9);
  vit_canvas_fill_rect (canvas, ground);
  vit_canvas_set_colour (canvas, vit_note_colour (theme->dark));
  vit_canvas_set_line (canvas, 0.1 * font, 0);
  vit_canvas_stroke_rect (canvas, ground);
  vit_canvas_set_colour (canvas, theme->foreground);
  for (guint i = 0; i < lines->len; i++)
    vit_canvas_text (canvas, ground.x + ground.width / 2, ground.y + pad + (i + 0.5) * line, 0.5,
                     0.5, size, false, lines->pdata[i]);
  return ground;
}

static void
draw_outline (VitCanvas *canvas, VitPoint a, VitPoint b, double font, const VitTheme *theme)
{
  VitRect r = { fmin (a.x, b.x), fmin (a.y, b.y), fabs (a.x - b.x), fabs (a.y - b.y) };
  vit_canvas_set_alpha (canvas, theme->background, 0.8);
  vit_canvas_set_line (canvas, GROUND * font, 0);
  vit_canvas_stroke_rect (canvas, r);
  vit_canvas_set_colour (canvas, vit_note_colour (theme->dark));
  vit_canvas_set_line (canvas, LINE * font, 0);
  vit_canvas_stroke_rect (canvas, r);
}

/* How far outside of @bounds anything may begin that is drawn, so that it ends out of sight. */
static VitRect
enlarge (VitRect bounds)
{
  double by = bounds.width + bounds.height + 100;
  return (VitRect){ bounds.x - by, bounds.y - by, bounds.width + 2 * by, bounds.height + 2 * by };
}

/* The part of a line that lies in @r (Liang and Barsky 1984): what leads very far has no place in
 * the numbers of a canvas. Returns: whether there is one */
static bool
cut_line (VitRect r, VitPoint *a, VitPoint *b)
{
  double low = 0, high = 1, d[2] = { b->x - a->x, b->y - a->y };
  const double before[2] = { r.x - a->x, r.y - a->y },
               after[2] = { r.x + r.width - a->x, r.y + r.height - a->y };
  for (int k = 0; k < 2; k++)
    {
      if (d[k] == 0 && (before[k] > 0 || after[k] < 0))
        return false;
      if (d[k] == 0)
        continue;
      double s = before[k] / d[k], t = after[k] / d[k];
      low = fmax (low, fmin (s, t));
      high = fmin (high, fmax (s, t));
    }
  if (!(low <= high))
    return false;
  VitPoint start = *a;
  if (low > 0)
    *a = (VitPoint){ start.x + low * d[0], start.y + low * d[1] };
  if (high < 1)
    *b = (VitPoint){ start.x + high * d[0], start.y + high * d[1] };
  return true;
}

static VitPoint
put_in (VitRect r, VitPoint point)
{
  return (VitPoint){ CLAMP (point.x, r.x, r.x + r.width), CLAMP (point.y, r.y, r.y + r.height) };
}

VitRect
vit_note_draw (const VitNote *note,
               VitCanvas *canvas,
               VitPoint from,
               VitPoint to,
               VitRect bounds,
               double font,
               const VitTheme *theme)
{
  g_return_val_if_fail (note && canvas && theme, (VitRect){ 0 });
  bool is_arrow = note->kind == VIT_NOTE_ARROW, above = is_arrow && to.y > from.y;
  VitPoint words = is_arrow ? from : to;
  VitRect room = enlarge (bounds);
  if (note->kind == VIT_NOTE_OUTLINE)
    draw_outline (canvas, put_in (room, from), put_in (room, to), font, theme);
  else if (is_arrow && cut_line (room, &from, &to))
    {
      vit_canvas_set_alpha (canvas, theme->background, 0.85);
      draw_arrow (canvas, from, to, font, (GROUND - LINE) / 2 * font);
      vit_canvas_set_colour (canvas, vit_note_colour (theme->dark));
      draw_arrow (canvas, from, to, font, 0);
    }
  if (note->words && *note->words && note->kind != VIT_NOTE_OUTLINE)
    return draw_words (note, canvas, words, above, bounds, font, theme);
  return (VitRect){ 0 };
}

bool
vit_plot_area_place (const VitPlotArea *area, const double data[2], VitPoint *place)
{
  double x = vit_plot_fraction (data[0], area->x0, area->x1, area->log_x),
         y = vit_plot_fraction (data[1], area->y0, area->y1, area->log_y);
  *place = (VitPoint){ vit_plot_area_x (area, data[0]), vit_plot_area_y (area, data[1]) };
  return x >= 0 && x <= 1 && y >= 0 && y <= 1;
}

void
vit_figure_draw_plot_notes (const GPtrArray *notes,
                            const VitPlotArea *area,
                            const VitFigureDrawing *to)
{
  for (guint i = 0; notes && i < notes->len; i++)
    {
      const VitNote *note = notes->pdata[i];
      VitPoint a = { 0, 0 }, b;
      bool there = vit_plot_area_place (area, note->to, &b) &&
                   (note->kind == VIT_NOTE_WORDS || vit_plot_area_place (area, note->from, &a));
      if (there)
        vit_note_draw (note, to->canvas, a, b, area->rect, to->font_size, to->theme);
    }
}

/* ---- Maps ---- */

/* A point of the face of a box in a picture, which is seen from anywhere: the projective map of the
 * unit square on four corners (Heckbert 1989, Fundamentals of texture mapping, §2.2.3). */
static bool
place_on_face (const double q[4][2], const double uv[2], VitRect picture, VitPoint *place)
{
  double d1[2], d2[2], s[2];
  for (int k = 0; k < 2; k++)
    {
      d1[k] = q[1][k] - q[2][k];
      d2[k] = q[3][k] - q[2][k];
      s[k] = q[0][k] - q[1][k] + q[2][k] - q[3][k];
    }
  double determinant = d1[0] * d2[1] - d2[0] * d1[1];
  if (fabs (determinant) < 1e-9)
    return false;
  double g = (s[0] * d2[1] - d2[0] * s[1]) / determinant,
         h = (d1[0] * s[1] - s[0] * d1[1]) / determinant, w = g * uv[0] + h * uv[1] + 1, at[2];
  for (int k = 0; k < 2; k++)
    at[k] = ((q[1][k] - q[0][k] + g * q[1][k]) * uv[0] + (q[3][k] - q[0][k] + h * q[3][k]) * uv[1] +
             q[0][k]) /
            w;
  *place = (VitPoint){ picture.x + at[0] * picture.width, picture.y + at[1] * picture.width };
  return w > 0;
}

void
vit_pictures_draw_notes (const GPtrArray *notes,
                         const VitPictureMarks *marks,
                         VitCanvas *canvas,
                         VitRect r,
                         double font,
                         const VitTheme *theme)
{
  if (!notes || !marks->has_face)
    return;
  vit_canvas_push_clip (canvas, r);
  for (guint i = 0; i < notes->len; i++)
    {
      const VitNote *note = notes->pdata[i];
      VitPoint from, to;
      if (place_on_face (marks->face, note->from, r, &from) &&
          place_on_face (marks->face, note->to, r, &to))
        vit_note_draw (note, canvas, from, to, r, font, theme);
    }
  vit_canvas_pop_clip (canvas);
}
