#include "ui/figure/figure.h"

#include <math.h>
#include <string.h>

struct _VitFigure
{
  VitPlot *plot;
  VitPictures *pictures;
  VitTable *table;
  VitFigure **children;
  int n_children, columns;
  double *weights; /* of columns, or NULL */
  bool shares_bar, shares_legend;
  char *caption;
};

VitFigure *
vit_figure_new_plot (VitPlot *plot)
{
  VitFigure *figure = g_new0 (VitFigure, 1);
  figure->plot = plot;
  return figure;
}

VitFigure *
vit_figure_new_pictures (VitPictures *pictures)
{
  VitFigure *figure = g_new0 (VitFigure, 1);
  figure->pictures = pictures;
  return figure;
}

VitFigure *
vit_figure_new_table (VitTable *table)
{
  VitFigure *figure = g_new0 (VitFigure, 1);
  figure->table = table;
  return figure;
}

VitFigure *
vit_figure_new_page (VitFigure **children, int n, int columns)
{
  VitFigure *figure = g_new0 (VitFigure, 1);
  figure->children = g_memdup2 (children, (gsize) n * sizeof *children);
  figure->n_children = n;
  figure->columns = MAX (columns, 1);
  return figure;
}

void
vit_figure_set_weights (VitFigure *page, const double *weights)
{
  g_free (page->weights);
  page->weights = g_memdup2 (weights, (gsize) page->columns * sizeof *weights);
}

void
vit_figure_share_bar (VitFigure *page)
{
  page->shares_bar = true;
  for (int i = 0; i < page->n_children; i++)
    if (page->children[i]->plot)
      {
        vit_plot_hide_bar (page->children[i]->plot);
        if (i % page->columns > 0)
          vit_plot_hide_y (page->children[i]->plot);
      }
}

void
vit_figure_share_legend (VitFigure *page)
{
  page->shares_legend = true;
  for (int i = 0; i < page->n_children; i++)
    if (page->children[i]->plot)
      vit_plot_hide_legend (page->children[i]->plot);
}

void
vit_figure_set_caption (VitFigure *page, const char *markup)
{
  g_free (page->caption);
  page->caption = g_strdup (markup);
}

void
vit_figure_free (VitFigure *figure)
{
  if (!figure)
    return;
  for (int i = 0; i < figure->n_children; i++)
    vit_figure_free (figure->children[i]);
  g_free (figure->children);
  g_free (figure->weights);
  g_free (figure->caption);
  vit_plot_free (figure->plot);
  vit_pictures_free (figure->pictures);
  vit_table_free (figure->table);
  g_free (figure);
}

VitPlot *
vit_figure_get_plot (VitFigure *figure)
{
  return figure->plot;
}

/* What drawing hands down. */
typedef struct
{
  VitCanvas *canvas;
  double font_size, resolution;
  const VitTheme *theme;
  GArray *panels;
} Drawing;

static void draw_figure (VitFigure *figure, VitRect rect, const Drawing *to);

/* Several maps side by side take the width of a page, and what is below stands in one row. */
static bool
has_wide_top (VitFigure *figure, double width, double font_size)
{
  return figure->n_children > 2 && figure->children[0]->pictures &&
         vit_pictures_get_shape (figure->children[0]->pictures, width, font_size) > 1.5;
}

/* Widths are relative to each other only while the page has all its columns. */
static double
get_weight (const VitFigure *figure, int columns, int column)
{
  return figure->weights && columns == figure->columns ? figure->weights[column] : 1;
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

/* Columns of the figures from @first on: as many as were asked for, or fewer where one of them would
 * be too narrow, in rows as even as can be. */
static int
fit_columns (const VitFigure *figure, int first, int wanted, double width, double font_size)
{
  int n = figure->n_children - first, columns = MAX (MIN (wanted, n), 1);
  double least = 0;
  /* Columns that share an axis stay in their row. */
  if (figure->shares_bar)
    return wanted;
  for (int i = first; i < figure->n_children; i++)
    least = MAX (least, get_least_width (figure->children[i], font_size));
  while (columns > 1 && (width - (columns - 1) * font_size) / columns < least)
    columns--;
  if (columns == MIN (wanted, n))
    return wanted;
  int rows = (n + columns - 1) / columns;
  return (n + rows - 1) / rows;
}

#define CAPTION_SIZE(font) (0.8 * (font))

static GPtrArray *
wrap_caption (const char *caption, VitCanvas *canvas, double width, double font_size, double *line)
{
  vit_canvas_measure (canvas, CAPTION_SIZE (font_size), "X", NULL, line);
  return vit_canvas_wrap (canvas, CAPTION_SIZE (font_size), caption, width - 0.8 * font_size);
}

/* The legend over all plots; nothing is drawn without a theme. */
static double
draw_shared_legend (
    const VitFigure *figure, VitCanvas *canvas, VitRect rect, double font, const VitTheme *theme)
{
  const VitPlot *plot = figure->shares_legend ? figure->children[0]->plot : NULL;
  return plot ? vit_plot_draw_legend_row (plot, canvas, rect, font, theme) : 0;
}

static void
draw_grid (VitFigure *figure, int first, int columns, VitRect rect, const Drawing *to)
{
  int n = figure->n_children - first;
  if (n <= 0)
    return;
  int rows = (n + columns - 1) / columns;
  double gap = to->font_size, height = (rect.height - (rows - 1) * gap) / rows, total = 0, bar = 0,
         axis = 0;
  VitPlot *scale = figure->shares_bar ? figure->children[0]->plot : NULL;
  if (scale)
    {
      bar = vit_plot_measure_bar (scale, to->canvas, to->font_size, height);
      axis = vit_plot_measure_y (scale, to->canvas, to->font_size, height);
    }
  double width = rect.width - (columns - 1) * gap - bar - axis;
  for (int c = 0; c < columns; c++)
    total += get_weight (figure, columns, c);
  for (int row = 0; row < rows; row++)
    {
      VitRect place = { rect.x, rect.y + row * (height + gap), 0, height };
      guint before = to->panels ? to->panels->len : 0;
      for (int c = 0; c < columns && row * columns + c < n; c++)
        {
          place.width = width * get_weight (figure, columns, c) / total + (c == 0 ? axis : 0);
          draw_figure (figure->children[first + row * columns + c], place, to);
          place.x += place.width + gap;
        }
      place.x = rect.x + rect.width - bar - 0.4 * gap;
      place.width = bar;
      if (scale)
        vit_plot_draw_bar_beside (
            scale, to->canvas, place, to->font_size, to->theme,
            to->panels && to->panels->len > before
                ? &g_array_index (to->panels, VitFigurePanel, before).area.rect
                : NULL);
    }
}

/* A page whose height was given may have no room for more rows. */
static int
choose_columns (const VitFigure *figure, int first, int wanted, VitRect rect, double font_size)
{
  int n = figure->n_children - first;
  int columns = fit_columns (figure, first, wanted, rect.width, font_size);
  int rows = (n + columns - 1) / MAX (columns, 1);
  return rows > 0 && rect.height / rows < 9 * font_size ? wanted : columns;
}

static void
draw_page (VitFigure *figure, VitRect rect, const Drawing *to)
{
  double line;
  if (figure->caption)
    {
      g_autoptr (GPtrArray) lines =
          wrap_caption (figure->caption, to->canvas, rect.width, to->font_size, &line);
      vit_canvas_set_colour (to->canvas, to->theme->dim);
      for (guint i = 0; i < lines->len; i++)
        vit_canvas_text (to->canvas, rect.x + 0.4 * to->font_size,
                         rect.y + rect.height - (lines->len - 1 - i) * line, 0, 1,
                         CAPTION_SIZE (to->font_size), false, lines->pdata[i]);
      rect.height -= lines->len * line + 0.4 * to->font_size;
    }
  double legend = draw_shared_legend (figure, to->canvas, rect, to->font_size, to->theme);
  rect.y += legend;
  rect.height -= legend;
  int first = 0;
  if (has_wide_top (figure, rect.width, to->font_size))
    {
      double top =
          MIN (rect.width / vit_figure_get_shape (figure->children[0], rect.width, to->font_size),
               0.6 * rect.height);
      draw_figure (figure->children[0], (VitRect){ rect.x, rect.y, rect.width, top }, to);
      rect.y += top + to->font_size;
      rect.height -= top + to->font_size;
      first = 1;
    }
  int wanted = first > 0 ? figure->n_children - 1 : figure->columns;
  draw_grid (figure, first, choose_columns (figure, first, wanted, rect, to->font_size), rect, to);
}

static void
draw_figure (VitFigure *figure, VitRect rect, const Drawing *to)
{
  if (figure->plot)
    {
      VitFigurePanel panel = { .plot = figure->plot };
      vit_plot_draw (figure->plot, to->canvas, rect, to->font_size, to->theme, &panel.area);
      if (to->panels)
        g_array_append_val (to->panels, panel);
    }
  if (figure->pictures)
    vit_pictures_draw (figure->pictures, to->canvas, rect, to->font_size, to->resolution,
                       to->theme);
  if (figure->table)
    vit_table_draw (figure->table, to->canvas, rect, to->font_size, to->theme);
  if (figure->n_children > 0)
    draw_page (figure, rect, to);
}

void
vit_figure_draw (VitFigure *figure,
                 VitCanvas *canvas,
                 VitRect rect,
                 double font_size,
                 double resolution,
                 const VitTheme *theme,
                 GArray *panels)
{
  g_return_if_fail (figure && canvas && theme);
  g_autoptr (GArray) own = panels ? NULL : g_array_new (FALSE, FALSE, sizeof (VitFigurePanel));
  Drawing to = { canvas, font_size, resolution, theme, panels ? panels : own };
  draw_figure (figure, rect, &to);
}

/* The tables of a page's parts stand one below the other, each under its title. */
char *
vit_figure_dup_csv (VitFigure *figure)
{
  if (figure->plot)
    return vit_plot_dup_csv (figure->plot);
  if (figure->pictures)
    return vit_pictures_dup_csv (figure->pictures);
  if (figure->table)
    return vit_table_dup_csv (figure->table);
  g_autoptr (GString) all = g_string_new (NULL);
  for (int i = 0; i < figure->n_children; i++)
    {
      g_autofree char *csv = vit_figure_dup_csv (figure->children[i]);
      if (!csv)
        continue;
      if (all->len > 0)
        g_string_append_c (all, '\n');
      if (figure->children[i]->plot && vit_plot_get_title (figure->children[i]->plot))
        {
          g_autofree char *title =
              vit_markup_to_plain (vit_plot_get_title (figure->children[i]->plot));
          g_string_append_printf (all, "# %s\n", title);
        }
      g_string_append (all, csv);
    }
  return all->len > 0 ? g_string_free (g_steal_pointer (&all), FALSE) : NULL;
}

/* Every row is as high as the highest of its figures likes to be. */
static double
measure_grid (VitFigure *figure, int first, int wanted, double width, double font_size)
{
  int columns = fit_columns (figure, first, wanted, width, font_size);
  double height = 0, total = 0;
  for (int c = 0; c < columns; c++)
    total += get_weight (figure, columns, c);
  for (int begin = first; begin < figure->n_children; begin += columns)
    {
      double highest = 0;
      for (int c = 0; c < columns && begin + c < figure->n_children; c++)
        {
          double own = width * get_weight (figure, columns, c) / total;
          highest = MAX (highest,
                         own / vit_figure_get_shape (figure->children[begin + c], own, font_size));
        }
      height += highest + font_size;
    }
  return height;
}

static double
measure_page (VitFigure *figure, double width, double font_size)
{
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (1, 1, vit_theme_get_paper ()->font);
  double line, height = draw_shared_legend (figure, canvas, (VitRect){ 0, 0, width, 0 }, font_size,
                                            NULL);
  if (figure->caption)
    {
      g_autoptr (GPtrArray) lines = wrap_caption (figure->caption, canvas, width, font_size, &line);
      height += lines->len * line + 0.4 * font_size;
    }
  if (!has_wide_top (figure, width, font_size))
    return height + measure_grid (figure, 0, figure->columns, width, font_size);
  return height + width / vit_figure_get_shape (figure->children[0], width, font_size) + font_size +
         measure_grid (figure, 1, figure->n_children - 1, width, font_size);
}

/* A long caption does not take the room of the axes, nor does a narrow plot have flat ones. */
static double
measure_plot (const VitPlot *plot, double width, double font_size)
{
  double line, height = MAX (width / vit_plot_get_shape (plot), 11 * font_size);
  if (!vit_plot_get_caption (plot))
    return height;
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (1, 1, vit_theme_get_paper ()->font);
  g_autoptr (GPtrArray) lines =
      wrap_caption (vit_plot_get_caption (plot), canvas, width, font_size, &line);
  return height + (lines->len > 1 ? (lines->len - 1) * 1.1 * line : 0);
}

double
vit_figure_get_shape (VitFigure *figure, double width, double font_size)
{
  if (figure->pictures)
    return vit_pictures_get_shape (figure->pictures, width, font_size);
  if (figure->table)
    return vit_table_get_shape (figure->table, width, font_size);
  if (figure->plot)
    return width / measure_plot (figure->plot, width, font_size);
  if (figure->n_children > 0)
    return width / measure_page (figure, width, font_size);
  return 1.45;
}
