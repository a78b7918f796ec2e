/* Changes of basis of a periodic lattice: a box that is sheared and flipped keeps its flow. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/geometry/basis.h"

static double
random_in (double lo, double hi)
{
  return g_test_rand_double_range (lo, hi);
}

static VitBasis
random_basis (int most)
{
  return (VitBasis){ g_test_rand_int_range (-most, most + 1),
                     g_test_rand_int_range (-most, most + 1),
                     g_test_rand_int_range (-most, most + 1) };
}

static void
assert_same_basis (VitBasis a, VitBasis b)
{
  g_assert_cmpint (a.xy, ==, b.xy);
  g_assert_cmpint (a.xz, ==, b.xz);
  g_assert_cmpint (a.yz, ==, b.yz);
}

/* Products and inverses are those of matrices of whole numbers. */
static void
test_algebra (void)
{
  for (int round = 0; round < 200; round++)
    {
      VitBasis a = random_basis (9), b = random_basis (9), c = random_basis (9);
      assert_same_basis (vit_basis_multiply (vit_basis_multiply (a, b), c),
                         vit_basis_multiply (a, vit_basis_multiply (b, c)));
      g_assert_true (vit_basis_is_identity (vit_basis_multiply (a, vit_basis_invert (a))));
      g_assert_true (vit_basis_is_identity (vit_basis_multiply (vit_basis_invert (a), a)));

      VitCell cell, twice, once;
      vit_cell_init_restricted (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 7, 8, 9 },
                                (double[3]){ 1, 2, 3 });
      vit_basis_continue (&cell, a, &twice);
      vit_basis_continue (&twice, b, &twice);
      vit_basis_continue (&cell, vit_basis_multiply (a, b), &once);
      int64_t n[3] = { 1, -2, 3 }, m[3];
      vit_basis_apply (a, n, m);
      VitCell continued;
      vit_basis_continue (&cell, a, &continued);
      for (int i = 0; i < 3; i++)
        {
          double x = 0, y = 0;
          for (int k = 0; k < 3; k++)
            {
              g_assert_cmpfloat_with_epsilon (twice.h[k][i], once.h[k][i], 1e-9);
              x += (double) n[k] * continued.h[k][i];
              y += (double) m[k] * cell.h[k][i];
            }
          g_assert_cmpfloat_with_epsilon (x, y, 1e-9);
        }
    }
  /* Absurd numbers do not overflow. */
  VitBasis large = { (int64_t) 1 << 49, 0, (int64_t) 1 << 49 };
  g_assert_true (vit_basis_is_identity (vit_basis_multiply (large, large)));
}

/* Rotates the vectors of a box by a matrix of rotation. */
static void
rotate (VitCell *cell, double r[3][3])
{
  VitCell old = *cell;
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < 3; i++)
      cell->h[k][i] = r[i][0] * old.h[k][0] + r[i][1] * old.h[k][1] + r[i][2] * old.h[k][2];
}

/* Shears a box in small steps for many box lengths along all three tilts, breathing at the same
 * time, and prints it flipped as LAMMPS does: whatever is printed, the steps add up to the whole
 * flow. A general box is the same box, rotated. */
static void
run_shear (bool general)
{
  double angle = 0.7, r[3][3] = { { cos (angle), -sin (angle) * 0.8, sin (angle) * 0.6 },
                                  { sin (angle), cos (angle) * 0.8, -cos (angle) * 0.6 },
                                  { 0, 0.6, 0.8 } };
  /* The flow of each step is ((s, xy, xz), (0, s, yz), (0, 0, 1/s)). */
  double rate[3], edge[3] = { 10, 11, 12 }, tilt[3] = { 0, 0, 0 };
  double flow[3][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
  VitCell first, before;
  VitBasis sum = { 0 }, printed = { 0 };
  for (int k = 0; k < 3; k++)
    rate[k] = (g_test_rand_bit () ? 1 : -1) * random_in (0.01, 0.04);
  for (int frame = 0; frame < 3000; frame++)
    {
      double s = frame == 0 ? 1 : exp (0.002 * sin (0.1 * frame));
      double f[3][3] = { { s, rate[0], rate[1] }, { 0, s, rate[2] }, { 0, 0, 1 / s } };
      VitBasis flip = { 0 };
      if (frame > 0)
        {
          double next[3][3] = { { 0 } };
          for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
              for (int k = 0; k < 3; k++)
                next[i][j] += f[i][k] * flow[k][j];
          memcpy (flow, next, sizeof flow);
          tilt[1] = s * tilt[1] + rate[0] * tilt[2] + rate[1] * edge[2];
          tilt[0] = s * tilt[0] + rate[0] * edge[1];
          tilt[2] = s * tilt[2] + rate[2] * edge[2];
          edge[0] *= s;
          edge[1] *= s;
          edge[2] /= s;
          flip.yz = (int64_t) -nearbyint (tilt[2] / edge[1]);
          tilt[2] += (double) flip.yz * edge[1];
          tilt[1] += (double) flip.yz * tilt[0];
          flip.xz = (int64_t) -nearbyint (tilt[1] / edge[0]);
          tilt[1] += (double) flip.xz * edge[0];
          flip.xy = (int64_t) -nearbyint (tilt[0] / edge[0]);
          tilt[0] += (double) flip.xy * edge[0];
        }
      printed = vit_basis_multiply (printed, flip);
      VitCell cell;
      vit_cell_init_restricted (&cell, (double[3]){ 0, 0, 0 }, edge, tilt);
      if (general)
        rotate (&cell, r);
      if (frame == 0)
        first = cell;
      else
        {
          VitBasis step;
          g_assert_true (vit_basis_find_step (&before, &cell, &step));
          sum = vit_basis_multiply (step, sum);
        }
      before = cell;
      assert_same_basis (sum, vit_basis_invert (printed));

      double map[3][3], shift[3], rotated[3][3] = { { 0 } };
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          for (int k = 0; k < 3; k++)
            for (int l = 0; l < 3; l++)
              rotated[i][j] +=
                  general ? r[i][k] * flow[k][l] * r[j][l] : (i == k && j == l ? flow[k][l] : 0);
      vit_cell_get_flow (&first, &cell, sum, map, shift);
      for (int i = 0; frame > 0 && i < 3; i++)
        for (int j = 0; j < 3; j++)
          g_assert_cmpfloat_with_epsilon (map[i][j], rotated[i][j], 1e-6);
    }
  /* It went far beyond one box length. */
  g_assert_cmpint (llabs (sum.xy) + llabs (sum.yz), >, 5);
}

/* A box that is turned has the shape that it had, and flips change its tilts alone. */
static void
test_shape (void)
{
  double angle = 0.4, r[3][3] = { { cos (angle), -sin (angle) * 0.8, sin (angle) * 0.6 },
                                  { sin (angle), cos (angle) * 0.8, -cos (angle) * 0.6 },
                                  { 0, 0.6, 0.8 } };
  for (int turned = 0; turned < 2; turned++)
    {
      VitCell cell, flipped;
      vit_cell_init_restricted (&cell, (double[3]){ 1, 2, 3 }, (double[3]){ 11, 14, 17 },
                                (double[3]){ 1.5, -2, 3 });
      if (turned)
        rotate (&cell, r);
      vit_basis_continue (&cell, (VitBasis){ -2, 3, 1 }, &flipped);
      VitBoxShape a = vit_cell_get_shape (&cell), b = vit_cell_get_shape (&flipped);
      const double expected[] = { 10, 12, 14, 1.5, -2, 3 };
      const double found[] = { a.lx, a.ly, a.lz, a.xy, a.xz, a.yz };
      const double after[] = { b.lx, b.ly, b.lz, b.xy + 20, b.xz - 30 - 1.5, b.yz - 12 };
      for (int k = 0; k < 6; k++)
        {
          g_assert_cmpfloat_with_epsilon (found[k], expected[k], 1e-12);
          g_assert_cmpfloat_with_epsilon (after[k], expected[k], 1e-12);
        }
    }
}

static void
test_shear (void)
{
  for (int round = 0; round < 8; round++)
    {
      run_shear (false);
      run_shear (true);
    }
}

/* A header that begins to show tilts, by a small one or by one that is close to a whole edge. */
static void
test_orthogonal_to_tilted (void)
{
  const double tilts[] = { 0.5, 9.5, -9.5, 10.5 };
  const int expected[] = { 0, -1, 1, -1 };
  VitCell before, after;
  vit_cell_init_orthogonal (&before, (double[3]){ 0, 0, 0 }, (double[3]){ 10, 12, 14 });
  for (size_t i = 0; i < G_N_ELEMENTS (tilts); i++)
    {
      VitBasis step;
      vit_cell_init_restricted (&after, (double[3]){ 0, 0, 0 }, (double[3]){ 10, 12, 14 },
                                (double[3]){ tilts[i], 0, 0 });
      g_assert_true (vit_basis_find_step (&before, &after, &step));
      assert_same_basis (step, (VitBasis){ expected[i], 0, 0 });
      g_assert_true (vit_basis_find_step (&after, &before, &step));
      assert_same_basis (step, (VitBasis){ -expected[i], 0, 0 });
    }
}

/* Half an edge cannot be told from the boxes; neither vector along an edge that is not periodic
 * takes part. */
static void
test_half (void)
{
  VitCell before, after;
  VitBasis step, steps[VIT_BASIS_N_STEPS];
  vit_cell_init_restricted (&before, (double[3]){ 0, 0, 0 }, (double[3]){ 10, 10, 10 },
                            (double[3]){ 1, 0, 0 });
  vit_cell_init_restricted (&after, (double[3]){ 0, 0, 0 }, (double[3]){ 10, 10, 10 },
                            (double[3]){ -4.2, 0, 0 });
  g_assert_false (vit_basis_find_step (&before, &after, &step));
  g_assert_cmpint (vit_basis_list_steps (&before, &after, steps), ==, VIT_BASIS_N_STEPS);
  for (int i = 0; i < VIT_BASIS_N_STEPS; i++)
    for (int j = 0; j < i; j++)
      g_assert_false (steps[i].xy == steps[j].xy && steps[i].xz == steps[j].xz &&
                      steps[i].yz == steps[j].yz);
  before.periodic[1] = after.periodic[1] = false;
  g_assert_cmpint (vit_basis_list_steps (&before, &after, steps), ==, 3);
  g_assert_true (vit_basis_find_step (&before, &after, &step));
  g_assert_true (vit_basis_is_identity (step));
}

/* Edges that are not periodic are no strain: only what moves with the periodic vectors flows. */
static void
test_surface (void)
{
  VitCell from, to;
  double map[3][3], shift[3];
  vit_cell_init_orthogonal (&from, (double[3]){ 0, 0, 0 }, (double[3]){ 10, 12, 14 });
  vit_cell_init_orthogonal (&to, (double[3]){ 1, 2, -3 }, (double[3]){ 12, 14, 25 });
  to.periodic[2] = from.periodic[2] = false;
  g_assert_true (vit_cell_get_flow (&from, &to, (VitBasis){ 0 }, map, shift));
  g_assert_cmpfloat_with_epsilon (map[0][0], 1.1, 1e-14);
  g_assert_cmpfloat_with_epsilon (map[1][1], 1, 1e-14);
  g_assert_cmpfloat_with_epsilon (map[2][2], 1, 1e-14);
  g_assert_cmpfloat (shift[0], ==, 1);
  g_assert_cmpfloat (shift[1], ==, 2);
  g_assert_cmpfloat (shift[2], ==, 0);

  /* A slab that is sheared along its surface, tilted. */
  vit_cell_init_restricted (&from, (double[3]){ 0, 0, 0 }, (double[3]){ 10, 12, 14 },
                            (double[3]){ 1, 2, 1 });
  vit_cell_init_restricted (&to, (double[3]){ 0, 0, -3 }, (double[3]){ 10, 12, 30 },
                            (double[3]){ 3, -2, 1 });
  from.periodic[2] = to.periodic[2] = false;
  g_assert_true (vit_cell_get_flow (&from, &to, (VitBasis){ 0 }, map, shift));
  for (int i = 0; i < 3; i++)
    {
      double b = 0, c = 0;
      for (int j = 0; j < 3; j++)
        {
          b += map[i][j] * from.h[1][j];
          c += map[i][j] * from.h[2][j];
        }
      g_assert_cmpfloat_with_epsilon (b, to.h[1][i], 1e-12);
      g_assert_cmpfloat_with_epsilon (c, from.h[2][i], 1e-12);
    }
  /* What of the origin moved along the free edge is left out. */
  double along = 0, g[3][3];
  vit_cell_inverse (&from, g);
  for (int i = 0; i < 3; i++)
    along += g[2][i] * shift[i];
  g_assert_cmpfloat_with_epsilon (along, 0, 1e-12);

  for (int k = 0; k < 3; k++)
    from.periodic[k] = to.periodic[k] = false;
  g_assert_false (vit_cell_get_flow (&from, &to, (VitBasis){ 0 }, map, shift));
  for (int k = 0; k < 3; k++)
    g_assert_cmpfloat_with_epsilon (shift[k], 0, 1e-14);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geometry/basis/algebra", test_algebra);
  g_test_add_func ("/geometry/basis/shape", test_shape);
  g_test_add_func ("/geometry/basis/shear", test_shear);
  g_test_add_func ("/geometry/basis/orthogonal-to-tilted", test_orthogonal_to_tilted);
  g_test_add_func ("/geometry/basis/half", test_half);
  g_test_add_func ("/geometry/basis/surface", test_surface);
  return g_test_run ();
}
