/* Functions of groups of atoms. */

#include <math.h>
#include <string.h>

#include "core/expression/expression-private.h"

#define NO_GROUP G_MAXUINT32

/* ---- Which atoms are a group ---- */

/* Bits of a number; 0 and −0 have the same. */
static uint64_t
get_bits (double x)
{
  uint64_t bits;
  x += 0.0;
  memcpy (&bits, &x, sizeof bits);
  return bits;
}

typedef struct
{
  uint64_t bits;
  uint32_t label;
} Slot;

/* Open addressing; at most half of the slots are taken. */
typedef struct
{
  Slot *slots;
  unsigned log2_size;
  uint32_t n;
} Table;

static Slot *
find_slot (const Table *table, uint64_t bits)
{
  size_t mask = ((size_t) 1 << table->log2_size) - 1;
  uint64_t mixed = (bits ^ (bits >> 32)) * UINT64_C (0x9e3779b97f4a7c15);
  size_t at = (size_t) (mixed >> (64 - table->log2_size));
  while (table->slots[at].label != NO_GROUP && table->slots[at].bits != bits)
    at = (at + 1) & mask;
  return &table->slots[at];
}

static void
grow (Table *table)
{
  Table larger = { .log2_size = table->log2_size + 1, .n = table->n };
  size_t old_size = (size_t) 1 << table->log2_size;
  larger.slots = g_new (Slot, 2 * old_size);
  memset (larger.slots, 0xff, 2 * old_size * sizeof (Slot));
  for (size_t i = 0; i < old_size; i++)
    if (table->slots[i].label != NO_GROUP)
      *find_slot (&larger, table->slots[i].bits) = table->slots[i];
  g_free (table->slots);
  *table = larger;
}

uint32_t
vit_groups_number (const double *keys, size_t n, uint32_t *labels)
{
  Table table = { .slots = g_new (Slot, 64), .log2_size = 6 };
  memset (table.slots, 0xff, 64 * sizeof (Slot));
  for (size_t i = 0; i < n; i++)
    {
      labels[i] = NO_GROUP;
      if (isnan (keys[i]))
        continue;
      uint64_t bits = get_bits (keys[i]);
      Slot *slot = find_slot (&table, bits);
      if (slot->label == NO_GROUP)
        {
          if (2 * ((size_t) table.n + 1) > (size_t) 1 << table.log2_size)
            {
              grow (&table);
              slot = find_slot (&table, bits);
            }
          *slot = (Slot){ bits, table.n++ };
        }
      labels[i] = slot->label;
    }
  g_free (table.slots);
  return table.n;
}

/* ---- Sums ---- */

/* A sum whose rounding errors are kept beside it (Neumaier 1974). */
typedef struct
{
  double sum, rest;
} Sum;

static void
add_to_sum (Sum *s, double x)
{
  double sum = s->sum + x;
  s->rest += fabs (s->sum) >= fabs (x) ? (s->sum - sum) + x : (x - sum) + s->sum;
  s->sum = sum;
}

static double
get_sum (const Sum *s)
{
  return isfinite (s->sum) && isfinite (s->rest) ? s->sum + s->rest : s->sum;
}

/* Whether the value counts in its group, @group. */
static bool
counts (VitGroupFunction function, double value, const uint32_t *labels, size_t i, uint32_t *group)
{
  *group = labels ? labels[i] : 0;
  return *group != NO_GROUP && !(function.skips_nan && isnan (value));
}

/* Means into @results, or sums; @numbers of values that count. */
static void
take_means (VitGroupFunction function,
            const double *values,
            size_t n,
            const uint32_t *labels,
            uint32_t n_groups,
            double *numbers,
            double *results)
{
  g_autofree Sum *sums = g_new0 (Sum, MAX (n_groups, 1));
  memset (numbers, 0, n_groups * sizeof *numbers);
  for (size_t i = 0; i < n; i++)
    {
      uint32_t group;
      if (!counts (function, values[i], labels, i, &group))
        continue;
      add_to_sum (&sums[group], values[i]);
      numbers[group]++;
    }
  for (uint32_t g = 0; g < n_groups; g++)
    {
      results[g] = get_sum (&sums[g]);
      if (function.reduction != VIT_REDUCE_SUM)
        results[g] /= numbers[g];
    }
}

static void
take_moments (VitGroupFunction function,
              const double *values,
              size_t n,
              const uint32_t *labels,
              uint32_t n_groups,
              double *results)
{
  g_autofree double *numbers = g_new (double, MAX (n_groups, 1));
  take_means (function, values, n, labels, n_groups, numbers, results);
  if (function.reduction == VIT_REDUCE_SUM || function.reduction == VIT_REDUCE_MEAN)
    return;
  g_autofree Sum *squares = g_new0 (Sum, MAX (n_groups, 1));
  for (size_t i = 0; i < n; i++)
    {
      uint32_t group;
      if (!counts (function, values[i], labels, i, &group))
        continue;
      double deviation = values[i] - results[group];
      add_to_sum (&squares[group], deviation * deviation);
    }
  for (uint32_t g = 0; g < n_groups; g++)
    {
      results[g] = get_sum (&squares[g]) / numbers[g];
      if (function.reduction == VIT_REDUCE_DEVIATION)
        results[g] = sqrt (results[g]);
    }
}

static void
count_true (const double *values, size_t n, const uint32_t *labels, uint32_t n_groups, double *out)
{
  memset (out, 0, n_groups * sizeof *out);
  for (size_t i = 0; i < n; i++)
    if ((!labels || labels[i] != NO_GROUP) && values[i] != 0)
      out[labels ? labels[i] : 0]++;
}

static void
take_extremes (VitGroupFunction function,
               const double *values,
               size_t n,
               const uint32_t *labels,
               uint32_t n_groups,
               double *results)
{
  double sign = function.reduction == VIT_REDUCE_LOWEST ? 1 : -1;
  g_autofree bool *begun = g_new0 (bool, MAX (n_groups, 1));
  for (uint32_t g = 0; g < n_groups; g++)
    results[g] = NAN;
  for (size_t i = 0; i < n; i++)
    {
      uint32_t group;
      if (!counts (function, values[i], labels, i, &group))
        continue;
      if (!begun[group] || isnan (values[i]) || sign * values[i] < sign * results[group])
        results[group] = values[i];
      begun[group] = true;
    }
}

/* ---- Order ---- */

typedef struct
{
  uint64_t key;
  uint32_t index;
} Sortable;

/* A number that has the order of the double. */
static uint64_t
get_order (double x)
{
  uint64_t bits = get_bits (x);
  return bits >> 63 ? ~bits : bits | UINT64_C (1) << 63;
}

#define DIGIT_BITS 11
#define N_DIGITS 6

/* Sort by key, digit by digit; @other has room for as many. Returns: which of the two is sorted. */
static Sortable *
sort_by_key (Sortable *items, Sortable *other, size_t n)
{
  size_t mask = ((size_t) 1 << DIGIT_BITS) - 1;
  g_autofree size_t *starts = g_new (size_t, mask + 1);
  for (unsigned digit = 0; digit < N_DIGITS; digit++)
    {
      unsigned shift = digit * DIGIT_BITS;
      memset (starts, 0, (mask + 1) * sizeof *starts);
      for (size_t i = 0; i < n; i++)
        starts[(items[i].key >> shift) & mask]++;
      if (n > 0 && starts[(items[0].key >> shift) & mask] == n)
        continue;
      size_t at = 0;
      for (size_t k = 0; k <= mask; k++)
        {
          size_t count = starts[k];
          starts[k] = at;
          at += count;
        }
      for (size_t i = 0; i < n; i++)
        other[starts[(items[i].key >> shift) & mask]++] = items[i];
      Sortable *swap = items;
      items = other;
      other = swap;
    }
  return items;
}

/* Sort indices of values by group, and within a group by value. @starts: n_groups + 1: where groups
 * begin. NaN is left out. Returns: (transfer full): the indices */
static uint32_t *
sort_groups (
    const double *values, size_t n, const uint32_t *labels, uint32_t n_groups, size_t *starts)
{
  g_autofree Sortable *items = g_new (Sortable, MAX (n, 1));
  g_autofree Sortable *other = g_new (Sortable, MAX (n, 1));
  memset (starts, 0, ((size_t) n_groups + 1) * sizeof *starts);
  size_t m = 0;
  for (size_t i = 0; i < n; i++)
    if (!isnan (values[i]) && (!labels || labels[i] != NO_GROUP))
      {
        items[m++] = (Sortable){ get_order (values[i]), (uint32_t) i };
        starts[(labels ? labels[i] : 0) + 1]++;
      }
  const Sortable *sorted = sort_by_key (items, other, m);
  for (uint32_t g = 0; g < n_groups; g++)
    starts[g + 1] += starts[g];
  g_autofree size_t *at = g_memdup2 (starts, ((size_t) n_groups + 1) * sizeof *starts);
  uint32_t *indices = g_new (uint32_t, MAX (m, 1));
  for (size_t k = 0; k < m; k++)
    indices[at[labels ? labels[sorted[k].index] : 0]++] = sorted[k].index;
  return indices;
}

static void
take_medians (VitGroupFunction function,
              const double *values,
              size_t n,
              const uint32_t *labels,
              uint32_t n_groups,
              double *results)
{
  g_autofree size_t *starts = g_new (size_t, (size_t) n_groups + 1);
  g_autofree uint32_t *indices = sort_groups (values, n, labels, n_groups, starts);
  for (uint32_t g = 0; g < n_groups; g++)
    {
      size_t m = starts[g + 1] - starts[g];
      const uint32_t *group = indices + starts[g];
      if (m == 0)
        results[g] = NAN;
      else if (m % 2 == 1)
        results[g] = values[group[m / 2]];
      else
        results[g] = (values[group[m / 2 - 1]] + values[group[m / 2]]) / 2;
    }
  for (size_t i = 0; i < n && !function.skips_nan; i++)
    if (isnan (values[i]) && (!labels || labels[i] != NO_GROUP))
      results[labels ? labels[i] : 0] = NAN;
}

static void
take_ranks (
    const double *values, size_t n, const uint32_t *labels, uint32_t n_groups, double *ranks)
{
  g_autofree size_t *starts = g_new (size_t, (size_t) n_groups + 1);
  g_autofree uint32_t *indices = sort_groups (values, n, labels, n_groups, starts);
  for (size_t i = 0; i < n; i++)
    if (isnan (values[i]))
      ranks[i] = NAN;
  for (uint32_t g = 0; g < n_groups; g++)
    for (size_t first = starts[g], last; first < starts[g + 1]; first = last)
      {
        for (last = first + 1;
             last < starts[g + 1] && values[indices[last]] == values[indices[first]]; last++)
          ;
        for (size_t k = first; k < last; k++)
          ranks[indices[k]] = 0.5 * (double) (first + last + 1) - (double) starts[g];
      }
}

void
vit_groups_reduce (VitGroupFunction function,
                   const double *values,
                   size_t n,
                   const uint32_t *labels,
                   uint32_t n_groups,
                   double *results)
{
  switch (function.reduction)
    {
    case VIT_REDUCE_COUNT:
      count_true (values, n, labels, n_groups, results);
      break;
    case VIT_REDUCE_SUM:
    case VIT_REDUCE_MEAN:
    case VIT_REDUCE_VARIANCE:
    case VIT_REDUCE_DEVIATION:
      take_moments (function, values, n, labels, n_groups, results);
      break;
    case VIT_REDUCE_LOWEST:
    case VIT_REDUCE_HIGHEST:
      take_extremes (function, values, n, labels, n_groups, results);
      break;
    case VIT_REDUCE_MEDIAN:
      take_medians (function, values, n, labels, n_groups, results);
      break;
    case VIT_REDUCE_RANK:
      take_ranks (values, n, labels, n_groups, results);
      break;
    }
}
