/* What does not depend on the indicator: pooled atoms, blocks, draws, shifts. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/indicator/blocks.h"
#include "core/indicator/score-private.h"
#include "core/indicator/shift.h"
#include "core/stats/order.h"

void
vit_score_means_out (const VitScoring *self, const double *values, double *centred)
{
  for (size_t f = 0; f < self->n_fields; f++)
    {
      double sums[UINT8_MAX + 1] = { 0 };
      size_t counts[UINT8_MAX + 1] = { 0 };
      for (size_t i = self->starts[f]; i < self->starts[f + 1]; i++)
        if (isfinite (values[i]))
          {
            sums[self->types[i]] += values[i];
            counts[self->types[i]]++;
          }
      for (size_t i = self->starts[f]; i < self->starts[f + 1]; i++)
        centred[i] = values[i] - sums[self->types[i]] / (double) MAX (counts[self->types[i]], 1);
    }
}

/* Atoms whose values are finite, from the lowest. */
static uint32_t *
order_finite (const double *values, size_t n, size_t *n_finite)
{
  g_autofree uint32_t *atoms = g_new (uint32_t, MAX (n, 1));
  g_autofree double *finite = g_new (double, MAX (n, 1));
  size_t m = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        finite[m] = values[i];
        atoms[m++] = (uint32_t) i;
      }
  uint32_t *order = g_new (uint32_t, MAX (m, 1));
  vit_order (finite, m, order);
  for (size_t k = 0; k < m; k++)
    order[k] = atoms[order[k]];
  *n_finite = m;
  return order;
}

/* ---- Blocks ---- */

/* Blocks of a run have the same numbers at all its start times. @first: the first block of each
 * run, one more at the end. */
static size_t *
assign_blocks (VitScoring *self, const VitScoreField *fields, double edge, size_t *n_runs)
{
  unsigned runs = 0;
  for (size_t f = 0; f < self->n_fields; f++)
    runs = MAX (runs, fields[f].run + 1);
  size_t *first = g_new0 (size_t, (size_t) runs + 1);
  g_autofree VitBlocks *of_run = g_new0 (VitBlocks, runs);
  for (size_t f = 0; f < self->n_fields; f++)
    if (of_run[fields[f].run].counts[0] == 0)
      vit_blocks_init_edge (&of_run[fields[f].run], fields[f].cell, edge, VIT_SCORE_LEAST_BLOCKS);
  for (unsigned r = 0; r < runs; r++)
    first[r + 1] = first[r] + (of_run[r].counts[0] > 0 ? vit_blocks_count (&of_run[r]) : 0);
  for (size_t f = 0; f < self->n_fields; f++)
    {
      VitBlocks blocks;
      unsigned run = fields[f].run;
      vit_blocks_init_counts (&blocks, fields[f].cell, of_run[run].counts);
      for (size_t i = 0; i < fields[f].n; i++)
        self->blocks[self->starts[f] + i] =
            (uint32_t) (first[run] + vit_blocks_find (&blocks, fields[f].x + 3 * i));
    }
  self->n_blocks = first[runs];
  *n_runs = runs;
  return first;
}

/* Draw runs, then as many blocks as each has. */
static void
draw_blocks (VitScoring *self, const size_t *first, size_t n_runs, uint64_t seed)
{
  g_autofree size_t *present = g_new (size_t, MAX (n_runs, 1));
  size_t n_present = 0;
  for (size_t r = 0; r < n_runs; r++)
    if (first[r + 1] > first[r])
      present[n_present++] = r;
  self->weights = g_new0 (float, (size_t) self->n_resamples * self->n_blocks);
  for (unsigned k = 0; k < self->n_resamples; k++)
    {
      uint64_t state = seed + UINT64_C (0x9e3779b97f4a7c15) * (k + 1);
      float *w = self->weights + (size_t) k * self->n_blocks;
      for (size_t r = 0; r < n_present; r++)
        {
          size_t run = n_present > 1 ? present[vit_random_below (&state, n_present)] : present[0];
          size_t n = first[run + 1] - first[run];
          for (size_t b = 0; b < n; b++)
            w[first[run] + vit_random_below (&state, n)] += 1;
        }
    }
}

/* ---- Shifts ---- */

static void
shift_events (VitScoring *self, size_t f, unsigned s, const uint32_t *map)
{
  size_t start = self->starts[f], n = self->starts[f + 1] - start, found = 0;
  for (size_t i = 0; i < n; i++)
    found += self->events[start + map[i]];
  uint32_t *list =
      g_renew (uint32_t, self->shifted_events[s], self->n_shifted_events[s] + found + 1);
  for (size_t i = 0; i < n; i++)
    if (self->events[start + map[i]])
      list[self->n_shifted_events[s]++] = (uint32_t) (start + i);
  self->shifted_events[s] = list;
}

/* One shift, in scaled coordinates, for all start times of a run. */
static bool
make_shifts (VitScoring *self,
             const VitScoreField *fields,
             uint64_t seed,
             VitProgress *progress,
             GError **error)
{
  unsigned n_shifts = self->n_shifts;
  self->n_shifts = 0;
  for (size_t f = 0; f < self->n_fields; f++)
    if (!fields[f].cell->periodic[0] && !fields[f].cell->periodic[1] &&
        !fields[f].cell->periodic[2])
      return true;
  self->n_shifts = n_shifts;
  self->shifted_events = g_new0 (uint32_t *, MAX (n_shifts, 1));
  self->n_shifted_events = g_new0 (size_t, MAX (n_shifts, 1));
  self->shifted_target = g_new0 (float *, MAX (n_shifts, 1));
  for (unsigned s = 0; s < n_shifts && !self->events; s++)
    self->shifted_target[s] = g_new (float, self->n);
  for (size_t f = 0; f < self->n_fields; f++)
    {
      const VitScoreField *field = &fields[f];
      g_autoptr (VitShiftSearch) search = vit_shift_search_new (field->cell, field->x, field->n);
      g_autofree uint32_t *map = g_new (uint32_t, field->n);
      for (unsigned s = 0; s < n_shifts; s++)
        {
          uint64_t state = seed ^ (UINT64_C (0xd1b54a32d192ed03) * (s + 1) +
                                   UINT64_C (0x8cb92ba72f3d8dd7) * (field->run + 1));
          double shift[3];
          vit_shift_draw (field->cell, &state, shift);
          if (!vit_shift_map (search, shift, map, NULL, error) ||
              !vit_progress_step (progress, f * n_shifts + s, self->n_fields * n_shifts, error))
            return false;
          if (self->events)
            shift_events (self, f, s, map);
          for (size_t i = 0; i < field->n && !self->events; i++)
            self->shifted_target[s][self->starts[f] + i] =
                (float) self->target[self->starts[f] + map[i]];
        }
    }
  return true;
}

/* ---- All of it ---- */

static bool
check_fields (const VitScoreField *fields, size_t n, GError **error)
{
  size_t total = 0;
  for (size_t f = 0; f < n; f++)
    {
      total += fields[f].n;
      if (fields[f].n == 0 || !vit_cell_is_valid (fields[f].cell) || total > UINT32_MAX - 1)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "sample %zu has %s", f + 1,
                       fields[f].n == 0         ? "no atoms"
                       : total > UINT32_MAX - 1 ? "more atoms than can be counted with the others"
                                                : "a box without volume");
          return false;
        }
    }
  return true;
}

VitScoring *
vit_scoring_new (const VitScoreField *fields,
                 size_t n_fields,
                 const VitScoreOptions *options,
                 VitProgress *progress,
                 GError **error)
{
  static const VitScoreOptions usual = { 0 };
  g_return_val_if_fail (fields && n_fields > 0, NULL);
  if (!options)
    options = &usual;
  if (!check_fields (fields, n_fields, error))
    return NULL;
  g_autoptr (VitScoring) self = g_new0 (VitScoring, 1);
  g_atomic_ref_count_init (&self->refs);
  self->n_fields = n_fields;
  self->starts = g_new0 (size_t, n_fields + 1);
  bool has_events = true;
  for (size_t f = 0; f < n_fields; f++)
    {
      self->starts[f + 1] = self->starts[f] + fields[f].n;
      has_events = has_events && fields[f].events;
    }
  self->n = self->starts[n_fields];
  self->types = g_new (uint8_t, self->n);
  self->target = g_new (double, self->n);
  self->centred = g_new (double, self->n);
  self->blocks = g_new (uint32_t, self->n);
  self->events = has_events ? g_new (uint8_t, self->n) : NULL;
  for (size_t f = 0; f < n_fields; f++)
    for (size_t i = 0; i < fields[f].n; i++)
      {
        size_t at = self->starts[f] + i;
        self->types[at] = fields[f].types[i];
        self->n_types = MAX (self->n_types, self->types[at]);
        self->target[at] = fields[f].target[i];
        if (has_events)
          self->events[at] = fields[f].events[i] && isfinite (fields[f].target[i]);
      }
  vit_score_means_out (self, self->target, self->centred);
  self->order[0] = order_finite (self->target, self->n, &self->n_target);
  self->order[1] = order_finite (self->centred, self->n, &self->n_target);
  size_t n_runs;
  g_autofree size_t *first =
      assign_blocks (self, fields, options->edge > 0 ? options->edge : VIT_SCORE_EDGE, &n_runs);
  self->n_resamples = options->n_resamples > 0 ? options->n_resamples : 500;
  self->n_shifts = options->n_shifts > 0   ? (unsigned) options->n_shifts
                   : options->n_shifts < 0 ? 0
                                           : 20;
  draw_blocks (self, first, n_runs, options->seed);
  if (!make_shifts (self, fields, options->seed, progress, error))
    return NULL;
  return g_steal_pointer (&self);
}

VitScoring *
vit_scoring_ref (VitScoring *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vit_scoring_unref (VitScoring *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->refs))
    return;
  for (unsigned s = 0; s < self->n_shifts && self->shifted_events; s++)
    {
      g_free (self->shifted_events[s]);
      g_free (self->shifted_target[s]);
    }
  g_free (self->shifted_events);
  g_free (self->shifted_target);
  g_free (self->n_shifted_events);
  g_free (self->starts);
  g_free (self->types);
  g_free (self->target);
  g_free (self->centred);
  g_free (self->order[0]);
  g_free (self->order[1]);
  g_free (self->events);
  g_free (self->blocks);
  g_free (self->weights);
  g_free (self);
}

size_t
vit_scoring_get_n (const VitScoring *self)
{
  return self->n;
}

unsigned
vit_scoring_get_n_types (const VitScoring *self)
{
  return self->n_types;
}

size_t
vit_scoring_get_n_blocks (const VitScoring *self)
{
  return self->n_blocks;
}

bool
vit_scoring_has_events (const VitScoring *self)
{
  return self->events != NULL;
}

size_t
vit_score_take_top (const double *values, size_t n, double percent, bool bottom, uint8_t *events)
{
  g_return_val_if_fail (n == 0 || (values && events), 0);
  size_t m;
  g_autofree double *turned = g_new (double, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    turned[i] = bottom ? values[i] : -values[i];
  g_autofree uint32_t *order = order_finite (turned, n, &m);
  size_t k = (size_t) floor ((double) m * percent / 100 * (1 + 1e-12));
  k = MIN (MAX (k, 1), m);
  memset (events, 0, n);
  for (size_t i = 0; i < k; i++)
    events[order[i]] = 1;
  return k;
}
