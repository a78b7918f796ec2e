#pragma once

/* Two per-atom quantities of the same atoms: their pairs of values, counts on a raster,
 * coefficients of correlation, and quantiles of y in bins of x (docs/science.md §9).
 *
 * Immutable and reference counted; any thread. */

#include "core/results/deriver.h"
#include "core/stats/histogram.h"

/** VIT_JOINT_N_SHARES: quantiles of a band: 16 %, the median and 84 %. */
#define VIT_JOINT_N_SHARES 3

/**
 * VitJointAxis: one of the two quantities
 * @column: name of a quantity or of a column of the file, or an expression
 * @logarithmic: whether @bins, bands and Pearson's coefficient are those of lg of the values
 * @bins: of the raster; the width is a power of two and the edges are @phase and multiples of it
 *   away, so that bins of one run can be merged into those of another
 * @phase: −1/2 for whole numbers, which lie at the middle of their bins, else 0
 * @low, @high: quantiles of the values (or their lg) that leave 0.1 % of them beyond each end
 */
typedef struct
{
  char *column;
  bool logarithmic;
  VitBins bins;
  double phase, low, high;
} VitJointAxis;

/**
 * VitJointGroup: statistics of all atoms or of those of one type
 * @n: number of pairs
 * @spearman, @pearson: coefficients; NaN with fewer than two pairs or where one side is constant
 * @counts: pairs in each bin of the bands
 * @quantiles: bins × %VIT_JOINT_N_SHARES, of y (or lg y); NaN in bins of few pairs
 */
typedef struct
{
  size_t n;
  double spearman, pearson;
  size_t *counts;
  double *quantiles;
} VitJointGroup;

/**
 * VitJoint:
 * @x, @y: the quantities
 * @has_tml: whether the frames are start times with T_ML
 * @n_frames: number of start times or frames that are pooled
 * @times: (array length=n_frames): ps; NaN where it is not known
 * @stride: every @stride-th start time is pooled, to bound the memory
 * @n_without: start times that have no values, and @reason (nullable) why
 * @n_atoms: atoms of all frames
 * @n_kept: those of them that the study's filter keeps, of which the pairs are
 * @n: pairs of two finite values, both positive where the axis is logarithmic
 * @firsts: n_frames + 1: the first pair of each frame
 * @ids, @types, @values: of each pair; @values are not logarithms
 * @n_types, @species: (array zero-terminated=1): names by type − 1
 * @counts: x bins × y bins, y fastest: pairs in each cell of the raster
 * @bands: bins of x (or lg x)
 * @groups: (array): all atoms, then those of each type
 */
typedef struct
{
  gatomicrefcount refs;
  VitJointAxis x, y;
  bool has_tml;
  size_t n_frames;
  double *times;
  size_t stride, n_without;
  char *reason;
  size_t n_atoms, n_kept, n;
  size_t *firsts;
  int64_t *ids;
  uint8_t *types;
  double *values[2];
  unsigned n_types;
  char **species;
  uint32_t *counts;
  VitBins bands;
  VitJointGroup *groups;
} VitJoint;

/** VIT_JOINT_FEWEST: a bin of fewer pairs has no median and no band. */
#define VIT_JOINT_FEWEST 10

VitJoint *vit_joint_ref (VitJoint *joint);
void vit_joint_unref (VitJoint *joint);

/** vit_joint_column: (transfer none): the column of the x axis (@axis 0) or of the y axis (1). */
const char *vit_joint_column (const VitOptions *options, int axis);

/** vit_joint_scale: @value as the axis has it: itself, or its lg; NaN if that is not defined. */
double vit_joint_scale (const VitJointAxis *axis, double value);

/** vit_joint_unscale: the value at a place on the axis. */
double vit_joint_unscale (const VitJointAxis *axis, double place);

/** vit_joint_derivation: results are #VitJoint: for the start time nearest to the playhead, or for
 * all that are ready if the study's option "structure", "pool" is 1; see #VitSampleFrames. */
extern const VitDerivation vit_joint_derivation;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitJoint, vit_joint_unref)
