#include <math.h>
#include <string.h>

#include "core/mechanics/nonaffine-private.h"

/* Bonds are coplanar if det V is below this fraction of that of isotropic bonds: about 10⁻⁴ of
 * their length out of the plane. */
#define COPLANAR 1e-8

/* det F below this fraction of that of an isotropic F is 0 to rounding, and so is the sense of R.
 */
#define FLATTENED 1e-10

typedef double Quad __attribute__ ((vector_size (32)));
typedef int64_t Mask __attribute__ ((vector_size (32)));

/* The bond of an atom with itself adds nothing and need not be removed. */
void
VIT_NONAFFINE_SUM (const VitNeighbourMotion *ends,
                   size_t self,
                   const uint32_t *others,
                   size_t n_others,
                   VitBondSums *sums)
{
  Quad x = *(const Quad *) ends[self].x, u = *(const Quad *) ends[self].u;
  Quad v0 = { 0 }, v1 = { 0 }, v2 = { 0 }, w0 = { 0 }, w1 = { 0 }, w2 = { 0 }, s = { 0 };
  for (size_t k = 0; k < n_others; k++)
    {
      const VitNeighbourMotion *end = &ends[others[k]];
      Quad d = *(const Quad *) end->x - x, e = *(const Quad *) end->u - u;
      v0 += (Quad){ d[0], d[0], d[0], d[0] } * d;
      v1 += (Quad){ d[1], d[1], d[1], d[1] } * d;
      v2 += (Quad){ d[2], d[2], d[2], d[2] } * d;
      w0 += (Quad){ e[0], e[0], e[0], e[0] } * d;
      w1 += (Quad){ e[1], e[1], e[1], e[1] } * d;
      w2 += (Quad){ e[2], e[2], e[2], e[2] } * d;
      s += e * e;
    }
  memcpy (sums->v[0], &v0, sizeof v0);
  memcpy (sums->v[1], &v1, sizeof v1);
  memcpy (sums->v[2], &v2, sizeof v2);
  memcpy (sums->w[0], &w0, sizeof w0);
  memcpy (sums->w[1], &w1, sizeof w1);
  memcpy (sums->w[2], &w2, sizeof w2);
  memcpy (sums->s, &s, sizeof s);
}

/* Bonds that are summed before the second loop begins: their ends stay in the nearest cache. */
#define BLOCK 128

/* Two loops, as there are not enough registers for all sums: one that has to be kept in memory
 * takes more time than all others. */
void
VIT_NONAFFINE_SUM_LANES (const VitNeighbourLanes *ends,
                         size_t self,
                         const uint32_t *others,
                         size_t n_others,
                         VitBondSums sums[VIT_NONAFFINE_LANES])
{
  const VitNeighbourLanes *own = &ends[self];
  Quad v[3], w[3][3], s[3];
  Quad w00 = { 0 }, w01 = { 0 }, w02 = { 0 }, w10 = { 0 }, w11 = { 0 }, w12 = { 0 }, w20 = { 0 },
       w21 = { 0 }, w22 = { 0 }, s0 = { 0 }, s1 = { 0 }, s2 = { 0 }, v0 = { 0 }, v1 = { 0 },
       v2 = { 0 };
  Quad x = *(const Quad *) own->x, u0 = *(const Quad *) own->u[0], u1 = *(const Quad *) own->u[1],
       u2 = *(const Quad *) own->u[2];
  for (size_t begin = 0; begin < n_others; begin += BLOCK)
    {
      size_t limit = begin + BLOCK < n_others ? begin + BLOCK : n_others;
      for (size_t k = begin; k < limit; k++)
        {
          const VitNeighbourLanes *end = &ends[others[k]];
          Quad d = *(const Quad *) end->x - x;
          Quad d0 = { d[0], d[0], d[0], d[0] }, d1 = { d[1], d[1], d[1], d[1] },
               d2 = { d[2], d[2], d[2], d[2] };
          Quad e = *(const Quad *) end->u[0] - u0, f = *(const Quad *) end->u[1] - u1;
          w00 += e * d0;
          w10 += f * d0;
          w01 += e * d1;
          w11 += f * d1;
          w02 += e * d2;
          w12 += f * d2;
          s0 += e * e;
          s1 += f * f;
        }
      for (size_t k = begin; k < limit; k++)
        {
          const VitNeighbourLanes *end = &ends[others[k]];
          Quad d = *(const Quad *) end->x - x;
          Quad d0 = { d[0], d[0], d[0], d[0] }, d1 = { d[1], d[1], d[1], d[1] },
               d2 = { d[2], d[2], d[2], d[2] };
          Quad e = *(const Quad *) end->u[2] - u2;
          v0 += d0 * d;
          v1 += d1 * d;
          v2 += d2 * d;
          w20 += e * d0;
          w21 += e * d1;
          w22 += e * d2;
          s2 += e * e;
        }
    }
  memcpy (v, (Quad[3]){ v0, v1, v2 }, sizeof v);
  memcpy (w, (Quad[3][3]){ { w00, w01, w02 }, { w10, w11, w12 }, { w20, w21, w22 } }, sizeof w);
  memcpy (s, (Quad[3]){ s0, s1, s2 }, sizeof s);
  for (int lane = 0; lane < VIT_NONAFFINE_LANES; lane++)
    {
      VitBondSums *to = &sums[lane];
      memcpy (to->v, v, sizeof to->v);
      for (int i = 0; i < 3; i++)
        {
          for (int j = 0; j < 3; j++)
            to->w[i][j] = w[i][j][lane];
          to->w[i][3] = 0;
          to->s[i] = s[i][lane];
        }
      to->s[3] = 0;
    }
}

/* ---- Four atoms at once ---- */

typedef Quad Matrix[3][3];

static inline Quad
splat (double x)
{
  return (Quad){ x, x, x, x };
}

static inline Quad
choose (Mask mask, Quad yes, Quad no)
{
  return (Quad) (((Mask) yes & mask) | ((Mask) no & ~mask));
}

static inline Quad
square_root (Quad x)
{
  for (int lane = 0; lane < 4; lane++)
    x[lane] = sqrt (x[lane]);
  return x;
}

static inline Quad
magnitude (Quad x)
{
  return (Quad) ((Mask) x & INT64_MAX);
}

/* Inverts and returns the determinant. */
static inline Quad
invert (Matrix a, Matrix inverse)
{
  Matrix c;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      {
        int i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3, j2 = (j + 2) % 3;
        c[j][i] = a[i1][j1] * a[i2][j2] - a[i1][j2] * a[i2][j1];
      }
  Quad det = a[0][0] * c[0][0] + a[0][1] * c[1][0] + a[0][2] * c[2][0], over = 1 / det;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      inverse[i][j] = c[i][j] * over;
  return det;
}

static inline Quad
transpose_sums (const VitBondSums sums[4], size_t offset)
{
  Quad x;
  for (int lane = 0; lane < 4; lane++)
    x[lane] = ((const double *) &sums[lane])[offset];
  return x;
}

/* Computes F − 1 = (Σ u d⁰ᵀ) V⁻¹, 0 where V is singular, and D²min; returns where V is regular. */
static inline Mask
fit_gradient (const VitBondSums sums[4], Matrix a, Quad *d2min)
{
  Matrix v, w, inverse;
  for (size_t i = 0; i < 3; i++)
    for (size_t j = 0; j < 3; j++)
      {
        v[i][j] = transpose_sums (sums, 4 * i + j);
        w[i][j] = transpose_sums (sums, 12 + 4 * i + j);
      }
  Quad det = invert (v, inverse), size = (v[0][0] + v[1][1] + v[2][2]) / 3;
  Mask defined = det > COPLANAR * size * size * size;
  Quad rest = transpose_sums (sums, 24) + transpose_sums (sums, 25) + transpose_sums (sums, 26);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      {
        a[i][j] = choose (
            defined, w[i][0] * inverse[0][j] + w[i][1] * inverse[1][j] + w[i][2] * inverse[2][j],
            splat (0));
        rest -= a[i][j] * w[i][j];
      }
  *d2min = choose (defined & (rest > 0), rest, splat (0));
  return defined;
}

/* Computes E = (FᵀF − 1)/2 from A = F − 1, to avoid cancellation where F is close to 1. */
static inline void
find_strain (Matrix a, Quad *mises, Quad *volumetric)
{
  Matrix e;
  for (int i = 0; i < 3; i++)
    for (int j = i; j < 3; j++)
      e[i][j] =
          0.5 * (a[i][j] + a[j][i] + a[0][i] * a[0][j] + a[1][i] * a[1][j] + a[2][i] * a[2][j]);
  Quad xy = e[0][0] - e[1][1], yz = e[1][1] - e[2][2], zx = e[2][2] - e[0][0];
  *mises = square_root (e[0][1] * e[0][1] + e[1][2] * e[1][2] + e[0][2] * e[0][2] +
                        (xy * xy + yz * yz + zx * zx) / 6);
  *volumetric = (e[0][0] + e[1][1] + e[2][2]) / 3;
}

/* R in F = R U is the limit of R ← (R + R⁻ᵀ)/2 (Higham 1986), reached in a few steps for det F > 0.
 * A converged lane stays as it is. */
static inline void
find_rotation (Matrix r)
{
  Mask busy = { -1, -1, -1, -1 };
  Matrix inverse;
  for (int step = 0; step < 60 && (busy[0] | busy[1] | busy[2] | busy[3]); step++)
    {
      Quad change = splat (0);
      invert (r, inverse);
      Matrix next;
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          {
            next[i][j] = 0.5 * (r[i][j] + inverse[j][i]);
            Quad d = magnitude (next[i][j] - r[i][j]);
            change = choose (d > change, d, change);
          }
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          r[i][j] = choose (busy, next[i][j], r[i][j]);
      /* Convergence is quadratic: the next step would change only the last digit. */
      busy &= change >= 1e-8;
    }
}

void
VIT_NONAFFINE_FINISH (const VitBondSums sums[4], VitStrainQuad *strain)
{
  Matrix a, f, inverse;
  Quad d2min, mises, volumetric;
  Mask defined = fit_gradient (sums, a, &d2min);
  find_strain (a, &mises, &volumetric);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      {
        memcpy (strain->gradient[i][j], &a[i][j], sizeof a[i][j]);
        f[i][j] = a[i][j] + (i == j ? 1 : 0);
      }
  Quad det = invert (f, inverse), square = splat (0); /* of the size of F */
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      square += f[i][j] * f[i][j];
  square /= 3;
  Mask proper = (det > 0) & (det * det > FLATTENED * FLATTENED * (square * square * square));
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      f[i][j] = choose (proper, f[i][j], splat (i == j ? 1 : 0));
  find_rotation (f);
  Quad x = f[2][1] - f[1][2], y = f[0][2] - f[2][0], z = f[1][0] - f[0][1];
  Quad sine = square_root (x * x + y * y + z * z), cosine = f[0][0] + f[1][1] + f[2][2] - 1;
  memcpy (strain->d2min, &d2min, sizeof d2min);
  memcpy (strain->mises, &mises, sizeof mises);
  memcpy (strain->volumetric, &volumetric, sizeof volumetric);
  memcpy (strain->sine, &sine, sizeof sine);
  memcpy (strain->cosine, &cosine, sizeof cosine);
  memcpy (strain->defined, &defined, sizeof defined);
  memcpy (strain->proper, &proper, sizeof proper);
}
