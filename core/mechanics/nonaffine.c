#include "core/mechanics/nonaffine.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/geometry/grid.h"
#include "core/mechanics/nonaffine-private.h"

/* Fraction of half the box beyond which the image of a bond is ambiguous. */
#define AMBIGUOUS 0.9

#define DEGREES (180 / G_PI)

/* Set in flags during the computation only. */
#define FLAG_AMBIGUOUS 0x80

/* An atom whose sums are complete. */
typedef struct
{
  size_t atom;
  double n_bonds;
  bool ambiguous;
} PendingAtom;

/* Scratch memory of one worker. */
typedef struct
{
  VitBondSums sums[4];
  PendingAtom pending[4];
  int n_pending;
  VitGridRange *ranges;
  uint32_t *found;
  size_t room;
} StrainScratch;

typedef struct
{
  const VitGrid *grid;
  const VitCell *current;
  VitCell continued; /* the current box with the vectors that continue the reference box */
  const double *x1;
  bool continuous;
  bool flows;
  double flow[3][3];   /* A − 1 of a point that moves with the box */
  double shift[3];     /* displacement of the origin */
  double growth[3][3]; /* of the box vectors, continued minus reference */
  double half_2; /* squared half of the box's least width: bonds that change by less keep their
                    image; infinite if no bond is in doubt */
  bool flat;     /* two dimensions */
  double cutoff;
  bool per_neighbour;
  VitNonaffineSumFunc sum;
  VitNonaffineFinishFunc finish;
  VitNeighbourMotion *motions; /* by slot */
  VitNonaffine *result;
  StrainScratch *scratch; /* per worker */
} StrainWork;

void
vit_nonaffine_free (VitNonaffine *nonaffine)
{
  if (!nonaffine)
    return;
  g_free (nonaffine->d2min);
  g_free (nonaffine->mises);
  g_free (nonaffine->volumetric);
  g_free (nonaffine->rotation);
  g_free (nonaffine->gradient);
  g_free (nonaffine->flags);
  g_free (nonaffine);
}

static VitNonaffine *
new_result (size_t n, bool with_gradient)
{
  VitNonaffine *result = g_new0 (VitNonaffine, 1);
  size_t room = MAX (n, 1);
  result->n = n;
  result->d2min = g_new (double, room);
  result->mises = g_new (double, room);
  result->volumetric = g_new (double, room);
  result->rotation = g_new (double, room);
  if (with_gradient)
    result->gradient = g_malloc_n (room, sizeof *result->gradient);
  result->flags = g_new0 (uint8_t, room);
  return result;
}

/* ---- Input of the sums ---- */

/* Replaces a displacement by the image that is nearest to that of the flow. */
static void
take_nearest_image (const StrainWork *work, const double affine[3], double u[3])
{
  double rest[3], nearest[3];
  for (int k = 0; k < 3; k++)
    rest[k] = nearest[k] = u[k] - affine[k];
  vit_cell_minimum_image (work->current, nearest);
  for (int k = 0; k < 3; k++)
    if (nearest[k] != rest[k])
      u[k] += nearest[k] - rest[k];
}

/* The displacement of an atom from its wrapped position in the grid, to any image unless
 * coordinates are continuous. */
static void
get_wrapped_displacement (const StrainWork *work, size_t rank, double u[3])
{
  const VitGrid *grid = work->grid;
  const double *x0 = grid->x[rank], *x1 = work->x1 + 3 * (size_t) grid->atom[rank];
  for (int k = 0; k < 3; k++)
    u[k] = x1[k];
  if (grid->wraps)
    for (int k = 0; k < 3; k++)
      for (int m = 0; m < 3; m++)
        u[k] -= grid->wraps[rank][m] * work->continued.h[m][k];
  for (int k = 0; k < 3; k++)
    u[k] -= x0[k];
  if (work->continuous)
    return;
  double affine[3] = { work->shift[0], work->shift[1], work->shift[2] };
  for (int k = 0; work->flows && k < 3; k++)
    for (int m = 0; m < 3; m++)
      affine[k] += work->flow[k][m] * (x0[m] - grid->cell.origin[m]);
  take_nearest_image (work, affine, u);
}

static bool
fill_motions (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  StrainWork *work = data;
  const VitGrid *grid = work->grid;
  for (size_t s = begin; s < end; s++)
    {
      VitNeighbourMotion *to = &work->motions[s];
      size_t rank = grid->rank[s];
      const int8_t *m = grid->image[s];
      get_wrapped_displacement (work, rank, to->u);
      for (int k = 0; k < 3; k++)
        {
          to->x[k] = grid->x[rank][k];
          if (!(m[0] | m[1] | m[2]))
            continue;
          to->x[k] +=
              m[0] * grid->cell.h[0][k] + m[1] * grid->cell.h[1][k] + m[2] * grid->cell.h[2][k];
          to->u[k] +=
              m[0] * work->growth[0][k] + m[1] * work->growth[1][k] + m[2] * work->growth[2][k];
        }
      to->x[3] = to->u[3] = 0;
      if (work->flat)
        to->x[2] = to->u[2] = 0;
    }
  return true;
}

/* ---- Bonds ---- */

/* Removes slots beyond the cutoff where float could not decide. */
static size_t
drop_beyond_cutoff (const StrainWork *work, size_t i, uint32_t *found, size_t n)
{
  double limit = work->cutoff * work->cutoff;
  size_t kept = 0;
  for (size_t k = 0; k < n; k++)
    {
      double d[3];
      vit_grid_vector (work->grid, i, found[k], d);
      if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] <= limit)
        found[kept++] = found[k];
    }
  return kept;
}

/* Sums bonds that may have changed their image. */
static void
sum_with_images (const StrainWork *work,
                 size_t self,
                 const uint32_t *found,
                 size_t n,
                 VitBondSums *sums,
                 bool *ambiguous)
{
  const VitNeighbourMotion *a = &work->motions[self];
  *ambiguous = false;
  memset (sums, 0, sizeof *sums);
  for (size_t k = 0; k < n; k++)
    {
      const VitNeighbourMotion *b = &work->motions[found[k]];
      double u[3] = { b->u[0] - a->u[0], b->u[1] - a->u[1], b->u[2] - a->u[2] };
      double affine[3] = { 0, 0, 0 }, rest_2 = 0;
      for (int row = 0; work->flows && row < 3; row++)
        for (int column = 0; column < 3; column++)
          affine[row] += work->flow[row][column] * (b->x[column] - a->x[column]);
      take_nearest_image (work, affine, u);
      for (int row = 0; row < 3; row++)
        rest_2 += (u[row] - affine[row]) * (u[row] - affine[row]);
      if (rest_2 > AMBIGUOUS * AMBIGUOUS * work->half_2)
        *ambiguous = true;
      for (int row = 0; row < 3; row++)
        {
          for (int column = 0; column < 3; column++)
            {
              double d = b->x[column] - a->x[column];
              sums->v[row][column] += (b->x[row] - a->x[row]) * d;
              sums->w[row][column] += u[row] * d;
            }
          sums->s[row] += u[row] * u[row];
        }
    }
}

/* ---- From the sums to strain and rotation ---- */

static void
set_undefined (VitNonaffine *result, size_t atom)
{
  result->d2min[atom] = result->mises[atom] = NAN;
  result->volumetric[atom] = result->rotation[atom] = NAN;
  for (int k = 0; result->gradient && k < 9; k++)
    result->gradient[atom][k / 3][k % 3] = NAN;
  result->flags[atom] |= VIT_NONAFFINE_FEW;
}

/* The invariants of the strain in two dimensions. */
static void
set_flat_strain (const VitStrainQuad *strain, int lane, double *mises, double *volumetric)
{
  double a[2][2], e[2][2];
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++)
      a[i][j] = strain->gradient[i][j][lane];
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++)
      e[i][j] = 0.5 * (a[i][j] + a[j][i] + a[0][i] * a[0][j] + a[1][i] * a[1][j]);
  *mises = sqrt (e[0][1] * e[0][1] + 0.25 * (e[0][0] - e[1][1]) * (e[0][0] - e[1][1]));
  *volumetric = 0.5 * (e[0][0] + e[1][1]);
}

/* Adds bonds of no change along z, of the mean square of the others, which make V regular and F a
 * matrix of two dimensions. */
static void
add_third_dimension (VitBondSums *sums)
{
  sums->v[2][2] = 0.5 * (sums->v[0][0] + sums->v[1][1]);
}

static void
set_atom (const StrainWork *work, const VitStrainQuad *strain, int lane, const PendingAtom *pending)
{
  VitNonaffine *result = work->result;
  size_t atom = pending->atom;
  result->flags[atom] = pending->ambiguous ? FLAG_AMBIGUOUS : 0;
  if (!strain->defined[lane])
    {
      set_undefined (result, atom);
      return;
    }
  double angle =
      strain->proper[lane] ? atan2 (strain->sine[lane], strain->cosine[lane]) * DEGREES : NAN;
  if (isnan (angle))
    result->flags[atom] |= VIT_NONAFFINE_INVERTED;
  result->d2min[atom] = strain->d2min[lane] / (work->per_neighbour ? pending->n_bonds : 1);
  result->mises[atom] = strain->mises[lane];
  result->volumetric[atom] = strain->volumetric[lane];
  if (work->flat)
    set_flat_strain (strain, lane, &result->mises[atom], &result->volumetric[atom]);
  result->rotation[atom] = angle;
  for (int k = 0; result->gradient && k < 9; k++)
    result->gradient[atom][k / 3][k % 3] =
        strain->gradient[k / 3][k % 3][lane] + (k / 3 == k % 3 ? 1 : 0);
}

static void
finish (const StrainWork *work, StrainScratch *scratch)
{
  VitStrainQuad strain;
  for (int lane = scratch->n_pending; lane < 4; lane++)
    memset (&scratch->sums[lane], 0, sizeof scratch->sums[lane]);
  for (int lane = 0; work->flat && lane < 4; lane++)
    add_third_dimension (&scratch->sums[lane]);
  work->finish (scratch->sums, &strain);
  for (int lane = 0; lane < scratch->n_pending; lane++)
    set_atom (work, &strain, lane, &scratch->pending[lane]);
  scratch->n_pending = 0;
}

/* ---- All atoms ---- */

static void
process_bin (const StrainWork *work, StrainScratch *scratch, int bx, int by, int bz)
{
  const VitGrid *grid = work->grid;
  size_t bin = vit_grid_bin (grid, bx, by, bz), n_slots;
  if (grid->starts[bin] == grid->starts[bin + 1])
    return;
  size_t n_ranges = vit_grid_get_ranges (grid, bx, by, bz, scratch->ranges, &n_slots);
  if (n_slots + VIT_GRID_SCAN_PAD > scratch->room)
    {
      scratch->room = 2 * n_slots + VIT_GRID_SCAN_PAD;
      scratch->found = g_renew (uint32_t, scratch->found, scratch->room);
    }
  size_t home = vit_grid_first_in_bin (grid, bin);
  for (size_t self = grid->starts[bin]; self < grid->starts[bin + 1]; self++)
    {
      size_t i = home + (self - grid->starts[bin]), atom = grid->atom[i];
      PendingAtom *pending = &scratch->pending[scratch->n_pending];
      VitBondSums *sums = &scratch->sums[scratch->n_pending];
      bool doubtful;
      size_t n = vit_grid_scan (grid, i, scratch->ranges, n_ranges, work->cutoff, scratch->found,
                                &doubtful);
      if (doubtful)
        n = drop_beyond_cutoff (work, i, scratch->found, n);
      *pending = (PendingAtom){ .atom = atom, .n_bonds = (double) n - 1 };
      work->sum (work->motions, self, scratch->found, n, sums);
      if (sums->s[0] + sums->s[1] + sums->s[2] > AMBIGUOUS * AMBIGUOUS * work->half_2)
        sum_with_images (work, self, scratch->found, n, sums, &pending->ambiguous);
      if (++scratch->n_pending == 4)
        finish (work, scratch);
    }
}

static bool
process_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const StrainWork *work = data;
  const VitGrid *grid = work->grid;
  for (size_t r = begin; r < end; r++)
    for (int bx = 0; bx < grid->n_bins[0]; bx++)
      process_bin (work, &work->scratch[worker], bx, (int) (r % (size_t) grid->n_bins[1]),
                   (int) (r / (size_t) grid->n_bins[1]));
  if (work->scratch[worker].n_pending > 0)
    finish (work, &work->scratch[worker]);
  return true;
}

static void
count_flags (VitNonaffine *result)
{
  for (size_t i = 0; i < result->n; i++)
    {
      result->n_ambiguous += (result->flags[i] & FLAG_AMBIGUOUS) != 0;
      result->flags[i] &= (uint8_t) ~FLAG_AMBIGUOUS;
      result->n_few += (result->flags[i] & VIT_NONAFFINE_FEW) != 0;
      result->n_inverted += (result->flags[i] & VIT_NONAFFINE_INVERTED) != 0;
    }
}

static void
choose_kernel (StrainWork *work)
{
  work->sum = vit_nonaffine_sum_plain;
  work->finish = vit_nonaffine_finish_plain;
#ifdef VIT_HAVE_AVX2
  if (__builtin_cpu_supports ("avx2"))
    {
      work->sum = vit_nonaffine_sum_avx2;
      work->finish = vit_nonaffine_finish_avx2;
    }
#endif
}

static void
set_flow (StrainWork *work, const VitCell *reference, VitBasis basis)
{
  vit_basis_continue (work->current, basis, &work->continued);
  for (int m = 0; m < 3; m++)
    for (int k = 0; k < 3; k++)
      work->growth[m][k] = work->continued.h[m][k] - reference->h[m][k];
  work->flows = vit_cell_get_flow (reference, work->current, basis, work->flow, work->shift);
  for (int k = 0; work->flows && k < 3; k++)
    work->flow[k][k] -= 1;
}

static bool
check_current (const VitCell *current, const double *x1, size_t n, GError **error)
{
  if (!vit_cell_is_valid (current))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "The box of the later frame has no volume");
      return false;
    }
  for (size_t i = 0; i < 3 * n; i++)
    if (!isfinite (x1[i]))
      {
        g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                     "The later position of atom %zu of %zu is not finite", i / 3 + 1, n);
        return false;
      }
  return true;
}

static bool
run (StrainWork *work, VitProgress *progress, GError **error)
{
  const VitGrid *grid = work->grid;
  unsigned n_workers = vit_parallel_get_n_threads ();
  work->motions = g_aligned_alloc (MAX (grid->n_slots, 1), sizeof *work->motions, 64);
  work->scratch = g_aligned_alloc0 (n_workers, sizeof *work->scratch, 64);
  for (unsigned w = 0; w < n_workers; w++)
    work->scratch[w].ranges = g_new (VitGridRange, vit_grid_max_ranges (grid));
  size_t n_rows = vit_grid_n_rows (grid);
  bool done = vit_parallel_for (grid->n_slots, 4096, fill_motions, work, NULL, error) &&
              vit_parallel_for (n_rows, MAX (1, n_rows / 256), process_rows, work, progress, error);
  for (unsigned w = 0; w < n_workers; w++)
    {
      g_free (work->scratch[w].ranges);
      g_free (work->scratch[w].found);
    }
  g_aligned_free (work->scratch);
  g_aligned_free (work->motions);
  return done;
}

VitNonaffine *
vit_nonaffine_new (const VitCell *reference,
                   const double *x0,
                   const VitCell *current,
                   const double *x1,
                   size_t n,
                   bool continuous,
                   const VitNonaffineOptions *options,
                   VitProgress *progress,
                   GError **error)
{
  g_return_val_if_fail (reference && current && options && ((x0 && x1) || n == 0), NULL);
  double cutoff = options->cutoff;
  if (!check_current (current, x1, n, error) || !vit_progress_check (progress, error))
    return NULL;
  g_autoptr (VitGrid) grid = vit_grid_new (reference, x0, n, cutoff, 3, error);
  if (!grid)
    return NULL;
  g_autoptr (VitNonaffine) result = new_result (n, options->with_gradient);
  StrainWork work = { .grid = grid,
                      .current = current,
                      .x1 = x1,
                      .continuous = continuous,
                      .flat = options->dimension == 2,
                      .half_2 = INFINITY,
                      .cutoff = cutoff,
                      .per_neighbour = options->per_neighbour,
                      .result = result };
  choose_kernel (&work);
  set_flow (&work, reference, options->basis);
  if (!continuous)
    {
      double widths[3];
      vit_cell_widths (current, widths);
      for (int k = 0; k < 3; k++)
        if (current->periodic[k])
          work.half_2 = fmin (work.half_2, 0.25 * widths[k] * widths[k]);
    }
  if (!run (&work, progress, error))
    return NULL;
  count_flags (result);
  return g_steal_pointer (&result);
}
