#include "core/mechanics/nonaffine.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/mechanics/nonaffine-part.h"
#include "core/mechanics/nonaffine-private.h"
#include "core/mechanics/nonaffine-target.h"

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
  bool ambiguous[VIT_NONAFFINE_LANES];
} PendingAtom;

/* Scratch memory of one worker. */
typedef struct
{
  VitBondSums sums[VIT_NONAFFINE_LANES][4]; /* per target: of the pending atoms */
  PendingAtom pending[4];
  int n_pending;
  VitGridRange *ranges;
  uint32_t *found;
  size_t room;
} StrainScratch;

typedef struct
{
  const VitGrid *grid;
  const VitStrainTarget *targets;
  int n_targets; /* at most VIT_NONAFFINE_LANES */
  bool flat;     /* two dimensions */
  double cutoff;
  bool per_neighbour;
  VitNonaffineSumFunc sum;
  VitNonaffineSumLanesFunc sum_lanes;
  VitNonaffineFinishFunc finish;
  VitNeighbourMotion *motions; /* by slot, for one target */
  VitNeighbourLanes *lanes;    /* by slot, for several */
  StrainScratch *scratch;      /* per worker */
} StrainWork;

/* ---- Input of the sums ---- */

/* The displacement of an atom from its wrapped position in the grid, to any image unless
 * coordinates are continuous. */
static void
get_wrapped_displacement (const VitGrid *grid,
                          const VitStrainTarget *target,
                          size_t rank,
                          double u[3])
{
  const double *x0 = grid->x[rank], *x1 = target->x1 + 3 * (size_t) grid->atom[rank];
  for (int k = 0; k < 3; k++)
    u[k] = x1[k];
  if (grid->wraps)
    for (int k = 0; k < 3; k++)
      for (int m = 0; m < 3; m++)
        u[k] -= grid->wraps[rank][m] * target->continued.h[m][k];
  for (int k = 0; k < 3; k++)
    u[k] -= x0[k];
  if (target->continuous)
    return;
  double affine[3] = { target->shift[0], target->shift[1], target->shift[2] };
  for (int k = 0; target->flows && k < 3; k++)
    for (int m = 0; m < 3; m++)
      affine[k] += target->flow[k][m] * (x0[m] - grid->cell.origin[m]);
  vit_strain_target_take_nearest_image (target, affine, u);
}

/* The displacement of the atom or image in a slot. */
static void
get_displacement (const StrainWork *work, const VitStrainTarget *target, size_t slot, double u[3])
{
  const int8_t *m = work->grid->image[slot];
  get_wrapped_displacement (work->grid, target, work->grid->rank[slot], u);
  for (int k = 0; (m[0] | m[1] | m[2]) && k < 3; k++)
    u[k] += m[0] * target->growth[0][k] + m[1] * target->growth[1][k] + m[2] * target->growth[2][k];
  if (work->flat)
    u[2] = 0;
}

static void
get_position (const StrainWork *work, size_t slot, double x[4])
{
  const VitGrid *grid = work->grid;
  const int8_t *m = grid->image[slot];
  for (int k = 0; k < 3; k++)
    {
      x[k] = grid->x[grid->rank[slot]][k];
      if (m[0] | m[1] | m[2])
        x[k] += m[0] * grid->cell.h[0][k] + m[1] * grid->cell.h[1][k] + m[2] * grid->cell.h[2][k];
    }
  x[3] = 0;
  if (work->flat)
    x[2] = 0;
}

static bool
fill_motions (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  StrainWork *work = data;
  for (size_t s = begin; s < end && work->motions; s++)
    {
      get_position (work, s, work->motions[s].x);
      get_displacement (work, &work->targets[0], s, work->motions[s].u);
      work->motions[s].u[3] = 0;
    }
  for (size_t s = begin; s < end && work->lanes; s++)
    {
      get_position (work, s, work->lanes[s].x);
      for (int lane = 0; lane < VIT_NONAFFINE_LANES; lane++)
        {
          double u[3] = { 0, 0, 0 };
          if (lane < work->n_targets)
            get_displacement (work, &work->targets[lane], s, u);
          for (int k = 0; k < 3; k++)
            work->lanes[s].u[k][lane] = u[k];
        }
    }
  return true;
}

/* What has been filled in for a slot. */
static void
read_motion (const StrainWork *work, int target, size_t slot, double x[3], double u[3])
{
  for (int k = 0; k < 3; k++)
    {
      x[k] = work->motions ? work->motions[slot].x[k] : work->lanes[slot].x[k];
      u[k] = work->motions ? work->motions[slot].u[k] : work->lanes[slot].u[k][target];
    }
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
                 int place,
                 size_t self,
                 const uint32_t *found,
                 size_t n,
                 VitBondSums *sums,
                 bool *ambiguous)
{
  const VitStrainTarget *target = &work->targets[place];
  double ax[3], au[3];
  read_motion (work, place, self, ax, au);
  *ambiguous = false;
  memset (sums, 0, sizeof *sums);
  for (size_t k = 0; k < n; k++)
    {
      double bx[3], bu[3];
      read_motion (work, place, found[k], bx, bu);
      double u[3] = { bu[0] - au[0], bu[1] - au[1], bu[2] - au[2] };
      double affine[3] = { 0, 0, 0 }, rest_2 = 0;
      for (int row = 0; target->flows && row < 3; row++)
        for (int column = 0; column < 3; column++)
          affine[row] += target->flow[row][column] * (bx[column] - ax[column]);
      vit_strain_target_take_nearest_image (target, affine, u);
      for (int row = 0; row < 3; row++)
        rest_2 += (u[row] - affine[row]) * (u[row] - affine[row]);
      if (rest_2 > AMBIGUOUS * AMBIGUOUS * target->half_2)
        *ambiguous = true;
      for (int row = 0; row < 3; row++)
        {
          for (int column = 0; column < 3; column++)
            {
              double d = bx[column] - ax[column];
              sums->v[row][column] += (bx[row] - ax[row]) * d;
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
set_atom (const StrainWork *work,
          int target,
          const VitStrainQuad *strain,
          int lane,
          const PendingAtom *pending)
{
  VitNonaffine *result = work->targets[target].result;
  size_t atom = pending->atom;
  result->flags[atom] = pending->ambiguous[target] ? FLAG_AMBIGUOUS : 0;
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
  for (int t = 0; t < work->n_targets; t++)
    {
      VitStrainQuad strain;
      VitBondSums *sums = scratch->sums[t];
      for (int lane = scratch->n_pending; lane < 4; lane++)
        memset (&sums[lane], 0, sizeof sums[lane]);
      for (int lane = 0; work->flat && lane < 4; lane++)
        add_third_dimension (&sums[lane]);
      work->finish (sums, &strain);
      for (int lane = 0; lane < scratch->n_pending; lane++)
        set_atom (work, t, &strain, lane, &scratch->pending[lane]);
    }
  scratch->n_pending = 0;
}

/* Sum the bonds of the pending atom that comes next. */
static void
sum_atom (const StrainWork *work, StrainScratch *scratch, size_t self, size_t n)
{
  int place = scratch->n_pending;
  PendingAtom *pending = &scratch->pending[place];
  if (work->motions)
    work->sum (work->motions, self, scratch->found, n, &scratch->sums[0][place]);
  else
    {
      VitBondSums sums[VIT_NONAFFINE_LANES];
      work->sum_lanes (work->lanes, self, scratch->found, n, sums);
      for (int t = 0; t < work->n_targets; t++)
        scratch->sums[t][place] = sums[t];
    }
  for (int t = 0; t < work->n_targets; t++)
    {
      VitBondSums *sums = &scratch->sums[t][place];
      double limit = AMBIGUOUS * AMBIGUOUS * work->targets[t].half_2;
      if (sums->s[0] + sums->s[1] + sums->s[2] > limit)
        sum_with_images (work, t, self, scratch->found, n, sums, &pending->ambiguous[t]);
    }
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
      bool doubtful;
      if (vit_grid_is_halo (grid, i))
        continue;
      size_t n = vit_grid_scan (grid, i, scratch->ranges, n_ranges, work->cutoff, scratch->found,
                                &doubtful);
      if (doubtful)
        n = drop_beyond_cutoff (work, i, scratch->found, n);
      scratch->pending[scratch->n_pending] =
          (PendingAtom){ .atom = atom, .n_bonds = (double) n - 1 };
      sum_atom (work, scratch, self, n);
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
    {
      int by, bz;
      vit_grid_enter_row (grid, r, &by, &bz);
      for (int bx = grid->begin[0]; bx < grid->end[0]; bx++)
        process_bin (work, &work->scratch[worker], bx, by, bz);
    }
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
  work->sum_lanes = vit_nonaffine_sum_lanes_plain;
  work->finish = vit_nonaffine_finish_plain;
#ifdef VIT_HAVE_AVX2
  if (__builtin_cpu_supports ("avx2"))
    {
      work->sum = vit_nonaffine_sum_avx2;
      work->sum_lanes = vit_nonaffine_sum_lanes_avx2;
      work->finish = vit_nonaffine_finish_avx2;
    }
#endif
}

static bool
run (StrainWork *work, VitProgress *progress, GError **error)
{
  const VitGrid *grid = work->grid;
  unsigned n_workers = vit_parallel_get_n_threads ();
  size_t n_slots = MAX (grid->n_slots, 1);
  work->motions =
      work->n_targets == 1 ? g_aligned_alloc (n_slots, sizeof *work->motions, 64) : NULL;
  work->lanes = work->n_targets > 1 ? g_aligned_alloc (n_slots, sizeof *work->lanes, 64) : NULL;
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
  g_clear_pointer (&work->motions, g_aligned_free);
  g_clear_pointer (&work->lanes, g_aligned_free);
  return done;
}

/* Fill the results of all targets, as many at a time as there are lanes. */
static bool
run_all (StrainWork *work,
         VitStrainTarget *targets,
         size_t n_targets,
         VitProgress *progress,
         GError **error)
{
  for (size_t first = 0; first < n_targets; first += VIT_NONAFFINE_LANES)
    {
      work->targets = targets + first;
      work->n_targets = (int) MIN (n_targets - first, VIT_NONAFFINE_LANES);
      if (n_targets > VIT_NONAFFINE_LANES)
        vit_progress_set_range (progress, (double) first / (double) n_targets,
                                (double) (first + (size_t) work->n_targets) / (double) n_targets,
                                NULL);
      if (!run (work, progress, error))
        return false;
    }
  for (size_t t = 0; t < n_targets; t++)
    count_flags (targets[t].result);
  return true;
}

/* Takes @grid, of the reference frame. */
static bool
measure_on_grid (VitGrid *grid,
                 const VitNonaffineLater *later,
                 size_t n_later,
                 const VitNonaffineOptions *options,
                 VitNonaffine **results,
                 VitProgress *progress,
                 GError **error)
{
  StrainWork work = { .grid = grid,
                      .flat = options->dimension == 2,
                      .cutoff = options->cutoff,
                      .per_neighbour = options->per_neighbour };
  g_autofree VitStrainTarget *targets = g_new (VitStrainTarget, MAX (n_later, 1));
  choose_kernel (&work);
  for (size_t t = 0; t < n_later; t++)
    vit_strain_target_init (&targets[t], &grid->cell, grid->n, &later[t], options);
  bool done = run_all (&work, targets, n_later, progress, error);
  for (size_t t = 0; t < n_later; t++)
    {
      results[t] = done ? targets[t].result : NULL;
      if (!done)
        vit_nonaffine_free (targets[t].result);
    }
  vit_grid_free (grid);
  return done;
}

bool
vit_nonaffine_new_several (const VitCell *reference,
                           const double *x0,
                           size_t n,
                           const VitNonaffineLater *later,
                           size_t n_later,
                           const VitNonaffineOptions *options,
                           VitNonaffine **results,
                           VitProgress *progress,
                           GError **error)
{
  g_return_val_if_fail (reference && options && results && (later || n_later == 0), false);
  g_return_val_if_fail (x0 || n == 0, false);
  for (size_t t = 0; t < n_later; t++)
    if (!vit_strain_check_current (later[t].cell, later[t].x, n, error))
      return false;
  if (!vit_progress_check (progress, error))
    return false;
  VitGrid *grid = vit_grid_new (reference, x0, n, options->cutoff, VIT_GRID_OCCUPANCY, error);
  return grid && measure_on_grid (grid, later, n_later, options, results, progress, error);
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
  const VitNonaffineLater later = { current, x1, continuous, options->basis };
  VitNonaffine *result = NULL;
  vit_nonaffine_new_several (reference, x0, n, &later, 1, options, &result, progress, error);
  return result;
}

VitNonaffine *
vit_nonaffine_new_part (const VitGridLayout *layout,
                        const VitGridPart *part,
                        const double *x0,
                        const VitNonaffineLater *later,
                        size_t n,
                        const VitNonaffineOptions *options,
                        VitProgress *progress,
                        GError **error)
{
  g_return_val_if_fail (layout && part && later && options, NULL);
  if (!vit_strain_check_current (later->cell, later->x, n, error))
    return NULL;
  VitNonaffine *result = NULL;
  VitGrid *grid = vit_grid_new_part (layout, part, x0, n, error);
  if (grid)
    measure_on_grid (grid, later, 1, options, &result, progress, error);
  return result;
}
