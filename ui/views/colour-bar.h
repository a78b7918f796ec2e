#pragma once

/* The colour bar beside or beneath a live map. Main thread. */

#include <gtk/gtk.h>

#include "ui/style/view-options.h"

/** vit_colour_bar_draw: @t_g (K; NaN: none) is marked where the quantity is T_ML. */
void vit_colour_bar_draw (
    GtkWidget *widget, cairo_t *cr, int height, const VitColouring *colouring, double t_g);

/** vit_colour_bar_draw_flat: the same lying, for a strip of VIT_COLOUR_BAR_FLAT px. */
void vit_colour_bar_draw_flat (
    GtkWidget *widget, cairo_t *cr, int width, const VitColouring *colouring, double t_g);

#define VIT_COLOUR_BAR_FLAT 46

/** vit_draw_markup: @align: 0 the text begins at @x, 1 it ends there; @y is its middle. */
void vit_draw_markup (
    GtkWidget *widget, cairo_t *cr, double x, double y, double align, const char *markup);
