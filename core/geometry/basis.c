#include "core/geometry/basis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A step is clear if the next best one is this much farther away. */
#define CLEARLY 1.2

/* More whole vectors in one step, and more in all, mean broken boxes. */
#define MAX_STEP 1e6
#define MAX_TOTAL ((int64_t) 1 << 30)

bool
vit_basis_is_identity (VitBasis basis)
{
  return basis.xy == 0 && basis.xz == 0 && basis.yz == 0;
}

static bool
is_sane (VitBasis basis)
{
  return llabs (basis.xy) < MAX_TOTAL && llabs (basis.xz) < MAX_TOTAL &&
         llabs (basis.yz) < MAX_TOTAL;
}

VitBasis
vit_basis_multiply (VitBasis a, VitBasis b)
{
  VitBasis product = { .xy = a.xy + b.xy, .yz = a.yz + b.yz };
  int64_t both;
  if (__builtin_mul_overflow (a.xy, b.yz, &both) || llabs (both) > MAX_TOTAL)
    return (VitBasis){ 0 };
  product.xz = a.xz + both + b.xz;
  return is_sane (product) ? product : (VitBasis){ 0 };
}

VitBasis
vit_basis_invert (VitBasis basis)
{
  VitBasis inverse = { .xy = -basis.xy, .yz = -basis.yz };
  int64_t both;
  if (__builtin_mul_overflow (basis.xy, basis.yz, &both) || llabs (both) > MAX_TOTAL)
    return (VitBasis){ 0 };
  inverse.xz = both - basis.xz;
  return inverse;
}

void
vit_basis_apply (VitBasis basis, const int64_t n[3], int64_t result[3])
{
  int64_t x = n[0] + basis.xy * n[1] + basis.xz * n[2], y = n[1] + basis.yz * n[2];
  result[2] = n[2];
  result[0] = x;
  result[1] = y;
}

void
vit_basis_continue (const VitCell *cell, VitBasis basis, VitCell *continued)
{
  VitCell to = *cell;
  for (int i = 0; i < 3; i++)
    {
      if (basis.xy != 0)
        to.h[1][i] += (double) basis.xy * cell->h[0][i];
      if (basis.xz != 0 || basis.yz != 0)
        to.h[2][i] += (double) basis.xz * cell->h[0][i] + (double) basis.yz * cell->h[1][i];
    }
  *continued = to;
}

/* ---- From one frame to the next ---- */

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

VitBoxShape
vit_cell_get_shape (const VitCell *cell)
{
  const double (*h)[3] = cell->h;
  if (h[0][1] == 0 && h[0][2] == 0 && h[1][2] == 0 && h[0][0] > 0 && h[1][1] > 0)
    return (VitBoxShape){ h[0][0], h[1][1], h[2][2], h[1][0], h[2][0], h[2][1] };
  VitBoxShape shape = { .lx = sqrt (dot (h[0], h[0])) };
  double e[3], f[3];
  for (int i = 0; i < 3; i++)
    e[i] = h[0][i] / shape.lx;
  shape.xy = dot (h[1], e);
  shape.xz = dot (h[2], e);
  for (int i = 0; i < 3; i++)
    f[i] = h[1][i] - shape.xy * e[i];
  shape.ly = sqrt (dot (f, f));
  shape.yz = dot (h[2], f) / shape.ly;
  shape.lz = vit_cell_volume (cell) / (shape.lx * shape.ly);
  return shape;
}

static bool
same_vectors (const VitCell *a, const VitCell *b)
{
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < 3; i++)
      if (a->h[k][i] != b->h[k][i])
        return false;
  return true;
}

static int64_t
count_whole (double difference, double length)
{
  double n = nearbyint (difference / length);
  return fabs (n) <= MAX_STEP ? (int64_t) n : 0;
}

int
vit_basis_list_steps (const VitCell *before,
                      const VitCell *after,
                      VitBasis steps[VIT_BASIS_N_STEPS])
{
  bool periodic[3];
  for (int k = 0; k < 3; k++)
    periodic[k] = before->periodic[k] && after->periodic[k];
  bool xy = periodic[0] && periodic[1], xz = periodic[0] && periodic[2],
       yz = periodic[1] && periodic[2];
  VitBoxShape old = vit_cell_get_shape (before), new = vit_cell_get_shape (after);
  VitBasis nearest = { 0 };
  if (yz)
    nearest.yz = count_whole (old.yz - new.yz, new.ly);
  /* b carries its own tilt along. */
  if (xz)
    nearest.xz = count_whole (old.xz - (new.xz + (double) nearest.yz *new.xy), new.lx);
  if (xy)
    nearest.xy = count_whole (old.xy - new.xy, new.lx);

  static const int order[3] = { 0, -1, 1 };
  int n = 0;
  for (int i = 0; i < (yz ? 3 : 1); i++)
    for (int j = 0; j < (xz ? 3 : 1); j++)
      for (int k = 0; k < (xy ? 3 : 1); k++)
        steps[n++] = vit_basis_multiply (nearest, (VitBasis){ order[k], order[j], order[i] });
  return n;
}

/* ‖A − 1‖ of the flow from one box to the next. */
static double
measure_flow (const VitCell *before, const VitCell *after, VitBasis step)
{
  double map[3][3], shift[3], sum = 0;
  if (!vit_cell_get_flow (before, after, step, map, shift))
    return 0;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      {
        double a = map[i][j] - (i == j ? 1 : 0);
        sum += a * a;
      }
  return sqrt (sum);
}

bool
vit_basis_find_step (const VitCell *before, const VitCell *after, VitBasis *step)
{
  *step = (VitBasis){ 0 };
  /* A box that has no tilt does not flip; in most runs it does not change at all. */
  if (same_vectors (before, after) || !vit_cell_is_valid (before) || !vit_cell_is_valid (after) ||
      (vit_cell_is_orthogonal (before) && vit_cell_is_orthogonal (after)))
    return true;
  VitBasis steps[VIT_BASIS_N_STEPS];
  int n = vit_basis_list_steps (before, after, steps);
  double best = INFINITY, second = INFINITY;
  for (int i = 0; i < n; i++)
    {
      double size = measure_flow (before, after, steps[i]);
      if (size < best)
        {
          second = best;
          best = size;
          *step = steps[i];
        }
      else
        second = fmin (second, size);
    }
  return !isfinite (best) || second > CLEARLY * best; /* boxes that are no numbers have no step */
}

/* ---- Flow ---- */

bool
vit_cell_get_flow (
    const VitCell *from, const VitCell *to, VitBasis basis, double map[3][3], double shift[3])
{
  VitCell end = *to;
  if (!vit_basis_is_identity (basis))
    vit_basis_continue (to, basis, &end);
  bool all = true;
  for (int k = 0; k < 3; k++)
    {
      shift[k] = to->origin[k] - from->origin[k];
      if (from->periodic[k] && to->periodic[k])
        continue;
      all = false;
      memcpy (end.h[k], from->h[k], sizeof end.h[k]);
    }
  bool deforms = !same_vectors (&end, from);
  if (!deforms && all)
    return false;

  double g[3][3];
  vit_cell_inverse (from, g);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      {
        map[i][j] = 0;
        for (int k = 0; k < 3; k++)
          map[i][j] += end.h[k][i] * g[k][j];
      }
  if (all)
    return true;

  /* Take the part of the origin's displacement along the edges that are not periodic away. */
  bool straight = vit_cell_is_orthogonal (from);
  double moved[3] = { shift[0], shift[1], shift[2] };
  for (int k = 0; k < 3; k++)
    {
      if (from->periodic[k] && to->periodic[k])
        continue;
      double along = straight ? moved[k] : dot (g[k], moved);
      for (int i = 0; i < 3; i++)
        shift[i] = straight ? (i == k ? 0 : shift[i]) : shift[i] - along * from->h[k][i];
    }
  return deforms;
}
