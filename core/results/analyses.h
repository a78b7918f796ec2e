#pragma once

/* Which result follows from which: keeps, for every run of a study, the T_ML series that its
 * trajectory, the study's model and the options ask for, and makes it anew when one of them
 * changes.
 *
 * A GObject of the main thread that owns the model and the series. It never waits: opening, loading
 * and computing are jobs, except in vit_analyses_open_sync(). */

#include "core/store/cache.h"
#include "core/study/study.h"
#include "core/results/tml-series.h"

#define VIT_TYPE_ANALYSES (vit_analyses_get_type ())
G_DECLARE_FINAL_TYPE (VitAnalyses, vit_analyses, VIT, ANALYSES, GObject)

/**
 * vit_analyses_new:
 * @study: watched for runs, model, intervals
 * @cache: (nullable): where results are kept on disk
 *
 * Signals: `tml-changed` (VitRun) when a run gets, changes or loses its series, is shown or hidden;
 * `landed` (VitRun, guint index) when a start time of a series has landed; `model-changed`;
 * `cutoff-changed` when r_c was found or chosen.
 */
VitAnalyses *vit_analyses_new (VitStudy *study, VitCache *cache);

/** vit_analyses_get_study: (transfer none): */
VitStudy *vit_analyses_get_study (VitAnalyses *analyses);

/** vit_analyses_get_cache: (transfer none) (nullable): where results are kept on disk. */
VitCache *vit_analyses_get_cache (VitAnalyses *analyses);

/** vit_analyses_get_model: (transfer none) (nullable): once loaded. */
VitModel *vit_analyses_get_model (VitAnalyses *analyses);

/** vit_analyses_get_model_error: (transfer none) (nullable): why the model could not be loaded. */
const GError *vit_analyses_get_model_error (VitAnalyses *analyses);

/** vit_analyses_get_tml: (transfer none) (nullable): see vit_analyses_get_obstacle() where it is
 * %NULL. */
VitTmlSeries *vit_analyses_get_tml (VitAnalyses *analyses, VitRun *run);

/** vit_analyses_get_obstacle: (transfer none) (nullable): what keeps a run from having a series,
 * for people. */
const char *vit_analyses_get_obstacle (VitAnalyses *analyses, VitRun *run);

/**
 * vit_analyses_get_cutoff:
 * @error: %VIT_ERROR_MISSING while it is being found; %VIT_ERROR_INAPPLICABLE where it has to be
 *   chosen, with the reason
 *
 * r_c (Å) of the study: the one chosen, else the one found, else it is found now: the first minimum
 * of the total g(r) of the first shown run, kept in the study with that run's name. In a program
 * without a main loop this takes as long as it takes. `cutoff-changed` tells.
 *
 * Returns: 0 with @error where there is none
 */
double vit_analyses_get_cutoff (VitAnalyses *analyses, GError **error);

/** vit_analyses_set_atom: id of the atom whose history is followed; 0 for none. */
void vit_analyses_set_atom (VitAnalyses *analyses, int64_t atom);
int64_t vit_analyses_get_atom (VitAnalyses *analyses);

/** vit_analyses_set_intervals: (array length=n): Δt of maps of plasticity in place of those of the
 * study, ps; none for those of the study. */
void vit_analyses_set_intervals (VitAnalyses *analyses, const double *intervals, size_t n);

/** vit_analyses_get_intervals: (transfer none) (nullable) (array length=n): */
const double *vit_analyses_get_intervals (VitAnalyses *analyses, size_t *n);

/** vit_analyses_set_memory: bytes that T_ML of each run may take in memory; 0 is 1 GiB. Results
 * beyond it are read from the cache again, or computed. */
void vit_analyses_set_memory (VitAnalyses *analyses, uint64_t bytes);
uint64_t vit_analyses_get_memory (VitAnalyses *analyses);

/** vit_analyses_get_baseline: (transfer none) (nullable): the unstressed run that the study's
 * option "structure", "baseline" names by its label. It is computed also while it is not shown. */
VitRun *vit_analyses_get_baseline (VitAnalyses *analyses);

/** vit_analyses_start: opens the shown runs and computes their series, now and as they are shown or
 * added. */
void vit_analyses_start (VitAnalyses *analyses);

/** vit_analyses_cancel: stops what is computed for @run; vit_analyses_resume() goes on. */
void vit_analyses_cancel (VitAnalyses *analyses, VitRun *run);

/** vit_analyses_resume: takes back a cancel. */
void vit_analyses_resume (VitAnalyses *analyses, VitRun *run);

/** vit_analyses_is_cancelled: whether @run waits for a resume. */
bool vit_analyses_is_cancelled (VitAnalyses *analyses, VitRun *run);

/** vit_analyses_set_focus: time (ps) under the playhead; work goes outward from it. */
void vit_analyses_set_focus (VitAnalyses *analyses, double time);

/**
 * vit_analyses_open_sync:
 *
 * Loads the model, opens all runs and makes their series on this thread, computing nothing: for
 * programs without a main loop. A run that has an obstacle is no error here.
 */
bool vit_analyses_open_sync (VitAnalyses *analyses, VitProgress *progress, GError **error);
