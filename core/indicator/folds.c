#include "core/indicator/folds.h"

#include <math.h>

#include "core/indicator/blocks.h"
#include "core/indicator/linear.h"

#define MOST_OF_RUNS 12

void
vit_folds_free (VitFolds *folds)
{
  if (!folds)
    return;
  g_free (folds->folds);
  g_free (folds->zones);
  g_free (folds);
}

static size_t
count_atoms (const VitFoldField *fields, size_t n_fields)
{
  size_t n = 0;
  for (size_t f = 0; f < n_fields; f++)
    n += fields[f].n;
  return n;
}

static void
hold_out_glasses (VitFolds *folds, const VitFoldField *fields, size_t n_fields, unsigned n_glasses)
{
  size_t at = 0;
  folds->n = MIN (n_glasses, MOST_OF_RUNS);
  folds->guard = 0;
  folds->share = 1 - 1.0 / folds->n;
  for (size_t f = 0; f < n_fields; f++)
    for (size_t i = 0; i < fields[f].n; i++, at++)
      {
        folds->folds[at] = (uint8_t) (fields[f].glass % folds->n);
        folds->zones[at] = UINT64_C (1) << folds->folds[at];
      }
}

/* Blocks of one glass have the same numbers in all its runs and at all their start times. */
static void
hold_out_blocks (VitFolds *folds,
                 const VitFoldField *fields,
                 size_t n_fields,
                 unsigned n_glasses,
                 unsigned per_axis)
{
  const unsigned counts[3] = { per_axis, per_axis, per_axis };
  unsigned of_glass = per_axis * per_axis * per_axis;
  size_t at = 0;
  double in_zones = 0;
  folds->n = of_glass * n_glasses;
  folds->per_axis = per_axis;
  for (size_t f = 0; f < n_fields; f++)
    {
      VitBlocks blocks;
      unsigned first = fields[f].glass * of_glass;
      vit_blocks_init_counts (&blocks, fields[f].cell, counts);
      for (size_t i = 0; i < fields[f].n; i++, at++)
        {
          const double *x = fields[f].x + 3 * i;
          size_t own = vit_blocks_find (&blocks, x);
          uint64_t zone = UINT64_C (1) << (first + own);
          for (unsigned b = 0; b < of_glass; b++)
            if (vit_blocks_zone (&blocks, b, x, folds->guard))
              zone |= UINT64_C (1) << (first + b);
          folds->folds[at] = (uint8_t) (first + own);
          folds->zones[at] = zone;
          in_zones += __builtin_popcountll (zone);
        }
    }
  folds->share = 1 - in_zones / (double) MAX (at, 1) / folds->n;
}

VitFolds *
vit_folds_new (const VitFoldField *fields, size_t n_fields, double guard)
{
  g_return_val_if_fail (fields && n_fields > 0 && guard >= 0, NULL);
  VitFolds *folds = g_new0 (VitFolds, 1);
  size_t n = count_atoms (fields, n_fields);
  unsigned n_glasses = 0;
  for (size_t f = 0; f < n_fields; f++)
    n_glasses = MAX (n_glasses, fields[f].glass + 1);
  folds->folds = g_new0 (uint8_t, MAX (n, 1));
  folds->zones = g_new0 (uint64_t, MAX (n, 1));
  folds->guard = guard;
  if (n_glasses >= VIT_FOLDS_LEAST_RUNS)
    {
      hold_out_glasses (folds, fields, n_fields, n_glasses);
      return folds;
    }
  hold_out_blocks (folds, fields, n_fields, n_glasses, 2);
  double halves = folds->share;
  if (27 * n_glasses <= VIT_LINEAR_MAX_FOLDS && guard > 0)
    {
      hold_out_blocks (folds, fields, n_fields, n_glasses, 3);
      if (folds->share <= halves)
        hold_out_blocks (folds, fields, n_fields, n_glasses, 2);
    }
  return folds;
}
