#pragma once

/* The members of a canvas and the functions that each of its two back-ends provides. */

#include <pango/pangocairo.h>

#include "ui/figure/figure-record.h"

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
  VitFigureStyle style;
  VitRgba colour;
  double line_width;
  double dashes[VIT_MAX_DASHES]; /* lengths of dashes and gaps */
  int n_dashes;                  /* 0: a solid line */
  VitFigureRecord *record;       /* nullable, not owned */
  VitRole role;
  double resolution;
  int item;       /* curve of the panel */
  GArray *clips;  /* element-type VitRect: each within the one before */
  cairo_t *cr;    /* context of the cairo back-end, else NULL */
  GString *svg;   /* document of the SVG back-end, else NULL */
  unsigned n_ids; /* number of ids that clip paths have used */
};

/** vit_canvas_note_missing: keeps in mind the characters of a text that no font has. */
void vit_canvas_note_missing (PangoLayout *layout);

/** vit_canvas_set_record: what is drawn from now on is recorded. */
void vit_canvas_set_record (VitCanvas *canvas, VitFigureRecord *record);

/** vit_canvas_set_role: what is drawn from now on, and which curve of the panel it belongs to. */
void vit_canvas_set_role (VitCanvas *canvas, VitRole role, int item);

/** vit_canvas_begin_panel: another pair of axes begins, at @rect, for text of @font points. */
void vit_canvas_begin_panel (VitCanvas *canvas, VitRect rect, double font);
void vit_canvas_note_axis (VitCanvas *canvas, const char *name, const char *label, bool named);

/** vit_canvas_note_curve: a curve or set of bars of the panel begins; panel, item, colours and
 * pattern of @curve are filled in. @label is markup. */
void vit_canvas_note_curve (VitCanvas *canvas, VitRecordCurve curve, const char *label);

/** vit_canvas_note_direct: the name of a curve of the panel stands at it. */
void vit_canvas_note_direct (VitCanvas *canvas, int item);

extern const VitCanvasClass vit_canvas_cairo_class;
extern const VitCanvasClass vit_canvas_svg_class;
