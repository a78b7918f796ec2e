#pragma once

/* The frames that were read last, up to a budget of bytes. Thread-safe. */

#include "core/io/frame.h"

typedef struct _VitFrameCache VitFrameCache;

/** vit_frame_cache_new: @budget is the limit for positions, bytes. */
VitFrameCache *vit_frame_cache_new (size_t budget);

/** vit_frame_cache_ref: a run that has grown keeps the frames of the one before it. */
VitFrameCache *vit_frame_cache_ref (VitFrameCache *cache);

/** vit_frame_cache_unref: %NULL is allowed. */
void vit_frame_cache_unref (VitFrameCache *cache);

/** vit_frame_cache_clear: drops all frames, because the file has changed. */
void vit_frame_cache_clear (VitFrameCache *cache);

/** vit_frame_cache_get: (transfer full) (nullable): a frame that is kept. */
VitFrame *vit_frame_cache_get (VitFrameCache *cache, size_t index);

/** vit_frame_cache_put: adds a frame and drops those used longest ago; a frame larger than the
 * budget is not kept. */
void vit_frame_cache_put (VitFrameCache *cache, size_t index, VitFrame *frame);
