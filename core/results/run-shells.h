#pragma once

/* The distances σ_ab of the first shells of a run (docs/science.md §11): what irregular
 * surroundings are measured by. Made on first request, once for all frames of the run. */

#include "core/results/stored.h"
#include "core/structure/quadruples.h"
#include "core/study/run.h"

typedef struct _VitRunShells VitRunShells;

/** vit_run_shells_of: (transfer full): of a run that has a trajectory; the same object as long as
 * it has that trajectory. @cache (nullable): where σ is looked up and stored. Main thread. */
VitRunShells *vit_run_shells_of (VitRun *run, VitCache *cache);
VitRunShells *vit_run_shells_ref (VitRunShells *self);
void vit_run_shells_unref (VitRunShells *self);

/**
 * vit_run_shells_get: (transfer none): valid as long as @self
 * @error: no frame can be read or has a box; %VIT_ERROR_CANCELLED
 *
 * Position of the first maximum of each g_ab(r) of the frames that r_c is found in. Any thread; one
 * computes while others wait. O(frames · atoms · neighbours)
 */
const VitShells *vit_run_shells_get (VitRunShells *self, VitProgress *progress, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitRunShells, vit_run_shells_unref)
