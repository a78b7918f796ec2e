/* Panels on a grid, with letters: their axes are aligned, and what they share stands once. */

#include <math.h>
#include <string.h>

#include "ui/figure/figure-private.h"

/* Between panels, ems. */
#define GAP 1.0

/* Greatest height of a plot over several columns, of the width of one. */
#define WIDE_HEIGHT 0.9

/* Height of a colour bar beneath all panels, ems. */
#define SCALE_HEIGHT 4.0

VitFigure *
vit_figure_new_grid (VitFigure **children, const VitGridPlace *places, int n, int rows, int columns)
{
  g_return_val_if_fail (n > 0 && rows > 0 && columns > 0, NULL);
  VitFigure *figure = vit_figure_new_page (children, n, columns);
  figure->places = g_memdup2 (places, (gsize) n * sizeof *places);
  figure->rows = rows;
  return figure;
}

/* The first plot with a legend; the others that have the same lose theirs. */
void
vit_figure_share_grid_legend (VitFigure *grid)
{
  VitPlot *first = NULL;
  int n = 0;
  g_return_if_fail (grid && grid->places);
  for (int i = 0; i < grid->n_children; i++)
    {
      VitPlot *plot = grid->children[i]->plot;
      if (!plot || !vit_plot_has_legend (plot))
        continue;
      first = first ? first : plot;
      n += vit_plot_has_same_legend (first, plot);
    }
  if (n < 2)
    return;
  grid->legend = first;
  for (int i = 0; i < grid->n_children; i++)
    if (grid->children[i]->plot && vit_plot_has_same_legend (first, grid->children[i]->plot))
      vit_plot_hide_legend (grid->children[i]->plot);
}

void
vit_figure_share_grid_scale (VitFigure *grid)
{
  VitPictures *first = NULL;
  int n = 0;
  g_return_if_fail (grid && grid->places);
  for (int i = 0; i < grid->n_children; i++)
    {
      VitPictures *pictures = grid->children[i]->pictures;
      if (!pictures || !vit_pictures_has_scale (pictures))
        continue;
      first = first ? first : pictures;
      n += vit_pictures_has_same_scale (first, pictures);
    }
  if (n < 2)
    return;
  grid->scale = first;
  for (int i = 0; i < grid->n_children; i++)
    if (grid->children[i]->pictures &&
        vit_pictures_has_same_scale (first, grid->children[i]->pictures))
      vit_pictures_hide_bar (grid->children[i]->pictures);
}

/* ---- Letters ---- */

/* Returns: (transfer full): the letter of a panel, written as the sample is. */
static char *
dup_letter (const VitFigureStyle *style, int i)
{
  const char *sample = style->letters ? style->letters : "a";
  GString *text = g_string_new (style->letter_bold ? "<b>" : "");
  for (const char *c = sample; *c; c++)
    {
      char own[2] = { *c == 'a' ? (char) ('a' + i) : *c == 'A' ? (char) ('A' + i) : *c, 0 };
      g_autofree char *escaped = g_markup_escape_text (own, -1);
      g_string_append (text, escaped);
    }
  g_string_append (text, style->letter_bold ? "</b>" : "");
  return g_string_free (text, FALSE);
}

static double
get_letter_size (const VitFigureStyle *style, double font)
{
  return style->letter_size > 0 ? style->letter_size : 1.15 * font;
}

/* Height above a panel that its letter takes. */
static double
get_letter_height (const VitFigureStyle *style, double font)
{
  return 1.25 * get_letter_size (style, font);
}

/* ---- Drawing ---- */

/* The cells of a panel. */
static VitRect
get_cell (const VitFigure *grid, int i, VitRect rect, const double *heights, double gap)
{
  const VitGridPlace *place = &grid->places[i];
  double width = (rect.width - (grid->columns - 1) * gap) / grid->columns;
  VitRect cell = { rect.x + place->column * (width + gap), rect.y,
                   place->columns * (width + gap) - gap, -gap };
  for (int r = 0; r < place->row; r++)
    cell.y += heights[r] + gap;
  for (int r = place->row; r < place->row + place->rows; r++)
    cell.height += heights[r] + gap;
  return cell;
}

/* Margins of axes that begin in the same column or row, or end in it, are equal. */
static void
align_axes (const VitFigure *grid, const VitRect *cells, const VitFigureDrawing *to)
{
  g_autofree VitPlotMargins *own = g_new0 (VitPlotMargins, grid->n_children);
  for (int i = 0; i < grid->n_children; i++)
    if (grid->children[i]->plot)
      {
        vit_plot_set_margins (grid->children[i]->plot, &(VitPlotMargins){ 0 });
        own[i] =
            vit_plot_measure_margins (grid->children[i]->plot, to->canvas, cells[i], to->font_size);
      }
  for (int i = 0; i < grid->n_children; i++)
    {
      const VitGridPlace *a = &grid->places[i];
      VitPlotMargins least = own[i];
      for (int k = 0; grid->children[i]->plot && k < grid->n_children; k++)
        {
          const VitGridPlace *b = &grid->places[k];
          if (!grid->children[k]->plot)
            continue;
          if (a->column == b->column)
            least.left = fmax (least.left, own[k].left);
          if (a->column + a->columns == b->column + b->columns)
            least.right = fmax (least.right, own[k].right);
          if (a->row == b->row)
            least.top = fmax (least.top, own[k].top);
          if (a->row + a->rows == b->row + b->rows)
            least.bottom = fmax (least.bottom, own[k].bottom);
        }
      if (grid->children[i]->plot)
        vit_plot_set_margins (grid->children[i]->plot, &least);
    }
}

/* Set the heights of the rows as they suit panels of one row. Returns: their sum, with gaps. */
static double
measure_rows (VitFigure *grid, double width, double font, double *heights)
{
  const VitFigureStyle *style = vit_figure_get_style (grid);
  double gap = GAP * font, strip = get_letter_height (style, font), sum = -gap;
  double column = (width - (grid->columns - 1) * gap) / grid->columns;
  for (int r = 0; r < grid->rows; r++)
    heights[r] = 0;
  for (int i = 0; i < grid->n_children; i++)
    {
      const VitGridPlace *place = &grid->places[i];
      double own = place->columns * (column + gap) - gap;
      double height = own / vit_figure_get_shape (grid->children[i], own, font) + strip;
      /* A panel that is wider than others is not as much higher. */
      if (place->columns > 1 && grid->children[i]->plot)
        height = fmin (height, WIDE_HEIGHT * column * place->rows + strip);
      for (int r = place->row; r < place->row + place->rows; r++)
        heights[r] = fmax (heights[r], (height - (place->rows - 1) * gap) / place->rows);
    }
  for (int r = 0; r < grid->rows; r++)
    {
      /* A row without panels of its own is as high as it is wide. */
      heights[r] = heights[r] > 0 ? heights[r] : 0.7 * column;
      sum += heights[r] + gap;
    }
  return sum;
}

/* Returns: the height of the legend over all panels. */
static double
draw_legend (
    const VitFigure *grid, VitCanvas *canvas, VitRect rect, double font, const VitTheme *theme)
{
  return grid->legend ? vit_plot_draw_legend_row (grid->legend, canvas, rect, font, theme) : 0;
}

double
vit_figure_get_grid_shape (VitFigure *grid, double width, double font)
{
  g_autofree double *heights = g_new (double, grid->rows);
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (1, 1, vit_figure_get_style (grid));
  double height = measure_rows (grid, width, font, heights) +
                  draw_legend (grid, canvas, (VitRect){ 0, 0, width, 0 }, font, NULL) +
                  (grid->scale ? SCALE_HEIGHT * font : 0);
  return width / height;
}

void
vit_figure_draw_grid (VitFigure *grid, VitRect rect, const VitFigureDrawing *to)
{
  const VitFigureStyle *style = vit_canvas_get_style (to->canvas);
  double font = to->font_size, gap = GAP * font, strip = get_letter_height (style, font);
  g_autofree double *heights = g_new (double, grid->rows);
  g_autofree VitRect *cells = g_new (VitRect, grid->n_children);
  double legend = draw_legend (grid, to->canvas, rect, font, to->theme);
  rect.y += legend;
  rect.height -= legend + (grid->scale ? SCALE_HEIGHT * font : 0);
  double wanted = measure_rows (grid, rect.width, font, heights),
         factor = (rect.height - (grid->rows - 1) * gap) / (wanted - (grid->rows - 1) * gap);
  for (int r = 0; r < grid->rows; r++)
    heights[r] *= factor;
  for (int i = 0; i < grid->n_children; i++)
    {
      cells[i] = get_cell (grid, i, rect, heights, gap);
      cells[i].y += strip;
      cells[i].height = fmax (cells[i].height - strip, 1);
    }
  align_axes (grid, cells, to);
  for (int i = 0; i < grid->n_children; i++)
    {
      g_autofree char *letter = dup_letter (style, i),
                      *name = g_strdup_printf ("panel-%c", 'a' + i);
      vit_canvas_begin_group (to->canvas, name);
      vit_canvas_set_role (to->canvas, VIT_ROLE_LETTER, 0);
      vit_canvas_set_colour (to->canvas, to->theme->foreground);
      vit_canvas_text (to->canvas, cells[i].x, cells[i].y - strip, 0, 0,
                       get_letter_size (style, font), false, letter);
      vit_canvas_set_role (to->canvas, VIT_ROLE_PLAIN, 0);
      vit_figure_draw_part (grid->children[i], cells[i], to);
      vit_canvas_end_group (to->canvas);
      if (grid->children[i]->plot)
        vit_plot_set_margins (grid->children[i]->plot, &(VitPlotMargins){ 0 });
    }
  if (grid->scale)
    {
      double width = fmin (rect.width, 30 * font);
      vit_canvas_begin_group (to->canvas, "scale");
      vit_pictures_draw_shared_bar (grid->scale, to->canvas,
                                    (VitRect){ rect.x + (rect.width - width) / 2,
                                               rect.y + rect.height + 1.7 * font, width,
                                               0.7 * font },
                                    font, to->theme);
      vit_canvas_end_group (to->canvas);
    }
}
