#pragma once

/* What one run has more than another at one time, or than itself at another time, atom by atom
 * (docs/science.md §10). */

#include "core/results/deriver.h"
#include "core/results/snapshot.h"

/**
 * VitDifferenceMatch: how atoms were matched
 * @VIT_MATCHED_BY_ID: both runs have the same ids with the same species
 * @VIT_MATCHED_BY_POSITION: by nearest positions in the first frames
 * @VIT_MATCHED_NOW: by nearest positions in the frames that are compared, as ids occur twice
 */
typedef enum
{
  VIT_MATCHED_BY_ID,
  VIT_MATCHED_BY_POSITION,
  VIT_MATCHED_NOW,
} VitDifferenceMatch;

/**
 * VitDifference: a − b
 * @column: what is compared
 * @labels: of the runs a and b
 * @times: ps
 * @frames: their frames
 * @intervals: Δt that the values belong to, ps; NaN if they belong to one frame
 * @same_run: whether a and b are one run
 * @snapshot: the atoms of a; its values are the differences, NaN for an atom without one
 * @first: (array): value in a
 * @second: (array): value of the matched atom in b; NaN without one
 * @n_second: number of atoms in b
 * @match: how atoms were matched
 * @distance: mean distance of matched atoms at the positions they were matched by, Å; NaN where
 *   they were matched by id
 * @n_matched: number of atoms of a that have a partner
 * @n: number of differences behind @mean and @rms: of matched atoms that have a value in a and in b
 *   and that the filter keeps
 * @mean: of the differences; NaN without any
 * @rms: root of the mean square of the differences
 * @largest: 98 % of the differences are no larger
 *
 * Immutable and reference counted; any thread.
 */
typedef struct
{
  gatomicrefcount refs;
  char column[VIT_OPTION_MAX_TEXT + 1];
  char *labels[2];
  double times[2], intervals[2];
  size_t frames[2];
  bool same_run;
  VitSnapshot *snapshot;
  double *first, *second;
  size_t n_second;
  VitDifferenceMatch match;
  double distance;
  size_t n_matched, n;
  double mean, rms, largest;
} VitDifference;

VitDifference *vit_difference_ref (VitDifference *difference);
void vit_difference_unref (VitDifference *difference);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitDifference, vit_difference_unref)

/** vit_compare_get_column: (transfer none): the column that is compared: that of the option
 * "compare", "quantity", or, if that is empty, the one that colours the atoms. */
const char *vit_compare_get_column (const VitOptions *options);

/** vit_compare_check_column: whether atoms have a number of it; %VIT_ERROR_INVALID for regions. */
bool vit_compare_check_column (const char *column, GError **error);

/**
 * vit_difference_get_runs:
 * @runs: (out): a and b, which may be the same
 * @error: %VIT_ERROR_MISSING if there is no such run
 *
 * The runs of the options "compare", "run" and "other"; without, the first that is shown, and the
 * next that is shown or the same.
 */
bool vit_difference_get_runs (VitAnalyses *analyses, VitRun *runs[2], GError **error);

/** vit_difference_dup_match: (transfer full): "4000 of 4000 atoms matched by id", for captions. */
char *vit_difference_dup_match (const VitDifference *difference);

/** vit_difference_derivation: the result of the study is a #VitDifference: a at the playhead, b
 * there, or at the option "compare", "other-time". */
extern const VitDerivation vit_difference_derivation;
