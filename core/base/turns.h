#pragma once

/* How long the turns of the main loop take: `VITRINE_TRACE=turns` writes one line for each that
 * took more than 16 ms of the main thread's own processor time:
 *
 *   turn 43.2 ms: figure evolution 20.1, snapshot 12.4
 *
 * with the parts that were timed inside of it, in their order. Parts are those of the thread that
 * watches; other threads have none. Off, a part costs one relaxed load. */

#include "core/base/trace.h"

/** VIT_TURN_LIMIT: what a turn may take before it is written, ms. */
#define VIT_TURN_LIMIT 16.0

/** vit_turns_watch: from now on turns of the default main context are watched, if they are traced.
 * Main thread. */
void vit_turns_watch (void);

/** VitTurnPart: a part that is being timed; private. */
typedef struct
{
  const char *what, *name;
  gint64 began;
} VitTurnPart;

VitTurnPart vit_turn_part_begin (const char *what, const char *name);
void vit_turn_part_end (VitTurnPart *part);

/** vit_turns_set_open: the part @part may go on in a later turn: where it is still being timed at
 * the end of a turn it ends with it, and @part is cleared. It has to live as long as turns are
 * watched. */
void vit_turns_set_open (VitTurnPart *part);

/**
 * VIT_TURN_PART: times what runs from here to the end of the block
 * @what: kind of work
 * @name: (nullable): which one; it has to live as long as the block
 */
#define VIT_TURN_PART(what, name)                                                                  \
  __attribute__ ((cleanup (vit_turn_part_end), unused)) VitTurnPart G_PASTE (turn_part_,           \
                                                                             __LINE__) =           \
      vit_trace_on (VIT_TRACE_TURNS) ? vit_turn_part_begin (what, name) : (VitTurnPart)            \
  {                                                                                                \
    0                                                                                              \
  }
