#pragma once

/* How figures look on paper: fonts, sizes, widths of lines, place of the legend. A value; no other
 * code has a font family, a line width or a ratio of sizes of its own. */

#include <stdbool.h>

#include "ui/style/theme.h"

/** VitStroke: what a line is, in figures */
typedef enum
{
  VIT_STROKE_FRAME,       /* around axes */
  VIT_STROKE_TICK,        /* ticks with a number */
  VIT_STROKE_MINOR,       /* ticks between them */
  VIT_STROKE_ERROR,       /* error bars */
  VIT_STROKE_MARKER,      /* circles at points */
  VIT_STROKE_BASELINE,    /* a reference across a bar */
  VIT_STROKE_ZERO,        /* where bars begin */
  VIT_STROKE_BAR,         /* around colour bars */
  VIT_STROKE_BAR_MARK,    /* across colour bars */
  VIT_STROKE_CONTOUR,     /* contours */
  VIT_STROKE_RING,        /* around named points */
  VIT_STROKE_HALO,        /* behind them */
  VIT_STROKE_MARK,        /* at a value, solid */
  VIT_STROKE_MARK_DASHED, /* at a value, dashed */
  VIT_STROKE_DIAGONAL,    /* y = x */
  VIT_STROKE_RULE,        /* between rows of a table */
  VIT_STROKE_HEAVY_RULE,  /* between groups of rows */
  VIT_STROKE_EMPTY,       /* around a missing picture */
  VIT_STROKE_LEADER,      /* from a curve to its name */
  VIT_N_STROKES,
} VitStroke;

/** VitLegendPlace: where the names of curves stand, in the order of the choices of
 * %VIT_FIGURE_LEGEND */
typedef enum
{
  VIT_LEGEND_AUTO, /* inside the axes where that hides nothing, else above them */
  VIT_LEGEND_INSIDE,
  VIT_LEGEND_ABOVE,
  VIT_LEGEND_RIGHT,  /* beside the axes */
  VIT_LEGEND_DIRECT, /* at the ends of the curves */
  VIT_LEGEND_NONE,
} VitLegendPlace;

/** VitColourRow: what a colour of curves becomes
 * @pattern: number of the line style, see vit_figure_style_pattern() */
typedef struct
{
  VitRgba from, to;
  int pattern;
} VitColourRow;

/** VIT_MAX_COLOUR_ROWS: colours of curves of one figure that can be exchanged. */
#define VIT_MAX_COLOUR_ROWS 64

/**
 * VitFigureStyle: lengths in points
 * @families: font families in the order wanted, with commas, interned; the first that there is, or
 *   that has the same metrics, is taken
 * @smallest, @largest: texts are never smaller or larger; 0: no limit
 * @smallest_index: sub- and superscripts are never smaller; 0: no limit
 * @line_scale: factor of all widths of lines
 * @thinnest: no line is thinner
 * @tick_density: factor of the number of ticks
 * @legend: place of legends
 * @caption: whether what is said below figures is drawn
 * @title: whether titles are drawn
 * @plain_text: whether texts that would be coloured get @ink
 * @rows, @n_rows: what colours of curves become
 * @letters: (nullable): a sample of the letter of a panel, as in "a", "(a)" or "A", interned; %NULL
 *   takes "a"
 * @letter_size: of letters of panels; 0: that of labels
 * @letter_bold: whether these are bold
 */
typedef struct
{
  const char *families;
  double smallest, largest, smallest_index;
  double line_scale, thinnest;
  double tick_density;
  VitLegendPlace legend;
  bool caption, title, plain_text;
  VitRgba ink;
  VitColourRow rows[VIT_MAX_COLOUR_ROWS];
  int n_rows;
  const char *letters;
  double letter_size;
  bool letter_bold;
} VitFigureStyle;

/** vit_figure_style_get_usual: of the window and of exports without a journal. */
const VitFigureStyle *vit_figure_style_get_usual (void);

/** VIT_SMALL_TEXT, VIT_CAPTION_TEXT: sizes of numbers at ticks and of captions, of that of labels.
 */
#define VIT_SMALL_TEXT 0.88
#define VIT_CAPTION_TEXT 0.8

/** vit_figure_style_fit: the size that a text of @size gets. */
double vit_figure_style_fit (const VitFigureStyle *style, double size);

/** vit_figure_style_fit_index: the size of an index of a text of @size. */
double vit_figure_style_fit_index (const VitFigureStyle *style, double size);

/** vit_figure_style_fit_line: the width that a line of @width gets. */
double vit_figure_style_fit_line (const VitFigureStyle *style, double width);

/** vit_figure_style_width: the width of a kind of line. */
double vit_figure_style_width (const VitFigureStyle *style, VitStroke line);

/** vit_figure_style_find: (nullable): what becomes of a colour of curves. */
const VitColourRow *vit_figure_style_find (const VitFigureStyle *style, VitRgba colour);

/** VIT_N_PATTERNS: line styles that can be told apart; the first is solid. */
#define VIT_N_PATTERNS 6

/** VIT_MAX_DASHES: lengths of a line style. */
#define VIT_MAX_DASHES 6

/** vit_figure_style_pattern: @dashes is filled with lengths of dashes and gaps for a line @width
 * wide. Returns: their number, 0 for a solid line. */
int vit_figure_style_pattern (int pattern, double width, double dashes[VIT_MAX_DASHES]);
