#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "ui/figure/figure.h"

static char *folder;

/* Curves, two axes, marks, a legend, a caption that must wrap: all that takes room. */
static VitFigure *
new_curves (void)
{
  double x[40], y[40], z[40];
  for (int i = 0; i < 40; i++)
    {
      x[i] = 5 * i;
      y[i] = 0.5 + 0.4 * sin (0.2 * i);
      z[i] = -0.001 * i * i;
    }
  VitPlot *plot = vit_plot_new ();
  VitSeries first = {
    .label = "creep 2.3 GPa", .colour = { 0, 0.45, 0.7, 1 }, .width = 1.5, .marker = 1.5
  };
  VitSeries second = { .colour = { 0.8, 0.4, 0, 1 }, .width = 1, .dash = 3, .second = true };
  vit_plot_add (plot, &first, x, y, 40);
  vit_plot_add (plot, &second, x, z, 40);
  vit_plot_set_title (plot, "atom <b>17</b>");
  vit_plot_set_x (plot, "time <i>t</i> (ps)", NAN, NAN);
  vit_plot_set_y (plot, "<i>T</i><sub>ML</sub> (K)", 0, NAN);
  vit_plot_set_y2 (plot, "strain Δ<i>L</i>/<i>L</i> (%)", NAN, NAN);
  vit_plot_add_x_mark (plot, 80, (VitRgba){ 1, 0, 0, 1 }, 0, NULL);
  vit_plot_add_y_mark (plot, 0.685, (VitRgba){ 0.3, 0.3, 0.3, 1 }, 4, "<i>T</i><sub>g</sub>");
  vit_plot_set_caption (
      plot,
      "atoms with <i>T</i><sub>ML</sub> &gt; <i>T</i><sub>g</sub> = 685 K, and more words than one "
      "line of a journal's column can hold at this size of type");
  return vit_figure_new_plot (plot);
}

/* A disc that fills the picture. */
static bool
paint_disc (void *data,
            int width,
            int height,
            double scale,
            bool dark,
            VitPictureMarks *marks,
            uint8_t *rgba,
            GError **error)
{
  marks->angstroms = data ? *(double *) data : 40;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        double r = hypot (2.0 * x / width - 1, 2.0 * y / height - 1);
        memset (rgba + 4 * (y * width + x), r < 1 ? 255 : 0, 4);
        if (r < 1)
          rgba[4 * (y * width + x) + 1] = 90;
      }
  return true;
}

static bool
fail_to_paint (void *data,
               int width,
               int height,
               double scale,
               bool dark,
               VitPictureMarks *marks,
               uint8_t *rgba,
               GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "frame 7 <is> damaged");
  return false;
}

static VitFigure *
new_pictures (void)
{
  VitPictures *pictures = vit_pictures_new (2, 3, 1);
  for (int r = 0; r < 2; r++)
    {
      for (int c = 0; c < 3; c++)
        {
          g_autofree char *title = g_strdup_printf ("<i>t</i> = %d ps", 30 * c);
          vit_pictures_set (pictures, r, c, r == 0 ? title : NULL,
                            r == 1 && c == 2 ? fail_to_paint : paint_disc, NULL, NULL);
        }
      vit_pictures_set_row_label (
          pictures, r, r == 0 ? "creep 2.0 GPa" : "a run with a label much longer than its row");
    }
  vit_pictures_set_scale (pictures, "viridis", "<i>T</i><sub>ML</sub> (K)", 150, 1100, 685,
                          "685 <i>T</i><sub>g</sub>");
  vit_pictures_set_caption (pictures, "slice of 3.85 Å normal to y at 50 % of the edge");
  return vit_figure_new_pictures (pictures);
}

static VitFigure *
new_page (void)
{
  VitFigure *children[3] = { new_curves (), new_pictures (), new_curves () };
  return vit_figure_new_page (children, 3, 2);
}

typedef VitFigure *(*Maker) (void);
static const Maker makers[] = { new_curves, new_pictures, new_page };

static char *export(VitFigure *figure, const char *name, VitExportOptions options, gsize *length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  VitFormat format;
  char *contents;
  g_assert_true (vit_format_from_path (path, &format));
  vit_figure_export (figure, path, format, &options, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &contents, length, &error);
  g_assert_no_error (error);
  return contents;
}

/* ---- Text stays text ---- */

typedef struct
{
  GString *words;
  int depth, n_texts;
} Reader;

static void
on_start (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          void *data,
          GError **error)
{
  Reader *reader = data;
  if (strcmp (element, "text") == 0)
    {
      reader->depth = 1;
      reader->n_texts++;
    }
}

static void
on_end (GMarkupParseContext *context, const char *element, void *data, GError **error)
{
  Reader *reader = data;
  if (strcmp (element, "text") != 0)
    return;
  reader->depth = 0;
  g_string_append_c (reader->words, '\n');
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize n, void *data, GError **error)
{
  Reader *reader = data;
  if (reader->depth > 0)
    g_string_append_len (reader->words, text, (gssize) n);
}

static void
test_svg_text (void)
{
  static const GMarkupParser parser = { on_start, on_end, on_text, NULL, NULL };
  for (gsize m = 0; m < G_N_ELEMENTS (makers); m++)
    {
      g_autoptr (VitFigure) figure = makers[m]();
      gsize n;
      g_autofree char *svg = export(figure, "text.svg", VIT_EXPORT_OPTIONS_DEFAULT, &n);
      g_autoptr (GString) words = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      Reader reader = { words, 0, 0 };
      g_autoptr (GMarkupParseContext) context =
          g_markup_parse_context_new (&parser, 0, &reader, NULL);
      g_assert_true (g_markup_parse_context_parse (context, svg, (gssize) n, &error));
      g_assert_true (g_markup_parse_context_end_parse (context, &error));
      g_assert_no_error (error);
      g_assert_cmpint (reader.n_texts, >, 8);
      g_assert_nonnull (strstr (words->str, "TML (K)\n"));
      g_assert_nonnull (strstr (words->str, m == 1 ? "frame 7 <is> damaged\n" : "time t (ps)\n"));
      g_assert_nonnull (strstr (words->str, m == 1 ? "t = 60 ps\n" : "strain ΔL/L (%)\n"));
      /* Programs do not agree on what is anchored of a text of several runs. */
      g_auto (GStrv) texts = g_strsplit (svg, "<text ", -1);
      guint n_runs = 0, n_anchored = 0;
      for (char **text = texts + 1; *text; text++)
        {
          g_auto (GStrv) runs = g_strsplit (strstr (*text, ">"), "<tspan", -1);
          bool several = g_strv_length (runs) > 2, anchored = strstr (*text, "text-anchor") != NULL;
          g_assert_false (several && anchored);
          n_runs += several;
          n_anchored += anchored;
        }
      g_assert_cmpuint (n_runs, >, 0);
      g_assert_cmpuint (n_anchored, >, 0);
    }
}

/* One bar stands for pictures of one scale; those of several have their own, however small. */
static void
test_scale_bars (void)
{
  static double small = 30, large = 60;
  for (int differ = 0; differ < 2; differ++)
    for (int narrow = 0; narrow < 2; narrow++)
      {
        VitPictures *pictures = vit_pictures_new (1, 3, 1);
        for (int c = 0; c < 3; c++)
          vit_pictures_set (pictures, 0, c, "<b>a run of a glass</b>\n<i>t</i> = 0 ps, phase 0.00",
                            paint_disc, differ && c > 0 ? &large : &small, NULL);
        vit_pictures_set_scale (pictures, "viridis", "<i>T</i><sub>ML</sub> (K)", 150, 1100, 685,
                                "685 <i>T</i><sub>g</sub>");
        g_autoptr (VitFigure) figure = vit_figure_new_pictures (pictures);
        VitExportOptions options = VIT_EXPORT_OPTIONS_DEFAULT;
        options.width = narrow ? 60 : 180;
        gsize n;
        g_autofree char *svg = export(figure, "scale.svg", options, &n);
        g_auto (GStrv) half = g_strsplit (svg, ">5 Å<", -1), whole = g_strsplit (svg, ">1 nm<", -1);
        g_assert_cmpuint (g_strv_length (half) - 1, ==, 1);
        g_assert_cmpuint (g_strv_length (whole) - 1, ==, differ ? 2 : 0);
      }
}

static void
test_pdf_text (void)
{
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  if (!program)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }
  g_autoptr (VitFigure) figure = new_page ();
  gsize n;
  g_autofree char *pdf = export(figure, "text.pdf", VIT_EXPORT_OPTIONS_DEFAULT, &n);
  g_autofree char *path = g_build_filename (folder, "text.pdf", NULL);
  const char *const words[] = { program, path, "-", NULL };
  g_autofree char *text = NULL;
  g_assert_true (g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text,
                               NULL, NULL, NULL));
  g_assert_nonnull (strstr (text, "time t (ps)"));
  g_assert_nonnull (strstr (text, "creep 2.3 GPa"));
  g_assert_nonnull (strstr (text, "normal to y at 50 %"));
}

/* ---- Files ---- */

static void
test_bytes_repeat (void)
{
  static const char *const names[] = { "same.svg", "same.pdf", "same.png" };
  for (gsize m = 0; m < G_N_ELEMENTS (makers); m++)
    for (gsize f = 0; f < G_N_ELEMENTS (names); f++)
      {
        g_autoptr (VitFigure) one = makers[m](), other = makers[m]();
        VitExportOptions options = { .width = 90, .dpi = 80, .font_size = 8, .dark = m == 1 };
        gsize n, n_again;
        g_autofree char *first = export(one, names[f], options, &n);
        g_autofree char *again = export(other, names[f], options, &n_again);
        g_assert_cmpmem (first, n, again, n_again);
        if (f == 1)
          g_assert_null (g_strstr_len (first, (gssize) n, "/CreationDate"));
      }
}

static guint32
get_word (const char *data)
{
  guint32 word;
  memcpy (&word, data, 4);
  return GUINT32_FROM_BE (word);
}

static void
test_png_size (void)
{
  g_autoptr (VitFigure) figure = new_curves ();
  VitExportOptions options = { .width = 127, .height = 63.5, .dpi = 150, .font_size = 9 };
  gsize n;
  g_autofree char *png = export(figure, "size.png", options, &n);
  g_assert_cmpuint (get_word (png + 16), ==, 750);
  g_assert_cmpuint (get_word (png + 20), ==, 375);
  g_assert_cmpint (memcmp (png + 37, "pHYs", 4), ==, 0);
  g_assert_cmpuint (get_word (png + 41), ==, 5906);
  /* The chunk must be one that readers accept. */
  g_autofree char *path = g_build_filename (folder, "size.png", NULL);
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 750);
  cairo_surface_destroy (surface);
}

/* A figure rarely is a whole number of pixels wide: the last ones are its background, too. */
static void
test_png_edges (void)
{
  g_autoptr (VitFigure) figure = new_curves ();
  VitExportOptions options = { .width = 100, .height = 70, .dpi = 151, .font_size = 9 };
  gsize n;
  g_autofree char *png = export(figure, "edges.png", options, &n);
  g_autofree char *path = g_build_filename (folder, "edges.png", NULL);
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  int width = cairo_image_surface_get_width (surface),
      height = cairo_image_surface_get_height (surface),
      stride = cairo_image_surface_get_stride (surface);
  const unsigned char *data = cairo_image_surface_get_data (surface);
  for (int c = 0; c < 3; c++)
    {
      g_assert_cmpint (data[(height / 2) * stride + 4 * (width - 1) + c], ==, 255);
      g_assert_cmpint (data[(height - 1) * stride + 4 * (width / 2) + c], ==, 255);
    }
  cairo_surface_destroy (surface);
}

static void
test_refusals (void)
{
  g_autoptr (VitFigure) figure = new_curves ();
  static const VitExportOptions wrong[] = {
    { .width = NAN, .dpi = 100, .font_size = 9 },
    { .width = 1e9, .dpi = 100, .font_size = 9 },
    { .width = 100, .dpi = 0, .font_size = 9 },
    { .width = 100, .dpi = 100, .font_size = -1 },
    { .width = 100, .height = 1e9, .dpi = 100, .font_size = 9 },
    { .width = 100, .height = NAN, .dpi = 100, .font_size = 9 },
    { .width = 2000, .height = 2000, .dpi = 2400, .font_size = 9 },
  };
  g_autofree char *path = g_build_filename (folder, "refused.png", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_false (vit_figure_export (figure, path, VIT_FORMAT_PNG, &wrong[i], &error));
      g_assert_nonnull (error);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  g_autoptr (GError) error = NULL;
  g_autofree char *nowhere = g_build_filename (folder, "no such folder", "x.svg", NULL);
  g_assert_false (
      vit_figure_export (figure, nowhere, VIT_FORMAT_SVG, &VIT_EXPORT_OPTIONS_DEFAULT, &error));
  g_assert_nonnull (error);
  VitFormat format;
  g_assert_true (vit_format_from_path ("A.SVG", &format));
  g_assert_cmpint (format, ==, VIT_FORMAT_SVG);
  g_assert_false (vit_format_from_path ("svg", &format));
}

/* ---- Nothing is cut off ---- */

/* Ink on the outermost pixels would mean that something stands half outside. */
static void
test_nothing_reaches_the_edge (void)
{
  static const int widths[] = { 255, 400, 1000 };
  for (gsize m = 0; m < 2; m++)
    for (gsize w = 0; w < G_N_ELEMENTS (widths); w++)
      for (int dark = 0; dark < 2; dark++)
        {
          g_autoptr (VitFigure) figure = makers[m]();
          double font = widths[w] == 1000 ? 16 : 8;
          int width = widths[w],
              height = (int) (width / vit_figure_get_shape (figure, width, font));
          g_autofree uint8_t *rgba = vit_figure_render (figure, width, height, font, dark);
          for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x += y == 0 || y == height - 1 ? 1 : width - 1)
              g_assert_cmpmem (rgba + 4 * (y * width + x), 4, rgba, 4);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vitrine-figure-XXXXXX", NULL);
  g_assert_nonnull (folder);
  g_test_add_func ("/figure/svg-text", test_svg_text);
  g_test_add_func ("/figure/scale-bars", test_scale_bars);
  g_test_add_func ("/figure/pdf-text", test_pdf_text);
  g_test_add_func ("/figure/bytes-repeat", test_bytes_repeat);
  g_test_add_func ("/figure/png-size", test_png_size);
  g_test_add_func ("/figure/png-edges", test_png_edges);
  g_test_add_func ("/figure/refusals", test_refusals);
  g_test_add_func ("/figure/nothing-cut-off", test_nothing_reaches_the_edge);
  int result = g_test_run ();
  GDir *dir = g_dir_open (folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_dir_close (dir);
  g_rmdir (folder);
  g_free (folder);
  return result;
}
