#pragma once

/* The hypergeometric distribution: how many of the atoms that are drawn without putting back are
 * among those that are marked. Pure, any thread. */

#include <stdbool.h>
#include <stddef.h>

/**
 * VitHypergeometric:
 * @n_of: atoms in all
 * @n_marked: those that are marked, at most @n_of
 * @n_drawn: those that are drawn, at most @n_of
 */
typedef struct
{
  size_t n_of, n_marked, n_drawn;
} VitHypergeometric;

/** vit_hypergeometric_mean: expected number of marked atoms among those drawn; NaN if @n_of is 0.
 */
double vit_hypergeometric_mean (const VitHypergeometric *self);

/** vit_hypergeometric_tail: probability of @hits or more marked atoms among those drawn.
 * O(@n_drawn) */
double vit_hypergeometric_tail (const VitHypergeometric *self, size_t hits);

/**
 * vit_hypergeometric_band:
 * @level: between 0 and 1, for instance 0.95
 * @low, @high: (out): least number of hits whose distribution function reaches (1 − @level) / 2,
 * and least for which it reaches (1 + @level) / 2
 *
 * Draws by chance have hits from @low to @high with a probability of @level or more. O(@n_drawn)
 */
void
vit_hypergeometric_band (const VitHypergeometric *self, double level, size_t *low, size_t *high);
