#pragma once

/* What is to be seen of one run at the playhead: the atoms of one frame with the values that colour
 * them and the liquid-like regions among them, put together in the background.
 *
 * A snapshot is immutable and reference counted. A loader is a GObject of the main thread: it listens
 * to the session and replaces its snapshot when time, colouring, rule or results change. While one is
 * being made the last one stays, and requests that come meanwhile are merged into the newest. */

#include "core/structure/cluster.h"
#include "ui/session/session.h"

/**
 * VitSnapshot:
 * @frame: the atoms
 * @index: of the frame
 * @time: ps
 * @positions: n × 3, Å from the cell's origin, wrapped into the box
 * @values: (nullable): n, the colouring's column; NaN where there is none
 * @column: name of that column
 * @minimum: least finite value
 * @maximum: largest finite value
 * @result: (nullable): T_ML at this frame
 * @liquid: (nullable): n, whether an atom is liquid-like under the session's rule
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
 * @cutoff: within which liquid-like atoms are connected, Å
 * @error: reading failed; a column that is not there is a @problem of the snapshot instead
 *
 * Synchronous: for the figures of programs without a main loop, and what the loader runs in a job.
 */
VitSnapshot *vit_snapshot_new (VitTrajectory *trajectory, size_t index, double time, const char *column,
                               VitTmlResult *result, const VitLiquidRule *rule, double cutoff,
                               VitProgress *progress, GError **error);

#define VIT_TYPE_SNAPSHOT_LOADER (vit_snapshot_loader_get_type ())
G_DECLARE_FINAL_TYPE (VitSnapshotLoader, vit_snapshot_loader, VIT, SNAPSHOT_LOADER, GObject)

/** vit_snapshot_loader_new: for one run of the session; emits `changed` when another snapshot is there. */
VitSnapshotLoader *vit_snapshot_loader_new (VitSession *session, VitRun *run);
VitRun *vit_snapshot_loader_get_run (VitSnapshotLoader *loader);

/** vit_snapshot_loader_get: (transfer none) (nullable): the newest snapshot that is complete. */
VitSnapshot *vit_snapshot_loader_get (VitSnapshotLoader *loader);

/** vit_snapshot_loader_is_busy: whether the playhead has moved on and the next one is being made. */
bool vit_snapshot_loader_is_busy (VitSnapshotLoader *loader);

/** vit_snapshot_loader_get_error: (transfer none) (nullable): why the last one could not be made. */
const GError *vit_snapshot_loader_get_error (VitSnapshotLoader *loader);
