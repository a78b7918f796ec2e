#pragma once

/* The work on a study as units, for many processes: a unit is a start time of a run with the
 * results that are wanted of it, which are computed and published together. Units have the same
 * numbers in every process that opens the study with the same options. Main thread; loops inside a
 * unit run on the pool. */

#include "core/results/analyses.h"
#include "core/results/deriver.h"

/**
 * VitWorkResults: what can be wanted, as bits
 * @VIT_WORK_T_ML: T_ML of each start time
 * @VIT_WORK_STRUCTURE: Voronoi cells, coordination, bond order and similarity at each start time
 * @VIT_WORK_PLASTICITY: strain, D²min and rotation of each start time at the study's intervals
 * @VIT_WORK_CLUSTERS: liquid-like regions of each start time, of which tracks and persistence are
 *   made
 * @VIT_WORK_PAIRS: g(r) and r_c of each run
 * @VIT_WORK_MSD: MSD and rheology of each run
 * @VIT_WORK_CURVES: curves of T_ML, and of plasticity against Δt, of each run
 * @VIT_WORK_SCORES: what figures of scores show of each run, at the playhead of the study unless it
 *   pools start times; not in @VIT_WORK_EVERYTHING, as it takes longer than all that is
 */
typedef enum
{
  VIT_WORK_T_ML = 1 << 0,
  VIT_WORK_STRUCTURE = 1 << 1,
  VIT_WORK_PLASTICITY = 1 << 2,
  VIT_WORK_CLUSTERS = 1 << 3,
  VIT_WORK_PAIRS = 1 << 4,
  VIT_WORK_MSD = 1 << 5,
  VIT_WORK_CURVES = 1 << 6,
  VIT_WORK_EVERYTHING = (1 << 7) - 1,
  VIT_WORK_SCORES = 1 << 7,
} VitWorkResults;

/** VIT_WORK_ALL: what is meant by the word "all", for help. */
#define VIT_WORK_ALL                                                                               \
  "all of these but scores, which take longer than the rest; all,scores is what pages show"

/** VIT_WORK_OF_RUNS: those that are made of a whole run, after all its units. */
#define VIT_WORK_OF_RUNS (VIT_WORK_PAIRS | VIT_WORK_MSD | VIT_WORK_CURVES | VIT_WORK_SCORES)

/** vit_work_list_words: (array zero-terminated=1): the words for @VitWorkResults, in their order.
 */
const char *const *vit_work_list_words (void);

/** vit_work_describe: what is meant by a word of vit_work_list_words(), for help. */
const char *vit_work_describe (guint word);

/** vit_work_parse: "t_ml,clusters" or "all"; what a result is made of comes along. */
bool vit_work_parse (const char *text, unsigned *results, GError **error);

/** vit_work_needs_tml: whether any of #VitWorkResults is of start times, or is made of T_ML: a run
 * without a model lacks it. */
bool vit_work_needs_tml (unsigned results);

typedef struct _VitWork VitWork;

/**
 * vit_work_new:
 * @analyses: with its runs open and a cache, see vit_analyses_open_sync()
 * @results: #VitWorkResults
 * @memory: bytes that units in flight may take; at least one unit always is
 *
 * Runs without a series have no units, but what needs none is made of them.
 */
VitWork *vit_work_new (VitAnalyses *analyses, unsigned results, uint64_t memory);
void vit_work_free (VitWork *work);

/** vit_work_get_n: number of units. */
size_t vit_work_get_n (VitWork *work);

/** vit_work_get_analyses: (transfer none): */
VitAnalyses *vit_work_get_analyses (VitWork *work);

/** vit_work_get_cache: (transfer none): where results go. */
VitCache *vit_work_get_cache (VitWork *work);

/** vit_work_get_unit: the run and start time of a unit; @time: (out) (optional): ps. */
VitRun *vit_work_get_unit (VitWork *work, size_t unit, double *time);

/** vit_work_get_n_places: number of runs of the study, also of those without units. Any thread */
guint vit_work_get_n_places (VitWork *work);

/** vit_work_get_place: which run of the study a unit is of. Any thread */
guint vit_work_get_place (VitWork *work, size_t unit);

/**
 * vit_work_freeze: takes what the study says now as what is looked for, so that from now on
 * vit_work_learn() and vit_work_get_status() may be called on any thread, one at a time. Nothing is
 * computed then, and what counts is what the store has. Returns: %false while r_c has yet to be
 * found
 */
bool vit_work_freeze (VitWork *work);

/** vit_work_dup_name: (transfer full): a name of this work, equal in all processes that share it.
 */
char *vit_work_dup_name (VitWork *work);

/** vit_work_is_prepared: whether somebody has made what all units rest on. */
bool vit_work_is_prepared (VitWork *work);

/** vit_work_prepare: makes it (r_c), and publishes it. */
bool vit_work_prepare (VitWork *work, GError **error);

/** vit_work_check: has damaged results count as missing: reads what has not been read since it was
 * written, see vit_cache_check(). */
void vit_work_check (VitWork *work);

/** vit_work_refresh: sees what other processes have published. */
void vit_work_refresh (VitWork *work);

/**
 * vit_work_is_done:
 * @read: whether frames may be read to tell; otherwise a unit whose frames nobody has hashed counts
 *   as missing
 *
 * Returns: whether all that is wanted of a unit is there, or it is known why there is none. O(1)
 */
bool vit_work_is_done (VitWork *work, size_t unit, bool read);

/** vit_work_get_most: how many units from @unit on may be computed together: of one run, and within
 * the memory. */
size_t vit_work_get_most (VitWork *work, size_t unit);

/**
 * vit_work_compute:
 * @units: (array length=n): ascending, of one run
 * @error: cancelled, or the results cannot be kept
 *
 * Computes what is missing of these units and publishes it. A start time that fails for itself is
 * no error; see vit_work_count_failed().
 */
bool vit_work_compute (
    VitWork *work, const size_t *units, size_t n, VitProgress *progress, GError **error);

/** vit_work_count_failed: start times that this process could not compute; @first: (out)
 * (optional) (transfer none): the first reason. */
size_t vit_work_count_failed (VitWork *work, const char **first);

/** vit_work_met_change: whether one failed because a file was changed meanwhile. */
bool vit_work_met_change (VitWork *work);

/** vit_work_get_n_runs: number of whole runs of which something is wanted. */
size_t vit_work_get_n_runs (VitWork *work);

/** vit_work_is_run_done: whether all that is wanted of a whole run is there. @read: as in
 * vit_work_is_done() */
bool vit_work_is_run_done (VitWork *work, size_t run, bool read);

/** vit_work_finish_run: makes what is wanted of a whole run, all units of which are done, and
 * publishes it. */
bool vit_work_finish_run (VitWork *work, size_t run, VitProgress *progress, GError **error);

/** vit_work_learn: takes over what other processes have learned of the files. */
void vit_work_learn (VitWork *work);

/** vit_work_save: keeps what was learned of the files, for other processes. Done by
 * vit_work_compute() now and then. */
void vit_work_save (VitWork *work);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitWork, vit_work_free)
