#pragma once

/* The members of a canvas and the functions that each of its two back-ends provides. */

#include <pango/pangocairo.h>

#include "ui/figure/canvas.h"

typedef struct
{
  void (*path) (VitCanvas *canvas, const VitPoint *points, size_t n, bool closed, bool fill);
  void (*rings) (VitCanvas *canvas, const VitPoint *points, const size_t *starts, size_t n_rings);
  void (*circle) (VitCanvas *canvas, double x, double y, double radius, bool fill);
  void (*push_clip) (VitCanvas *canvas, VitRect rect);
  void (*pop_clip) (VitCanvas *canvas);
  void (*image) (VitCanvas *canvas, cairo_surface_t *image, VitRect rect, bool smooth);
  void (*text) (VitCanvas *canvas,
                double x,
                double y,
                double width,
                double height,
                double baseline,
                double size,
                double align,
                bool turned,
                const char *markup,
                PangoLayout *layout);
} VitCanvasClass;

struct _VitCanvas
{
  const VitCanvasClass *klass;
  PangoContext *pango;
  char *font;
  VitRgba colour;
  double line_width, dash;
  cairo_t *cr;    /* context of the cairo back-end, else NULL */
  GString *svg;   /* document of the SVG back-end, else NULL */
  unsigned n_ids; /* number of ids that clip paths have used */
};

extern const VitCanvasClass vit_canvas_cairo_class;
extern const VitCanvasClass vit_canvas_svg_class;
