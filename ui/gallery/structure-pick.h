#pragma once

/* Readings and picks for the specs of figures of structure. */

#include "ui/gallery/figure-spec.h"

char *vit_read_polyhedron (const VitGalleryRequest *request,
                           const VitFigurePanel *panel,
                           double x,
                           double y);
char *
vit_read_q6_w6 (const VitGalleryRequest *request, const VitFigurePanel *panel, double x, double y);
char *vit_read_similarity (const VitGalleryRequest *request,
                           const VitFigurePanel *panel,
                           double x,
                           double y);
char *
vit_read_rdf (const VitGalleryRequest *request, const VitFigurePanel *panel, double x, double y);
VitAtomSet *vit_pick_q6_w6 (const VitGalleryRequest *request,
                            const VitPlotTag *tag,
                            const double (*polygon)[2],
                            size_t n);
bool vit_pick_polyhedron (
    const VitGalleryRequest *request, const VitPlotTag *tag, double x, double y, VitAtomSet **set);
