#pragma once

/* What a story may hold at most. A story may come from a stranger, so all that is read of one is
 * held against these limits; whatever lies beyond is refused with a message. Constants. */

#include "core/store/pack.h"

#define VIT_STORY_VERSION 1

#define VIT_STORY_MAX_JSON_BYTES ((size_t) 4 << 20)
#define VIT_STORY_MAX_JSON_DEPTH 24
#define VIT_STORY_MAX_SCENES 500
#define VIT_STORY_MAX_LIST 200   /* claims, choices, annotations of a scene */
#define VIT_STORY_MAX_ID 64      /* bytes */
#define VIT_STORY_MAX_WORDS 4096 /* bytes of a title, an answer, a note */
#define VIT_STORY_MAX_TEXT ((size_t) 256 << 10)
#define VIT_STORY_MAX_PICTURE ((size_t) 32 << 20)
#define VIT_STORY_MAX_NUMBER 1e100
#define VIT_STORY_MAX_SECONDS 3600.0
#define VIT_STORY_MAX_DIGITS 9
#define VIT_STORY_MAX_CLICKS 100
#define VIT_STORY_MAX_SLIPS 100u  /* members that are not known and named */
#define VIT_STORY_MAX_FILES 20000 /* in the folder of a story */
#define VIT_STORY_MAX_FOLDER_DEPTH 16

/* A pack that goes along with a lecture. */
#define VIT_STORY_PACK_BYTES ((uint64_t) 50 << 20)

#define VIT_STORY_PACK_LIMITS                                                                      \
  ((VitPackLimits){ .most_files = VIT_STORY_MAX_FILES,                                             \
                    .most_bytes = (uint64_t) 2 << 30,                                              \
                    .most_file_bytes = (uint64_t) 1 << 30,                                         \
                    .most_ratio = 100,                                                             \
                    .free_bytes = (uint64_t) 4 << 20,                                              \
                    .longest_name = 255 })
