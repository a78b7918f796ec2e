#pragma once

/* Colours and type of pictures: what figures, scene and widgets share. Themes are constants; the
 * current one is set by the main thread. */

#include <stdbool.h>

/** VitRgba: 0 … 1, not premultiplied */
typedef struct
{
  double red, green, blue, alpha;
} VitRgba;

/**
 * VitTheme:
 * @dark: whether the background is dark
 * @background: of a figure
 * @foreground: text and axes
 * @dim: what matters less: tick labels of small plots, captions
 * @grid: lines behind the data
 * @playhead: the time that is shown
 * @mark: thresholds such as T_g
 * @font: family of all text
 */
typedef struct
{
  bool dark;
  VitRgba background;
  VitRgba foreground;
  VitRgba dim;
  VitRgba grid;
  VitRgba playhead;
  VitRgba mark;
  const char *font;
} VitTheme;

const VitTheme *vit_theme_get_light (void);
const VitTheme *vit_theme_get_dark (void);

/** vit_theme_get_paper: light, with a white background: for what is exported. */
const VitTheme *vit_theme_get_paper (void);

/** vit_theme_get_current: that of the window. */
const VitTheme *vit_theme_get_current (void);
void vit_theme_set_dark (bool dark);

/** vit_theme_get_subset_colour: of all (0), liquid-like (1) and solid-like atoms (2). */
VitRgba vit_theme_get_subset_colour (int subset, bool on_dark);

/** vit_theme_get_run_colour: of the @index-th run; distinct for colour-blind eyes (Okabe & Ito
 * 2008), repeats after 7. */
VitRgba vit_theme_get_run_colour (int index, bool on_dark);

/** vit_theme_lighten: a colour of its own for a dark ground, so that it stands out as well. */
VitRgba vit_theme_lighten (VitRgba colour, bool on_dark);
