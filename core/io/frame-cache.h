#pragma once

/* The frames that were read last, up to a budget of bytes. Thread-safe. */

#include "core/io/frame.h"

typedef struct _VitFrameCache VitFrameCache;

/** vit_frame_cache_new: @budget in bytes of positions. */
VitFrameCache *vit_frame_cache_new (size_t budget);
void vit_frame_cache_free (VitFrameCache *cache);

/** vit_frame_cache_clear: the file is another one. */
void vit_frame_cache_clear (VitFrameCache *cache);

/** vit_frame_cache_get: (transfer full) (nullable): */
VitFrame *vit_frame_cache_get (VitFrameCache *cache, size_t index);

/** vit_frame_cache_put: the frames used longest ago go; one larger than the budget is not kept. */
void vit_frame_cache_put (VitFrameCache *cache, size_t index, VitFrame *frame);
