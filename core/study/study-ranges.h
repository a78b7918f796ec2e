#pragma once

/* The ranges of the colour scale, one for each quantity. Main thread. */

#include <stdbool.h>

typedef struct _VitStudy VitStudy;

/**
 * VitRangeMode:
 * @VIT_RANGE_FREE: round numbers around the values of all atoms that are shown
 * @VIT_RANGE_PERCENTILES: round numbers around two percentiles of them
 * @VIT_RANGE_LOCKED: two values
 */
typedef enum
{
  VIT_RANGE_FREE,
  VIT_RANGE_PERCENTILES,
  VIT_RANGE_LOCKED,
} VitRangeMode;

/** VitColourRange: @low < @high: in the unit of the quantity if it is locked, else % */
typedef struct
{
  VitRangeMode mode;
  double low, high;
} VitColourRange;

/**
 * vit_study_get_range:
 * @column: a quantity, a column of the file or an expression
 *
 * Returns: its range as the user decided, or as an option of the study says for the quantity that
 *   colours the atoms; that of T_ML is locked where nothing is said, any other free. Differences
 *   have a range of their own (vit_study_dup_difference_key())
 */
VitColourRange vit_study_get_range (VitStudy *study, const char *column);

/** vit_study_dup_difference_key: (transfer full): what the range of differences of @column is kept
 * under, in place of a column. */
char *vit_study_dup_difference_key (const char *column);

/** vit_study_set_range: emits `range-changed` (column) if it changes; nothing changes unless
 * @range->low < @range->high. */
void vit_study_set_range (VitStudy *study, const char *column, const VitColourRange *range);
