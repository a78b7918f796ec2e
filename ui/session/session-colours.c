/* The colours of the atoms of a session, and the range of their scale: locked, or found anew from
 * the values of all runs that are shown. */

#include <math.h>
#include <string.h>

#include "core/results/difference.h"
#include "core/stats/quantile.h"
#include "ui/session/session-private.h"

const VitColouring *
vit_session_get_colouring (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), NULL);
  return &self->colouring;
}

/* (transfer none) (nullable): of a run, if it has values of the quantity that colours the atoms. */
static const VitSnapshot *
get_snapshot (VitSession *self, VitRun *run)
{
  const VitSnapshot *snapshot =
      vit_deriver_get (self->deriver, &vit_snapshot_derivation, run, self->time, NULL);
  return snapshot && snapshot->values && strcmp (snapshot->column, self->colouring.column) == 0
             ? snapshot
             : NULL;
}

/* Least and largest value of all runs, or two percentiles. */
static void
find_ends (VitSession *self, const VitColourRange *range, double *low, double *high)
{
  guint n = vit_session_get_n_shown (self), k = 0;
  g_autofree const double **sets = g_new (const double *, MAX (n, 1));
  g_autofree size_t *sizes = g_new (size_t, MAX (n, 1));
  *low = INFINITY;
  *high = -INFINITY;
  for (guint i = 0; i < n; i++)
    {
      const VitSnapshot *snapshot = get_snapshot (self, vit_session_get_shown (self, i));
      if (!snapshot)
        continue;
      *low = fmin (*low, snapshot->minimum);
      *high = fmax (*high, snapshot->maximum);
      if (!snapshot->sorted)
        continue;
      sets[k] = snapshot->sorted;
      sizes[k++] = snapshot->n_sorted;
    }
  if (range->mode != VIT_RANGE_PERCENTILES || k == 0)
    return;
  *low = vit_sorted_sets_quantile (sets, sizes, k, range->low / 100);
  *high = vit_sorted_sets_quantile (sets, sizes, k, range->high / 100);
}

static void
write_colouring (VitSession *self)
{
  bool outer = self->writing;
  self->writing = true;
  vit_view_write_colouring (self->study, &self->colouring);
  self->writing = outer;
}

void
vit_session_settle_range (VitSession *self)
{
  VitColourRange range = vit_study_get_range (self->study, self->colouring.column);
  VitColouring own = self->colouring;
  if (strcmp (own.column, VIT_COLUMN_REGION) == 0 || !self->deriver || self->taking)
    return;
  if (range.mode == VIT_RANGE_LOCKED)
    {
      own.minimum = range.low;
      own.maximum = range.high;
    }
  else
    {
      double low, high;
      find_ends (self, &range, &low, &high);
      vit_colouring_fit (&own, low, high);
    }
  if (own.minimum == self->colouring.minimum && own.maximum == self->colouring.maximum)
    return;
  self->colouring = own;
  write_colouring (self);
  vit_session_notify (self, PROP_COLOURING);
}

void
vit_session_set_colouring (VitSession *self, const VitColouring *colouring)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  const VitColouring *old = &self->colouring;
  bool ranged = colouring->minimum != old->minimum || colouring->maximum != old->maximum;

  if (strcmp (colouring->column, old->column) == 0 && strcmp (colouring->map, old->map) == 0 &&
      !ranged && colouring->outline == old->outline &&
      colouring->interpolated == old->interpolated && colouring->equal_sizes == old->equal_sizes &&
      colouring->ghosts == old->ghosts)
    return;
  /* Before the study names the new quantity: options tell the range of the one that it names. */
  VitColourRange own = vit_study_get_range (self->study, colouring->column);
  bool takes = !ranged && strcmp (colouring->column, old->column) != 0;
  self->colouring = *colouring;
  if (takes && own.mode == VIT_RANGE_LOCKED)
    {
      self->colouring.minimum = own.low;
      self->colouring.maximum = own.high;
    }
  write_colouring (self);
  if (ranged)
    {
      VitColourRange range = { VIT_RANGE_LOCKED, colouring->minimum, colouring->maximum };
      vit_study_set_range (self->study, colouring->column, &range);
      write_colouring (self);
    }
  vit_session_settle_range (self);
  vit_session_notify (self, PROP_COLOURING);
}

VitColourRange
vit_session_get_range (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), (VitColourRange){ 0 });
  return vit_study_get_range (self->study, self->colouring.column);
}

void
vit_session_set_range (VitSession *self, const VitColourRange *range)
{
  g_return_if_fail (VIT_IS_SESSION (self) && range);
  vit_study_set_range (self->study, self->colouring.column, range);
}

void
vit_session_find_beyond (VitSession *self, bool *below, bool *above)
{
  g_return_if_fail (VIT_IS_SESSION (self) && below && above);
  const VitColouring *c = &self->colouring;
  double slack = 1e-6 * (c->maximum - c->minimum);
  *below = *above = false;
  for (guint r = 0; r < vit_session_get_n_shown (self); r++)
    {
      const VitSnapshot *snapshot = get_snapshot (self, vit_session_get_shown (self, r));
      for (size_t i = 0; snapshot && i < snapshot->frame->atoms->n; i++)
        {
          if (snapshot->kept && !snapshot->kept[i])
            continue;
          *below = *below || snapshot->values[i] < c->minimum - slack;
          *above = *above || snapshot->values[i] > c->maximum + slack;
        }
    }
}

/* ---- Differences ---- */

VitColouring
vit_session_get_difference_colouring (VitSession *self, char **key)
{
  g_return_val_if_fail (VIT_IS_SESSION (self) && key, (VitColouring){ 0 });
  VitColouring colouring = self->colouring;
  const char *column = vit_compare_get_column (vit_study_get_options (self->study));
  const VitDifference *difference =
      vit_deriver_get (self->deriver, &vit_difference_derivation, NULL, self->time, NULL);
  bool same = difference && strcmp (difference->column, column) == 0;
  vit_colouring_set_difference (&colouring, self->study, column, same ? difference->largest : 0,
                                same ? difference->snapshot->sorted : NULL,
                                same ? difference->snapshot->n_sorted : 0);
  *key = vit_study_dup_difference_key (column);
  return colouring;
}
