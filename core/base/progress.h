#pragma once

/* Progress and cancellation of one piece of work, passed down into every kernel.
 *
 * Owner: whoever starts the work; reference counted. All functions may be called from any thread. A
 * kernel takes a `VitProgress *` that may be NULL, and calls vit_progress_step() at most some
 * hundred times: that call reports progress and checks for cancellation. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct _VitProgress VitProgress;

/**
 * VitProgressFunc:
 * @fraction: 0 ... 1
 * @stage: (nullable): what is being done, for people ("Reading frames")
 * @data: as given to vit_progress_new()
 */
typedef void (*VitProgressFunc) (double fraction, const char *stage, void *data);

/**
 * vit_progress_new:
 * @context: (nullable): where @notify is called; %NULL, for programs without a main loop, calls it
 *   on the reporting thread (never from two threads at once)
 * @notify: (nullable): called when the fraction has changed by at least a thousandth or the stage
 *   has changed
 * @data: for @notify
 * @destroy: (nullable): frees @data with the last reference
 *
 * With a context at most one notification is in flight; a later one carries the latest values.
 */
VitProgress *vit_progress_new (GMainContext *context,
                               VitProgressFunc notify,
                               void *data,
                               GDestroyNotify destroy);
VitProgress *vit_progress_ref (VitProgress *progress);
void vit_progress_unref (VitProgress *progress);

/**
 * vit_progress_step:
 * @progress: (nullable): %NULL is ignored
 * @done: units done so far
 * @total: units in all
 * @error: set to %VIT_ERROR_CANCELLED when the work must stop
 *
 * Returns: %false if the caller must stop and return its own failure
 */
bool vit_progress_step (VitProgress *progress, size_t done, size_t total, GError **error);

/**
 * vit_progress_set_range:
 * @progress: (nullable):
 * @from: fraction of the whole work at which the coming stage begins
 * @to: and ends
 * @stage: (nullable): its name; a string literal or otherwise long-lived
 *
 * Maps the steps of the coming stage to a part of the whole. Called by the thread that runs the
 * work, between stages.
 */
void vit_progress_set_range (VitProgress *progress, double from, double to, const char *stage);

/** VitProgressPart: a range of the whole work. */
typedef struct
{
  double from, to;
} VitProgressPart;

/**
 * vit_progress_enter: narrows the range before a call that sets ranges of its own
 * @progress: (nullable):
 * @from: fraction of the caller's range at which the call begins
 * @to: and ends
 * @stage: (nullable): shown until the call sets its own
 *
 * Returns: the caller's range, for vit_progress_leave(). Not needed after a failure.
 */
VitProgressPart
vit_progress_enter (VitProgress *progress, double from, double to, const char *stage);

/** vit_progress_leave: restores the range after the call that followed vit_progress_enter(). */
void vit_progress_leave (VitProgress *progress, VitProgressPart whole);

/** vit_progress_cancel: asks the work to stop at its next step. Never blocks. */
void vit_progress_cancel (VitProgress *progress);

/** vit_progress_is_cancelled: false for %NULL. */
bool vit_progress_is_cancelled (VitProgress *progress);

/** vit_progress_get_fraction: done part of the whole work, 0 ... 1. */
double vit_progress_get_fraction (VitProgress *progress);

/** vit_progress_check: like vit_progress_step() without a report. */
bool vit_progress_check (VitProgress *progress, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitProgress, vit_progress_unref)
