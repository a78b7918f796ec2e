#pragma once

/* T_ML of one run at all its start times, computed in the background and outward from the playhead.
 *
 * A GObject of the main thread. It owns the worker jobs. Results are immutable; those used last
 * stay in memory, up to a budget, with 12 bytes per atom and start time. Results are looked up in
 * and stored to the cache on disk, under a key of the frames they read, the model, the options and
 * the kernel's version. */

#include <glib-object.h>

#include "core/results/tml-source.h"

#define VIT_TYPE_TML_SERIES (vit_tml_series_get_type ())
G_DECLARE_FINAL_TYPE (VitTmlSeries, vit_tml_series, VIT, TML_SERIES, GObject)

/**
 * VitTmlState:
 * @VIT_TML_PENDING: not computed yet
 * @VIT_TML_READY: the result is in memory or on disk
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
 * @memory: limit of the memory for results, bytes; 0 is 1 GiB
 * @error: run and model do not match, or there is no usable interval
 *
 * A frame is a start time if there is a frame at every interval after it. If no frame is one, every
 * frame is listed as impossible, with the reason.
 *
 * Signals: `landed` (guint index) when a start time becomes ready or failed; properties: `n-ready`
 * (guint), `running` (boolean), `warning` (string, nullable: composition, species names).
 */
VitTmlSeries *vit_tml_series_new (VitTrajectory *trajectory,
                                  VitTimeline *timeline,
                                  VitModel *model,
                                  const VitTmlOptions *options,
                                  VitCache *cache,
                                  uint64_t memory,
                                  GError **error);

/**
 * vit_tml_series_grow:
 * @trajectory: what the run of the series has grown into
 * @options: as in vit_tml_series_new()
 *
 * Goes on with the frames that were appended. Start times whose frames are all as they were keep
 * what was computed, and one that is being computed still lands; others are new. `landed` is not
 * emitted.
 *
 * Returns: %false, with the series as it was, if other intervals are to be used now or the run is
 *   not a continuation: a new series is to be made then. O(frames · intervals)
 */
bool vit_tml_series_grow (VitTmlSeries *series,
                          VitTrajectory *trajectory,
                          VitTimeline *timeline,
                          const VitTmlOptions *options);

/** vit_tml_series_get_n: number of start times. */
guint vit_tml_series_get_n (VitTmlSeries *series);

/** vit_tml_series_get_time: time of a start time, ps; times ascend with @index. */
double vit_tml_series_get_time (VitTmlSeries *series, guint index);

/** vit_tml_series_get_frame: the start frame in the trajectory. */
size_t vit_tml_series_get_frame (VitTmlSeries *series, guint index);
VitTmlState vit_tml_series_get_state (VitTmlSeries *series, guint index);

/** vit_tml_series_get_reason: (transfer none) (nullable): why a start time is impossible or failed.
 */
const char *vit_tml_series_get_reason (VitTmlSeries *series, guint index);

/** vit_tml_series_get_n_ready: number of computed start times, in memory or on disk only. */
guint vit_tml_series_get_n_ready (VitTmlSeries *series);

/** vit_tml_series_get_warning: (transfer none) (nullable): the property. */
const char *vit_tml_series_get_warning (VitTmlSeries *series);

/** vit_tml_series_get_note: (transfer none) (nullable): for captions, see #VitModelMatch. */
const char *vit_tml_series_get_note (VitTmlSeries *series);

/** vit_tml_series_get_options: (transfer none): the options, with the intervals that are actually
 * used. */
const VitTmlOptions *vit_tml_series_get_options (VitTmlSeries *series);

/** vit_tml_series_find: the start time nearest to @time (ps); -1 in an empty series. */
int vit_tml_series_find (VitTmlSeries *series, double time);

/** vit_tml_series_find_beyond: the frame nearest to @time (ps), if it lies before the first or
 * after the last start time, where there is no T_ML; −1 otherwise. */
ssize_t vit_tml_series_find_beyond (VitTmlSeries *series, double time);

/** vit_tml_series_get_final: the last start time (ps) that has a frame at every interval after it;
 * NaN without one. */
double vit_tml_series_get_final (VitTmlSeries *series);

/** vit_tml_series_get_wait: how many ps the run has yet to reach for T_ML of the frame nearest to
 * @time (ps), after the last start time, to be final; NaN where it waits for nothing. O(intervals)
 */
double vit_tml_series_get_wait (VitTmlSeries *series, double time);

/**
 * vit_tml_series_get_developing:
 * @longest: (out): its longest interval, ps
 *
 * Returns: (transfer full) (nullable): of a run that is being written, T_ML of @frame, whose start
 * time is not final, from the intervals that are present; see core/results/developing-tml.h. %NULL
 * for others
 */
VitTmlStarts *vit_tml_series_get_developing (VitTmlSeries *series, size_t frame, double *longest);

/** vit_tml_series_dup_developing: (transfer full): what a developing T_ML with that longest
 * interval (ps) is worth, for people; @validation (out) (transfer none) (nullable): its
 * cross-validation, once known. */
char *vit_tml_series_dup_developing (VitTmlSeries *series, double longest, const char **validation);

/** vit_tml_series_dup_unready: (transfer full): why no start time is ready, for people: of a run
 * that is being written how long the first one waits. */
char *vit_tml_series_dup_unready (VitTmlSeries *series);

/** vit_tml_series_dup_lack: (transfer full) (nullable): for a @time (ps) of which
 * vit_tml_series_find_beyond() knows a frame: how much motion is missing, in ps; else %NULL. */
char *vit_tml_series_dup_lack (VitTmlSeries *series, double time);

/**
 * vit_tml_series_get_density:
 * @bins: bins made by vit_bins_on_lattice() for the model
 * @density: (out caller-allocates): one per bin, K⁻¹, as vit_histogram_density() has it
 *
 * Fills the density of a computed start time, even if its result is no longer in memory.
 *
 * Returns: whether the start time was computed. O(range of T_ML / 2 K)
 */
bool
vit_tml_series_get_density (VitTmlSeries *series, guint index, const VitBins *bins, float *density);

/** vit_tml_series_get_starts: (transfer full): all computed start times, in memory or on disk only;
 * if @index is not −1, the start time at @index alone, or none if it is not computed. */
VitTmlStarts *vit_tml_series_get_starts (VitTmlSeries *series, int index);

/** vit_tml_series_get_source: (transfer none) (nullable): where T_ML comes from; %NULL without a
 * model. */
VitTmlSource *vit_tml_series_get_source (VitTmlSeries *series);

/** vit_tml_series_count_kept: number of computed start times that the cache on disk has now.
 * O(start times) */
guint vit_tml_series_count_kept (VitTmlSeries *series);

/** vit_tml_series_met_change: whether a start time failed because a file was changed while it was
 * computed. */
bool vit_tml_series_met_change (VitTmlSeries *series);

/** vit_tml_series_start: computes in the background, the start time nearest to the focus first. */
void vit_tml_series_start (VitTmlSeries *series);

/** vit_tml_series_stop: cancels the work; results that have landed stay. Jobs end within 100 ms. */
void vit_tml_series_stop (VitTmlSeries *series);

/** vit_tml_series_is_running: the property: whether start times are being computed. */
bool vit_tml_series_is_running (VitTmlSeries *series);

/** vit_tml_series_set_focus: sets the @time (ps) of the playhead, from which the work goes
 * outward. */
void vit_tml_series_set_focus (VitTmlSeries *series, double time);

/**
 * vit_tml_series_compute_all:
 *
 * Computes the whole series on this thread (and the pool), for programs without a main loop: cached
 * results are taken, missing ones are computed in one batch and stored.
 */
bool vit_tml_series_compute_all (VitTmlSeries *series, VitProgress *progress, GError **error);

/** vit_tml_series_compute_near: the same for the start time nearest to @time (ps) alone. */
bool vit_tml_series_compute_near (VitTmlSeries *series,
                                  double time,
                                  VitProgress *progress,
                                  GError **error);

/** vit_tml_series_validate: where T_ML is made of fewer intervals than the model's own, adds to the
 * warning how well the model tells temperatures apart on these, on this thread. */
bool vit_tml_series_validate (VitTmlSeries *series, VitProgress *progress, GError **error);
