#pragma once

/* What the canvas writes to a record. */

#include <pango/pangocairo.h>

#include "ui/figure/figure-record.h"

void vit_record_path (VitFigureRecord *record,
                      const VitPoint *points,
                      gsize n,
                      bool closed,
                      double width,
                      double dash,
                      VitRgba colour,
                      VitRole role,
                      int item,
                      const VitRect *clip);
void vit_record_image (VitFigureRecord *record, VitRect rect, int width, int height, bool smooth);

/** vit_record_text: @x, @y: where the layout begins; @cr: (nullable): what it is about to be drawn
 * on. */
void vit_record_text (VitFigureRecord *record,
                      PangoLayout *layout,
                      double x,
                      double y,
                      bool turned,
                      VitRgba colour,
                      VitRole role,
                      const VitRect *clip,
                      cairo_t *cr);
void vit_record_axis (VitFigureRecord *record, const char *name, const char *label, bool named);
