#pragma once

/* How far the work on a study is, by its store of results. Main thread, but for what
 * vit_work_freeze() says. */

#include "core/results/work.h"

/**
 * VitWorkStatus:
 * @n_runs: runs of the study
 * @runs: (array length=n_runs): units of each, and how many of them are done
 * @n: units
 * @n_done: units that are published
 * @n_claimed: units that processes hold leases of now
 * @n_processes: processes that published within the last minutes and have not ended
 * @rate: units per second of these
 * @left: seconds that they need for what is missing; NaN if none is at it
 * @finished: whether what is wanted of whole runs is there
 * @complete: whether everything is
 */
typedef struct
{
  guint n_runs;
  struct
  {
    size_t n, n_done;
  } * runs;
  size_t n, n_done, n_claimed, n_processes;
  double rate, left;
  bool finished, complete;
} VitWorkStatus;

/** vit_work_get_status: no frame is read: units of frames that nobody has hashed count as missing.
 * O(units) */
void vit_work_get_status (VitWork *work, VitWorkStatus *status);
void vit_work_status_clear (VitWorkStatus *status);

/** vit_work_status_dup_text: (transfer full): lines for people, each with its end. */
char *vit_work_status_dup_text (const VitWorkStatus *status, VitStudy *study);

/** vit_work_dup_claims: (transfer full): the folder of the leases of this work, in the store. */
char *vit_work_dup_claims (VitWork *work);

/** vit_work_tell_pace: says in the store how many units this process has computed so far, for
 * others' estimates; at most once in some seconds. */
void vit_work_tell_pace (VitWork *work, size_t n_computed);

/** vit_work_end_pace: says that this process has ended. */
void vit_work_end_pace (VitWork *work);

/**
 * VitWorkSize: what a job that shares this work should ask for
 * @n_jobs: so that each has some units
 * @threads: of each
 * @memory: bytes of each
 */
typedef struct
{
  size_t n_jobs;
  unsigned threads;
  uint64_t memory;
} VitWorkSize;

/** VIT_WORK_JOB_LIMIT: usual time limit of a job, as Slurm reads it. */
#define VIT_WORK_JOB_LIMIT "04:00:00"

/** vit_work_get_size: the right sizes. */
void vit_work_get_size (VitWork *work, VitWorkSize *size);

/**
 * vit_work_dup_script: (transfer full): a script for Slurm: a job array that computes all
 * @program: path of vitrine-cli
 * @study: path of the study
 * @results: words for --results
 */
char *vit_work_dup_script (const VitWorkSize *size,
                           const char *program,
                           const char *study,
                           const char *store,
                           const char *results,
                           const char *time);
