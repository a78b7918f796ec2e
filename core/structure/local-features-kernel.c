/* Compiled once per instruction set: see meson.build. */

#include "core/structure/local-features-kernel.h"

#include "core/base/lanes.h"

/* ξ/σ of Cubuk et al. 2015, in the order of the triples. */
static const double widths[VIT_ANGULAR_WIDTHS] = {
  14.633, 14.638, 2.554, 1.648, 1.204, 0.933, 0.695
};

void
VIT_ANGULAR_SUM (
    const double *const d[3], const double *r, size_t j, size_t begin, size_t end, double *sums)
{
  const VitLanes one = vit_lanes_fill (1), two = vit_lanes_fill (2), zero = vit_lanes_fill (0);
  const VitLanes x = vit_lanes_fill (d[0][j]), y = vit_lanes_fill (d[1][j]),
                 z = vit_lanes_fill (d[2][j]), rj = vit_lanes_fill (r[j]);
  VitLanes of[22];
  for (int m = 0; m < 22; m++)
    of[m] = zero;
  for (size_t k = begin; k < end; k += VIT_LANES)
    {
      VitLanes rk = vit_lanes_load (r + k);
      VitLanes cosine = x * vit_lanes_load (d[0] + k) + y * vit_lanes_load (d[1] + k) +
                        z * vit_lanes_load (d[2] + k);
      VitLanes squares = rj * rj + rk * rk;
      VitLanes sum = squares + (squares - two * rj * rk * cosine);
      VitLaneBits inside = { 0 };
      for (int lane = 0; lane < VIT_LANES; lane++)
        inside[lane] = k + (size_t) lane < end ? -1 : 0;
      VitLanes e[VIT_ANGULAR_WIDTHS];
      for (int w = 0; w < VIT_ANGULAR_WIDTHS; w++)
        e[w] = vit_lanes_choose (
            inside, vit_lanes_exp (sum * vit_lanes_fill (-1 / (widths[w] * widths[w]))), zero);
      VitLanes up = one + cosine, down = one - cosine, up2 = up * up, down2 = down * down;
      VitLanes up4 = up2 * up2, up8 = up4 * up4, up16 = up8 * up8;
      of[0] += e[0] * down;
      of[1] += e[0] * up;
      of[2] += e[1] * down2;
      of[3] += e[1] * up2;
      of[4] += e[2] * down;
      of[5] += e[2] * up;
      of[6] += e[2] * down2;
      of[7] += e[2] * up2;
      of[8] += e[3] * up;
      of[9] += e[3] * up2;
      for (int w = 4; w < VIT_ANGULAR_WIDTHS; w++)
        {
          VitLanes *to = of + 10 + 4 * (w - 4);
          to[0] += e[w] * up;
          to[1] += e[w] * up2;
          to[2] += e[w] * up4;
          to[3] += e[w] * up16;
        }
    }
  for (int m = 0; m < 22; m++)
    sums[m] += vit_lanes_sum (of[m]);
}
