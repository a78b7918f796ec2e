#pragma once

/* Displacements of the atoms of one frame to a later one, for arrows: those of the quantity
 * "displacement", over an interval of their own (docs/science.md §1). Results are immutable,
 * reference counted; any thread. */

#include "core/results/deriver.h"
#include "core/results/quantity-source.h"

/**
 * VitDisplacements:
 * @from: frame that they begin at
 * @interval: Δt to the later frame, ps
 * @n: number of atoms of @from
 * @d: n × 3, Å; NaN for an atom that is not in both frames
 */
typedef struct
{
  gatomicrefcount refs;
  size_t from;
  double interval;
  size_t n;
  float *d;
} VitDisplacements;

VitDisplacements *vit_displacements_ref (VitDisplacements *displacements);
void vit_displacements_unref (VitDisplacements *displacements);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitDisplacements, vit_displacements_unref)

/**
 * vit_displacements_new_source:
 * @frame: frame that they begin at
 * @interval: (out): Δt of the frame that is taken, ps: the one nearest to the option
 * "arrow-interval" of "view" or, if that is 0, to the interval of plasticity
 * @error: no frame lies later, or times are not known
 *
 * Returns: (transfer full) (nullable): for vit_displacements_new(); main thread
 */
VitQuantitySource *vit_displacements_new_source (
    VitAnalyses *analyses, VitRun *run, size_t frame, double *interval, GError **error);

/** vit_displacements_new: cost of vit_displacement_compute(), and of following wrapped atoms. */
VitDisplacements *vit_displacements_new (VitQuantitySource *source,
                                         double interval,
                                         VitProgress *progress,
                                         GError **error);

/** vit_displacements_derivation: results are #VitDisplacements of the frame that
 * vit_snapshot_derivation shows at that time. They are not stored: frames are as soon read. */
extern const VitDerivation vit_displacements_derivation;
