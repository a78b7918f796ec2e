#pragma once

/* What the per-atom quantities of one frame are taken from: the frame, its structure, T_ML, the
 * liquid-like atoms and their regions, and the motion to a later frame, under the options of the
 * study. Each is made when it is first asked for, and once for all quantities.
 *
 * Made on the main thread of what is there; then one thread at a time. */

#include "core/motion/displacement.h"
#include "core/results/analyses.h"
#include "core/results/frame-structure.h"
#include "core/results/plasticity.h"
#include "core/structure/cluster.h"

typedef struct _VitQuantitySource VitQuantitySource;

/**
 * VitQuantityWish: what will be asked for; vit_quantity_wish() adds what a quantity needs
 * @affects: of the quantities, together
 * @parts: #VitStructureParts
 * @needs_cutoff: whether r_c is needed
 * @compute_tml: whether T_ML may be computed where it has not been yet: pictures do not wait for it
 * @has_to: whether @to is the later frame
 * @to: in place of the study's interval
 * @interval: (ps) in place of the study's, and then a frame has to lie there; 0 for the study's,
 *   whose nearest frame is taken
 * @motion: how displacements are taken; the cage is that of r_c
 */
typedef struct
{
  unsigned affects;
  unsigned parts;
  bool needs_cutoff;
  bool compute_tml;
  bool has_to;
  size_t to;
  double interval;
  VitMotionOptions motion;
} VitQuantityWish;

/**
 * vit_quantity_source_new:
 * @run: that has a trajectory
 * @frame: of it
 *
 * What is missing (r_c, T_ML, a later frame) fails those quantities that need it, with the reason.
 */
VitQuantitySource *vit_quantity_source_new (VitAnalyses *analyses,
                                            VitRun *run,
                                            size_t frame,
                                            const VitQuantityWish *wish);
void vit_quantity_source_free (VitQuantitySource *source);

/** vit_quantity_source_describe: appends what tells this source from others while both live. */
void vit_quantity_source_describe (const VitQuantitySource *source, GString *key);

/** vit_quantity_source_release: drops what was made; it is made again, or read from the cache. */
void vit_quantity_source_release (VitQuantitySource *source);

/** vit_quantity_source_get_trajectory: (transfer none): */
VitTrajectory *vit_quantity_source_get_trajectory (const VitQuantitySource *source);
size_t vit_quantity_source_get_index (const VitQuantitySource *source);

/** vit_quantity_source_get_time: of the frame, ps; NaN where it is not known. */
double vit_quantity_source_get_time (const VitQuantitySource *source);

/** vit_quantity_source_get_cutoff: r_c, Å; 0 with @error (nullable) where there is none. */
double vit_quantity_source_get_cutoff (const VitQuantitySource *source, GError **error);

/** vit_quantity_source_get_species: (transfer none): name of a type (from 1), or empty. */
const char *vit_quantity_source_get_species (const VitQuantitySource *source, unsigned type);

/* ---- What is made when it is asked for: (transfer none), and %NULL with @error ---- */

VitFrame *vit_quantity_source_get_frame (VitQuantitySource *source, GError **error);

/** vit_quantity_source_get_structure: with all parts that were wished for. */
const VitFrameStructure *vit_quantity_source_get_structure (VitQuantitySource *source,
                                                            VitProgress *progress,
                                                            GError **error);

/** vit_quantity_source_get_tml: in the order of the frame's atoms. */
VitTmlResult *
vit_quantity_source_get_tml (VitQuantitySource *source, VitProgress *progress, GError **error);

/** vit_quantity_source_has_tml: whether there is T_ML, or it may be computed. */
bool vit_quantity_source_has_tml (const VitQuantitySource *source);

/** vit_quantity_source_get_liquid: of each atom, whether it is liquid-like under the study's rule.
 */
const uint8_t *
vit_quantity_source_get_liquid (VitQuantitySource *source, VitProgress *progress, GError **error);

/** vit_quantity_source_get_solid: of each atom, whether it is solid-like under that rule. */
const uint8_t *
vit_quantity_source_get_solid (VitQuantitySource *source, VitProgress *progress, GError **error);

/** vit_quantity_source_get_regions: liquid-like atoms that are connected within r_c. */
const VitClusters *
vit_quantity_source_get_regions (VitQuantitySource *source, VitProgress *progress, GError **error);

/** vit_quantity_source_take_regions: (transfer full) (nullable): those that were made. */
VitClusters *vit_quantity_source_take_regions (VitQuantitySource *source);

/** vit_quantity_source_get_plasticity: of the frame and the later one. */
const VitPlasticity *vit_quantity_source_get_plasticity (VitQuantitySource *source,
                                                         VitProgress *progress,
                                                         GError **error);

/** vit_quantity_source_get_displacements: atoms × 3, Å. */
const double *vit_quantity_source_get_displacements (VitQuantitySource *source,
                                                     VitProgress *progress,
                                                     GError **error);

/* ---- Notes ---- */

/** vit_quantity_source_add_note: something that people should know of the values; once. */
void vit_quantity_source_add_note (VitQuantitySource *source, const char *note);

/** vit_quantity_source_get_notes: (transfer none) (element-type utf8): */
GPtrArray *vit_quantity_source_get_notes (VitQuantitySource *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitQuantitySource, vit_quantity_source_free)
