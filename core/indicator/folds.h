#pragma once

/* Parts of space, or whole runs, that are held out in turn (docs/science.md §13). Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/geometry/cell.h"

/** VIT_FOLDS_LEAST_RUNS: from as many independent runs on, whole runs are held out. */
#define VIT_FOLDS_LEAST_RUNS 3

/**
 * VitFoldField: the atoms of a frame
 * @glass: number of the independent run; runs that start from the same glass have the same number
 * @x: @n × 3, Å
 */
typedef struct
{
  unsigned glass;
  const VitCell *cell;
  const double *x;
  size_t n;
} VitFoldField;

/**
 * VitFolds:
 * @n: parts
 * @per_axis: blocks along each box vector; 0: whole runs
 * @guard: Å: atoms nearer than that to a part that is held out are in neither set
 * @share: mean share of the atoms that are left to be fitted
 * @folds: (array): of each atom, one field after the other: its part
 * @zones: (array): bits of the parts that it is in or nearer to than @guard
 */
typedef struct
{
  unsigned n, per_axis;
  double guard, share;
  uint8_t *folds;
  uint64_t *zones;
} VitFolds;

/**
 * vit_folds_new:
 * @guard: Å; 0: none
 *
 * With enough glasses whole ones are held out, at most 12 parts. Otherwise the boxes are divided
 * into 2 or 3 blocks along each box vector, by which more atoms are left beside a block and its
 * guard.
 */
VitFolds *vit_folds_new (const VitFoldField *fields, size_t n_fields, double guard);
void vit_folds_free (VitFolds *folds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFolds, vit_folds_free)
