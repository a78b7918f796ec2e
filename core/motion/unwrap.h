#pragma once

/* Following atoms through a run whose file has wrapped coordinates and no image flags. A walker
 * belongs to one thread. */

#include "core/io/trajectory.h"

typedef struct _VitUnwrapper VitUnwrapper;

/**
 * vit_unwrapper_new:
 * @trajectory: the run
 * @start: frame from which images are counted
 */
VitUnwrapper *vit_unwrapper_new (VitTrajectory *trajectory, size_t start, GError **error);
void vit_unwrapper_free (VitUnwrapper *unwrapper);

/**
 * vit_unwrapper_go_to:
 * @frame: at or after the last one asked for
 *
 * By minimum image between consecutive frames; every frame in between is read.
 *
 * Returns: (transfer none) (nullable): n × 3: box vectors to add to the positions in @frame of the atoms of
 *   the start frame; valid until the next call
 */
const int32_t *vit_unwrapper_go_to (VitUnwrapper *unwrapper, size_t frame, VitProgress *progress, GError **error);

/** vit_unwrapper_get_ambiguous: the first frame into which an atom jumped by nearly half a box edge or more;
 *  -1 if there is none. */
ssize_t vit_unwrapper_get_ambiguous (VitUnwrapper *unwrapper);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitUnwrapper, vit_unwrapper_free)
