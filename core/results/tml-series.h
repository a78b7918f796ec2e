#pragma once

/* T_ML of one run at all its start times, computed in the background and outward from the playhead.
 *
 * A GObject of the main thread. It owns the worker jobs; results are immutable and stay in memory
 * once computed (12 bytes an atom and start time; beyond a budget the ones farthest from the
 * playhead are read again from the cache on disk). Results are looked up in and stored to the cache
 * on disk, keyed by the frames they read, the model, the options and the kernel's version. */

#include <glib-object.h>

#include "core/results/tml-source.h"

#define VIT_TYPE_TML_SERIES (vit_tml_series_get_type ())
G_DECLARE_FINAL_TYPE (VitTmlSeries, vit_tml_series, VIT, TML_SERIES, GObject)

/**
 * VitTmlState:
 * @VIT_TML_PENDING: not computed yet
 * @VIT_TML_READY: the result is there
 * @VIT_TML_IMPOSSIBLE: frames are missing; see vit_tml_series_get_reason()
 * @VIT_TML_FAILED: reading or computing failed; see vit_tml_series_get_reason()
 */
typedef enum
{
  VIT_TML_PENDING,
  VIT_TML_READY,
  VIT_TML_IMPOSSIBLE,
  VIT_TML_FAILED,
} VitTmlState;

/**
 * vit_tml_series_new:
 * @trajectory: the run
 * @timeline: its times
 * @model: (nullable): %NULL makes a series in which nothing is computable
 * @options: temperature, intervals
 * @cache: (nullable): where results are kept on disk
 * @memory: bytes that results may take; 0 is 1 GiB
 * @error: run and model do not belong together, no usable interval
 *
 * Start times are those frames from which every interval has a frame; if none has, every frame is
 * listed as impossible with the reason.
 *
 * Signals: `landed` (guint index) when a start time becomes ready, failed or was dropped;
 * properties: `n-ready` (guint), `running` (boolean), `warning` (string, nullable: composition,
 * species names).
 */
VitTmlSeries *vit_tml_series_new (VitTrajectory *trajectory,
                                  VitTimeline *timeline,
                                  VitModel *model,
                                  const VitTmlOptions *options,
                                  VitCache *cache,
                                  uint64_t memory,
                                  GError **error);

/** vit_tml_series_get_n: number of start times. */
guint vit_tml_series_get_n (VitTmlSeries *series);

/** vit_tml_series_get_time: of a start time, ps; they ascend with @index. */
double vit_tml_series_get_time (VitTmlSeries *series, guint index);

/** vit_tml_series_get_frame: the start frame in the trajectory. */
size_t vit_tml_series_get_frame (VitTmlSeries *series, guint index);
VitTmlState vit_tml_series_get_state (VitTmlSeries *series, guint index);

/** vit_tml_series_get_reason: (transfer none) (nullable): why a start time is impossible or failed.
 */
const char *vit_tml_series_get_reason (VitTmlSeries *series, guint index);

/** vit_tml_series_get_n_ready: start times that were computed, whether in memory or on disk only.
 */
guint vit_tml_series_get_n_ready (VitTmlSeries *series);

/** vit_tml_series_get_warning: (transfer none) (nullable): the property. */
const char *vit_tml_series_get_warning (VitTmlSeries *series);

/** vit_tml_series_get_options: (transfer none): with the intervals that are really used. */
const VitTmlOptions *vit_tml_series_get_options (VitTmlSeries *series);

/** vit_tml_series_find: the start time nearest to @time (ps); -1 in an empty series. */
int vit_tml_series_find (VitTmlSeries *series, double time);

/**
 * vit_tml_series_get_density:
 * @bins: of vit_bins_for_tml()
 * @density: (out caller-allocates): one per bin, K⁻¹, as vit_histogram_density() has it
 *
 * Of a start time that was computed, even where its result is in memory no more.
 *
 * Returns: whether it was. O(range of T_ML / 2 K)
 */
bool
vit_tml_series_get_density (VitTmlSeries *series, guint index, const VitBins *bins, float *density);

/** vit_tml_series_get_starts: (transfer full): the start times that were computed, or of them the
 * @index-th alone if it is not −1: in memory or not, none is left out. */
VitTmlStarts *vit_tml_series_get_starts (VitTmlSeries *series, int index);

/** vit_tml_series_start: computes in the background, the start time nearest to the focus first. */
void vit_tml_series_start (VitTmlSeries *series);

/** vit_tml_series_stop: cancels; what has landed stays. Within 100 ms nothing runs any more. */
void vit_tml_series_stop (VitTmlSeries *series);

/** vit_tml_series_is_running: the property: whether start times are being computed. */
bool vit_tml_series_is_running (VitTmlSeries *series);

/** vit_tml_series_set_focus: @time (ps) under the playhead: the order of the work follows it. */
void vit_tml_series_set_focus (VitTmlSeries *series, double time);

/**
 * vit_tml_series_compute_all:
 *
 * The whole series on this thread (and the pool), for programs without a main loop: cached results
 * are taken, missing ones computed in one batch of queries and stored.
 */
bool vit_tml_series_compute_all (VitTmlSeries *series, VitProgress *progress, GError **error);
