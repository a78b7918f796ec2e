#pragma once

/* Figures of the study's own logs, and what they share with those of runs. */

#include "core/mechanics/loading.h"
#include "ui/gallery/figure-spec.h"

/** vit_gallery_stress_unit: in markup: units lj have none that can be turned into GPa. */
const char *vit_gallery_stress_unit (const VitLoadingCurve *curve);

/** vit_gallery_set_stress_axis: what is drawn against what: letters of shear where all curves are
 * of it. */
void vit_gallery_set_stress_axis (VitPlot *plot, bool shear, const char *unit);

bool vit_gallery_is_shear (const VitLoadingCurve *curve);

/** vit_gallery_add_yield_marks: marks ±ε_y of the study's stress–strain test, or says that it gives
 * none. */
void
vit_gallery_add_yield_marks (const VitGalleryRequest *request, VitPlot *plot, GString *caption);

VitFigure *vit_gallery_make_stress_strain (const VitGalleryRequest *request, GError **error);
VitFigure *vit_gallery_make_volume_temperature (const VitGalleryRequest *request, GError **error);
