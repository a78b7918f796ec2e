#pragma once

/* The colour bar beside or beneath a map of atoms. Main thread. */

#include <gtk/gtk.h>

#include "ui/style/theme.h"
#include "ui/style/view-options.h"

/** VitColourEnds: whether values lie beyond the ends of the scale, which then have tips */
typedef struct
{
  bool below, above;
} VitColourEnds;

/** vit_colour_bar_draw: draws a vertical bar; @t_g (K; NaN: none) is marked; @names (nullable)
 * (array zero-terminated=1) stand for the numbers 1, 2 … */
void vit_colour_bar_draw (GtkWidget *widget,
                          cairo_t *cr,
                          int height,
                          const VitColouring *colouring,
                          VitColourEnds ends,
                          double t_g,
                          const char *const *names);

/** VIT_COLOUR_BAR_UPRIGHT: width beside a map that is kept free for its bar, px, at the
 * present text scale. */
#define VIT_COLOUR_BAR_UPRIGHT ((int) (66 * vit_theme_get_text_scale ()))

/** vit_colour_bar_draw_flat: draws a horizontal bar in a strip VIT_COLOUR_BAR_FLAT px high. */
void vit_colour_bar_draw_flat (GtkWidget *widget,
                               cairo_t *cr,
                               int width,
                               const VitColouring *colouring,
                               VitColourEnds ends,
                               double t_g,
                               const char *const *names);

#define VIT_COLOUR_BAR_FLAT ((int) (46 * vit_theme_get_text_scale ()))

/** vit_draw_markup: @align: 0 puts the beginning of the text at @x, 1 its end; @y is the middle of
 * its height. */
void vit_draw_markup (
    GtkWidget *widget, cairo_t *cr, double x, double y, double align, const char *markup);
