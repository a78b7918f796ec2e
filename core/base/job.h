#pragma once

/* A synchronous function made into background work: the one wrapper around every kernel that a
 * window starts.
 *
 * A job runs on the project's own pool (one thread per core and queue) and carries a VitProgress.
 * Its end is reported in the main context that was the thread default where it was started; of many
 * that end at once no more land in a turn of the main loop than fit in VIT_TURN_BUDGET. The
 * starter owns a reference; dropping it neither cancels nor leaks: cancel explicitly. A consumer
 * keeps its `current_job`, cancels it when a newer request comes, and takes a result only from the
 * job that is still current, so that a stale result never lands. */

#include <glib-object.h>
#include <stdbool.h>

#include "core/base/progress.h"

#define VIT_TYPE_JOB (vit_job_get_type ())
G_DECLARE_FINAL_TYPE (VitJob, vit_job, VIT, JOB, GObject)

/**
 * VitJobFunc:
 * @data: as given to vit_job_start()
 * @progress: to be passed down
 * @error: set on failure
 *
 * Runs on a worker thread; touches immutable inputs and its own result only.
 *
 * Returns: (transfer full) (nullable): the result; %NULL with @error unset is a success without one
 */
typedef void *(*VitJobFunc) (void *data, VitProgress *progress, GError **error);

/**
 * VitJobDone: called once in the starter's main context, unless the job was cancelled before.
 */
typedef void (*VitJobDone) (VitJob *job, void *user_data);

/**
 * VitJobQueue: jobs of one queue may wait for each other; a job never waits for a job of another
 * queue
 * @VIT_JOB_PICTURE: milliseconds: what the screen waits for
 * @VIT_JOB_MOMENT: seconds at most: one frame or start time, a file that is opened
 * @VIT_JOB_LASTING: all start times, a model, an export
 */
typedef enum
{
  VIT_JOB_PICTURE,
  VIT_JOB_MOMENT,
  VIT_JOB_LASTING,
} VitJobQueue;

/**
 * vit_job_start:
 * @title: what is being done, for people
 * @func: the work
 * @data: for @func
 * @destroy_data: (nullable): frees @data after the work
 * @destroy_result: (nullable): frees a result that was not taken
 * @done: (nullable): called at the end
 * @done_data: for @done
 *
 * Properties that can be watched from the starting thread: `fraction` (double), `stage` (string),
 * `running` (boolean).
 *
 * Returns: (transfer full): the running job
 */
VitJob *vit_job_start (VitJobQueue queue,
                       const char *title,
                       VitJobFunc func,
                       void *data,
                       GDestroyNotify destroy_data,
                       GDestroyNotify destroy_result,
                       VitJobDone done,
                       void *done_data);

/** vit_job_cancel: asks the work to stop; @done will not be called any more. NULL is allowed. */
void vit_job_cancel (VitJob *job);

/** vit_job_is_running: becomes false just before @done is called, or would have been if the job was
 * not cancelled. */
bool vit_job_is_running (VitJob *job);

/**
 * vit_job_count:
 *
 * Where a @done function starts the next job, the count never falls to 0 in between.
 *
 * Returns: number of jobs whose @done function has not returned; a cancelled job counts until its
 *   work has ended. Any thread
 */
unsigned vit_job_count (void);

/** vit_job_get_title: (transfer none): as given to vit_job_start(). */
const char *vit_job_get_title (VitJob *job);

/** vit_job_get_fraction: 0 ... 1, as last notified. */
double vit_job_get_fraction (VitJob *job);

/** vit_job_get_stage: (transfer none) (nullable): what is being done, as last notified. */
const char *vit_job_get_stage (VitJob *job);

/**
 * vit_job_take_result:
 * @error: the work's own error
 *
 * Returns: (transfer full) (nullable): the result; %NULL after a failure or when it was taken
 * before
 */
void *vit_job_take_result (VitJob *job, GError **error);
