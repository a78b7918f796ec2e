/* Compiled once per instruction set: see meson.build. */

#include "core/structure/interstices-kernel.h"

#include "core/base/lanes.h"

/* Corners, one of each of as many triangles as there are lanes. */
typedef struct
{
  VitLanes x, y, z, r, radius;
} Corners;

/* Four of them. */
VIT_LANES_INLINE void
gather_four (const VitHull *hull, size_t first, int which, VitFourLanes to[5])
{
  uint32_t i = hull->corners[first][which], j = hull->corners[first + 1][which],
           k = hull->corners[first + 2][which], l = hull->corners[first + 3][which];
  const double *a = hull->d[i], *b = hull->d[j], *c = hull->d[k], *d = hull->d[l];
  for (int m = 0; m < 4; m++)
    to[m] = (VitFourLanes){ a[m], b[m], c[m], d[m] };
  to[4] = (VitFourLanes){ hull->radii[i], hull->radii[j], hull->radii[k], hull->radii[l] };
}

VIT_LANES_INLINE Corners
gather (const VitHull *hull, size_t first, int which)
{
  VitFourLanes low[5];
  gather_four (hull, first, which, low);
#if VIT_LANES == 8
  VitFourLanes high[5];
  gather_four (hull, first + 4, which, high);
  return (Corners){ vit_lanes_join (low[0], high[0]), vit_lanes_join (low[1], high[1]),
                    vit_lanes_join (low[2], high[2]), vit_lanes_join (low[3], high[3]),
                    vit_lanes_join (low[4], high[4]) };
#else
  return (Corners){ low[0], low[1], low[2], low[3], low[4] };
#endif
}

VIT_LANES_INLINE VitLanes
dot (const Corners *a, const Corners *b)
{
  return a->x * b->x + a->y * b->y + a->z * b->z;
}

/* The solid angle between three edges of these lengths and scalar products; @six is six times the
 * volume between them. */
VIT_LANES_INLINE VitLanes
get_solid_angle (
    VitLanes six, VitLanes p, VitLanes q, VitLanes r, VitLanes pq, VitLanes qr, VitLanes rp)
{
  VitLanes angle = vit_lanes_atan2 (six, p * q * r + pq * r + qr * p + rp * q);
  return angle + angle;
}

void
VIT_HULL_MEASURE (VitHull *hull)
{
  const VitLanes zero = vit_lanes_fill (0), one = vit_lanes_fill (1), half = vit_lanes_fill (0.5),
                 third = vit_lanes_fill (1. / 3), own = vit_lanes_fill (hull->radius);
  double filled = 0, volume = 0;
  for (size_t k = hull->n; k < hull->n + VIT_INTERSTICES_PAD; k++)
    for (int c = 0; c < 3; c++)
      hull->corners[k][c] = hull->corners[0][c];
  for (size_t first = 0; first < hull->n; first += VIT_LANES)
    {
      Corners a = gather (hull, first, 0), b = gather (hull, first, 1), c = gather (hull, first, 2);
      VitLanes ab = dot (&a, &b), bc = dot (&b, &c), ca = dot (&c, &a), aa = a.r * a.r,
               bb = b.r * b.r, cc = c.r * c.r;
      VitLanes six = a.x * (b.y * c.z - b.z * c.y) + a.y * (b.z * c.x - b.x * c.z) +
                     a.z * (b.x * c.y - b.y * c.x);
      six = vit_lanes_max (six, -six);
      VitLanes l_ab = vit_lanes_sqrt (vit_lanes_max (aa + bb - ab - ab, zero)),
               l_bc = vit_lanes_sqrt (vit_lanes_max (bb + cc - bc - bc, zero)),
               l_ca = vit_lanes_sqrt (vit_lanes_max (cc + aa - ca - ca, zero));
      /* Scalar products of the edges at each corner: to the others, and to the atom. */
      VitLanes at_a = bc - ab - ca + aa, at_b = ca - ab - bc + bb, at_c = ab - bc - ca + cc;
      VitLanes in = get_solid_angle (six, a.r, b.r, c.r, ab, bc, ca),
               on_a = get_solid_angle (six, a.r, l_ab, l_ca, aa - ab, at_a, aa - ca),
               on_b = get_solid_angle (six, b.r, l_ab, l_bc, bb - ab, at_b, bb - bc),
               on_c = get_solid_angle (six, c.r, l_bc, l_ca, cc - bc, at_c, cc - ca);
      VitLanes a3 = a.radius * a.radius * a.radius, b3 = b.radius * b.radius * b.radius,
               c3 = c.radius * c.radius * c.radius;
      VitLanes outer = (on_a * a3 + on_b * b3 + on_c * c3) * third,
               whole = six * vit_lanes_fill (1. / 6),
               space = one - (outer + in * own * own * own * third) / whole;
      /* Twice the area, and the angles, which sum to π. */
      VitLanes twice =
          vit_lanes_sqrt (vit_lanes_max (l_ab * l_ab * l_ca * l_ca - at_a * at_a, zero));
      VitLanes angle_a = vit_lanes_atan2 (twice, at_a), angle_b = vit_lanes_atan2 (twice, at_b),
               angle_c = vit_lanes_fill (M_PI) - angle_a - angle_b;
      VitLanes area = one - (angle_a * a.radius * a.radius + angle_b * b.radius * b.radius +
                             angle_c * c.radius * c.radius) *
                                half / (twice * half);
      /* A triangle of no extent has no empty part. */
      area = vit_lanes_choose (twice == zero, zero, area);
      space = vit_lanes_choose (six == zero, zero, space);
      vit_lanes_store (hull->areas + first, vit_lanes_choose (area < zero, zero, area));
      vit_lanes_store (hull->volumes + first, vit_lanes_choose (space < zero, zero, space));
      for (size_t lane = 0; lane < VIT_LANES && first + lane < hull->n; lane++)
        {
          filled += outer[lane];
          volume += whole[lane];
        }
    }
  hull->filled = filled;
  hull->volume = volume;
}
