#pragma once

/* How the atoms of a frame moved before it, and hop after it (docs/science.md §11): from the frames
 * around, in the order of the frame's atoms. Each kind is made on first request and kept on disk.
 * One thread at a time. */

#include "core/io/timeline.h"
#include "core/results/stored.h"
#include "core/store/cache.h"
#include "core/study/options.h"

typedef struct _VitPastMotion VitPastMotion;

/**
 * VitPastKind:
 * @VIT_PAST_VIBRATION: ⟨u uᵀ⟩: xx, yy, zz, xy, xz, yz, Å²
 * @VIT_PAST_HOP: p_hop of the window that ends at the frame, Å²
 * @VIT_PAST_NEXT_HOP: p_hop of the window that begins there, Å²
 * @VIT_PAST_DISTANCE: |Δr| over the past, Å
 * @VIT_PAST_STRAIN: D²min (Å²) and η over the past
 */
typedef enum
{
  VIT_PAST_VIBRATION,
  VIT_PAST_HOP,
  VIT_PAST_NEXT_HOP,
  VIT_PAST_DISTANCE,
  VIT_PAST_STRAIN,
  VIT_PAST_N_KINDS,
} VitPastKind;

/** vit_past_get_width: numbers of each atom. */
size_t vit_past_get_width (VitPastKind kind);

/**
 * vit_past_motion_new:
 * @timeline: (nullable): without it nothing can be had
 * @frame: index of the frame
 * @options: of the study; copied
 * @cutoff: r_c, Å, for strain; 0 where it is not known
 * @cache: (nullable):
 */
VitPastMotion *vit_past_motion_new (VitTrajectory *trajectory,
                                    VitTimeline *timeline,
                                    size_t frame,
                                    const VitOptions *options,
                                    double cutoff,
                                    VitCache *cache);
void vit_past_motion_free (VitPastMotion *self);

/** vit_past_motion_add_key: adds all frames that any kind may rest on, and their times, to the key
 * of a result on disk. */
void vit_past_motion_add_key (VitTrajectory *trajectory,
                              VitTimeline *timeline,
                              size_t frame,
                              const VitOptions *options,
                              VitStored *stored);

/**
 * vit_past_motion_get:
 * @note: (out) (transfer none) (nullable): a sentence for people: how many frames the values rest
 * on, or why there are none
 * @error: %VIT_ERROR_MISSING without times or r_c; errors of reading and of following atoms
 *
 * Returns: (transfer none) (nullable): atoms × vit_past_get_width(); NaN where the frames around do
 *   not give a value
 */
const double *vit_past_motion_get (VitPastMotion *self,
                                   VitPastKind kind,
                                   const char **note,
                                   VitProgress *progress,
                                   GError **error);
