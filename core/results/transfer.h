#pragma once

/* Transfer of learned indicators between runs: a model of each run, and what it tells of the others
 * (docs/science.md §13). Immutable; any thread. */

#include "core/results/deriver.h"

/**
 * VitTransferCell: the model of one run at the atoms of another
 * @score: the mean over blocks of the box of Pearson's coefficient, of events of the AUC
 * @error: standard error of that mean
 * @null_mean, @null_sd: of shifted targets; NaN but on the diagonal
 * @n_parts: blocks that have a score
 * @same_glass: whether both runs begin as the same glass: the model has not seen the block then, as
 *   on the diagonal
 * @outside: share of the atoms outside what the model was trained on
 * @warning: (nullable): where they lie outside
 */
typedef struct
{
  double score, error, null_mean, null_sd;
  unsigned n_parts;
  bool same_glass;
  double outside;
  char *warning;
} VitTransferCell;

/**
 * VitTransfer:
 * @n: runs
 * @runs: their labels
 * @n_atoms: that were fitted, by run
 * @n_features: averages included
 * @guard: Å
 * @cells: @n × @n, by the run that the model was trained on first
 * @notes: (element-type utf8): what was left out
 */
typedef struct
{
  guint n;
  char **runs;
  size_t *n_atoms, n_features;
  bool has_events;
  char *target;
  double top, guard;
  VitTransferCell *cells;
  GPtrArray *notes;
} VitTransfer;

/** vit_transfer_derivation: of the shown runs of the study: #VitTransfer, of its [ranking]. */
extern const VitDerivation vit_transfer_derivation;
