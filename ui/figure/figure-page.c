/* The layout of the parts of a page. */

#include <math.h>
#include <string.h>

#include "ui/figure/figure-private.h"

/* Least height of a row, ems: of plots, and of plots with shared axes, which are smaller. */
#define LOWEST_ROW 12
#define LOWEST_ALIGNED_ROW 9

/* Estimates in ems: the room above and below axes, the least height of axes, the room to the left
 * of a row, the room beside each plot, and the width of a colour bar. */
#define ABOVE_BELOW 5.4
#define LOWEST_AXES 6.0
#define AXIS_WIDTH 4.0
#define BETWEEN 1.2
#define BAR_WIDTH 4.5

/* Greatest height / width of a part of a page without shared axes; beyond it fewer columns are
 * used. */
#define HIGHEST 1.6

/* A page that begins with several maps side by side gives them its full width. The wide figures
 * follow below them, and all others stand below those. */
static bool
has_wide_top (VitFigure *figure, double width, double font_size)
{
  return figure->n_children > 2 && figure->children[0]->pictures &&
         vit_pictures_get_shape (figure->children[0]->pictures, width, font_size,
                                 vit_figure_get_style (figure)) > 1.5;
}

static double
get_least_width (const VitFigure *figure, double font_size)
{
  if (figure->plot)
    return vit_plot_get_least_width (figure->plot, font_size);
  if (figure->pictures)
    return vit_pictures_get_least_width (figure->pictures, font_size);
  double least = 0;
  for (int i = 0; i < figure->n_children; i++)
    least = MAX (least, get_least_width (figure->children[i], font_size));
  return least;
}

/* Take as many columns as were wanted, or fewer where a part would be too narrow, in rows as even
 * as possible. Keep to the wanted columns where the page is not high enough for more rows. */
static int
fit_columns (
    VitFigure *const *children, int n, int wanted, double width, double height, double font_size)
{
  int columns = MAX (MIN (wanted, n), 1);
  double least = 0;
  for (int i = 0; i < n; i++)
    least = MAX (least, get_least_width (children[i], font_size));
  while (columns > 1 && (width - (columns - 1) * font_size) / columns < least)
    columns--;
  if (columns == MIN (wanted, n) || n == 0)
    return wanted;
  int rows = (n + columns - 1) / columns;
  return height / rows < LOWEST_ALIGNED_ROW * font_size ? wanted : (n + rows - 1) / rows;
}

/* Returns: fewer columns than @columns, as many as one more row or a few allow. A row holds whole
 * groups where it has room for more than one. */
static int
count_fewer_columns (const VitFigure *figure, int columns)
{
  int n = figure->n_children, group = MAX (figure->group, 1);
  for (int rows = (n + columns - 1) / columns + 1; rows <= n; rows++)
    {
      int fewer = (n + rows - 1) / rows;
      if (fewer > group || columns > group)
        fewer += (group - fewer % group) % group;
      if (fewer < columns)
        return fewer;
    }
  return columns - 1;
}

static double
find_least_child_height (const VitFigure *figure, int columns, double width, double font_size)
{
  double least = 0, own = (width - (columns - 1) * font_size) / columns;
  for (int i = 0; i < figure->n_children; i++)
    least = fmax (least, vit_figure_get_least_height (figure->children[i], own, font_size));
  return least;
}

static int
count_columns (const VitFigure *figure, double width, double height, double font_size)
{
  if (!(figure->narrowest > 0))
    return fit_columns (figure->children, figure->n_children, figure->columns, width, height,
                        font_size);
  int columns = figure->columns, n = figure->n_children;
  bool small = figure->aspect > 0 && figure->aspect <= 1;
  double lowest = (small ? LOWEST_ALIGNED_ROW : LOWEST_ROW) * font_size;
  while (columns > figure->least_columns)
    {
      int fewer = MAX (count_fewer_columns (figure, columns), figure->least_columns),
          rows = (n + fewer - 1) / fewer;
      double least = rows * lowest;
      if (isfinite (height))
        least = fmax (least, rows * find_least_child_height (figure, fewer, width, font_size) +
                                 (rows - 1) * font_size);
      double own_width = width / columns, own_height = height / ((n + columns - 1) / columns);
      bool high = figure->aspect <= 0 && isfinite (height) && own_height > HIGHEST * own_width;
      /* A page that is laid out for its least height may be lower by rounding. */
      if ((own_width >= figure->narrowest * font_size && !high) || height < least - 0.01)
        break;
      columns = fewer;
    }
  return columns;
}

/* Axes are equally wide if each plot gets the width of its own labels in addition to that of its
 * axes. @beside is filled with the widths of the labels. */
static double
measure_axes (VitFigure *figure,
              int columns,
              double width,
              double height,
              const VitFigureDrawing *to,
              double *beside)
{
  g_autofree double *widest = g_new0 (double, columns);
  for (int i = 0; i < figure->n_children; i++)
    {
      VitPlot *plot = figure->children[i]->plot;
      if (plot)
        vit_plot_set_y_hidden (plot, i % columns > 0);
      beside[i] = plot ? vit_plot_measure_beside (plot, to->canvas, to->font_size, height) : 0;
      widest[i % columns] = fmax (widest[i % columns], beside[i]);
    }
  for (int c = 0; c < columns; c++)
    width -= widest[c];
  return fmax (width, 1) / columns;
}

static void
draw_grid (VitFigure *figure, int columns, VitRect rect, const VitFigureDrawing *to)
{
  int n = figure->n_children;
  if (n <= 0)
    return;
  int rows = (n + columns - 1) / columns;
  double gap = to->font_size, height = (rect.height - (rows - 1) * gap) / rows;
  double width = rect.width - (columns - 1) * gap, axes = 0;
  g_autofree double *beside = g_new0 (double, figure->n_children);
  if (figure->aspect > 0)
    axes = measure_axes (figure, columns, width, height, to, beside);
  for (int row = 0; row < rows; row++)
    {
      VitRect place = { rect.x, rect.y + row * (height + gap), 0, height };
      for (int c = 0; c < columns && row * columns + c < n; c++)
        {
          int i = row * columns + c;
          double widest = 0;
          for (int k = c; k < figure->n_children; k += columns)
            widest = fmax (widest, beside[k]);
          place.width = figure->aspect > 0 ? axes + beside[i] : width / columns;
          vit_figure_draw_part (figure->children[i], place, to);
          place.x += (figure->aspect > 0 ? axes + widest : place.width) + gap;
        }
    }
}

#define CAPTION_SIZE(font) (VIT_CAPTION_TEXT * (font))

GPtrArray *
vit_figure_wrap_caption (
    const char *caption, VitCanvas *canvas, double width, double font_size, double *line)
{
  vit_canvas_measure (canvas, CAPTION_SIZE (font_size), "X", NULL, line);
  return vit_canvas_wrap (canvas, CAPTION_SIZE (font_size), caption, width - 0.8 * font_size);
}

/* Returns: the height of the legend over all plots. Nothing is drawn without a @theme. */
static double
draw_shared_legend (
    const VitFigure *figure, VitCanvas *canvas, VitRect rect, double font, const VitTheme *theme)
{
  const VitPlot *plot = figure->shares_legend ? figure->children[0]->plot : NULL;
  return plot ? vit_plot_draw_legend_row (plot, canvas, rect, font, theme) : 0;
}

/* The greatest part of a page that its caption takes. */
#define MAX_CAPTION 0.5

/* Draw heading, caption and shared legend. Returns: the rectangle that is left for the parts. */
static VitRect
draw_texts (VitFigure *figure, VitRect rect, const VitFigureDrawing *to)
{
  double inset = 0.4 * to->font_size, line;
  const VitFigureStyle *style = vit_canvas_get_style (to->canvas);
  if (figure->heading && style->title)
    {
      vit_canvas_measure (to->canvas, to->font_size, "X", NULL, &line);
      vit_canvas_set_colour (to->canvas, to->theme->foreground);
      vit_canvas_text (to->canvas, rect.x + inset, rect.y, 0, 0, to->font_size, false,
                       figure->heading);
      rect.y += line + 0.2 * to->font_size;
      rect.height -= line + 0.2 * to->font_size;
    }
  if (figure->caption && style->caption)
    {
      vit_canvas_measure (to->canvas, CAPTION_SIZE (to->font_size), "X", NULL, &line);
      g_autoptr (GPtrArray) lines = vit_canvas_wrap_to (
          to->canvas, CAPTION_SIZE (to->font_size), figure->caption,
          rect.width - 0.8 * to->font_size, (guint) MAX (MAX_CAPTION * rect.height / line, 1));
      vit_canvas_set_role (to->canvas, VIT_ROLE_CAPTION, 0);
      vit_canvas_set_colour (to->canvas, to->theme->dim);
      for (guint i = 0; i < lines->len; i++)
        vit_canvas_text (to->canvas, rect.x + inset,
                         rect.y + rect.height - (lines->len - 1 - i) * line, 0, 1,
                         CAPTION_SIZE (to->font_size), false, lines->pdata[i]);
      vit_canvas_set_role (to->canvas, VIT_ROLE_PLAIN, 0);
      rect.height -= lines->len * line + inset;
    }
  double legend = draw_shared_legend (figure, to->canvas, rect, to->font_size, to->theme);
  rect.y += legend;
  rect.height -= legend;
  return rect;
}

/* Returns: ems, about, that a row needs beside its axes. */
static double
estimate_beside (const VitFigure *figure, int columns)
{
  int bars = 0;
  for (int i = 0; i < figure->n_children; i++)
    bars += figure->children[i]->plot && vit_plot_has_bar (figure->children[i]->plot);
  return AXIS_WIDTH + BETWEEN * columns + BAR_WIDTH * MIN (bars, columns);
}

/* Each row gets the height that the highest of its figures asks for. */
static double
measure_grid (VitFigure *figure, int columns, double width, double font_size)
{
  double height = 0, beside = (columns - 1 + estimate_beside (figure, columns)) * font_size,
         axes = (width - beside) / columns;
  for (int first = 0; first < figure->n_children; first += columns)
    {
      double highest = 0, own = width / columns;
      for (int c = 0; c < columns && first + c < figure->n_children; c++)
        highest =
            MAX (highest, own / vit_figure_get_shape (figure->children[first + c], own, font_size));
      if (figure->aspect > 0)
        highest = fmax (axes / figure->aspect, LOWEST_AXES * font_size) + ABOVE_BELOW * font_size;
      height += highest + font_size;
    }
  return height;
}

/* @figure is a page with a wide top. */
static bool
is_wide (const VitFigure *figure, int child)
{
  return child == 0 || figure->children[child]->wide;
}

/* The parts that are not wide become a page of their own, which only borrows them. */
static VitFigure
get_narrow_parts (const VitFigure *figure, VitFigure **children)
{
  VitFigure rest = { .children = children, .style = figure->style };
  for (int i = 0; i < figure->n_children; i++)
    if (!is_wide (figure, i))
      children[rest.n_children++] = figure->children[i];
  rest.columns = MAX (rest.n_children, 1);
  return rest;
}

static double
measure_wide (VitFigure *figure, double width, double font_size)
{
  double height = 0;
  for (int i = 0; i < figure->n_children; i++)
    if (is_wide (figure, i))
      height += width / vit_figure_get_shape (figure->children[i], width, font_size) + font_size;
  return height;
}

static double
measure_narrow_parts (VitFigure *rest, double width, double font_size)
{
  return rest->n_children == 0
             ? 0
             : measure_grid (rest, count_columns (rest, width, INFINITY, font_size), width,
                             font_size);
}

/* Each wide part gets the height that it asks for, or all less in proportion where the page is too
 * low. */
static void
draw_wide_top_page (VitFigure *figure, VitRect rect, const VitFigureDrawing *to)
{
  double font = to->font_size;
  g_autofree VitFigure **children = g_new (VitFigure *, figure->n_children);
  VitFigure rest = get_narrow_parts (figure, children);
  double wide = measure_wide (figure, rect.width, font),
         factor = MIN (1, rect.height / (wide + measure_narrow_parts (&rest, rect.width, font)));
  for (int i = 0; i < figure->n_children; i++)
    {
      VitFigure *child = figure->children[i];
      if (!is_wide (figure, i))
        continue;
      double height =
          factor * (rect.width / vit_figure_get_shape (child, rect.width, font) + font) - font;
      vit_figure_draw_part (child, (VitRect){ rect.x, rect.y, rect.width, MAX (height, 1) }, to);
      rect.y += height + font;
      rect.height -= height + font;
    }
  draw_grid (&rest, count_columns (&rest, rect.width, rect.height, font), rect, to);
}

void
vit_figure_draw_page (VitFigure *figure, VitRect rect, const VitFigureDrawing *to)
{
  double font = to->font_size;
  rect = draw_texts (figure, rect, to);
  if (!has_wide_top (figure, rect.width, font))
    {
      draw_grid (figure, count_columns (figure, rect.width, rect.height, font), rect, to);
      return;
    }
  draw_wide_top_page (figure, rect, to);
}

/* Returns: the height of heading, caption and shared legend. */
static double
measure_texts (const VitFigure *figure, double width, double font_size)
{
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (1, 1, vit_figure_get_style (figure));
  double line,
      height = draw_shared_legend (figure, canvas, (VitRect){ 0, 0, width, 0 }, font_size, NULL);
  const VitFigureStyle *style = vit_figure_get_style (figure);
  if (figure->heading && style->title)
    height += 1.4 * font_size;
  if (figure->caption && style->caption)
    {
      g_autoptr (GPtrArray) lines =
          vit_figure_wrap_caption (figure->caption, canvas, width, font_size, &line);
      height += lines->len * line + 0.4 * font_size;
    }
  return height;
}

double
vit_figure_get_least_page_height (const VitFigure *figure, double width, double font_size)
{
  int n = figure->n_children, columns = count_columns (figure, width, INFINITY, font_size);
  double each = find_least_child_height (figure, columns, width, font_size);
  int rows = (n + columns - 1) / columns;
  return each > 0 ? rows * each + (rows - 1) * font_size + measure_texts (figure, width, font_size)
                  : 0;
}

double
vit_figure_get_page_shape (VitFigure *figure, double width, double font_size)
{
  double height = measure_texts (figure, width, font_size);
  if (!has_wide_top (figure, width, font_size))
    return width /
           (height + measure_grid (figure, count_columns (figure, width, INFINITY, font_size),
                                   width, font_size));
  g_autofree VitFigure **children = g_new (VitFigure *, figure->n_children);
  VitFigure rest = get_narrow_parts (figure, children);
  return width / (height + measure_wide (figure, width, font_size) +
                  measure_narrow_parts (&rest, width, font_size));
}
