#pragma once

/* Colours that figures, scene and widgets share. Themes are constants; the main thread
 * sets the current one. */

#include <stdbool.h>

/** VitRgba: components 0 … 1, not premultiplied. */
typedef struct
{
  double red, green, blue, alpha;
} VitRgba;

/**
 * VitTheme:
 * @dark: whether the background is dark
 * @background: background of a figure
 * @foreground: colour of text and axes
 * @dim: secondary text: tick labels of small plots, captions
 * @grid: lines behind the data, separators of tables
 * @playhead: line at the time that is shown
 * @mark: line at thresholds such as T_g
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
} VitTheme;

const VitTheme *vit_theme_get_light (void);
const VitTheme *vit_theme_get_dark (void);

/** vit_theme_get_paper: light, with a white background, for exports. */
const VitTheme *vit_theme_get_paper (void);

/** vit_theme_get_current: the theme of the window. */
const VitTheme *vit_theme_get_current (void);
void vit_theme_set_dark (bool dark);

/** vit_theme_get_text_scale: how much larger texts of the window are than at the usual size: by the
 * text scale of the desktop, times that of a presentation. What is drawn beside text follows it. */
double vit_theme_get_text_scale (void);
void vit_theme_set_text_scale (double scale);

/** vit_theme_get_subset_colour: colour of all (0), liquid-like (1) and solid-like atoms (2). */
VitRgba vit_theme_get_subset_colour (int subset, bool on_dark);

/** VIT_N_RUN_COLOURS: colours of runs that differ. */
#define VIT_N_RUN_COLOURS 21

/** vit_theme_get_run_colour: colour of the run at @index: seven hues that colour-blind readers
 * distinguish (Okabe & Ito 2008), then the same in two more steps of lightness; repeats after 21.
 */
VitRgba vit_theme_get_run_colour (int index, bool on_dark);

/** vit_theme_lighten: if @on_dark, a lighter variant of @colour that has enough contrast there. */
VitRgba vit_theme_lighten (VitRgba colour, bool on_dark);
