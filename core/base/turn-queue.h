#pragma once

/* Work for the main loop, in pieces: each turn does, in their order, as many as fit in
 * VIT_TURN_BUDGET, and at least one; queues that are ready in the same turn share it. Pieces may be
 * added from any thread; they are done in the thread of the context. The rest is for that thread
 * alone. */

#include <glib.h>
#include <stdbool.h>

/** VIT_TURN_BUDGET: after how much time a turn begins no further piece, µs. */
#define VIT_TURN_BUDGET 8000

/** VIT_TURN_BEFORE_DRAWING: priority of what makes widgets: after input, and before they are laid
 * out and drawn, so that nobody sees half of them. */
#define VIT_TURN_BEFORE_DRAWING (G_PRIORITY_HIGH_IDLE + 15)

typedef struct _VitTurnQueue VitTurnQueue;

/**
 * vit_turn_queue_new:
 * @context: (nullable): the default one if %NULL
 * @priority: as of a GSource
 * @breathes: whether sources of a lower priority, such as drawing, have a turn between two of these
 *
 * Returns: (transfer full): an empty queue
 */
VitTurnQueue *vit_turn_queue_new (GMainContext *context, int priority, bool breathes);

/** vit_turn_queue_add: @func is called once, unless the queue is cleared before; then @destroy
 * (nullable) is called in any case, in the thread of the context. */
void vit_turn_queue_add (VitTurnQueue *queue,
                         void (*func) (void *data),
                         void *data,
                         GDestroyNotify destroy);

/** vit_turn_queue_clear: forgets the pieces that have not been done. Allowed within a piece. */
void vit_turn_queue_clear (VitTurnQueue *queue);

/** vit_turn_queue_is_empty: a piece that is being done does not count. */
bool vit_turn_queue_is_empty (VitTurnQueue *queue);

/** vit_turn_queue_free: clears it first. Allowed within a piece. NULL is allowed. */
void vit_turn_queue_free (VitTurnQueue *queue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTurnQueue, vit_turn_queue_free)
