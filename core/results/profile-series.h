#pragma once

/* The profile of a quantity of one run along a vector of the box, against time (docs/science.md
 * §10). */

#include "core/results/deriver.h"

/**
 * VitProfileSeries:
 * @column: the quantity
 * @axis: box vector
 * @n_bins: slabs along it
 * @edge: mean length of that vector, Å: a slab is that long over @n_bins on average
 * @from_starts: whether times are the start times of T_ML; else they are those of frames
 * @n: number of times
 * @stride: every @stride-th frame is taken, to bound the work
 * @times: (array length=n): ps, ascending
 * @known: (array length=n): whether the profile of that time has been made or has failed
 * @n_known: number of them
 * @n_wanted: number of times that can be known by now: start times may be waiting for T_ML
 * @mean: (array): n × n_bins; NaN where no atom is, or it is not known
 * @error: (array): standard error of the mean
 * @counts: (array): number of atoms behind it
 * @minimum: least mean
 * @maximum: greatest mean
 * @interval: Δt that the values belong to, ps; NaN if they belong to one frame
 * @n_failed: times that have no profile, and @reason (nullable) why the first has none
 *
 * Immutable and reference counted; any thread.
 */
typedef struct
{
  gatomicrefcount refs;
  char column[VIT_OPTION_MAX_TEXT + 1];
  int axis;
  size_t n_bins;
  double edge;
  bool from_starts;
  size_t n, stride;
  double *times;
  bool *known;
  size_t n_known, n_wanted;
  double *mean, *error, *counts;
  double minimum, maximum;
  double interval;
  size_t n_failed;
  char *reason;
} VitProfileSeries;

VitProfileSeries *vit_profile_series_ref (VitProfileSeries *series);
void vit_profile_series_unref (VitProfileSeries *series);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitProfileSeries, vit_profile_series_unref)

/** vit_profile_series_find: index of the known time nearest to @time, ps; −1 if none is known. */
ssize_t vit_profile_series_find (const VitProfileSeries *series, double time);

/** vit_profile_derivation: results are #VitProfileSeries of the options of the group "compare": for
 * a quantity that rests on T_ML of its start times, else of the frames of the run. A result may
 * know some of the times only, those nearest to the playhead: the next one that is asked for knows
 * more, until @n_known is @n_wanted. */
extern const VitDerivation vit_profile_derivation;
