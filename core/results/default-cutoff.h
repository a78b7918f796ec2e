#pragma once

/* The default cutoff r_c of a study (docs/science.md §5). Any thread. */

#include "core/results/stored.h"
#include "core/structure/rdf.h"

/** vit_frame_has_density: whether a frame has a box, and so a density, which g(r) is measured
 * against; %VIT_ERROR_MISSING if not. */
bool vit_frame_has_density (const VitFrame *frame, GError **error);

/** vit_cutoff_add_frames: adds to @rdf the frames of a run that r_c is found in: up to 20, evenly
 * spaced. */
bool vit_cutoff_add_frames (VitRdf *rdf,
                            VitTrajectory *trajectory,
                            VitProgress *progress,
                            GError **error);

/** vit_cutoff_add_key: adds these frames to a key. */
void vit_cutoff_add_key (VitStored *stored, VitTrajectory *trajectory);

/**
 * vit_default_cutoff:
 * @cache: (nullable): where r_c is looked up and stored
 * @cutoff: (out): Å
 * @error: no frame can be read, or g(r) has no first minimum
 *
 * First minimum of the total g(r), averaged over up to 20 evenly spaced frames, smoothed with σ =
 * 0.05 Å and rounded to 0.05 Å. O(frames · atoms · neighbours)
 */
bool vit_default_cutoff (VitTrajectory *trajectory,
                         VitCache *cache,
                         double *cutoff,
                         VitProgress *progress,
                         GError **error);
