#pragma once

/* What is read out of the figure of two quantities, and picked in it. */

#include "core/results/joint.h"
#include "ui/gallery/figure-spec.h"

/** vit_joint_dup_symbol: (transfer full): symbol of an axis in markup; x or y for a formula, which
 * the label of the axis has. */
char *vit_joint_dup_symbol (const VitJoint *joint, int axis);

/** vit_joint_dup_csv: (transfer full): every pair with its atom, then the medians and bands of all
 * atoms and of each species; @joint is a #VitJoint. Any thread. */
char *vit_joint_dup_csv (gconstpointer joint);

char *
vit_read_joint (const VitGalleryRequest *request, const VitFigurePanel *panel, double x, double y);
bool vit_pick_joint (
    const VitGalleryRequest *request, const VitPlotTag *tag, double x, double y, VitAtomSet **set);
VitAtomSet *vit_pick_joint_inside (const VitGalleryRequest *request,
                                   const VitPlotTag *tag,
                                   const double (*polygon)[2],
                                   size_t n);
