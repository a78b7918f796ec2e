#include "ui/style/figure-style.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define FAMILY "DejaVu Sans"

/* Size of an index, of that of its text. */
#define INDEX 0.72

static const double widths[VIT_N_STROKES] = {
  [VIT_STROKE_FRAME] = 0.8,   [VIT_STROKE_TICK] = 0.8,       [VIT_STROKE_MINOR] = 0.5,
  [VIT_STROKE_ERROR] = 0.9,   [VIT_STROKE_MARKER] = 1.1,     [VIT_STROKE_BASELINE] = 1.8,
  [VIT_STROKE_ZERO] = 0.7,    [VIT_STROKE_BAR] = 0.6,        [VIT_STROKE_BAR_MARK] = 1.4,
  [VIT_STROKE_CONTOUR] = 0.4, [VIT_STROKE_RING] = 1.2,       [VIT_STROKE_HALO] = 2.6,
  [VIT_STROKE_MARK] = 1.4,    [VIT_STROKE_MARK_DASHED] = 1,  [VIT_STROKE_DIAGONAL] = 1,
  [VIT_STROKE_RULE] = 0.4,    [VIT_STROKE_HEAVY_RULE] = 0.8, [VIT_STROKE_EMPTY] = 0.6,
  [VIT_STROKE_LEADER] = 0.5,
};

const VitFigureStyle *
vit_figure_style_get_usual (void)
{
  static const VitFigureStyle usual = {
    .families = FAMILY,
    .line_scale = 1,
    .tick_density = 1,
    .caption = true,
    .title = true,
    .letter_bold = true,
  };
  return &usual;
}

double
vit_figure_style_fit (const VitFigureStyle *style, double size)
{
  if (style->largest > 0)
    size = fmin (size, style->largest);
  return fmax (size, style->smallest);
}

double
vit_figure_style_fit_index (const VitFigureStyle *style, double size)
{
  return fmax (INDEX * size, style->smallest_index);
}

double
vit_figure_style_fit_line (const VitFigureStyle *style, double width)
{
  return width > 0 ? fmax (width * style->line_scale, style->thinnest) : 0;
}

double
vit_figure_style_width (const VitFigureStyle *style, VitStroke line)
{
  g_return_val_if_fail (line < VIT_N_STROKES, 1);
  return vit_figure_style_fit_line (style, widths[line]);
}

const VitColourRow *
vit_figure_style_find (const VitFigureStyle *style, VitRgba c)
{
  for (int i = 0; i < style->n_rows; i++)
    {
      const VitRgba *from = &style->rows[i].from;
      if (fabs (from->red - c.red) + fabs (from->green - c.green) + fabs (from->blue - c.blue) <
          1e-6)
        return &style->rows[i];
    }
  return NULL;
}

int
vit_figure_style_pattern (int pattern, double width, double dashes[VIT_MAX_DASHES])
{
  /* In widths of the line; lines that are thin have dashes of a length that is still seen. */
  static const double lengths[VIT_N_PATTERNS][VIT_MAX_DASHES] = {
    { 0 }, { 4, 2 }, { 1.2, 1.6 }, { 5, 1.8, 1.2, 1.8 }, { 8, 2.5 }, { 5, 1.6, 1.2, 1.6, 1.2, 1.6 },
  };
  const double *own = lengths[CLAMP (pattern, 0, VIT_N_PATTERNS - 1)];
  int n = 0;
  for (; n < VIT_MAX_DASHES && own[n] > 0; n++)
    dashes[n] = own[n] * fmax (width, 0.8);
  return n;
}
