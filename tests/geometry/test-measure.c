#include <glib.h>
#include <math.h>

#include "core/geometry/measure.h"

static const double lo[3] = { 0, 0, 0 }, hi[3] = { 10, 12, 14 };

static void
test_orthogonal (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, lo, hi);
  /* Across a face, an edge and a corner. */
  g_assert_cmpfloat_with_epsilon (
      vit_measure_distance (&cell, (double[]){ 0.5, 5, 5 }, (double[]){ 9.5, 5, 5 }), 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (
      vit_measure_distance (&cell, (double[]){ 0.5, 0.5, 5 }, (double[]){ 9.5, 11.5, 5 }), sqrt (2),
      1e-12);
  g_assert_cmpfloat_with_epsilon (
      vit_measure_distance (&cell, (double[]){ 0.5, 0.5, 0.5 }, (double[]){ 9.5, 11.5, 13.5 }),
      sqrt (3), 1e-12);
  /* 3–4–5 with the right angle at the second point, which lies across the boundary. */
  const double a[3] = { 9, 6, 7 }, b[3] = { 2, 6, 7 }, c[3] = { 2, 10, 7 };
  g_assert_cmpfloat_with_epsilon (vit_measure_angle (&cell, a, b, c), 90, 1e-12);
  g_assert_cmpfloat_with_epsilon (vit_measure_angle (&cell, c, a, b), 180 / G_PI * atan2 (4, 3),
                                  1e-12);
  g_assert_cmpfloat_with_epsilon (vit_measure_distance (&cell, a, c), 5, 1e-12);
  g_assert_true (isnan (vit_measure_angle (&cell, a, a, c)));
  /* Small angles keep their digits. */
  g_assert_cmpfloat_with_epsilon (
      vit_measure_angle (&cell, (double[]){ 3, 1e-9, 0 }, lo, (double[]){ 3, 0, 0 }) * 3e9 * G_PI /
          180,
      1, 1e-9);
  /* Without a period the way is the straight one. */
  cell.periodic[0] = false;
  g_assert_cmpfloat_with_epsilon (
      vit_measure_distance (&cell, (double[]){ 0.5, 5, 5 }, (double[]){ 9.5, 5, 5 }), 9, 1e-12);
}

/* cis is 0°, trans 180°; the right-handed helix of four points is +90°. */
static void
test_dihedral (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, lo, hi);
  const double b[3] = { 1, 1, 13.5 }, c[3] = { 1, 1, 1 }; /* 1.5 apart, across the boundary */
  const double a[3] = { 2, 1, 13.5 };
  for (int degrees = -170; degrees <= 180; degrees += 10)
    {
      double angle = degrees * G_PI / 180;
      const double d[3] = { 1 + 2 * cos (angle), 1 + 2 * sin (angle), 1.7 };
      g_assert_cmpfloat_with_epsilon (vit_measure_dihedral (&cell, a, b, c, d), degrees, 1e-9);
      /* The same read backwards. */
      g_assert_cmpfloat_with_epsilon (vit_measure_dihedral (&cell, d, c, b, a), degrees, 1e-9);
    }
  g_assert_true (isnan (vit_measure_dihedral (&cell, a, b, c, (double[]){ 1, 1, 3 })));
}

/* Every pair of points in a strongly tilted box against all images up to four boxes away; and
 * nothing changes if any of them moves by box vectors. */
static void
test_triclinic (void)
{
  VitCell cell;
  vit_cell_init_restricted (&cell, lo, (double[]){ 10, 9, 8 }, (double[]){ 14.3, -11.9, 7.7 });
  for (int i = 0; i < 200; i++)
    {
      const double s[3][3] = { { fmod (i * 0.618, 1), fmod (i * 0.414, 1), fmod (i * 0.732, 1) },
                               { fmod (i * 0.236, 1), fmod (i * 0.302, 1), fmod (i * 0.541, 1) },
                               { fmod (i * 0.162, 1), fmod (i * 0.645, 1), fmod (i * 0.872, 1) } };
      double x[3][3], least[2] = { INFINITY, INFINITY }, ways[2][3] = { 0 };
      for (int p = 0; p < 3; p++)
        vit_cell_to_cartesian (&cell, s[p], x[p]);
      for (int w = 0; w < 2; w++)
        for (int n = 0; n < 9 * 9 * 9; n++)
          {
            double way[3], length = 0;
            for (int k = 0; k < 3; k++)
              {
                way[k] = x[w == 0 ? 0 : 2][k] - x[1][k] + (n % 9 - 4) * cell.h[0][k] +
                         (n / 9 % 9 - 4) * cell.h[1][k] + (n / 81 - 4) * cell.h[2][k];
                length += way[k] * way[k];
              }
            if (length < least[w])
              {
                least[w] = length;
                for (int k = 0; k < 3; k++)
                  ways[w][k] = way[k];
              }
          }
      g_assert_cmpfloat_with_epsilon (vit_measure_distance (&cell, x[0], x[1]), sqrt (least[0]),
                                      1e-9);
      double product = 0;
      for (int k = 0; k < 3; k++)
        product += ways[0][k] * ways[1][k];
      double cosine = product / sqrt (least[0] * least[1]);
      double angle = vit_measure_angle (&cell, x[0], x[1], x[2]);
      if (least[0] > 0 && least[1] > 0)
        g_assert_cmpfloat_with_epsilon (cos (angle * G_PI / 180), cosine, 1e-9);
      double moved[3];
      for (int k = 0; k < 3; k++)
        moved[k] = x[0][k] + 2 * cell.h[0][k] - cell.h[1][k] + 3 * cell.h[2][k];
      g_assert_cmpfloat_with_epsilon (vit_measure_distance (&cell, moved, x[1]), sqrt (least[0]),
                                      1e-9);
      if (least[0] > 0 && least[1] > 0)
        g_assert_cmpfloat_with_epsilon (vit_measure_angle (&cell, moved, x[1], x[2]), angle, 1e-6);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/measure/orthogonal", test_orthogonal);
  g_test_add_func ("/measure/dihedral", test_dihedral);
  g_test_add_func ("/measure/triclinic", test_triclinic);
  return g_test_run ();
}
