#include "core/stats/hypergeometric.h"

#include <glib.h>
#include <math.h>

/* A sum of probabilities reaches what is asked for within rounding. */
#define SLACK 1e-12

static double
log_choose (size_t n, size_t k)
{
  return lgamma ((double) n + 1) - lgamma ((double) k + 1) - lgamma ((double) (n - k) + 1);
}

static double
probability (const VitHypergeometric *self, size_t hits)
{
  size_t others = self->n_of - self->n_marked;
  if (hits > self->n_marked || hits > self->n_drawn || self->n_drawn - hits > others)
    return 0;
  return exp (log_choose (self->n_marked, hits) + log_choose (others, self->n_drawn - hits) -
              log_choose (self->n_of, self->n_drawn));
}

static bool
is_valid (const VitHypergeometric *self)
{
  return self->n_marked <= self->n_of && self->n_drawn <= self->n_of;
}

double
vit_hypergeometric_mean (const VitHypergeometric *self)
{
  g_return_val_if_fail (self && is_valid (self), NAN);
  return (double) self->n_drawn * (double) self->n_marked / (double) self->n_of;
}

double
vit_hypergeometric_tail (const VitHypergeometric *self, size_t hits)
{
  g_return_val_if_fail (self && is_valid (self), NAN);
  double sum = 0;
  /* Small terms first. */
  for (size_t k = MIN (self->n_drawn, self->n_marked) + 1; k-- > hits;)
    sum += probability (self, k);
  return fmin (sum, 1);
}

void
vit_hypergeometric_band (const VitHypergeometric *self, double level, size_t *low, size_t *high)
{
  g_return_if_fail (self && is_valid (self) && level > 0 && level < 1 && low && high);
  size_t most = MIN (self->n_drawn, self->n_marked), k = 0;
  double sum = probability (self, 0);
  while (k < most && sum < (1 - level) / 2 - SLACK)
    sum += probability (self, ++k);
  *low = k;
  while (k < most && sum < (1 + level) / 2 - SLACK)
    sum += probability (self, ++k);
  *high = k;
}
