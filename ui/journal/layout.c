#include "ui/journal/layout.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "ui/style/colormap.h"
#include "ui/style/colour-vision.h"

/* Of pictures in a first drawing, which only tells what there is. */
#define ROUGH_DPI 36

/* Dashes shorter than this are dots, points. */
#define DASH 2.0

/* Lightness, 0 … 1, of the lightest curve on white and of the darkest on a dark ground. */
#define LIGHTEST 0.78
#define DARKEST 0.42

VitArtKind
vit_journal_get_art (const VitFigureRecord *record)
{
  /* A scale of colours is one pixel wide. */
  for (guint i = 0; i < record->images->len; i++)
    {
      const VitRecordImage *image = &g_array_index (record->images, VitRecordImage, i);
      if (image->width > 1 && image->height > 1)
        return VIT_ART_COMBINATION;
    }
  return VIT_ART_LINE;
}

/* ---- Colours and line styles of curves ---- */

static double
get_lightness (const uint8_t c[4])
{
  return vit_colour_to_lab ((VitRgba){ c[0] / 255.0, c[1] / 255.0, c[2] / 255.0, 1 }).l / 100;
}

/* The colour of a map that is as light as @lightness; maps of curves grow lighter. */
static VitRgba
find_colour (uint8_t table[256][4], double lightness)
{
  int best = 0;
  for (int i = 1; i < 256; i++)
    if (fabs (get_lightness (table[i]) - lightness) <
        fabs (get_lightness (table[best]) - lightness))
      best = i;
  const uint8_t *c = table[best];
  return (VitRgba){ c[0] / 255.0, c[1] / 255.0, c[2] / 255.0, 1 };
}

static void
fill_palette (const char *name, uint8_t table[256][4])
{
  if (strcmp (name, "grey") != 0)
    {
      vit_colormap_fill (name, table);
      return;
    }
  for (int i = 0; i < 256; i++)
    table[i][0] = table[i][1] = table[i][2] = (uint8_t) i;
}

/* Colours in steps of lightness, which everybody sees. */
static void
choose_colours (VitFigureStyle *style, const char *palette, bool dark)
{
  uint8_t table[256][4];
  fill_palette (palette, table);
  double low = dark ? DARKEST : get_lightness (table[0]),
         high = dark ? get_lightness (table[255]) : LIGHTEST;
  for (int i = 0; i < style->n_rows; i++)
    {
      double step = style->n_rows > 1 ? (double) i / (style->n_rows - 1) : 0;
      style->rows[i].to = find_colour (table, low + (high - low) * (dark ? 1 - step : step));
    }
}

/* Whether a line or a bar has a colour: points have no styles. */
static bool
is_styled (const VitFigureRecord *record, VitRgba colour)
{
  for (guint i = 0; i < record->curves->len; i++)
    {
      const VitRecordCurve *curve = &g_array_index (record->curves, VitRecordCurve, i);
      if ((curve->bars ? curve->marker == 0 : curve->width > 0) && curve->meant.red == colour.red &&
          curve->meant.green == colour.green && curve->meant.blue == colour.blue)
        return true;
    }
  return false;
}

static void
mark_dashes (double dash, bool meant[VIT_N_PATTERNS])
{
  static const int dashed[] = { 1, 4 }, dotted[] = { 2 };
  for (gsize k = 0; dash >= DASH && k < G_N_ELEMENTS (dashed); k++)
    meant[dashed[k]] = true;
  for (gsize k = 0; dash > 0 && dash < DASH && k < G_N_ELEMENTS (dotted); k++)
    meant[dotted[k]] = true;
}

/* Mark the line styles that look like lines which a figure has dashed itself, curves and lines at
 * values alike: its words say what these are, so no other curve is to be called dashed, or dotted.
 */
static void
mark_meant (const VitFigureRecord *record, bool meant[VIT_N_PATTERNS])
{
  for (guint i = 0; i < record->curves->len; i++)
    mark_dashes (g_array_index (record->curves, VitRecordCurve, i).dash, meant);
  for (guint i = 0; i < record->lines->len; i++)
    {
      const VitRecordLine *line = &g_array_index (record->lines, VitRecordLine, i);
      if (line->role == VIT_ROLE_MARK)
        mark_dashes (line->dash, meant);
    }
}

/* A curve takes the first line style that no curve of a similar colour has: one less than 1.2 times
 * @difference away for any eye, or in grey. */
static void
choose_patterns (const VitFigureRecord *record, VitFigureStyle *style, double difference)
{
  bool meant[VIT_N_PATTERNS] = { false };
  mark_meant (record, meant);
  for (int i = 0; i < style->n_rows; i++)
    {
      VitColourRow *row = &style->rows[i];
      bool taken[VIT_N_PATTERNS] = { false };
      int pattern = 0;
      row->pattern = 0;
      if (!is_styled (record, row->from))
        continue;
      for (int k = 0; k < i; k++)
        if (vit_colour_least_difference (style->rows[k].to, row->to, NULL) < 1.2 * difference)
          taken[style->rows[k].pattern] = true;
      while (pattern < VIT_N_PATTERNS && (taken[pattern] || meant[pattern]))
        pattern++;
      /* Curves apart come before words that are clear. */
      for (int k = 0; k < VIT_N_PATTERNS && pattern == VIT_N_PATTERNS; k++)
        if (!taken[k])
          pattern = k;
      row->pattern = pattern % VIT_N_PATTERNS;
    }
}

/* One row for each colour that curves have. */
static void
collect_colours (const VitFigureRecord *record, VitFigureStyle *style)
{
  style->n_rows = 0;
  for (guint i = 0; i < record->curves->len && style->n_rows < VIT_MAX_COLOUR_ROWS; i++)
    {
      VitRgba colour = g_array_index (record->curves, VitRecordCurve, i).meant;
      if (!vit_figure_style_find (style, colour))
        style->rows[style->n_rows++] = (VitColourRow){ colour, colour, 0 };
    }
}

/* ---- The whole ---- */

static VitFigureStyle
make_style (const VitJournal *journal, const VitFigureSettings *settings, bool dark)
{
  VitFigureStyle style = *vit_figure_style_get_usual ();
  if (journal)
    {
      if (journal->families)
        style.families = g_intern_string (journal->families);
      style.smallest = journal->smallest;
      style.largest = journal->largest;
      style.smallest_index = journal->smallest_index;
      style.line_scale = journal->scale;
      style.thinnest = journal->thinnest;
      style.plain_text = !journal->coloured;
      style.caption = journal->caption;
      style.letters = journal->letters ? g_intern_string (journal->letters) : NULL;
      style.letter_size = journal->letter_size;
      style.letter_bold = journal->letter_bold;
    }
  style.ink = dark ? vit_theme_get_dark ()->foreground : vit_theme_get_paper ()->foreground;
  if (settings->texts[VIT_FIGURE_FONT])
    style.families = g_intern_string (settings->texts[VIT_FIGURE_FONT]);
  style.legend = (VitLegendPlace) vit_figure_settings_get_choice (settings, VIT_FIGURE_LEGEND,
                                                                  VIT_LEGEND_AUTO);
  style.caption = vit_figure_settings_get_switch (settings, VIT_FIGURE_CAPTION, style.caption);
  style.title = g_strcmp0 (settings->texts[VIT_FIGURE_TITLE], "none") != 0;
  style.tick_density = vit_figure_settings_get_number (settings, VIT_FIGURE_TICKS, 1);
  return style;
}

static bool
find_width (const VitJournal *journal,
            const VitFigureSettings *settings,
            double *width,
            GError **error)
{
  const char *text = settings->texts[VIT_FIGURE_WIDTH];
  double usual = journal && journal->n_widths > 0 ? journal->widths[0] : *width;
  double number = vit_figure_settings_get_number (settings, VIT_FIGURE_WIDTH, NAN);
  *width = isfinite (number) ? number
           : !text           ? usual
           : journal         ? vit_journal_find_width (journal, text)
                             : NAN;
  if (isfinite (*width))
    return true;
  g_autofree char *names = journal ? g_strjoinv (", ", journal->width_names) : NULL;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "width=%s: %s%s", text,
               journal ? "the journal has " : "a name of a width needs --journal",
               journal ? names : "");
  return false;
}

/* What is written over a figure. */
static void
set_words (const VitFigureSettings *settings, VitFigure *figure)
{
  double x0, x1, y0, y1;
  const char *title = settings->texts[VIT_FIGURE_TITLE];
  vit_figure_settings_get_range (settings, VIT_FIGURE_X_RANGE, &x0, &x1);
  vit_figure_settings_get_range (settings, VIT_FIGURE_Y_RANGE, &y0, &y1);
  vit_figure_set_ranges (figure, x0, x1, y0, y1);
  if (title && strcmp (title, "none") != 0)
    {
      g_autofree char *markup = g_markup_escape_text (title, -1);
      vit_figure_set_title (figure, markup);
    }
}

bool
vit_journal_lay_out (const VitJournal *journal,
                     const VitFigureSettings *settings,
                     VitFormat format,
                     bool dark,
                     VitFigure *figure,
                     VitExportOptions *options,
                     GError **error)
{
  g_return_val_if_fail (settings && figure && options, false);
  *options = VIT_EXPORT_OPTIONS_DEFAULT;
  options->dark = dark;
  if (!find_width (journal, settings, &options->width, error))
    return false;
  options->height = vit_figure_settings_get_number (settings, VIT_FIGURE_HEIGHT, 0);
  options->font_size = vit_figure_settings_get_number (
      settings, VIT_FIGURE_FONT_SIZE, journal ? journal->size : options->font_size);
  VitFigureStyle style = make_style (journal, settings, dark);
  set_words (settings, figure);
  vit_figure_set_style (figure, &style);

  const char *palette = settings->texts[VIT_FIGURE_PALETTE];
  bool coloured = palette && strcmp (palette, "study") != 0;
  /* A page may be printed in grey. */
  bool patterned =
      vit_figure_settings_get_switch (settings, VIT_FIGURE_LINE_STYLES, journal != NULL);
  double dpi = vit_figure_settings_get_number (settings, VIT_FIGURE_DPI, 0);
  if (coloured || patterned || (journal && !(dpi > 0)))
    {
      VitExportOptions rough = *options;
      rough.dpi = ROUGH_DPI;
      g_autoptr (VitFigureRecord) record = vit_figure_record (figure, &rough);
      if (coloured || patterned)
        collect_colours (record, &style);
      if (coloured)
        choose_colours (&style, palette, dark);
      if (patterned)
        choose_patterns (record, &style, journal ? journal->difference : VIT_LEAST_DIFFERENCE);
      vit_figure_set_style (figure, &style);
      VitArtKind art = vit_journal_get_art (record);
      if (!(dpi > 0) && journal)
        dpi = journal->dpi[format == VIT_FORMAT_PNG ? art : VIT_ART_COMBINATION];
    }
  if (dpi > 0)
    options->dpi = dpi;
  double width, height;
  vit_figure_measure (figure, options, &width, &height);
  if (journal && journal->height > 0 && !(options->height > 0) &&
      height > journal->height * 72 / 25.4)
    options->height = journal->height;
  return true;
}

char *
vit_journal_dup_doubt (const VitFigureSettings *settings,
                       VitFormat format,
                       VitFigure *figure,
                       const VitExportOptions *options)
{
  g_return_val_if_fail (settings && figure && options, NULL);
  double x0, x1, y0, y1;
  g_autoptr (GError) error = NULL;
  vit_figure_settings_get_range (settings, VIT_FIGURE_X_RANGE, &x0, &x1);
  vit_figure_settings_get_range (settings, VIT_FIGURE_Y_RANGE, &y0, &y1);
  char *beyond = vit_figure_dup_beyond (figure, x0, x1, y0, y1);
  if (!beyond && format == VIT_FORMAT_PNG && !vit_figure_check_pixels (figure, options, &error))
    return g_strdup (error->message);
  return beyond;
}
