#pragma once

/* Progress and cancellation of one piece of work, passed down into every kernel.
 *
 * Owner: whoever starts the work; reference counted. All functions may be called from any thread.
 * A kernel takes a `VitProgress *` that may be NULL, and calls vit_progress_step() at most some
 * hundred times; that one call both reports and tells it to stop. */

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
 * @context: (nullable): where @notify is called; %NULL calls it on the thread that reports (never
 *   from two threads at once), which is what a program without a main loop wants
 * @notify: (nullable): told when the fraction has moved by at least a thousandth or the stage
 * changed
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
 * @progress: (nullable): %NULL does nothing and never stops the work
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

/** VitProgressPart: the part of the whole work that is being done. */
typedef struct
{
  double from, to;
} VitProgressPart;

/**
 * vit_progress_enter: before a call that has ranges of its own
 * @progress: (nullable):
 * @from: fraction of what the caller was given at which the call begins
 * @to: and ends
 * @stage: (nullable): what is shown until the call names its own
 *
 * Returns: what the caller was given, for vit_progress_leave(). Work that fails need not leave.
 */
VitProgressPart
vit_progress_enter (VitProgress *progress, double from, double to, const char *stage);

/** vit_progress_leave: after the call that vit_progress_enter() was for. */
void vit_progress_leave (VitProgress *progress, VitProgressPart whole);

/** vit_progress_cancel: asks the work to stop at its next step. Never blocks. */
void vit_progress_cancel (VitProgress *progress);

/** vit_progress_is_cancelled: @progress may be %NULL, which never is. */
bool vit_progress_is_cancelled (VitProgress *progress);

/** vit_progress_get_fraction: of the whole work, 0 ... 1. */
double vit_progress_get_fraction (VitProgress *progress);

/** vit_progress_check: like vit_progress_step() without a report. */
bool vit_progress_check (VitProgress *progress, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitProgress, vit_progress_unref)
