#pragma once

/* The atoms of one frame with the values that colour them and the liquid-like regions among them:
 * what there is to see of a run at one time.
 *
 * Immutable and reference counted; any thread. */

#include "core/structure/cluster.h"
#include "core/tml/tml.h"

/** VIT_COLUMN_REGION: a column that a snapshot has no values for: liquid-like regions keep their
 * colour through time, which is for those to know who follow them (cluster-series.h). */
#define VIT_COLUMN_REGION "region"

/**
 * VitSnapshot:
 * @frame: the atoms
 * @index: of the frame
 * @time: ps
 * @positions: n × 3, Å, as in the file
 * @values: (nullable): n, the colouring's column; NaN where there is none
 * @column: name of that column
 * @minimum: least finite value
 * @maximum: largest finite value
 * @result: (nullable): T_ML at this frame
 * @liquid: (nullable): n: 1 for an atom that is liquid-like under the session's rule, 2 for one of
 * the largest region, 0 for others
 * @n_liquid: how many are
 * @regions: (nullable): connected liquid-like atoms
 * @problem: (nullable): why there are no values
 */
typedef struct
{
  gatomicrefcount refs;
  VitFrame *frame;
  size_t index;
  double time;
  float *positions;
  float *values;
  char column[64];
  double minimum, maximum;
  VitTmlResult *result;
  uint8_t *liquid;
  size_t n_liquid;
  VitClusters *regions;
  char *problem;
} VitSnapshot;

VitSnapshot *vit_snapshot_ref (VitSnapshot *snapshot);
void vit_snapshot_unref (VitSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitSnapshot, vit_snapshot_unref)

/**
 * vit_snapshot_new:
 * @trajectory: the run
 * @index: frame
 * @time: of that frame, ps
 * @column: "t_ml" or a column of the file
 * @result: (nullable): T_ML at this frame
 * @rule: which atoms are liquid-like
 * @cutoff: within which liquid-like atoms are connected, Å; 0: there are no regions yet
 * @error: reading failed; a column that is not there is a @problem of the snapshot instead
 *
 * O(n), for the regions O(n · neighbours)
 */
VitSnapshot *vit_snapshot_new (VitTrajectory *trajectory,
                               size_t index,
                               double time,
                               const char *column,
                               VitTmlResult *result,
                               const VitLiquidRule *rule,
                               double cutoff,
                               VitProgress *progress,
                               GError **error);
