/* Notes on figures: arrows end where the data or the face of a map are, on the panel that is meant,
 * words stay in the panel. */

#include <math.h>
#include <string.h>

#include "ui/figure/figure-notes.h"

static const double square[4][2] = { { 0.1, 0.9 }, { 0.7, 0.9 }, { 0.7, 0.3 }, { 0.1, 0.3 } };
/* As the face of a box in perspective: its middle is where the diagonals cross, (0.5, 0.64). */
static const double trapezium[4][2] = { { 0.1, 0.9 }, { 0.9, 0.9 }, { 0.7, 0.5 }, { 0.3, 0.5 } };

static bool
fill (void *data,
      int width,
      int height,
      double scale,
      bool dark,
      VitPictureMarks *marks,
      uint8_t *rgba,
      GError **error)
{
  memset (rgba, 200, (size_t) width * (size_t) height * 4);
  marks->has_face = true;
  memcpy (marks->face, data, sizeof marks->face);
  return true;
}

static VitFigure *
new_maps (const double (*left)[2], const double (*right)[2])
{
  VitPictures *pictures = vit_pictures_new (1, 2, 1);
  vit_pictures_set (pictures, 0, 0, "a", fill, (void *) left, NULL);
  vit_pictures_set (pictures, 0, 1, "b", fill, (void *) right, NULL);
  vit_pictures_set_owner (pictures, 0, 0, left);
  vit_pictures_set_owner (pictures, 0, 1, right);
  return vit_figure_new_pictures (pictures);
}

static VitFigure *
new_plot (gconstpointer owner)
{
  VitPlot *plot = vit_plot_new ();
  const double x[2] = { 1, 100 }, y[2] = { 0, 4 };
  vit_plot_set_x (plot, "x", 1, 100);
  vit_plot_set_y (plot, "y", 0, 4);
  vit_plot_set_log (plot, true, false);
  vit_plot_add (plot, &(VitSeries){ .label = "line" }, x, y, 2);
  vit_plot_set_tag (plot, "test", owner, 0);
  return vit_figure_new_plot (plot);
}

/* The first filled triangle of the colour of notes: the head of an arrow, which begins at its tip.
 */
static bool
find_tip (const char *svg, double *x, double *y)
{
  VitRgba c = vit_note_colour (false);
  g_autofree char *colour =
      g_strdup_printf ("#%02x%02x%02x", (unsigned) lround (255 * c.red),
                       (unsigned) lround (255 * c.green), (unsigned) lround (255 * c.blue));
  g_autofree char *pattern =
      g_strdup_printf ("<path d=\"M([-0-9.]+) ([-0-9.]+)L[^\"]*Z\" fill=\"%s\"", colour);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  if (!g_regex_match (regex, svg, 0, &match))
    return false;
  g_autofree char *first = g_match_info_fetch (match, 1), *second = g_match_info_fetch (match, 2);
  *x = g_ascii_strtod (first, NULL);
  *y = g_ascii_strtod (second, NULL);
  return true;
}

/* Where the picture @index of the document is. */
static VitRect
find_image (const char *svg, int index)
{
  VitRect r = { 0 };
  g_autoptr (GRegex) regex = g_regex_new (
      "<image[^>]* x=\"([-0-9.]+)\" y=\"([-0-9.]+)\" width=\"([0-9.]+)\" height=\"([0-9.]+)\"", 0,
      0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_regex_match (regex, svg, 0, &match);
  for (int i = 0; i < index; i++)
    g_match_info_next (match, NULL);
  g_assert_true (g_match_info_matches (match));
  double *fields[4] = { &r.x, &r.y, &r.width, &r.height };
  for (int k = 0; k < 4; k++)
    {
      g_autofree char *text = g_match_info_fetch (match, k + 1);
      *fields[k] = g_ascii_strtod (text, NULL);
    }
  return r;
}

static const VitExportOptions options = { .width = 140, .dpi = 36, .font_size = 9 };

static void
assert_on_map (const double (*face)[2], const double at[2], const double place[2])
{
  g_autoptr (VitFigure) figure = new_maps (square, trapezium);
  const VitNote note = { .kind = VIT_NOTE_ARROW, .owner = face, .to = { at[0], at[1] } };
  g_assert_true (vit_figure_add_note (figure, &note));
  g_autofree char *svg = vit_figure_dup_svg (figure, &options);
  VitRect r = find_image (svg, face == trapezium);
  double x, y;
  g_assert_true (find_tip (svg, &x, &y));
  g_assert_cmpfloat_with_epsilon (x, r.x + place[0] * r.width, 0.05);
  g_assert_cmpfloat_with_epsilon (y, r.y + place[1] * r.width, 0.05);
}

static void
test_maps (void)
{
  assert_on_map (square, (double[]){ 0.5, 0.25 }, (double[]){ 0.4, 0.75 });
  assert_on_map (trapezium, (double[]){ 0.5, 0.5 }, (double[]){ 0.5, 0.9 - 0.4 * 2 / 3 });
  assert_on_map (trapezium, (double[]){ 1, 1 }, trapezium[2]);
}

static void
test_plots (void)
{
  int a = 0, b = 0;
  VitFigure *children[2] = { new_plot (&a), new_plot (&b) };
  g_autoptr (VitFigure) page = vit_figure_new_page (children, 2, 2);
  VitNote note = { VIT_NOTE_ARROW, &b, { 2, 1 }, { 10, 3 }, "here & <there>" };
  g_assert_true (vit_figure_add_note (page, &note));
  note.owner = &note;
  g_assert_false (vit_figure_add_note (page, &note));
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (400, 150, NULL);
  g_autoptr (GArray) panels = g_array_new (FALSE, FALSE, sizeof (VitFigurePanel));
  double x, y;
  vit_figure_draw (page, canvas, (VitRect){ 0, 0, 400, 150 }, 9, 1, vit_theme_get_paper (), panels);
  g_autofree char *svg = vit_canvas_finish_svg (canvas);
  g_assert_nonnull (strstr (svg, "here &amp; &lt;there&gt;"));
  const VitPlotArea *area = &g_array_index (panels, VitFigurePanel, 1).area;
  g_assert_true (find_tip (svg, &x, &y));
  g_assert_cmpfloat_with_epsilon (x, area->rect.x + area->rect.width / 2, 0.01);
  g_assert_cmpfloat_with_epsilon (y, area->rect.y + area->rect.height / 4, 0.01);
}

/* What lies beyond the axes is not drawn, and words of no arrow are. */
static void
test_beyond (void)
{
  double x, y;
  g_autoptr (VitFigure) figure = new_plot (NULL);
  const VitNote beyond = { VIT_NOTE_ARROW, NULL, { 2, 1 }, { 1000, 3 }, "beyond" },
                words = { VIT_NOTE_WORDS, NULL, { 0, 0 }, { 100, 4 }, "at the corner" };
  g_assert_true (vit_figure_add_note (figure, &beyond));
  g_assert_true (vit_figure_add_note (figure, &words));
  g_autofree char *svg = vit_figure_dup_svg (figure, &options);
  g_assert_null (strstr (svg, ">beyond<"));
  g_assert_nonnull (strstr (svg, "at the corner"));
  g_assert_false (find_tip (svg, &x, &y));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notes/maps", test_maps);
  g_test_add_func ("/notes/plots", test_plots);
  g_test_add_func ("/notes/beyond", test_beyond);
  return g_test_run ();
}
