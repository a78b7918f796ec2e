#pragma once

/* The atoms of one frame with the values that colour them and the liquid-like regions among them:
 * what there is to see of a run at one time.
 *
 * Immutable and reference counted; any thread. */

#include "core/results/deriver.h"
#include "core/results/quantity.h"

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
 * @shades: (nullable): the same for drawing
 * @column: name of that column
 * @minimum: least finite value
 * @maximum: largest finite value
 * @result: (nullable): T_ML at this frame
 * @liquid: (nullable): n: 1 for an atom that is liquid-like under the study's rule, 2 for one of
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
  double *values;
  float *shades;
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
 * vit_snapshot_wish:
 * @column: a quantity, a column of the file or %VIT_COLUMN_REGION
 *
 * What the source of a snapshot has to have: what the column needs, and r_c for regions.
 */
VitQuantityWish vit_snapshot_wish (const char *column, const VitOptions *options);

/**
 * vit_snapshot_new:
 * @source: as vit_snapshot_wish() says; it is released afterwards
 * @error: reading failed, or it was cancelled; a column that cannot be had is a @problem of the
 *   snapshot instead
 *
 * O(n), besides what the column costs; for the regions O(n · neighbours)
 */
VitSnapshot *vit_snapshot_new (VitQuantitySource *source,
                               const char *column,
                               VitProgress *progress,
                               GError **error);

/** vit_snapshot_take_values: (transfer full): shows other @values (n) in place of the column's. */
void vit_snapshot_take_values (VitSnapshot *snapshot, double *values);

/**
 * vit_snapshot_find_frame:
 * @time: of the playhead, ps
 *
 * Returns: the frame whose atoms are shown: where T_ML colours them that of the nearest start time,
 *   else the frame nearest in time; −1 if the run has no frames yet
 */
ssize_t vit_snapshot_find_frame (VitAnalyses *analyses, VitRun *run, double time);

/** vit_snapshot_derivation: results are #VitSnapshot: of the run at the playhead, coloured as the
 *  study says. */
extern const VitDerivation vit_snapshot_derivation;
