/* Where things are: maps and plots under the pointer, places in them, notes and their ends. */

#include "app/story-draw-private.h"

#include <math.h>
#include <string.h>

#include "ui/gallery/gallery.h"
#include "ui/story/story-places.h"
#include "ui/style/theme.h"
#include "ui/views/chart-view.h"
#include "ui/views/slice-view.h"
#include "ui/views/view-frame.h"

/* How near the pointer must be to an end, and to anything else of a note, px. */
#define NEAR_END 10.0
#define NEAR_LINE 7.0

/* Half the side of the square at an end, px. */
#define HANDLE 4.5

/* Numbers that a story may have. */
#define LARGEST 1e9

VitStoryScene *
vit_story_draw_get_scene (VitStoryDraw *self)
{
  VitStoryDesk *desk = self->desk;
  return desk->player && !desk->presentation && vit_story_panel_get_editing (desk->panel)
             ? vit_story_player_get_scene (desk->player)
             : NULL;
}

/* ---- Maps and plots ---- */

static bool
takes_notes (GtkWidget *view)
{
  return VIT_IS_SLICE_VIEW (view) || VIT_IS_CHART_VIEW (view);
}

GtkWidget *
vit_story_draw_find_target (VitStoryDraw *self,
                            GtkWidget *widget,
                            const char **figure,
                            char **label)
{
  GtkWidget *frame = widget ? gtk_widget_get_ancestor (widget, VIT_TYPE_VIEW_FRAME) : NULL;
  GtkWidget *view = frame ? vit_view_frame_get_view (VIT_VIEW_FRAME (frame)) : NULL;
  VitSession *session = vit_story_player_get_session (self->desk->player);
  const VitFigureSpec *spec = view ? vit_gallery_find (gtk_widget_get_name (frame)) : NULL;
  *label = NULL;
  if (!spec || !takes_notes (view))
    return NULL;
  VitRun *run = vit_story_marks_get_run (view);
  const char *name = run ? vit_run_get_label (run) : NULL;
  *figure = spec->name;
  if (name && vit_session_get_n_shown (session) > 1 && (spec->per_run || VIT_IS_SLICE_VIEW (view)))
    *label = g_strdup (name);
  return vit_story_marks_find_view (self->desk->marks, spec->name, *label);
}

static bool
locate_exactly (VitStoryDraw *self, GtkWidget *view, VitPoint point, double at[2], bool *inside)
{
  graphene_point_t place;
  if (!gtk_widget_compute_point (vit_story_marks_get_area (self->desk->marks), view,
                                 &GRAPHENE_POINT_INIT ((float) point.x, (float) point.y), &place))
    return false;
  double x = (double) place.x, y = (double) place.y;
  if (VIT_IS_CHART_VIEW (view))
    return vit_chart_view_locate (VIT_CHART_VIEW (view), x, y, at, inside);
  if (!VIT_IS_SLICE_VIEW (view) || !vit_slice_view_locate (VIT_SLICE_VIEW (view), x, y, at))
    return false;
  *inside = true;
  for (int k = 0; k < 2; k++)
    {
      *inside = *inside && at[k] >= 0 && at[k] <= 1;
      at[k] = CLAMP (at[k], 0, 1);
    }
  return true;
}

/* @value in as many digits as tell it from @other. */
static double
shorten (double value, double other)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE], format[8];
  double step = fabs (other - value);
  if (!(step > 0) || fabs (value) < step / 2)
    return step > 0 ? 0 : value;
  int digits = (int) ceil (log10 (fabs (value) / step)) + 1;
  g_snprintf (format, sizeof format, "%%.%dg", CLAMP (digits, 1, 15));
  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, format, value), NULL);
}

bool
vit_story_draw_locate (
    VitStoryDraw *self, GtkWidget *view, VitPoint point, double at[2], bool *inside)
{
  bool is_inside = false, beside_inside = false;
  double beside[2];
  if (!locate_exactly (self, view, point, at, &is_inside))
    return false;
  if (inside)
    *inside = is_inside;
  for (int sign = -1; sign <= 1; sign += 2)
    {
      VitPoint next = { point.x + sign, point.y + sign };
      if (!locate_exactly (self, view, next, beside, &beside_inside))
        continue;
      for (int k = 0; k < 2; k++)
        at[k] = shorten (at[k], beside[k]);
    }
  return fabs (at[0]) <= LARGEST && fabs (at[1]) <= LARGEST;
}

/* Look on a grid: axes do not fill their widget, nor does a face its picture. */
bool
vit_story_draw_find_middle (VitStoryDraw *self, GtkWidget *view, VitPoint ends[2])
{
  enum
  {
    N = 16
  };
  graphene_rect_t bounds;
  if (!gtk_widget_compute_bounds (view, vit_story_marks_get_area (self->desk->marks), &bounds))
    return false;
  VitPoint low = { INFINITY, INFINITY }, high = { -INFINITY, -INFINITY };
  for (int i = 1; i < N * N; i++)
    {
      VitPoint point = {
        (double) (bounds.origin.x + bounds.size.width * (float) (i % N) / (float) N),
        (double) (bounds.origin.y + bounds.size.height * (float) (i / N) / (float) N)
      };
      double at[2];
      bool inside;
      if (!locate_exactly (self, view, point, at, &inside) || !inside)
        continue;
      low = (VitPoint){ fmin (low.x, point.x), fmin (low.y, point.y) };
      high = (VitPoint){ fmax (high.x, point.x), fmax (high.y, point.y) };
    }
  ends[0] = (VitPoint){ low.x + (high.x - low.x) / 4, low.y + (high.y - low.y) / 4 };
  ends[1] = (VitPoint){ (low.x + high.x) / 2, (low.y + high.y) / 2 };
  return high.x > low.x && high.y > low.y;
}

/* ---- Notes ---- */

static bool
is_in (VitPoint point, VitRect r, double margin)
{
  return r.width > 0 && point.x > r.x - margin && point.x < r.x + r.width + margin &&
         point.y > r.y - margin && point.y < r.y + r.height + margin;
}

static bool
is_at_line (VitPoint point, VitPoint a, VitPoint b)
{
  double x = b.x - a.x, y = b.y - a.y, length2 = x * x + y * y;
  double t = length2 > 0 ? ((point.x - a.x) * x + (point.y - a.y) * y) / length2 : 0;
  t = CLAMP (t, 0, 1);
  return hypot (a.x + t * x - point.x, a.y + t * y - point.y) < NEAR_LINE;
}

static bool
is_at_body (VitPoint point, const VitDrawnNote *note)
{
  VitPoint a = note->from, b = note->to;
  if (note->kind == VIT_NOTE_OUTLINE)
    {
      VitRect r = { fmin (a.x, b.x), fmin (a.y, b.y), fabs (a.x - b.x), fabs (a.y - b.y) };
      return is_in (point, r, NEAR_LINE) && !is_in (point, r, -NEAR_LINE);
    }
  return is_in (point, note->words, 0) ||
         (note->kind == VIT_NOTE_ARROW && is_at_line (point, a, b));
}

static bool
is_at (VitPoint point, const VitDrawnNote *note, VitNotePart *part)
{
  bool has_ends = note->kind != VIT_NOTE_WORDS;
  bool at_from = has_ends && hypot (point.x - note->from.x, point.y - note->from.y) < NEAR_END,
       at_to = has_ends && hypot (point.x - note->to.x, point.y - note->to.y) < NEAR_END;
  *part = at_to ? VIT_NOTE_TO : at_from ? VIT_NOTE_FROM : VIT_NOTE_WHOLE;
  return at_from || at_to || is_at_body (point, note);
}

const VitDrawnNote *
vit_story_draw_get_selected (VitStoryDraw *self)
{
  guint n;
  const VitDrawnNote *notes = vit_story_marks_get_drawn (self->desk->marks, &n);
  for (guint i = 0; i < n; i++)
    if (notes[i].number == self->selected)
      return &notes[i];
  return NULL;
}

/* The selected one first; else the one that lies over the others. */
const VitDrawnNote *
vit_story_draw_find_note (VitStoryDraw *self, VitPoint point, VitNotePart *part)
{
  guint n;
  const VitDrawnNote *notes = vit_story_marks_get_drawn (self->desk->marks, &n),
                     *selected = vit_story_draw_get_selected (self);
  if (selected && is_at (point, selected, part))
    return selected;
  for (guint i = n; i-- > 0;)
    if (is_at (point, &notes[i], part))
      return &notes[i];
  return NULL;
}

/* ---- Widgets with names ---- */

static bool
is_named (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && vit_story_is_widget (gtk_widget_get_name (widget));
}

GtkWidget *
vit_story_draw_find_named (GtkWidget *widget)
{
  while (widget && !is_named (widget))
    widget = gtk_widget_get_parent (widget);
  return widget;
}

/* One of another name; @passed: whether @after (nullable) was met. */
static GtkWidget *
find_named_after (GtkWidget *widget, GtkWidget *after, bool *passed)
{
  if (*passed && is_named (widget) &&
      (!after || strcmp (gtk_widget_get_name (widget), gtk_widget_get_name (after)) != 0))
    return widget;
  *passed = *passed || widget == after;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named_after (child, after, passed);
      if (found)
        return found;
    }
  return NULL;
}

GtkWidget *
vit_story_draw_next_named (VitStoryDraw *self, GtkWidget *widget)
{
  bool passed = widget == NULL;
  GtkWidget *found = find_named_after (GTK_WIDGET (self->desk->window), widget, &passed);
  passed = true;
  return found ? found : find_named_after (GTK_WIDGET (self->desk->window), NULL, &passed);
}

/* ---- Drawing ---- */

static void
paint_end (cairo_t *cr, VitPoint at, bool held)
{
  const VitTheme *theme = vit_theme_get_current ();
  VitRgba colour = vit_note_colour (theme->dark);
  double half = HANDLE * vit_theme_get_text_scale ();
  cairo_rectangle (cr, at.x - half, at.y - half, 2 * half, 2 * half);
  if (held)
    cairo_set_source_rgb (cr, colour.red, colour.green, colour.blue);
  else
    cairo_set_source_rgb (cr, theme->background.red, theme->background.green,
                          theme->background.blue);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, theme->foreground.red, theme->foreground.green, theme->foreground.blue);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

static void
paint_selected (VitStoryDraw *self, cairo_t *cr, const VitDrawnNote *note)
{
  const VitTheme *theme = vit_theme_get_current ();
  const double dashes[] = { 4, 3 };
  if (note->words.width > 0)
    {
      cairo_save (cr);
      cairo_set_source_rgb (cr, theme->foreground.red, theme->foreground.green,
                            theme->foreground.blue);
      cairo_set_line_width (cr, 1.5);
      cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
      cairo_rectangle (cr, note->words.x - 3, note->words.y - 3, note->words.width + 6,
                       note->words.height + 6);
      cairo_stroke (cr);
      cairo_restore (cr);
    }
  if (note->kind != VIT_NOTE_WORDS)
    paint_end (cr, note->from, self->part != VIT_NOTE_TO);
  paint_end (cr, note->to, self->part != VIT_NOTE_FROM);
}

void
vit_story_draw_paint (cairo_t *cr, void *data)
{
  VitStoryDraw *self = data;
  const VitDrawnNote *note = vit_story_draw_get_selected (self);
  graphene_rect_t r;
  if (note)
    paint_selected (self, cr, note);
  if (!self->pointed ||
      !gtk_widget_compute_bounds (self->pointed, vit_story_marks_get_area (self->desk->marks), &r))
    return;
  VitRgba colour = vit_note_colour (vit_theme_get_current ()->dark);
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, 0.18);
  cairo_rectangle (cr, (double) r.origin.x, (double) r.origin.y, (double) r.size.width,
                   (double) r.size.height);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, colour.red, colour.green, colour.blue);
  cairo_set_line_width (cr, 3);
  cairo_stroke (cr);
}
