#pragma once

/* The makers behind vit_gallery_make(), one or two per file. */

#include "ui/gallery/gallery.h"

VitFigure *vit_make_distribution (const VitGalleryRequest *request, GError **error);
VitFigure *vit_make_evolution (const VitGalleryRequest *request, GError **error);
VitFigure *vit_make_fraction (const VitGalleryRequest *request, GError **error);
VitFigure *vit_make_mean (const VitGalleryRequest *request, GError **error);
VitFigure *vit_make_history (const VitGalleryRequest *request, GError **error);
VitFigure *vit_make_slice (const VitGalleryRequest *request, GError **error);
VitFigure *vit_make_filmstrip (const VitGalleryRequest *request, GError **error);
VitFigure *vit_make_validation (const VitGalleryRequest *request, GError **error);
VitFigure *vit_make_confusion (const VitGalleryRequest *request, GError **error);

/** vit_gallery_colour: of a run, by its place in the study. */
VitRgba vit_gallery_colour (const VitGalleryRequest *request, VitRun *run);

/** vit_gallery_series: (nullable): of a run; %NULL with @error that says what is missing. */
VitTmlSeries *vit_gallery_series (const VitGalleryRequest *request, VitRun *run, GError **error);

/** vit_gallery_theme: the one that the request's colours are for. */
const VitTheme *vit_gallery_theme (const VitGalleryRequest *request);
