#pragma once

/* What is to be seen of one run at the playhead, put together in the background.
 *
 * A GObject of the main thread: it listens to the session and replaces its snapshot when time,
 * colouring, rule or results change. While one is being made the last one stays, and requests that
 * come meanwhile are merged into the newest. */

#include "core/results/snapshot.h"
#include "ui/session/session.h"

#define VIT_TYPE_SNAPSHOT_LOADER (vit_snapshot_loader_get_type ())
G_DECLARE_FINAL_TYPE (VitSnapshotLoader, vit_snapshot_loader, VIT, SNAPSHOT_LOADER, GObject)

/** vit_snapshot_loader_new: for one run of the session; emits `changed` when another snapshot is
 * there. */
VitSnapshotLoader *vit_snapshot_loader_new (VitSession *session, VitRun *run);

/** vit_snapshot_loader_get: (transfer none) (nullable): the newest snapshot that is complete. */
VitSnapshot *vit_snapshot_loader_get (VitSnapshotLoader *loader);

/** vit_snapshot_loader_is_busy: whether the playhead has moved on and the next one is being made.
 */
bool vit_snapshot_loader_is_busy (VitSnapshotLoader *loader);

/** vit_snapshot_loader_get_error: (transfer none) (nullable): why the last one could not be made.
 */
const GError *vit_snapshot_loader_get_error (VitSnapshotLoader *loader);
