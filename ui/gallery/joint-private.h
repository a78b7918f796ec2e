#pragma once

/* What is read out of the figure of two quantities, and picked in it. */

#include "core/results/joint.h"
#include "ui/gallery/figure-spec.h"

/** vit_joint_dup_symbol: (transfer full): symbol of an axis in markup; x or y for a formula, which
 * the label of the axis has. */
char *vit_joint_dup_symbol (const VitJoint *joint, int axis);

/** VIT_JOINT_MOST_POINTS: greatest number of points of a scatter: more would be a blot. */
#define VIT_JOINT_MOST_POINTS 4000

/** vit_joint_draws: whether a scatter draws @pair, by lots that do not go by its place in the box.
 */
bool vit_joint_draws (const VitJoint *joint, size_t pair);

/** vit_joint_find_pairs_at: the pairs from @first to before @end, of the start time nearest to the
 * playhead: an atom that was there at another time need not be there now. Returns: which start time
 * that is. */
size_t vit_joint_find_pairs_at (const VitJoint *joint, double time, size_t *first, size_t *end);

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
