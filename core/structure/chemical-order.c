#include "core/structure/chemical-order.h"

#include <math.h>
#include <string.h>

#include "core/geometry/species.h"

void
vit_chemical_order_free (VitChemicalOrder *order)
{
  if (!order)
    return;
  g_free (order->counts);
  g_free (order->fractions);
  g_free (order->reference_fractions);
  g_free (order->z);
  g_free (order->z_partial);
  g_free (order->reference_z);
  g_free (order->alpha);
  g_free (order->eta);
  g_free (order);
}

/* Numbers of atoms by species, and of neighbours by the species of centre and neighbour. */
typedef struct
{
  size_t n;
  size_t *atoms;
  size_t *pairs;
} NeighbourCounts;

/* @partial: n × n_types: number of neighbours of each species. */
static NeighbourCounts
count_neighbours (
    const uint8_t *types, size_t n, unsigned n_types, const uint16_t *partial, const uint8_t *flags)
{
  NeighbourCounts counts = { .atoms = g_new0 (size_t, n_types),
                             .pairs = g_new0 (size_t, n_types * n_types) };
  for (size_t i = 0; i < n; i++)
    {
      if (flags && !flags[i])
        continue;
      size_t *row = counts.pairs + (size_t) (types[i] - 1) * n_types;
      counts.n++;
      counts.atoms[types[i] - 1]++;
      for (unsigned b = 0; b < n_types; b++)
        row[b] += partial[i * n_types + b];
    }
  return counts;
}

static void
clear_counts (NeighbourCounts *counts)
{
  g_free (counts->atoms);
  g_free (counts->pairs);
}

static double
mean_coordination (const NeighbourCounts *counts, unsigned n_types, unsigned a)
{
  size_t sum = 0;
  for (unsigned b = 0; b < n_types; b++)
    sum += counts->pairs[a * n_types + b];
  return counts->atoms[a] > 0 ? (double) sum / (double) counts->atoms[a] : NAN;
}

static double
ratio (double a, double b)
{
  return b != 0 ? a / b : NAN;
}

static void
fill_reference (VitChemicalOrder *order, const NeighbourCounts *counts)
{
  order->reference_fractions = g_new (double, order->n_types);
  order->reference_z = g_new (double, order->n_types);
  for (unsigned a = 0; a < order->n_types; a++)
    {
      order->reference_fractions[a] = ratio ((double) counts->atoms[a], (double) counts->n);
      order->reference_z[a] = mean_coordination (counts, order->n_types, a);
      if (counts->atoms[a] > 0)
        order->reference_mean_z += order->reference_fractions[a] * order->reference_z[a];
    }
}

static void
fill_centres (VitChemicalOrder *order, const NeighbourCounts *counts)
{
  unsigned n_types = order->n_types;
  order->n = counts->n;
  order->counts = g_new (size_t, n_types);
  order->fractions = g_new (double, n_types);
  order->z = g_new (double, n_types);
  order->z_partial = g_new (double, n_types *n_types);
  for (unsigned a = 0; a < n_types; a++)
    {
      order->counts[a] = counts->atoms[a];
      order->fractions[a] = ratio ((double) counts->atoms[a], (double) counts->n);
      order->z[a] = mean_coordination (counts, n_types, a);
      for (unsigned b = 0; b < n_types; b++)
        order->z_partial[a * n_types + b] =
            ratio ((double) counts->pairs[a * n_types + b], (double) counts->atoms[a]);
    }
}

static void
fill_parameters (VitChemicalOrder *order)
{
  unsigned n_types = order->n_types;
  order->alpha = g_new (double, n_types *n_types);
  order->eta = g_new (double, n_types *n_types);
  for (unsigned a = 0; a < n_types; a++)
    for (unsigned b = 0; b < n_types; b++)
      {
        double z_ab = order->z_partial[a * n_types + b];
        order->alpha[a * n_types + b] =
            1 - ratio (z_ab, order->reference_fractions[b] * order->z[a]);
        order->eta[a * n_types + b] =
            ratio (z_ab, vit_chemical_order_expected (order, a + 1, b + 1)) - 1;
      }
}

void
vit_chemical_order_count (const uint8_t *types,
                          unsigned n_types,
                          const VitNeighbours *neighbours,
                          uint16_t *partial)
{
  memset (partial, 0, neighbours->n * n_types * sizeof *partial);
  for (size_t i = 0; i < neighbours->n; i++)
    for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
      partial[i * n_types + types[neighbours->indices[k]] - 1]++;
}

VitChemicalOrder *
vit_chemical_order_new_from_counts (const uint8_t *types,
                                    size_t n,
                                    unsigned n_types,
                                    const char *const *species,
                                    const uint16_t *partial,
                                    const uint8_t *flags,
                                    VitChemicalReference reference,
                                    GError **error)
{
  g_return_val_if_fail (n_types >= 1 && (n == 0 || (types != NULL && partial != NULL)), NULL);
  if (!vit_species_check (types, n, n_types, species, "chemical order is", error))
    return NULL;
  NeighbourCounts centres = count_neighbours (types, n, n_types, partial, flags);
  NeighbourCounts others = count_neighbours (
      types, n, n_types, partial, reference == VIT_CHEMICAL_REFERENCE_ALL ? NULL : flags);
  VitChemicalOrder *order = g_new0 (VitChemicalOrder, 1);
  order->n_types = n_types;
  order->reference = reference;
  fill_reference (order, &others);
  fill_centres (order, &centres);
  fill_parameters (order);
  clear_counts (&centres);
  clear_counts (&others);
  return order;
}

VitChemicalOrder *
vit_chemical_order_new (const uint8_t *types,
                        unsigned n_types,
                        const char *const *species,
                        const VitNeighbours *neighbours,
                        const uint8_t *flags,
                        VitChemicalReference reference,
                        GError **error)
{
  g_return_val_if_fail (neighbours != NULL && n_types >= 1, NULL);
  g_return_val_if_fail (neighbours->n == 0 || types != NULL, NULL);
  if (!vit_species_check (types, neighbours->n, n_types, species, "chemical order is", error))
    return NULL;
  g_autofree uint16_t *partial = g_new (uint16_t, MAX (neighbours->n * n_types, 1));
  vit_chemical_order_count (types, n_types, neighbours, partial);
  return vit_chemical_order_new_from_counts (types, neighbours->n, n_types, species, partial, flags,
                                             reference, error);
}

double
vit_chemical_order_expected (const VitChemicalOrder *order, unsigned a, unsigned b)
{
  g_return_val_if_fail (a >= 1 && a <= order->n_types && b >= 1 && b <= order->n_types, NAN);
  return ratio (order->reference_fractions[b - 1] * order->z[a - 1] * order->reference_z[b - 1],
                order->reference_mean_z);
}

/* Adds one value to a mean and a sum of squares about it (Welford). */
static void
add_value (VitMean *mean, double value)
{
  double before = value - mean->mean;
  mean->n++;
  mean->mean += before / (double) mean->n;
  mean->standard_error += before * (value - mean->mean);
}

void
vit_means_by_species (const double *values,
                      const uint8_t *types,
                      size_t n,
                      const uint8_t *flags,
                      unsigned n_types,
                      VitMean *means)
{
  g_return_if_fail (means != NULL && (n == 0 || (values != NULL && types != NULL)));
  for (unsigned t = 0; t <= n_types; t++)
    means[t] = (VitMean){ 0, 0, 0 };
  for (size_t i = 0; i < n; i++)
    {
      if ((flags && !flags[i]) || isnan (values[i]))
        continue;
      g_return_if_fail (types[i] >= 1 && types[i] <= n_types);
      add_value (&means[0], values[i]);
      add_value (&means[types[i]], values[i]);
    }
  for (unsigned t = 0; t <= n_types; t++)
    {
      double count = (double) means[t].n, squares = means[t].standard_error;
      means[t].standard_error = means[t].n > 1 ? sqrt (squares / (count - 1) / count) : NAN;
      if (means[t].n == 0)
        means[t].mean = NAN;
    }
}
