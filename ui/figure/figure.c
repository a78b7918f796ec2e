#include "ui/figure/figure.h"

#include <math.h>
#include <string.h>

#include "ui/figure/figure-private.h"

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
vit_figure_set_caption (VitFigure *page, const char *markup)
{
  g_free (page->caption);
  page->caption = g_strdup (markup);
}

/* Returns: (transfer full) */
static char *
join_captions (const char *caption, const char *markup)
{
  return caption && *caption ? g_strdup_printf ("%s; %s", caption, markup) : g_strdup (markup);
}

void
vit_figure_extend_caption (VitFigure *figure, const char *markup)
{
  const char *old = figure->plot       ? vit_plot_get_caption (figure->plot)
                    : figure->pictures ? vit_pictures_get_caption (figure->pictures)
                    : figure->table    ? vit_table_get_caption (figure->table)
                                       : figure->caption;
  g_autofree char *caption = join_captions (old, markup);
  if (figure->plot)
    vit_plot_set_caption (figure->plot, caption);
  else if (figure->pictures)
    vit_pictures_set_caption (figure->pictures, caption);
  else if (figure->table)
    vit_table_set_caption (figure->table, caption);
  else
    vit_figure_set_caption (figure, caption);
}

static void
share_style (VitFigure *figure, const VitFigureStyle *style)
{
  figure->style = style;
  for (int i = 0; i < figure->n_children; i++)
    share_style (figure->children[i], style);
}

const VitFigureStyle *
vit_figure_get_style (const VitFigure *figure)
{
  return figure->style ? figure->style : vit_figure_style_get_usual ();
}

void
vit_figure_set_style (VitFigure *figure, const VitFigureStyle *style)
{
  g_return_if_fail (figure);
  VitFigureStyle *own = style ? g_memdup2 (style, sizeof *style) : NULL;
  share_style (figure, own);
  g_free (figure->own_style);
  figure->own_style = own;
}

static VitPlot *
find_first_plot (VitFigure *figure)
{
  VitPlot *plot = figure->plot;
  for (int i = 0; i < figure->n_children && !plot; i++)
    plot = find_first_plot (figure->children[i]);
  return plot;
}

static void
set_ranges_like (
    VitFigure *figure, const VitPlot *first, double x0, double x1, double y0, double y1)
{
  if (figure->plot)
    vit_plot_set_ranges_like (figure->plot, first, x0, x1, y0, y1);
  for (int i = 0; i < figure->n_children; i++)
    set_ranges_like (figure->children[i], first, x0, x1, y0, y1);
}

static bool
widen_like (const VitFigure *figure, const VitPlot *first, bool along_x, double range[2])
{
  bool any = figure->plot && vit_plot_widen_axis (figure->plot, first, along_x, range);
  for (int i = 0; i < figure->n_children; i++)
    any = widen_like (figure->children[i], first, along_x, range) || any;
  return any;
}

char *
vit_figure_dup_beyond (VitFigure *figure, double x0, double x1, double y0, double y1)
{
  g_return_val_if_fail (figure, NULL);
  const VitPlot *first = find_first_plot (figure);
  const double ends[2][2] = { { x0, x1 }, { y0, y1 } };
  g_autoptr (GString) said = g_string_new (NULL);
  for (int k = 0; first && k < 2; k++)
    {
      double range[2] = { NAN, NAN };
      /* An end that is not given is where the data end. */
      if (!widen_like (figure, first, k == 0, range) ||
          !(ends[k][0] > range[1] || ends[k][1] < range[0]))
        continue;
      g_string_append_printf (said, "%s%c-range: all data lie beyond it, from %.4g to %.4g",
                              said->len > 0 ? "; " : "", k == 0 ? 'x' : 'y', range[0], range[1]);
    }
  return said->len > 0 ? g_string_free (g_steal_pointer (&said), FALSE) : NULL;
}

void
vit_figure_set_ranges (VitFigure *figure, double x0, double x1, double y0, double y1)
{
  g_return_if_fail (figure);
  VitPlot *first = find_first_plot (figure);
  if (first)
    set_ranges_like (figure, first, x0, x1, y0, y1);
}

void
vit_figure_set_title (VitFigure *figure, const char *markup)
{
  g_return_if_fail (figure);
  if (figure->plot)
    vit_plot_set_title (figure->plot, markup);
  else
    vit_figure_set_heading (figure, markup);
}

void
vit_figure_set_heading (VitFigure *page, const char *markup)
{
  g_free (page->heading);
  page->heading = g_strdup (markup);
}

void
vit_figure_set_narrowest (VitFigure *page, double ems, int columns)
{
  page->narrowest = ems;
  page->least_columns = MAX (columns, 1);
}

void
vit_figure_set_group (VitFigure *page, int n)
{
  page->group = n;
}

void
vit_figure_align (VitFigure *page, double aspect)
{
  page->aspect = aspect;
}

void
vit_figure_set_wide (VitFigure *figure)
{
  figure->wide = true;
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
vit_figure_free (VitFigure *figure)
{
  if (!figure)
    return;
  for (int i = 0; i < figure->n_children; i++)
    vit_figure_free (figure->children[i]);
  g_free (figure->children);
  g_free (figure->own_style);
  g_free (figure->places);
  g_free (figure->heading);
  g_free (figure->caption);
  g_clear_pointer (&figure->notes, g_ptr_array_unref);
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

char *
vit_figure_dup_headings (VitFigure *figure)
{
  return figure->table ? vit_table_dup_headings (figure->table) : NULL;
}

void
vit_figure_draw_part (VitFigure *figure, VitRect rect, const VitFigureDrawing *to)
{
  if (figure->plot)
    {
      VitFigurePanel panel = { .plot = figure->plot };
      vit_plot_draw (figure->plot, to->canvas, rect, to->font_size, to->theme, &panel.area);
      vit_figure_draw_plot_notes (figure->notes, &panel.area, to);
      if (to->panels)
        g_array_append_val (to->panels, panel);
    }
  if (figure->pictures)
    vit_pictures_draw (figure->pictures, to->canvas, rect, to->font_size, to->resolution,
                       to->theme);
  if (figure->table)
    vit_table_draw (figure->table, to->canvas, rect, to->font_size, to->theme);
  if (figure->places)
    vit_figure_draw_grid (figure, rect, to);
  else if (figure->n_children > 0)
    vit_figure_draw_page (figure, rect, to);
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
  if (figure->style)
    vit_canvas_set_style (canvas, figure->style);
  vit_canvas_set_resolution (canvas, resolution);
  VitFigureDrawing to = { canvas, font_size, resolution, theme, panels ? panels : own };
  vit_figure_draw_part (figure, rect, &to);
}

/* Programs that read CSV skip lines that begin with "#". */
static void
add_comment (GString *csv, const char *before, const char *markup)
{
  if (!markup || !*markup)
    return;
  g_autofree char *plain = g_strdelimit (vit_markup_to_plain (markup), "\n", ' ');
  g_string_append_printf (csv, "# %s%s%s\n", before ? before : "", before ? ": " : "", plain);
}

static bool
ends_in_comment (const GString *csv)
{
  const char *end = csv->len > 1 ? g_strrstr_len (csv->str, (gssize) csv->len - 1, "\n") : NULL;
  return (end ? end[1] : csv->str[0]) == '#';
}

/* (nullable): what is said below a page, a plot, pictures or a table. */
static const char *
get_caption (const VitFigure *figure)
{
  return figure->caption    ? figure->caption
         : figure->plot     ? vit_plot_get_caption (figure->plot)
         : figure->pictures ? vit_pictures_get_caption (figure->pictures)
         : figure->table    ? vit_table_get_caption (figure->table)
                            : NULL;
}

static void
add_captions (const VitFigure *figure, GPtrArray *captions)
{
  const char *own = get_caption (figure);
  if (own && *own && !g_ptr_array_find_with_equal_func (captions, own, g_str_equal, NULL))
    g_ptr_array_add (captions, (gpointer) own);
  for (int i = 0; i < figure->n_children; i++)
    add_captions (figure->children[i], captions);
}

char *
vit_figure_dup_caption (const VitFigure *figure)
{
  g_return_val_if_fail (figure, NULL);
  g_autoptr (GPtrArray) captions = g_ptr_array_new ();
  add_captions (figure, captions);
  g_ptr_array_add (captions, NULL);
  return g_strjoinv ("\n", (char **) captions->pdata);
}

/* Write the caption, then the table, or those of the parts one below the other, each under its
 * title. Returns: whether any part has a table. */
static bool
add_csv (VitFigure *figure, const char *heading, bool alone, GString *csv)
{
  const char *title = figure->plot ? vit_plot_get_title (figure->plot) : NULL;
  g_autofree char *own = figure->plot       ? vit_plot_dup_csv (figure->plot)
                         : figure->pictures ? vit_pictures_dup_csv (figure->pictures)
                         : figure->table    ? vit_table_dup_csv (figure->table)
                                            : NULL;
  g_autofree char *plain = figure->heading ? vit_markup_to_plain (figure->heading) : NULL;
  bool any = own != NULL;
  if (own && csv->len > 0 && !ends_in_comment (csv))
    g_string_append_c (csv, '\n');
  add_comment (csv, NULL, get_caption (figure));
  if (own && title && !alone)
    add_comment (csv, heading, title);
  if (own)
    g_string_append (csv, own);
  for (int i = 0; i < figure->n_children; i++)
    any = add_csv (figure->children[i], plain ? plain : heading, false, csv) || any;
  return any;
}

static void
add_panels (VitFigure *figure, const char *heading, GPtrArray *tables)
{
  g_autofree char *plain = figure->heading ? vit_markup_to_plain (figure->heading) : NULL;
  g_autoptr (GString) csv = g_string_new (NULL);
  if (figure->n_children == 0 && add_csv (figure, plain ? plain : heading, false, csv))
    g_ptr_array_add (tables, g_string_free (g_steal_pointer (&csv), FALSE));
  for (int i = 0; i < figure->n_children; i++)
    add_panels (figure->children[i], plain ? plain : heading, tables);
}

GPtrArray *
vit_figure_dup_panels_csv (VitFigure *figure)
{
  g_return_val_if_fail (figure, NULL);
  GPtrArray *tables = g_ptr_array_new_with_free_func (g_free);
  add_panels (figure, NULL, tables);
  return tables;
}

char *
vit_figure_dup_csv (VitFigure *figure)
{
  g_autoptr (GString) csv = g_string_new (NULL);
  return add_csv (figure, NULL, true, csv) ? g_string_free (g_steal_pointer (&csv), FALSE) : NULL;
}

/* Add the height of a long caption, so that the axes do not shrink. The least height keeps the axes
 * of a narrow plot from becoming flat. */
static double
measure_plot (const VitFigure *figure, double width, double font_size)
{
  const VitPlot *plot = figure->plot;
  const VitFigureStyle *style = vit_figure_get_style (figure);
  double line, least = (style->title && vit_plot_get_title (plot) ? 15.5 : 14) * font_size;
  double height = MAX (width / vit_plot_get_shape (plot, width, font_size), least);
  if (!style->caption || !vit_plot_get_caption (plot))
    return height;
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (1, 1, style);
  g_autoptr (GPtrArray) lines =
      vit_figure_wrap_caption (vit_plot_get_caption (plot), canvas, width, font_size, &line);
  return height + (lines->len > 1 ? (lines->len - 1) * 1.1 * line : 0);
}

double
vit_figure_get_shape (VitFigure *figure, double width, double font_size)
{
  if (figure->pictures)
    return vit_pictures_get_shape (figure->pictures, width, font_size,
                                   vit_figure_get_style (figure));
  if (figure->table)
    return vit_table_get_shape (figure->table, width, font_size, vit_figure_get_style (figure));
  if (figure->plot)
    return width / measure_plot (figure, width, font_size);
  if (figure->places)
    return vit_figure_get_grid_shape (figure, width, font_size);
  return figure->n_children > 0 ? vit_figure_get_page_shape (figure, width, font_size) : 1.45;
}

double
vit_figure_get_least_height (const VitFigure *figure, double width, double font_size)
{
  g_return_val_if_fail (figure, 0);
  if (figure->plot)
    return vit_plot_get_least_height (figure->plot, font_size);
  return figure->n_children > 0 ? vit_figure_get_least_page_height (figure, width, font_size) : 0;
}
