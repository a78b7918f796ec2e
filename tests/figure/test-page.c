/* How the parts of a page stand, and what its numbers say of themselves. */

#include <math.h>
#include <string.h>

#include "ui/figure/figure.h"

#define N_MAPS 4

/* A hill, as contours; only the last two have a colour bar. */
static VitFigure *
new_map (int k)
{
  VitRaster raster;
  const double lo[2] = { 0, 0 }, hi[2] = { 1, 1 }, levels[] = { 0.1, 0.4, 0.7, 1 };
  vit_raster_init (&raster, lo, hi, 16, 16);
  double values[256];
  for (int i = 0; i < 256; i++)
    values[i] = exp (-0.05 * (pow (i % 16 - 7.5, 2) + pow (i / 16 - 7.5, 2)));
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_contours (plot, values, &raster, levels, G_N_ELEMENTS (levels), "viridis",
                         "density");
  vit_plot_set_x (plot, "<i>q</i><sub>6</sub>", NAN, NAN);
  vit_plot_set_y (plot, "<i>w</i>", NAN, NAN);
  g_autofree char *title = g_strdup_printf ("map %d", k);
  vit_plot_set_title (plot, title);
  if (k < N_MAPS - 2)
    vit_plot_hide_bar (plot);
  return vit_figure_new_plot (plot);
}

static VitFigure *
new_maps (void)
{
  VitFigure *maps[N_MAPS];
  for (int k = 0; k < N_MAPS; k++)
    maps[k] = new_map (k);
  VitFigure *page = vit_figure_new_page (maps, N_MAPS, N_MAPS);
  vit_figure_align (page, 1);
  vit_figure_set_narrowest (page, 10, 2);
  vit_figure_set_heading (page, "<b>run</b>");
  vit_figure_set_caption (page, "neighbours; <i>n</i> = 3");
  return page;
}

/* Draws into a rectangle of @width × @height points at 9 points; (element-type VitFigurePanel). */
static GArray *
draw (VitFigure *figure, double width, double height)
{
  GArray *panels = g_array_new (FALSE, FALSE, sizeof (VitFigurePanel));
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (width, height, NULL);
  vit_figure_draw (figure, canvas, (VitRect){ 0, 0, width, height }, 9, 1, vit_theme_get_paper (),
                   panels);
  return panels;
}

static const VitRect *
get_rect (GArray *panels, guint k)
{
  return &g_array_index (panels, VitFigurePanel, k).area.rect;
}

static void
test_aligned (void)
{
  /* A slide, a page and a column of a journal. */
  static const double widths[] = { 720, 510, 241 };
  for (gsize w = 0; w < G_N_ELEMENTS (widths); w++)
    {
      g_autoptr (VitFigure) figure = new_maps ();
      double height = widths[w] / vit_figure_get_shape (figure, widths[w], 9);
      g_autoptr (GArray) panels = draw (figure, widths[w], height);
      guint columns = widths[w] > 360 ? 4 : 2;
      g_assert_cmpuint (panels->len, ==, N_MAPS);
      for (guint k = 0; k < N_MAPS; k++)
        {
          const VitRect *r = get_rect (panels, k), *first = get_rect (panels, 0);
          g_assert_cmpfloat_with_epsilon (r->width, first->width, 1e-6);
          g_assert_cmpfloat_with_epsilon (r->height, first->height, 1e-6);
          /* A map that can be read is neither a strip nor a stamp. */
          g_assert_cmpfloat (r->width, >, 36);
          g_assert_cmpfloat (r->width / r->height, >, 0.5);
          g_assert_cmpfloat (r->width / r->height, <, 2);
          g_assert_cmpfloat (r->x + r->width, <, widths[w]);
          g_assert_cmpfloat (r->y + r->height, <, height);
          if (k % columns > 0)
            g_assert_cmpfloat (r->x, >, get_rect (panels, k - 1)->x + r->width);
          else if (k > 0)
            g_assert_cmpfloat (r->y, >, first->y + r->height);
        }
    }
}

static void
test_narrow (void)
{
  VitFigure *maps[3] = { new_map (0), new_map (1), new_map (2) };
  g_autoptr (VitFigure) page = vit_figure_new_page (maps, 3, 3);
  vit_figure_set_narrowest (page, 16, 1);
  const struct
  {
    double width, height;
    guint columns;
  } cases[] = {
    { 600, 200, 3 }, { 400, 500, 2 }, { 200, 600, 1 }, { 200, 150, 3 }, { 600, 500, 2 }
  };
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (GArray) panels = draw (page, cases[c].width, cases[c].height);
      guint in_first_row = 0;
      for (guint k = 0; k < 3; k++)
        in_first_row += get_rect (panels, k)->y == get_rect (panels, 0)->y;
      g_assert_cmpuint (in_first_row, ==, cases[c].columns);
    }
}

/* Pairs are not torn apart: six parts stand in twos, never in threes. */
static void
test_pairs (void)
{
  VitFigure *maps[6];
  for (int k = 0; k < 6; k++)
    maps[k] = new_map (k);
  g_autoptr (VitFigure) page = vit_figure_new_page (maps, 6, 6);
  vit_figure_set_narrowest (page, 16, 1);
  vit_figure_set_group (page, 2);
  static const double widths[] = { 1000, 510, 240 }, heights[] = { 250, 1000, 1000 };
  static const guint columns[] = { 6, 2, 1 };
  for (gsize w = 0; w < G_N_ELEMENTS (widths); w++)
    {
      g_autoptr (GArray) panels = draw (page, widths[w], heights[w]);
      guint in_first_row = 0;
      for (guint k = 0; k < 6; k++)
        in_first_row += get_rect (panels, k)->y == get_rect (panels, 0)->y;
      g_assert_cmpuint (in_first_row, ==, columns[w]);
    }
}

/* Bars with names, for all of a ranking. */
static VitFigure *
new_bars (int n_names)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree double *values = g_new (double, n_names);
  for (int i = 0; i < n_names; i++)
    {
      g_autofree char *name = g_strdup_printf ("⟨0,%d,%d,2⟩", i, 10 + i);
      g_strv_builder_add (builder, name);
      values[i] = n_names - i;
    }
  g_auto (GStrv) names = g_strv_builder_end (builder);
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_categories (plot, (const char *const *) names, true);
  vit_plot_set_x (plot, "fraction (%)", 0, 2 * n_names);
  vit_plot_set_title (plot, "LA");
  VitBars bars = { .label = "LA", .values = values };
  vit_plot_add_bars (plot, &bars);
  return vit_figure_new_plot (plot);
}

static guint
count_names (VitFigure *figure, double width, double height)
{
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (width, height, NULL);
  vit_figure_draw (figure, canvas, (VitRect){ 0, 0, width, height }, 9, 1, vit_theme_get_paper (),
                   NULL);
  g_autofree char *svg = vit_canvas_finish_svg (canvas);
  guint n = 0;
  for (const char *at = svg; (at = strstr (at, "⟨")); at += strlen ("⟨"))
    n++;
  return n;
}

/* At its least height a page has room for every name, whatever its width and the number of parts;
 * so it has at the height that suits it. */
static void
test_names (void)
{
  const int n_names = 10;
  for (int n = 1; n <= 8; n++)
    for (double width = 160; width < 1400; width *= 1.17)
      {
        VitFigure *parts[8];
        for (int k = 0; k < n; k++)
          parts[k] = new_bars (n_names);
        g_autoptr (VitFigure) page = vit_figure_new_page (parts, n, n);
        vit_figure_set_narrowest (page, 18, 1);
        vit_figure_set_group (page, n % 2 == 0 ? 2 : 1);
        vit_figure_set_caption (page, "Voronoi cells; 95 % Wilson intervals; number of atoms");
        double least = vit_figure_get_least_height (page, width, 9),
               own = width / vit_figure_get_shape (page, width, 9);
        g_assert_cmpfloat (least, >, 100);
        g_assert_cmpuint (count_names (page, width, least), ==, n * n_names);
        g_assert_cmpuint (count_names (page, width, fmax (own, least)), ==, n * n_names);
        g_assert_cmpuint (count_names (page, width, 2 * least), ==, n * n_names);
      }
  g_autoptr (VitFigure) maps = new_maps ();
  g_assert_cmpfloat (vit_figure_get_least_height (maps, 500, 9), ==, 0);
}

static void
test_csv (void)
{
  VitFigure *rows[2] = { new_maps (), new_maps () };
  g_autoptr (VitFigure) page = vit_figure_new_page (rows, 2, 1);
  vit_figure_set_caption (page, "all of <b>them</b>");
  g_autofree char *csv = vit_figure_dup_csv (page);
  g_assert_true (g_str_has_prefix (csv, "# all of them\n# neighbours; n = 3\n# run: map 0\n"
                                        "q_6,w from,w to,density\n"));
  g_assert_nonnull (strstr (csv, "\n\n# run: map 3\nq_6,"));
  /* A figure of one part begins with the names of its columns. */
  g_autoptr (VitFigure) alone = new_map (0);
  g_autofree char *plain = vit_figure_dup_csv (alone);
  g_assert_true (g_str_has_prefix (plain, "q_6,w from,w to,density\n"));
}

/* Counts and Δf stand in columns of their own; what is written beside bars is for the eye. */
static void
test_csv_of_bars (void)
{
  static const char *const names[] = { "⟨0,0,12,0⟩", "⟨0,2,8,2⟩", NULL };
  static const char *const notes[] = { "12, +5 %", "3, −1 %", NULL };
  const double values[] = { 4, 1 }, counts[] = { 12, 3 }, change[] = { 5.25, -1.125 };
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_categories (plot, names, true);
  vit_plot_set_x (plot, "fraction (%)", 0, 10);
  VitBars bars = { .label = "LA",
                   .values = values,
                   .notes = notes,
                   .more = { counts, change },
                   .more_names = { "count", "Δf (%)" } };
  vit_plot_add_bars (plot, &bars);
  g_autoptr (VitFigure) figure = vit_figure_new_plot (plot);
  g_autofree char *csv = vit_figure_dup_csv (figure);
  g_assert_cmpstr (csv, ==,
                   "category,LA: fraction (%),count,Δf (%)\n"
                   "\"⟨0,0,12,0⟩\",4,12,5.25\n\"⟨0,2,8,2⟩\",1,3,-1.125\n");
  /* However many there are, each category has a line of its own. */
  g_assert_cmpfloat (200 / vit_figure_get_shape (figure, 200, 9), >, 2 * 1.5 * 9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/page/aligned", test_aligned);
  g_test_add_func ("/page/narrow", test_narrow);
  g_test_add_func ("/page/pairs", test_pairs);
  g_test_add_func ("/page/names", test_names);
  g_test_add_func ("/page/csv", test_csv);
  g_test_add_func ("/page/csv-of-bars", test_csv_of_bars);
  return g_test_run ();
}
