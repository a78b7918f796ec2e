#pragma once

/* The atoms that maps show: those for which an expression is true (docs/science.md §9), and their
 * neighbours if it is grown. A value; any thread. */

#include "core/results/column.h"

/** VIT_FILTER_MOST_STEPS: how often a filter is grown at most. */
#define VIT_FILTER_MOST_STEPS 3

/**
 * VitFilter:
 * @condition: an expression; empty: all atoms
 * @steps: atoms within r_c of those that are shown are shown as well, so often
 */
typedef struct
{
  char condition[VIT_OPTION_MAX_TEXT + 1];
  int steps;
} VitFilter;

/** vit_filter_read: the filter of the study's options. */
VitFilter vit_filter_read (const VitOptions *options);

/** vit_filter_is_set: whether it leaves out any atom; @filter is nullable. */
bool vit_filter_is_set (const VitFilter *filter);

/** vit_filter_wish: adds what the filter needs. */
void vit_filter_wish (const VitFilter *filter, const VitOptions *options, VitQuantityWish *wish);

/** vit_filter_dup_text: (transfer full): "CONDITION", and how far it is grown within @cutoff, Å. */
char *vit_filter_dup_text (const VitFilter *filter, double cutoff);

/**
 * vit_filter_compute:
 * @source: made for vit_filter_wish()
 * @kept: (out caller-allocates): 1 for an atom that is shown, else 0
 * @error: as vit_column_compute_condition(); %VIT_ERROR_MISSING: it is to be grown and r_c is not
 *   known
 *
 * The cost of the expression; O(n · neighbours) to grow it
 */
bool vit_filter_compute (const VitFilter *filter,
                         VitQuantitySource *source,
                         uint8_t *kept,
                         VitProgress *progress,
                         GError **error);
