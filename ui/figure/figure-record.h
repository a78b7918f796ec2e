#pragma once

/* What a figure has drawn, as the canvas drew it: every text with the font that was found for it
 * and the ground that it stands on, every line with its width, every image with its pixels. Filled
 * by the canvas alone, so that it says what is on the paper and not what was meant. One thread. */

#include <glib.h>

#include "ui/figure/canvas.h"

/** VitRole: what is being drawn */
typedef enum
{
  VIT_ROLE_PLAIN,  /* frames, ticks, rules, grounds */
  VIT_ROLE_CURVE,  /* curves, their points, error bars and areas */
  VIT_ROLE_BAR,    /* bars of categories */
  VIT_ROLE_KEY,    /* samples of curves in a legend */
  VIT_ROLE_MARK,   /* lines at values */
  VIT_ROLE_VALUE,  /* numbers inside the cells of a map, marks on pictures */
  VIT_ROLE_LETTER, /* letters of panels */
  VIT_ROLE_CAPTION,
} VitRole;

/**
 * VitRecordText: lengths in points
 * @text: without markup
 * @ink: what it covers; of a turned text, too
 * @size: of its letters; @index_size: of its indices, 0 without
 * @clip: what it is cut by
 * @contrast: with what it stands on, of the worst twentieth of its pixels; 0 where the canvas has
 *   no pixels
 */
typedef struct
{
  char *text;
  VitRect ink, clip;
  double size, index_size, contrast;
  VitRgba colour;
  VitRole role;
  int panel;
  bool bold;
} VitRecordText;

/**
 * VitRecordLine:
 * @points: (array length=n): where it runs, cut by the clip as drawn
 * @width: 0 for an area
 * @dash: of a line that is dashed, in points as the figure asks for it; else 0
 * @item: which curve of the panel
 */
typedef struct
{
  VitPoint *points;
  gsize n;
  double width, dash;
  VitRgba colour;
  VitRole role;
  int panel, item;
  VitRect clip;
} VitRecordLine;

/**
 * VitRecordCurve: a curve or a set of bars of a panel
 * @label: (nullable): in the legend, without markup
 * @colour: as drawn
 * @pattern: of its line, or of the ground of its bars; @dash: of its own, points
 * @marker: radius of its points, or of dots in place of bars; 0 without
 * @direct: whether its name stands at it
 */
typedef struct
{
  char *label;
  VitRgba meant, colour;
  int panel, item, pattern;
  double dash, marker, width;
  bool hollow, direct, bars;
} VitRecordCurve;

/** VitRecordImage: of @width × @height pixels, at @rect */
typedef struct
{
  VitRect rect;
  int width, height;
  bool smooth;
} VitRecordImage;

/**
 * VitRecordAxis:
 * @label: (nullable): without markup
 * @name: x, y, y2 or scale
 * @named: whether names stand at it instead of numbers
 */
typedef struct
{
  char *label;
  const char *name;
  int panel;
  bool named;
} VitRecordAxis;

/** VitRecordPanel: a pair of axes, for text of @font points */
typedef struct
{
  VitRect rect;
  double font;
} VitRecordPanel;

/**
 * VitRecordFont: a font that was found
 * @characters: those that it was taken for, each once
 * @outline: whether its letters are outlines that a file can embed
 */
typedef struct
{
  char *family;
  bool outline;
  GString *characters;
} VitRecordFont;

/** VitFigureRecord: @width, @height: points */
typedef struct
{
  double width, height;
  GArray *panels, *texts, *lines, *curves, *images, *axes, *fonts; /* element-types as above */
} VitFigureRecord;

VitFigureRecord *vit_figure_record_new (void);
void vit_figure_record_free (VitFigureRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFigureRecord, vit_figure_record_free)
