#include "core/structure/bond-order.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/harmonics.h"

/* Atoms per chunk. */
#define GRAIN 2048

void
vit_bond_order_free (VitBondOrder *order)
{
  if (!order)
    return;
  g_free (order->q);
  g_free (order->w);
  g_free (order->components);
  g_free (order);
}

/* Unit vectors and weights of one atom's bonds; scratch memory of one worker. */
typedef struct
{
  double *x, *y, *z, *weights;
  size_t room;
} BondScratch;

typedef struct
{
  const VitCell *cell;
  const double *x;
  const VitNeighbours *neighbours;
  const float *weights;
  const VitHarmonics *harmonics;
  const VitHarmonicsKernel *kernel;
  VitBondOrder *order;
  const double *local; /* components before averaging, if averaged */
  BondScratch *bonds;
} BondOrderWork;

static void
reserve_bonds (BondScratch *bonds, size_t n)
{
  if (n <= bonds->room)
    return;
  bonds->room = 2 * n;
  bonds->x = g_renew (double, bonds->x, bonds->room);
  bonds->y = g_renew (double, bonds->y, bonds->room);
  bonds->z = g_renew (double, bonds->z, bonds->room);
  bonds->weights = g_renew (double, bonds->weights, bonds->room);
}

/* Collects the unit vectors of an atom's bonds, padded to a multiple of four with weights of 0.
 * Returns the sum of the weights, or −1. */
static double
collect_bonds (
    const BondOrderWork *work, BondScratch *bonds, size_t i, size_t *padded, GError **error)
{
  const VitNeighbours *neighbours = work->neighbours;
  size_t first = neighbours->offsets[i], n = vit_neighbours_count (neighbours, i);
  double total = 0;
  *padded = (n + 3) / 4 * 4;
  reserve_bonds (bonds, *padded);
  for (size_t k = 0; k < n; k++)
    {
      double d[3];
      vit_neighbours_vector (neighbours, work->cell, work->x, i, first + k, d);
      double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
      if (!(r2 > 0))
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                       "Atoms %zu and %u (counted from 1) are at the same place: their bond has no "
                       "direction",
                       i + 1, neighbours->indices[first + k] + 1);
          return -1;
        }
      bonds->x[k] = d[0];
      bonds->y[k] = d[1];
      bonds->z[k] = d[2];
      bonds->weights[k] = work->weights ? (double) work->weights[first + k] : 1;
      total += bonds->weights[k];
    }
  for (size_t k = n; k < *padded; k++)
    {
      bonds->x[k] = 1;
      bonds->y[k] = bonds->z[k] = bonds->weights[k] = 0;
    }
  work->kernel->normalise (bonds->x, bonds->y, bonds->z, *padded);
  return total;
}

static bool
sum_atoms (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  BondOrderWork *work = data;
  unsigned width = 2 * work->order->l + 1;
  for (size_t i = begin; i < end; i++)
    {
      double *components = work->order->components + i * width;
      size_t padded;
      double total = collect_bonds (work, &work->bonds[worker], i, &padded, error);
      if (total < 0)
        return false;
      const BondScratch *bonds = &work->bonds[worker];
      work->kernel->sum (work->harmonics, bonds->x, bonds->y, bonds->z, bonds->weights, padded,
                         components);
      for (unsigned c = 0; c < width; c++)
        components[c] = total > 0 ? components[c] / total : NAN;
    }
  return true;
}

/* Neighbours without bonds of their own are not averaged. */
static bool
average_atoms (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  BondOrderWork *work = data;
  const VitNeighbours *neighbours = work->neighbours;
  unsigned width = 2 * work->order->l + 1;
  for (size_t i = begin; i < end; i++)
    {
      double *mean = work->order->components + i * width;
      memcpy (mean, work->local + i * width, width * sizeof *mean);
      size_t n = 1;
      for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
        {
          const double *other = work->local + (size_t) neighbours->indices[k] * width;
          if (isnan (other[0]))
            continue;
          n++;
          for (unsigned c = 0; c < width; c++)
            mean[c] += other[c];
        }
      for (unsigned c = 0; c < width; c++)
        mean[c] /= (double) n;
    }
  return true;
}

static bool
find_invariants (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  BondOrderWork *work = data;
  VitBondOrder *order = work->order;
  unsigned width = 2 * order->l + 1;
  for (size_t i = begin; i < end; i++)
    {
      const double *components = order->components + i * width;
      double norm2 = 0;
      for (unsigned c = 0; c < width; c++)
        norm2 += components[c] * components[c];
      order->q[i] = sqrt (4 * G_PI / width * norm2);
      /* A smaller sum is only the rounding error of a cancellation. */
      bool defined = order->q[i] > 1e-10;
      order->w[i] = defined
                        ? vit_harmonics_third (work->harmonics, components) / (norm2 * sqrt (norm2))
                        : NAN;
    }
  return true;
}

void
vit_bond_order_average (VitBondOrder *order, const VitNeighbours *neighbours)
{
  g_return_if_fail (order != NULL && neighbours != NULL && order->n == neighbours->n);
  g_autofree double *local = order->components;
  order->components = g_new (double, MAX (order->n, 1) * (2 * order->l + 1));
  BondOrderWork work = { .neighbours = neighbours,
                         .harmonics = vit_harmonics_get (order->l),
                         .order = order,
                         .local = local };
  vit_parallel_for (order->n, GRAIN, average_atoms, &work, NULL, NULL);
  vit_parallel_for (order->n, GRAIN, find_invariants, &work, NULL, NULL);
}

VitBondOrder *
vit_bond_order_new (const VitCell *cell,
                    const double *x,
                    const VitNeighbours *neighbours,
                    const float *weights,
                    unsigned l,
                    bool averaged,
                    VitProgress *progress,
                    GError **error)
{
  g_return_val_if_fail (cell != NULL && neighbours != NULL, NULL);
  g_return_val_if_fail (neighbours->n == 0 || x != NULL, NULL);
  if (l < 2 || l > VIT_BOND_ORDER_MAX_L || l % 2)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "Bond order of l = %u is not possible: l is even and at most %u", l,
                   VIT_BOND_ORDER_MAX_L);
      return NULL;
    }
  size_t n = neighbours->n;
  unsigned n_workers = vit_parallel_get_n_threads ();
  g_autoptr (VitBondOrder) order = g_new0 (VitBondOrder, 1);
  order->n = n;
  order->l = l;
  order->q = g_new (double, MAX (n, 1));
  order->w = g_new (double, MAX (n, 1));
  order->components = g_new (double, MAX (n, 1) * (2 * l + 1));
  BondOrderWork work = { .cell = cell,
                         .x = x,
                         .neighbours = neighbours,
                         .weights = weights,
                         .harmonics = vit_harmonics_get (l),
                         .kernel = vit_harmonics_kernel (),
                         .order = order,
                         .bonds = g_new0 (BondScratch, n_workers) };
  bool done = vit_parallel_for (n, GRAIN, sum_atoms, &work, progress, error);
  if (done && averaged)
    vit_bond_order_average (order, neighbours);
  else if (done)
    vit_parallel_for (n, GRAIN, find_invariants, &work, NULL, NULL);
  for (unsigned w = 0; w < n_workers; w++)
    {
      g_free (work.bonds[w].x);
      g_free (work.bonds[w].y);
      g_free (work.bonds[w].z);
      g_free (work.bonds[w].weights);
    }
  g_free (work.bonds);
  return done ? g_steal_pointer (&order) : NULL;
}

typedef struct
{
  const VitBondOrder *order;
  const VitNeighbours *neighbours;
  const VitHarmonicsKernel *kernel;
  const double *inverse_norms;
  float *s;
} SimilarityWork;

static bool
compare_with_neighbours (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  SimilarityWork *comparing = data;
  const VitNeighbours *neighbours = comparing->neighbours;
  for (size_t i = begin; i < end; i++)
    {
      size_t first = neighbours->offsets[i];
      comparing->kernel->compare (comparing->order->components, comparing->inverse_norms,
                                  comparing->order->l, i, neighbours->indices + first,
                                  neighbours->offsets[i + 1] - first, comparing->s + first);
    }
  return true;
}

bool
vit_bond_order_similarity (const VitBondOrder *order,
                           const VitNeighbours *neighbours,
                           float *s,
                           VitProgress *progress,
                           GError **error)
{
  g_return_val_if_fail (order != NULL && neighbours != NULL && s != NULL, false);
  g_return_val_if_fail (order->n == neighbours->n, false);
  g_autofree double *inverse_norms = g_new (double, MAX (order->n, 1));
  for (size_t i = 0; i < order->n; i++)
    {
      /* q_l² is 4π/(2l + 1) times the square of the norm. */
      double norm = order->q[i] * sqrt ((2 * order->l + 1) / (4 * G_PI));
      inverse_norms[i] = order->q[i] > 1e-10 ? 1 / norm : NAN;
    }
  SimilarityWork comparing = { order, neighbours, vit_harmonics_kernel (), inverse_norms, s };
  return vit_parallel_for (order->n, GRAIN, compare_with_neighbours, &comparing, progress, error);
}

void
vit_bond_order_count_crystalline (const VitNeighbours *neighbours,
                                  const float *s,
                                  double limit,
                                  uint16_t *counts)
{
  g_return_if_fail (neighbours != NULL && s != NULL && counts != NULL);
  for (size_t i = 0; i < neighbours->n; i++)
    {
      counts[i] = 0;
      for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
        counts[i] += (double) s[k] > limit;
    }
}
