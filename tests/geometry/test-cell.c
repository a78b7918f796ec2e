#include <math.h>

#include "core/geometry/cell.h"

static double
random_in (double lo, double hi)
{
  return g_test_rand_double_range (lo, hi);
}

static void
make_cell (VitCell *cell, double tilt)
{
  double lo[3], hi[3], tilts[3];
  for (int k = 0; k < 3; k++)
    {
      lo[k] = random_in (-20, 20);
      hi[k] = lo[k] + random_in (2, 10);
      tilts[k] = tilt * random_in (-10, 10);
    }
  vit_cell_init_restricted (cell, lo, hi, tilts);
}

/* Rows of a random rotation, from a unit quaternion. */
static void
rotate_cell (VitCell *cell)
{
  double q[4], n = 0;
  for (int i = 0; i < 4; i++)
    {
      q[i] = random_in (-1, 1);
      n += q[i] * q[i];
    }
  for (int i = 0; i < 4; i++)
    q[i] /= sqrt (n);
  double w = q[0], x = q[1], y = q[2], z = q[3];
  double r[3][3] = { { 1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y) },
                     { 2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x) },
                     { 2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y) } };
  for (int k = 0; k < 3; k++)
    {
      double v[3];
      for (int i = 0; i < 3; i++)
        v[i] = r[i][0] * cell->h[k][0] + r[i][1] * cell->h[k][1] + r[i][2] * cell->h[k][2];
      for (int i = 0; i < 3; i++)
        cell->h[k][i] = v[i];
    }
}

static double
length (const double d[3])
{
  return sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
}

/* Every image that can be as short as @reach, from the widths of the box. */
static double
shortest_by_brute_force (const VitCell *cell, const double d[3])
{
  double widths[3], best = length (d);
  double s[3], x[3] = { d[0] + cell->origin[0], d[1] + cell->origin[1], d[2] + cell->origin[2] };
  vit_cell_widths (cell, widths);
  vit_cell_to_scaled (cell, x, s);
  int lo[3], hi[3];
  for (int k = 0; k < 3; k++)
    {
      lo[k] = cell->periodic[k] ? (int) floor (-s[k] - best / widths[k]) : 0;
      hi[k] = cell->periodic[k] ? (int) ceil (-s[k] + best / widths[k]) : 0;
    }
  for (int a = lo[0]; a <= hi[0]; a++)
    for (int b = lo[1]; b <= hi[1]; b++)
      for (int c = lo[2]; c <= hi[2]; c++)
        {
          double e[3];
          for (int i = 0; i < 3; i++)
            e[i] = d[i] + a * cell->h[0][i] + b * cell->h[1][i] + c * cell->h[2][i];
          best = fmin (best, length (e));
        }
  return best;
}

static void
test_measures (void)
{
  const double lo[3] = { 1, 2, 3 }, hi[3] = { 3, 5, 7 }, tilt[3] = { 1, -0.5, 2 };
  VitCell cell;
  vit_cell_init_restricted (&cell, lo, hi, tilt);
  double lengths[3], widths[3];
  vit_cell_lengths (&cell, lengths);
  vit_cell_widths (&cell, widths);
  g_assert_cmpfloat_with_epsilon (vit_cell_volume (&cell), 24, 1e-12);
  g_assert_cmpfloat_with_epsilon (lengths[0], 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (lengths[1], sqrt (10), 1e-12);
  g_assert_cmpfloat_with_epsilon (lengths[2], sqrt (0.25 + 4 + 16), 1e-12);
  g_assert_cmpfloat_with_epsilon (widths[2], 4, 1e-12);
  /* b × c = (1,3,0) × (-0.5,2,4) = (12,-4,3.5) */
  g_assert_cmpfloat_with_epsilon (widths[0], 24 / sqrt (144 + 16 + 12.25), 1e-12);
  g_assert_true (vit_cell_is_valid (&cell));
  g_assert_false (vit_cell_is_orthogonal (&cell));

  VitCell other = cell;
  g_assert_true (vit_cell_equal (&cell, &other));
  other.periodic[1] = false;
  g_assert_false (vit_cell_equal (&cell, &other));
  other.h[0][0] = 0;
  g_assert_false (vit_cell_is_valid (&other));
  other.h[0][0] = NAN;
  g_assert_false (vit_cell_is_valid (&other));
  vit_cell_init_orthogonal (&other, lo, hi);
  g_assert_true (vit_cell_is_orthogonal (&other));
}

static void
test_scaled_and_back (void)
{
  for (int trial = 0; trial < 200; trial++)
    {
      VitCell cell;
      make_cell (&cell, trial % 3);
      if (trial % 2)
        rotate_cell (&cell);
      double x[3], s[3], y[3], g[3][3];
      for (int i = 0; i < 3; i++)
        x[i] = random_in (-50, 50);
      vit_cell_to_scaled (&cell, x, s);
      vit_cell_to_cartesian (&cell, s, y);
      vit_cell_inverse (&cell, g);
      for (int i = 0; i < 3; i++)
        {
          double t = 0;
          for (int j = 0; j < 3; j++)
            t += g[i][j] * (x[j] - cell.origin[j]);
          g_assert_cmpfloat_with_epsilon (x[i], y[i], 1e-9);
          g_assert_cmpfloat_with_epsilon (s[i], t, 1e-9);
        }
    }
}

static void
test_wrap (void)
{
  for (int trial = 0; trial < 2000; trial++)
    {
      VitCell cell;
      make_cell (&cell, trial % 3);
      if (trial % 2)
        rotate_cell (&cell);
      cell.periodic[trial % 5 % 3] = trial % 7 != 0;
      double x[3], y[3], s[3], before[3];
      int image[3];
      for (int i = 0; i < 3; i++)
        y[i] = x[i] = random_in (-100, 100);
      vit_cell_to_scaled (&cell, x, before);
      vit_cell_wrap (&cell, y, image);
      vit_cell_to_scaled (&cell, y, s);
      for (int k = 0; k < 3; k++)
        {
          if (cell.periodic[k])
            g_assert_true (s[k] > -1e-12 && s[k] < 1 + 1e-12);
          else
            g_assert_cmpint (image[k], ==, 0);
          g_assert_cmpfloat_with_epsilon (s[k] + image[k], before[k], 1e-9);
        }
    }
}

static void
test_wrap_at_the_edge (void)
{
  const double lo[3] = { 0, 0, 0 }, hi[3] = { 10, 10, 10 };
  VitCell cell;
  vit_cell_init_orthogonal (&cell, lo, hi);
  double x[3] = { 10, -1e-17, 25 };
  int image[3];
  vit_cell_wrap (&cell, x, image);
  g_assert_cmpfloat (x[0], ==, 0);
  g_assert_cmpint (image[0], ==, 1);
  g_assert_true (x[1] >= 0 && x[1] < 10);
  g_assert_cmpfloat (x[2], ==, 5);
  g_assert_cmpint (image[2], ==, 2);

  /* Rounding must never leave an atom on the far face. */
  for (int trial = 0; trial < 100000; trial++)
    {
      double length_x = random_in (1, 100), y[3] = { 0, 0, 0 };
      cell.h[0][0] = length_x;
      y[0] = (int) random_in (-50, 50) * length_x + random_in (-1, 1) * 1e-15 * length_x;
      vit_cell_wrap (&cell, y, NULL);
      g_assert_true (y[0] >= 0 && y[0] < length_x);
    }

  double absurd[3] = { 1e300, NAN, -1e300 };
  vit_cell_wrap (&cell, absurd, image);
  g_assert_cmpint (image[1], ==, 0);
}

static void
check_shortest (const VitCell *cell, double reach)
{
  double d[3], e[3], s[3], x[3];
  for (int i = 0; i < 3; i++)
    e[i] = d[i] = random_in (-reach, reach);
  vit_cell_minimum_image (cell, e);
  double best = shortest_by_brute_force (cell, d);
  g_assert_cmpfloat_with_epsilon (length (e), best, 1e-9);
  for (int i = 0; i < 3; i++)
    x[i] = d[i] - e[i] + cell->origin[i];
  vit_cell_to_scaled (cell, x, s);
  for (int k = 0; k < 3; k++)
    {
      g_assert_cmpfloat_with_epsilon (s[k], cell->periodic[k] ? round (s[k]) : 0, 1e-8);
    }
}

static void
test_minimum_image (void)
{
  for (int trial = 0; trial < 3000; trial++)
    {
      VitCell cell;
      make_cell (&cell, trial % 4);
      if (trial % 2)
        rotate_cell (&cell);
      for (int k = 0; k < 3; k++)
        cell.periodic[k] = (trial / 4) >> k & 1;
      check_shortest (&cell, 15);
    }
}

/* Vectors that nearly coincide: the shortest lattice vector is no box vector at all. */
static void
test_minimum_image_of_a_needle (void)
{
  VitCell cell = { .h = { { 40, 1, 0 }, { 0, 3, 5 }, { 39, 1, 0.5 } },
                   .periodic = { true, true, true } };
  g_assert_true (vit_cell_is_valid (&cell));
  for (int trial = 0; trial < 20; trial++)
    check_shortest (&cell, 20);
}

static void
test_minimum_image_orthogonal (void)
{
  const double lo[3] = { 0, 0, 0 }, hi[3] = { 10, 10, 10 };
  VitCell cell;
  vit_cell_init_orthogonal (&cell, lo, hi);
  cell.periodic[2] = false;
  double d[3] = { 6, -26, 9 };
  vit_cell_minimum_image (&cell, d);
  g_assert_cmpfloat (d[0], ==, -4);
  g_assert_cmpfloat (d[1], ==, 4);
  g_assert_cmpfloat (d[2], ==, 9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geometry/cell/measures", test_measures);
  g_test_add_func ("/geometry/cell/scaled-and-back", test_scaled_and_back);
  g_test_add_func ("/geometry/cell/wrap", test_wrap);
  g_test_add_func ("/geometry/cell/wrap-at-the-edge", test_wrap_at_the_edge);
  g_test_add_func ("/geometry/cell/minimum-image", test_minimum_image);
  g_test_add_func ("/geometry/cell/minimum-image-of-a-needle", test_minimum_image_of_a_needle);
  g_test_add_func ("/geometry/cell/minimum-image-orthogonal", test_minimum_image_orthogonal);
  return g_test_run ();
}
