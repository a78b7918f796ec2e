#pragma once

/* Plastic deformation of a run between two frames, per atom, and its correlation with T_ML
 * (docs/science.md §4). Results are immutable, reference counted, any thread. */

#include "core/mechanics/nonaffine.h"
#include "core/stats/correlation.h"
#include "core/store/cache.h"
#include "core/tml/tml.h"

/**
 * VitPlasticityMeasure:
 * @VIT_PLASTICITY_D2MIN: D²min, Å²
 * @VIT_PLASTICITY_MISES: von Mises strain η
 * @VIT_PLASTICITY_ROTATION: θ, degrees
 * @VIT_PLASTICITY_VOLUMETRIC: tr E / 3
 */
typedef enum
{
  VIT_PLASTICITY_D2MIN,
  VIT_PLASTICITY_MISES,
  VIT_PLASTICITY_ROTATION,
  VIT_PLASTICITY_VOLUMETRIC,
  VIT_PLASTICITY_N_MEASURES,
} VitPlasticityMeasure;

/** vit_plasticity_measure_name: (transfer none): the measure's name in the table of quantities. */
const char *vit_plasticity_measure_name (VitPlasticityMeasure measure);

/**
 * VitPlasticityOptions:
 * @cutoff: r_c in the reference frame, Å
 * @per_neighbour: D²min divided by the number of neighbours
 */
typedef struct
{
  double cutoff;
  bool per_neighbour;
} VitPlasticityOptions;

/**
 * VitPlasticity:
 * @atoms: atoms of the reference frame, in whose order the arrays are
 * @from: reference frame
 * @to: current frame
 * @values: (array fixed-size=4): per measure one value per atom; NaN where undefined
 * @flags: #VitNonaffineFlags of each atom; 0 for a valid atom and for one that is missing in a
 *   frame
 * @n_missing: atoms that are missing in one frame or have no finite position
 * @n_flagged: atoms whose neighbourhood does not define a strain (too few neighbours); all their
 *   values are NaN
 * @n_inverted: atoms whose neighbourhood is turned inside out; their rotation alone is NaN
 * @n_ambiguous: as in #VitNonaffine
 */
typedef struct
{
  gatomicrefcount refs;
  VitAtoms *atoms;
  size_t from, to;
  double *values[VIT_PLASTICITY_N_MEASURES];
  uint8_t *flags;
  size_t n_missing, n_flagged, n_inverted, n_ambiguous;
} VitPlasticity;

VitPlasticity *vit_plasticity_ref (VitPlasticity *plasticity);
void vit_plasticity_unref (VitPlasticity *plasticity);

/**
 * vit_plasticity_compute:
 * @from: reference frame
 * @to: current frame
 * @cache: (nullable): where the result is looked up and stored
 * @error: errors of reading; %VIT_ERROR_MISMATCH if atoms cannot be matched; %VIT_ERROR_MISSING
 *   without r_c
 *
 * Atoms are matched by id; an atom that is missing in one frame is no neighbour. Wrapped
 * atoms are followed through the frames in between, as displacements are; where that is ambiguous,
 * each bond takes the image that moved least against the flow of the box.
 */
VitPlasticity *vit_plasticity_compute (VitTrajectory *trajectory,
                                       size_t from,
                                       size_t to,
                                       const VitPlasticityOptions *options,
                                       VitCache *cache,
                                       VitProgress *progress,
                                       GError **error);

/**
 * VitPlasticityCurveOptions:
 * @plasticity: options of plasticity
 * @correlation: Pearson's or Spearman's, bootstrap; its blocks are ignored
 * @block: least edge of the blocks of the bootstrap, Å. Blocks are drawn instead of atoms because
 *   T_ML and plasticity of neighbours are correlated. 0 is 10 Å, beyond which the confidence
 *   intervals of the samples grow no wider; negative draws atoms as independent
 * @delay: plasticity is measured from t + @delay onwards, ps: for prediction, the longest interval
 *   of T_ML; 0 measures it from t
 * @tolerance: how far a frame may lie from its time, as a fraction of the interval; 0 is 0.01
 */
typedef struct
{
  VitPlasticityOptions plasticity;
  VitCorrelationOptions correlation;
  double block;
  double delay;
  double tolerance;
} VitPlasticityCurveOptions;

/** VIT_PLASTICITY_BLOCK: default of @block, Å. */
#define VIT_PLASTICITY_BLOCK 10.0

/**
 * VitPlasticityPoint:
 * @interval: Δt, ps
 * @from: reference frame, −1 if the run has none at that time
 * @to: current frame, −1 likewise; without both frames there are no coefficients
 * @rho: (array fixed-size=4): per measure: its correlation with T_ML(t)
 * @n_flagged: as in #VitPlasticity; these atoms are left out
 */
typedef struct
{
  double interval;
  ssize_t from, to;
  VitCorrelation rho[VIT_PLASTICITY_N_MEASURES];
  size_t n_flagged;
} VitPlasticityPoint;

/**
 * vit_plasticity_curve:
 * @result: T_ML at t
 * @intervals: Δt, ps
 * @points: (out caller-allocates): one per interval
 * @cache: (nullable): where plasticity is looked up and stored
 * @error: errors of reading
 *
 * ρ against Δt (the paper's Fig. 5). Atoms are matched by id. Cost of vit_plasticity_compute() and
 * vit_correlation_compute() for each interval
 */
bool vit_plasticity_curve (VitTrajectory *trajectory,
                           VitTimeline *timeline,
                           const VitTmlResult *result,
                           const double *intervals,
                           size_t n_intervals,
                           const VitPlasticityCurveOptions *options,
                           VitCache *cache,
                           VitPlasticityPoint *points,
                           VitProgress *progress,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitPlasticity, vit_plasticity_unref)
