#include <glib.h>
#include <math.h>
#include <pango/pango.h>
#include <stdio.h>
#include <string.h>

#include "ui/figure/figure.h"
#include "ui/style/colormap.h"

static const VitRgba blue = { 0, 0, 1, 1 };

static VitPlot *
new_curve (void)
{
  double x[101], y[101];
  for (int i = 0; i <= 100; i++)
    {
      x[i] = i;
      y[i] = sin (0.1 * i);
    }
  VitPlot *plot = vit_plot_new ();
  VitSeries style = { .label = "sine", .colour = blue, .width = 2 };
  vit_plot_set_x (plot, "time <i>t</i> (ps)", NAN, NAN);
  vit_plot_set_y (plot, "<i>T</i><sub>ML</sub> (K)", NAN, NAN);
  vit_plot_add (plot, &style, x, y, 101);
  return plot;
}

/* Where the axes come to stand in a drawing that nobody keeps. */
static VitPlotArea
draw (VitPlot *plot, double width, double height, double font)
{
  VitPlotArea area = { 0 };
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (width, height, NULL);
  vit_plot_draw (plot, canvas, (VitRect){ 0, 0, width, height }, font, vit_theme_get_light (),
                 &area);
  g_autofree char *svg = vit_canvas_finish_svg (canvas);
  g_assert_null (strstr (svg, "nan"));
  g_assert_null (strstr (svg, "inf\""));
  return area;
}

/* The axes of the only plot of a figure, and the drawing itself thrown away. */
static VitPlotArea
draw_figure (VitFigure *figure, double margin, int width, int height, double font)
{
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (width, height, NULL);
  g_autoptr (GArray) panels = g_array_new (FALSE, FALSE, sizeof (VitFigurePanel));
  vit_figure_draw (figure, canvas,
                   (VitRect){ margin, margin, width - 2 * margin, height - 2 * margin }, font, 1,
                   vit_theme_get_paper (), panels);
  g_assert_cmpuint (panels->len, ==, 1);
  return g_array_index (panels, VitFigurePanel, 0).area;
}

static void
test_locate_inverts (void)
{
  static const double sizes[][3] = { { 400, 300, 9 }, { 255, 170, 8 }, { 1200, 500, 16 } };
  g_autoptr (VitPlot) plot = new_curve ();
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      VitPlotArea area = draw (plot, sizes[s][0], sizes[s][1], sizes[s][2]);
      g_assert_cmpfloat (area.rect.x + area.rect.width, <=, sizes[s][0]);
      g_assert_cmpfloat (area.rect.y + area.rect.height, <=, sizes[s][1]);
      g_assert_cmpfloat (area.rect.width, >, 0.6 * sizes[s][0]);
      for (int i = 0; i <= 10; i++)
        {
          double x = area.x0 + (area.x1 - area.x0) * i / 10,
                 y = area.y0 + (area.y1 - area.y0) * (10 - i) / 10, u, v;
          g_assert_true (vit_plot_locate (&area, vit_plot_area_x (&area, x),
                                          vit_plot_area_y (&area, y), &u, &v));
          g_assert_cmpfloat_with_epsilon (u, x, 1e-9);
          g_assert_cmpfloat_with_epsilon (v, y, 1e-9);
        }
      double u, v;
      g_assert_false (vit_plot_locate (&area, area.rect.x - 1, area.rect.y + 1, &u, &v));
    }
}

/* The pixel at every data point has the colour of the curve that passes there. */
static void
test_curve_is_where_it_should_be (void)
{
  g_autoptr (VitFigure) figure = vit_figure_new_plot (new_curve ());
  const int width = 600, height = 400;
  /* vit_figure_render() leaves half a font as margin. */
  VitPlotArea area = draw_figure (figure, 6, width, height, 12);
  g_autofree uint8_t *rgba = vit_figure_render (figure, width, height, 12, false);
  for (int i = 5; i < 96; i++)
    {
      int px = (int) vit_plot_area_x (&area, i), py = (int) vit_plot_area_y (&area, sin (0.1 * i));
      const uint8_t *pixel = rgba + 4 * (py * width + px);
      if (pixel[0] > 120 || pixel[2] < 200)
        g_error ("no curve at point %d: %d %d %d", i, pixel[0], pixel[1], pixel[2]);
    }
}

static void
test_map_has_the_colours_of_its_values (void)
{
  float values[6] = { 0, 1, 2, 3, 4, NAN };
  const double x_edges[] = { 0, 1, 5, 6 }, y_edges[] = { 10, 20, 40 };
  uint8_t table[256][4];
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_map (plot, values, 3, 2, x_edges, y_edges, 0, 4, "viridis", "share (%)");
  vit_colormap_fill ("viridis", table);
  g_autoptr (VitFigure) figure = vit_figure_new_plot (plot);
  const int width = 500, height = 300;
  VitPlotArea area = draw_figure (figure, 5, width, height, 10);
  g_autofree uint8_t *rgba = vit_figure_render (figure, width, height, 10, false);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 2; j++)
      {
        int px = (int) vit_plot_area_x (&area, 0.5 * (x_edges[i] + x_edges[i + 1]));
        int py = (int) vit_plot_area_y (&area, 0.5 * (y_edges[j] + y_edges[j + 1]));
        const uint8_t *pixel = rgba + 4 * (py * width + px);
        static const uint8_t white[4] = { 255, 255, 255, 255 };
        int k = vit_colormap_index ((double) values[2 * i + j], 0, 4);
        g_assert_cmpmem (pixel, 3, k < 0 ? white : table[k], 3);
      }
}

static void
test_odd_numbers (void)
{
  const double odd[] = { NAN, INFINITY, -INFINITY, 1e308, -1e308, 1e-308, 0 };
  VitSeries style = { .colour = blue, .width = 1, .fill = 0.3, .marker = 2, .error = odd };
  for (gsize a = 0; a < G_N_ELEMENTS (odd); a++)
    {
      g_autoptr (VitPlot) plot = vit_plot_new ();
      double x[G_N_ELEMENTS (odd)];
      for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
        x[i] = odd[(i + a) % G_N_ELEMENTS (odd)];
      vit_plot_add (plot, &style, x, odd, 1 + a);
      draw (plot, 300, 200, 9);
      g_autofree char *csv = vit_plot_dup_csv (plot);
      g_assert_nonnull (csv);
    }
  g_autoptr (VitPlot) empty = vit_plot_new ();
  draw (empty, 300, 200, 9);
  draw (empty, 3, 2, 9);
}

static void
test_far_from_zero (void)
{
  const double x[] = { 1e17, 1e17 + 16 }, y[] = { 3, 3 };
  g_autoptr (VitPlot) plot = vit_plot_new ();
  VitSeries style = { .colour = blue, .width = 1 };
  vit_plot_add (plot, &style, x, y, 2);
  draw (plot, 300, 200, 9);
}

/* ---- Numbers ---- */

static void
test_csv_of_curves (void)
{
  const double x[] = { 0, 0.1, 0.2 }, y[] = { 1.0 / 3, NAN, -2e-9 }, edges[] = { 100, 120, 140 },
               density[] = { 0.5, 1.5 };
  const double error[] = { 0.1, 0.2, 0.3 };
  g_autoptr (VitPlot) plot = vit_plot_new ();
  VitSeries curve = {
    .label = "a, <b>b</b> &amp; \"c\"", .colour = blue, .width = 1, .error = error
  };
  VitSeries steps = { .label = "d", .colour = blue, .width = 1, .steps = true };
  vit_plot_set_x (plot, "<i>T</i><sub>ML</sub> (K)", NAN, NAN);
  vit_plot_set_y (plot, "density (10<sup>−3</sup> K<sup>−1</sup>)", NAN, NAN);
  vit_plot_add (plot, &curve, x, y, 3);
  vit_plot_add (plot, &steps, edges, density, 2);
  g_autofree char *csv = vit_plot_dup_csv (plot);
  g_auto (GStrv) lines = g_strsplit (csv, "\n", -1);
  g_assert_cmpint (g_strv_length (lines), ==, 5);
  g_assert_cmpstr (
      lines[0], ==,
      "\"a, b & \"\"c\"\": T_ML (K)\",\"a, b & \"\"c\"\": density (10⁻³ K⁻¹)\","
      "\"a, b & \"\"c\"\": error bar\",d: T_ML (K) from,d: T_ML (K) to,d: density (10⁻³ K⁻¹)");
  g_assert_cmpstr (lines[1], ==, "0,0.333333333,0.1,100,120,0.5");
  g_assert_cmpstr (lines[2], ==, "0.1,,0.2,120,140,1.5");
  g_assert_cmpstr (lines[3], ==, "0.2,-2e-09,0.3,,,");
}

static void
test_csv_of_maps (void)
{
  const float values[] = { 1, 2, 3, NAN };
  const double x_edges[] = { 0, 10, 20 }, y_edges[] = { 90, 110, 130 };
  g_autoptr (VitPlot) plot = vit_plot_new ();
  vit_plot_set_map (plot, values, 2, 2, x_edges, y_edges, 0, 3, "magma", "density (1/K)");
  vit_plot_set_x (plot, "t (ps)", NAN, NAN);
  vit_plot_set_y (plot, "T (K)", NAN, NAN);
  g_autofree char *csv = vit_plot_dup_csv (plot);
  g_assert_cmpstr (csv, ==,
                   "t (ps),T (K) from,T (K) to,density "
                   "(1/K)\n5,90,110,1\n5,110,130,2\n15,90,110,3\n15,110,130,\n");
  const char *const x_names[] = { "100", "700", NULL }, *const y_names[] = { "low", "high", NULL };
  vit_plot_set_names (plot, x_names, y_names);
  g_autofree char *named = vit_plot_dup_csv (plot);
  g_assert_cmpstr (named, ==,
                   "t (ps),T (K),density (1/K)\n100,low,1\n100,high,2\n700,low,3\n700,high,\n");
}

/* Further columns, and columns of a map that do not stand half-way between their edges. */
static void
test_csv_of_more (void)
{
  const float values[] = { 1, NAN, 3, 4 };
  const double edges[] = { 0, 2, 10 }, y_edges[] = { 0, 1, 2 }, x[] = { 0, 3 };
  const double counts[] = { 7, 0, 9, 10 }, y[] = { 5, 6 }, atoms[] = { 8, 9 };
  g_autoptr (VitPlot) plot = vit_plot_new ();
  vit_plot_set_x (plot, "t", NAN, NAN);
  vit_plot_set_y (plot, "z", NAN, NAN);
  vit_plot_set_map (plot, values, 2, 2, edges, y_edges, 0, 5, "viridis", "v");
  vit_plot_set_map_points (plot, x);
  vit_plot_add_map_column (plot, "atoms", counts);
  g_autofree char *csv = vit_plot_dup_csv (plot);
  g_assert_cmpstr (csv, ==, "t,z from,z to,v,atoms\n0,0,1,1,7\n0,1,2,,0\n3,0,1,3,9\n3,1,2,4,10\n");
  g_autoptr (VitPlot) curves = vit_plot_new ();
  VitSeries style = { .label = "a", .error = counts, .more = atoms, .more_name = "atoms" };
  vit_plot_set_x (curves, "z", NAN, NAN);
  vit_plot_set_y (curves, "v", NAN, NAN);
  vit_plot_add (curves, &style, x, y, 2);
  g_autofree char *table = vit_plot_dup_csv (curves);
  g_assert_cmpstr (table, ==, "z,a: v,error bar,atoms\n0,5,7,8\n3,6,0,9\n");
}

static void
test_csv_names (void)
{
  const double x[1] = { 1 }, y[1] = { 2 };
  g_autoptr (VitPlot) plot = vit_plot_new ();
  VitSeries style = { .label = "run", .name = "run, <i>t</i> = 5 ps", .marker = 1 };
  vit_plot_add (plot, &style, x, y, 1);
  style = (VitSeries){ .name = "fit", .width = 1 };
  vit_plot_add (plot, &style, x, y, 1);
  vit_plot_set_x (plot, "<i>t</i> (ps)", NAN, NAN);
  vit_plot_set_y (plot, "rate (Å<sup>2</sup> ns<sup>−1</sup>)", NAN, NAN);
  g_autofree char *csv = vit_plot_dup_csv (plot);
  g_assert_true (g_str_has_prefix (csv,
                                   "\"run, t = 5 ps: t (ps)\",\"run, t = 5 ps: rate (Å² ns⁻¹)\""
                                   ",fit: t (ps),fit: rate (Å² ns⁻¹)\n"));
}

/* ---- Pages ---- */

/* Where the plots of a page of six stand that is as high as suits it. */
static GArray *
draw_page (double width, double font, double *height)
{
  VitFigure *children[6];
  for (int i = 0; i < 6; i++)
    children[i] = vit_figure_new_plot (new_curve ());
  g_autoptr (VitFigure) page = vit_figure_new_page (children, 6, 3);
  vit_figure_set_caption (page, "words below that say at some length how all of this was made, so "
                                "that a narrow page takes several lines for them");
  vit_figure_share_legend (page);
  *height = width / vit_figure_get_shape (page, width, font);
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (width, *height, NULL);
  GArray *panels = g_array_new (FALSE, FALSE, sizeof (VitFigurePanel));
  vit_figure_draw (page, canvas, (VitRect){ 0, 0, width, *height }, font, 1, vit_theme_get_paper (),
                   panels);
  g_assert_cmpuint (panels->len, ==, 6);
  g_autofree char *svg = vit_canvas_finish_svg (canvas);
  /* One legend for all. */
  const char *legend = strstr (svg, ">sine<");
  g_assert_nonnull (legend);
  g_assert_null (strstr (legend + 1, ">sine<"));
  for (guint i = 0; i < 6; i++)
    g_array_index (panels, VitFigurePanel, i).plot = NULL;
  return panels;
}

static void
test_narrow_page (void)
{
  static const struct
  {
    double width;
    int columns;
  } pages[] = { { 510, 3 }, { 241, 2 }, { 150, 1 } };
  for (gsize k = 0; k < G_N_ELEMENTS (pages); k++)
    {
      double height;
      g_autoptr (GArray) panels = draw_page (pages[k].width, 9, &height);
      int in_first_row = 0;
      double top = g_array_index (panels, VitFigurePanel, 0).area.rect.y;
      for (guint i = 0; i < 6; i++)
        {
          VitRect r = g_array_index (panels, VitFigurePanel, i).area.rect;
          in_first_row += fabs (r.y - top) < 1;
          g_assert_cmpfloat (r.width, >, 6 * 9);
          g_assert_cmpfloat (r.height, >, 5 * 9);
          g_assert_cmpfloat (r.x + r.width, <, pages[k].width);
          g_assert_cmpfloat (r.y + r.height, <, height);
        }
      g_assert_cmpint (in_first_row, ==, pages[k].columns);
    }
}

/* ---- Numbers along axes ---- */

static char *
draw_svg (VitPlot *plot, double width, double height)
{
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (width, height, NULL);
  vit_plot_draw (plot, canvas, (VitRect){ 0, 0, width, height }, 9, vit_theme_get_paper (), NULL);
  return vit_canvas_finish_svg (canvas);
}

static void
test_one_way_to_write_numbers (void)
{
  const double x[2] = { 1, 2 }, y[2] = { 1e-4, 5 };
  g_autoptr (VitPlot) plot = vit_plot_new ();
  VitSeries style = { .width = 1 };
  vit_plot_add (plot, &style, x, y, 2);
  vit_plot_set_log (plot, false, true);
  vit_plot_set_y (plot, "rate", 1e-4, 5);
  g_autofree char *svg = draw_svg (plot, 300, 300);
  g_assert_null (strstr (svg, ">0.01<"));
  g_assert_null (strstr (svg, ">0.1<"));
  g_autoptr (VitPlot) few = vit_plot_new ();
  vit_plot_add (few, &style, x, y, 2);
  vit_plot_set_log (few, false, true);
  vit_plot_set_y (few, "rate", 0.05, 5);
  g_autofree char *plain = draw_svg (few, 300, 300);
  g_assert_nonnull (strstr (plain, ">0.1<"));
}

/* A single number along an axis tells no scale. */
static void
test_two_numbers (void)
{
  const double x[2] = { 0, 1 }, y[2] = { 160, 238 };
  g_autoptr (VitPlot) plot = vit_plot_new ();
  VitSeries style = { .width = 1 };
  vit_plot_add (plot, &style, x, y, 2);
  vit_plot_set_y (plot, "s", NAN, NAN);
  g_autofree char *svg = draw_svg (plot, 130, 85);
  g_assert_nonnull (strstr (svg, ">200<"));
  g_assert_true (strstr (svg, ">160<") || strstr (svg, ">180<") || strstr (svg, ">220<"));
}

/* A line that has no point beneath the legend is hidden by it all the same. */
static void
test_legend_hides_little (void)
{
  const double x[3] = { 0, 2, 20 }, y[3] = { 0.1, 1, 1 };
  g_autoptr (VitPlot) plot = vit_plot_new ();
  VitSeries style = { .label = "steep", .colour = blue, .width = 2 };
  vit_plot_add (plot, &style, x, y, 3);
  vit_plot_set_x (plot, "x", 0, 10);
  vit_plot_set_y (plot, "y", 0, 1.1);
  VitFigure *figure = vit_figure_new_plot (plot);
  (void) g_steal_pointer (&plot);
  VitPlotArea area = draw_figure (figure, 0.5 * 9, 300, 200, 9);
  g_autofree uint8_t *pixels = vit_figure_render (figure, 300, 200, 9, false);
  /* The end of the line, in the upper right corner, is as blue as it was drawn. */
  int px = (int) vit_plot_area_x (&area, 9), py = (int) vit_plot_area_y (&area, 1);
  const uint8_t *p = pixels + 4 * (py * 300 + px);
  g_assert_cmpint (p[0] + p[1], <, 200);
  g_assert_cmpint (p[2], >, 200);
  vit_figure_free (figure);
}

/* ---- Text ---- */

static void
test_wrap (void)
{
  static const char text[] =
      "slice of 3.85 Å at <i>t</i> = 80 ps, <b>liquid-like atoms</b> are those of "
      "<i>T</i><sub>ML</sub> &gt; <i>T</i><sub>g</sub> = 685 K";
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (100, 100, NULL);
  for (double width = 20; width < 600; width += 70)
    {
      g_autoptr (GPtrArray) lines = vit_canvas_wrap (canvas, 9, text, width);
      g_autoptr (GString) joined = g_string_new (NULL);
      for (guint i = 0; i < lines->len; i++)
        {
          double w;
          vit_canvas_measure (canvas, 9, lines->pdata[i], &w, NULL);
          const char *line = lines->pdata[i];
          /* A word that is too wide stands alone; words of one mark are one. */
          g_assert_true (w <= width || !strchr (line, ' ') || g_str_has_prefix (line, "<b>"));
          g_string_append_printf (joined, "%s%s", i > 0 ? " " : "", line);
        }
      g_assert_cmpstr (joined->str, ==, text);
    }
}

/* A number is not parted from its unit, nor a sign from what it relates. */
static void
test_wrap_units (void)
{
  static const char text[] =
      "loading runs 2-3, axis z, L₀ 45.6114 Å, bath temperature 100 K (given), <i>n</i> = 743 LA, "
      "least 0.02 ± 0.004 ns<sup>−1</sup> over 34 ps, modulus 56.2 GPa";
  static const char *const parts[] = {
    "Å", "K ", "=", "743", "LA", "±", "0.004", "ns", "ps", "GPa"
  };
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (100, 100, NULL);
  for (double width = 120; width < 600; width += 7)
    {
      g_autoptr (GPtrArray) lines = vit_canvas_wrap (canvas, 9, text, width);
      for (guint i = 1; i < lines->len; i++)
        for (gsize k = 0; k < G_N_ELEMENTS (parts); k++)
          g_assert_false (g_str_has_prefix (lines->pdata[i], parts[k]));
    }
}

/* A caption that is too long for a figure of a given height leaves its axes their room. */
static void
test_long_caption (void)
{
  g_autoptr (GString) caption = g_string_new (NULL);
  for (int i = 0; i < 100; i++)
    g_string_append_printf (caption, "word %d, ", i);
  static const double heights[] = { 120, 155, 200, 400 };
  for (gsize i = 0; i < G_N_ELEMENTS (heights); i++)
    {
      g_autoptr (VitPlot) plot = vit_plot_new ();
      vit_plot_set_x (plot, "x", 0, 1);
      vit_plot_set_y (plot, "y", 0, 1);
      vit_plot_set_caption (plot, caption->str);
      VitFigure *figure = vit_figure_new_plot (g_steal_pointer (&plot));
      VitPlotArea area = draw_figure (figure, 0, 240, heights[i], 9);
      g_assert_cmpfloat (area.rect.height, >, 5 * 9);
      vit_figure_free (figure);
    }
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (100, 100, NULL);
  g_autoptr (GPtrArray) lines = vit_canvas_wrap_to (canvas, 9, caption->str, 200, 3);
  g_assert_cmpuint (lines->len, ==, 3);
  g_assert_true (g_str_has_suffix (lines->pdata[2], " …"));
  for (guint i = 0; i < lines->len; i++)
    {
      double width;
      vit_canvas_measure (canvas, 9, lines->pdata[i], &width, NULL);
      g_assert_cmpfloat (width, <=, 200);
    }
}

static void
test_shorten (void)
{
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (100, 100, NULL);
  static const char *const texts[] = { "a_long_name_of_a_run_at_2.0_GPa",
                                       "<b>Ä &amp; ö</b> <i>t</i>", "x", "" };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (double room = 200; room > 1; room *= 0.7)
      {
        double whole, width;
        g_autofree char *text = vit_canvas_shorten (canvas, 9, texts[i], room);
        vit_canvas_measure (canvas, 9, texts[i], &whole, NULL);
        vit_canvas_measure (canvas, 9, text, &width, NULL);
        if (whole <= room)
          g_assert_cmpstr (text, ==, texts[i]);
        else
          g_assert_true (strstr (text, "…") && (width <= room || g_utf8_strlen (text, -1) <= 2));
      }
}

/* What tells a name from those beside it is kept as long as it fits. */
static void
test_shorten_among (void)
{
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (100, 100, NULL);
  static const struct
  {
    const char *names[2], *kept;
  } cases[] = { { { "creep 2.0 GPa, 80 ps", "creep 2.3 GPa, 80 ps" }, "2.0" },
                { { "quench at 300 K of box 2", "quench at 400 K of box 2" }, "300" },
                { { "<i>T</i> of the left part", "<i>T</i> of the right part" }, "left" },
                { { "Ä of ö", "Ä of ü" }, "ö" },
                { { "only one 12", "only one 12" }, "12" } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *least = g_strdup_printf ("…%s…", cases[i].kept);
      char *plain[2] = { NULL, NULL };
      double whole, core;
      for (int k = 0; k < 2; k++)
        g_assert_true (pango_parse_markup (cases[i].names[k], -1, 0, NULL, &plain[k], NULL, NULL));
      vit_canvas_measure (canvas, 9, cases[i].names[0], &whole, NULL);
      vit_canvas_measure (canvas, 9, least, &core, NULL);
      for (double room = whole + 1; room > core; room *= 0.9)
        {
          double width;
          g_autofree char *text = vit_canvas_shorten_among (canvas, 9, cases[i].names[0], room,
                                                            (const char *const *) plain, 2);
          vit_canvas_measure (canvas, 9, text, &width, NULL);
          g_assert_nonnull (strstr (text, cases[i].kept));
          g_assert_cmpfloat (width, <=, room);
          g_assert_true (room >= whole || strstr (text, "…"));
        }
      g_free (plain[0]);
      g_free (plain[1]);
    }
}

/* Names wider than the axes stand above them, as wide as the figure: they are whole. */
static void
test_legend_has_room (void)
{
  double x[2] = { 0, 1 }, y[2] = { 0, 1 };
  g_autoptr (VitPlot) plot = vit_plot_new ();
  static const char *const names[] = { "creep at 2.0 GPa", "creep at 2.3 GPa" };
  for (int s = 0; s < 2; s++)
    {
      VitSeries style = { .label = names[s], .colour = blue, .width = 1, .second = s == 1 };
      vit_plot_add (plot, &style, x, y, 2);
    }
  vit_plot_set_y (plot, "fraction", NAN, NAN);
  vit_plot_set_y2 (plot, "strain", NAN, NAN);
  for (double width = 130; width >= 80; width -= 5)
    {
      g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (width, 150, NULL);
      VitPlotArea area;
      vit_plot_draw (plot, canvas, (VitRect){ 0, 0, width, 150 }, 9, vit_theme_get_light (), &area);
      g_autofree char *svg = vit_canvas_finish_svg (canvas);
      g_assert_nonnull (strstr (svg, "2.0"));
      g_assert_nonnull (strstr (svg, "2.3"));
      if (width >= 110)
        g_assert_nonnull (strstr (svg, names[1]));
    }
}

/* Where there is room the legend stands in the axes; otherwise above them, and never on a curve. */
static void
test_legend_gives_way (void)
{
  for (int crowded = 0; crowded < 2; crowded++)
    {
      double x[200], y[200], tops[2];
      for (int i = 0; i < 200; i++)
        {
          x[i] = i;
          y[i] = crowded ? i % 2 : 0.005 * i;
        }
      for (int labelled = 0; labelled < 2; labelled++)
        {
          g_autoptr (VitPlot) plot = vit_plot_new ();
          VitSeries style = { .label = labelled ? "a run" : NULL, .colour = blue, .width = 1 };
          vit_plot_add (plot, &style, x, y, 200);
          vit_plot_set_y (plot, "y", 0, 1);
          tops[labelled] = draw (plot, 400, 300, 9).rect.y;
        }
      if (crowded)
        g_assert_cmpfloat (tops[1], >, tops[0] + 8);
      else
        g_assert_cmpfloat (tops[1], ==, tops[0]);
    }
}

/* Maps, then what is wide, then the rest in one row. */
static void
test_wide_parts_of_a_page (void)
{
  VitFigure *children[5];
  VitPictures *maps = vit_pictures_new (1, 2, 1);
  children[0] = vit_figure_new_pictures (maps);
  for (int i = 1; i < 5; i++)
    children[i] = vit_figure_new_plot (new_curve ());
  VitFigure *pair[2] = { children[2], children[3] };
  children[2] = vit_figure_new_page (pair, 2, 2);
  vit_figure_set_wide (children[2]);
  children[3] = children[4];
  g_autoptr (VitFigure) page = vit_figure_new_page (children, 4, 2);
  double width = 510, height = width / vit_figure_get_shape (page, width, 9);
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (width, height, NULL);
  g_autoptr (GArray) panels = g_array_new (FALSE, FALSE, sizeof (VitFigurePanel));
  vit_figure_draw (page, canvas, (VitRect){ 0, 0, width, height }, 9, 1, vit_theme_get_paper (),
                   panels);
  g_autofree char *svg = vit_canvas_finish_svg (canvas);
  g_assert_cmpuint (panels->len, ==, 4);
  const VitRect *rect[4];
  for (int i = 0; i < 4; i++)
    rect[i] = &g_array_index (panels, VitFigurePanel, i).area.rect;
  /* Drawn first: the pair, above the two others. */
  g_assert_cmpfloat (rect[0]->y, ==, rect[1]->y);
  g_assert_cmpfloat (rect[0]->y + rect[0]->height, <, rect[2]->y);
  g_assert_cmpfloat (rect[2]->y, ==, rect[3]->y);
  g_assert_cmpfloat (rect[2]->x + rect[2]->width, <, rect[3]->x);
  g_assert_cmpfloat (rect[3]->y + rect[3]->height, <, height);
  g_assert_cmpfloat (rect[0]->height, >, 50);
  g_assert_cmpfloat (rect[2]->height, >, 50);
}

/* Names that are too many for the axes are counted: none is written over the axis or beyond it. */
static void
test_legend_of_many (void)
{
  double x[2] = { 0, 1 }, y[2];
  g_autoptr (VitPlot) plot = vit_plot_new ();
  for (int s = 0; s < 60; s++)
    {
      g_autofree char *label = g_strdup_printf ("name %d", s);
      VitSeries style = { .label = label, .colour = blue, .width = 1 };
      y[0] = y[1] = s;
      vit_plot_add (plot, &style, x, y, 2);
    }
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (400, 300, NULL);
  VitPlotArea area;
  vit_plot_draw (plot, canvas, (VitRect){ 0, 0, 400, 300 }, 9, vit_theme_get_light (), &area);
  g_autofree char *svg = vit_canvas_finish_svg (canvas);
  int named = 0, left_out = 0;
  for (const char *at = svg; (at = strstr (at, ">name ")); at++)
    named++;
  const char *rest = strstr (svg, ">and ");
  g_assert_nonnull (rest);
  g_assert_cmpint (sscanf (rest, ">and %d more", &left_out), ==, 1);
  g_assert_cmpint (named, >, 3);
  g_assert_cmpint (named + left_out, ==, 60);
  g_assert_cmpfloat (area.legend.y + area.legend.height, <=, area.rect.y + area.rect.height);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/locate", test_locate_inverts);
  g_test_add_func ("/plot/curve", test_curve_is_where_it_should_be);
  g_test_add_func ("/plot/map", test_map_has_the_colours_of_its_values);
  g_test_add_func ("/plot/odd-numbers", test_odd_numbers);
  g_test_add_func ("/plot/far-from-zero", test_far_from_zero);
  g_test_add_func ("/plot/csv/curves", test_csv_of_curves);
  g_test_add_func ("/plot/csv/maps", test_csv_of_maps);
  g_test_add_func ("/plot/csv/more", test_csv_of_more);
  g_test_add_func ("/plot/csv/names", test_csv_names);
  g_test_add_func ("/plot/page/narrow", test_narrow_page);
  g_test_add_func ("/plot/numbers/one-way", test_one_way_to_write_numbers);
  g_test_add_func ("/plot/numbers/two", test_two_numbers);
  g_test_add_func ("/plot/legend", test_legend_hides_little);
  g_test_add_func ("/plot/wrap", test_wrap);
  g_test_add_func ("/plot/wrap-units", test_wrap_units);
  g_test_add_func ("/plot/long-caption", test_long_caption);
  g_test_add_func ("/plot/shorten", test_shorten);
  g_test_add_func ("/plot/shorten-among", test_shorten_among);
  g_test_add_func ("/plot/legend-has-room", test_legend_has_room);
  g_test_add_func ("/plot/legend-gives-way", test_legend_gives_way);
  g_test_add_func ("/plot/legend-of-many", test_legend_of_many);
  g_test_add_func ("/figure/wide", test_wide_parts_of_a_page);
  return g_test_run ();
}
