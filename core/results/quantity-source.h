#pragma once

/* The source of the per-atom quantities of one frame: the frame, its structure, T_ML, the
 * liquid-like atoms and their regions, and the motion to a later frame, under the options of the
 * study. Each is made on first request, once for all quantities.
 *
 * Create it on the main thread; afterwards one thread at a time may use it. */

#include "core/motion/displacement.h"
#include "core/results/analyses.h"
#include "core/results/frame-structure.h"
#include "core/results/past-motion.h"
#include "core/results/plasticity.h"
#include "core/results/stored.h"
#include "core/structure/cluster.h"

typedef struct _VitQuantitySource VitQuantitySource;

/**
 * VitQuantityWish: what a source has to provide; vit_quantity_wish() adds the needs of a quantity
 * @affects: union of the quantities' @affects
 * @parts: #VitStructureParts
 * @needs_cutoff: whether r_c is needed
 * @compute_tml: whether T_ML may be computed if it is not there; pictures do not wait for it
 * @developing: whether T_ML that develops (core/results/developing-tml.h) is taken where no final
 * one is possible yet
 * @has_to: whether @to is the later frame
 * @to: the later frame, in place of the study's interval
 * @interval: interval to the later frame, ps; a frame has to lie there exactly. 0 is the study's
 *   interval, for which the nearest frame is taken
 * @hop_window: length of the window of p_hop, before the frame and after it, ps; 0 is the study's
 * @motion: options of displacements; the cage consists of the neighbours within r_c
 */
typedef struct
{
  VitAffects affects;
  unsigned parts;
  bool needs_cutoff;
  bool compute_tml;
  bool developing;
  bool has_to;
  size_t to;
  double interval, hop_window;
  VitMotionOptions motion;
} VitQuantityWish;

/**
 * vit_quantity_source_new:
 * @run: a run that has a trajectory
 * @frame: index of the frame
 *
 * If r_c, T_ML or a later frame is missing, quantities that need it fail with the reason.
 */
VitQuantitySource *vit_quantity_source_new (VitAnalyses *analyses,
                                            VitRun *run,
                                            size_t frame,
                                            const VitQuantityWish *wish);
void vit_quantity_source_free (VitQuantitySource *source);

/** vit_quantity_source_describe: appends a text that differs between sources with different inputs,
 * as long as both exist. */
void vit_quantity_source_describe (const VitQuantitySource *source, GString *key);

/** vit_quantity_source_add_key: adds all that its quantities may rest on to the key of a result on
 * disk, contents of frames and of the learned indicator among them. Any thread. */
void vit_quantity_source_add_key (const VitQuantitySource *source, VitStored *stored);

/** vit_quantity_source_release: frees all results; they are made again, or read from the cache, on
 * the next request. */
void vit_quantity_source_release (VitQuantitySource *source);

/** vit_quantity_source_get_trajectory: (transfer none): */
VitTrajectory *vit_quantity_source_get_trajectory (const VitQuantitySource *source);
size_t vit_quantity_source_get_index (const VitQuantitySource *source);

/** vit_quantity_source_get_time: time of the frame, ps; NaN if it is not known. */
double vit_quantity_source_get_time (const VitQuantitySource *source);

/** vit_quantity_source_get_developing: longest interval (ps) of a T_ML that develops; 0 where it is
 * final. */
double vit_quantity_source_get_developing (const VitQuantitySource *source);

/** vit_quantity_source_get_cutoff: r_c, Å; 0 with @error (nullable) if there is none. */
double vit_quantity_source_get_cutoff (const VitQuantitySource *source, GError **error);

/** vit_quantity_source_get_species: (transfer none): name of a type (from 1), or empty. */
const char *vit_quantity_source_get_species (const VitQuantitySource *source, unsigned type);

/** vit_quantity_source_get_indicator_model: (transfer none) (nullable): path of the model of the
 * learned indicator. */
const char *vit_quantity_source_get_indicator_model (const VitQuantitySource *source);

/* ---- Results, made on request: (transfer none), and %NULL with @error ---- */

VitFrame *vit_quantity_source_get_frame (VitQuantitySource *source, GError **error);

/** vit_quantity_source_get_structure: the structure, with these #VitStructureParts. All parts of
 * the wish are made at the first call; a part that cannot be made fails for who asks for it alone.
 */
const VitFrameStructure *vit_quantity_source_get_structure (VitQuantitySource *source,
                                                            unsigned parts,
                                                            VitProgress *progress,
                                                            GError **error);

/** vit_quantity_source_get_radii: as vit_structure_radii_take(); a note says which radius of the
 * frame's species @what lacks. */
bool vit_quantity_source_get_radii (VitQuantitySource *source,
                                    const char *what,
                                    double radii[UINT8_MAX + 1],
                                    GError **error);

/**
 * vit_quantity_source_average:
 * @values: of the atoms of the frame; NaN for an atom without one
 * @averages: (out caller-allocates): averages over their surroundings with the study's ξ
 *
 * As vit_surroundings_average().
 */
bool vit_quantity_source_average (VitQuantitySource *source,
                                  const double *values,
                                  double *averages,
                                  VitProgress *progress,
                                  GError **error);

/** vit_quantity_source_get_tml: T_ML in the order of the frame's atoms. */
VitTmlResult *
vit_quantity_source_get_tml (VitQuantitySource *source, VitProgress *progress, GError **error);

/** vit_quantity_source_has_tml: whether T_ML exists or may be computed. */
bool vit_quantity_source_has_tml (const VitQuantitySource *source);

/** vit_quantity_source_get_liquid: 1 for each atom that is liquid-like under the study's rule, else
 * 0. */
const uint8_t *
vit_quantity_source_get_liquid (VitQuantitySource *source, VitProgress *progress, GError **error);

/** vit_quantity_source_get_solid: 1 for each atom that is solid-like under that rule, else 0. */
const uint8_t *
vit_quantity_source_get_solid (VitQuantitySource *source, VitProgress *progress, GError **error);

/** vit_quantity_source_get_regions: liquid-like atoms that are connected within r_c. */
const VitClusters *
vit_quantity_source_get_regions (VitQuantitySource *source, VitProgress *progress, GError **error);

/** vit_quantity_source_take_regions: (transfer full) (nullable): the regions, if they were made;
 * the source no longer has them. */
VitClusters *vit_quantity_source_take_regions (VitQuantitySource *source);

/** vit_quantity_source_get_plasticity: plasticity from the frame to the later one. */
const VitPlasticity *vit_quantity_source_get_plasticity (VitQuantitySource *source,
                                                         VitProgress *progress,
                                                         GError **error);

/** vit_quantity_source_get_displacements: displacements to the later frame, atoms × 3, Å. */
const double *vit_quantity_source_get_displacements (VitQuantitySource *source,
                                                     VitProgress *progress,
                                                     GError **error);

/** vit_quantity_source_get_past: the motion around the frame, for a number of that kind; %NULL with
 * @error for one that needs r_c where there is none. */
VitPastMotion *
vit_quantity_source_get_past (VitQuantitySource *source, VitPastKind kind, GError **error);

/* ---- Notes ---- */

/** vit_quantity_source_add_note: adds a sentence about the values for people, unless it is
 * there. */
void vit_quantity_source_add_note (VitQuantitySource *source, const char *note);

/** vit_quantity_source_get_interval: Δt between the frame and the later one that is taken, ps; NaN
 * if no frame lies later or the times are not known. */
double vit_quantity_source_get_interval (VitQuantitySource *source);

/** vit_quantity_source_get_notes: (transfer none) (element-type utf8): */
GPtrArray *vit_quantity_source_get_notes (VitQuantitySource *source);

/** vit_quantity_source_take_notes: (transfer full) (element-type utf8): the notes; the source no
 * longer has them. */
GPtrArray *vit_quantity_source_take_notes (VitQuantitySource *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitQuantitySource, vit_quantity_source_free)
