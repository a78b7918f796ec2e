#include "core/structure/local-features.h"

#include <math.h>
#include <string.h>

#include "core/base/cpu.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/geometry/neighbours.h"
#include "core/geometry/species.h"
#include "core/structure/local-features-kernel.h"

#define FIRST 0.7 /* σ */
#define STEP 0.1
/* Gaussians that many steps away are below the rounding of one near by. */
#define MOST_STEPS 9

size_t
vit_radial_count (unsigned n_types)
{
  return (size_t) n_types * VIT_RADIAL_FUNCTIONS;
}

size_t
vit_angular_count (unsigned n_types)
{
  return (size_t) n_types * (n_types + 1) / 2 * VIT_ANGULAR_FUNCTIONS;
}

char *
vit_radial_dup_name (size_t k, unsigned n_types, const char *const *species)
{
  g_autofree char *name = vit_species_dup_name (species, (unsigned) (k / VIT_RADIAL_FUNCTIONS) + 1);
  return g_strdup_printf ("g_%s_%.1f", name, FIRST + STEP * (double) (k % VIT_RADIAL_FUNCTIONS));
}

/* The number of a pair of types, from 0. */
static size_t
find_pair (unsigned a, unsigned b, unsigned n_types)
{
  unsigned low = MIN (a, b), high = MAX (a, b);
  return (size_t) low * n_types - (size_t) low * (low + 1) / 2 + high;
}

char *
vit_angular_dup_name (size_t k, unsigned n_types, const char *const *species)
{
  for (unsigned a = 0; a < n_types; a++)
    for (unsigned b = a; b < n_types; b++)
      if (find_pair (a, b, n_types) == k / VIT_ANGULAR_FUNCTIONS)
        {
          g_autofree char *first = vit_species_dup_name (species, a + 1);
          g_autofree char *second = vit_species_dup_name (species, b + 1);
          return g_strdup_printf ("psi_%s_%s_%zu", first, second, k % VIT_ANGULAR_FUNCTIONS + 1);
        }
  g_return_val_if_reached (NULL);
}

typedef struct
{
  const VitCell *cell;
  const double *x;
  const uint8_t *types;
  unsigned n_types;
  double sigma;
  const VitNeighbours *neighbours;
  double *const *columns;
  VitAngularSum *sum;
} Work;

static double
measure (const Work *work, size_t i, size_t k, double d[3])
{
  vit_neighbours_vector (work->neighbours, work->cell, work->x, i, k, d);
  return sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
}

/* ---- Radial ---- */

/* exp(−(u − k)²/2) of one distance, from the nearest k both ways: the quotient of neighbouring ones
 * is exp(±(u − k) − ½), and that of two quotients 1/e. */
static void
add_gaussians (double u, double *sums)
{
  const double falling = exp (-1);
  int nearest = (int) CLAMP (floor (u + 0.5), 0, VIT_RADIAL_FUNCTIONS - 1);
  double off = u - nearest, value = exp (-off * off / 2);
  double up = exp (off - 0.5), down = exp (-off - 0.5), at = value;
  sums[nearest] += value;
  for (int k = nearest + 1; k < VIT_RADIAL_FUNCTIONS && k <= nearest + MOST_STEPS; k++)
    {
      at *= up;
      up *= falling;
      sums[k] += at;
    }
  at = value;
  for (int k = nearest - 1; k >= 0 && k >= nearest - MOST_STEPS; k--)
    {
      at *= down;
      down *= falling;
      sums[k] += at;
    }
}

static bool
radial_chunk (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const Work *work = data;
  size_t count = vit_radial_count (work->n_types);
  g_autofree double *sums = g_new (double, count);
  double reach = VIT_RADIAL_REACH * work->sigma;
  for (size_t i = begin; i < end; i++)
    {
      memset (sums, 0, count * sizeof *sums);
      for (size_t k = work->neighbours->offsets[i]; k < work->neighbours->offsets[i + 1]; k++)
        {
          double d[3], r = measure (work, i, k, d);
          unsigned type = work->types[work->neighbours->indices[k]];
          if (r < reach && type >= 1 && type <= work->n_types)
            add_gaussians ((r / work->sigma - FIRST) / STEP,
                           sums + (type - 1) * VIT_RADIAL_FUNCTIONS);
        }
      for (size_t c = 0; c < count; c++)
        work->columns[c][i] = sums[c];
    }
  return true;
}

/* ---- Angular ---- */

/* Neighbours of an atom by species, as unit vectors. */
typedef struct
{
  size_t room;
  double *d[3], *r;
  size_t *starts; /* n_types + 1 */
} Shell;

static void
shell_reserve (Shell *shell, size_t n)
{
  if (n + VIT_ANGULAR_PAD <= shell->room)
    return;
  shell->room = 2 * n + VIT_ANGULAR_PAD;
  for (int k = 0; k < 3; k++)
    shell->d[k] = g_renew (double, shell->d[k], shell->room);
  shell->r = g_renew (double, shell->r, shell->room);
}

static void
shell_clear (Shell *shell)
{
  for (int k = 0; k < 3; k++)
    g_free (shell->d[k]);
  g_free (shell->r);
  g_free (shell->starts);
}

static void
shell_take (Shell *shell, const Work *work, size_t i)
{
  const VitNeighbours *neighbours = work->neighbours;
  size_t begin = neighbours->offsets[i], end = neighbours->offsets[i + 1], n = 0;
  double reach = VIT_ANGULAR_REACH * work->sigma;
  shell_reserve (shell, end - begin);
  for (unsigned t = 1; t <= work->n_types; t++)
    {
      shell->starts[t - 1] = n;
      for (size_t k = begin; k < end; k++)
        {
          double d[3], r;
          if (work->types[neighbours->indices[k]] != t)
            continue;
          r = measure (work, i, k, d);
          if (!(r < reach && r > 0))
            continue;
          for (int m = 0; m < 3; m++)
            shell->d[m][n] = d[m] / r;
          shell->r[n++] = r / work->sigma;
        }
    }
  shell->starts[work->n_types] = n;
  for (size_t k = n; k < n + VIT_ANGULAR_PAD; k++)
    {
      shell->d[0][k] = shell->d[1][k] = shell->d[2][k] = 0;
      shell->r[k] = 1;
    }
}

static bool
angular_chunk (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const Work *work = data;
  size_t count = vit_angular_count (work->n_types);
  g_autofree double *sums = g_new (double, count);
  Shell shell = { .starts = g_new0 (size_t, work->n_types + 1) };
  for (size_t i = begin; i < end; i++)
    {
      memset (sums, 0, count * sizeof *sums);
      shell_take (&shell, work, i);
      for (unsigned a = 0; a < work->n_types; a++)
        for (size_t j = shell.starts[a]; j < shell.starts[a + 1]; j++)
          for (unsigned b = a; b < work->n_types; b++)
            work->sum ((const double *const *) shell.d, shell.r, j,
                       b == a ? j + 1 : shell.starts[b], shell.starts[b + 1],
                       sums + find_pair (a, b, work->n_types) * VIT_ANGULAR_FUNCTIONS);
      for (size_t c = 0; c < count; c++)
        work->columns[c][i] = sums[c];
    }
  shell_clear (&shell);
  return true;
}

/* ---- Both ---- */

static VitAngularSum *
choose_sum (void)
{
#ifdef VIT_HAVE_AVX2
  if (vit_cpu_has (VIT_CPU_AVX2))
    return vit_angular_sum_avx2;
#endif
  return vit_angular_sum_plain;
}

static bool
compute (Work *work,
         size_t n,
         double reach,
         VitParallelFunc func,
         size_t grain,
         VitProgress *progress,
         GError **error)
{
  if (!(work->sigma > 0) || !isfinite (work->sigma))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "the distance of neighbours must be positive");
      return false;
    }
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_cutoff (work->cell, work->x, n, reach * work->sigma, NULL, error);
  if (!neighbours)
    return false;
  work->neighbours = neighbours;
  work->sum = choose_sum ();
  return vit_parallel_for (n, grain, func, work, progress, error);
}

bool
vit_radial_features (const VitCell *cell,
                     const double *x,
                     const uint8_t *types,
                     size_t n,
                     unsigned n_types,
                     double sigma,
                     double *const *columns,
                     VitProgress *progress,
                     GError **error)
{
  g_return_val_if_fail (cell && x && types && columns, false);
  Work work = { cell, x, types, n_types, sigma, NULL, columns, NULL };
  return compute (&work, n, VIT_RADIAL_REACH, radial_chunk, 256, progress, error);
}

bool
vit_angular_features (const VitCell *cell,
                      const double *x,
                      const uint8_t *types,
                      size_t n,
                      unsigned n_types,
                      double sigma,
                      double *const *columns,
                      VitProgress *progress,
                      GError **error)
{
  g_return_val_if_fail (cell && x && types && columns, false);
  Work work = { cell, x, types, n_types, sigma, NULL, columns, NULL };
  return compute (&work, n, VIT_ANGULAR_REACH, angular_chunk, 32, progress, error);
}
