/* The legend of curves: inside the axes where it hides next to nothing, otherwise above them. */

#include <math.h>

#include "ui/figure/plot-private.h"

/* Cells per line of text, in each direction, of the grid that records how much is drawn where. */
#define CELLS_PER_LINE 2

/* Greatest length of curves, in heights of a line of text, that a legend inside the axes may hide.
 */
#define MOST_HIDDEN 1.0

/* The same of curves with line styles, which are told by their dashes. */
#define MOST_HIDDEN_DASHES 0.2

/* Greatest height of a legend above the axes, as a fraction of the figure's height. */
#define MOST_HEIGHT 0.3

/* Greatest height of a legend in the axes that would be higher than they are, as a fraction of
 * them.
 */
#define MOST_OF_AXES 0.6

/* The length of lines drawn in each cell of a grid over the axes, points. */
typedef struct
{
  int nx, ny;
  double width, height; /* size of a cell, points */
  float *ink;           /* nx × ny, row by row */
} InkGrid;

static void
add_ink (InkGrid *grid, double x, double y, double amount)
{
  double i = floor (x / grid->width), j = floor (y / grid->height);
  if (i >= 0 && j >= 0 && i < grid->nx && j < grid->ny)
    grid->ink[(int) j * grid->nx + (int) i] += (float) amount;
}

/* Points count from the upper left corner of the axes. */
static void
add_segment_ink (InkGrid *grid, VitPoint a, VitPoint b, double weight)
{
  double length = hypot (b.x - a.x, b.y - a.y);
  /* Curves may leave the axes: skip segments that reach far outside, which would cost much time. */
  double most = 4 * (grid->nx * grid->width + grid->ny * grid->height);
  if (!(length < most))
    return;
  int n = (int) (length / MIN (grid->width, grid->height)) + 1;
  for (int k = 0; k < n; k++)
    {
      double t = (k + 0.5) / n;
      add_ink (grid, a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), weight * length / n);
    }
}

static void
add_curve_ink (InkGrid *grid, const VitPlotDraw *d, const Series *series)
{
  const VitRect *r = &d->area.rect;
  VitPoint last = { NAN, NAN };
  for (size_t i = 0; i < series->n; i++)
    {
      VitPoint p = { vit_plot_area_x (&d->area, series->x[i]) - r->x,
                     vit_plot_series_y (d, series, series->y[i]) - r->y };
      if (!isfinite (p.x) || !isfinite (p.y))
        {
          last.x = NAN;
          continue;
        }
      if (series->style.marker > 0)
        add_ink (grid, p.x, p.y, 2 * series->style.marker);
      if (series->style.width > 0 && isfinite (last.x))
        add_segment_ink (grid, last, p, 1);
      if (series->style.steps && series->style.width > 0)
        {
          VitPoint end = { vit_plot_area_x (&d->area, series->x[i + 1]) - r->x, p.y };
          add_segment_ink (grid, p, end, 1);
          p = end;
        }
      last = p;
    }
}

/* The legend may cover the line of a mark but should not cover its label. The playhead, a mark
 * without label and dashes, is ignored: in a movie the legend would move away from it. */
static void
add_mark_ink (InkGrid *grid, VitPlotDraw *d, const Mark *mark)
{
  const VitRect *r = &d->area.rect;
  double width = 0, height = 0;
  if (!mark->label && mark->dash == 0)
    return;
  if (mark->label)
    vit_canvas_measure (d->canvas, d->small, mark->label, &width, &height);
  if (mark->vertical)
    {
      double x = vit_plot_area_x (&d->area, mark->value) - r->x;
      add_segment_ink (grid, (VitPoint){ x, 0 }, (VitPoint){ x, r->height }, 0.6);
      add_segment_ink (grid, (VitPoint){ x, height / 2 }, (VitPoint){ x + width, height / 2 }, 2);
      return;
    }
  double y = vit_plot_area_y (&d->area, mark->value) - r->y;
  add_segment_ink (grid, (VitPoint){ 0, y }, (VitPoint){ r->width, y }, 0.6);
  add_segment_ink (grid, (VitPoint){ r->width - width, y - height / 2 },
                   (VitPoint){ r->width, y - height / 2 }, 2);
}

/* Replace each cell by the sum over the rectangle from the first cell to this one (summed-area
 * table), so that sum_in() takes constant time. */
static void
make_summed_area (InkGrid *grid)
{
  for (int j = 0; j < grid->ny; j++)
    for (int i = 0; i < grid->nx; i++)
      {
        float *at = &grid->ink[j * grid->nx + i];
        *at += (i > 0 ? at[-1] : 0) + (j > 0 ? at[-grid->nx] : 0) -
               (i > 0 && j > 0 ? at[-grid->nx - 1] : 0);
      }
}

static double
sum_until (const InkGrid *grid, int i, int j)
{
  return i > 0 && j > 0
             ? (double) grid->ink[(MIN (j, grid->ny) - 1) * grid->nx + MIN (i, grid->nx) - 1]
             : 0;
}

static double
sum_in (const InkGrid *grid, int i, int j, int nx, int ny)
{
  return sum_until (grid, i + nx, j + ny) - sum_until (grid, i, j + ny) -
         sum_until (grid, i + nx, j) + sum_until (grid, i, j);
}

static void
ink_grid_init (InkGrid *grid, VitPlotDraw *d)
{
  const VitRect *r = &d->area.rect;
  double size = vit_plot_line_height (d, d->small) / CELLS_PER_LINE;
  grid->nx = (int) CLAMP (r->width / size, 1, 200);
  grid->ny = (int) CLAMP (r->height / size, 1, 200);
  grid->width = r->width / grid->nx;
  grid->height = r->height / grid->ny;
  grid->ink = g_new0 (float, (gsize) grid->nx *(gsize) grid->ny);
  for (guint s = 0; s < d->plot->series->len; s++)
    add_curve_ink (grid, d, &g_array_index (d->plot->series, Series, s));
  for (guint m = 0; m < d->plot->marks->len; m++)
    add_mark_ink (grid, d, &g_array_index (d->plot->marks, Mark, m));
  make_summed_area (grid);
}

/* Place @box inside the axes where it hides least; among equal places corners come first, beginning
 * with the upper right one, then edges. Returns: the length of lines it hides, points; INFINITY if
 * @box is too large. */
static double
find_legend_place (VitPlotDraw *d, VitRect *box)
{
  const VitRect *r = &d->area.rect;
  double gap = 0.5 * d->small, least = INFINITY, hidden = INFINITY;
  box->x = r->x + r->width - box->width - gap;
  box->y = r->y + gap;
  if (box->width + 2 * gap > r->width || box->height + 2 * gap > r->height)
    return INFINITY;
  InkGrid grid;
  ink_grid_init (&grid, d);
  int nx = (int) ceil (box->width / grid.width), ny = (int) ceil (box->height / grid.height);
  int last_x = MAX (grid.nx - nx, 0), last_y = MAX (grid.ny - ny, 0);
  for (int j = 0; j <= last_y; j++)
    for (int i = last_x; i >= 0; i--)
      {
        double under = sum_in (&grid, i, j, nx, ny),
               touched = sum_in (&grid, i - 1, j - 1, nx + 2, ny + 2);
        double from_side = MIN (i, last_x - i) * grid.width,
               from_end = MIN (j, last_y - j) * grid.height;
        double cost = 2 * under + touched + 0.02 * (from_side + from_end) +
                      (from_side > 0 || from_end > 0 ? 0.4 : 0) * d->small;
        if (cost < least - 1e-6)
          {
            least = cost;
            hidden = under;
            box->x = r->x + gap + (r->width - box->width - 2 * gap) * i / MAX (last_x, 1);
            box->y = r->y + gap + (r->height - box->height - 2 * gap) * j / MAX (last_y, 1);
            if (last_x == 0)
              box->x = r->x + r->width - box->width - gap;
          }
      }
  g_free (grid.ink);
  return hidden;
}

static bool
has_line_styles (const VitPlotDraw *d)
{
  const VitFigureStyle *style = vit_canvas_get_style (d->canvas);
  for (int i = 0; i < style->n_rows; i++)
    if (style->rows[i].pattern > 0)
      return true;
  return false;
}

/* A sample is long enough to show line styles, where there are any. */
static double
get_key_width (const VitPlotDraw *d)
{
  return (has_line_styles (d) ? 2.8 : 1.6) * d->small;
}

/* What a label takes beside its text. */
static double
get_entry_sides (const VitPlotDraw *d)
{
  return get_key_width (d) + 1.5 * d->small;
}

/* Shortened only where it is wider than @room, or else than the axes; what tells it from the other
 * labels is kept. */
static char *
dup_entry_label (VitPlotDraw *d, const Series *series)
{
  double width, room = d->legend_room > 0 ? d->legend_room : d->area.rect.width;
  room -= get_entry_sides (d);
  vit_canvas_measure (d->canvas, d->small, series->label, &width, NULL);
  if (width <= room)
    return g_strdup (series->label);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
  for (guint s = 0; s < d->plot->series->len; s++)
    {
      const char *label = g_array_index (d->plot->series, Series, s).label;
      char *plain = NULL;
      if (label && pango_parse_markup (label, -1, 0, NULL, &plain, NULL, NULL))
        g_ptr_array_add (others, plain);
    }
  return vit_canvas_shorten_among (d->canvas, d->small, series->label, room,
                                   (const char *const *) others->pdata, others->len);
}

/* Whether a name is wider than the axes. */
static bool
has_wide_label (VitPlotDraw *d)
{
  for (guint s = 0; s < d->plot->series->len; s++)
    {
      const Series *series = &g_array_index (d->plot->series, Series, s);
      double width = 0;
      if (series->label)
        vit_canvas_measure (d->canvas, d->small, series->label, &width, NULL);
      if (width > d->area.rect.width - get_entry_sides (d))
        return true;
    }
  return false;
}

static double
get_entry_width (VitPlotDraw *d, const Series *series)
{
  double width;
  g_autofree char *label = dup_entry_label (d, series);
  vit_canvas_measure (d->canvas, d->small, label, &width, NULL);
  return get_key_width (d) + 0.5 * d->small + width;
}

static void
draw_entry (VitPlotDraw *d, const Series *series, double x, double y)
{
  double key = get_key_width (d);
  vit_canvas_set_role (d->canvas, VIT_ROLE_KEY, 0);
  vit_canvas_set_colour (d->canvas, series->style.colour);
  vit_plot_set_series_line (d, series, MAX (series->style.width, 1));
  if (series->style.width > 0)
    vit_canvas_line (d->canvas, x, y, x + key, y);
  if (series->style.marker > 0)
    vit_plot_draw_marker (d, series, x + key / 2, y);
  vit_canvas_set_role (d->canvas, VIT_ROLE_PLAIN, 0);
  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  g_autofree char *label = dup_entry_label (d, series);
  vit_canvas_text (d->canvas, x + key + 0.5 * d->small, y, 0, 0.5, d->small, false, label);
}

/* Entries run from left to right, line by line. Nothing is drawn without a theme. Returns: the
 * number of lines. */
static guint
draw_entries (VitPlotDraw *d, double left, double y, double room)
{
  double line = vit_plot_line_height (d, d->small), x = 0;
  guint lines = 0;
  for (guint s = 0; s < d->plot->series->len; s++)
    {
      const Series *series = &g_array_index (d->plot->series, Series, s);
      if (!series->label)
        continue;
      double width = get_entry_width (d, series);
      if (lines == 0 || x + width > room)
        {
          y += lines > 0 ? line : 0;
          x = 0;
          lines++;
        }
      if (d->theme)
        draw_entry (d, series, left + x, y);
      x += width + 1.2 * d->small;
    }
  return lines;
}

/* Returns: the width of the widest entry; 0 if no curve is named. */
static double
measure_entries (VitPlotDraw *d)
{
  double widest = 0;
  for (guint s = 0; s < d->plot->series->len; s++)
    {
      const Series *series = &g_array_index (d->plot->series, Series, s);
      if (series->label)
        widest = MAX (widest, get_entry_width (d, series));
    }
  return widest;
}

/* A legend above the axes may end where the figure does, and begin as far before the axes as names
 * need that are wider than these. */
static VitRect
get_room_above (VitPlotDraw *d)
{
  if (!d->legend_wide)
    return d->area.rect;
  VitPlotDraw free = *d;
  free.legend_room = d->rect.width;
  double end = d->rect.x + d->rect.width,
         begin = CLAMP (end - measure_entries (&free) - 1.1 * d->small, d->rect.x, d->area.rect.x);
  return (VitRect){ begin, d->area.rect.y, end - begin, d->area.rect.height };
}

double
vit_plot_side_legend_width (VitPlotDraw *d)
{
  if (vit_canvas_get_style (d->canvas)->legend != VIT_LEGEND_RIGHT || d->plot->legend_hidden)
    return 0;
  /* Names may be as long as they are: they are shortened to the axes where these are known. */
  double known = d->area.rect.width;
  d->area.rect.width = known > 0 ? known : d->rect.width;
  double widest = measure_entries (d);
  d->area.rect.width = known;
  return widest > 0 ? widest + 1.3 * d->small : 0;
}

/* Returns: the lines of a legend of @n names in or beside the axes: the last says how many names
 * are left out where they are too many. */
static guint
count_lines (VitPlotDraw *d, guint n)
{
  double height = d->area.rect.height, line = vit_plot_line_height (d, d->small);
  if (n * line + 1.5 * d->small <= height)
    return n;
  double share = vit_canvas_get_style (d->canvas)->legend == VIT_LEGEND_RIGHT ? 1 : MOST_OF_AXES;
  return MIN (n, MAX ((guint) (share * height / line), 2));
}

double
vit_plot_place_legend (VitPlotDraw *d)
{
  const VitLegendPlace place = vit_canvas_get_style (d->canvas)->legend;
  double widest = 0, line = vit_plot_line_height (d, d->small), gap = 0.5 * d->small;
  guint n = 0;
  d->area.legend = (VitRect){ 0 };
  if (d->plot->legend_hidden || place == VIT_LEGEND_NONE || vit_plot_draws_direct (d))
    return 0;
  for (guint s = 0; s < d->plot->series->len; s++)
    {
      const Series *series = &g_array_index (d->plot->series, Series, s);
      if (!series->label)
        continue;
      widest = MAX (widest, get_entry_width (d, series));
      n++;
    }
  if (n == 0)
    return 0;
  guint lines = count_lines (d, n);
  VitRect box = { 0, 0, widest + 2 * gap, lines * line + gap };
  if (place == VIT_LEGEND_RIGHT)
    {
      const VitRect *r = &d->rect, *axes = &d->area.rect;
      d->area.legend = (VitRect){ r->x + r->width - box.width, axes->y, box.width, box.height };
      return 0;
    }
  VitPlotDraw measured = *d;
  measured.theme = NULL;
  measured.legend_wide = has_wide_label (d);
  VitRect room = get_room_above (&measured);
  measured.legend_room = room.width;
  /* A name that had to be shortened in the axes stands above them. */
  double hidden = measured.legend_wide && place != VIT_LEGEND_INSIDE ? INFINITY
                                                                     : find_legend_place (d, &box),
         above = draw_entries (&measured, 0, 0, room.width) * line;
  double most = (has_line_styles (d) ? MOST_HIDDEN_DASHES : MOST_HIDDEN) * line;
  bool fits_above = above <= MOST_HEIGHT * d->rect.height;
  if (place == VIT_LEGEND_ABOVE || (place != VIT_LEGEND_INSIDE && hidden > most && fits_above))
    {
      d->legend_wide = measured.legend_wide;
      return above + 0.3 * gap;
    }
  if (hidden == INFINITY)
    find_legend_place (d, &box);
  d->area.legend = box;
  return 0;
}

double
vit_plot_draw_legend_row (
    const VitPlot *plot, VitCanvas *canvas, VitRect rect, double font_size, const VitTheme *theme)
{
  VitPlotDraw d = { .plot = plot,
                    .canvas = canvas,
                    .theme = theme,
                    .font = font_size,
                    .small = VIT_SMALL_TEXT * font_size };
  double line = vit_plot_line_height (&d, d.small), gap = 0.5 * d.small;
  d.area.rect.width = rect.width - 2 * gap;
  if (vit_canvas_get_style (canvas)->legend == VIT_LEGEND_NONE)
    return 0;
  guint lines = draw_entries (&d, rect.x + gap, rect.y + line / 2, rect.width - 2 * gap);
  return lines > 0 ? lines * line + gap : 0;
}

void
vit_plot_draw_legend (VitPlotDraw *d)
{
  if (d->legend_height > 0)
    {
      VitRect room = get_room_above (d);
      d->legend_room = room.width;
      draw_entries (d, room.x,
                    d->area.rect.y - d->legend_height + 0.5 * vit_plot_line_height (d, d->small),
                    room.width);
      d->legend_room = 0;
      return;
    }
  if (!(d->area.legend.width > 0))
    return;
  double gap = 0.5 * d->small, line = vit_plot_line_height (d, d->small);
  double y = d->area.legend.y + 0.5 * gap + 0.5 * line;
  vit_canvas_set_alpha (d->canvas, d->theme->background, 0.8);
  vit_canvas_fill_rect (d->canvas, d->area.legend);
  guint n = 0, lines = (guint) lround ((d->area.legend.height - gap) / line), drawn = 0;
  for (guint s = 0; s < d->plot->series->len; s++)
    n += g_array_index (d->plot->series, Series, s).label != NULL;
  guint most = n > lines ? lines - 1 : n;
  for (guint s = 0; s < d->plot->series->len && drawn < most; s++)
    {
      const Series *series = &g_array_index (d->plot->series, Series, s);
      if (!series->label)
        continue;
      draw_entry (d, series, d->area.legend.x + gap, y);
      y += line;
      drawn++;
    }
  if (n == most)
    return;
  g_autofree char *rest = g_strdup_printf ("and %u more", n - most);
  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  vit_canvas_text (d->canvas, d->area.legend.x + gap, y, 0, 0.5, d->small, false, rest);
}
