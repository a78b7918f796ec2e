#pragma once

/* The T_ML series of every run of a study: made from the trajectory, the study's model and the
 * options, and made again when one of them changes.
 *
 * A GObject of the main thread that owns the model and the series. It never blocks: opening,
 * loading and computing are jobs, except in vit_analyses_open_sync(). */

#include "core/store/cache.h"
#include "core/study/followed-atoms.h"
#include "core/study/study.h"
#include "core/results/tml-series.h"

#define VIT_TYPE_ANALYSES (vit_analyses_get_type ())
G_DECLARE_FINAL_TYPE (VitAnalyses, vit_analyses, VIT, ANALYSES, GObject)

/**
 * vit_analyses_new:
 * @study: watched for runs, model, intervals
 * @cache: (nullable): the cache of results on disk
 *
 * Signals: `tml-changed` (VitRun) when a run gets, changes or loses its series, is shown or hidden;
 * `landed` (VitRun, guint index) when the result or failure of a start time has arrived;
 * `model-changed`; `cutoff-changed` when r_c was found or chosen.
 */
VitAnalyses *vit_analyses_new (VitStudy *study, VitCache *cache);

/** vit_analyses_get_study: (transfer none): */
VitStudy *vit_analyses_get_study (VitAnalyses *analyses);

/** vit_analyses_get_cache: (transfer none) (nullable): the cache of results on disk. */
VitCache *vit_analyses_get_cache (VitAnalyses *analyses);

/** vit_analyses_get_model: (transfer none) (nullable): the model, once loaded. */
VitModel *vit_analyses_get_model (VitAnalyses *analyses);

/** vit_analyses_get_model_error: (transfer none) (nullable): why the model could not be loaded. */
const GError *vit_analyses_get_model_error (VitAnalyses *analyses);

/** vit_analyses_get_tml: (transfer none) (nullable): the series of a run; if it is %NULL, see
 * vit_analyses_get_obstacle(). */
VitTmlSeries *vit_analyses_get_tml (VitAnalyses *analyses, VitRun *run);

/** vit_analyses_get_obstacle: (transfer none) (nullable): why a run has no series, for people. */
const char *vit_analyses_get_obstacle (VitAnalyses *analyses, VitRun *run);

/**
 * vit_analyses_get_cutoff:
 * @error: %VIT_ERROR_MISSING while it is being found; %VIT_ERROR_INAPPLICABLE, with the reason, if
 *   the user has to choose it
 *
 * r_c (Å) of the study: the chosen one, else the found one. If there is neither, it is found now,
 * as the first minimum of the total g(r) of the first shown run, and kept in the study with that
 * run's label. A program without a main loop waits for it; otherwise `cutoff-changed` is emitted
 * when it is found.
 *
 * Returns: r_c in Å; 0 with @error if there is none
 */
double vit_analyses_get_cutoff (VitAnalyses *analyses, GError **error);

/** vit_analyses_set_atoms: the atoms whose history is followed. */
void vit_analyses_set_atoms (VitAnalyses *analyses, const VitFollowedAtoms *atoms);

/** vit_analyses_get_atoms: (transfer none): */
const VitFollowedAtoms *vit_analyses_get_atoms (VitAnalyses *analyses);

/** vit_analyses_set_intervals: (array length=n): Δt of maps of plasticity, ps, which override those
 * of the study; @n = 0 restores the study's. */
void vit_analyses_set_intervals (VitAnalyses *analyses, const double *intervals, size_t n);

/** vit_analyses_get_intervals: (transfer none) (nullable) (array length=n): */
const double *vit_analyses_get_intervals (VitAnalyses *analyses, size_t *n);

/** vit_analyses_set_memory: limit of the memory that T_ML of each run takes, bytes; 0 is 1 GiB.
 * Results beyond it are read from the cache again, or computed. */
void vit_analyses_set_memory (VitAnalyses *analyses, uint64_t bytes);
uint64_t vit_analyses_get_memory (VitAnalyses *analyses);

/** vit_analyses_get_baseline: (transfer none) (nullable): the unstressed run that the study's
 * option "structure", "baseline" names by its label. T_ML of the baseline is computed even while
 * the run is not shown. */
VitRun *vit_analyses_get_baseline (VitAnalyses *analyses);

/** vit_analyses_start: opens the shown runs and computes their series, now and whenever a run is
 * shown or added. */
void vit_analyses_start (VitAnalyses *analyses);

/** vit_analyses_cancel: stops computing for @run, until vit_analyses_resume(). */
void vit_analyses_cancel (VitAnalyses *analyses, VitRun *run);

/** vit_analyses_set_closed: sets @error, %VIT_ERROR_MISSING, to why @run has no frames or no times.
 */
void vit_analyses_set_closed (VitAnalyses *analyses, VitRun *run, GError **error);

/** vit_analyses_resume: continues after vit_analyses_cancel(). */
void vit_analyses_resume (VitAnalyses *analyses, VitRun *run);

/** vit_analyses_is_cancelled: whether computing for @run was cancelled and not resumed. */
bool vit_analyses_is_cancelled (VitAnalyses *analyses, VitRun *run);

/** vit_analyses_set_focus: time (ps) under the playhead; work goes outward from it. */
void vit_analyses_set_focus (VitAnalyses *analyses, double time);

/**
 * vit_analyses_open_sync:
 *
 * Loads the model, opens all runs and makes their series on this thread without computing anything:
 * for programs without a main loop. A run that has an obstacle is no error here.
 */
bool vit_analyses_open_sync (VitAnalyses *analyses, VitProgress *progress, GError **error);
